// SPDX-License-Identifier: ISC
// Processor time of groups of processes and of the whole machine, from /proc.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

const TICK_MS = 1000 / Number(execFileSync("getconf", ["CLK_TCK"],
    { encoding: "utf8" }));

/** The numbers of /proc/PID/stat from the state on; undefined: gone. */
function stat(pid: number | "self"): string[] | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");

		return text.slice(text.lastIndexOf(")") + 2).split(" ");
	} catch {
		return undefined;
	}
}

function field(s: readonly string[], ...which: number[]): number {
	return which.reduce((n, i) => n + Number(s[i]), 0);
}

const PARENT = 1, UTIME = 11, STIME = 12, CUTIME = 13, CSTIME = 14;

/** A process, its children now, and all of its children that have ended. */
export function family(pid: number): number {
	let ticks = 0;

	for (const name of readdirSync("/proc")) {
		const s = /^\d+$/.test(name) ? stat(Number(name)) : undefined;

		if (s === undefined)
			continue;
		if (Number(name) === pid)
			ticks += field(s, UTIME, STIME, CUTIME, CSTIME);
		else if (Number(s[PARENT]) === pid)
			ticks += field(s, UTIME, STIME);
	}
	return ticks * TICK_MS;
}

/** This program and all that it has run to their ends. */
export function ours(): number {
	return field(stat("self") ?? [], UTIME, STIME, CUTIME, CSTIME) * TICK_MS;
}

/** The whole machine: ms worked, and ms that there were. */
export function machine(): { busy: number; all: number } {
	const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
	/* user nice system idle iowait irq softirq steal; guests are in user */
	const t = line.split(/\s+/).slice(1, 9).map(Number);
	const all = t.reduce((n, x) => n + x, 0);

	return { busy: (all - (t[3] ?? 0) - (t[4] ?? 0)) * TICK_MS,
		all: all * TICK_MS };
}
