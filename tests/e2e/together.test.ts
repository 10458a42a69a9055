// SPDX-License-Identifier: ISC
// Officers at their consoles at the same time: who was first, who steps aside,
// who is handed a letter, who opened what.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import {
	Folder, type Shown, act, approve, fillAct, last, panel, reopen, sign, step,
} from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
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

/** Open a letter, and wait until that is written down. */
async function look(page: Page, words: string): Promise<void> {
	const looked = page.waitForResponse("**/v1/entries");

	await openLetter(page, words);
	await looked;
}

/** Hashes that officers said they opened, by number. */
function looks(shown: Shown): Map<number, number> {
	const out = new Map<number, number>();

	for (const { entry } of shown.entries) {
		const n = entry?.fields.filter((f) => f.name === "opened")
		    .length ?? 0;

		if (entry?.officer !== undefined && n > 0)
			out.set(entry.officer, (out.get(entry.officer) ?? 0) + n);
	}
	return out;
}

async function write(page: Page, text: string): Promise<string> {
	await page.check("#kind-memo");
	await page.fill("#answer", text);
	await page.click(".reply button[type=submit]");
	return await (await page.waitForSelector("#stored, .reply [role=alert]"))
	    .textContent() ?? "";
}

describe("two who act at once", () => {
	it("the second is shown what the first did, and signs nothing",
	    async () => {
		const words = "评优名额内定，公示走过场。";

		desk.send(words);
		const one = (await desk.unlocked("01")).page;
		const second = await desk.unlocked("02");
		const two = second.page;
		await openLetter(one, words);
		await look(two, words);
		await two.click('[data-step="R01"]');
		await fillAct(two, { reason: "我来拆" });
		await step(one, "R01", { reason: "先拆了" });
		const before = second.posts("/v1/entries").length;
		await two.click(".act button[type=submit]");
		await two.waitForSelector("#news");
		assert.equal(second.posts("/v1/entries").length, before);
		assert.match(await two.textContent("#news") ?? "",
		    /刚刚有人办了.*01 号.*已收到 R00 转为 已拆阅 R01。理由：先拆了.*现在是 已拆阅 R01/s);
		assert.equal(await two.locator(".act").count(), 0);
		await step(two, "R02");
		// What still fits is kept, and can be signed again.
		await reopen(one, words);
		await one.click(".letter[aria-current]");
		await one.click('.acts [data-act="assign"]');
		await fillAct(one, { charge: "01", reason: "我熟悉" });
		await write(two, "正在调取公示材料");
		await one.click(".act button[type=submit]");
		await one.waitForSelector("#news");
		assert.match(await one.textContent("#news") ?? "",
		    /正在调取公示材料.*如果还要照办/s);
		assert.equal(await one.inputValue("#act-reason"), "我熟悉");
		assert.match(await sign(one), /已从内网服务读回/);
		// So is an answer.
		await two.check("#kind-memo");
		await two.fill("#answer", "材料已到");
		await two.click(".reply button[type=submit]");
		await two.waitForSelector("#news");
		assert.equal(await two.inputValue("#answer"), "材料已到");
		await two.click(".reply button[type=submit]");
		await two.waitForSelector("#stored");
		await reopen(one, words);
		for (const page of [one, two])
			assert.match(await panel(page), /已登记 R02/);
		assert.equal(await one.locator(".tag.bad").count(), 0);
	});

	it("on different machines come to the same end, one void", async () => {
		const words = "专项经费用于聚餐，发票抬头不符。";

		desk.send(words);
		const { page } = await desk.unlocked("01");
		await openLetter(page, words);
		await step(page, "R01");
		const offline = new Folder(desk, "03");
		await offline.sync();
		const { id } = await offline.show(words);
		await offline.run("status", "--offline", "--reason", "上级管",
		    id, "R07");
		await step(page, "R02");
		await offline.sync();
		await reopen(page, words);
		await page.waitForSelector(".entry.void");
		assert.match(await page.textContent(".entry.void") ?? "",
		    /不作数：当时已不在这一步，有人先办了/);
		assert.match(await panel(page), /不作数的记录1 条/);
		const shown = await offline.show(words);
		assert.equal(shown.case.conflicts, 1);
		assert.ok((await panel(page)).includes(shown.state),
		    `${shown.state} in ${await panel(page)}`);
		const other = (await desk.unlocked("02")).page;
		await openLetter(other, words);
		assert.equal(await other.textContent(".panel h2"),
		    await page.textContent(".panel h2"));
	});
});

