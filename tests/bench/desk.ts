// SPDX-License-Identifier: ISC
// How long an officer waits: from the unlocked key to the list of letters, the
// first time and with the sealed cache of an unlock before; a search; the memory
// of the page; `qf sync` and `qf inbox`.  The machine's load stands beside it:
// what others run at the same time is in the figures.
// Beside it, in the same run, what this machine's browser needs for the X25519
// agreements alone, which nothing can do without.
//	desk.ts [--threads N] [--entries N] [--rounds N] [--no-cli] [--short]
// A table for people; `desk: N passed, M failed` at the end.

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

import type { Page } from "playwright-core";

import { base64Url } from "../../assets/lib/base64.ts";
import { Desk, PASSPHRASE } from "../e2e/console.ts";
import { Site } from "../e2e/site.ts";
import { until } from "../web/client.ts";
import { repo } from "../web/cluster.ts";
import { fill } from "./fill.ts";
import { memoryOf } from "./renderer.ts";

const QF = join(repo, "build/bin/qf");
/** How long the page waits for more to be typed. */
const TYPING_MS = 120;
/** Between the screen and the unlock. */
const TYPING_PAUSE_MS = 3000;
const MEMORY_MAX = 500; // MiB
const SEARCHES = ["签到表", "summer camp", "公车 报销", "第 77 封"];

const { values } = parseArgs({ options: {
	threads: { type: "string", default: "10000" },
	entries: { type: "string", default: "1" },
	rounds: { type: "string", default: "3" },
	"no-cli": { type: "boolean", default: false },
	short: { type: "boolean", default: false },
} });
const threads = values.short ? 60 : Number(values.threads);
const entries = values.short ? 2 : Number(values.entries);
const rounds = values.short ? 1 : Number(values.rounds);

function median(list: readonly number[]): number {
	const sorted = [...list].sort((a, b) => a - b);

	return sorted[sorted.length >> 1] ?? NaN;
}

function say(name: string, ms: readonly number[]): void {
	console.log(`  ${name.padEnd(38)} ${median(ms).toFixed(0)} ms  (` +
	    ms.map((n) => n.toFixed(0)).join(" ") + ")");
}

/** From the unlocked key to the list; the key's own hashing is not counted. */
async function unlock(desk: Desk, key: string): Promise<{ page: Page;
    ms: number; after: string }> {
	const tab = await desk.open();
	const { page } = tab;
	const from = page.waitForRequest(/\/v1\/reports\?after=/);

	await page.setInputFiles("input[type=file]", key);
	await page.fill("input[type=password]", PASSPHRASE);
	await page.evaluate(() => {
		const w = window as unknown as { from?: number; to?: number };

		new MutationObserver(() => {
			if (w.from === undefined &&
			    document.querySelector(".wait #progress") !== null)
				w.from = performance.now();
			if (w.to === undefined &&
			    document.querySelector(".letter") !== null)
				w.to = performance.now();
		}).observe(document.body, { childList: true, subtree: true,
			characterData: true });
	});
	// A passphrase is typed for longer than a browser is busy with a new page.
	await page.waitForTimeout(TYPING_PAUSE_MS);
	await page.click("button:text-is('解锁')");
	// Looked for now and then, not at every frame.
	await page.waitForFunction(() => document.querySelector(".letter") !== null,
	    undefined, { timeout: 240000, polling: 500 });
	const ms = await page.evaluate(() => {
		const w = window as unknown as { from?: number; to?: number };

		return (w.to ?? NaN) - (w.from ?? NaN);
	});
	return { page, ms, after: new URL((await from).url()).searchParams
	    .get("after") ?? "" };
}

/** Until qf desk has the cache of what was just read. */
async function cached(desk: Desk): Promise<void> {
	await until(() => Promise.resolve(kept(desk)), (names) =>
	    names.length === 1 && names[0]?.endsWith(".desk") === true, 60000);
}

function kept(desk: Desk): string[] {
	try {
		return readdirSync(desk.cacheDir);
	} catch {
		return [];
	}
}

async function search(page: Page): Promise<number[]> {
	const times: number[] = [];

	for (const query of SEARCHES) {
		times.push(await page.evaluate(async (q) => {
			const box = document.querySelector<HTMLInputElement>("#search");
			const from = performance.now();

			if (box === null)
				return NaN;
			box.value = q;
			box.dispatchEvent(new InputEvent("input"));
			for (;;) {
				await new Promise((r) => requestAnimationFrame(r));
				// What is found is drawn anew, the box too.
				if (document.querySelector("#search") !== box ||
				    performance.now() - from > 5000)
					return performance.now() - from;
			}
		}, query));
	}
	return times;
}

