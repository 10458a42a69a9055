// SPDX-License-Identifier: ISC
// The rooms beside the letters, on real parts: reached by mouse and keys, and
// what each gives a printer.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { addDays } from "../../assets/lib/date.ts";
import { act, fillAct, reopen, sign, step } from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
import { look } from "./look.ts";
import { Site } from "./site.ts";

const WORDS = "值班表是补的，签名不是本人。";
let site: Site;
let desk: Desk;
let page: Page;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	desk.send(WORDS);
	({ page } = await desk.unlocked("01"));
	await openLetter(page, WORDS);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

async function printed(): Promise<string> {
	const file = desk.file("room.pdf",
	    await page.pdf({ preferCSSPageSize: true }));

	return execFileSync("pdftotext", ["-layout", file, "-"],
	    { encoding: "utf8" });
}

describe("the month", () => {
	it("opens by mouse and key, and the letter stays where it was",
	    async () => {
		await page.fill("#answer", "还没写完");
		await page.click("#room-month");
		await page.waitForSelector(".a4");
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.textContent), "统计");
		await page.keyboard.press("1");
		await page.waitForSelector(".panes");
		assert.equal(await page.inputValue("#answer"), "还没写完");
		await page.fill("#answer", "");
		await page.focus(".inbox h1");
		await page.keyboard.press("2");
		await page.waitForSelector(".a4");
	});

	it("chooses month, quarter and year by keyboard", async () => {
		for (const [kind, name] of [["quarter", /季度情况（\d{4}年第[1-4]季度）/],
			["year", /年度情况（\d{4}年）/], ["month", /月度情况（\d{4}年\d+月）/]] as
		    const) {
			await page.selectOption("#kind", kind);
			await page.waitForSelector(".a4");
			assert.match(await page.textContent(".a4 h1") ?? "", name);
			assert.equal(await page.evaluate(() =>
			    document.activeElement?.id), "kind");
		}
		await page.focus("#which");
		await page.keyboard.press("ArrowDown");
		await page.waitForSelector(".a4");
		await page.focus("#sheet-charts");
		await page.keyboard.press("Enter");
		assert.equal(await page.locator(".chart svg").count(), 4);
		await page.keyboard.press("Shift+Tab");
		await page.keyboard.press("Enter");
		assert.equal(await page.locator(".of-kind").count(), 1);
	});

	it("shows nothing of one letter, on screen or on paper", async () => {
		const cells = await page.locator(".figures td")
		    .allTextContents();

		assert.ok(cells.length > 100);
		assert.deepEqual(cells.filter((c) => !/^(<5|—|)$/.test(c)), []);
		const text = await printed();
		assert.match(text, /清风信箱月度情况/);
		assert.doesNotMatch(text, /值班表|只能打印/);
	});

	it("has no fault that axe finds", async () => {
		await look(page, "month");
	});
});

describe("the board", () => {
	it("has items by day, the late ones first and marked", async () => {
		const { today } = site.world.keys;

		await page.keyboard.press("1");
		for (const to of ["R01", "R02", "R03"])
			await step(page, to);
		for (const [item, owner, days] of [["改值班办法", "办公室", 9],
			["补签的逐条改正", "组织部", -1],
			["公开值班表", "办公室", 3]] as const)
			await act(page, "item", { item, owner,
				due: addDays(today, days) });
		await page.focus(".thread h2");
		await page.keyboard.press("3");
		await page.waitForSelector(".item");
		assert.deepEqual(await page.locator(".item h2").allTextContents(),
		    ["补签的逐条改正", "公开值班表", "改值班办法"]);
		assert.match(await page.textContent(".notice.bad") ?? "",
		    /1 项已超期/);
		assert.match(await page.locator(".item").first().textContent() ?? "",
		    /已超 1 天.*组织部.*还没有.*交证据以外的人/);
		await look(page, "board");
		await page.selectOption("#owner", "办公室");
		assert.equal(await page.locator(".item").count(), 2);
		await page.selectOption("#owner", "");
	});

	it("prints nothing", async () => {
		const text = await printed();

		assert.match(text, /这里不打印/);
		assert.doesNotMatch(text, /值班|办公室/);
	});

	it("shows the evidence, and by whom else it was checked", async () => {
		await page.locator(".item button").first().click();
		await page.waitForSelector(".panel");
		await page.locator('[data-item="evidence"]').first().click();
		await fillAct(page, { evidence: "已逐条改正，附清单" });
		await sign(page);
		const other = (await desk.unlocked("02")).page;
		await openLetter(other, WORDS);
		await other.click('[data-item="check"]');
		await sign(other);
		await other.context().close();
		await reopen(page, WORDS);
		await page.click("#room-board");
		await page.waitForSelector(".item");
		assert.equal(await page.locator(".item").count(), 2);
		await page.click("#board-closed");
		assert.match(await page.textContent(".item") ?? "",
		    /已逐条改正，附清单（01 号，.*02 号于 .* 核验通过/);
	});

	it("takes a proposal for a rule from the letter's own memo", async () => {
		await page.click(".item button:text-is('写制度建议')");
		await page.waitForFunction(() => (document.getElementById("answer") as
		    HTMLTextAreaElement | null)?.value === "制度建议：");
		assert.equal(await page.evaluate(() => document.activeElement?.id),
		    "answer");
		await page.locator("#answer").pressSequentially("值班表按周公开。");
		await page.locator(".reply .button.main").click();
		await page.waitForSelector("#stored");
		await page.click("#room-board");
		await page.waitForSelector(".room");
		await page.click("#board-advice");
		assert.match(await page.textContent(".item") ?? "",
		    /^值班表按周公开。01 号/);
		await look(page, "advice");
		assert.doesNotMatch(await printed(), /公开/);
	});
});

describe("key nodes", () => {
	it("stand by day with what is to be done, and print nothing", async () => {
		await page.keyboard.press("4");
		await page.waitForSelector(".tasks");
		const days = await page.locator(".item h2").allTextContents();

		assert.ok(days.length >= 5);
		assert.deepEqual(days.map((d) => d.slice(-10)),
		    days.map((d) => d.slice(-10)).sort());
		assert.match(await page.textContent(".tasks") ?? "",
		    /发节前提醒.*值班.*收尾/);
		await look(page, "nodes");
		assert.doesNotMatch(await printed(), /元旦|春节/);
	});
});
