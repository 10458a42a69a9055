// SPDX-License-Identifier: ISC
// A year of signed, sealed threads in a real site, and its statistics from
// three sides: recomputed from the ledger by a program in another language, by
// `qf stats` after a real `qf sync`, and in the console after a real unlock.
// tests/run-year says how; QF_YEAR=whole for 2,000 concerns and 20,000 pieces
// of feedback, QF_YEAR_CODES=no without Argon2id for each thread.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { base64Url } from "../../assets/lib/base64.ts";
import { shanghai } from "../../assets/lib/date.ts";
import type { CampaignSheet } from "../../assets/lib/stats-campaign.ts";
import type { Sheet } from "../../assets/lib/stats-sheet.ts";
import { memoryOf } from "../bench/renderer.ts";
import { Desk, PASSPHRASE, unlock } from "../e2e/console.ts";
import { enter, receive, saidOf, signHere, tick } from "../e2e/recording.ts";
import { Site } from "../e2e/site.ts";
import { attack } from "../stats/attack.ts";
import { type Range, ranges } from "../stats/exact.ts";
import { repo } from "../web/cluster.ts";
import {
	PERIODS, type Recount, expected, expectedCampaign, naive, nameOf, ofCampaign,
	ofSheet, onScreen, recount, summaryFigures,
} from "./figures.ts";
import { ENDED, siteFile } from "./campaigns.ts";
import { type Filled, fillYear } from "./fill.ts";
import { makePlan } from "./plan.ts";

const WHOLE = process.env["QF_YEAR"] === "whole";
/** Random keys in place of those of receipt codes: nothing counts them. */
const QUICK = process.env["QF_YEAR_CODES"] === "no";
const SEED = 20260101;
const [CONCERNS, FEEDBACK] = WHOLE ? [2000, 20000] : [40, 200];
/** What the year's sheet and charts may take, and how much a busy machine. */
const SHOWN_MS = 3000;
const BUSY = 10;
const UNLOCK_MS = 1800000;
const dir = join(repo, "build/year");
const QF = join(repo, "build/bin/qf");
const PEAK = join(repo, "build/hostile/peak");
const plan = makePlan(SEED, CONCERNS, FEEDBACK);
const ledger = join(dir, "ledger.jsonl");
const lists = join(dir, "site.json");
let filled: Filled | undefined;
let site: Site;
let desk: Desk;
let key: string;
let page: Page;
let right: Recount;
const sheets = new Map<string, Sheet>();

function figure(text: string): void {
	console.log(`figure: ${text}`);
}

interface Said {
	readonly out: string;
	readonly ms: number;
	/** The most memory it had. */
	readonly mib: number;
}

function qf(...args: string[]): Promise<Said> {
	const child = spawn(PEAK, ["/dev/null", QF, ...args, "--store",
		join(dir, "store"), "-i", key],
	    { stdio: ["ignore", "pipe", "inherit", "pipe"] });
	const out: Buffer[] = [];
	let cost = "";

	child.stdout?.on("data", (part: Buffer) => out.push(part));
	child.stdio[3]?.on("data", (part: Buffer) => {
		cost += part.toString("utf8");
	});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", () => {
			const { exit, ms, kib } = JSON.parse(cost || "{}") as
			    { exit?: number; ms: number; kib: number };

			if (exit === 0)
				resolve({ out: Buffer.concat(out).toString("utf8"),
					ms, mib: kib / 1024 });
			else
				reject(new Error(`qf ${args.join(" ")}: ${exit}`));
		});
	});
}

async function statsOf(period: string): Promise<Sheet> {
	const [, part = ""] = period.split("-");

	return JSON.parse((await qf("stats", part === "" ? "--year" :
	    part.startsWith("Q") ? "--quarter" : "--month", period, "--json"))
	    .out) as Sheet;
}

before(async () => {
	execFileSync("rm", ["-rf", join(dir, "store")]);
	mkdirSync(dir, { recursive: true });
	writeFileSync(ledger, plan.ledger);
	writeFileSync(lists, siteFile());
	filled = await fillYear(plan, !QUICK);
	figure(`${plan.cases.length} threads, ${filled.entries} entries: sealed ` +
	    `in ${Math.round(filled.sealedMs / 1000)} s` +
	    `${QUICK ? " without codes" : ", codes hashed"}, stored in ` +
	    `${Math.round(filled.storedMs / 1000)} s`);
	site = await Site.before(filled.world);
	desk = await Desk.start(site, ["--no-cache", "--words", lists]);
	key = desk.plainKeyFile("01");
	right = recount(ledger, lists);
});
after(async () => {
	// Whatever before() came to.
	await desk?.stop();
	await (site ?? filled?.world)?.close();
	execFileSync("rm", ["-rf", join(dir, "store")]);
});