describe("who steps aside", () => {
	it("is sealed nothing new, and acts no more", async () => {
		const words = "科室福利发放不公开，有人多领。";

		desk.send(words);
		const one = (await desk.unlocked("01")).page;
		const three = (await desk.unlocked("03")).page;
		await openLetter(three, words);
		await three.click('.acts [data-act="recuse"]');
		await fillAct(three, { recuse: "03", reason: "亲属关系" });
		await three.click(".act button[type=submit]");
		assert.match(await (await three.waitForSelector("#sure"))
		    .textContent() ?? "", /不能再办，新的内容不再封给您/);
		await three.click("#sure button:text-is('确定，签名')");
		await three.waitForSelector("#stored");
		assert.match(await panel(three), /您已回避这件事/);
		assert.equal(await three.locator("[data-step]").count(), 0);
		assert.match(await three.textContent(".reply") ?? "",
		    /您已回避这件事，这里不能再办/);
		await openLetter(one, words);
		assert.match(await panel(one), /已回避03 号/);
		assert.match(await write(one, "只给没有回避的人"),
		    /封给 01 号 test office、02 号 test office。/);
		await one.click('.acts [data-act="grant"]');
		assert.match(await one.textContent(".act") ?? "",
		    /不能交给 03 号 test office：他已经回避/);
		await one.click(".act button:text-is('不办了')");
		await reopen(three, words);
		await three.click(".letter[aria-current]");
		assert.match(await three.textContent(".thread") ?? "",
		    /这一条没有封给您/);
		assert.ok(!/只给没有回避/.test(
		    await three.textContent(".thread") ?? ""));
		const qf = new Folder(desk, "02");
		await qf.sync();
		const shown = await qf.show(words);
		assert.deepEqual(shown.case.recused, [3]);
		assert.deepEqual(shown.entries.find((e) =>
		    e.entry?.kind === "memo")?.entry?.to, [1, 2]);
	});

	it("when asked by another, once a third agrees", async () => {
		const words = "采购比价三家同一个联系电话。";

		desk.send(words);
		const one = (await desk.unlocked("01")).page;
		const two = (await desk.unlocked("02")).page;
		const three = (await desk.unlocked("03")).page;
		await openLetter(one, words);
		assert.match(await act(one, "recuse", { recuse: "03",
			reason: "曾在该处任职" }), /等另外的人同意/);
		await openLetter(three, words);
		// It is about him: he has no say in it.
		await three.click("[data-approve]");
		assert.match(await sign(three), /没有签名：.*要由别人来做/);
		await openLetter(two, words);
		await approve(two);
		assert.match(await panel(two), /已回避03 号/);
		await reopen(three, words);
		await three.click(".letter[aria-current]");
		assert.match(await panel(three), /您已回避/);
	});
});

