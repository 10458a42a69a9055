// SPDX-License-Identifier: ISC
// Officers at several consoles act on the same cases, on real services; what
// comes of it is what `qf` finds in the same threads.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { addDays } from "../../assets/lib/date.ts";
import { until } from "../web/client.ts";
import {
	Folder, act, approve, fillAct, last, panel, reopen, sign, step,
} from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
import { openBox, visible } from "./reporter.ts";
import { Site } from "./site.ts";

let site: Site;
let desk: Desk;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

describe("a concern", () => {
	it("goes from received to archived by the table's steps", async () => {
		const words = "签到表活动人数多写，多次这样。";

		desk.send(words);
		const one = (await desk.unlocked("01")).page;
		const two = (await desk.unlocked("02")).page;
		const three = (await desk.unlocked("03")).page;
		await openLetter(one, words);
		assert.match(await panel(one), /已收到 R00.*拆阅：.*还剩/s);
		assert.deepEqual(await one.locator("[data-step]").evaluateAll(
		    (all) => all.map((n) => n.getAttribute("data-step"))),
		["R01", "R07"]);
		// Nothing is signed without what it needs.
		await one.click('[data-step="R01"]');
		await one.click(".act button[type=submit]");
		assert.match(await one.textContent("#need") ?? "", /请填：理由/);
		await fillAct(one, { reason: "按时拆阅" });
		assert.match(await sign(one), /已从内网服务读回/);
		assert.match(await last(one),
		    /01 号.*由 已收到 R00 转为 已拆阅 R01。理由：按时拆阅/s);
		await step(one, "R02");
		await one.click('[data-step="R03"]');
		await one.click(".act button[type=submit]");
		await one.check("#act-tell-too");
		// Drawn anew, the form still says it.
		assert.match(await one.textContent("#need") ?? "", /请填：理由/);
		await fillAct(one, { reason: "开始甄别" });
		assert.equal(await one.inputValue("#act-tell"),
		    "来信已拆阅，正在甄别。");
		assert.match(await sign(one), /封给反映人/);
		assert.match(await panel(one), /甄别中 R03.*P2 已拆阅/s);
		await act(one, "assign", { charge: "01", second: "02" });
		for (const [to, values] of [["R09", {}], ["R10", {}], ["R11", {}]] as
		    const)
			await step(one, to, values);
		assert.match(await panel(one), /还没有告诉反映人：应当是 P4/);
		await one.click("#tell");
		await one.click(".reply button[type=submit]");
		await one.waitForSelector("#stored");
		assert.ok(!/还没有告诉/.test(await panel(one)));
		// Two others must agree before it moves.
		await one.click('[data-step="R13"]');
		assert.match(await one.textContent(".act") ?? "",
		    /需要另外 2 人同意/);
		await fillAct(one, { reason: "情况具体可查" });
		assert.match(await sign(one), /等另外的人同意/);
		assert.match(await panel(one), /提出处置意见 R11.*您提出的/s);
		assert.equal(await one.locator("[data-approve]").count(), 0);
		await openLetter(two, words);
		assert.match(await approve(two), /已从内网服务读回/);
		assert.match(await panel(two), /R11.*（1\/2）.*您已经同意/s);
		await openLetter(three, words);
		await approve(three, { reason: "同意初核" });
		assert.match(await panel(three), /初步核实 R13/);
		assert.match(await last(three), /03 号.*同意 01 号.*提出的：.*转为 初步核实/s);
		await reopen(one, words);
		await step(one, "R17", { due: addDays(site.world.keys.today, 30) });
		await rectify(one, two, words);
		await step(one, "R18", { outcome: "rectified" });
		await step(one, "R21", { due: addDays(site.world.keys.today, 365) });
		// It is kept until that day.
		assert.match(await panel(one), /不能转为 已销毁 R22：保管期限到/);
		assert.equal(await one.getAttribute('[data-step="R22"]',
		    "aria-disabled"), "true");
		const qf = new Folder(desk, "03");
		await qf.sync();
		const shown = await qf.show(words);
		assert.equal(shown.state, "R21");
		assert.equal(shown.case.outcome, "rectified");
		assert.deepEqual([shown.case.charge, shown.case.second], [1, 2]);
		assert.equal(shown.case.conflicts, 0);
		assert.deepEqual(shown.case.items.map((i) => i.state), ["checked"]);
		assert.deepEqual(shown.alarms, []);
		assert.equal(shown.entries.length,
		    await one.locator(".entry").count());
	});

	it("asks for more in two entries, and the reporter answers", async () => {
		const words = "公车登记本缺了三页，请查一查。";
		const code = desk.send(words);
		const tab = await desk.unlocked("01");
		const { page } = tab;

		await openLetter(page, words);
		for (const to of ["R01", "R02", "R03"])
			await step(page, to);
		// The event arrives, the words do not.
		let posts = 0;
		await page.route("**/v1/entries", (route) =>
		    ++posts === 2 ? route.abort() : route.continue());
		await page.click('[data-step="R04"]');
		await fillAct(page, { reason: "缺具体月份", tell: "" });
		await page.click(".act button[type=submit]");
		assert.match(await page.textContent("#need") ?? "",
		    /请填：给反映人的话/);
		await fillAct(page, { tell: "请补充：是哪几个月？" });
		await page.click(".act button[type=submit]");
		await page.waitForSelector(".reply [role=alert]");
		assert.match(await page.textContent(".reply [role=alert]") ?? "",
		    /这一步已经存入，但给反映人的话还没有寄出/);
		assert.match(await panel(page), /待补充 R04.*还没有告诉反映人/s);
		assert.equal(await page.inputValue("#answer"),
		    "请补充：是哪几个月？");
		await page.unroute("**/v1/entries");
		await page.click(".reply button[type=submit]");
		await page.waitForSelector("#stored");
		assert.ok(!/还没有告诉/.test(await panel(page)));
		const phone = await site.tab();
		await until(async () => {
			await openBox(phone, site.poster(), code);
			return await phone.page.textContent("main") ?? "";
		}, (text) => /是哪几个月/.test(text) && /需要您补充/.test(text),
		20000, 500);
		await phone.page.fill("textarea:visible", "是三月到五月。");
		await visible(phone.page, "加密并寄出补充").click();
		await phone.page.locator("text=补充已经收到").first().waitFor();
		await until(async () => {
			await reopen(page, words);
			await page.click(".letter[aria-current]");
			return await page.textContent(".thread") ?? "";
		}, (text) => /三月到五月/.test(text), 20000, 500);
		await step(page, "R03", { reason: "补充已到" });
		assert.match(await panel(page), /甄别中 R03/);
		assert.deepEqual(tab.complaints, []);
	});

	it("a duplicate is filed with the first, once a second agrees",
	    async () => {
		const first = "会议室长期被占用开私人培训班。";
		const later = "另一位也说会议室被私人培训占用。";

		desk.send(first);
		desk.send(later);
		const one = (await desk.unlocked("01")).page;
		await openLetter(one, first);
		for (const to of ["R01", "R02", "R03", "R09"])
			await step(one, to);
		await openLetter(one, later);
		for (const to of ["R01", "R02", "R03"])
			await step(one, to);
		await one.click('[data-step="R05"]');
		await fillAct(one, { reason: "同一事实", find: "开私人培训班" });
		assert.equal(await one.locator(".picks input").count(), 1);
		await one.check(".picks input");
		assert.match(await sign(one), /等另外的人同意/);
		const two = (await desk.unlocked("02")).page;
		await openLetter(two, later);
		// Who approves can look at what it is said to repeat.
		assert.equal(await two.locator(
		    "button:text-is('打开先前那一件')").count(), 1);
		await approve(two);
		assert.match(await panel(two), /重复件留存 R05.*应当是 P4/s);
		await two.click("#tell");
		await two.click(".reply button[type=submit]");
		await two.waitForSelector("#stored");
		await two.click("button:text-is('打开先前那一件')");
		await two.waitForFunction(() => /已受理 R09/.test(
		    document.querySelector(".panel h2")?.textContent ?? ""));
		assert.match(await panel(two), /第 1 件（重复件留存 R05）/);
		const qf = new Folder(desk, "02");
		await qf.sync();
		assert.deepEqual([(await qf.show(later)).case.duplicate,
			(await qf.show(first)).case.duplicate], [true, false]);
	});

	it("is destroyed on its day only, and only by three", async () => {
		const words = "旧事一件：值班补助重复领取。";
		const { today } = site.world.keys;

		desk.send(words);
		const one = (await desk.unlocked("01")).page;
		await openLetter(one, words);
		await step(one, "R07", { reason: "涉及主要领导" });
		assert.match(await panel(one), /径送上级 R07.*应当是 P5/s);
		await step(one, "R21", { due: today });
		await one.click('[data-step="R22"]');
		await fillAct(one, { reason: "期满" });
		await one.click(".act button[type=submit]");
		await one.waitForSelector("#sure");
		assert.match(await one.textContent("#sure") ?? "",
		    /不能撤回.*另外两人同意/s);
		assert.equal(await one.locator("#stored").count(), 0);
		await one.click("#sure button:text-is('确定，签名')");
		await one.waitForSelector("#stored");
		for (const nn of ["02", "03"]) {
			const { page } = await desk.unlocked(nn);

			await openLetter(page, words);
			await approve(page);
		}
		await reopen(one, words);
		await one.click(".letter[aria-current]");
		assert.match(await panel(one), /已销毁 R22.*没有下一步了/s);
		const qf = new Folder(desk, "01");
		await qf.sync();
		assert.equal((await qf.show(words)).state, "R22");
	});

	it("has labels, days, items, major matters", async () => {
		const words = "十几个人一起反映加班不实。";
		const { today } = site.world.keys;

		desk.send(words);
		const one = (await desk.unlocked("01")).page;
		const two = (await desk.unlocked("02")).page;
		await openLetter(one, words);
		await one.click('.acts [data-act="label"]');
		await one.click(".act button[type=submit]");
		assert.match(await one.textContent("#need") ?? "", /请填：常用标签/);
		await one.check("#act-label-I1");
		// One of a group takes the other's place.
		await one.check("#act-label-I3");
		assert.equal(await one.isChecked("#act-label-I1"), false);
		await fillAct(one, { free: "加班 核对中" });
		await sign(one);
		assert.match(await panel(one), /批评建议、加班、核对中/);
		await one.click('.acts [data-act="label"]');
		await one.uncheck(".ticks input[value=加班]");
		await sign(one);
		assert.match(await last(one), /去掉标签：加班/);
		await act(one, "major", { major: "group", reason: "人数多" });
		assert.match(await panel(one), /重大事项请示报告.*群体性事项（还没有向上报告）/s);
		await act(one, "reported", { reported: "派驻组，书面" });
		assert.match(await panel(one), /群体性事项（已向上报告）/);
		await act(one, "item", { item: "核对加班单", owner: "人事处",
			due: addDays(today, 5) });
		await act(one, "item", { item: "误列的一条", owner: "人事处",
			due: addDays(today, 6) });
		assert.equal(await one.locator('[data-item="drop"]').count(), 0);
		await openLetter(two, words);
		await two.locator('[data-item="drop"]').last().click();
		await fillAct(two, { reason: "重复" });
		await sign(two);
		await two.click('[data-item="item-due"]');
		await fillAct(two, { due: addDays(today, 9), reason: "等盘点" });
		await sign(two);
		assert.match(await panel(two),
		    /误列的一条.*已撤销（02 号/s);
		const qf = new Folder(desk, "03");
		await qf.sync();
		const shown = await qf.show(words);
		assert.deepEqual(shown.case.items.map((i) => i.state),
		    ["open", "dropped"]);
		assert.deepEqual(shown.case.labels, ["I3", "核对中"]);
		assert.deepEqual([shown.case.major, shown.case.reported],
		    [["group"], true]);
		assert.ok(shown.case.clocks.some((c) =>
		    c.due === addDays(today, 9)));
	});
});

