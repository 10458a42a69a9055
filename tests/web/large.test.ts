// SPDX-License-Identifier: ISC
// Entries of every bucket from 1 MiB on, read back by officers and by the
// reporter: heads, pieces at and across every seam, and all of it.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { sha256 } from "../../assets/lib/hash.ts";
import { type Answer, until } from "./client.ts";
import { World } from "./harness.ts";
import {
	ENTRY_TYPE, PAIRS_TYPE, call, fetchBody, listed, login, pair,
} from "./office.ts";
import { type Object1, Report, post } from "./report.ts";
import { LENGTH, MIB, PART_MAX, PART_MIN, upload } from "./upload.ts";

/** What one answer of the box has at most. */
const READ_LEN = 1114112;

let world: World;
let token: string;

before(async () => {
	world = await World.create({ office: true });
	token = await login(world, "01");
});
after(async () => {
	await world.close();
});

const sizes = [1, 4, 16, 64] as const;

async function sent(mib: number, partLen: number): Promise<Report> {
	const r = new Report(world.keys, { fill: mib * MIB });
	const id = await upload(world.intake, r.object.sealed.payload, partLen);

	assert.equal((await r.send(world.intake, r.uploadedBody(id))).status,
	    201);
	await until(() => listed(world, token),
	    (all) => all.ids.includes(r.object.id));
	return r;
}

function fetched(o: Object1, open: Uint8Array, from: number, len: number):
    Promise<Answer> {
	return call(world, "/v1/entries/fetch", token,
	    fetchBody(o.id, open, from, len), ENTRY_TYPE);
}

function same(a: Uint8Array, b: Uint8Array, what: string): void {
	assert.equal(Buffer.compare(a, b), 0, what);
}

describe("an officer", () => {
	for (const mib of sizes)
		it(`reads a report of ${mib} MiB byte for byte`, async () => {
			/* Seams at every size that a client may choose. */
			const r = await sent(mib, mib === 16 ? PART_MIN : PART_MAX);
			const { payload, header } = r.object.sealed;
			const { open } = r.object;
			const h = await call(world, "/v1/heads", token,
			    pair(r.object.id, open), PAIRS_TYPE);
			const len = h.body.readUInt32BE(24);

			assert.equal(h.body.readBigUInt64BE(16),
			    BigInt(payload.length + header.length));
			same(h.body.subarray(32, 28 + len), header, "header");
			same(h.body.subarray(32 + len), payload.subarray(0, 65568),
			    "head");
			const whole: Buffer[] = [];
			for (let at = 0; at < payload.length; at += MIB) {
				const a = await fetched(r.object, open, at, MIB);

				assert.equal(a.status, 200);
				whole.push(a.body);
			}
			same(sha256(new Uint8Array(Buffer.concat(whole))),
			    sha256(payload), "whole");
			for (const at of [0, 1, PART_MIN - 2, PART_MAX - 3,
				PART_MAX * 2 - 1, MIB - 1, payload.length - 9])
				same((await fetched(r.object, open, at, 17)).body,
				    payload.subarray(at, at + 17), `at ${at}`);
			same((await fetched(r.object, open, payload.length, 5)).body,
			    new Uint8Array(0), "the end");
		});

	it("reads a follow-up with the report's open", async () => {
		const r = await sent(1, PART_MAX);
		const f = r.followup("more\n", { fill: 4 * MIB });
		const id = await upload(world.intake, f.sealed.payload);

		assert.equal((await post(world.intake, "/v1/box/entries",
		    r.followupBody(f, id))).status, 201);
		const a = await until(() => fetched(f, r.object.open, 3 * MIB, MIB),
		    (x) => x.status === 200);
		same(a.body, f.sealed.payload.subarray(3 * MIB, 4 * MIB), "piece");
	});

	it("cannot read what he cannot open", async () => {
		const r = await sent(1, PART_MAX);
		const other = await sent(1, PART_MAX);

		for (const open of [new Uint8Array(16), other.object.open])
			assert.equal((await fetched(r.object, open, 0, 10)).status,
			    404);
	});
});

describe("the reporter", () => {
	/*
	 * Officers post their replies in one piece, so one of many parts comes
	 * about by hand: a follow-up is turned into a reply.
	 */
	async function reply(mib: number): Promise<[Report, Object1]> {
		const r = new Report(world.keys);
		const f = r.followup("x\n", { fill: mib * MIB });

		assert.equal((await r.send(world.intake)).status, 201);
		const id = await upload(world.intake, f.sealed.payload);
		assert.equal((await post(world.intake, "/v1/box/entries",
		    r.followupBody(f, id))).status, 201);
		await until(async () => world.cluster.sql("UPDATE qf.entry SET " +
		    "side = 'officer', audience = 'reporter' WHERE id = " +
		    `'\\x${f.id}' AND release IS NOT NULL RETURNING 1;`),
		    (out) => out === "1");
		return [r, f];
	}

	for (const mib of sizes)
		it(`reads an answer of ${mib} MiB in ranges`, async () => {
			const [r, f] = await reply(mib);
			const n = f.bytes.length;
			const get = (range?: string): Promise<Answer> =>
				world.intake.ask(`/v1/box/entries/${f.id}`, { headers: {
					...r.bearer, ...range === undefined ? {} :
					    { range } } });
			const whole: Buffer[] = [];

			assert.equal(n, LENGTH[mib] + f.sealed.header.length);
			for (let at = 0; at < n;) {
				const a = await get(`bytes=${at}-`);

				assert.equal(a.status, 206);
				assert.equal(a.headers["content-range"],
				    `bytes ${at}-${at + a.body.length - 1}/${n}`);
				assert.equal(a.body.length, Math.min(READ_LEN, n - at));
				whole.push(a.body);
				at += a.body.length;
			}
			same(sha256(new Uint8Array(Buffer.concat(whole))),
			    sha256(f.bytes), "whole");
			for (const at of [0, 853, 854, PART_MAX - 3,
				PART_MAX + f.sealed.header.length - 3, n - 7])
				same((await get(`bytes=${at}-${at + 6}`)).body,
				    f.bytes.subarray(at, at + 7), `at ${at}`);
			assert.equal((await get(`bytes=${n}-`)).status, 416);
			if (n <= READ_LEN)
				same((await get()).body, f.bytes, "in one piece");
			else
				assert.equal((await get()).status, 413);
		});
});
