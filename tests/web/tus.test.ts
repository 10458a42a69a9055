// SPDX-License-Identifier: ISC
// Somebody else's tus client against ours: npm's tus-js-client as it comes,
// over a line that is cut in the middle of parts, and begun again from nothing
// but the upload's address.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, it } from "node:test";

import tus, { type UploadOptions } from "tus-js-client";

import { openPromise } from "../../assets/lib/promise.ts";
import { World } from "./harness.ts";
import { Report } from "./report.ts";
import { LENGTH, MIB, PART_MAX, PART_MIN } from "./upload.ts";
import { Wire } from "./wire.ts";

let world: World;
let wire: Wire;

before(async () => {
	world = await World.create();
});
after(async () => {
	await world.close();
});
beforeEach(async () => {
	wire = await Wire.to(world.intake.port);
});
afterEach(async () => {
	await wire.close();
});

interface Run {
	/** Methods, as they went out. */
	calls: string[];
	url: string;
}

/** Upload with their client until it says that it is done. */
function send(payload: Uint8Array, run: Run, options: UploadOptions = {},
    stopAt = Infinity): Promise<void> {
	return new Promise((resolve, reject) => {
		const u = new tus.Upload(Buffer.from(payload), {
			endpoint: `https://127.0.0.1:${wire.port}/v1/uploads`,
			chunkSize: PART_MAX,
			retryDelays: [10, 20, 50, 100, 200, 200, 200, 200],
			storeFingerprintForResuming: false,
			httpStack: new tus.DefaultHttpStack({ ca: world.ca }),
			onBeforeRequest: (req) => {
				run.calls.push(req.getMethod());
			},
			onUploadUrlAvailable: () => {
				run.url = u.url ?? "";
			},
			onChunkComplete: (_size, at) => {
				if (at >= stopAt)
					void u.abort().then(resolve);
			},
			onError: reject,
			onSuccess: () => resolve(),
			...options,
		});

		u.start();
	});
}

async function posted(r: Report, run: Run): Promise<void> {
	const a = await r.send(world.intake,
	    r.uploadedBody(run.url.slice(-32)));

	assert.equal(a.status, 201, a.text);
	openPromise(world.host, new Uint8Array(a.body), [world.keys.promise],
	    r.object.d, world.keys.today);
}

function sealed(mib: number): [Report, Uint8Array] {
	const r = new Report(world.keys, { fill: mib * MIB });

	return [r, r.object.sealed.payload];
}

it("uploads in parts", async () => {
	const [r, payload] = sealed(4);
	const run: Run = { calls: [], url: "" };

	await send(payload, run);
	assert.deepEqual(run.calls, ["POST", "PATCH", "PATCH", "PATCH", "PATCH"]);
	await posted(r, run);
});

it("goes on after a line that is cut in the middle of parts", async () => {
	const [r, payload] = sealed(16);
	const run: Run = { calls: [], url: "" };

	wire.cuts = [1.5, 4.2, 7.1, 12.6].map((n) => n * MIB);
	await send(payload, run);
	assert.equal(wire.cut, 4);
	assert.ok(run.calls.filter((c) => c === "HEAD").length >= 4,
	    run.calls.join(" "));
	assert.equal(run.calls.filter((c) => c === "POST").length, 1);
	/* Only what was cut went twice. */
	assert.ok(wire.up < payload.length + 5 * PART_MAX, `${wire.up}`);
	await posted(r, run);
});

it("goes on in another client that knows the address only", async () => {
	const [r, payload] = sealed(4);
	const run: Run = { calls: [], url: "" };

	await send(payload, run, {}, 2 * PART_MAX);
	const again: Run = { calls: [], url: run.url };
	await send(payload, again, { uploadUrl: run.url, chunkSize: PART_MIN });
	assert.equal(again.calls[0], "HEAD");
	assert.ok(!again.calls.includes("POST"));
	assert.ok(again.calls.length <= 1 + 8 + 1, again.calls.join(" "));
	await posted(r, run);
});

it("sends POST for PATCH where it must", async () => {
	const [r, payload] = sealed(1);
	const run: Run = { calls: [], url: "" };

	await send(payload, run, { overridePatchMethod: true });
	assert.deepEqual(run.calls, ["POST", "POST"]);
	await posted(r, run);
});

it("is told no when it would send names, or all at once", async () => {
	const [, payload] = sealed(4);
	const run: Run = { calls: [], url: "" };

	await assert.rejects(send(payload, run,
	    { metadata: { filename: "holiday.jpg" }, retryDelays: [] }), /400/);
	assert.deepEqual(run.calls, ["POST"]);
	await assert.rejects(send(payload, run,
	    { chunkSize: Infinity, retryDelays: [] }), /413|EPIPE|ECONNRESET/);
	await assert.rejects(send(payload.subarray(0, LENGTH[1] + 5), run,
	    { retryDelays: [] }), /422/);
});