describe("feedback", () => {
	it("is extended once, answered, taken up again, closed", async () => {
		const words = "自习室空调坏了两周，想请帮忙修一下。";
		const code = desk.send(words, { form: "youth", fields: ["kind=ask",
			"topic=Y01", "reply=code", "notice=2026-11-26"] });
		const { page } = await desk.unlocked("05");

		await openLetter(page, words);
		await step(page, "Q1");
		await page.click('.acts [data-act="extend"]');
		await fillAct(page, { reason: "等配件",
			tell: "需要多几天，请谅解。" });
		assert.match(await sign(page), /封给反映人/);
		assert.match(await panel(page), /延长答复答复已延长一次/);
		assert.equal(await page.locator('.acts [data-act="extend"]')
		    .count(), 0);
		await page.click('[data-step="Q3"]');
		await fillAct(page, { reason: "已修" });
		await page.check("#act-tell-too");
		await fillAct(page, { tell: "空调已经修好。" });
		await sign(page);
		assert.match(await panel(page),
		    /不能转为 重新办理 Q4：要有反映人“不满意”.*不能转为 已办结 Q5：要有反映人的评价/s);
		const phone = await site.tab();
		await until(async () => {
			await openBox(phone, site.poster(), code);
			return await phone.page.textContent("main") ?? "";
		}, (text) => /已经修好/.test(text), 20000, 500);
		await phone.page.click("label.choice:has-text('不满意')");
		await visible(phone.page, "寄出评价").click();
		await phone.page.waitForSelector("text=补充已经收到");
		await until(async () => {
			await reopen(page, words);
			return panel(page);
		}, (text) => /反映人评价不满意/.test(text), 20000, 500);
		assert.match(await panel(page),
		    /不能转为 已办结 Q5：反映人评价“不满意”，要先重新办理/);
		await step(page, "Q4");
		await step(page, "Q5");
		await page.click('[data-step="Q8"]');
		await fillAct(page, { reason: "期满" });
		await page.click(".act button[type=submit]");
		await page.waitForSelector("#sure");
		await page.click("#sure button:text-is('返回修改')");
		assert.equal(await page.inputValue("#act-reason"), "期满");
		await page.click(".act button:text-is('不办了')");
		const qf = new Folder(desk, "06");
		await qf.sync();
		assert.equal((await qf.show(words)).state, "Q5");
	});
});

