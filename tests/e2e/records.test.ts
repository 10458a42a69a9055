// SPDX-License-Identifier: ISC
// 你说我办 and the summary for the supervisor, between two officers at two
// consoles: written, counted, looked at, counted again, signed, published.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { utf8 } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { parseNote } from "../../assets/lib/note.ts";
import { CHECKED, signRecord } from "../../assets/lib/record.ts";
import { Folder, step } from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
import { look, paperPath, shoot } from "./look.ts";
import {
	enter, receive, saidOf, saved, signHere, tick, unopened, verified,
} from "./recording.ts";
import { Site } from "./site.ts";

const LETTER = "站里晚上八点就关门，我们下班七点半，赶不上心理咨询，很着急。";
const CONCERN = "值班表是补的，签名不是本人，每周三都这样。";
const WISH = "下班晚的青年也想用上咨询室";
const ANSWER = "“夜间时段”已经开了，要提前约。";
let site: Site;
let desk: Desk;
let five: Page;
let six: Page;
let draft = "";
let page: Buffer;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	desk.send(LETTER, { form: "youth", fields: ["kind=advice", "topic=Y11",
		"reply=code", "notice=2026-11-26"] });
	desk.send(CONCERN);
	five = (await desk.unlocked("05")).page;
	six = (await desk.unlocked("06")).page;
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

async function refused(wish: string, answer: string): Promise<string> {
	await five.fill("#wish-0", wish);
	await five.fill("#wish-answer-0", answer);
	return signHere(five);
}

async function paper(of: Page): Promise<string> {
	return execFileSync("pdftotext", ["-layout", desk.file("paper.pdf",
	    await of.pdf({ preferCSSPageSize: true,
		...paperPath("record") })), "-"],
	{ encoding: "utf8" });
}

