// SPDX-License-Identifier: ISC
// 清风课堂 between two officers at two consoles: what leads to people or is a
// letter's own is not signed, and nothing prints before both have.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { base64Url } from "../../assets/lib/base64.ts";
import { repo } from "../web/cluster.ts";
import { Desk, openLetter } from "./console.ts";
import { look, paperPath } from "./look.ts";
import { Site } from "./site.ts";

const LETTER = "活动结束一个月后补签到，照片是另一次活动的，名单也是照抄的。";
const CASE = "某单位的活动早就办完了，台账却不全。为了应付检查，有人让大家事后补名单、" +
    "配照片。\n启示：台账为工作服务，不能反过来。";
const qf = join(process.env["QF_BIN"] ?? join(repo, "build/bin"), "qf");
const CHECKS = ["names", "units", "dates", "amounts", "places"];
let site: Site;
let desk: Desk;
let one: Page;
let two: Page;
let draft = "";

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	desk.send(LETTER);
	one = (await desk.unlocked("01")).page;
	await openLetter(one, LETTER);
	two = (await desk.unlocked("02")).page;
	for (const page of [one, two]) {
		await page.click("#room-month");
		await page.click("#sheet-lesson");
	}
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

async function paper(page: Page, name = "lesson"): Promise<string> {
	const file = desk.file(`${name}.pdf`,
	    await page.pdf({ preferCSSPageSize: true,
		...paperPath(name) }));

	return execFileSync("pdftotext", ["-layout", file, "-"],
	    { encoding: "utf8" });
}

async function tick(page: Page): Promise<void> {
	for (const word of CHECKS)
		await page.check(`#tick-${word}`);
}

/** What is said of a text that is not signed. */
async function refused(words: string): Promise<string> {
	await one.fill("#lesson-words", words);
	await one.click("#lesson-sign");
	await one.waitForSelector("#lesson-problem");
	return await one.textContent("#lesson-problem") ?? "";
}

describe("a lesson", () => {
	it("is signed with all five looked for, and not before", async () => {
		await one.fill("#lesson-words", CASE);
		await one.check("#tick-names");
		// As a finger would: Playwright itself waits for what is disabled.
		await one.click("#lesson-sign", { force: true });
		assert.equal(await one.getAttribute("#lesson-sign",
		    "aria-disabled"), "true");
		assert.equal(await one.locator("#lesson-note").count(), 0);
		await tick(one);
		assert.equal(await one.getAttribute("#lesson-sign",
		    "aria-disabled"), "false");
	});

	it("is not signed with days, amounts, units or names in it, or copied",
	    async () => {
		assert.match(await refused("今年3月，组织部的张某收了500元。"),
		    /没有签名.*日期：3月、金额：500元、姓名：张某、单位：组织部/);
		assert.match(await refused("有人说，照片是另一次活动的，名单是编的。"),
		    /没有签名.*照片是另一次活动的.*不能照抄/);
		await look(one, "lesson-refused");
		assert.match(await paper(one), /没有两人签字，不打印/);
	});

	it("is a draft by one officer, shown and not printed", async () => {
		await one.fill("#lesson-words", CASE);
		await one.fill("#lesson-measures", "改了台账办法\n\n公开活动名单");
		await one.click("#lesson-sign");
		await one.waitForSelector("#lesson-note");
		draft = await one.inputValue("#lesson-note");
		assert.match(draft, /^[^\n]+\/record\/v1\nkind classroom\n/);
		assert.match(draft, /\nfield measure 改了台账办法\n/);
		assert.equal(await one.locator("#lesson-sign").count(), 0);
		await look(one, "lesson-draft");
		const text = await paper(one);
		assert.match(text, /没有两人签字，不打印/);
		assert.doesNotMatch(text, /台账/);
	});

	it("is refused where it was changed, or is no lesson", async () => {
		for (const [text, why] of [
			[draft.replace("配照片", "配图片"), /签名不对/],
			["什么也不是", /不是签了名的全文/],
			[draft.replace(/^— .*\n/m, ""), /不是签了名的全文/],
		] as const) {
			await two.fill("#lesson-pasted", text);
			await two.click("button:text-is('核对签名，打开')");
			await two.waitForFunction((part) => new RegExp(part).test(
			    document.getElementById("lesson-problem")?.textContent ??
			    ""), why.source);
		}
	});

	it("prints when two officers have signed, not before", async () => {
		await two.fill("#lesson-pasted", draft);
		await two.click("button:text-is('核对签名，打开')");
		await two.waitForSelector(".lesson");
		assert.match(await two.textContent(".lesson") ?? "",
		    /审签：01 号.*不足 5 件，不列.*改了台账办法公开活动名单.*某单位的活动/s);
		assert.equal(await two.locator("button:text-is('打印这一张')")
		    .count(), 0);
		await look(two, "lesson-second");
		await tick(two);
		await two.click("#lesson-sign");
		await two.waitForSelector("button:text-is('打印这一张')");
		await look(two, "lesson-done");
		const text = await paper(two, "lesson-done");
		assert.match(text, /清风课堂/);
		assert.match(text, /审签：01、02 号/);
		assert.match(text, /事后补名单/);
		assert.doesNotMatch(text, /record\/v1|另写一页|补签到/);
	});

	it("is what qf verifies by root and roster", async () => {
		const { keys } = site.world;
		const note = desk.file("lesson.note",
		    await two.inputValue("#lesson-note"));
		const said = JSON.parse(execFileSync(qf, ["record", "verify",
			"--root", desk.file("root.note", keys.rootNote),
			"--roster", desk.file("roster.note", keys.rosterNote),
			"--pin", base64Url(keys.pin), "--json", note],
		    { encoding: "utf8" })) as { kind: string; complete: boolean;
			fields: { name: string; value: string }[] };

		assert.equal(said.kind, "classroom");
		assert.ok(said.complete);
		assert.deepEqual(said.fields.filter((f) => f.name === "checked")
		    .map((f) => f.value), CHECKS);
	});

	it("leaves nothing behind when the desk is locked", async () => {
		await two.click("header .button.main");
		await two.waitForSelector(".wait");
		assert.doesNotMatch(await two.content(), /事后补名单/);
	});
});
