// SPDX-License-Identifier: ISC
// A letter box with thousands of real threads: sealed by the pages' own library
// in processes of their own (fill-child.ts), sent through intake, and released as
// if each DAY of them had come on a day of its own: every release has decoys.

import { type ChildProcess, fork } from "node:child_process";
import { Agent, request } from "node:https";
import { cpus } from "node:os";

import { until } from "../web/client.ts";
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
/** A busy city's threads of a day: 22,000 a year (tests/year). */
const DAY = 60;

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

/** What was sealed, until a day of it is sent at once. */
class Days {
	private readonly line: Line;
	private readonly world: World;
	private day: Posts[] = [];
	private sent = Promise.resolve();
	private count = 0;

	constructor(world: World) {
		this.line = new Line(world);
		this.world = world;
	}

	/** Waits for the day before the one that this completes. */
	async add(posts: Posts): Promise<void> {
		const before = this.sent;

		this.day.push(posts);
		if (this.day.length === DAY) {
			this.close();
			await before;
		}
	}

	private close(): void {
		const { day } = this;

		this.day = [];
		this.sent = this.sent.then(() => this.send(day));
	}

	private async send(day: readonly Posts[]): Promise<void> {
		await Promise.all(day.map((posts) => this.line.thread(posts)));
		await until(() => Promise.resolve(this.world.cluster.sql(
		    "SELECT qf.release_is_pending();", "postgres")),
		    (pending) => pending === "f", 600000, 100);
		this.count += day.length;
		if (day.length > 0 && this.count % (20 * DAY) === 0)
			console.error(`# ${this.count} threads released`);
	}

	async end(): Promise<void> {
		this.close();
		await this.sent;
		this.line.end();
	}
}

function run(child: ChildProcess, days: Days, order: Order): Promise<void> {
	return new Promise((resolve, reject) => {
		let left = order.count;

		child.on("message", (posts: Posts) => {
			days.add(posts).then(() => {
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

/**
 * Send count threads to officers 01, 02, 03 and wait until they are released;
 * from tells them apart.
 */
export async function fill(world: World, from: number, count: number,
    entries: number): Promise<void> {
	const { keys } = world;
	const days = new Days(world);
	const processes = cpus().length;
	const each = Math.ceil(count / processes);

	await Promise.all(Array.from({ length: processes }, async (_, i) => {
		const some = Math.min(each, count - i * each);
		const child = fork(new URL("fill-child.ts", import.meta.url),
		    { serialization: "advanced" });

		if (some > 0)
			await run(child, days, {
				host: world.host, today: keys.today,
				slots: keys.roster.slots,
				version: keys.roster.version,
				rosterNote: keys.rosterNote, pin: keys.pin,
				recipients: keys.recipients("01", "02", "03"),
				from: from + i * each, count: some, entries,
			});
		child.kill();
	}));
	await days.end();
}
