// SPDX-License-Identifier: ISC
// First figures, each beside what it is to be measured by, in the same run:
//	reports/s	wrk on intake, durable	pgbench on the same SQL function
//	handshakes/s	wrk on intake's page	wrk on a bare route of our Kore
//	requests/s	the same on connections that stay
//	page		bytes and requests in Chromium
//	qf seal, open	64 MiB on a tmpfs	Debian's age on the same file
// Rounds are interleaved and begin with another one each time; what others on
// this machine disturb is measured again; figures are medians.  A table for people, build/bench/*.json for programs.
//	bench.ts [--short] [--seal] [--rounds N] [--seconds N] [--nice=N]
//	--short	a second each: only that there are figures
//	--seal	qf seal and qf open only
//	--nice	-20 to 19, for a machine that others work on: all that is
//		measured and what measures it go before what others run

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, setPriority } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { repo } from "../web/cluster.ts";
import { World } from "../web/harness.ts";
import { start as startProbe } from "../web/kore/service.ts";
import { Checks, load } from "../load/checks.ts";
import { family, machine, ours } from "./cpu.ts";
import { type Weight, weigh } from "./page.ts";
import { type Sealing, judgeSealing, sealing } from "./seal.ts";
import { type Rate, Template, getPage, postReports } from "./tools.ts";

const CONNECTIONS = 32;
/** Of the machine, used by others: more is a reason to measure again. */
const OTHERS_MAX = 0.08;

interface Plan {
	readonly rounds: number;
	readonly seconds: number;
	readonly pause: number;
	/** How often a cell is measured when others disturb it. */
	readonly tries: number;
	/** What qf seal is given. */
	readonly sealMib: number;
}

const FULL: Plan = { rounds: 5, seconds: 3, pause: 500, tries: 3,
	sealMib: 64 };
const SHORT: Plan = { rounds: 1, seconds: 1, pause: 0, tries: 1,
	sealMib: 16 };

/** One thing that is measured, round after round. */
interface Cell {
	readonly name: string;
	readonly run: () => Promise<Rate>;
	/** Processes whose time it costs, by their parents. */
	readonly pids: () => number[];
}

interface Measured extends Rate {
	/** Of all processes of the cell, ms of processor time for one. */
	readonly cpu: number;
	/** What neither they nor the generator used: share of the machine. */
	readonly others: number;
	readonly load: number;
}

async function measure(cell: Cell): Promise<Measured> {
	const pids = cell.pids();
	const time = (): number => pids.reduce((n, p) => n + family(p), 0);
	const before = { time: time(), ours: ours(), machine: machine() };
	const rate = await cell.run();
	const used = time() - before.time;
	const after = machine();
	const others = after.busy - before.machine.busy - used -
	    (ours() - before.ours);

	return { ...rate, cpu: used / Math.max(1, rate.count),
		others: Math.max(0, others / (after.all - before.machine.all)),
		load: loadavg()[0] ?? 0 };
}

/** The first time nobody disturbs, or else the time with least of it. */
async function measureQuietly(cell: Cell, plan: Plan, before: () => void):
    Promise<Measured> {
	let best: Measured | undefined;

	for (let i = 0; i < plan.tries; i++) {
		before();
		await new Promise((done) => setTimeout(done, plan.pause));
		const m = await measure(cell);

		if (best === undefined || m.others < best.others)
			best = m;
		if (best.others < OTHERS_MAX)
			break;
	}
	if (best === undefined)
		throw new Error("a plan without tries");
	return best;
}

/** Linux weighs sessions first, then the processes of each. */
function goBefore(pids: readonly number[], nice: number): void {
	for (const pid of pids) {
		const group = `/proc/${pid}/autogroup`;

		setPriority(pid, nice);
		if (existsSync(group))
			writeFileSync(group, String(nice));
	}
}

