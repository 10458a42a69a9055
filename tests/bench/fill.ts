// SPDX-License-Identifier: ISC
// A letter box with thousands of real threads: sealed by the pages' own library
// in processes of their own (fill-child.ts), sent through intake.

import { type ChildProcess, fork } from "node:child_process";
import { Agent, request } from "node:https";
import { cpus } from "node:os";

import type { World } from "../web/harness.ts";

/** What a child is told: what it needs of a site's keys, and how much. */
export interface Order {
	readonly host: string;
	readonly today: string;
	readonly slots: number;
	readonly version: number;
	readonly rosterNote: Uint8Array;
	readonly pin: Uint8Array;
	readonly recipients: readonly Uint8Array[];
	readonly from: number;
	readonly count: number;
	/** Of the reporter's, the report included. */
	readonly entries: number;
}

/** One thread: its posts, in order. */
export type Posts = readonly { readonly path: string;
    readonly body: Uint8Array }[];

/** Threads that a child makes ahead. */
export const AHEAD = 16;

/** Posts over connections that stay. */
class Line {
	private readonly agent: Agent;
	private readonly world: World;

	constructor(world: World) {
		this.world = world;
		this.agent = new Agent({ keepAlive: true, maxSockets: 16,
			ca: world.ca, servername: world.host });
	}

	post(path: string, body: Uint8Array): Promise<number> {
		return new Promise((resolve, reject) => {
			const r = request({ agent: this.agent, path,
				host: "127.0.0.1", port: this.world.intake.port,
				method: "POST", headers: {
					"host": this.world.host,
					"content-type":
					    "application/vnd.qingfeng.entry",
					"content-length": body.length,
				} }, (answer) => {
				answer.resume();
				answer.on("end", () =>
				    resolve(answer.statusCode ?? 0));
			});

			r.on("error", reject);
			r.end(body);
		});
	}

	async thread(posts: Posts): Promise<void> {
		for (const { path, body } of posts) {
			const status = await this.post(path, body);

			if (status !== 201)
				throw new Error(`${path}: ${status}`);
		}
	}

	end(): void {
		this.agent.destroy();
	}
}

function run(child: ChildProcess, line: Line, order: Order,
    done: () => void): Promise<void> {
	return new Promise((resolve, reject) => {
		let left = order.count;

		child.on("message", (posts: Posts) => {
			line.thread(posts).then(() => {
				done();
				left -= 1;
				if (left === 0)
					resolve();
				else
					child.send("more");
			}, reject);
		});
		child.on("exit", (code) => {
			if (code !== 0)
				reject(new Error(`fill-child: ${code}`));
		});
		child.send(order);
	});
}

/** Send count threads to officers 01, 02, 03; from tells them apart. */
export async function fill(world: World, from: number, count: number,
    entries: number): Promise<void> {
	const { keys } = world;
	const line = new Line(world);
	const processes = cpus().length;
	const each = Math.ceil(count / processes);
	let sent = 0;

	await Promise.all(Array.from({ length: processes }, async (_, i) => {
		const some = Math.min(each, count - i * each);
		const child = fork(new URL("fill-child.ts", import.meta.url),
		    { serialization: "advanced" });

		if (some > 0)
			await run(child, line, {
				host: world.host, today: keys.today,
				slots: keys.roster.slots,
				version: keys.roster.version,
				rosterNote: keys.rosterNote, pin: keys.pin,
				recipients: keys.recipients("01", "02", "03"),
				from: from + i * each, count: some, entries,
			}, () => {
				sent += 1;
				if (sent % 1000 === 0)
					console.error(`# ${sent} threads sent`);
			});
		child.kill();
	}));
	line.end();
}
