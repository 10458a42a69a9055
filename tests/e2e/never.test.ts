// SPDX-License-Identifier: ISC
// Points of docs/never.md that only a browser on a real site can show.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { fillYouth, openStart, readCode, send } from "./reporter.ts";
import { Site } from "./site.ts";

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

describe("before the first field", () => {
	it("nobody is threatened", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		const doors = await page.locator(".doors .door").count() - 1;
		for (let i = 0; i < doors; i++) {
			await openStart(tab, site.poster());
			const start = await page.innerText("main");
			await page.locator(".doors .door").nth(i).click();
			await page.waitForFunction(() =>
			    document.querySelector(".doors") === null);
			for (const text of [start, await page.innerText("main")])
				assert.doesNotMatch(text,
				    /诬告|诬陷|追究|法律责任|后果自负|严肃处理/);
		}
	});
});

describe("a form", () => {
	it("remembers nothing for the browser to fill in again", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		await fillYouth(page, { text: "浏览器不应当记住这一句。" });
		const kept = await page.evaluate(() => Array.from(
		    document.querySelectorAll("form, input, textarea, select"))
		    .filter((one) => one.getAttribute("autocomplete") !== "off" &&
			one.closest("form")?.getAttribute("autocomplete") !== "off")
		    .map((one) => one.outerHTML.slice(0, 100)));
		assert.deepEqual(kept, []);
	});

	it("may be left lying for three hours, and asks no riddle", async () => {
		const tab = await site.tab();
		const { page } = tab;
		const text = "写到一半接了个电话，三个小时后才接着写。";

		await page.clock.install();
		await openStart(tab, site.poster());
		await fillYouth(page, { text });
		assert.equal(await page.locator("img, canvas, audio, iframe")
		    .count(), 0);
		await page.clock.fastForward("03:00:00");
		assert.equal(await page.locator("textarea").first().inputValue(),
		    text);
		await send(page);
		assert.equal((await readCode(page)).length, 24);
	});
});