type Page = Awaited<ReturnType<Desk["unlocked"]>>["page"];

/** An item opened by one, evidenced by him, checked by another. */
async function rectify(one: Page, two: Page, words: string): Promise<void> {
	await act(one, "item", { item: "补签到核对制度", owner: "办公室",
		due: addDays(site.world.keys.today, 20) });
	assert.match(await panel(one), /不能转为 已办结 R18：还有 1 条/);
	await one.click('[data-item="evidence"]');
	await fillAct(one, { evidence: "制度已印发" });
	await one.setInputFiles("#act-files", desk.file("rule.exe", "MZ"));
	assert.match(await one.textContent(".act [role=alert]") ?? "",
	    /不能附：rule.exe/);
	await one.click("button:has-text('去掉 rule.exe')");
	await one.setInputFiles("#act-files", desk.file("big.txt",
	    "x".repeat(1 << 20)));
	assert.match(await sign(one), /太长/);
	await one.click("button:has-text('去掉 big.txt')");
	await one.setInputFiles("#act-files", desk.file("rule.txt",
	    "补签到须经核对。"));
	await sign(one);
	assert.equal(await one.locator('[data-item="check"]').count(), 0);
	assert.match(await panel(one), /材料是您交的/);
	await reopen(two, words);
	await two.click('[data-item="check"]');
	await sign(two);
	assert.match(await panel(two), /已核查（02 号/);
	assert.equal(await two.textContent("#checks"), "✓ 各项核对全部通过");
	assert.match(await two.locator(".files").textContent() ?? "",
	    /附件a01.txt/);
	await reopen(one, words);
}
