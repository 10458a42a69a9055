// SPDX-License-Identifier: ISC
// The C client (client.c) as a child process, and the journal that it keeps.

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { repo } from "../web/cluster.ts";
import type { World } from "../web/harness.ts";
import type { Service } from "../web/service.ts";

export interface Journaled {
	readonly number: number;
	readonly port: string;
	readonly status: number;
	readonly tries: number;
	readonly id: string;
	readonly d: string;
	readonly open: string;
	readonly thread: string;
	readonly mailbox: string;
	/** "-" for a quick one. */
	readonly code: string;
}

export interface Times {
	readonly count: number;
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
}

export interface Phase {
	readonly name: string;
	readonly ms: number;
	/** From the phase's beginning to its first acknowledged report; or -1. */
	readonly first_ms: number;
	readonly created: number;
	readonly same: number;
	readonly unavailable: number;
	readonly silent: number;
	readonly wrong: number;
	readonly probe_wrongs: number;
	readonly posts: Times;
	readonly probes: Times;
	readonly controls: Times;
}

export class LoadClient {
	private readonly child: ChildProcess;
	private readonly journalFile: string;
	private readonly over: Promise<number | null>;
	private out = "";

	/** intakes: to send to; more: options of client.c. */
	constructor(world: World, intakes: readonly Service[], name: string,
	    ...more: string[]) {
		const roster = join(world.dir, `${name}.roster`);

		writeFileSync(roster, world.keys.rosterNote);
		this.journalFile = join(world.dir, `${name}.journal`);
		this.child = spawn(join(repo, "build/load/client"), [
			"--host", world.host, "--roster", roster,
			"--ca", world.caFile, "--journal", this.journalFile,
			...more, ...intakes.map((s) => String(s.port)),
		], { stdio: ["pipe", "pipe", "inherit"] });
		this.child.stdout?.on("data", (part: Buffer) => {
			this.out += part.toString("utf8");
		});
		/* It may have ended before it is told the next phase. */
		this.child.stdin?.on("error", () => undefined);
		this.over = new Promise((resolve, reject) => {
			this.child.on("error", reject);
			this.child.on("close", resolve);
		});
	}

	phase(name: string): void {
		this.child.stdin?.write(`${name}\n`);
	}

	/** Let it finish what it has begun (or all, when counted). */
	async end(): Promise<{ code: number | null; phases: Phase[] }> {
		this.child.stdin?.end();
		const code = await this.over;

		return { code, phases: this.out === "" ? [] :
		    (JSON.parse(this.out) as { phases: Phase[] }).phases };
	}

	kill(): void {
		this.child.kill("SIGKILL");
	}

	journal(): Journaled[] {
		return readFileSync(this.journalFile, "utf8").split("\n")
		    .filter((line) => line !== "").map((line) => {
			const [number, port, status, tries, id, d, open, thread,
				mailbox, code] = line.split(" ");

			if (code === undefined)
				throw new Error(`a line of the journal: ${line}`);
			return { number: Number(number), port: port ?? "",
				status: Number(status), tries: Number(tries),
				id: id ?? "", d: d ?? "", open: open ?? "",
				thread: thread ?? "", mailbox: mailbox ?? "", code };
		});
	}
}

export function sum(phases: readonly Phase[],
    of: "created" | "same" | "unavailable" | "silent" | "wrong" |
    "probe_wrongs"): number {
	return phases.reduce((n, p) => n + p[of], 0);
}