/** Form, state, void events and alarms of each thread, counted. */
function tally(all: readonly { form: string; state: string; void: number;
    alarms: readonly string[] }[]): Record<string, number> {
	const out: Record<string, number> = {};

	for (const t of all) {
		const k = `${t.form} ${t.state} ${t.void} ` +
		    [...new Set(t.alarms)].sort().join(",");

		out[k] = (out[k] ?? 0) + 1;
	}
	return Object.fromEntries(Object.entries(out).sort());
}

describe("a year", () => {
	it("is the same from the same seed", () => {
		assert.equal(shanghai(Date.now()).slice(0, 7), "2027-01");
		assert.equal(makePlan(SEED, CONCERNS, FEEDBACK).ledger,
		    plan.ledger);
		assert.notEqual(makePlan(SEED + 1, CONCERNS, FEEDBACK).ledger,
		    plan.ledger);
	});

	it("is fetched whole, and each case stands where the ledger has it",
	    async () => {
		const { world } = site;
		const entries = plan.entries.reduce((n, e) =>
		    n + (e.twice ? 2 : 1), 0);

		assert.equal(filled?.entries, entries);
		const sync = await qf("sync", "--office",
		    `https://${world.host}:9443`, "--ca", world.caFile, "--pin",
		    base64Url(world.keys.pin), "--proxy",
		    `http://127.0.0.1:${desk.line.port}`);
		assert.match(sync.out, new RegExp(`^${plan.cases.length} threads, ` +
		    `${plan.cases.length} of them new; ${entries} new entries$`, "m"));
		const inbox = await qf("inbox", "--json");
		const list = JSON.parse(inbox.out) as { form: string;
			state: string; alarms: string[];
			case: { conflicts: number } }[];
		const said = plan.cases.map((c) => ({
			form: c.form, state: c.state,
			void: c.ledger.filter((l) => l["what"] === "void").length,
			alarms: c.ledger.filter((l) => l["what"] === "untrusted")
			    .map((l) => String(l["alarm"])),
		}));

		assert.deepEqual(tally(list.map((t) => ({ ...t,
			void: t.case.conflicts }))), tally(said));
		figure(`qf sync ${Math.round(sync.ms / 1000)} s and ` +
		    `${Math.round(sync.mib)} MiB, qf inbox --json ` +
		    `${Math.round(inbox.ms / 1000)} s and ` +
		    `${Math.round(inbox.mib)} MiB`);
		// A list, and not what was read for it.
		assert.ok(inbox.mib < 48 + plan.cases.length / 64,
		    `${inbox.mib} MiB`);
	});

	it("qf stats prints what the ledger comes to, all 17 sheets",
	    async () => {
		let shown = 0;
		const began = performance.now();

		assert.deepEqual(Object.keys(right.sheets).sort(), [...PERIODS].sort());
		for (const period of PERIODS) {
			const s = await statsOf(period);

			sheets.set(period, s);
			assert.deepEqual(ofSheet(s), right.sheets[period], period);
			shown += JSON.stringify(right.sheets[period]).split("[").length - 1;
		}
		assert.ok(shown > (WHOLE ? 5000 : 50), `${shown} figures`);
		figure(`${shown} figures are shown in 17 sheets; a sheet by qf stats ` +
		    `${Math.round((performance.now() - began) / 17)} ms`);
	});
});

describe("campaigns", () => {
	it("come out by qf stats as the ledger has them", async () => {
		let all = 0;
		let shown = 0;

		assert.deepEqual(Object.keys(right.campaigns).sort(),
		    [...ENDED].sort());
		for (const code of ENDED) {
			const { out } = await qf("stats", "--campaign", code,
			    "--words", lists, "--json");
			const want = right.campaigns[code] ?? {};

			assert.deepEqual(ofCampaign(JSON.parse(out) as
			    CampaignSheet), want, code);
			all += Object.keys(want).length;
			shown += Object.values(want).filter((f) => f !== null).length;
		}
		assert.ok(shown > (WHOLE ? 50 : 0), `${shown} figures`);
		figure(`${shown} of ${all} figures are shown of ${ENDED.length} ` +
		    "campaigns");
	});
});

