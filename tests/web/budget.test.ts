// SPDX-License-Identifier: ISC
// The disk must not fill up: when the database nears its budget uploads are
// refused first, then large bodies, small reports last, and with room all is
// taken again.  A file with a hole in the database's folder counts like a full one.

import assert from "node:assert/strict";
import { closeSync, openSync, ftruncateSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";

import { until } from "./client.ts";
import { World } from "./harness.ts";
import { Report } from "./report.ts";
import {
	LENGTH, MIB, PART_MAX, begin, create, part, sendFrom, upload,
} from "./upload.ts";

const KIB = 1024;
const GIB = 1024 * 1024 * KIB;

let world: World;

before(async () => {
	world = await World.create({ intakeLines: { "storage-gib": "1" } });
});
after(async () => {
	await world.close();
});

function fill(part: number): () => void {
	const oid = world.cluster.sql(
	    "SELECT oid FROM pg_database WHERE datname = current_database();");
	const path = join(world.cluster.dir, "data/base", oid, "filler");
	const fd = openSync(path, "w");

	ftruncateSync(fd, Math.floor(part * GIB));
	closeSync(fd);
	return () => rmSync(path);
}

async function status(kib: number): Promise<number> {
	return (await new Report(world.keys, { fill: kib * KIB })
	    .send(world.intake)).status;
}

/** Until every worker says so: each looks for itself every ten seconds. */
async function always(what: () => Promise<number>, want: number):
    Promise<void> {
	let streak = 0;

	await until(async () => {
		streak = await what() === want ? streak + 1 : 0;
		return streak;
	}, (n) => n >= 10, 40000);
}

function settled(kib: number, want: number): Promise<void> {
	return always(() => status(kib), want);
}

async function beginning(): Promise<number> {
	return (await create(world.intake, LENGTH[1])).status;
}

it("large bodies are refused before small reports", async () => {
	assert.equal(await status(256), 201);
	let free = fill(0.92);

	await settled(256, 503);
	const refused = await new Report(world.keys, { fill: 256 * KIB })
	    .send(world.intake);
	assert.equal(refused.status, 503);
	assert.ok(Number(refused.headers["retry-after"]) > 0);
	assert.equal(await status(4), 201);
	free();
	free = fill(1);
	await settled(4, 503);
	free();
	await settled(256, 201);
});

it("uploads are refused before large bodies", async () => {
	const r = new Report(world.keys, { fill: MIB });
	const id = await upload(world.intake, r.object.sealed.payload);
	const half = await begin(world.intake, LENGTH[4]);
	const free = fill(0.82);

	await always(beginning, 503);
	const refused = await create(world.intake, LENGTH[1]);
	assert.ok(Number(refused.headers["retry-after"]) > 0);
	assert.equal(refused.headers["tus-resumable"], "1.0.0");
	assert.equal((await part(world.intake, half, 0,
	    new Uint8Array(PART_MAX))).status, 503);
	/* What is here already can be posted: it takes no room. */
	assert.equal((await r.send(world.intake, r.uploadedBody(id))).status,
	    201);
	assert.equal(await status(256), 201);
	assert.equal(await status(4), 201);
	free();
	await always(beginning, 201);
	assert.equal((await part(world.intake, half, 0,
	    new Uint8Array(PART_MAX))).status, 204);
});

it("uploads that nobody posts hold a tenth at most", async () => {
	const big = new Report(world.keys, { fill: 64 * MIB });
	const next = new Report(world.keys, { fill: 16 * MIB });
	const id = await begin(world.intake, LENGTH[64]);
	const nextId = await begin(world.intake, LENGTH[16]);
	const late = await begin(world.intake, LENGTH[64]);
	let at = 0;

	/* 64 and 16 MiB: three quarters of a tenth of 1 GiB, and some. */
	await sendFrom(world.intake, id, big.object.sealed.payload);
	await sendFrom(world.intake, nextId, next.object.sealed.payload);
	await always(beginning, 503);
	/* One that has begun goes on, until the tenth is full. */
	await until(async () => {
		const a = await part(world.intake, late, at,
		    new Uint8Array(PART_MAX));

		if (a.status === 204)
			at += PART_MAX;
		return a.status;
	}, (s) => s === 503, 60000);
	/* Each worker knows its own part at once, all of it within ten seconds. */
	assert.ok(at >= 10 * MIB && at < LENGTH[64] - PART_MAX, `${at}`);
	assert.equal(await status(256), 201);
	/* An upload that is posted is no longer pending. */
	assert.equal((await big.send(world.intake, big.uploadedBody(id)))
	    .status, 201);
	await always(beginning, 201);
	assert.equal((await next.send(world.intake, next.uploadedBody(nextId)))
	    .status, 201);
});