describe("a letter handed on", () => {
	it("opens for the third officer, and what broke off goes on",
	    async () => {
		const words = "讲座费重复支付，收款人查无此人。";

		desk.send(words, { more: ["--avoid", "02"] });
		const tab = await desk.unlocked("01");
		const { page } = tab;
		await openLetter(page, words);
		await step(page, "R01");
		await write(page, "先核对付款单");
		await page.click('.acts [data-act="grant"]');
		assert.match(await page.textContent(".act") ?? "",
		    /不能交给 02 号 test office：反映人要求他回避。/);
		assert.equal(await page.locator("#act-nn option[value='02']")
		    .count(), 0);
		// A page that was tampered with is not believed.
		for (const [nn, why] of [["02", /反映人要求他回避/],
			["77", /不在现行名单里/]] as const) {
			await page.evaluate((value) => {
				const list = document.querySelector("#act-nn");
				const one = document.createElement("option");

				one.value = value;
				list?.append(one);
			}, nn);
			await fillAct(page, { nn, what: "all", reason: "试" });
			assert.match(await sign(page), why);
		}
		// Cut after the first header.
		let posts = 0;
		await page.route("**/v1/headers", (route) =>
		    ++posts === 2 ? route.abort() : route.continue());
		await fillAct(page, { nn: "05", what: "all", reason: "协助核对" });
		assert.match(await sign(page), /交接没有做完.*接着做，不会重复/s);
		await page.unroute("**/v1/headers");
		await page.click(".act button[type=submit]");
		const granted = await page.waitForSelector("#granted");
		assert.match(await granted.textContent() ?? "",
		    /交给了 05 号 test office：4 条。来信：1 条办理记录：2 条内部备注：1 条/);
		assert.match(await last(page), /把整封信交给 05 号/);
		// What is written from now on is sealed to him at once.
		await write(page, "以后请一起看");
		const five = (await desk.unlocked("05")).page;
		await openLetter(five, words);
		assert.equal(await five.textContent("#checks"),
		    "✓ 各项核对全部通过");
		assert.match(await five.textContent(".thread") ?? "",
		    /先核对付款单.*以后请一起看/s);
		assert.match(await step(five, "R02"), /已从内网服务读回/);
		const qf = new Folder(desk, "03");
		await qf.sync();
		const shown = await qf.show(words);
		assert.equal(shown.state, "R02");
		assert.deepEqual(shown.alarms, []);
		assert.equal(shown.entries.filter((e) => e.entry?.fields
		    .some((f) => f.name === "grant")).length, 1);
		assert.ok(shown.entries.every((e) => e.opened));
		assert.equal(Math.max(...qf.headers(shown.id)), 2);
	});

	it("goes on after the page went away in the middle, nothing twice",
	    async () => {
		const words = "食堂采购只有一家报价，价格高于市场。";

		desk.send(words);
		const first = await desk.unlocked("01");
		await openLetter(first.page, words);
		await write(first.page, "先看三年的账");
		// The second header hangs, and then the page is gone.
		const asked = new Set<string>();
		await first.page.route("**/v1/headers", (route) => {
			asked.add(String(asked.size));
			return asked.size < 2 ? route.continue() : undefined;
		});
		await first.page.click('.acts [data-act="grant"]');
		await fillAct(first.page, { nn: "05", what: "all",
			reason: "协助查账" });
		await first.page.click(".act button[type=submit]");
		await first.page.waitForFunction(() => {
			const meter = document.querySelector("#meter");

			return meter instanceof HTMLProgressElement &&
			    meter.max > 1 && meter.value === 1 &&
			    meter.getBoundingClientRect().width > 40;
		});
		await first.page.close();
		const { page } = await desk.unlocked("01");
		const notice = await page.waitForSelector(".begun");
		assert.match(await notice.textContent() ?? "",
		    /交给 05 号，没有做完。/);
		await page.click(".begun [data-go-on]");
		const granted = await page.waitForSelector("#granted");
		assert.match(await granted.textContent() ?? "",
		    /交给了 05 号 test office/);
		assert.equal(await page.locator(".begun").count(), 0);
		const qf = new Folder(desk, "02");
		await qf.sync();
		const shown = await qf.show(words);
		assert.deepEqual(shown.alarms, []);
		const count = qf.headers(shown.id);
		// One for whom it was written for and one more; the events of
		// looking behind the grant were sealed to him at once.
		assert.equal(Math.max(...count), 2);
		assert.ok(count.filter((n) => n === 2).length >= 3);
		assert.equal(shown.entries.filter((e) => e.entry?.fields
		    .some((f) => f.name === "grant")).length, 1);
		const five = (await desk.unlocked("05")).page;
		await openLetter(five, words);
		assert.equal(await five.textContent("#checks"),
		    "✓ 各项核对全部通过");
		assert.match(await five.textContent(".thread") ?? "",
		    /先看三年的账/);
		// And it is not begun any more for anybody.
		await page.close();
		const again = (await desk.unlocked("01")).page;
		assert.equal(await again.locator(".begun").count(), 0);
	});

	it("when one alone can still open it, which the desk says", async () => {
		const words = "值班补贴按满勤发，实际无人值守。";

		desk.send(words);
		const { page } = await desk.unlocked("01");
		await openLetter(page, words);
		assert.equal(await page.locator("#alone").count(), 0);
		for (const nn of ["02", "03"]) {
			const other = (await desk.unlocked(nn)).page;

			await openLetter(other, words);
			await other.click('.acts [data-act="recuse"]');
			await fillAct(other, { recuse: nn, reason: "亲属关系" });
			await other.click(".act button[type=submit]");
			await other.click("#sure button:text-is('确定，签名')");
			await other.waitForSelector("#stored");
			await other.close();
		}
		await reopen(page, words);
		await page.click(".letter[aria-current]");
		assert.match(await (await page.waitForSelector("#alone"))
		    .textContent() ?? "", /只剩 01 号 test office 能打开/);
		await page.click("#quick-alone");
		assert.deepEqual(await page.locator(".letter").count(), 1);
		assert.match(await page.textContent(".letter .tags") ?? "",
		    /只剩一人能打开/);
		await page.click("#quick-alone");
		await page.click('.acts [data-act="grant"]');
		await fillAct(page, { nn: "05", what: "all", reason: "防止失落" });
		await page.click(".act button[type=submit]");
		await page.waitForSelector("#granted");
		assert.equal(await page.locator("#alone").count(), 0);
		const five = (await desk.unlocked("05")).page;
		await openLetter(five, words);
		assert.equal(await five.locator("#alone").count(), 0);
	});

	it("or only its report", async () => {
		const words = "办公用房超标，门牌写的是会议室。";

		desk.send(words);
		const { page } = await desk.unlocked("02");
		await openLetter(page, words);
		await write(page, "门牌照片另存");
		await page.click('.acts [data-act="grant"]');
		await fillAct(page, { nn: "06" });
		const hash = await page.getAttribute(
		    "#act-what option:nth-child(3)", "value") ?? "";
		await fillAct(page, { what: hash, reason: "了解情况" });
		await page.click(".act button[type=submit]");
		await page.waitForSelector("#granted");
		const six = (await desk.unlocked("06")).page;
		await openLetter(six, words);
		const text = await six.textContent(".thread") ?? "";
		assert.match(text, /这一条没有封给您/);
		assert.ok(!/门牌照片另存/.test(text));
	});
});

