// SPDX-License-Identifier: ISC
// What may go wrong under intake: the database away, killed, frozen, of
// another schema; clients that leave; workers that die.  Nothing acknowledged
// is lost, nothing else waits, and it comes back by itself.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { type Answer, bare, sleep, until } from "./client.ts";
import { World } from "./harness.ts";
import { ENTRY_TYPE, Report } from "./report.ts";

let world: World;

before(async () => {
	world = await World.create({ intakes: 2 });
});
after(async () => {
	await world.close();
});

function entries(): Set<string> {
	return new Set(world.cluster.sql(
	    "SELECT encode(id, 'hex') FROM qf.entry;").split("\n"));
}

async function back(): Promise<void> {
	for (const s of world.intakes) {
		const report = new Report(world.keys);

		await until(() => report.send(s),
		    (a) => a.status === 200 || a.status === 201, 20000);
	}
}

function quantile(times: number[], q: number): number {
	const sorted = [...times].sort((a, b) => a - b);

	return sorted[Math.min(sorted.length - 1,
	    Math.floor(sorted.length * q))] ?? 0;
}

/**
 * Send reports from several clients while something happens; every one not
 * acknowledged is sent again, as the page does.  Returns how long another
 * route took meanwhile.
 */
async function under(what: () => Promise<void>): Promise<number[]> {
	const reports = Array.from({ length: 240 },
	    () => new Report(world.keys));
	const bodies = reports.map((r) => r.body);
	const acknowledged = new Set<string>();
	const times: number[] = [];
	let over = false;
	let next = 0;

	const client = async (k: number): Promise<void> => {
		while (!over && next < reports.length) {
			const i = next++;
			const report = reports[i];

			for (let tries = 0; report !== undefined; tries++) {
				assert.ok(tries < 40, "a report is taken in the end");
				const s = world.intakes[k % 2] ?? world.intake;
				const a = await report.send(s, bodies[i])
				    .catch(() => undefined);

				if (a?.status === 201 || a?.status === 200) {
					acknowledged.add(report.object.id);
					break;
				}
				assert.ok(a === undefined || a.status === 503,
				    `${a?.status} ${a?.text}`);
				await sleep(100);
			}
			await sleep(15);
		}
	};
	const probe = async (): Promise<void> => {
		while (!over) {
			const a = await world.intake.ask("/");

			assert.equal(a.status, 200);
			times.push(a.ms);
			await sleep(10);
		}
	};
	const clients = Promise.all([0, 1, 2, 3].map(client));
	const probing = probe();
	await sleep(300);
	try {
		await what();
		await sleep(500);
		await back();
	} finally {
		over = true;
		await clients;
		await probing;
	}
	const stored = entries();
	for (const id of acknowledged)
		assert.ok(stored.has(id), `${id} was acknowledged and is lost`);
	assert.ok(acknowledged.size > 20, `${acknowledged.size} acknowledged`);
	return times;
}

/* What this machine, maybe shared, takes when nothing happens. */
let quiet = { p99: 0, max: 0 };

function unmoved(times: number[], t: { diagnostic(s: string): void }): void {
	const [p50 = 0, p99 = 0, max = 0] =
	    [0.5, 0.99, 1].map((q) => quantile(times, q));

	t.diagnostic(`another route: ${times.length} requests, p50 ` +
	    `${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(1)} ms`);
	/* A worker that waits for the database would take seconds. */
	assert.ok(max < Math.max(1000, 3 * quiet.max), `max ${max} ms`);
	assert.ok(p99 < Math.max(100, 3 * quiet.p99), `p99 ${p99} ms`);
}

describe("under load", () => {
	it("answers while nothing happens", async (t) => {
		const times = await under(() => sleep(2000));

		quiet = { p99: quantile(times, 0.99), max: quantile(times, 1) };
		unmoved(times, t);
	});

	it("survives a database stopped and started", async (t) => {
		unmoved(await under(async () => {
			await world.cluster.stopMeanwhile("fast");
			await sleep(1000);
			await world.cluster.startMeanwhile();
		}), t);
	});

	it("survives a database stopped at once", async (t) => {
		unmoved(await under(async () => {
			await world.cluster.stopMeanwhile("immediate");
			await sleep(500);
			await world.cluster.startMeanwhile();
		}), t);
	});

	it("survives a database killed", async (t) => {
		unmoved(await under(async () => {
			world.cluster.kill();
			await sleep(500);
			await world.cluster.startMeanwhile();
		}), t);
	});

	it("survives a database frozen", async (t) => {
		unmoved(await under(async () => {
			world.cluster.freeze();
			await sleep(3000);
			world.cluster.thaw();
		}), t);
	});
});

