// SPDX-License-Identifier: ISC
// Chinese first; English is fetched when it is asked for, and once.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Tab } from "./browser.ts";
import { openStart, readCode, visible } from "./reporter.ts";
import { Site } from "./site.ts";
import { fieldsOf, objectIn, openedBy } from "./stored.ts";

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

function paths(tab: Tab): string[] {
	return tab.sent.map((one) => new URL(one.url).pathname);
}

describe("the language", () => {
	it("is Chinese until English is asked for, and comes back", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		assert.deepEqual(paths(tab).filter((one) => /en/.test(one)), []);
		await visible(page, "English").click();
		await page.waitForSelector(".door:has-text('Youth feedback')");
		assert.equal(await page.getAttribute("html", "lang"), "en");
		assert.doesNotMatch(await page.innerText("nav"), /[\u4e00-\u9fff]/);
		await visible(page, "中文").click();
		await page.waitForSelector(".door:has-text('青年反馈')");
		await visible(page, "English").click();
		await page.waitForSelector(".door:has-text('Youth feedback')");
		assert.deepEqual(paths(tab).filter((one) => /en/.test(one)).sort(),
		    ["/en.js", "/v1/site/en"]);
		assert.deepEqual(tab.complaints, []);
	});

	it("changes the words and not what is sent", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		await visible(page, "English").click();
		await page.click(".door:has-text('Youth feedback')");
		await page.click("label.choice:has-text('Advice')");
		await page.fill("textarea", "Open until half past nine, please.");
		await page.click("label.choice:has-text('I have read')");
		await visible(page, "Seal and send").click();
		await readCode(page);
		const posts = tab.posts("/v1/threads");
		const entry = openedBy(site.world, "05",
		    objectIn(posts[0]?.body ?? Buffer.alloc(0)));
		assert.ok(entry !== undefined);
		assert.deepEqual(fieldsOf(entry).slice(0, 1), ["kind=advice"]);
	});

	it("stays Chinese, and says so, when English cannot be had",
	    async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		await page.route("**/v1/site/en", (route) => route.abort());
		await visible(page, "English").click();
		assert.match(await page.textContent(".language .notice") ?? "",
		    /没有连上/);
		assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
		await page.waitForSelector(".door:has-text('青年反馈')");
	});
});
