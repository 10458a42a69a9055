// SPDX-License-Identifier: ISC
// How long an officer waits for `qf sync` and `qf inbox`: a folder that is new,
// and one to which little is added.
//	sync.ts [--threads N] [--entries N] [--rounds N] [--short]
// A table for people; `sync: N passed, M failed` at the end.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

import { base64Url } from "../../assets/lib/base64.ts";
import { formatIdentity } from "../../assets/lib/identity.ts";
import { repo } from "../web/cluster.ts";
import { World } from "../web/harness.ts";
import { fill } from "./fill.ts";

const QF = join(process.env["QF_BIN"] ?? join(repo, "build/bin"), "qf");
const FEW = 5; // threads that are new to a later sync
const MANY = 10000; // from here on the time is judged
const LATER_MAX = 5000; // ms for a later sync and the list together

const { values } = parseArgs({ options: {
	threads: { type: "string", default: String(MANY) },
	entries: { type: "string", default: "1" },
	rounds: { type: "string", default: "3" },
	short: { type: "boolean", default: false },
} });
const threads = values.short ? 60 : Number(values.threads);
const entries = Number(values.entries);
const rounds = values.short ? 1 : Number(values.rounds);
const run = promisify(execFile);
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

function median(list: readonly number[]): number {
	const sorted = [...list].sort((a, b) => a - b);

	return sorted[sorted.length >> 1] ?? NaN;
}

function say(name: string, ms: readonly number[]): void {
	console.log(`  ${name.padEnd(38)} ${median(ms).toFixed(0)} ms  (` +
	    ms.map((n) => n.toFixed(0)).join(" ") + ")");
}

async function qf(...args: string[]): Promise<{ ms: number; out: string }> {
	const from = performance.now();
	const { stdout } = await run(QF, args, { maxBuffer: 1 << 28 });

	return { ms: performance.now() - from, out: stdout };
}

const world = await World.create({ office: true, direct: true });
const dir = mkdtempSync("/var/tmp/qfb-");

try {
	await fill(world, 0, threads, entries);
	const key = join(dir, "01.key");
	const office = ["--office", world.officeUrl, "--ca", world.caFile,
		"--pin", base64Url(world.keys.pin)];
	const first: number[] = [];
	const later: number[] = [];
	const inbox: number[] = [];
	let folder = "";

	writeFileSync(key, `${formatIdentity(world.keys.officer("01").identity
	    .secret)}\n`, { mode: 0o600 });
	for (let i = 0; i < rounds; i++) {
		if (folder !== "")
			rmSync(folder, { recursive: true });
		folder = join(dir, `folder-${i}`);
		const { ms, out } = await qf("sync", "--store", folder, "-i", key,
		    ...office);

		first.push(ms);
		holds(`all are fetched: ${out}`, out.startsWith(`${threads} ` +
		    `threads, ${threads} of them new; ${threads * entries} new`));
	}
	let known = threads;

	for (let i = 0; i < rounds; i++) {
		await fill(world, known, FEW, entries);
		known += FEW;
		const { ms, out } = await qf("sync", "--store", folder, "-i", key,
		    ...office);
		const list = await qf("inbox", "--store", folder, "-i", key);
		const lines = list.out.trim().split("\n");

		later.push(ms);
		inbox.push(list.ms);
		holds(`the few are fetched: ${out}`, out.startsWith(`${known} ` +
		    `threads, ${FEW} of them new; ${FEW * entries} new`));
		holds("each stands in the list, without an alarm",
		    lines.length === known && lines.every((l) =>
			l.includes("  concern/1  R00  ") && !l.includes("alarm")));
	}
	console.log(`${threads} threads of ${entries}, ` +
	    `${world.cluster.count("qf.entry")} entries with decoys`);
	say("qf sync, first", first);
	say(`qf sync, ${FEW} new`, later);
	say("qf inbox", inbox);
	if (threads >= MANY)
		holds("a later sync and the list are soon there",
		    median(later) + median(inbox) < LATER_MAX);
} finally {
	await world.close();
	rmSync(dir, { recursive: true, force: true });
}
console.log(`sync: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
