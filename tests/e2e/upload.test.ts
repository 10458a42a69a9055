// SPDX-License-Identifier: ISC
// A letter with a large picture over a bad line: it goes up in parts, goes on
// after a cut, is received once, and its words are on no wire.
//
// QF_AUDIT=1 sends it at 400 kb/s with a round trip of 2 s, as `make audit`
// does; without, ten times as fast.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import type { Route } from "playwright-core";

import { utf8 } from "../../assets/lib/bytes.ts";
import { readTar } from "../../assets/lib/tar.ts";
import { unseal } from "../../assets/lib/unseal.ts";
import { sleep, until } from "../web/client.ts";
import type { Tab } from "./browser.ts";
import { canary, Flock } from "./canary.ts";
import { draw, tag } from "./pictures.ts";
import { confirm, fillYouth, openStart, readCode, send, visible }
	from "./reporter.ts";
import { Site } from "./site.ts";
import { counts, onlyEntry, openedBy } from "./stored.ts";

const AUDIT = process.env["QF_AUDIT"] === "1";
const LINE = AUDIT ? { kbits: 400, rtt: 2000 } : { kbits: 8000, rtt: 100 };
const LENGTH = 4195344;
const CHUNK = 65552;
const PATIENCE = AUDIT ? 600000 : 120000;

let site: Site;
let dir: string;
let picture: string;
const words = { text: canary("words"), exif: canary("exif") };

before(async () => {
	site = await Site.create();
	dir = mkdtempSync(join(tmpdir(), "qf-upload-"));
	picture = join(dir, "picture.jpg");
	const tab = await site.tab();
	// 4 MB as a camera makes it: fine noise, and its own words.
	tag(picture, await draw(tab.page, { width: 2600, height: 1950,
		format: "jpeg", noise: 1 }), [`-EXIF:UserComment=${words.exif}`]);
	assert.ok(readFileSync(picture).length > 4e6,
	    String(readFileSync(picture).length));
});
after(async () => {
	await site.close();
	rmSync(dir, { recursive: true });
});

/** A report with one picture, written and ready to be sent. */
async function written(text: string): Promise<Tab> {
	const tab = await site.tab();

	tab.page.setDefaultTimeout(PATIENCE);
	await openStart(tab, site.poster());
	await fillYouth(tab.page, { text });
	await tab.page.setInputFiles(".file input", picture);
	await tab.page.waitForSelector(".photos li");
	return tab;
}

async function throttle(tab: Tab): Promise<void> {
	const cdp = await tab.context.newCDPSession(tab.page);
	const bytes = LINE.kbits * 1000 / 8;

	await cdp.send("Network.emulateNetworkConditions", { offline: false,
		latency: LINE.rtt, downloadThroughput: bytes,
		uploadThroughput: bytes });
}

interface Part { offset: number; body: Buffer }

function parts(tab: Tab): Part[] {
	return tab.sent.filter((one) => one.method === "PATCH").map((one) =>
	    ({ offset: Number(one.headers["upload-offset"]), body: one.body }));
}

/** One sealing only: who sends an offset twice sends the same bytes. */
function checkParts(all: readonly Part[]): Map<number, Buffer> {
	const seen = new Map<number, Buffer>();

	for (const { offset, body } of all) {
		const before = seen.get(offset);

		assert.ok(before === undefined || before.equals(body),
		    `other bytes at ${offset}`);
		seen.set(offset, body);
		const chunks = (body.length - (offset === 0 ? 16 : 0)) / CHUNK;
		assert.ok(chunks >= 4 && chunks <= 16 || offset + body.length ===
		    LENGTH, `${body.length} bytes at ${offset}`);
	}
	return seen;
}

/** Threads there are. */
function threads(): number {
	return Number(counts(site.world).split("/")[0]);
}

