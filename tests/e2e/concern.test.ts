// SPDX-License-Identifier: ISC
// The concern form, whole: four short screens, the tree in two taps, every
// field, and the passages that answers bring up.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { shanghai } from "../../assets/lib/date.ts";
import type { ReadEntry } from "../../assets/lib/entry.ts";
import type { Tab } from "./browser.ts";
import { fillConcern, openStart, readCode, row, send, visible }
	from "./reporter.ts";
import { Site } from "./site.ts";
import { fieldsOf, objectIn, openedBy } from "./stored.ts";

const TEXT = "检查组来之前，要求把签到表全部补齐，照片也要补拍。";

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

async function opened(): Promise<Tab> {
	const tab = await site.tab();

	await openStart(tab, site.poster());
	return tab;
}

/** The second screen: what kind and where. */
async function atWhat(): Promise<Tab> {
	const tab = await opened();

	await tab.page.click(".door:has-text('反映作风问题')");
	await visible(tab.page, "知道了").click();
	return tab;
}

const UNIT = "fieldset:has-text('所在单位') select";

function posted(tab: Tab, officer = "01"): ReadEntry {
	const entry = openedBy(site.world, officer, objectIn(
	    tab.posts("/v1/threads")[0]?.body ?? Buffer.alloc(0)));

	assert.ok(entry !== undefined);
	return entry;
}

async function unfold(page: Page): Promise<void> {
	await page.click("section:visible summary:has-text('还可以补充')");
}

describe("the four screens", () => {
	it("begin with what is safe, and ask for nothing there", async () => {
		const { page } = await opened();

		await page.click(".door:has-text('反映作风问题')");
		assert.match(await page.textContent("section:visible") ?? "",
		    /提交前看一眼.*第 1 步，共 4 步/s);
		assert.equal(await page.locator(".safety li").count(), 4);
		assert.equal(await page.locator("input:visible, select:visible, " +
		    "textarea:visible").count(), 0);
	});

	it("ask for category, unit, text and truth, and for nothing else",
	    async () => {
		const tab = await atWhat();
		const { page } = tab;

		await visible(page, "下一步").click();
		assert.match(await page.textContent(".notice.bad:visible") ?? "",
		    /还差 2 处.*反映哪类问题.*被反映人所在单位/s);
		await page.click("button.family:has-text('说不清')");
		await page.selectOption(UNIT, "U01");
		await visible(page, "下一步").click();
		await visible(page, "下一步").click();
		assert.match(await page.textContent(".notice.bad:visible") ?? "",
		    /还差 1 处.*主要问题/s);
		await page.fill("textarea:visible >> nth=0", "太短了");
		await visible(page, "下一步").click();
		assert.match(await page.textContent(".notice.bad:visible") ?? "",
		    /至少写 20 字/);
		await page.fill("textarea:visible >> nth=0", TEXT);
		await visible(page, "下一步").click();
		await send(page);
		assert.match(await page.textContent(".notice.bad:visible") ?? "",
		    /还差 1 处.*没有编造/s);
		await row(page, "我反映的是").click();
		await send(page);
		await readCode(page);
		assert.deepEqual(fieldsOf(posted(tab)).filter((one) =>
		    !/=(unsaid|unknown)$/.test(one)), ["category=Z", "unit=U01",
			"notice=2026-11-26", "truth=yes"]);
	});

	it("are walked back and forth without losing a word", async () => {
		const tab = await opened();
		const { page } = tab;

		await fillConcern(page, { text: TEXT, unit: "某某中心" });
		await visible(page, "上一步").click();
		assert.equal(await page.inputValue("textarea:visible >> nth=0"),
		    TEXT);
		await visible(page, "上一步").click();
		assert.equal(await page.inputValue(
		    "fieldset:has-text('所在单位') input"), "某某中心");
		await visible(page, "下一步").click();
		await visible(page, "下一步").click();
		// What was answered leads back to where it was asked.
		await page.getByRole("button", { name: "修改：写清情况" }).click();
		assert.equal(await page.inputValue("textarea:visible >> nth=0"),
		    TEXT);
	});

	it("are gone once it is sent", async () => {
		const tab = await opened();
		const { page } = tab;

		await fillConcern(page, { text: TEXT });
		// Nodes that somebody kept would still hold what was typed.
		await page.evaluate(() => {
			(globalThis as { kept?: Element[] }).kept = Array.from(
			    document.querySelectorAll("textarea, input[type=text]"));
		});
		await send(page);
		await readCode(page);
		assert.equal(await page.locator("form, textarea, select").count(),
		    0);
		assert.deepEqual(await page.evaluate(() =>
		    (globalThis as unknown as { kept: HTMLInputElement[] }).kept
			.map((one) => one.value).filter((one) => one !== "")), []);
		await page.goBack().catch(() => null);
		assert.ok(!(await page.content()).includes(TEXT));
	});
});

