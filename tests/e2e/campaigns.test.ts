// SPDX-License-Identifier: ISC
// Campaigns (专项) at two consoles, by the operator's own lists: what belongs to
// each, and the closing report that two officers write, count and sign.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { CHECKED } from "../../assets/lib/record.ts";
import { addDays } from "../../assets/lib/date.ts";
import { repo } from "../web/cluster.ts";
import { act, step } from "./casework.ts";
import { Desk, openLetter } from "./console.ts";
import { look, paperPath } from "./look.ts";
import {
	enter, receive, saidOf, signHere, tick, unopened,
} from "./recording.ts";
import { Site } from "./site.ts";

const NAMED = "同一张表一个月里填了四遍，数字都是抄上个月的。";
const LABELLED = "检查组一周来了三回，每回都要陪同和拍照。";
const WORDS = "精简了表格和检查，多头报数合成一次。还要盯住反弹。";
let site: Site;
let desk: Desk;
let one: Page;
let two: Page;
let draft = "";

/** The real lists, with other names and campaigns of these days. */
function lists(today: string): string {
	const own = JSON.parse(readFileSync(join(repo, "conf/site.json"),
	    "utf8")) as { units: { code: string; zh: string }[];
		campaigns: object[] };
	const all = [["JF2026", "减负专项", addDays(today, -3),
		addDays(today, 40)], ["OLD1", "廉洁过节专项", "2025-01-10",
		"2025-02-20"], ["NEXT", "下一项", addDays(today, 60),
		addDays(today, 90)]];

	for (const u of own.units)
		if (u.code === "U02")
			u.zh = "综合二处";
	own.campaigns = all.map(([code, zh, from, to]) => ({
		...own.campaigns[0], code, zh, from, to }));
	return JSON.stringify(own);
}