describe("a picture of 4 MB over a line that is cut", () => {
	it("is sent, goes on where it was, and is received once", async (t) => {
		const tab = await written(`青年反馈 ${words.text}`);
		const { page } = tab;
		const begun = Date.now();

		await throttle(tab);
		await send(page);
		await until(() => Promise.resolve(parts(tab)), (all) =>
		    (all[all.length - 1]?.offset ?? 0) > LENGTH / 3,
		PATIENCE, 50);
		site.relay.cut();
		const last = parts(tab).length;
		await sleep(3000);
		site.relay.mend();
		await readCode(page);
		const seconds = ((Date.now() - begun) / 1000).toFixed(0);
		t.diagnostic(`figure: one picture of 4 MB, 4,195,344 bytes sealed, ` +
		    `${LINE.kbits} kb/s and ${LINE.rtt} ms, cut once: ${seconds} s`);
		await confirm(page, await page.textContent(".code").then((code) =>
		    (code ?? "").replace(/\D/g, ""), () => ""));
		const all = parts(tab);
		const seen = checkParts(all);
		assert.ok(all.length > last);
		assert.ok(tab.sent.some((one) => one.method === "HEAD"));
		assert.equal(counts(site.world), "1/1");
		const object = onlyEntry(site.world);
		const payload = Buffer.concat(Array.from(seen.entries())
		    .sort(([a], [b]) => a - b).map(([, body]) => body));
		assert.equal(payload.length, LENGTH);
		assert.ok(Buffer.from(object).subarray(-LENGTH).equals(payload));
		const entry = openedBy(site.world, "05", object);
		assert.equal(entry?.text, `青年反馈 ${words.text}\n`);
		const [, file] = readTar(unseal(object,
		    [site.world.keys.officer("05").identity]));
		assert.ok((file?.data.length ?? 0) > 256 * 1024);
		onNoWire(tab, payload, file?.data ?? new Uint8Array(0));
		assert.deepEqual(tab.complaints, []);
	});
});

/** Neither the words nor the picture, in any form, but sealed. */
function onNoWire(tab: Tab, payload: Buffer, jpeg: Uint8Array): void {
	const flock = new Flock(Object.values(words));
	const piece = Buffer.from(jpeg.subarray(5000, 5032));
	let len = 0;

	for (const one of tab.sent) {
		len += one.body.length;
		assert.deepEqual(flock.find(one.url, one.body), []);
		assert.deepEqual(flock.find("head", utf8Buffer(
		    `${one.url} ${JSON.stringify(one.headers)}`)), []);
		assert.ok(!one.body.includes(piece));
		assert.ok(!one.body.includes(piece.toString("base64")));
	}
	assert.ok(len >= payload.length, "the bodies were seen");
	assert.ok(site.relay.sent > payload.length);
	assert.deepEqual(flock.find("wire", site.relay.bytes), []);
	assert.ok(!site.relay.bytes.includes(piece));
}

function utf8Buffer(text: string): Buffer {
	return Buffer.from(utf8(text));
}

describe("while it goes up", () => {
	it("progress is told; stopping keeps all, and going on is going on",
	    async () => {
		const tab = await written("停下以后，再接着寄的反馈。");
		const { page } = tab;
		const before = threads();

		await throttle(tab);
		await send(page);
		await page.waitForFunction(() => (document.querySelector(
		    "progress")?.value ?? 0) > 0.2);
		assert.match(await page.textContent(".progress") ?? "",
		    /正在寄出图片和内容，已寄 \d+%/);
		await visible(page, "停下，先不寄").click();
		await page.waitForSelector(".foot .notice.bad");
		assert.match(await page.textContent(".foot .notice.bad") ?? "",
		    /停下了.*内容还在/s);
		assert.equal(await page.isEnabled("textarea"), true);
		assert.equal(await page.locator(".photos li").count(), 1);
		assert.equal(threads(), before);
		const done = parts(tab).length;
		await visible(page, "再寄一次").click();
		await readCode(page);
		const all = parts(tab);
		checkParts(all);
		assert.ok((all[done]?.offset ?? 0) > 0, "from the beginning");
		assert.equal(tab.posts("/v1/uploads").length, 1);
		assert.equal(threads(), before + 1);
	});

	it("leaving the form stops it; what is written next arrives", async () => {
		const tab = await written("寄到一半不要了的反馈。");
		const { page } = tab;
		const before = threads();

		await throttle(tab);
		await send(page);
		await page.waitForFunction(() => (document.querySelector(
		    "progress")?.value ?? 0) > 0.1);
		await visible(page, "返回").click();
		await visible(page, "不写了，丢掉内容").click();
		await page.waitForSelector(".doors");
		const given = parts(tab).length;
		await sleep(3000);
		assert.equal(parts(tab).length, given, "it goes on");
		await fillYouth(page, { text: "另写的一份，也带图片的反馈。" });
		await page.setInputFiles(".file input", picture);
		await page.waitForSelector(".photos li");
		await send(page);
		await readCode(page);
		assert.equal(tab.posts("/v1/threads").length, 1);
		assert.equal(threads(), before + 1);
		const payload = Buffer.concat(Array.from(checkParts(
		    parts(tab).slice(given))).map(([, body]) => body));
		const entry = openedBy(site.world, "05", Buffer.concat(
		    [objectOf(tab), payload]));
		assert.equal(entry?.text, "另写的一份，也带图片的反馈。\n");
	});

	it("other words are sealed anew; the receipt code can stay", async () => {
		const tab = await written("寄到一半又改了的反馈。");
		const { page } = tab;
		const before = threads();

		await throttle(tab);
		await send(page);
		await page.waitForFunction(() => (document.querySelector(
		    "progress")?.value ?? 0) > 0.1);
		await visible(page, "停下，先不寄").click();
		await page.waitForSelector(".foot .notice.bad");
		await page.fill("textarea", "寄到一半又改了的反馈，改好了。");
		assert.ok(!/换一个新的回执码/.test(
		    await page.textContent(".foot") ?? ""));
		await visible(page, "再寄一次").click();
		await readCode(page);
		assert.equal(tab.posts("/v1/uploads").length, 2);
		assert.equal(threads(), before + 1);
	});
});