describe("the tree of categories", () => {
	it("takes two taps, and “not sure” is there all the time", async () => {
		const { page } = await atWhat();
		const unsure = page.locator("button.family:has-text('说不清')");

		assert.equal(await page.locator("button.family:visible").count(), 7);
		assert.ok(await unsure.isVisible());
		await page.click("button.family:has-text('吃喝')");
		assert.match(await page.textContent(".said") ?? "",
		    /已选：吃喝、送礼/);
		assert.ok(await unsure.isVisible());
		// The family that is open, and what is never put away.
		assert.equal(await page.locator("button.family:visible").count(), 2);
		await page.click("label.choice:has-text('收礼送礼')");
		assert.match(await page.textContent(".said") ?? "",
		    /› 收礼送礼/);
		// Help, and no more taps needed.
		assert.match(await page.textContent(".help:visible") ?? "",
		    /电子红包/);
		await visible(page, "换一类").click();
		assert.equal(await page.locator("button.family:visible").count(), 7);
		assert.equal(await page.textContent(".said"), "");
		await unsure.click();
		assert.match(await page.textContent(".said") ?? "", /说不清/);
	});

	it("says it plainly and large, officially and small", async () => {
		const { page } = await atWhat();
		const [plain, official] = await page.locator("button.family")
		    .first().evaluate((one) => [one.querySelector("span"),
			one.querySelector("small")].map((node) =>
			    node === null ? 0 :
				parseFloat(getComputedStyle(node).fontSize)));

		assert.ok(plain !== undefined && official !== undefined);
		assert.ok(official >= 16 && plain > official,
		    `${plain} and ${official}`);
		assert.match(await page.textContent("button.family small") ?? "",
		    /^形式主义、官僚主义$/);
	});

	it("is walked with keys alone", async () => {
		const { page } = await atWhat();

		await page.locator("button.family").first().focus();
		await page.keyboard.press("Tab");
		await page.keyboard.press("Enter");
		await page.keyboard.press("Tab");
		await page.keyboard.press("Space");
		await page.keyboard.press("ArrowDown");
		assert.match(await page.textContent(".said") ?? "",
		    /^已选：吃喝、送礼.*› 吃喝$/);
	});
});

/** "2026-03", counted back from this month in Shanghai. */
function monthsAgo(n: number): string {
	const [year, month] = shanghai(Date.now()).split("-").map(Number);

	return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1 - n)).toISOString()
	    .slice(0, 7);
}

describe("every field", () => {
	it("arrives as it was answered", async () => {
		const tab = await atWhat();
		const { page } = tab;
		const text = (label: string) => page.getByRole("textbox",
		    { name: label, exact: true });

		const [from, to] = [monthsAgo(8), monthsAgo(6)];

		await page.click("button.family:has-text('作风不实')");
		await page.click("label.choice:has-text('不担当、不作为、乱作为')");
		await page.click("label.choice:has-text('数字、签到、照片作假')");
		await page.selectOption(UNIT,
		    { label: "名单里没有，自己写" });
		await page.fill("fieldset:has-text('所在单位') input", "某某 100% 站");
		await page.selectOption("fieldset:has-text('级别') select",
		    { label: "乡科级" });
		await unfold(page);
		await text("被反映人姓名").fill("王𬎆");
		await visible(page, "再加一个").click();
		await page.getByLabel("被反映人姓名 2").fill("李㼆");
		await text("职务").fill("副主任");
		await visible(page, "下一步").click();
		await page.fill("textarea:visible >> nth=0", TEXT);
		await unfold(page);
		await page.selectOption("fieldset:has-text('大约什么时候') select",
		    from);
		await page.selectOption("label:has-text('到哪个月') select", to);
		await row(page, "清明").click();
		await row(page, "检查考核").click();
		await row(page, "多次").click();
		await page.selectOption("fieldset:has-text('大约金额') select",
		    { label: "不涉及" });
		await row(page, "有材料").click();
		await page.getByRole("textbox", { name: /^到哪里能核实/ }).fill("活动登记本；\n群里的通知。");
		await visible(page, "下一步").click();
		await unfold(page);
		await row(page, "本单位").click();
		await row(page, "担心").click();
		await row(page, "我反映的是").click();
		await send(page);
		await readCode(page);
		assert.deepEqual(fieldsOf(posted(tab)), ["category=A02.3",
			"unit=某某 100% 站", "level=section", "subject=王𬎆",
			"subject=李㼆", "post=副主任", `period=${from}/${to}`,
			"node=N03", "node=N13", "frequency=often", "amount=none",
			"basis=papers", "verify=活动登记本；\n群里的通知。",
			"told_before=unit", "risk=fear", "notice=2026-11-26",
			"truth=yes"]);
		assert.deepEqual(tab.complaints, []);
	});

	it("has its limit, told and never cut", async () => {
		const tab = await atWhat();
		const { page } = tab;

		await page.click("button.family:has-text('说不清')");
		await page.selectOption(UNIT, "U01");
		await unfold(page);
		const name = page.getByRole("textbox", { name: "被反映人姓名",
			exact: true });
		const post = page.getByRole("textbox", { name: "职务", exact: true });
		await name.fill("𠮷".repeat(21));
		await post.fill("长".repeat(51));
		for (let i = 0; i < 4; i++)
			await visible(page, "再加一个").click();
		assert.equal(await visible(page, "再加一个").count(), 0);
		// A fold that was shut again opens where the error is.
		await page.click("section:visible summary:has-text('还可以补充')");
		await visible(page, "下一步").click();
		assert.match(await page.textContent(".notice.bad:visible") ?? "",
		    /姓名：最多 20 字，现在 21 字.*职务：最多 50 字，现在 51 字/s);
		await page.click(".notice button:has-text('职务')");
		assert.ok(await post.evaluate((one) =>
		    one === document.activeElement));
		await name.fill("𠮷".repeat(20));
		await post.fill("长".repeat(50));
		await visible(page, "下一步").click();
		await page.fill("textarea:visible >> nth=0", TEXT);
		await unfold(page);
		const verify = page.getByRole("textbox", { name: /^到哪里能核实/ });
		await verify.fill("里".repeat(501));
		assert.match(await page.textContent(
		    ".question:has-text('到哪里能核实')") ?? "", /超出 1 字/);
		await visible(page, "下一步").click();
		assert.match(await page.textContent(".notice.bad:visible") ?? "",
		    /最多 500 字，现在 501 字/);
		assert.equal((await verify.inputValue()).length, 501);
	});

	it("about when knows months only, and an end behind the beginning",
	    async () => {
		const tab = await opened();
		const { page } = tab;
		const from = "fieldset:has-text('大约什么时候') select >> nth=0";

		await fillConcern(page, { text: TEXT });
		await visible(page, "上一步").click();
		await unfold(page);
		assert.equal(await page.locator("input[type=date], " +
		    "input[type=time], input[type=datetime-local]").count(), 0);
		assert.equal(await page.locator(from + " >> option").count(), 63);
		await page.selectOption(from, monthsAgo(2));
		assert.deepEqual(await page.locator(
		    "label:has-text('到哪个月') option").evaluateAll((all) =>
			all.map((one) => (one as HTMLOptionElement).value)),
		["", monthsAgo(0), monthsAgo(1)]);
		await page.selectOption(from, "unknown");
		assert.equal(await page.locator(
		    "label:has-text('到哪个月')").isVisible(), false);
	});
});