describe("wishes and answers", () => {
	it("come from closed feedback, and not a word of it is filled in",
	    { timeout: 120000 }, async () => {
		await openLetter(five, LETTER);
		await enter(five, "answers");
		assert.equal(await five.locator(".pick").count(), 0);
		await look(five, "answers-none", true);
		await five.click("#room-letters");
		for (const to of ["Q1", "Q6", "Q5"])
			await step(five, to);
		await enter(five, "answers");
		await five.waitForSelector(".pick");
		await five.fill("#wish-find", "没有这几个字");
		assert.equal(await five.locator(".pick").count(), 0);
		await five.fill("#wish-find", "关门");
		await five.click(".pick .button");
		await five.waitForSelector("#wish-0");
		assert.equal(await five.inputValue("#wish-0"), "");
		assert.equal(await five.inputValue("#wish-answer-0"), "");
		assert.equal(await five.inputValue("#wish-topic-0"), "Y11");
		assert.ok(await five.locator(".pick .button").isDisabled());
	});

	it("are not signed unchecked, copied, or with what leads to people",
	    { timeout: 120000 }, async () => {
		await five.fill("#wish-0", WISH);
		await five.fill("#wish-answer-0", ANSWER);
		await tick(five, ...CHECKED.filter((word) => word !== "places"));
		await five.click("#record-sign", { force: true });
		assert.equal(await five.getAttribute("#record-sign",
		    "aria-disabled"), "true");
		assert.equal(await five.locator("#record-note").count(), 0);
		await tick(five, "places");
		assert.match(await refused("晚上八点就关门，我们下班七点半", ANSWER),
		    /没有签名.*和一封来信里的话一样/);
		assert.match(await refused(WISH, "湖东联青服务站12月起在3号楼开到九点，" +
		    "每次50元，找王老师"),
		    /日期：12月.*金额：50元.*地点：3号楼.*姓名：王老师.*单位：湖东联青服务站/);
		await look(five, "answers-refused", true);
	});

	it("are looked at and signed by a second officer", { timeout: 120000 },
	    async () => {
		draft = await refused(WISH, ANSWER);
		assert.match(draft, /\/record\/v1\nkind answers\n.*\nfield topic Y11\nfield wish 下班晚/s);
		assert.doesNotMatch(draft, /心理咨询|thread/);
		await look(five, "answers-draft", true);
		assert.equal(await five.locator("#record-publish").count(), 0);
		await enter(six, "answers", 1);
		for (const [text, why] of [
			[draft.replace("下班晚", "下班早"), /签名不对/],
			["什么也不是", /不是签了名的全文/],
			[draft.replace(/^— .*\n/m, ""), /不是签了名的全文/],
		] as const)
			assert.match(await unopened(six, text), why);
		await receive(six, draft);
		assert.match(await six.textContent(".record") ?? "",
		    /签：05 号.*下班晚的青年.*联青服务站服务.*夜间时段/s);
		await look(six, "answers-second", true);
		await tick(six, ...CHECKED);
		await signHere(six);
		await six.waitForSelector("#record-publish");
		await look(six, "answers-done", true);
	});

	it("are byte for byte the page that qf makes, and intake serves it",
	    { timeout: 180000 }, async () => {
		const note = await saved(six,
		    "button:text-is('保存签了名的记录')", /^answers-\d{4}-\d\d\.note$/);

		page = await saved(six, "#record-publish", /^answers\.json$/);
		await six.waitForSelector("#record-saved");
		const made = verified(desk, "answers",
		    desk.file("answers.note", note));
		assert.deepEqual(page, made);
		const said = saidOf(desk, note);
		assert.deepEqual(said.signers, [5, 6]);
		// Of the same words qf makes the same note, by the same officers.
		const [first, second] = [new Folder(desk, "05"),
			new Folder(desk, "06")];
		await first.sync();
		await second.sync();
		assert.equal(await first.run("record", "new", "--kind", "answers",
		    "--period", said.period, "--field", "topic=Y11",
		    "--field", `wish=${WISH}`, "--field", `answer=${ANSWER}`,
		    ...CHECKED.flatMap((word) => ["--checked", word])), draft);
		assert.equal(await second.run("record", "sign",
		    desk.file("draft.note", draft)), note.toString("utf8"));
		// Of several, and of one that nobody else signed.
		await six.fill("#record-others", note.toString("utf8"));
		assert.deepEqual(await saved(six, "#record-publish", /./), made);
		await six.fill("#record-others", draft);
		await six.click("#record-publish");
		await six.waitForSelector("#record-problem");
		assert.equal(await six.locator("#record-saved").count(), 0);

		const { intake } = site.world;
		assert.equal((await intake.ask("/v1/answers")).status, 404);
		await intake.stop();
		intake.writeSettings({ ...intake.lines,
			answers: desk.file("answers.json", page) });
		await intake.start("/v1/start");
		assert.deepEqual(JSON.parse((await intake.ask("/v1/answers")).text),
		    JSON.parse(page.toString("utf8")));
		const phone = await site.tab();
		await phone.page.goto(site.poster());
		await phone.page.click("summary:text-is('你说我办')");
		await phone.page.waitForSelector(".messages li");
		assert.match(await phone.page.innerText(".messages"),
		    /联青服务站服务 · \d{4} 年 \d+ 月\s+下班晚的青年.*\s+办理情况：“夜间时段”/);
		await shoot(phone.page, "answers-phone");
	});

	it("print nothing", async () => {
		assert.match(await paper(six), /这里不打印/);
		assert.doesNotMatch(await paper(six), /夜间时段/);
	});
});

/** As somebody's own program might sign it in the name of 01. */
function forged(figure: string): string {
	const { keys, host } = site.world;
	const { year, month } = lastMonth();

	return new TextDecoder().decode(signRecord(host, {
		kind: "summary", date: keys.today, text: "",
		period: `${year}-${month}`, roster: {
			version: keys.roster.version,
			hash: sha256(utf8(parseNote(keys.rosterNote).text)) },
		fields: [
			{ name: "counted", value: "01 02" },
			...summaryFigures.map((value) => ({ name: "figure",
				value: value.startsWith("kind A02 ") ? figure :
				    value })),
			{ name: "checked", value: "figures" },
		],
	}, "01", keys.officer("01").keys.signSeed));
}

let summaryFigures: readonly string[] = [];
let summaryPeriod = "";