describe("when the server", () => {
	/** Answer one PATCH in another way than it was answered. */
	async function spoil(tab: Tab, n: number,
	    how: (route: Route) => Promise<void>): Promise<void> {
		let count = 0;

		await tab.page.route("**/v1/uploads/*", async (route) => {
			count += route.request().method() === "PATCH" ? 1 : 0;
			await (route.request().method() === "PATCH" && count === n ?
			    how(route) : route.continue());
		});
	}

	it("took a part and its answer was lost, the part is not sent again",
	    async () => {
		const tab = await written("答复半路丢了的反馈。");

		await spoil(tab, 2, async (route) => {
			const answer = await site.forward(route.request());
			assert.equal(answer.status, 204);
			await route.abort();
		});
		await send(tab.page);
		await readCode(tab.page);
		const offsets = parts(tab).map((one) => one.offset);
		assert.equal(new Set(offsets).size, offsets.length);
	});

	it("has the part already, late, the page goes on", async () => {
		const tab = await written("晚到的一份也算数的反馈。");

		await spoil(tab, 2, async (route) => {
			await site.forward(route.request());
			await route.continue();
		});
		await send(tab.page);
		await readCode(tab.page);
		checkParts(parts(tab));
	});

	it("is full or away, the words stay and go without the picture",
	    async () => {
		const tab = await written("先寄文字、不寄图片的反馈。");
		const { page } = tab;

		await page.route("**/v1/uploads", (route) => route.fulfill({
			status: 503, headers: { "Retry-After": "600" },
			contentType: "application/problem+json",
			body: '{"type":"urn:qingfeng:error:unavailable"}' }));
		await send(page);
		await page.waitForSelector(".foot .notice.bad");
		assert.match(await page.textContent(".foot .notice.bad") ?? "",
		    /过 10 分钟再试.*内容还在.*删掉图片，只寄文字/s);
		await page.locator(".photos button:has-text('删掉')").click();
		await visible(page, "再寄一次").click();
		await readCode(page);
		assert.equal(openedBy(site.world, "05", objectOf(tab))?.text,
		    "先寄文字、不寄图片的反馈。\n");
	});

	it("forgot the upload, it is sealed and sent once more", async () => {
		const tab = await written("服务器忘了一半的反馈。");
		const before = threads();

		await spoil(tab, 3, async (route) => {
			site.world.cluster.sql("DELETE FROM qf.part WHERE upload " +
			    "IS NOT NULL; DELETE FROM qf.upload WHERE NOT used;",
			"postgres");
			await route.continue();
		});
		await send(tab.page);
		await readCode(tab.page);
		assert.equal(tab.posts("/v1/uploads").length, 2);
		assert.equal(threads(), before + 1);
	});

	it("stored the report and its answer was lost, it stays one report",
	    async () => {
		const tab = await written("最后一步丢了答复的反馈。");
		const before = threads();

		await tab.page.route("**/v1/threads", async (route) => {
			assert.equal((await site.forward(route.request())).status,
			    201);
			await route.abort();
		}, { times: 1 });
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		const done = parts(tab).length;
		await visible(tab.page, "再寄一次").click();
		await readCode(tab.page);
		assert.equal(parts(tab).length, done);
		assert.equal(threads(), before + 1);
	});
});

function objectOf(tab: Tab): Uint8Array {
	const [post] = tab.posts("/v1/threads");
	const body = post?.body ?? Buffer.alloc(0);

	return new Uint8Array(body.subarray(body.indexOf("\n\n") + 2));
}
