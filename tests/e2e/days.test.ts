// SPDX-License-Identifier: ISC
// What the day brings: the banner of a key node, the doors of campaigns.  Days
// are those of Asia/Shanghai, whatever the phone's own zone is.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { addDays } from "../../assets/lib/date.ts";
import type { Tab } from "./browser.ts";
import { openStart, readCode, row, send, visible } from "./reporter.ts";
import { Site } from "./site.ts";
import { fieldsOf, objectIn, openedBy } from "./stored.ts";

const TEXT = "检查组来之前，要求把签到表全部补齐，照片也要补拍。";

let site: Site;
let tab: Tab;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

/**
 * The start page with a key node of this day and a campaign of these days: a
 * roster holds for a month, so the site's days are moved and not the clock.
 */
async function opened(change: { node?: string; from?: string; to?: string },
    zone = "Asia/Shanghai", time?: Date): Promise<Tab> {
	tab = await site.phone.open({ timezoneId: zone });
	if (time !== undefined)
		await tab.page.clock.install({ time });
	await tab.page.route("**/v1/start", async (route) => {
		const start = (await site.forward(route.request()))
		    .json<{ site: { nodes: { zh: string; dates?: string[] }[];
			campaigns: { from: string; to: string }[] } }>();

		for (const one of start.site.nodes)
			if (one.dates !== undefined)
				one.dates = one.zh === "中秋" &&
				    change.node !== undefined ? [change.node] :
				    ["2020-01-01"];
		for (const one of start.site.campaigns) {
			one.from = change.from ?? "2020-01-01";
			one.to = change.to ?? "2020-01-01";
		}
		await route.fulfill({ json: start });
	});
	await openStart(tab, site.poster());
	return tab;
}

describe("a key node", () => {
	it("shows from fourteen days before to fourteen after", async () => {
		const { today } = site.world.keys;

		for (const [away, shown] of [[-15, 0], [-14, 1], [0, 1], [14, 1],
			[15, 0]] as const) {
			const { page } = await opened({ node: addDays(today, away) });

			assert.equal(await page.locator(".banner").count(), shown,
			    String(away));
		}
		const { page } = await opened({ node: today });
		assert.match(await page.textContent(".banner") ?? "",
		    /^中秋前后，您看到下面的问题，可以反映。收礼送礼吃喝/);
		// Words and buttons; nothing that decorates.
		assert.deepEqual(await page.$$eval(".banner *", (all) =>
		    Array.from(new Set(all.map((one) => one.tagName))).sort()),
		["BUTTON", "DIV", "P"]);
	});

	it("leads into the form with the kind chosen", async () => {
		const { page } = await opened({ node: site.world.keys.today });

		await page.click(".banner button:has-text('收礼送礼')");
		await page.waitForSelector("h1:text-is('提交前看一眼')");
		await visible(page, "知道了").click();
		assert.match(await page.textContent(".said") ?? "",
		    /› 收礼送礼$/);
		assert.match(await page.textContent(".help:visible") ?? "",
		    /电子红包/);
		await page.selectOption("fieldset:has-text('所在单位') select",
		    "U01");
		await visible(page, "下一步").click();
		await page.fill("textarea:visible >> nth=0", TEXT);
		await visible(page, "下一步").click();
		await row(page, "我反映的是").click();
		await send(page);
		await readCode(page);
		const entry = openedBy(site.world, "01", objectIn(
		    tab.posts("/v1/threads")[0]?.body ?? Buffer.alloc(0)));
		assert.ok(entry !== undefined);
		assert.ok(fieldsOf(entry).includes("category=B01"));
		assert.ok(!fieldsOf(entry).some((one) =>
		    /^(node|campaign)=/.test(one)));
	});

	it("goes by Shanghai's day, not by the phone's", async () => {
		const { today } = site.world.keys;
		// 16:30 UTC the day before is half past midnight in Shanghai.
		const time = new Date(addDays(today, -1) + "T16:30:00Z");
		const { page } = await opened({ node: addDays(today, 14) },
		    "America/New_York", time);

		assert.equal(await page.locator(".banner").count(), 1);
	});
});

describe("a campaign", () => {
	it("is open from its first day to its last", async () => {
		const { today } = site.world.keys;
		const yesterday = addDays(today, -1);
		const tomorrow = addDays(today, 1);

		for (const [from, to, shown] of [[tomorrow, tomorrow, 0],
			[today, tomorrow, 1], [yesterday, today, 1],
			[yesterday, yesterday, 0]] as const) {
			const { page } = await opened({ from, to });

			assert.equal(await page.locator(
			    ".door:has-text('基层减负专项')").count(), shown,
			`${from} to ${to}`);
		}
	});

	it("has categories of its own in front, and names itself", async () => {
		const { today } = site.world.keys;
		const { page } = await opened({ from: today, to: today });

		await page.click(".door:has-text('基层减负专项')");
		assert.match(await page.textContent("section:visible .lead") ?? "",
		    /^基层减负专项：反映重复填表/);
		await visible(page, "知道了").click();
		const quick = page.locator("fieldset .quick button");
		assert.deepEqual(await quick.allTextContents(), ["重复填表",
			"检查考核排名太多", "强制截图打卡、摆拍", "会议文件太多",
			"活和责任往下推"]);
		await quick.nth(2).click();
		assert.match(await page.textContent(".said") ?? "",
		    /会多、文多.*› 强制截图打卡、摆拍$/);
		// The tree is open at that place, and the whole of it is there.
		assert.ok(await page.locator(
		    "label:has-text('强制截图打卡') input").isChecked());
		await visible(page, "换一类").click();
		assert.equal(await page.locator("button.family:visible").count(), 7);
		await quick.nth(0).click();
		await page.selectOption("fieldset:has-text('所在单位') select",
		    "U01");
		await visible(page, "下一步").click();
		await page.fill("textarea:visible >> nth=0", TEXT);
		await visible(page, "下一步").click();
		await row(page, "我反映的是").click();
		await send(page);
		await readCode(page);
		const entry = openedBy(site.world, "01", objectIn(
		    tab.posts("/v1/threads")[0]?.body ?? Buffer.alloc(0)));
		assert.ok(entry !== undefined);
		assert.ok(fieldsOf(entry).includes("category=A04.2"));
		assert.ok(fieldsOf(entry).includes("campaign=JF2026"));
	});
});
