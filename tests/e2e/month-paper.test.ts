// SPDX-License-Identifier: ISC
// Sheets of the month over 2,000 concerns and 20,000 pieces of feedback, under
// the console's own policy: one page of A4 each, no fault that axe finds,
// nothing that the policy refuses.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { build } from "esbuild";
import { type Browser, type Page, chromium } from "playwright-core";

import { axe } from "../audit/checks.ts";
import { repo } from "../web/cluster.ts";
import { CHROMIUM } from "./browser.ts";

type Shown = "figures" | "charts";
interface Chosen { kind: "month" | "quarter" | "year"; year: number; n: number }
declare const month: { took(): number; switchLanguage(): void; redraw(): void;
	show(period: Chosen, shown: Shown): void };

const MONTH: Chosen = { kind: "month", year: 2026, n: 10 };
const QUARTER: Chosen = { kind: "quarter", year: 2026, n: 3 };
const YEAR: Chosen = { kind: "year", year: 2025, n: 1 };
const shots = process.env["SHOTS"];
const dir = mkdtempSync("/var/tmp/qfs-");
const refused: string[] = [];
let server: Server;
let browser: Browser;
let page: Page;

/** The console's Content-Security-Policy, from the source of `qf desk`. */
function policy(): string {
	const source = readFileSync(join(repo, "src/cli/desk_reply.c"), "utf8");
	const part = /#define POLICY\(script\)(.*?)\n\n/s.exec(source)?.[1] ?? "";
	const found = [...part.matchAll(/"([^"]*)"/g)].map((m) => m[1]).join("");

	assert.match(found, /default-src 'none'.*style-src 'self'/);
	return found;
}

async function bundle(from: string): Promise<string> {
	const done = await build({ entryPoints: [join(repo, from)],
		bundle: true, write: false, format: "iife", charset: "utf8",
		logLevel: "warning" });

	return done.outputFiles[0]?.text ?? "";
}

before(async () => {
	const files: Readonly<Record<string, [string, string]>> = {
		"/": ["text/html; charset=utf-8",
			readFileSync(join(repo, "assets/desk/index.html"), "utf8")],
		"/main.js": ["text/javascript",
			await bundle("tests/e2e/month-page.ts")],
		"/style.css": ["text/css", await bundle("assets/desk/style.css")],
	};
	const csp = policy();

	server = createServer((request, response) => {
		const [type, text] = files[request.url ?? ""] ?? ["text/plain", ""];

		response.writeHead(text === "" ? 404 : 200, { "Content-Type": type,
			"Content-Security-Policy": csp }).end(text);
	});
	await new Promise<void>((resolve) =>
	    server.listen(0, "127.0.0.1", resolve));
	const at = server.address();
	browser = await chromium.launch({ executablePath: CHROMIUM,
		args: ["--no-sandbox", "--disable-gpu"] });
	page = await browser.newPage({ viewport: { width: 1280, height: 900 },
		locale: "zh-CN" });
	page.on("console", (m) => {
		if (m.type() === "error")
			refused.push(m.text());
	});
	page.on("pageerror", (e) => refused.push(String(e)));
	await page.goto(`http://127.0.0.1:${typeof at === "object" &&
	    at !== null ? at.port : 0}/`);
	await page.waitForFunction("globalThis.month !== undefined");
});
after(async () => {
	await browser.close();
	server.close();
	rmSync(dir, { recursive: true, force: true });
});

async function open(period: Chosen, shown: Shown): Promise<void> {
	await page.evaluate(([p, s]) => month.show(p, s),
	    [period, shown] as const);
	await page.waitForSelector(".a4");
}

async function paper(name: string): Promise<{ text: string; pages: number }> {
	const file = join(shots ?? dir, `${name}.pdf`);

	writeFileSync(file, await page.pdf({ preferCSSPageSize: true }));
	assert.match(execFileSync("pdfinfo", [file], { encoding: "utf8" }),
	    /Page size: +59[45]\.?\d* x 84[12]\.?\d* pts \(A4\)/);
	return {
		text: execFileSync("pdftotext", ["-layout", file, "-"],
		    { encoding: "utf8" }),
		pages: Number(/^Pages: +(\d+)$/m.exec(execFileSync("pdfinfo",
		    [file], { encoding: "utf8" }))?.[1]),
	};
}