describe("the attack on twelve months, four quarters and the year", () => {
	const sum = (r: Range): number => (right.counts[r.series] ?? [])
	    .slice(r.from, r.to + 1).reduce((a, b) => a + b, 0);
	const printed = (): Sheet[] => PERIODS.map((p) =>
	    sheets.get(p) as Sheet);

	it("recovers none below five", () => {
		const found = ranges([printed()], false);
		const small = found.filter((r) => sum(r) < 5);

		assert.ok(small.length > 500, String(small.length));
		for (const r of found) {
			// The attack holds the true count possible ...
			assert.ok(r.low <= sum(r) && sum(r) <= r.high,
			    JSON.stringify(r));
			// ... and is sure of no count below the least.
			assert.ok(r.low !== r.high || r.low >= 5, JSON.stringify(r));
		}
		assert.deepEqual(attack(printed(), false), []);
		figure(`attack: ${small.length} of ${found.length} cells are below ` +
		    "five, 0 recovered");
	});

	it("recovers many where small cells are only hidden", () => {
		const found = ranges([printed().map((s) =>
		    naive(s, right.counts))], true)
		    .filter((r) => r.low === r.high && r.low > 0 && r.low < 5);

		for (const r of found)
			assert.equal(sum(r), r.low);
		assert.ok(found.length > (WHOLE ? 50 : 5), String(found.length));
		figure(`attack: ${found.length} recovered if they were only hidden`);
	});
});

/** Until the sheet of this period is there. */
async function shows(name: string): Promise<void> {
	await page.waitForFunction((n) => document.querySelector(".a4 h1")
	    ?.textContent?.includes(`（${n}）`) ?? false, name,
	{ timeout: BUSY * SHOWN_MS });
}

async function choose(period: string): Promise<void> {
	const [, part = ""] = period.split("-");
	const kind = part === "" ? "year" : part.startsWith("Q") ? "quarter" :
	    "month";

	await page.selectOption("#kind", kind);
	await shows({ year: "2026年", quarter: "2026年第4季度",
		month: "2026年12月" }[kind]);
	await page.selectOption("#which", period);
	await shows(nameOf(period));
}

/** One page of A4, its text and fonts, and a picture of it to look at. */
async function paper(name: string, of: Page, ...words: readonly RegExp[]):
    Promise<void> {
	const file = join(dir, `${name}.pdf`);
	const say = (program: string, ...args: string[]): string =>
	    execFileSync(program, args, { encoding: "utf8" });

	writeFileSync(file, await of.pdf({ preferCSSPageSize: true }));
	const info = say("pdfinfo", file);
	assert.match(info, /^Pages: +1$/m, name);
	assert.match(info, /\(A4\)/);
	const text = say("pdftotext", "-layout", file, "-");
	for (const one of words)
		assert.match(text, one);
	// Every font is in the file: it prints alike where there is no Chinese one.
	const fonts = say("pdffonts", file).trim().split("\n").slice(2);
	assert.ok(fonts.length > 0);
	for (const one of fonts)
		assert.match(one, / yes (?:yes|no ) (?:yes|no ) +\d+ +0$/);
	say("pdftoppm", "-r", "100", "-png", "-singlefile", file,
	    join(dir, `${name}-printed`));
}