describe("opening", () => {
	it("is written down once, and shown to nobody here", async () => {
		const words = "夜间值班表代签，实际无人到岗。";

		desk.send(words);
		const first = await desk.unlocked("01");
		await look(first.page, words);
		assert.match(await first.page.textContent(".look") ?? "",
		    /打开即留痕/);
		await reopen(first.page, words);
		await first.page.reload();
		const again = await desk.unlocked("01");
		await openLetter(again.page, words);
		await again.page.waitForTimeout(1500);
		assert.equal(again.posts("/v1/entries").length, 0);
		assert.equal(await again.page.locator(".entry").count(), 1);
		const two = (await desk.unlocked("02")).page;
		await look(two, words);
		assert.ok(!/打开了/.test((await two.textContent(".panel") ?? "")));
		assert.equal(await two.locator(".entry").count(), 1);
		const qf = new Folder(desk, "03");
		await qf.sync();
		assert.deepEqual([...looks(await qf.show(words, "--opened"))]
		    .sort(), [[1, 1], [2, 1]]);
	});

	it("that cannot be written down shows the letter all the same",
	    async () => {
		const words = "食堂账目三个月没有公布过。";

		desk.send(words);
		const tab = await desk.unlocked("01");
		const { page } = tab;
		await page.route("**/v1/entries", (route) => route.abort());
		await openLetter(page, words);
		await page.waitForSelector("#look");
		assert.match(await page.textContent("#look") ?? "",
		    /还没有记下（连不上/);
		assert.match(await page.textContent(".thread") ?? "",
		    /三个月没有公布/);
		await page.unroute("**/v1/entries");
		const other = page.locator(".letter:not([aria-current])").first();
		await other.click();
		await page.waitForFunction(() => !/三个月没有公布/.test(
		    document.querySelector(".thread")?.textContent ?? ""));
		await look(page, words);
		const qf = new Folder(desk, "02");
		await qf.sync();
		assert.equal(looks(await qf.show(words, "--opened")).get(1), 1);
	});
});
