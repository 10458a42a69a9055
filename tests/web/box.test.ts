// SPDX-License-Identifier: ISC
// What a mailbox secret opens, and that nothing else tells anything.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { base64Url, fromBase64 } from "../../assets/lib/base64.ts";
import { systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { hex } from "../../assets/lib/hex.ts";
import { openHash } from "../../assets/lib/object.ts";
import { openPromise } from "../../assets/lib/promise.ts";
import { readSelf } from "../../assets/lib/self.ts";
import { type Answer } from "./client.ts";
import { World } from "./harness.ts";
import { type Object1, Report, post } from "./report.ts";

interface Box {
	format: number;
	self: string;
	entries: { id: string; side: string; date: string; size: number;
		promise: string; proof: string | null }[];
	pad: string;
}

let world: World;
let report: Report;
let followup: Object1;
let reply: Object1;
let late: Object1;
let memo: Object1;

/** What an office does, said in its own words to the database. */
function release(): void {
	const none = Array(8).fill("'{}'").join(", ");

	world.cluster.sql(`SELECT qf.release_run(false, ${none});`, "qf_office");
}

function add(to: Report, o: Object1, audience: string): void {
	const b = (x: Uint8Array): string => `'\\x${hex(x)}'`;
	const said = world.cluster.sql("SELECT outcome FROM qf.office_entry_add(" +
	    [`'\\x${to.object.id}'`, b(openHash(to.object.open)),
		`'${audience}'`, `'\\x${o.id}'`, b(openHash(o.open)), b(o.d),
		b(o.sealed.header), b(o.sealed.payload)].join(", ") + ");",
	    "qf_office");

	assert.equal(said, "created");
}

function box(headers: Record<string, string>): Promise<Answer> {
	return world.intake.ask("/v1/box", { headers });
}

before(async () => {
	world = await World.create();
	report = new Report(world.keys);
	followup = report.followup("more\n");
	reply = report.reply("an answer\n");
	late = report.reply("an answer of today\n");
	memo = report.reply("for the office only\n");
	assert.equal((await report.send(world.intake)).status, 201);
	assert.equal((await post(world.intake, "/v1/box/entries",
	    report.followupBody(followup))).status, 201);
	release();
	add(report, reply, "reporter");
	add(report, memo, "office");
	release();
	add(report, late, "reporter");
});
after(async () => {
	await world.close();
});

describe("the box", () => {
	it("lists own entries and released replies, with promises", async () => {
		const a = await box(report.bearer);
		const b = a.json<Box>();

		assert.equal(a.status, 200);
		assert.equal(a.headers["content-type"], "application/json");
		assert.equal(a.headers["cache-control"], "no-store");
		assert.equal(b.format, 1);
		const known = new Map([[report.object.id, report.object],
			[followup.id, followup], [reply.id, reply]]);
		assert.deepEqual(new Set(b.entries.map((e) => e.id)),
		    new Set(known.keys()));
		for (const e of b.entries) {
			const o = known.get(e.id);

			assert.ok(o);
			assert.equal(e.side, e.id === reply.id ? "office" : "reporter");
			assert.equal(e.date, world.keys.today);
			assert.equal(e.size, o.bytes.length);
			assert.equal(e.proof, null);
			openPromise(world.host, utf8(e.promise),
			    [world.keys.promise], o.d, world.keys.today);
		}
		const self = readSelf(world.host, fromBase64(b.self, 1024),
		    report.receipt);
		assert.deepEqual(self.d, report.object.d);
	});

	it("repeats the promise given at first, byte for byte", async () => {
		const first = await report.send(world.intake);
		const b = (await box(report.bearer)).json<Box>();
		const own = b.entries.find((e) => e.id === report.object.id);

		assert.equal(own?.promise, first.text);
	});

	it("is filled up to a multiple of 4 KiB", async () => {
		const fresh = new Report(world.keys);

		await fresh.send(world.intake);
		for (let i = 0; i < 12; i++) {
			const a = await box(fresh.bearer);

			assert.equal(a.body.length % 4096, 0);
			assert.match(a.json<Box>().pad, /^ *$/);
			await post(world.intake, "/v1/box/entries",
			    fresh.followupBody(fresh.followup(`${i}\n`)));
		}
	});

	it("is 401 without a bearer of the right shape", async () => {
		const good = report.bearer["authorization"] ?? "";

		for (const value of [undefined, "", "Bearer", "Bearer ", "Basic x",
			"Bearer x", `${good}A`, `${good}AAAA`, good.slice(0, -1),
			`${good}==`, `Bearer  ${good.slice(7)}`, `${good} x`,
			`Bearer ${hex(report.receipt.mbox)}`,
			good.slice(0, -1) + "B"]) {
			const a = await box(value === undefined ? {} :
			    { authorization: value });

			assert.equal(a.status, 401, value);
			assert.equal(a.problem, "error:bearer");
			assert.equal(a.headers["www-authenticate"], "Bearer");
		}
		assert.equal((await box({ authorization:
		    good.replace("Bearer", "bearer") })).status, 200);
	});

	it("never opens by the hash that the database keeps", async () => {
		const hash = world.cluster.sql("SELECT encode(mailbox, 'hex') " +
		    `FROM qf.thread WHERE handle = '\\x${
			hex(report.receipt.handle)}';`);

		for (const part of [hash.slice(0, 32), hash.slice(32)]) {
			const a = await box({ authorization:
			    `Bearer ${base64Url(Buffer.from(part, "hex"))}` });

			assert.equal(a.status, 404);
		}
	});
});

describe("an unknown mailbox", () => {
	it("is told from a wrong one by nothing", async () => {
		const wrong = (): Record<string, string> => {
			const m = Uint8Array.from(report.receipt.mbox);

			m[15] = (m[15] ?? 0) ^ 1;	/* one bit beside a real one */
			return { authorization: `Bearer ${base64Url(m)}` };
		};
		const unknown = (): Record<string, string> =>
		    ({ authorization: `Bearer ${base64Url(systemRandom(16))}` });
		const a = await box(wrong());
		const b = await box(unknown());

		assert.equal(a.status, 404);
		assert.equal(a.problem, "error:not-found");
		assert.equal(a.body.length, 4096);
		assert.deepEqual(a.body, b.body);
		assert.deepEqual(a.headers, b.headers);
		assert.equal((await box(report.bearer)).body.length, 4096,
		    "and no smaller than a small box");
	});

	it("takes no less and no more time", async () => {
		const small = new Report(world.keys);

		await small.send(world.intake);
		const { Agent } = await import("node:https");
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const times: [number[], number[]] = [[], []];

		for (let i = 0; i < 200; i++) {
			for (const [k, headers] of [small.bearer, { authorization:
			    `Bearer ${base64Url(systemRandom(16))}` }].entries()) {
				const a = await world.intake.ask("/v1/box",
				    { headers, agent });

				times[k]?.push(a.ms);
			}
		}
		agent.destroy();
		const [known, unknown] = times.map((t) =>
		    t.sort((x, y) => x - y)[t.length / 2] ?? 0);
		/* Medians; a statement less would be 0.3 ms and more. */
		assert.ok(Math.abs((known ?? 0) - (unknown ?? 9)) < 0.6,
		    `${known} and ${unknown} ms`);
	});
});

describe("an entry", () => {
	function get(id: string, more: Record<string, string> = {},
	    by = report): Promise<Answer> {
		return world.intake.ask(`/v1/box/entries/${id}`,
		    { headers: { ...by.bearer, ...more } });
	}

	it("is the sealed bytes of a released reply", async () => {
		const a = await get(reply.id);

		assert.equal(a.status, 200);
		assert.equal(a.headers["content-type"], "application/octet-stream");
		assert.equal(a.headers["accept-ranges"], "bytes");
		assert.equal(a.headers["cache-control"], "no-store");
		assert.deepEqual(new Uint8Array(a.body), reply.bytes);
	});

	it("is 404, all alike, when it is not for this mailbox", async () => {
		const other = new Report(world.keys);

		await other.send(world.intake);
		const seen = new Set<string>();
		for (const [id, by] of [
			[report.object.id, report],	/* one's own is not sent back */
			[followup.id, report], [memo.id, report],
			[late.id, report],		/* not released yet */
			[reply.id, other],		/* of another mailbox */
			[reply.id, new Report(world.keys)], ["0".repeat(32), report],
		] as const) {
			const a = await get(id, {}, by);

			assert.equal(a.status, 404);
			seen.add(JSON.stringify([a.headers, a.text]));
		}
		assert.equal(seen.size, 1);
		for (const id of ["0", "A".repeat(32), `${reply.id}00`,
			reply.id.toUpperCase(), "g".repeat(32)])
			assert.equal((await get(id)).status, 404, id);
		release();
		assert.equal((await get(late.id)).status, 200);
	});

	it("is 401 without a bearer", async () => {
		const a = await world.intake.ask(`/v1/box/entries/${reply.id}`);

		assert.equal(a.problem, "error:bearer");
	});

	it("comes in ranges", async () => {
		const n = reply.bytes.length;

		for (const [range, first, last] of [
			["bytes=0-0", 0, 0], ["bytes=0-99", 0, 99],
			["bytes=100-", 100, n - 1], [`bytes=${n - 1}-`, n - 1, n - 1],
			["bytes=-1", n - 1, n - 1], ["bytes=-100", n - 100, n - 1],
			[`bytes=-${n + 5}`, 0, n - 1],
			[`bytes=50-${n + 50}`, 50, n - 1],
			["bytes=5-99999999999999999999999", 5, n - 1],
		] as const) {
			const a = await get(reply.id, { range });

			assert.equal(a.status, 206, range);
			assert.equal(a.headers["content-range"],
			    `bytes ${first}-${last}/${n}`);
			assert.deepEqual(new Uint8Array(a.body),
			    reply.bytes.slice(first, last + 1), range);
		}
		for (const range of [`bytes=${n}-`, `bytes=${n}-${n + 9}`,
			"bytes=-0", "bytes=99999999999999999999-"]) {
			const a = await get(reply.id, { range });

			assert.equal(a.status, 416, range);
			assert.equal(a.problem, "error:range");
			assert.equal(a.headers["content-range"], `bytes */${n}`);
		}
		/* Not understood, hence ignored. */
		for (const range of ["bytes=5-2", "bytes=a-b", "bytes=-", "items=0-1",
			"bytes=0-1,3-4", "bytes= 0-1", "bytes=0--1", "0-1"]) {
			const a = await get(reply.id, { range });

			assert.equal(a.status, 200, range);
			assert.equal(a.body.length, n);
		}
	});

	it("is answered to HEAD without its bytes", async () => {
		const a = await world.intake.ask(`/v1/box/entries/${reply.id}`,
		    { method: "HEAD", headers: report.bearer });

		assert.equal(a.status, 200);
		assert.equal(a.headers["content-length"],
		    String(reply.bytes.length));
		assert.equal(a.body.length, 0);
	});

	it("may be as large as a body", async () => {
		const large = report.reply("large\n", "02", 256 * 1024);

		add(report, large, "reporter");
		release();
		const a = await get(large.id);
		assert.deepEqual(new Uint8Array(a.body), large.bytes);
		const b = await get(large.id, { range: "bytes=200000-200009" });
		assert.deepEqual(new Uint8Array(b.body),
		    large.bytes.slice(200000, 200010));
	});
});