function lastMonth(): { year: string; month: string } {
	const [year = "", month = ""] = summaryPeriod.split("-");

	return { year, month };
}

describe("a summary", () => {
	let one: Page;
	let two: Page;
	let done: Buffer;

	before(async () => {
		one = (await desk.unlocked("01")).page;
		two = (await desk.unlocked("02")).page;
	});

	it("has counts that may be shown, and prints signed by two alone",
	    { timeout: 180000 }, async () => {
		await enter(one, "summary", 1);
		await look(one, "summary-write", true);
		assert.match(await one.textContent(".records") ?? "", /请选第二人/);
		await one.selectOption("#record-second", "02");
		await tick(one, "figures");
		const note = await signHere(one);
		assert.match(note, /\nkind summary\n.*\nfield counted 01 02\nfield figure intake I1 <5 <5\n/s);
		assert.doesNotMatch(note, /值班表|U02|test office/);
		assert.match(await paper(one), /没有两人签字，不打印/);
		await enter(two, "summary", 1);
		await receive(two, note);
		assert.match(await two.textContent("#recount") ?? "",
		    /和第一人的数一样/);
		await look(two, "summary-second", true);
		await tick(two, "figures");
		await signHere(two);
		await two.waitForSelector("button:text-is('打印这一张')");
		await look(two, "summary-done", true);
		assert.match(await paper(two), /情况小结.*01、02.*问题类型/s);
		done = await saved(two, "button:text-is('保存签了名的记录')",
		    /^summary-\d{4}-\d\d\.note$/);
	});

	it("is what the supervisor verifies by root and roster", async () => {
		const said = saidOf(desk, done);

		assert.equal(said.kind, "summary");
		assert.ok(said.complete);
		assert.deepEqual([said.signers, said.text], [[1, 2], ""]);
		assert.deepEqual([...new Set(said.fields.map((f) => f.name))],
		    ["counted", "figure", "checked"]);
		summaryPeriod = said.period;
		summaryFigures = said.fields.filter((f) => f.name === "figure")
		    .map((f) => f.value);
	});

	it("is counted again: where and why it may differ is said before signing",
	    { timeout: 180000 }, async () => {
		await two.click("#record-anew");
		await receive(two, forged("kind A02 19 12* —"));
		assert.match(await two.textContent("#recount") ?? "",
		    /有 1 行和第一人的数不一样.*刷新.*授权.*少给.*版本.*不要签/s);
		assert.match(await two.textContent(".differs") ?? "",
		    /19这里是 <5/);
		await look(two, "summary-differs", true);
		await tick(two, "figures");
		await two.click("#record-sign", { force: true });
		assert.equal(await two.getAttribute("#record-sign",
		    "aria-disabled"), "true");
		await tick(two, "differs");
		assert.equal(saidOf(desk, utf8(await signHere(two))).complete,
		    true);
		await two.click("#record-anew");
		assert.match(await unopened(two, forged("kind A02 王某 — —")),
		    /内容不全，或者不是这里的这一种/);
	});

	it("of a year is its close, with what has to be done by then",
	    { timeout: 180000 }, async () => {
		await one.click("#record-anew");
		await one.selectOption("#kind", "year");
		await one.selectOption("#record-second", "02");
		await tick(one, "figures", "archive", "contact");
		assert.equal(await one.getAttribute("#record-sign",
		    "aria-disabled"), "true");
		await tick(one, "roster");
		const note = await signHere(one);
		assert.match(note, /\nperiod \d{4}\n.*\nfield figure outcome /s);
		await receive(two, note);
		await look(two, "year-second", true);
		await tick(two, "figures", "archive", "contact", "roster");
		await signHere(two);
		await two.waitForSelector("button:text-is('打印这一张')");
		const text = await paper(two);
		assert.match(text, /年度小结.*名单已核对/s);
		// On one sheet.
		assert.equal(text.split("\f").length, 2);
	});

	it("leaves nothing behind when the desk is locked", async () => {
		await two.click("header .button.main");
		await two.waitForSelector(".wait");
		assert.doesNotMatch(await two.content(), /record\/v1|年度小结/);
	});
});
