// SPDX-License-Identifier: ISC
// Two intakes on one database, many clients: nothing lost, nothing doubled.

import assert from "node:assert/strict";
import { Agent } from "node:https";
import { after, before, it } from "node:test";

import { World } from "./harness.ts";
import { ENTRY_TYPE, Report } from "./report.ts";

const CLIENTS = 8;
const EACH = 40;

let world: World;

before(async () => {
	world = await World.create({ intakes: 2 });
});
after(async () => {
	await world.close();
});

it("eight clients on two intakes store each report once", async () => {
	const begun = world.cluster.count("qf.entry");
	const sent: string[] = [];

	await Promise.all(Array.from({ length: CLIENTS }, async (_, k) => {
		const s = world.intakes[k % 2] ?? world.intake;
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });

		for (let i = 0; i < EACH; i++) {
			const r = new Report(world.keys);
			const body = r.body;
			const a = await s.ask("/v1/threads", { method: "POST", body,
				agent, headers: { "content-type": ENTRY_TYPE } });

			assert.equal(a.status, 201);
			sent.push(r.object.id);
		}
		agent.destroy();
	}));
	const ids = world.cluster.sql("SELECT encode(id, 'hex') FROM qf.entry;")
	    .split("\n");

	assert.equal(ids.length - begun, CLIENTS * EACH);
	assert.deepEqual(new Set(ids), new Set(sent));
});

it("the same report to both at once is stored once", async () => {
	for (let i = 0; i < 20; i++) {
		const r = new Report(world.keys);
		const body = r.body;
		const all = await Promise.all([0, 1, 0, 1].map((k) =>
		    r.send(world.intakes[k] ?? world.intake, body)));

		assert.deepEqual(all.map((a) => a.status).sort(),
		    [200, 200, 200, 201]);
		assert.equal(new Set(all.map((a) => a.text)).size, 1);
	}
});

it("two reports for one mailbox: one is stored, one is 409", async () => {
	for (let i = 0; i < 20; i++) {
		const a = new Report(world.keys);
		const b = new Report(world.keys, {}, a.receipt);
		const both = await Promise.all([a.send(world.intakes[0] ??
			world.intake), b.send(world.intakes[1] ?? world.intake)]);

		assert.deepEqual(both.map((x) => x.status).sort(), [201, 409]);
	}
});
