// SPDX-License-Identifier: ISC
// qf seal and qf open beside Debian's age: the same file, the same key, files
// to files on a tmpfs (where fsync, which qf does for its output, costs
// nothing), one thread (age: GOMAXPROCS=1), turn by turn.

import { execFileSync, spawnSync } from "node:child_process";
import {
	mkdtempSync, readFileSync, rmSync, statSync, statfsSync, writeFileSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Checks, load } from "../load/checks.ts";
import { repo } from "../web/cluster.ts";

const TMPFS = 0x01021994;
const MIB = 1024 * 1024;
const QF = join(repo, "build/bin/qf");

/** One run, in ms: by the clock, and of the processor. */
interface Run {
	readonly real: number;
	readonly cpu: number;
}

export interface Sealing {
	/** Ratios of throughput, qf's to age's; above 1 qf is faster. */
	readonly seal: number;
	readonly open: number;
	/** The same of processor time, which others on the machine disturb less. */
	readonly sealCpu: number;
	readonly openCpu: number;
}

function median(all: readonly number[]): number {
	const s = [...all].sort((a, b) => a - b);

	return s[Math.floor(s.length / 2)] ?? NaN;
}

/** bash tells the time of one command, its children's processor time too. */
function time(command: readonly string[], out: string): Run {
	rmSync(out, { force: true });
	const r = spawnSync("bash", ["-c",
		'TIMEFORMAT="%3R %3U %3S"; time "$@"', "bash", ...command],
	    { encoding: "utf8", env: { ...process.env, GOMAXPROCS: "1" } });
	const [real, user, sys] = r.stderr.trim().split(" ").map(Number);

	if (r.status !== 0 || real === undefined || user === undefined ||
	    sys === undefined || Number.isNaN(real + user + sys))
		throw new Error(`${command.join(" ")}: ${r.stderr}`);
	return { real: real * 1000, cpu: (user + sys) * 1000 };
}

function row(name: string, runs: readonly Run[], bytes: number): void {
	const ms = median(runs.map((r) => r.real));
	const cpu = median(runs.map((r) => r.cpu));

	console.log(`${name.padEnd(24)} ${ms.toFixed(0).padStart(6)} ms ` +
	    `${(bytes / ms / 1000).toFixed(0).padStart(6)} MB/s ` +
	    `${cpu.toFixed(0).padStart(6)} ms CPU  (${
		runs.map((r) => r.real.toFixed(0)).join(" ")})`);
}

/** Measure on bytes of random data, rounds times each. */
export function sealing(c: Checks, bytes: number, rounds: number): Sealing {
	const shm = "/dev/shm";
	const base = statfsSync(shm).type === TMPFS ? shm : tmpdir();
	const dir = mkdtempSync(join(base, "qf-bench-"));
	const at = (name: string): string => join(dir, name);

	try {
		const key = at("key"), plain = at("plain"), sealed = at("sealed");

		execFileSync("age-keygen", ["-o", key], { stdio: "ignore" });
		const to = execFileSync("age-keygen", ["-y", key],
		    { encoding: "utf8" }).trim();
		writeFileSync(plain, randomBytes(bytes));
		execFileSync("age", ["-r", to, "-o", sealed, plain]);
		const out = at("out");
		const cells = {
			"qf seal": [QF, "seal", "-r", to, "-o", out, plain],
			"age -r": ["age", "-r", to, "-o", out, plain],
			"qf open": [QF, "open", "-i", key, "-o", out, sealed],
			"age -d": ["age", "-d", "-i", key, "-o", out, sealed],
		} as const;
		type Name = keyof typeof cells;
		const names = Object.keys(cells) as Name[];
		const runs = new Map<Name, Run[]>(names.map((n) => [n, []]));

		for (let r = 0; r <= rounds; r++)
			for (const n of names) {
				const t = time(cells[n], out);

				/* The first round only warms up, and is looked at. */
				if (r > 0)
					runs.get(n)?.push(t);
				else if (n.endsWith("open") || n.endsWith("-d"))
					c.check(readFileSync(out).equals(
					    readFileSync(plain)), `${n} gives the file`);
				else
					c.check(statSync(out).size ===
					    statSync(sealed).size, `${n} gives its length`);
			}
		const ratio = (a: Name, b: Name, of: keyof Run): number =>
			median((runs.get(b) ?? []).map((x) => x[of])) /
			median((runs.get(a) ?? []).map((x) => x[of]));
		const result = {
			seal: ratio("qf seal", "age -r", "real"),
			open: ratio("qf open", "age -d", "real"),
			sealCpu: ratio("qf seal", "age -r", "cpu"),
			openCpu: ratio("qf open", "age -d", "cpu"),
		};
		const said = (r: number, cpu: number): string =>
			`${r.toFixed(2)} by the clock, ${cpu.toFixed(2)} by CPU`;

		console.log(`${bytes / MIB} MiB of random data on ${
			base === shm ? "tmpfs" : base}, one thread, medians of ${
			rounds}; ${load()}`);
		for (const n of names)
			row(n, runs.get(n) ?? [], bytes);
		console.log(`qf seal / age: ${
		    said(result.seal, result.sealCpu)}`);
		console.log(`qf open / age: ${
		    said(result.open, result.openCpu)}`);
		return result;
	} finally {
		rmSync(dir, { recursive: true });
	}
}

/** A machine that is busy with other work must not fail the tests. */
export function judgeSealing(c: Checks, s: Sealing): void {
	c.check(s.seal > 0.1, "qf seal is no ten times slower than age");
	c.check(s.open > 0.1, "qf open is no ten times slower than age");
}
