// SPDX-License-Identifier: ISC
// 你说我办 on the phone: a fold that is there when there is something to read,
// fetched when it is opened, the same for everybody.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import type { Tab } from "./browser.ts";
import { Site } from "./site.ts";

const PAGE = { format: "answers/1", answers: [
	{ period: "2026-11", topic: "Y02", wish: "自习室周末也开门，晚一点关",
		answer: "12 月起周末开到 21 点，座位加了一倍。" },
	{ period: "2026-Q3", topic: "Y06", wish: "想要一个能打球的地方",
		answer: "青少年活动中心球场周三、周五晚上免费，先到先得。" },
	{ period: "-", topic: "Z99", wish: "<b>不是标记</b>",
		answer: "https://example.org/ 不是链接" },
] };

let site: Site;
let dir = "";

before(async () => {
	dir = mkdtempSync("/var/tmp/qfa-");
	writeFileSync(join(dir, "answers.json"), JSON.stringify(PAGE));
	site = await Site.create({ intakeLines:
	    { answers: join(dir, "answers.json") } });
});
after(async () => {
	await site.close();
	rmSync(dir, { recursive: true, force: true });
});

async function opened(): Promise<Tab> {
	const tab = await site.tab();

	await tab.page.goto(site.poster());
	await tab.page.waitForSelector(".door");
	return tab;
}

describe("wishes and answers", () => {
	it("are fetched when the fold is opened, and shown as text", async () => {
		const tab = await opened();
		const { page } = tab;
		const asked: string[] = [];

		page.on("request", (r) => asked.push(new URL(r.url()).pathname));
		await page.click("summary:text-is('你说我办')");
		await page.waitForSelector(".messages li");
		const text = await page.innerText(".messages");

		assert.match(text, /学习教育 · 2026 年 11 月/);
		assert.match(text, /文化与公共空间 · 2026 年第 3 季度/);
		assert.match(text, /自习室周末也开门/);
		assert.match(text, /办理情况：12 月起周末开到 21 点/);
		assert.match(text, /<b>不是标记<\/b>/);
		assert.equal(await page.locator(".messages a, .messages b")
		    .count(), 0);
		assert.deepEqual(asked.sort(), ["/later.js", "/v1/answers"]);
		await page.click("summary:text-is('你说我办')");
		await page.click("summary:text-is('你说我办')");
		assert.equal(asked.length, 2);
		assert.deepEqual(tab.complaints, []);
	});

	it("say why when they cannot be fetched", async () => {
		const { page } = await opened();

		await page.route("**/v1/answers", (route) => route.abort());
		await page.click("summary:text-is('你说我办')");
		await page.waitForSelector(".fold .caution");
		assert.match(await page.innerText(".fold .caution"), /网络|连/);
	});

	it("of a wrong shape are not shown", async () => {
		for (const body of ["[]", "{", '{"format":"answers/1","answers":[1]}',
			'{"format":"answers/2","answers":[]}']) {
			const { page } = await opened();

			await page.route("**/v1/answers", (route) =>
			    route.fulfill({ status: 200, body }));
			await page.click("summary:text-is('你说我办')");
			await page.waitForSelector(".fold .caution");
			assert.equal(await page.locator(".messages").count(), 0);
		}
	});
});
