// SPDX-License-Identifier: ISC
// PostgreSQL stopped, killed and frozen while reports come in: no worker waits
// for it, nothing acknowledged is missing, and service comes back by itself.
//	chaos.ts [--short]
//
// The load: clients that seal each report, send it, and send the same bytes
// again until it is acknowledged, as the page does; beside them somebody opens
// the page on new connections.  tests/web/faults.test.ts has the finer points
// of one fault each; here it is load, rounds and figures.

import { parseArgs } from "node:util";

import { sleep } from "../web/client.ts";
import { World } from "../web/harness.ts";
import { Checks, load } from "../load/checks.ts";
import { LoadClient, type Phase, sum } from "../load/client.ts";

/*
 * What is promised of the other route.  A third intake without a database and
 * without load is the control: where even its p99 is over a quarter of that,
 * this machine is too busy with other things to tell 50 ms from nothing, and
 * the limit is one that a worker waiting for the database would still break.
 */
const P99_MS = 50;
const BUSY_P99_MS = 250;
const WORST_MS = 1000;
/** A database that answers again is used again within this time. */
const BACK_MS = 10000;

interface Plan {
	readonly rounds: number;
	readonly calm: number;
	readonly down: number;
	/** Longer than a job may wait (8 s): some are refused meanwhile. */
	readonly frozen: number;
	readonly after: number;
	readonly pause: number;
	readonly probe: number;
}

const FULL: Plan = { rounds: 3, calm: 6000, down: 3000, frozen: 12000,
	after: 5000, pause: 10, probe: 10 };
const SHORT: Plan = { rounds: 1, calm: 2000, down: 700, frozen: 3000,
	after: 2000, pause: 30, probe: 20 };

/** Between begin() and repair() there is no database. */
interface Fault {
	readonly name: string;
	readonly begin: (w: World) => Promise<void>;
	readonly hold: (p: Plan) => number;
	readonly repair: (w: World) => Promise<void>;
}

const FAULTS: readonly Fault[] = [
	...(["fast", "immediate"] as const).map((mode): Fault => ({
		name: `stopped (-m ${mode})`,
		begin: (w) => w.cluster.stopMeanwhile(mode),
		hold: (p) => p.down,
		repair: (w) => w.cluster.startMeanwhile(),
	})),
	{
		name: "killed (kill -9)",
		begin: async (w) => w.cluster.kill(),
		hold: (p) => p.down,
		repair: (w) => w.cluster.startMeanwhile(),
	},
	{
		name: "frozen (SIGSTOP)",
		begin: async (w) => w.cluster.freeze(),
		hold: (p) => p.frozen,
		repair: async (w) => w.cluster.thaw(),
	},
];

async function strike(world: World, client: LoadClient, f: Fault, p: Plan):
    Promise<void> {
	client.phase(`calm, ${f.name}`);
	await sleep(p.calm);
	client.phase(`during, ${f.name}`);
	await f.begin(world);
	await sleep(f.hold(p));
	await f.repair(world);
	/* From here on the database answers. */
	client.phase(`after, ${f.name}`);
	await sleep(p.after);
}

function show(phases: readonly Phase[]): void {
	console.log(`       ${"phase".padEnd(31)}     s  taken  503 cut ` +
	    "back ms | page   n   p50    p99    max ms | control p99 max");
	for (const p of phases)
		console.log(`       ${p.name.padEnd(31)} ` +
		    `${(p.ms / 1000).toFixed(1).padStart(5)} ` +
		    `${String(p.created + p.same).padStart(6)} ` +
		    `${String(p.unavailable).padStart(4)} ` +
		    `${String(p.silent).padStart(3)} ` +
		    `${String(p.first_ms).padStart(7)} | ` +
		    `${String(p.probes.count).padStart(8)} ` +
		    `${p.probes.p50.toFixed(1).padStart(5)} ` +
		    `${p.probes.p99.toFixed(1).padStart(6)} ` +
		    `${p.probes.max.toFixed(1).padStart(6)}    | ` +
		    `${p.controls.p99.toFixed(1).padStart(11)} ` +
		    `${p.controls.max.toFixed(1)}`);
}

