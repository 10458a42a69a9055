// SPDX-License-Identifier: ISC
// What the page sends: the right entry, sealed to the right readers, once.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Tab } from "./browser.ts";
import {
	confirm, fillConcern, fillYouth, openBox, openStart, readCode, send,
	visible,
} from "./reporter.ts";
import { Site } from "./site.ts";
import {
	counts, fieldsOf, isStored, objectIn, openedBy, readersOf,
} from "./stored.ts";

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

function theObject(tab: Tab): Uint8Array {
	const posts = tab.posts("/v1/threads");

	assert.equal(posts.length, 1);
	return objectIn(posts[0]?.body ?? Buffer.alloc(0));
}

describe("a youth report", () => {
	it("carries the answers, sealed to the youth class only", async () => {
		const tab = await site.tab();

		await openStart(tab, site.poster("S02"));
		await fillYouth(tab.page, { kind: "建议",
			topics: ["就业创业", "文化与公共空间"],
			text: "站里晚上八点就关门。能不能开到九点半？" });
		await send(tab.page);
		await confirm(tab.page, await readCode(tab.page));
		const object = theObject(tab);
		assert.ok(isStored(site.world, object));
		assert.deepEqual(readersOf(site.world, object), ["05", "06"]);
		const entry = openedBy(site.world, "05", object);
		assert.ok(entry !== undefined);
		assert.deepEqual(fieldsOf(entry), ["kind=advice", "topic=Y05",
			"topic=Y06", "station=S02", "reply=code",
			"notice=2026-11-26"]);
		assert.equal(entry.form, "youth/1");
		assert.equal(entry.text, "站里晚上八点就关门。能不能开到九点半？\n");
		assert.deepEqual(tab.complaints, []);
	});

	it("keeps rare characters, emoji, marks and line breaks", async () => {
		const tab = await site.tab();
		const text = "𠮷野、㛃姐、䶮书记、王𬎆。😀👍🏽👨‍👩‍👧 １２３４\n" +
		    "第二行 <b>&amp;</b> =1+1 '; DROP TABLE qf.entry; --\n\n末行";

		await openStart(tab, site.poster());
		await fillYouth(tab.page, { text });
		await send(tab.page);
		await readCode(tab.page);
		assert.equal(openedBy(site.world, "06", theObject(tab))?.text,
		    text + "\n");
	});
});

describe("a concern", () => {
	it("is sealed to the discipline officers", async () => {
		const tab = await site.tab();

		await openStart(tab, site.poster());
		await fillConcern(tab.page, {
			category: ["作风不实", "不担当、不作为", "数字、签到、照片作假"],
			unit: "某某 100% 中心",
			text: "检查组来之前，要求把签到表全部补齐，照片也要补拍。",
		});
		assert.match(await tab.page.textContent(".who:visible") ?? "",
		    /纪律检查工作人员.*3 个岗位/s);
		await send(tab.page);
		await readCode(tab.page);
		const object = theObject(tab);
		assert.deepEqual(readersOf(site.world, object),
		    ["01", "02", "03"]);
		const entry = openedBy(site.world, "02", object);
		assert.deepEqual(entry === undefined ? [] : fieldsOf(entry),
		    ["category=A02.3", "unit=某某 100% 中心", "level=unknown",
			"basis=unsaid", "told_before=unsaid",
			"risk=unsaid", "notice=2026-11-26", "truth=yes"]);
	});

	it("on a leader is sealed to the superior alone, and says so",
	    async () => {
		const tab = await site.tab();

		await openStart(tab, site.poster());
		await fillConcern(tab.page, { level: "city",
			text: "上级部署只喊口号，会上表态，会后一件也没有落实过。" });
		assert.match(await tab.page.textContent(".who:visible") ?? "",
		    /上级纪检监察机关.*2 个岗位.*本单位打不开/s);
		await send(tab.page);
		const code = await readCode(tab.page);
		assert.deepEqual(readersOf(site.world, theObject(tab)),
		    ["09", "10"]);
		// The box finds its way back with the digits alone.
		await openBox(tab, site.origin, code);
		assert.match(await tab.page.textContent("main") ?? "",
		    /上级纪检监察机关/);
	});
});

describe("sending", () => {
	it("happens once on a double tap", async () => {
		const tab = await site.tab();
		const before = counts(site.world).split("/").map(Number);

		await openStart(tab, site.poster());
		await fillYouth(tab.page, { text: "只应当收到一次的反馈。" });
		await visible(tab.page, "加密并寄出").dblclick();
		await readCode(tab.page);
		assert.equal(tab.posts("/v1/threads").length, 1);
		assert.equal(counts(site.world),
		    before.map((n) => n + 1).join("/"));
	});

	it("names what is missing, beside it and in a list", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		await page.click(".door:has-text('青年反馈')");
		await send(page);
		assert.match(await page.textContent(".notice.bad") ?? "",
		    /还差 3 处.*反馈类型.*你想说的.*我已看过告知/s);
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.className), "notice bad");
		assert.equal(await page.locator(".question .error:visible")
		    .count(), 3);
		await page.click(".notice button:has-text('你想说的')");
		assert.equal(await page.evaluate(() =>
		    document.activeElement?.tagName), "TEXTAREA");
		assert.equal(tab.posts("/v1/threads").length, 0);
	});

	it("counts characters as points and cuts none", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		await fillYouth(page, { text: "𠮷".repeat(1001) });
		assert.match(await page.textContent(".counter") ?? "", /超出 1 字/);
		await send(page);
		assert.match(await page.textContent(".notice.bad") ?? "",
		    /最多 1000 字，现在 1001 字/);
		await page.fill("textarea", "𠮷".repeat(1000));
		await send(page);
		await readCode(page);
		assert.equal(openedBy(site.world, "05", theObject(tab))?.text,
		    "𠮷".repeat(1000) + "\n");
	});

	it("leaves no way back to what was written", async () => {
		const tab = await site.tab();
		const { page } = tab;
		const text = "寄出以后，这句话不应当还在网页里。";

		await openStart(tab, site.poster());
		await fillYouth(page, { text });
		await send(page);
		const code = await readCode(page);
		assert.ok(!(await page.content()).includes(text));
		assert.equal(await page.locator("textarea").count(), 0);
		await confirm(page, code);
		assert.ok(!(await page.content()).includes(code.slice(0, 4)));
		await page.goBack();
		await page.goForward();
		await page.waitForSelector(".door");
		assert.ok(!(await page.content()).includes(text));
	});
});
