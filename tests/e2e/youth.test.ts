// SPDX-License-Identifier: ISC
// The youth form, whole: what it asks, what it sends, what it keeps apart.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { type ReadEntry, verifyEntry } from "../../assets/lib/entry.ts";
import type { Tab } from "./browser.ts";
import {
	fillYouth, openBox, openStart, readCode, row, send, visible,
} from "./reporter.ts";
import { Site } from "./site.ts";
import { counts, fieldsOf, isStored, objectIn, openedBy, readersOf }
	from "./stored.ts";

const PHONE = "13800001234（晚上）";
const TEXT = "我在园区上班，租房合同到期，想知道青年驿站最长可以住几天。";

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

async function opened(): Promise<Tab> {
	const tab = await site.tab();

	await openStart(tab, site.poster("S02"));
	return tab;
}

/** The entry posted there as an officer of the youth class reads it. */
function posted(tab: Tab, path: "/v1/threads" | "/v1/box/entries"): ReadEntry {
	const posts = tab.posts(path);
	const object = objectIn(posts[posts.length - 1]?.body ??
	    Buffer.alloc(0));
	const entry = openedBy(site.world, "05", object);

	assert.ok(entry !== undefined);
	assert.ok(isStored(site.world, object));
	assert.deepEqual(readersOf(site.world, object), ["05", "06"]);
	return entry;
}

function field(page: Page): ReturnType<Page["locator"]> {
	return page.getByRole("textbox", { name: /^联系方式/ });
}

async function leaveContact(tab: Tab): Promise<void> {
	await row(tab.page, "留联系方式").click();
	await field(tab.page).fill(PHONE);
	await row(tab.page, "我同意用它来答复我").click();
}

describe("the youth form", () => {
	it("is one page and asks for three things only", async () => {
		const { page } = await opened();

		await page.click(".door:has-text('青年反馈')");
		const required = await page.locator(".mark:visible:text-is('必填')")
		    .evaluateAll((all) => all.map((one) =>
			(one.parentElement?.textContent ?? "").trim()));
		assert.deepEqual(required, ["反馈类型 必填", "你想说的 必填",
			"想怎样得到答复 必填", "我已看过告知 必填"]);
		assert.equal(await page.locator(
		    "[name=reply], label:has-text('凭回执码') input").isChecked(),
		true);
		// No name, number, place or picture puzzle is asked for.
		assert.equal(await page.locator("input[type=text]:visible, " +
		    "input[type=tel], input[type=email], input[type=password]")
		    .count(), 0);
	});

	it("sends every answer", async () => {
		const tab = await opened();
		const { page } = tab;

		await fillYouth(page, { kind: "咨询", text: TEXT,
			topics: ["社会保障与住房", "其他"] });
		await page.click("summary:has-text('还可以补充')");
		assert.equal(await page.inputValue(
		    "fieldset:has-text('服务站') select"), "S02");
		await page.selectOption("fieldset:has-text('服务站') select", "S03");
		await page.selectOption("fieldset:has-text('你的身份') select",
		    { label: "新就业群体" });
		await row(page, "只反映").click();
		await send(page);
		await readCode(page);
		const entry = posted(tab, "/v1/threads");
		assert.deepEqual(fieldsOf(entry), ["kind=ask", "topic=Y10",
			"topic=Y99", "station=S03", "group=gig", "reply=none",
			"notice=2026-11-26"]);
		assert.equal(entry.text, TEXT + "\n");
		assert.equal(tab.posts("/v1/box/entries").length, 0);
	});

	it("takes two topics and shuts the others", async () => {
		const { page } = await opened();

		await fillYouth(page, { text: TEXT,
			topics: ["就业创业", "文化与公共空间"] });
		const other = page.locator("label:has-text('学习教育') input");
		assert.equal(await other.isDisabled(), true);
		await row(page, "就业创业").click();
		assert.equal(await other.isDisabled(), false);
	});

	it("need not say which station", async () => {
		const tab = await opened();
		const { page } = tab;

		await fillYouth(page, { text: TEXT });
		await page.click("summary:has-text('还可以补充')");
		await page.selectOption("fieldset:has-text('服务站') select",
		    { label: "不想说" });
		await send(page);
		await readCode(page);
		assert.ok(!fieldsOf(posted(tab, "/v1/threads")).some((one) =>
		    one.startsWith("station=")));
	});
});

