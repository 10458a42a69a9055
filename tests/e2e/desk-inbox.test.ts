// SPDX-License-Identifier: ISC
// The console's list: what is due, filters, words, keys; on real parts.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { Desk, letters, settled } from "./console.ts";
import { look } from "./look.ts";
import { Site } from "./site.ts";

let site: Site;
let desk: Desk;
let page: Page;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	desk.send("单位补录签到表，活动人数写多了，多次这样，请查一查。");
	desk.send("值班室的空调坏了一个夏天，没有人修，问谁都推。",
	    { fields: ["category=E", "unit=U01", "truth=yes"] });
	desk.send("The sign-in sheet of the summer camp was filled in later.",
	    { fields: ["category=A02", "unit=U03", "truth=yes"] });
	({ page } = await desk.unlocked("01"));
	await letters(page, 3);
});
after(async () => {
	desk.stop();
	await site.close();
});

async function shown(): Promise<number> {
	return page.locator(".letter").count();
}

describe("the list of letters", () => {
	it("says state and what is due, in words", async () => {
		const text = await page.innerText(".letters");

		assert.match(text, /已收到/);
		assert.match(text, /拆阅：\d{4}-\d\d-\d\d 到期，还有 \d+ 天/);
		assert.match(await page.innerText(".count"), /共 3 封/);
		assert.match(await page.innerText("#quick-unread"), /未拆阅 3/);
	});

	it("is filtered by what is pressed, and shown whole again", async () => {
		await page.click("#quick-open");
		assert.equal(await page.getAttribute("#quick-open",
		    "aria-pressed"), "true");
		assert.match(await page.innerText(".count"), /3 封中的 3 封/);
		await page.selectOption("#by-form", "youth/1");
		assert.equal(await shown(), 0);
		assert.match(await page.innerText(".inbox"), /这一类没有来信/);
		await page.click(".count .button");
		assert.equal(await shown(), 3);
		await page.selectOption("#by-state", "R00");
		assert.equal(await shown(), 3);
		await page.click(".count .button");
	});

	it("finds words of letters and of lists, as they are typed", async () => {
		const box = page.locator("#search");

		await box.pressSequentially("签到");
		await page.waitForFunction(() =>
		    document.querySelectorAll(".letter").length === 1);
		assert.equal(await page.innerText("mark"), "签到");
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.id), "search");
		assert.equal(await box.inputValue(), "签到");
		await box.fill("SIGN-IN");
		await page.waitForFunction(() =>
		    document.querySelector("mark")?.textContent === "sign-in");
		await box.fill("宣传部");
		await page.waitForFunction(() =>
		    document.querySelectorAll(".letter").length === 1 &&
		    document.querySelector(".letter")?.textContent
			?.includes("宣传部"));
		await box.fill("zzz 没有");
		await page.waitForFunction(() =>
		    document.querySelectorAll(".letter").length === 0);
		await box.press("Escape");
		await page.waitForFunction(() =>
		    document.querySelectorAll(".letter").length === 3);
		assert.equal(await box.inputValue(), "");
		assert.ok(!page.url().includes("%"));
	});

	it("is walked by keys, never while writing", async () => {
		await page.locator(".inbox h1").focus();
		await page.keyboard.press("j");
		await page.keyboard.press("j");
		assert.equal(await page.evaluate(() => [...document
		    .querySelectorAll(".letter")].indexOf(
			document.activeElement as Element)), 1);
		await page.keyboard.press("k");
		await page.keyboard.press("Enter");
		await page.waitForSelector(".thread .entry");
		await page.keyboard.press("m");
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.id), "answer");
		assert.ok(await page.isChecked("#kind-memo"));
		await page.keyboard.type("jk/?");
		assert.equal(await page.inputValue("#answer"), "jk/?");
		await page.fill("#answer", "");
		await page.keyboard.press("Escape");
		await page.keyboard.press("/");
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.id), "search");
		await page.keyboard.press("Escape");
		await page.keyboard.press("?");
		await page.waitForSelector("dialog[open]");
		// Whatever is drawn anew behind it, the list of keys stays.
		await page.evaluate(() =>
		    document.querySelector<HTMLElement>("#refresh")?.click());
		await page.waitForFunction(() =>
		    document.querySelector("#refresh")?.textContent === "刷新");
		assert.equal(await page.locator("dialog[open]").count(), 1);
		await page.click("dialog .button >> nth=0");
		await page.locator(".inbox h1").focus();
		await page.keyboard.press("?");
		assert.equal(await page.locator("dialog[open]").count(), 0);
		await page.click("#help");
		await page.click("dialog .button >> nth=0");
		await page.keyboard.press("?");
		assert.equal(await page.locator("dialog[open]").count(), 1);
		await page.click("dialog .button.main");
	});

	it("is not built anew under a press, nor while words are composed",
	    async () => {
		const help = await page.waitForSelector("#help");
		const ask = (): Promise<void> => page.evaluate(() =>
		    document.querySelector<HTMLElement>("#refresh")?.click());
		const there = (): Promise<boolean> => help.evaluate((n) =>
		    n.isConnected);

		await help.hover();
		await page.mouse.down();
		await ask();
		assert.ok(await there());
		await page.mouse.up();
		await page.click("dialog .button.main");
		await page.waitForFunction((n) => !n.isConnected, help);
		await settled(page);

		const area = await page.waitForSelector("#answer");
		await area.focus();
		const ime = await page.context().newCDPSession(page);
		await ime.send("Input.imeSetComposition", { text: "zhi'ban",
			selectionStart: 7, selectionEnd: 7 });
		await ask();
		await page.waitForTimeout(1500);
		assert.ok(await area.evaluate((n) => n.isConnected));
		await ime.send("Input.insertText", { text: "值班" });
		await page.waitForFunction((n) => !n.isConnected, area);
		await settled(page);
		assert.equal(await page.inputValue("#answer"), "值班");
		await page.fill("#answer", "");
	});

	it("has no fault that axe finds, light and dark", async () => {
		await look(page, "inbox", true);
		await page.click("#help");
		await look(page, "help");
		await page.click("dialog .button.main");
	});
});
