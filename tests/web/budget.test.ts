// SPDX-License-Identifier: ISC
// The disk must not fill up: when the database nears its budget large bodies
// are refused first, small reports last, and with room all is taken again.
// A file with a hole in the database's folder counts like a full one.

import assert from "node:assert/strict";
import { closeSync, openSync, ftruncateSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";

import { until } from "./client.ts";
import { World } from "./harness.ts";
import { Report } from "./report.ts";

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
async function settled(kib: number, want: number): Promise<void> {
	let streak = 0;

	await until(async () => {
		streak = await status(kib) === want ? streak + 1 : 0;
		return streak;
	}, (n) => n >= 10, 40000);
}

it("large bodies are refused first, small reports last", async () => {
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