describe("contact data", () => {
	it("goes into an entry of its own, to the same readers", async () => {
		const tab = await opened();

		await fillYouth(tab.page, { text: TEXT });
		await leaveContact(tab);
		await send(tab.page);
		const code = await readCode(tab.page);
		const report = posted(tab, "/v1/threads");
		const contact = posted(tab, "/v1/box/entries");
		assert.ok(!report.note.text.includes("13800001234"));
		assert.equal(contact.kind, "contact");
		assert.equal(contact.text, PHONE + "\n");
		assert.deepEqual(fieldsOf(contact), ["consent=2026-11-26"]);
		assert.deepEqual(contact.thread, report.thread);
		assert.deepEqual(contact.after, [report.hash]);
		assert.deepEqual(contact.to, report.to);
		assert.ok(report.key !== undefined);
		verifyEntry(site.world.host, contact, report.key);
		// The server keeps it from everybody but officers: what the
		// reporter's box lists is that something was sent.
		await openBox(tab, site.origin, code);
		assert.equal(await tab.page.locator(".messages .mine").count(), 2);
		assert.ok(!(await tab.page.textContent("main") ?? "")
		    .includes("1380"));
		assert.deepEqual(tab.complaints, []);
	});

	it("wants its own consent, and has sixty characters", async () => {
		const tab = await opened();
		const { page } = tab;

		await fillYouth(page, { text: TEXT });
		await row(page, "留联系方式").click();
		await send(page);
		assert.match(await page.textContent(".notice.bad") ?? "",
		    /还差 1 处.*请写：联系方式/s);
		await field(page).fill("𠮷".repeat(61));
		await send(page);
		assert.match(await page.textContent(".notice.bad") ?? "",
		    /最多 60 字，现在 61 字/);
		await field(page).fill("𠮷".repeat(60));
		await send(page);
		assert.match(await page.textContent(".notice.bad") ?? "",
		    /请勾选：我同意用它来答复我/);
		await row(page, "我同意用它来答复我").click();
		await send(page);
		await readCode(page);
		assert.equal(posted(tab, "/v1/box/entries").text,
		    "𠮷".repeat(60) + "\n");
	});

	it("that was typed and taken back is not sent", async () => {
		const tab = await opened();

		await fillYouth(tab.page, { text: TEXT });
		await leaveContact(tab);
		await row(tab.page, "凭回执码").click();
		await send(tab.page);
		await readCode(tab.page);
		assert.equal(tab.posts("/v1/box/entries").length, 0);
		assert.ok(fieldsOf(posted(tab, "/v1/threads"))
		    .includes("reply=code"));
	});

	it("that gets lost is sent again as the same bytes, once", async () => {
		const tab = await opened();
		const { page } = tab;

		await fillYouth(page, { text: TEXT });
		await leaveContact(tab);
		await page.route("**/v1/box/entries", async (route) => {
			await site.forward(route.request());
			await route.abort();
		}, { times: 1 });
		const before = counts(site.world).split("/").map(Number);
		await send(page);
		await page.waitForSelector(".notice.bad");
		assert.match(await page.textContent("main") ?? "",
		    /已经收到.*联系方式还没有寄到.*没有连上/s);
		await visible(page, "再寄一次").click();
		await readCode(page);
		const [first, second] = tab.posts("/v1/box/entries");
		assert.ok(first !== undefined && second !== undefined);
		assert.ok(first.body.equals(second.body));
		assert.deepEqual(counts(site.world).split("/").map(Number),
		    [(before[0] ?? 0) + 1, (before[1] ?? 0) + 2]);
	});

	it("that cannot be sent keeps nobody from the receipt code",
	    async () => {
		const tab = await opened();
		const { page } = tab;

		await fillYouth(page, { text: TEXT });
		await leaveContact(tab);
		await page.route("**/v1/box/entries", (route) => route.abort());
		await send(page);
		await visible(page, "不留联系方式了").click();
		assert.equal((await readCode(page)).length, 24);
	});
});

describe("somebody under fourteen", () => {
	it("is not asked for contact data and is shown whom to call",
	    async () => {
		const tab = await opened();
		const { page } = tab;

		await fillYouth(page, { kind: "建议", text: TEXT });
		await leaveContact(tab);
		const asked = tab.sent.length;
		await row(page, "我未满 14 周岁").click();
		assert.match(await page.textContent("main") ?? "",
		    /请和家长一起填写.*12355/s);
		assert.equal(await page.locator("a[href='tel:12355']:visible")
		    .count(), 1);
		assert.equal(await field(page).isVisible(), false);
		assert.equal(await row(page, "留联系方式").count(), 0);
		// The choice falls back to the one that keeps one unknown.
		assert.equal(await row(page, "凭回执码").locator("input")
		    .isChecked(), true);
		assert.equal(tab.sent.length, asked);
		await send(page);
		await readCode(page);
		const report = posted(tab, "/v1/threads");
		assert.ok(!fieldsOf(report).some((one) => /14|under/.test(one)));
		assert.equal(tab.posts("/v1/box/entries").length, 0);
	});
});

describe("a complaint", () => {
	it("may go over to the other form, with its words, past no server",
	    async () => {
		const tab = await opened();
		const { page } = tab;
		const words = "窗口的工作人员收了办事人的烟，我两次在场。";

		await fillYouth(page, { kind: "投诉", text: words });
		const asked = tab.sent.length;
		await page.click("button:has-text('换成“反映作风问题”')");
		await visible(page, "知道了").click();
		await page.click("button.family:has-text('收礼'), " +
		    "button.family:has-text('吃喝')");
		await page.selectOption("fieldset:has-text('所在单位') select",
		    "U02");
		await visible(page, "下一步").click();
		assert.equal(await page.inputValue("textarea:visible >> nth=0"),
		    words);
		assert.equal(tab.sent.length, asked);
	});

	it("may as well stay where it is", async () => {
		const tab = await opened();

		await fillYouth(tab.page, { kind: "投诉", text: TEXT });
		await send(tab.page);
		await readCode(tab.page);
		assert.ok(fieldsOf(posted(tab, "/v1/threads"))
		    .includes("kind=complaint"));
	});
});

describe("words of somebody in danger", () => {
	it("bring up whom to call at once, and are in nobody's way",
	    async () => {
		const tab = await opened();
		const { page } = tab;

		await fillYouth(page, { kind: "建议", text: "最近睡不好。" });
		assert.equal(await page.locator("a[href='tel:120']:visible")
		    .count(), 0);
		const asked = tab.sent.length;
		await page.fill("textarea", "最近睡不好，有时候不想活了。");
		for (const number of ["110", "120", "12355"])
			assert.equal(await page.locator(
			    `a[href='tel:${number}']:visible`).count(), 1, number);
		assert.equal(tab.sent.length, asked);
		await send(page);
		await readCode(page);
	});

	it("asking for help brings them up as well", async () => {
		const { page } = await opened();

		await page.click(".door:has-text('青年反馈')");
		await row(page, "求助").click();
		assert.equal(await page.locator("a[href='tel:12355']:visible")
		    .count(), 1);
	});
});