const of = (phases: readonly Phase[], when: string, f: Fault): Phase[] =>
	phases.filter((p) => p.name === `${when}, ${f.name}`);

function judge(c: Checks, phases: readonly Phase[], f: Fault): void {
	const during = of(phases, "during", f), after = of(phases, "after", f);
	const both = [...during, ...after];
	const p99 = Math.max(...both.map((p) => p.probes.p99));
	const max = Math.max(...both.map((p) => p.probes.max));
	const control = Math.max(...both.map((p) => p.controls.p99));
	const limit = control < P99_MS / 4 ? P99_MS :
	    Math.max(BUSY_P99_MS, 2 * control);
	const back = after.map((p) => p.first_ms);

	c.check(sum(both, "probe_wrongs") === 0 &&
	    during.every((p) => p.probes.count > 10),
	    `${f.name}: the page is always served`);
	c.check(p99 < limit, `${f.name}: no worker waits, the page's p99 is ` +
	    `under ${limit.toFixed(0)} ms`, `${p99} ms, control ${control} ms`);
	c.check(max < WORST_MS, `${f.name}: and never over ${WORST_MS} ms`,
	    `${max} ms`);
	c.check(back.every((ms) => ms >= 0 && ms < BACK_MS),
	    `${f.name}: reports are taken again by themselves`,
	    `${back.join(", ")} ms after the database answered`);
}

function account(c: Checks, world: World, client: LoadClient): void {
	const taken = client.journal();
	const ids = world.cluster.sql("SELECT encode(id, 'hex') FROM qf.entry;")
	    .split("\n");
	const stored = new Set(ids);
	const lost = taken.filter((j) => !stored.has(j.id));

	c.check(taken.length > 100 && lost.length === 0,
	    "no acknowledged report is missing",
	    `${taken.length} acknowledged, ${lost.length} missing`);
	c.equal(ids.length, stored.size, "none is stored twice");
	c.equal(new Set(taken.map((j) => j.id)).size, taken.length,
	    "none was acknowledged twice");
	c.equal(world.cluster.sql("SELECT count(*) FROM qf.entry WHERE id <> " +
	    "substring(sha256(payload) FROM 1 FOR 16) OR size <> " +
	    "octet_length(header) + octet_length(payload);"), "0",
	    "no stored byte is another one");
	c.equal(ids.length, taken.length,
	    "what was sent until acknowledged is all that is stored");
}

await Checks.run("chaos", async (c) => {
	const { values } = parseArgs({ options: { short: { type: "boolean" } } });
	const plan = values.short === true ? SHORT : FULL;
	const world = await World.create({ intakes: 3, start: false });
	const intakes = world.intakes.slice(0, 2);
	const [, , control] = world.intakes;
	let client: LoadClient | undefined;

	try {
		if (control === undefined)
			throw new Error("no control");
		control.writeSettings({ ...control.lines,
			database: "host=/none dbname=qingfeng user=qf_intake" });
		await control.start("/");
		for (const s of intakes)
			await s.start("/v1/start");
		const workers = intakes.map((s) =>
		    JSON.stringify(s.children().map((k) => k.pid)));

		client = new LoadClient(world, intakes, "chaos", "--quick",
		    "--retry", "--clients", "8", "--pause", String(plan.pause),
		    "--probe", String(plan.probe), "--control",
		    String(control.port));
		for (let round = 0; round < plan.rounds; round++)
			for (const f of FAULTS)
				await strike(world, client, f, plan);
		const { code, phases } = await client.end();

		show(phases);
		console.log(`       ${load()}`);
		c.equal(code, 0, "the client has nothing to complain of");
		for (const f of FAULTS)
			judge(c, phases, f);
		c.check(intakes.every((s, i) => workers[i] ===
		    JSON.stringify(s.children().map((k) => k.pid))),
		    "all workers are the ones that began");
		account(c, world, client);
	} finally {
		client?.kill();
		await world.close();
	}
});