describe("a sheet of the month", () => {
	for (const [name, period] of Object.entries({ MONTH, QUARTER, YEAR })) {
		it(`is one page of A4: ${name.toLowerCase()}`, async () => {
			await open(period, "figures");
			const { text, pages } = await paper(`figures-${name}`);

			assert.equal(pages, 1);
			for (const part of [/检举控告/, /谈话函询/, /拆阅/, /联青服务站/,
				/春节/, /思想引领/, /不设合计/, /按标注类别的日期计/])
				assert.match(text, part);
			assert.equal(/第一种形态/.test(text), period.kind === "year");
			assert.doesNotMatch(text, /打印这一张|哪一期/);
		});
	}

	it("is one page in English too, no table cut", async () => {
		await page.evaluate(() => month.switchLanguage());
		for (const [name, period] of Object.entries({ MONTH, QUARTER, YEAR })) {
			await open(period, "figures");
			assert.equal((await paper(`en-${name}`)).pages, 1);
			await page.emulateMedia({ media: "print" });
			await page.setViewportSize({ width: 718, height: 1000 });
			assert.deepEqual(await page.evaluate(() =>
			    [...document.querySelectorAll(".scroll")]
				.filter((n) => n.scrollWidth > n.clientWidth)
				.map((n) => n.textContent)), []);
			await page.emulateMedia({ media: null });
			await page.setViewportSize({ width: 1280, height: 900 });
		}
		await page.evaluate(() => month.switchLanguage());
	});

	it("shows no figure below five", async () => {
		await open(MONTH, "figures");
		const cells = await page.locator(".figures td").allTextContents();
		const medians = await page.locator(".of-clocks td:last-child")
		    .allTextContents();
		const small = cells.filter((c) => /^[0-4]\*?$/.test(c));

		assert.ok(cells.filter((c) => c === "<5").length > 20);
		assert.ok(cells.filter((c) => /^\d+\*?$/.test(c)).length > 100);
		assert.deepEqual(small.filter((c) => !medians.includes(c)), []);
	});

	it("charts are one page, with their tables behind them", async () => {
		await open(MONTH, "charts");
		assert.equal(await page.locator(".chart svg").count(), 4);
		assert.equal(await page.locator(".chart details table").count(), 4);
		const bars = await page.locator(".chart rect[class^=bar]").count();
		assert.ok(bars > 20, String(bars));
		const { text, pages } = await paper("charts");

		assert.equal(pages, 1);
		assert.match(text, /各月来件、受理、办结/);
		assert.doesNotMatch(text, /看数据/);
	});

	it("have no fault that axe finds, and fit", async () => {
		const faults: string[] = [];
		let screens = 0;

		for (const language of ["zh", "en"]) {
			for (const shown of ["figures", "charts"] as const) {
				await open(MONTH, shown);
				for (const width of [1280, 390]) {
					await page.setViewportSize({ width, height: 900 });
					for (const colorScheme of ["light", "dark"] as const) {
						await page.emulateMedia({ colorScheme,
							reducedMotion: "reduce" });
						const name = [shown, language, width,
							colorScheme].join("-");

						for (const fault of await axe(page))
							faults.push(`${name}: ${fault}`);
						if (await page.evaluate(() => document
						    .documentElement.scrollWidth > innerWidth))
							faults.push(`${name}: too wide`);
						if (shots !== undefined)
							await page.screenshot({ fullPage: true,
								path: `${shots}/${name}.png` });
						screens++;
					}
				}
			}
			await page.evaluate(() => {
				month.switchLanguage();
				month.redraw();
			});
		}
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.emulateMedia({ colorScheme: "light" });
		assert.equal(screens, 16);
		assert.deepEqual(faults, []);
	});

	it("is counted within three seconds", async (t) => {
		const ms = await page.evaluate(() => month.took());

		t.diagnostic(`figure: sheet and trend of 22,000 cases ` +
		    `${Math.round(ms)} ms, the first one`);
		assert.ok(ms > 0 && ms < 3000, `${ms} ms`);
	});

	it("nothing is refused by the console's policy", () => {
		assert.deepEqual(refused, []);
	});
});
