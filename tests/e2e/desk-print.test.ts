// SPDX-License-Identifier: ISC
// The case sheet on paper: what Chromium prints, read back by pdftotext.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { step } from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
import { look } from "./look.ts";
import { Site } from "./site.ts";

const WORDS = "打印台账被改过，名单是后补的。";
let site: Site;
let desk: Desk;
let page: Page;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	desk.send(WORDS + "隐\u202e藏");
	({ page } = await desk.unlocked("01"));
	await openLetter(page, WORDS);
	await step(page, "R01");
	await step(page, "R02");
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

/** What is on the paper, and on how many pages. */
async function paper(): Promise<{ text: string; pages: number }> {
	const file = desk.file("sheet.pdf",
	    await page.pdf({ preferCSSPageSize: true }));
	const keep = process.env["KEEP_PDF"];

	if (keep !== undefined)
		writeFileSync(keep, await page.pdf({ preferCSSPageSize: true }));
	const info = execFileSync("pdfinfo", [file], { encoding: "utf8" });

	assert.match(info, /Page size: +59[45]\.?\d* x 84[12]\.?\d* pts \(A4\)/);
	return {
		text: execFileSync("pdftotext", ["-layout", file, "-"],
		    { encoding: "utf8" }),
		pages: Number(/^Pages: +(\d+)$/m.exec(info)?.[1]),
	};
}

describe("paper", () => {
	it("gets nothing of the list and of an open letter", async () => {
		const { text, pages } = await paper();

		assert.equal(pages, 1);
		assert.match(text, /只能打印一封来信的办理单/);
		assert.doesNotMatch(text, /台账|已收到|办理经过/);
	});

	it("gets one case whole, its hidden characters marked", async () => {
		await page.click("#sheet");
		const { text, pages } = await paper();

		for (const part of [/办理单/, /编号 +[0-9a-f]{12}/, /打印台账被改过/,
			/U\+202E/, /办理经过/, /依程序办理/, /联系方式没有印/,
			/内部资料，注意保管/, new RegExp(`1 */ *${pages}`)])
			assert.match(text, part);
		assert.doesNotMatch(text, /刷新|连同联系方式/);
	});

	it("says when ticked contact data is not there", async () => {
		await page.check("#with-contact");
		assert.match((await paper()).text, /没有可以打开的联系方式/);
		await page.click(".sheet-bar .button.plain");
		await page.click("#sheet");
		assert.equal(await page.isChecked("#with-contact"), false);
	});

	it("has no fault that axe finds, in both languages and lights",
	    async () => {
		await look(page, "sheet", true);
	});
});
