// SPDX-License-Identifier: ISC
// Every screen of acting on a case: no fault that axe finds, light and dark, in
// both languages; nothing wider than a desk of 1024 px.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { addDays } from "../../assets/lib/date.ts";
import { axe } from "../audit/checks.ts";
import { act, approve, fillAct, reopen, sign, step } from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
import { shoot } from "./look.ts";
import { Site } from "./site.ts";

let site: Site;
let desk: Desk;
const faults: string[] = [];
let screens = 0;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

async function check(page: Page, screen: string): Promise<void> {
	for (const colorScheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		for (const fault of await axe(page))
			faults.push(`${screen} ${colorScheme}: ${fault}`);
		await shoot(page, `case-${screen.replace(/\W+/g, "-")}-` +
		    colorScheme);
	}
	const wide = await page.evaluate(() => [".thread", ".inbox"].some((s) => {
		const node = document.querySelector(s);

		return node !== null && node.scrollWidth > node.clientWidth;
	}));
	if (wide)
		faults.push(`${screen}: wider than its pane`);
	screens++;
}

/** Open a form, look at it, close it again. */
async function form(page: Page, selector: string, screen: string):
    Promise<void> {
	await page.click(selector);
	await check(page, screen);
	await page.click(".act button.quiet");
}

async function walk(one: Page, two: Page, language: string): Promise<void> {
	const words = `每周三点名，形式大于内容，${language}。`;
	const see = (page: Page, screen: string): Promise<void> =>
	    check(page, `${language} ${screen}`);

	desk.send(words, { fields: ["category=A04.4", "unit=U02", "truth=yes",
		"risk=happened"] });
	await openLetter(one, words);
	await see(one, "first");
	await form(one, '[data-step="R07"]', `${language} step`);
	await step(one, "R01");
	await see(one, "stored");
	await step(one, "R02");
	await step(one, "R03");
	await one.click('[data-step="R04"]');
	await one.click(".act button[type=submit]");
	await see(one, "more, missing");
	await one.click(".act button.quiet");
	await form(one, '[data-step="R05"]', `${language} duplicate`);
	for (const name of ["label", "assign", "item", "major", "reported",
		"grant", "recuse"])
		await form(one, `.acts [data-act="${name}"]`,
		    `${language} ${name}`);
	await one.click('.acts [data-act="recuse"]');
	await fillAct(one, { recuse: "01", reason: "亲属关系" });
	await one.click(".act button[type=submit]");
	await one.waitForSelector("#sure");
	await see(one, "sure");
	await one.click("#sure button.plain");
	await one.click(".act button.quiet");
	for (const to of ["R09", "R10", "R11", "R13"])
		await step(one, to);
	await see(one, "proposed");
	await act(one, "item", { item: "改点名办法", owner: "办公室",
		due: addDays(site.world.keys.today, 7) });
	await openLetter(two, words);
	await see(two, "asked");
	await form(two, "[data-approve]", `${language} approve`);
	await approve(two);
	await two.click('[data-item="evidence"]');
	await fillAct(two, { evidence: "办法已改，附会议纪要" });
	await sign(two);
	await see(two, "evidence");
	// Meanwhile somebody else has the page as it was.
	await one.click('.acts [data-act="grant"]');
	await fillAct(one, { nn: "05", what: "all", reason: "协助" });
	await one.click(".act button[type=submit]");
	await one.waitForSelector("#news");
	await see(one, "moved");
	await one.click(".act button[type=submit]");
	await one.waitForSelector("#granted");
	await see(one, "granted");
	await reopen(one, words);
	await one.click('[data-item="check"]');
	await see(one, "check");
	await sign(one);
	await see(one, "checked");
}

describe("the panel and its forms", () => {
	it("have no fault that axe finds", { timeout: 300000 }, async () => {
		const narrow = { viewport: { width: 1024, height: 900 } };
		const one = (await desk.unlocked("01", narrow)).page;
		const two = (await desk.unlocked("02")).page;

		await walk(one, two, "zh");
		for (const page of [one, two])
			await page.click("#language");
		await walk(one, two, "en");
		assert.deepEqual(faults, []);
		assert.ok(screens >= 40, `${screens} screens`);
	});
});
