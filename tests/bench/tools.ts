// SPDX-License-Identifier: ISC
// The generators of load, one call each: wrk and pgbench.

import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import type { World } from "../web/harness.ts";
import { Report } from "../web/report.ts";

const run = promisify(execFile);
const here = import.meta.dirname;

export interface Rate {
	readonly rate: number;
	/** ms; 0 where the tool does not tell. */
	readonly p50: number;
	readonly p99: number;
	readonly mean: number;
	readonly count: number;
	readonly errors: number;
}

/** A real report of the smallest bucket, whose bytes all the others vary. */
export class Template {
	readonly file: string;
	readonly bytes: number;
	readonly object: number;
	private readonly pgbenchArguments: string[];

	constructor(world: World) {
		const report = new Report(world.keys);
		const body = report.body;
		const hex = (bytes: Uint8Array): string =>
		    `\\x${Buffer.from(bytes).toString("hex")}`;

		this.file = join(world.dir, "template");
		this.bytes = body.length;
		this.object = report.object.bytes.length;
		writeFileSync(this.file, body);
		this.pgbenchArguments = [
			"-D", `self=${hex(report.self)}`,
			"-D", `header=${hex(report.object.sealed.header)}`,
			"-D", `payload=${hex(report.object.sealed.payload)}`,
		];
	}

	/** The SQL function alone, as intake's role, in prepared statements. */
	async pgbench(world: World, clients: number, seconds: number):
	    Promise<Rate> {
		const { stdout } = await run("pgbench", ["-n", "-M", "prepared",
			"-c", String(clients), "-j", "1", "-T", String(seconds),
			"-f", join(here, "create.sql"), ...this.pgbenchArguments,
			"-h", join(world.cluster.dir, "sock"), "-U", "qf_intake",
			"qingfeng"]);
		const number = (what: RegExp): number => {
			const m = what.exec(stdout);

			if (m === null)
				throw new Error(`pgbench said: ${stdout}`);
			return Number(m[1]);
		};

		return { rate: number(/^tps = ([\d.]+) /m), p50: 0, p99: 0,
			mean: number(/^latency average = ([\d.]+) ms/m),
			count: number(/actually processed: (\d+)/),
			errors: number(/failed transactions: (\d+)/) };
	}
}

let seed = Math.floor(Math.random() * 1e9);

/** More: arguments of wrk before the URL. */
async function wrk(url: string, clients: number, seconds: number,
    ...more: string[]): Promise<Rate> {
	const { stdout } = await run("wrk", ["-t", "1", "-c", String(clients),
		"-d", `${seconds}s`, "--timeout", "10s", ...more]
	    .concat(more.includes("--") ? [] : [url]));
	const line = stdout.trim().split("\n").at(-1) ?? "";
	const w = JSON.parse(line) as { requests: number; us: number;
		p50: number; p99: number; errors: number };

	return { rate: w.requests / (w.us / 1e6), p50: w.p50 / 1e3,
		p99: w.p99 / 1e3, mean: 0, count: w.requests, errors: w.errors };
}

/** Reports to an intake. */
export function postReports(port: number, template: Template, clients: number,
    seconds: number): Promise<Rate> {
	const url = `https://127.0.0.1:${port}`;

	return wrk(url, clients, seconds, "-s", join(here, "post.lua"), url, "--",
	    template.file, String(seed++));
}

/** The same page again and again, on connections that stay or do not. */
export function getPage(port: number, path: string, clients: number,
    seconds: number, fresh: boolean): Promise<Rate> {
	return wrk(`https://127.0.0.1:${port}${path}`, clients, seconds,
	    "-s", join(here, "done.lua"),
	    ...(fresh ? ["-H", "Connection: close"] : []));
}
