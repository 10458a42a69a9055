// SPDX-License-Identifier: ISC
// A private PostgreSQL for tests: conf/dev/cluster.sh with a memory of how it
// was started, so that it can be stopped, killed, frozen and started again.

import { execFileSync, spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export const repo = join(import.meta.dirname, "../..");

export class Cluster {
	readonly dir: string;
	private readonly options: string[];
	private stopped: number[] = [];

	/** sockets: folder and group; users: system user to database role. */
	constructor(dir: string, sockets: readonly [string, string][],
	    users: readonly [string, string][]) {
		this.dir = dir;
		this.options = [
			...sockets.flatMap(([f, g]) => ["--socket", `${f}:${g}`]),
			...users.flatMap(([u, r]) => ["--map", `${u}=${r}`]),
		];
	}

	private run(...args: string[]): string {
		return execFileSync(join(repo, "conf/dev/cluster.sh"), args,
		    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
	}

	start(): void {
		this.run("start", this.dir, ...this.options);
	}

	stop(mode: "fast" | "immediate" = "fast"): void {
		this.run("stop", this.dir, mode);
	}

	/** The same while other work of this program goes on. */
	async startMeanwhile(): Promise<void> {
		await this.runMeanwhile("start", this.dir, ...this.options);
	}

	async stopMeanwhile(mode: "fast" | "immediate"): Promise<void> {
		await this.runMeanwhile("stop", this.dir, mode);
	}

	private runMeanwhile(...args: string[]): Promise<void> {
		return new Promise((resolve, reject) => {
			const child = spawn(join(repo, "conf/dev/cluster.sh"), args,
			    { stdio: ["ignore", "ignore", "inherit"] });

			child.on("error", reject);
			child.on("exit", (code) => code === 0 ? resolve() :
			    reject(new Error(`cluster.sh ${args[0]}: ${code}`)));
		});
	}

	conninfo(role: string): string {
		return this.run("conninfo", this.dir, role).trim();
	}

	/** SQL on standard input, so that no value is in an argument list. */
	sql(text: string, role = "qf_owner"): string {
		return execFileSync("psql", ["-X", "-q", "-A", "-t", "-v",
			"ON_ERROR_STOP=1", "-d", this.conninfo(role), "-f", "-"],
		    { input: text, encoding: "utf8", maxBuffer: 1 << 28 }).trim();
	}

	count(from: string): number {
		return Number(this.sql(`SELECT count(*) FROM ${from};`));
	}

	/** Bring the schema up, as an administrator does. */
	migrate(): void {
		execFileSync(join(repo, "build/bin/qf"), ["migrate",
			"--database", this.conninfo("qf_owner"),
			"--migrations", join(repo, "migrations")],
		    { stdio: ["ignore", "ignore", "inherit"] });
	}

	/** The postmaster and all its children. */
	pids(): number[] {
		const main = Number(readFileSync(
		    join(this.dir, "data/postmaster.pid"), "utf8").split("\n")[0]);
		const children = readdirSync("/proc").filter((p) => {
			if (!/^\d+$/.test(p))
				return false;
			try {
				const stat = readFileSync(`/proc/${p}/stat`, "utf8");

				return Number(stat.slice(stat.lastIndexOf(")") + 2)
				    .split(" ")[1]) === main;
			} catch {
				return false;	/* gone meanwhile */
			}
		});

		return [main, ...children.map(Number)];
	}

	freeze(): void {
		this.stopped = this.pids();
		for (const pid of this.stopped)
			process.kill(pid, "SIGSTOP");
	}

	thaw(): void {
		for (const pid of this.stopped)
			process.kill(pid, "SIGCONT");
		this.stopped = [];
	}

	/** As a crash of the machine would end it. */
	kill(): void {
		for (const pid of this.pids())
			process.kill(pid, "SIGKILL");
		this.stopped = [];
	}

	get log(): string {
		return readFileSync(join(this.dir, "log"), "utf8");
	}
}
