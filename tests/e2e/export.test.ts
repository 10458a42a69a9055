// SPDX-License-Identifier: ISC
// Contents that leave the desk: ordered by two officers, sealed to a receiver
// whose key is an ordinary age key, the same table as qf's, a memo in each
// letter, once.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { base64, base64Url } from "../../assets/lib/base64.ts";
import { fromUtf8 } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { parseNote } from "../../assets/lib/note.ts";
import { until } from "../web/client.ts";
import { Folder, reopen } from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
import { look } from "./look.ts";
import {
	enter, qf, receive, saved, signHere, tick,
} from "./recording.ts";
import { Site } from "./site.ts";

const FORMULA = "=HYPERLINK(\"http://x.example\",\"看\") 要求补签到表，照片摆拍。";
const AT = "@sum 会议多、表格多，基层疲于应付，重复填报。";
const WITHOUT = "两个人的事，只给一个人看的，请不要给另外那位。";
const CHECKS = ["receiver", "recipient", "cases"];
let site: Site;
let desk: Desk;
let one: Page;
let two: Page;
let key = "";
let recipient = "";
let order = "";
let complete = "";

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	key = desk.file("city.key", execFileSync("age-keygen",
	    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
	recipient = execFileSync("age-keygen", ["-y", key],
	    { encoding: "utf8" }).trim();
	const code = desk.send(FORMULA);
	desk.send(AT);
	desk.send(WITHOUT, { more: ["--avoid", "02"] });
	one = (await desk.unlocked("01")).page;
	two = (await desk.unlocked("02")).page;
	await openLetter(one, FORMULA);
	await one.fill("#answer", "-1+2 已经登记。");
	await one.click(".reply button[type=submit]");
	await one.waitForSelector("#stored");
	const { world } = site;
	execFileSync(qf, ["box", "--site",
		`https://127.0.0.1:${world.intake.port}`, "--ca", world.caFile,
		"--pin", base64Url(world.keys.pin), "--add",
		desk.file("more.txt", "+86 再补充一句。\n"),
		"--receipt-fd", "0"], { input: code,
		stdio: ["pipe", "ignore", "pipe"] });
	await until(async () => {
		await reopen(one, FORMULA);
		return await one.textContent(".thread") ?? "";
	}, (text) => text.includes("再补充一句"), 30000, 500);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

/** Tick the letters that begin so. */
async function choose(page: Page, ...letters: readonly string[]):
    Promise<void> {
	for (const words of letters)
		await page.locator(".picks label", { hasText:
		    words.slice(0, 12) }).locator("input").check();
}

function opened(file: Buffer): string {
	return execFileSync("age", ["-d", "-i", key,
		desk.file("cases.age", file)], { encoding: "utf8" });
}

describe("an order to export", () => {
	it("is not signed for a letter that one of the two must not see",
	    { timeout: 120000 }, async () => {
		await one.click(".inbox h1");
		await enter(one, "export", 3);
		await look(one, "export-write", true);
		await one.selectOption("#record-second", "02");
		await one.fill("#order-receiver", "市纪委");
		await one.fill("#order-recipient", recipient);
		await one.fill("#order-purpose", "专项督查");
		await choose(one, FORMULA, AT, WITHOUT);
		await tick(one, ...CHECKS);
		assert.match(await signHere(one), /不是两人都能办的.*没有签名/);
		await one.locator(".picks label", { hasText:
		    WITHOUT.slice(0, 12) }).locator("input").uncheck();
		await one.fill("#order-recipient", recipient.slice(0, -1));
		assert.match(await signHere(one), /公钥不对/);
		await look(one, "export-refused", true);
		await one.fill("#order-recipient", recipient);
		order = await signHere(one);
		assert.match(order, /\nkind export\n.*\nfield receiver 市纪委\nfield recipient age1/s);
		assert.equal(order.match(/\nfield thread [0-9a-f]{32}\b/g)?.length,
		    2);
		await look(one, "export-draft", true);
		assert.equal(await one.locator("#record-carry").count(), 0);
	});

	it("is signed by a second officer who sees the same letters",
	    { timeout: 120000 }, async () => {
		await enter(two, "export", 2);
		await receive(two, order);
		assert.match(await two.textContent(".record") ?? "",
		    /市纪委.*age1.*专项督查.*共 2 封/s);
		assert.doesNotMatch(await two.textContent(".record") ?? "",
		    /打不开/);
		await look(two, "export-second", true);
		await tick(two, ...CHECKS);
		complete = await signHere(two);
		await two.waitForSelector("#record-carry");
		await look(two, "export-ready", true);
	});

	it("is carried out by one of the two, and by nobody else",
	    { timeout: 60000 }, async () => {
		const three = (await desk.unlocked("03")).page;

		await enter(three, "export", 2);
		await receive(three, complete);
		assert.equal(await three.locator("#record-carry").count(), 0);
		assert.equal(await three.locator("#record-sign").count(), 0);
		// A draft is none: it has no button either.
		await one.click("#record-anew");
		await receive(one, order);
		assert.equal(await one.locator("#record-carry").count(), 0);
	});

	it("goes on after a line that broke, with one memo in each letter",
	    { timeout: 120000 }, async () => {
		let posts = 0;

		await two.route("**/v1/entries", async (route) => {
			posts += 1;
			await (posts === 2 ? route.abort() : route.continue());
		});
		await two.click("#record-carry");
		await two.waitForSelector("#record-problem");
		assert.equal(await two.locator("#record-made").count(), 0);
		await two.unroute("**/v1/entries");
		const file = await saved(two, "#record-carry",
		    /^letters-\d{4}-\d\d-\d\d\.csv\.age$/);
		await two.waitForSelector("#record-made");
		await look(two, "export-made", true);

		assert.match(file.toString("latin1"),
		    /^age-encryption\.org\/v1\n-> X25519 /);
		assert.doesNotMatch(file.toString("latin1"), /HYPERLINK/);
		const table = opened(file);
		assert.match(table, /^\ufeff"序号",.*"'=HYPERLINK\(""http:/s);
		assert.match(table, /"'@sum /);
		assert.match(table, /"\d{4}-\d\d-\d\d \+86 再补充一句。\n"/);
		assert.doesNotMatch(table, /只给一个人看/);
		// No id, key, code or officer.
		for (const id of order.match(/[0-9a-f]{32}/g) ?? [])
			assert.ok(!table.includes(id.slice(0, 12)));
		assert.doesNotMatch(table, /age1|officer|test office|P[1-8]\b/);

		const folder = new Folder(desk, "02");
		await folder.sync();
		const path = desk.file("order.note", complete);
		const out = `${path}.age`;
		await folder.run("record", "export", "-o", out, path);
		assert.equal(opened(readFileSync(out)), table);

		const reader = new Folder(desk, "03");
		await reader.sync();
		for (const words of [FORMULA, AT]) {
			const memos = (await reader.show(words)).entries
			    .filter(({ entry }) => entry?.kind === "memo");

			assert.equal(memos.length, 1);
			assert.deepEqual(memos[0]?.alarms, []);
			assert.deepEqual(memos[0]?.entry?.fields, [
				{ name: "exported", value: base64(sha256(
				    parseNote(Buffer.from(complete)).text)) },
				{ name: "receiver", value: "市纪委" },
				{ name: "purpose", value: "专项督查" },
			]);
		}
	});

	it("is told in each letter, in words", { timeout: 60000 }, async () => {
		await one.click("#room-letters");
		await reopen(one, AT);
		await until(async () => {
			await reopen(one, AT);
			return await one.textContent(".thread") ?? "";
		}, (text) => /接收人市纪委用途专项督查/.test(text), 30000, 500);
	});

	it("prints nothing and leaves nothing when the desk is locked",
	    async () => {
		const text = execFileSync("pdftotext", ["-layout",
			desk.file("paper.pdf", await two.pdf()), "-"],
		    { encoding: "utf8" });

		assert.match(text, /这里不打印/);
		assert.doesNotMatch(text, /市纪委/);
		assert.ok(!(fromUtf8(Buffer.from(await two.evaluate(() =>
		    JSON.stringify([{ ...localStorage }, { ...sessionStorage },
			document.cookie])))).includes("市纪委")));
		await two.click("header .button.main");
		await two.waitForSelector(".wait");
		assert.doesNotMatch(await two.content(), /市纪委|record\/v1/);
	});
});