function median(all: readonly number[]): number {
	const s = [...all].sort((a, b) => a - b);
	const half = Math.floor(s.length / 2);

	return s.length % 2 === 1 ? s[half] ?? 0 :
	    ((s[half - 1] ?? 0) + (s[half] ?? 0)) / 2;
}

function of(all: readonly Measured[], what: keyof Measured): number {
	return median(all.map((m) => m[what]));
}

/** The ratio of two cells round by round, then its median. */
function ratio(a: readonly Measured[], b: readonly Measured[]): number {
	return median(a.map((m, i) => m.rate / (b[i]?.rate ?? NaN)));
}

type Results = Map<string, Measured[]>;

async function rounds(cells: readonly Cell[], plan: Plan,
    before: () => void): Promise<Results> {
	const results: Results = new Map(cells.map((c) => [c.name, []]));

	for (let r = 0; r < plan.rounds; r++)
		for (let i = 0; i < cells.length; i++) {
			const cell = cells[(i + r) % cells.length];

			if (cell !== undefined)
				results.get(cell.name)?.push(
				    await measureQuietly(cell, plan, before));
		}
	return results;
}

const BESIDE: readonly [string, string][] = [
	["reports", "pgbench"],
	["handshakes", "handshakes, bare Kore"],
	["page, kept", "page, kept, bare Kore"],
];

function table(results: Results, page: Weight, template: Template): void {
	const fixed = (x: number, n: number, w: number): string =>
		(x === 0 ? "-" : x.toFixed(n)).padStart(w);

	console.log(`${CONNECTIONS} connections, ${cpus().length} cores, report ` +
	    `body ${template.bytes} bytes (object ${template.object}), fsync and ` +
	    `synchronous_commit on; medians; ${load()}`);
	console.log(`${"".padEnd(24)}     per s  p50 ms  p99 ms mean ms ` +
	    "CPU ms each  others %  load errors");
	for (const [name, all] of results)
		console.log(`${name.padEnd(24)} ${fixed(of(all, "rate"), 0, 9)} ` +
		    `${fixed(of(all, "p50"), 2, 7)} ${fixed(of(all, "p99"), 2, 7)} ` +
		    `${fixed(of(all, "mean"), 2, 7)} ${fixed(of(all, "cpu"), 3, 11)} ` +
		    `${(of(all, "others") * 100).toFixed(0).padStart(9)} ` +
		    `${of(all, "load").toFixed(1).padStart(5)} ` +
		    `${all.reduce((n, m) => n + m.errors, 0).toString().padStart(6)}`);
	for (const [a, b] of BESIDE) {
		const x = results.get(a) ?? [], y = results.get(b) ?? [];

		console.log(`${a} / ${b}: ${ratio(x, y).toFixed(2)}  (rounds: ${
		    x.map((m, i) => (m.rate / (y[i]?.rate ?? NaN)).toFixed(2))
		    .join(" ")})`);
	}
	console.log(`page: ${page.requests} requests, ${page.bodies} bytes of ` +
	    `bodies, ${page.wire} bytes on the wire with TLS and headers: ${
		page.parts.map((p) => `${p.path} ${p.bytes}`).join(", ")}`);
}

function save(results: Results, page: Weight, template: Template,
    sealed: Sealing, plan: Plan): void {
	const dir = join(repo, "build/bench");
	const text = JSON.stringify({
		at: new Date().toISOString(), plan, connections: CONNECTIONS,
		cores: cpus().length, model: cpus()[0]?.model,
		body: template.bytes, object: template.object,
		cells: Object.fromEntries([...results].map(([name, all]) => [name, {
			median: Object.fromEntries((["rate", "p50", "p99", "mean",
				"cpu", "others", "load"] as const)
			    .map((k) => [k, of(all, k)])),
			rounds: all }])),
		ratios: Object.fromEntries(BESIDE.map(([a, b]) =>
		    [`${a} / ${b}`,
			ratio(results.get(a) ?? [], results.get(b) ?? [])])),
		page, sealing: sealed,
	}, undefined, "\t") + "\n";

	mkdirSync(dir, { recursive: true });
	const name = plan.seconds < FULL.seconds ? "short.json" :
	    `${new Date().toISOString().replace(/[:.]/g, "-")}.json`;
	writeFileSync(join(dir, name), text);
	console.log(`build/bench/${name}`);
}

