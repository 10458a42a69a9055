// SPDX-License-Identifier: ISC
// Words planted in every text that a person can type are nowhere afterwards
// but in the sealed bytes: not in the database, its journal or its log, not in
// the services' logs, not in a request, not on the wire, not in the browser's
// own files.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { splitHeader } from "../../assets/lib/age-header.ts";
import { until } from "../web/client.ts";
import { Phone, Tab } from "./browser.ts";
import { Flock, canary, filesWith, forms, unpacked } from "./canary.ts";
import { Officer } from "./officer.ts";
import { draw, tag } from "./pictures.ts";
import {
	confirm, fillConcern, fillYouth, openBox, openStart, readCode, send,
	visible,
} from "./reporter.ts";
import { Site } from "./site.ts";
import { objectIn } from "./stored.ts";

const words = {
	youth: canary("youth"),
	exif: canary("exif"),
	concern: canary("concern"),
	unit: canary("unit"),
	reply: canary("reply"),
	follow: canary("follow"),
};

let site: Site;
let profile: string;
let phone: Phone;
let tab: Tab;
let flock: Flock;
const codes: string[] = [];
const sealed: Uint8Array[] = [];

/** A picture whose camera wrote a word into it. */
async function addPicture(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "qf-camera-"));
	const path = join(folder, "picture.jpg");

	tag(path, await draw(tab.page, { width: 300, height: 200,
		format: "jpeg" }), [`-EXIF:ImageDescription=${words.exif}`,
		`-XMP:Title=${words.exif}`]);
	assert.notDeepEqual(new Flock([words.exif]).findUnder(folder).found, []);
	await tab.page.setInputFiles(".file input", path);
	await tab.page.locator(".photos li").waitFor();
	rmSync(folder, { recursive: true });
}

/** A youth report, a concern, an answer and an addition. */
async function visit(): Promise<void> {
	const { page } = tab;

	await openStart(tab, site.poster());
	await fillYouth(page, { text: `青年反馈 ${words.youth}` });
	await addPicture();
	await send(page);
	codes.push(await readCode(page));
	await confirm(page, codes[0] ?? "");
	await openStart(tab, site.poster());
	await fillConcern(page, { unit: words.unit,
		text: `反映的问题写在这里，够二十个字了 ${words.concern}` });
	await send(page);
	const code = await readCode(page);
	codes.push(code);
	await confirm(page, code);

	const officer = await Officer.login(site.world, "01");
	await officer.reply(await officer.wait(words.concern), words.reply,
	    { status: "P4" });
	await until(async () => {
		await openBox(tab, site.poster(), code);
		return page.textContent(".messages");
	}, (text) => (text ?? "").includes(words.reply), 20000, 500);
	await page.fill("textarea", words.follow);
	await visible(page, "加密并寄出补充").click();
	await page.waitForSelector("text=补充已经收到");
	await visible(page, "看完了").click();
	for (const post of [...tab.posts("/v1/threads"),
		...tab.posts("/v1/box/entries")])
		sealed.push(objectIn(post.body));
}

before(async () => {
	site = await Site.create({ office: true });
	profile = mkdtempSync(join(tmpdir(), "qf-phone-"));
	phone = await site.phoneAt(profile);
	tab = await phone.open();
	await visit();
	await phone.close();
	flock = new Flock([...Object.values(words), ...codes.flatMap((code) =>
	    [code, code.replace(/(.{4})(?=.)/g, "$1 ")])]);
	site.world.cluster.sql("CHECKPOINT;", "postgres");
});
after(async () => {
	await phone.close();
	await site.close();
	rmSync(profile, { recursive: true, force: true });
});

describe("the search", () => {
	it("finds a word in each of its forms, in any place", () => {
		const folder = mkdtempSync(join(tmpdir(), "qf-canary-"));

		try {
			for (const [name, form] of forms(words.concern)) {
				writeFileSync(join(folder, "file"), Buffer.concat([
					Buffer.from("before\0"), form,
					Buffer.from("\0after")]));
				assert.ok(flock.findUnder(folder).found.includes(
				    `${folder}/file: ${words.concern} as ${name}`));
			}
			// base64 of a longer text, at each alignment.
			for (const shift of ["", "x", "xx"]) {
				writeFileSync(join(folder, "file"), Buffer.from(shift +
				    words.concern + "tail").toString("base64"));
				assert.equal(flock.findUnder(folder).found.length > 0,
				    true);
			}
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe("a planted word is not", () => {
	it("in the database's files, its journal or its log", () => {
		const { found, files, size } =
		    flock.findUnder(join(site.world.dir, "pg"));

		assert.deepEqual(found, []);
		assert.ok(files > 500 && size > 16 * 1024 * 1024,
		    `${files} files, ${size} bytes`);
		// The right files were read: the sealed entries are in them.
		assert.equal(sealed.length, 3);
		for (const object of sealed) {
			const { payload } = splitHeader(object);

			assert.ok(filesWith(join(site.world.dir, "pg"),
			    Buffer.from(payload.subarray(0, 64))) >= 2,
			    "table and journal");
		}
	});

	it("in what the services printed or keep in their folders", () => {
		for (const service of site.world.services) {
			assert.ok(service.log.length > 100);
			assert.deepEqual(flock.find(service.name,
			    Buffer.from(service.log)), []);
			assert.deepEqual(flock.findUnder(service.dir).found, []);
		}
	});

	it("in any request before TLS hides it", () => {
		assert.ok(tab.sent.length > 20);
		for (const one of tab.sent) {
			const head = `${one.method} ${one.url} ` +
			    JSON.stringify(one.headers);

			assert.deepEqual(flock.find("head", Buffer.from(head)), []);
			for (const body of unpacked(one.body))
				assert.deepEqual(flock.find(one.url, body), []);
		}
		for (const object of sealed)
			assert.equal(Buffer.from(object.subarray(0, 22))
			    .toString("latin1"), "age-encryption.org/v1\n");
	});

	it("on the wire", () => {
		const { bytes } = site.relay;

		assert.ok(bytes.length > 50000);
		assert.deepEqual(flock.find("wire", bytes), []);
	});

	it("in the browser's own files", () => {
		const { found, files } = flock.findUnder(profile);

		assert.ok(files > 10, `${files} files`);
		assert.deepEqual(found, []);
	});
});