describe("passages", () => {
	it("turn away what is not handled here", async () => {
		const { page } = await atWhat();

		await page.click("button.family:has-text('说不清')");
		await page.selectOption(UNIT, "outside");
		assert.match(await page.textContent("fieldset .notice") ?? "",
		    /只受理本系统.*12388/s);
		for (const number of ["12388", "12380", "12345"])
			assert.equal(await page.locator(
			    `fieldset a[href='tel:${number}']`).count(), 1);
		await visible(page, "下一步").click();
		assert.match(await page.textContent(".notice.bad:visible") ?? "",
		    /这里不受理/);
		await page.selectOption(UNIT, "U01");
		assert.equal(await page.locator("fieldset .notice").count(), 0);
		await visible(page, "下一步").click();
		await page.waitForSelector("h1:visible:text-is('写清情况')");
	});

	it("name 12380 first for appointments, and take it all the same",
	    async () => {
		const { page } = await atWhat();

		await page.click("button.family:has-text('其他违纪问题')");
		await page.click("label.choice:has-text('选人用人、评优')");
		assert.equal(await page.locator("a[href='tel:12380']").count(), 0);
		await page.click("label.choice:has-text('（专门渠道 12380）')");
		assert.match(await page.textContent("fieldset .notice") ?? "",
		    /12380 是专门渠道.*我们也收/s);
		await page.selectOption(UNIT, "U01");
		await visible(page, "下一步").click();
		await page.waitForSelector("h1:visible:text-is('写清情况')");
	});

	it("warn of having seen it", async () => {
		const { page } = await opened();

		await fillConcern(page, { text: TEXT });
		await visible(page, "上一步").click();
		await unfold(page);
		await row(page, "亲眼所见").click();
		assert.match(await page.textContent("fieldset .notice:visible") ?? "",
		    /会缩小知情人范围/);
		await row(page, "听说").click();
		assert.equal(await page.locator("fieldset .notice:visible").count(),
		    0);
	});

	it("protect somebody who suffers for it, and raise the flag",
	    async () => {
		const tab = await opened();
		const { page } = tab;

		await fillConcern(page, { text: TEXT });
		await unfold(page);
		await row(page, "已经发生").click();
		assert.match(await page.textContent("fieldset .notice:visible") ?? "",
		    /记下时间、经过和证据.*12388/s);
		await send(page);
		await readCode(page);
		const fields = fieldsOf(posted(tab));
		assert.ok(fields.includes("risk=happened"));
		assert.ok(fields.includes("flag=F01"));
	});

	it("hold the notice that the entry names", async () => {
		const tab = await opened();
		const { page } = tab;

		await fillConcern(page, { text: TEXT });
		await page.click("summary:has-text('告知（2026-11-26）')");
		assert.match(await page.textContent("details[open]:visible") ?? "",
		    /处理者.*目的.*方式.*种类.*保存.*更正或删除/s);
		await send(page);
		await readCode(page);
		assert.ok(fieldsOf(posted(tab)).includes("notice=2026-11-26"));
	});
});