before(async () => {
	site = await Site.create({ office: true });
	const file = join(site.world.dir, "words.json");

	writeFileSync(file, lists(site.world.keys.today));
	desk = await Desk.start(site, ["--no-cache", "--words", file]);
	desk.send(NAMED, { fields: ["category=A04.2", "unit=U02", "truth=yes",
		"campaign=JF2026"] });
	desk.send(LABELLED);
	one = (await desk.unlocked("01")).page;
	await openLetter(one, NAMED);
	await openLetter(one, LABELLED);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

async function paper(of: Page, name = "paper"): Promise<string> {
	const file = desk.file(`${name}.pdf`, await of.pdf({
		preferCSSPageSize: true, ...paperPath(name) }));

	assert.match(execFileSync("pdfinfo", [file], { encoding: "utf8" }),
	    /Pages: +1\n/);
	return execFileSync("pdftotext", ["-layout", file, "-"],
	    { encoding: "utf8" });
}

describe("the operator's own lists", () => {
	it("name units and labels in the console", { timeout: 120000 },
	    async () => {
		assert.match(await one.textContent(".thread") ?? "", /综合二处/);
		await one.click('.acts [data-act="label"]');
		assert.match(await one.textContent(
		    "label:has([id='act-label-campaign:JF2026'])") ?? "",
		/专项：减负专项/);
		await one.check("[id='act-label-campaign:JF2026']");
		await one.click(".act button[type=submit]");
		await one.waitForSelector("#stored");
		assert.match(await one.textContent(".panel") ?? "",
		    /专项：减负专项/);
	});

	it("are refused whole where they are wrong", { timeout: 120000 },
	    async () => {
		const file = desk.file("bad.json", lists("2026-01-01")
		    .replace('"综合二处"', '"综合\\u202e二处"'));
		const bad = await Desk.start(site, ["--no-cache", "--words", file]);

		try {
			const { page } = await site.phone.open({ isMobile: false });

			await page.goto(bad.url);
			await page.waitForSelector("[role=alert]");
			assert.match(await page.textContent("[role=alert]") ?? "",
			    /site\.json 不合规定/);
			assert.equal(await page.locator("input[type=file]").count(), 0);
		} finally {
			assert.equal(await bad.stop(), 0);
		}
	});
});

describe("campaigns", () => {
	it("list letters, items and proposals of each", { timeout: 180000 },
	    async () => {
		for (const to of ["R01", "R02", "R03"])
			await step(one, to);
		await act(one, "item", { item: "检查合并成一次", owner: "办公室",
			due: addDays(site.world.keys.today, -1) });
		await one.click("#room-campaigns");
		await one.waitForSelector("#campaign-JF2026");
		assert.deepEqual(await one.locator(".room-bar .chip")
		    .allTextContents(), ["减负专项（进行中）",
			"廉洁过节专项（已结束）", "下一项（未开始）"]);
		const text = await one.textContent(".campaigns") ?? "";

		assert.match(text, /来信 2 封/);
		assert.match(text, /由工作人员标注/);
		assert.match(text, /检查合并成一次/);
		assert.match(text, /才有能公布的数/);
		assert.equal(await one.locator(".campaigns .figures").count(), 0);
		await look(one, "campaigns", true);
		assert.match(await paper(one), /这里不打印/);
		await one.click("#campaign-NEXT");
		assert.match(await one.textContent(".campaigns") ?? "",
		    /还没有这个专项的来信/);
	});

	it("show guarded figures once they are over", { timeout: 120000 },
	    async () => {
		await one.click("#campaign-OLD1");
		await one.waitForSelector(".campaigns .figures");
		const cells = await one.locator(".campaigns .figures td.kept")
		    .allTextContents();

		assert.ok(cells.length > 40);
		assert.ok(cells.every((c) => c === "—"));
		await look(one, "campaigns-over", true);
	});

	it("open the letter from its line", { timeout: 60000 }, async () => {
		await one.click("#campaign-JF2026");
		await one.locator(".campaigns .item button").first().click();
		await one.waitForSelector(".panes .thread .panel");
	});
});

describe("a closing report", () => {
	it("is not signed with what leads to people, or copied",
	    { timeout: 120000 }, async () => {
		await enter(one, "campaign");
		assert.deepEqual(await one.locator("#closing-campaign option")
		    .allTextContents(), ["请选专项", "廉洁过节专项"]);
		await one.selectOption("#closing-campaign", "OLD1");
		await one.selectOption("#record-second", "02");
		await tick(one, ...CHECKED);
		for (const [words, why] of [["今年3月综合二处改了。",
			/日期：3月.*单位：综合二处/],
		["检查组一周来了三回，每回都要陪同。", /照抄/]] as const) {
			await one.fill("#closing-words", words);
			assert.match(await signHere(one), why);
		}
		await look(one, "closing-refused", true);
		assert.match(await paper(one), /没有两人签字，不打印/);
	});

	it("is a draft by one officer", { timeout: 120000 }, async () => {
		await one.fill("#closing-words", WORDS);
		await one.fill("#closing-measures", "报表合并\n检查排计划");
		draft = await signHere(one);
		assert.match(draft, /^[^\n]+\/record\/v1\nkind campaign\n/);
		assert.match(draft, /\nperiod -\nfield campaign OLD1\nfield days 2025-01-10 2025-02-20\nfield counted 01 02\n/);
		assert.match(draft, /\nfield figure kind A04 — — —\n/);
		await look(one, "closing-draft", true);
		assert.match(await paper(one), /没有两人签字，不打印/);
	});

	it("is counted again, signed by a second and printed on one page",
	    { timeout: 180000 }, async () => {
		two = (await desk.unlocked("02")).page;
		await enter(two, "campaign", 2);
		assert.match(await unopened(two, draft.replace("报表合并", "报表取消")),
		    /签名不对/);
		await receive(two, draft);
		assert.match(await two.textContent("#recount") ?? "",
		    /和第一人的数一样/);
		await tick(two, ...CHECKED);
		await look(two, "closing-second", true);
		const note = await signHere(two);
		const text = await paper(two, "closing");

		assert.match(text, /廉洁过节专项收官报告/);
		assert.match(text, /2025-01-10\s+至\s+2025-02-20/);
		assert.match(text, /多头报数合成一次/);
		assert.match(text, /报表合并/);
		assert.match(text, /没有能公布的数/);
		assert.doesNotMatch(text, /record\/v1|另写一份/);
		await look(two, "closing-done", true);
		const said = saidOf(desk, Buffer.from(note));

		assert.equal(said.kind, "campaign");
		assert.ok(said.complete);
		assert.deepEqual(said.signers, [1, 2]);
	});
});
