// SPDX-License-Identifier: ISC
// What a page takes of the machine's memory.

import { readFileSync, readdirSync } from "node:fs";

/** One of our own processes, or of theirs. */
function isOurs(pid: string): boolean {
	for (let at = pid; at !== "0"; at = /^PPid:\s+(\d+)/m.exec(
	    readFileSync(`/proc/${at}/status`, "utf8"))?.[1] ?? "0") {
		if (at === String(process.pid))
			return true;
	}
	return false;
}

/** Of the largest renderer: resident bytes that are its own, in MiB. */
export function memoryOf(): number {
	let most = 0;

	for (const pid of pids()) {
		try {
			const args = readFileSync(`/proc/${pid}/cmdline`, "utf8");

			if (!args.includes("--type=renderer") || !isOurs(pid))
				continue;
			const m = /^RssAnon:\s+(\d+)/m.exec(readFileSync(
			    `/proc/${pid}/status`, "utf8"));
			most = Math.max(most, Number(m?.[1] ?? 0) / 1024);
		} catch {
			// It ended meanwhile.
		}
	}
	return most;
}

function pids(): string[] {
	return readdirSync("/proc").filter((n) => /^\d+$/.test(n));
}