describe("without a database", () => {
	it("says 503 with Retry-After, and takes again by itself", async () => {
		const report = new Report(world.keys);

		world.cluster.stop("fast");
		try {
			const said = await Promise.all([
				report.send(world.intake),
				world.intake.ask("/v1/box", { headers: report.bearer }),
				world.intake.ask("/v1/roots/1"),
			]);

			for (const a of said) {
				assert.equal(a.status, 503);
				assert.equal(a.problem, "error:unavailable");
				assert.equal(a.headers["retry-after"], "5");
				assert.ok(a.ms < 12000, `${a.ms} ms`);
			}
			const page = await Promise.all([world.intake.ask("/"),
				world.intake.ask("/v1/start")]);
			assert.deepEqual(page.map((a) => a.status), [200, 200]);
		} finally {
			world.cluster.start();
		}
		await back();
		const a = await until(() => report.send(world.intake),
		    (b) => b.status < 500);
		assert.match(String(a.status), /^20[01]$/);
	});

	it("starts, and is ready once the database is", async () => {
		const s = world.intakes[1];

		assert.ok(s);
		await s.stop();
		world.cluster.stop("fast");
		try {
			s.spawn();
			const a = await until(() => s.ask("/v1/start"), () => true);
			assert.equal(a.status, 503);
			assert.equal((await s.ask("/")).status, 200);
		} finally {
			world.cluster.start();
		}
		await s.ready("/v1/start");
		await back();
	});
});

describe("a client that leaves", () => {
	it("while its report waits harms nobody", async () => {
		const workers = world.intake.children().map((c) => c.pid);
		const reports = Array.from({ length: 40 },
		    () => new Report(world.keys));

		world.cluster.freeze();
		try {
			for (const [i, r] of reports.entries()) {
				const s = await bare(world.intake);
				const body = r.body;

				s.on("error", () => undefined);
				s.write(`POST /v1/threads HTTP/1.1\r\nHost: ${
				    world.host}\r\nContent-Type: ${ENTRY_TYPE}\r\n` +
				    `Content-Length: ${body.length}\r\n\r\n`);
				s.write(body);
				/* Properly closed, or gone without a word. */
				setTimeout(() => i % 2 === 0 ? s.end() : s.destroy(),
				    100);
			}
			const boxes = reports.slice(0, 20).map((r) => {
				const stop = new AbortController();

				setTimeout(() => stop.abort(), 100);
				return world.intake.ask("/v1/box", { headers: r.bearer,
					signal: stop.signal }).catch(() => undefined);
			});
			await Promise.all(boxes);
			await sleep(300);
			assert.equal((await world.intake.ask("/")).status, 200);
		} finally {
			world.cluster.thaw();
		}
		await back();
		assert.deepEqual(world.intake.children().map((c) => c.pid), workers);
		/* Sent again, each is there once whether or not it had arrived. */
		for (const r of reports)
			assert.match(String((await r.send(world.intake)).status),
			    /^20[01]$/);
		const stored = entries();
		for (const r of reports)
			assert.ok(stored.has(r.object.id));
	});
});

describe("a worker that dies", () => {
	it("is replaced, and no promise is wrong", async () => {
		for (let i = 0; i < 3; i++) {
			const victim = world.intake.children()
			    .find((c) => c.title.includes("[wrk"));

			assert.ok(victim, JSON.stringify(world.intake.children()));
			process.kill(victim.pid, "SIGKILL");
			await sleep(300);
			await world.intake.ready("/v1/start");
		}
		const answers: Answer[] = [];
		for (let i = 0; i < 20; i++)
			answers.push(await new Report(world.keys).send(world.intake));
		assert.ok(answers.every((a) => a.status === 201));
	});
});

describe("the end", () => {
	it("comes in time and with status 0 when asked for", async () => {
		const s = world.intakes[1];

		assert.ok(s);
		const began = Date.now();
		assert.equal(await s.stop(), 0);
		assert.ok(Date.now() - began < 4000);
		await s.start("/v1/start");
	});

	it("comes by itself for a schema it does not know", async () => {
		const [a, b] = world.intakes;

		assert.ok(a !== undefined && b !== undefined);
		await a.stop();
		world.cluster.sql("INSERT INTO qf.schema_migration VALUES " +
		    "(9999, 'x', sha256(''));");
		try {
			a.log = "";
			a.spawn();
			await until(async () => a.exitCode, (c) => c !== null, 8000);
			assert.equal(a.exitCode, 1);
			assert.match(a.log, /schema is not the one/);
			/* One that runs finds out when it connects anew. */
			world.cluster.stop("fast");
			world.cluster.start();
			await until(async () => b.exitCode, (c) => c !== null, 15000);
			assert.equal(b.exitCode, 1);
		} finally {
			world.cluster.sql("DELETE FROM qf.schema_migration " +
			    "WHERE number = 9999;");
		}
		await a.start("/v1/start");
		await b.start("/v1/start");
		await back();
	});
});
