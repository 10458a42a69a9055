// SPDX-License-Identifier: ISC
// How the page shows itself: large letters, light and dark, inside WeChat.
// None of it is kept and none of it is sent.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { fillYouth, openStart, visible } from "./reporter.ts";
import { Site } from "./site.ts";

const WECHAT = "Mozilla/5.0 (Linux; Android 12; V2166A Build/SP1A) " +
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 " +
    "Mobile Safari/537.36 MMWEBID/1234 MicroMessenger/8.0.43";

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

/** Size of the letters and colours of the page's ground and ink. */
function look(page: Page): Promise<{ size: number; ground: string;
    ink: string }> {
	return page.evaluate(() => {
		const style = getComputedStyle(document.documentElement);

		return { size: parseFloat(style.fontSize),
			ground: style.backgroundColor, ink: style.color };
	});
}

function luminance(colour: string): number {
	const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map(Number)
	    .map((one) => one / 255).map((one) => one <= 0.04045 ?
		one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);

	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("large letters", () => {
	it("are switched on and off with nothing typed lost", async () => {
		const tab = await site.tab();
		const { page } = tab;
		const words = "大字也要能写。";

		await openStart(tab, site.poster());
		assert.equal((await look(page)).size, 18);
		await fillYouth(page, { text: words });
		const asked = tab.sent.length;
		await visible(page, "大字").click();
		assert.equal((await look(page)).size, 24);
		assert.equal(await page.inputValue("textarea"), words);
		assert.equal(await page.getAttribute(
		    "footer button >> nth=0", "aria-pressed"), "true");
		assert.ok(await page.evaluate(() => document.activeElement ===
		    document.querySelector("footer button")));
		const small = await page.$$eval("button:not([hidden]), a, summary, " +
		    "label.choice, .input", (all) => all.map((one) =>
			one.getBoundingClientRect()).filter(({ width, height }) =>
			    width > 0 && (width < 59.9 || height < 59.9)).length);
		assert.equal(small, 0);
		assert.ok(await page.evaluate(() =>
		    document.documentElement.scrollWidth <= innerWidth));
		await visible(page, "大字").click();
		assert.equal((await look(page)).size, 18);
		assert.equal(tab.sent.length, asked);
	});
});

describe("light and dark", () => {
	for (const scheme of ["light", "dark"] as const)
		it(`a ${scheme} phone gives a ${scheme} page, until switched`,
		    async () => {
			const tab = await site.phone.open({ colorScheme: scheme });
			const { page } = tab;
			const dark = async () => {
				const { ground, ink } = await look(page);
				const a = luminance(ground);
				const b = luminance(ink);

				assert.ok((Math.max(a, b) + 0.05) /
				    (Math.min(a, b) + 0.05) > 7);
				return a < b;
			};

			await openStart(tab, site.poster());
			assert.equal(await dark(), scheme === "dark");
			await visible(page, "深色").click();
			assert.equal(await dark(), scheme !== "dark");
			assert.equal(await page.getAttribute(
			    "footer button >> nth=1", "aria-pressed"),
			String(scheme !== "dark"));
			// Only as long as the page is open.
			await page.reload();
			await page.waitForSelector(".door");
			assert.equal(await dark(), scheme === "dark");
			assert.equal(await page.evaluate(() =>
			    localStorage.length + sessionStorage.length +
			    document.cookie.length), 0);
		});
});

describe("inside WeChat", () => {
	it("says how to open a browser, and tells nobody", async () => {
		const tab = await site.phone.open({ userAgent: WECHAT });
		const plain = await site.tab();

		await openStart(tab, site.poster());
		await openStart(plain, site.poster());
		assert.match(await tab.page.textContent(".wechat") ?? "",
		    /点右上角“···”。选“在浏览器打开”。/);
		assert.equal(await plain.page.locator(".wechat").count(), 0);
		assert.deepEqual(tab.sent.map((one) => one.method + one.url),
		    plain.sent.map((one) => one.method + one.url));
	});
});
