// SPDX-License-Identifier: ISC
// Whole rounds: a phone, an officer, and back to the phone with 24 digits.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { systemRandom } from "../../assets/lib/bytes.ts";
import { addDays } from "../../assets/lib/date.ts";
import { until } from "../web/client.ts";
import type { Tab } from "./browser.ts";
import { Officer } from "./officer.ts";
import {
	confirm, fillConcern, fillYouth, openBox, openStart, readCode, send,
	visible,
} from "./reporter.ts";
import { Site } from "./site.ts";
import { objectIn, openedBy, readersOf } from "./stored.ts";

let site: Site;

before(async () => {
	site = await Site.create({ office: true });
});
after(async () => {
	await site.close();
});

async function reported(fill: (tab: Tab) => Promise<void>,
    link = site.poster()): Promise<string> {
	const tab = await site.tab();

	await openStart(tab, link);
	await fill(tab);
	await send(tab.page);
	const code = await readCode(tab.page);
	await confirm(tab.page, code);
	return code;
}

/** Open the box anew until it shows these words: releases take a second. */
async function boxWith(code: string, words: RegExp,
    link = site.poster()): Promise<Tab> {
	const tab = await site.tab();

	await until(async () => {
		await openBox(tab, link, code);
		return await tab.page.textContent("main") ?? "";
	}, (text) => words.test(text), 20000, 500);
	return tab;
}

describe("a youth report", () => {
	it("is answered, read, rated and added to", async () => {
		const words = "站里晚上八点就关门，赶不上心理咨询。";
		const code = await reported((tab) =>
		    fillYouth(tab.page, { kind: "建议", text: words }));
		const officer = await Officer.login(site.world, "05");
		const found = await officer.wait(words);

		await officer.reply(found, "从下周起每周三开到九点半。\n第二行。",
		    { status: "P7" });
		const tab = await boxWith(code, /每周三开到九点半/);
		const { page } = tab;
		const text = await page.textContent("main") ?? "";
		assert.match(text, /进度已办结/);
		assert.match(text, /签名已核对/);
		assert.match(text, /test office/);
		assert.ok(!text.includes(words), "the report is not repeated");
		// A rating is a follow-up with one field.
		await page.click("label.choice:has-text('满意') >> nth=0");
		await visible(page, "寄出评价").click();
		await page.waitForSelector("text=补充已经收到");
		const rating = openedBy(site.world, "06", objectIn(
		    tab.posts("/v1/box/entries")[0]?.body ?? Buffer.alloc(0)));
		assert.equal(rating?.kind, "followup");
		assert.deepEqual(rating?.fields, [{ name: "rating", value: "1" }]);
		await page.fill("textarea:visible", "谢谢，周三我去看看。");
		await visible(page, "加密并寄出补充").click();
		await page.waitForFunction(() => document.querySelectorAll(
		    ".messages .mine").length === 3);
		const added = openedBy(site.world, "05", objectIn(
		    tab.posts("/v1/box/entries")[1]?.body ?? Buffer.alloc(0)));
		assert.equal(added?.text, "谢谢，周三我去看看。\n");
		// It comes after what its author has seen last.
		assert.deepEqual(added?.after, [rating?.hash]);
		await until(() => officer.entries(found),
		    (all) => all.length === 4);
		assert.deepEqual(tab.complaints, []);
	});
});

describe("a concern", () => {
	it("travels through its states and forged answers are not shown",
	    async () => {
		const words = "检查组来之前，要求把签到表全部补齐。照片也补拍。";
		const code = await reported((tab) =>
		    fillConcern(tab.page, { text: words }));
		const officer = await Officer.login(site.world, "02");
		const found = await officer.wait(words);
		const seen = await officer.reply(found, "", { status: "P2" });

		await officer.reply(found, "请补充：检查组是哪个月到的？",
		    { status: "P3", after: [seen] });
		await officer.reply(found, "伪造：请把姓名电话发来。",
		    { status: "P7", forged: true });
		await officer.reply(found, "串到别人信里的答复",
		    { thread: systemRandom(16) });
		await officer.reply(found, "日期对不上的答复",
		    { date: addDays(site.world.keys.today, 9) });
		await officer.reply(found, "名单对不上的答复",
		    { roster: { version: 1, hash: systemRandom(32) } });
		const tab = await boxWith(code, /请补充：/);
		const { page } = tab;
		await until(async () => {
			await openBox(tab, site.poster(), code);
			return page.locator(".messages .bad").count();
		}, (n) => n === 4, 20000, 500);
		const text = await page.textContent("main") ?? "";
		assert.match(text, /进度需要您补充/);
		// By what each comes after: the server keeps no time of day.
		const order = await page.locator(".messages li").allTextContents();
		assert.match(order[0] ?? "", /您寄出了这封信/);
		assert.ok(order.findIndex((one) => /改为：已拆阅/.test(one)) <
		    order.findIndex((one) => /请补充：/.test(one)));
		for (const hidden of ["伪造", "串到", "日期对不上的", "名单对不上的"])
			assert.ok(!text.includes(hidden), hidden);
		for (const why of ["签名的人不在名单里", "不是写给这封信的",
			"日期对不上。", "它用的名单核对不上"])
			assert.ok(text.includes(why), why);
		await tab.page.fill("textarea:visible", "六月到的。");
		await visible(tab.page, "加密并寄出补充").click();
		await tab.page.waitForSelector("text=补充已经收到");
		assert.deepEqual(readersOf(site.world, objectIn(
		    tab.posts("/v1/box/entries")[0]?.body ??
		    Buffer.alloc(0))), ["01", "02", "03"]);
	});

	it("on a leader is nowhere to be seen at home", async () => {
		const words = "班子成员在会上只喊口号，会后没有一件落实，反复如此。";
		const code = await reported((tab) =>
		    fillConcern(tab.page, { text: words, level: "city" }));
		const above = await Officer.login(site.world, "09");
		const found = await above.wait(words);
		const home = await Officer.login(site.world, "01");

		assert.ok((await home.inbox()).every((one) =>
		    !one.entry.text.includes(words)));
		assert.deepEqual(await home.entries({ ...found,
			open: systemRandom(16) }), []);
		await above.reply(found, "", { status: "P5" });
		const tab = await boxWith(code, /已转有权处理的机关/);
		assert.match(await tab.page.textContent("main") ?? "",
		    /不显示去向和细节/);
	});
});

describe("without a poster", () => {
	it("self says by which pin the answers are checked", async () => {
		const words = "扫码写的信，换一部手机、不扫码也要能核对答复。";
		const code = await reported((tab) =>
		    fillConcern(tab.page, { text: words }));
		const officer = await Officer.login(site.world, "01");

		await officer.reply(await officer.wait(words), "收到。");
		const tab = await boxWith(code, /收到。/, site.origin);
		assert.match(await tab.page.textContent("main") ?? "",
		    /和您上次寄信时的一致/);
	});

	it("what was never checked is said to be so", async () => {
		const words = "直接输入网址写的信，钥匙从来没有核对过，要说明白。";
		const code = await reported((tab) =>
		    fillConcern(tab.page, { text: words }), site.origin);
		const officer = await Officer.login(site.world, "01");

		await officer.reply(await officer.wait(words), "也收到。");
		const tab = await boxWith(code, /也收到。/, site.origin);
		assert.match(await tab.page.textContent(".theirs") ?? "",
		    /收件人钥匙没有核对/);
	});
});