function judge(c: Checks, results: Results, page: Weight, counted: number,
    stored: number): void {
	for (const [name, all] of results) {
		c.check(all.length > 0 && all.every((m) => m.rate > 0 &&
		    m.count > 0 && m.cpu > 0), `${name} has figures`);
		c.check(all.every((m) => m.errors === 0), `${name} has no errors`);
	}
	/* What wrk had begun when its time was over is stored, not counted. */
	c.check(stored >= counted && stored < counted * 1.05 + 1000,
	    "what was counted was stored", `${counted} and ${stored}`);
	c.check(page.requests > 3 && page.bodies > 10000 &&
	    page.wire > page.bodies, "the page has a weight");
}

await Checks.run("bench", async (c) => {
	const { values } = parseArgs({ options: { short: { type: "boolean" },
		seal: { type: "boolean" }, rounds: { type: "string" },
		seconds: { type: "string" }, nice: { type: "string" } } });
	const base = values.short === true ? SHORT : FULL;
	const plan = { ...base,
		rounds: Number(values.rounds ?? base.rounds),
		seconds: Number(values.seconds ?? base.seconds) };
	const nice = Number(values.nice ?? 0);

	if (nice !== 0)
		goBefore([process.pid], nice);
	const sealed = sealing(c, plan.sealMib * 1024 * 1024, plan.rounds);
	judgeSealing(c, sealed);
	if (values.seal === true)
		return;
	const world = await World.create({ intakes: 1 });
	let probe: Awaited<ReturnType<typeof startProbe>> | undefined;

	try {
		const bare = await startProbe({ worker_max_connections: 2000,
			worker_rlimit_nofiles: 4096, http_keepalive_time: 15,
			http_header_timeout: 15 });
		const template = new Template(world);
		const s = plan.seconds, n = CONNECTIONS;
		const { port } = world.intake;
		const intake = (): number[] => [world.intake.pid];
		const kore = (): number[] => [bare.pid];
		const postgres = (): number[] => world.cluster.pids().slice(0, 1);

		probe = bare;
		if (nice !== 0)
			goBefore([world.intake, bare].flatMap((x) => x.pid)
			    .concat(world.cluster.pids()), nice);
		for (const set of ["fsync", "synchronous_commit"])
			c.equal(world.cluster.sql(`SHOW ${set};`), "on", set);
		await postReports(port, template, n, 1);
		await template.pgbench(world, n, 1);
		const before = world.cluster.count("qf.thread");
		let counted = 0;
		const count = (r: Rate): Rate => {
			counted += r.count;
			return r;
		};
		const results = await rounds([
			{ name: "reports", pids: () => [...intake(), ...postgres()],
				run: async () => count(
				    await postReports(port, template, n, s)) },
			{ name: "pgbench", pids: postgres,
				run: async () => count(
				    await template.pgbench(world, n, s)) },
			{ name: "handshakes", pids: intake,
				run: () => getPage(port, "/", n, s, true) },
			{ name: "handshakes, bare Kore", pids: kore,
				run: () => getPage(bare.port, "/", n, s, true) },
			{ name: "page, kept", pids: intake,
				run: () => getPage(port, "/", n, s, false) },
			{ name: "page, kept, bare Kore", pids: kore,
				run: () => getPage(bare.port, "/", n, s, false) },
		], plan, () => world.cluster.sql("CHECKPOINT;", "postgres"));
		const stored = world.cluster.count("qf.thread") - before;
		const page = await weigh(world);

		table(results, page, template);
		save(results, page, template, sealed, plan);
		judge(c, results, page, counted, stored);
	} finally {
		await probe?.stop();
		await world.close();
	}
});