describe("the console", () => {
	before(async () => {
		const tab = await desk.open();

		({ page } = tab);
		page.setDefaultTimeout(BUSY * SHOWN_MS);
		await page.setInputFiles("input[type=file]", desk.keyFile("01"));
		await page.fill("input[type=password]", PASSPHRASE);
		await page.evaluate(() => {
			const w = window as unknown as { from?: number;
				to?: number; most?: number };

			// The meter's value is an attribute.
			new MutationObserver(() => {
				const meter = document.querySelector<HTMLProgressElement>(
				    ".wait #meter");

				if (meter !== null) {
					w.from ??= performance.now();
					w.most = Math.max(w.most ?? 0, meter.max);
				} else if (document.querySelector(".letter") !== null) {
					w.to ??= performance.now();
				}
			}).observe(document.body, { childList: true, subtree: true,
				characterData: true, attributes: true });
		});
		await page.click("button:text-is('解锁')");
		if (WHOLE) {
			await page.waitForFunction(() => (document.querySelector<
			    HTMLProgressElement>(".wait #meter")?.value ?? 0) > 100,
			undefined, { timeout: UNLOCK_MS });
			await page.screenshot({ path: join(dir, "unlocking.png") });
		}
		await page.waitForSelector(".letter", { timeout: UNLOCK_MS });
		assert.deepEqual(tab.complaints, []);
	});

	it("unlocks all of them behind a bar that moves", async () => {
		const w = await page.evaluate(() => {
			const { from = NaN, to = NaN, most = 0 } = window as unknown as
			    { from?: number; to?: number; most?: number };

			return { ms: to - from, most };
		});

		assert.ok(w.ms > 0 && w.most > 1, JSON.stringify(w));
		assert.match(await page.textContent(".count") ?? "",
		    new RegExp(String(plan.cases.length)));
		figure(`console: unlocked ${plan.cases.length} threads of ` +
		    `${filled?.entries} entries in ${(w.ms / 1000).toFixed(1)} s, ` +
		    `${Math.round(memoryOf())} MiB`);
	});

	it("shows the year's sheet and charts in three seconds", async () => {
		const began = performance.now();

		await page.click("#room-month");
		await page.selectOption("#kind", "year", { timeout: UNLOCK_MS });
		await shows("2026年");
		const sheet = performance.now() - began;
		await page.click("#sheet-charts");
		await page.waitForFunction(() => document.querySelectorAll(
		    ".chart svg").length === 4);
		const charts = performance.now() - began;

		figure(`console: from the open inbox to the year's sheet ` +
		    `${Math.round(sheet)} ms, to its charts ${Math.round(charts)} ms`);
		assert.ok(charts < BUSY * SHOWN_MS, `${charts} ms`);
		await page.click("#sheet-figures");
		await shows("2026年");
	});

	it("has what the ledger comes to in every cell, all 17 sheets",
	    async () => {
		for (const period of PERIODS) {
			await choose(period);
			assert.deepEqual(await onScreen(page),
			    expected(period, right.sheets[period] ?? {}), period);
		}
		figure(`console: ${Math.round(memoryOf())} MiB after all sheets`);
	});

	it("has what the ledger comes to of every campaign", async () => {
		await page.click("#room-campaigns");
		for (const code of ENDED) {
			await page.click(`#campaign-${code}`);
			await page.waitForSelector(
			    `#campaign-${code}[aria-pressed=true]`);
			assert.deepEqual(await onScreen(page, ".room"),
			    expectedCampaign(right.campaigns[code] ?? {}), code);
		}
		await page.click("#room-month");
		await page.waitForSelector(".a4");
	});

	it("prints each on one page, Chinese and all", async () => {
		for (const [name, period, title] of [
			["month", "2026-07", /清风信箱月度情况（.*2026/],
			["quarter", "2026-Q3", /清风信箱季度情况（.*2026/],
			["year", "2026", /清风信箱年度情况（.*2026/]] as const) {
			await choose(period);
			await page.screenshot({ fullPage: true,
				path: join(dir, `${name}-sheet.png`) });
			await paper(`${name}-sheet`, page, title, /检举控告/,
			    /谈话函询/, /思想引领/, /不设合计/);
			await page.click("#sheet-charts");
			await page.waitForSelector(".chart svg");
			await page.screenshot({ fullPage: true,
				path: join(dir, `${name}-charts.png`) });
			await paper(`${name}-charts`, page, title, /各月来件、受理、办结/);
			await page.click("#sheet-figures");
			await shows(nameOf(period));
		}
	});
});

describe("a summary of the year by two officers", () => {
	let two: Page;

	before(async () => {
		({ page: two } = await desk.open());
		two.setDefaultTimeout(BUSY * SHOWN_MS);
		await unlock(two, desk.keyFile("02"));
		await two.waitForSelector(".letter", { timeout: UNLOCK_MS });
	});

	it("has what the ledger comes to of the letters that both open",
	    async () => {
		const done = ["figures", "archive", "contact", "roster"];

		await enter(page, "summary");
		await page.selectOption("#kind", "year");
		await page.selectOption("#record-second", "02");
		await tick(page, ...done);
		const note = await signHere(page);
		await enter(two, "summary");
		await receive(two, note);
		assert.match(await two.textContent("#recount") ?? "",
		    /和第一人的数一样/);
		await tick(two, ...done);
		const said = saidOf(desk, new TextEncoder().encode(
		    await signHere(two)));
		const figures = said.fields.filter((f) => f.name === "figure")
		    .map((f) => f.value);

		assert.equal(said.complete, true);
		assert.equal(said.period, "2026");
		assert.deepEqual([...figures].sort(),
		    summaryFigures(right.sheets["2026"] ?? {}).sort());
		const shown = figures.join(" ").match(/ \d+\*?(?= |$)/g) ?? [];
		assert.ok(shown.length > (WHOLE ? 50 : 5), String(shown));
		figure(`${shown.length} figures in a summary of the year`);
		await two.screenshot({ fullPage: true,
			path: join(dir, "summary.png") });
		await paper("summary", two, /年度小结.*01、02/s);
	});
});