/** What the agreements of all headers cost this browser, one after the other. */
async function bare(page: Page, count: number): Promise<number> {
	return page.evaluate(async (n) => {
		const me = await crypto.subtle.generateKey({ name: "X25519" },
		    false, ["deriveBits"]) as CryptoKeyPair;
		const other = await crypto.subtle.generateKey({ name: "X25519" },
		    true, ["deriveBits"]) as CryptoKeyPair;
		const raw = await crypto.subtle.exportKey("raw", other.publicKey);
		const from = performance.now();

		for (let i = 0; i < n; i++) {
			const key = await crypto.subtle.importKey("raw", raw,
			    { name: "X25519" }, false, []);

			await crypto.subtle.deriveBits({ name: "X25519",
				public: key }, me.privateKey, 256);
		}
		return performance.now() - from;
	}, count);
}

const run = promisify(execFile);

/** qf sync and qf inbox with a folder of their own. */
async function cli(desk: Desk, dir: string, key: string):
    Promise<{ sync: number; inbox: number }> {
	const { world } = desk.site;
	const common = ["--store", dir, "-i", key];
	const timed = async (...args: string[]): Promise<number> => {
		const from = performance.now();

		await run(QF, args, { maxBuffer: 1 << 28 });
		return performance.now() - from;
	};

	return {
		sync: await timed("sync", ...common, "--office",
		    world.officeUrl, "--ca", world.caFile, "--pin",
		    base64Url(world.keys.pin)),
		inbox: await timed("inbox", ...common),
	};
}

const site = await Site.create({ office: true, direct: true });
const dir = mkdtempSync("/var/tmp/qfb-");
let passed = 0;
let failed = 0;

function holds(what: string, ok: boolean): void {
	if (ok) {
		passed += 1;
	} else {
		failed += 1;
		console.log(`  not as it should be: ${what}`);
	}
}

try {
	await fill(site.world, 0, threads, entries);
	const desk = await Desk.start(site);
	const key = desk.keyFile("01");
	const plain = desk.plainKeyFile("01");
	const first: number[] = [];
	const second: number[] = [];
	const load: number[] = [];
	const found: number[] = [];
	let memory = 0;
	let page: Page | null = null;

	for (let i = 0; i < 2 * rounds; i++) {
		const isFirst = i % 2 === 0;

		await page?.close();
		if (isFirst)
			rmSync(desk.cacheDir, { recursive: true, force: true });
		else
			await cached(desk);
		load.push(loadavg()[0] ?? NaN);
		const done = await unlock(desk, key);

		(isFirst ? first : second).push(done.ms);
		holds(`unlock ${i} tried the list after ${done.after}`,
		    (done.after === "0") === isFirst);
		({ page } = done);
		found.push(...await search(page));
		memory = Math.max(memory, memoryOf());
		const count = await page.textContent(".count") ?? "";
		holds(`all ${threads} threads are there: ${count}`,
		    count.includes(String(threads)));
		if (isFirst)
			await cached(desk);
	}
	const alone = page === null ? NaN : await bare(page, 2000);
	console.log(`${threads} threads of ${entries}, ` +
	    `${site.world.cluster.count("qf.entry")} entries with decoys, ` +
	    `${site.world.cluster.count("qf.release")} releases`);
	console.log(`  load of ${cpus().length} processors` +
	    `                   ${Math.min(...load).toFixed(1)} to ${
	    Math.max(...load).toFixed(1)}`);
	say("unlocked to list, first", first);
	say("unlocked to list, with the cache", second);
	say("search, after the wait for typing", found.map((ms) =>
	    Math.max(0, ms - TYPING_MS)));
	console.log(`  memory of the page                     ${memory
	    .toFixed(0)} MiB`);
	console.log(`  2,000 X25519 agreements alone          ${alone
	    .toFixed(0)} ms`);
	if (!values["no-cli"]) {
		const one = await cli(desk, join(dir, "one"), plain);
		const again = await cli(desk, join(dir, "one"), plain);

		say("qf sync, first", [one.sync]);
		say("qf inbox", [one.inbox, again.inbox]);
		say("qf sync, nothing new", [again.sync]);
	}
	// Asked for where there is a report in each thread and no more.
	holds(`the page takes ${memory.toFixed(0)} MiB`,
	    memory > 0 && (entries > 1 || memory < MEMORY_MAX));
	holds("a search is answered", found.every((ms) => ms < 5000));
	await page?.close();
	desk.stop();
} finally {
	await site.close();
	rmSync(dir, { recursive: true, force: true });
}
console.log(`desk: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
