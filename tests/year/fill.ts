// SPDX-License-Identifier: ISC
// A planned year in a real site: rosters month by month, every entry signed and
// sealed by build/year/seal in processes side by side, and stored day by day
// through the functions that intake and office call, each as its own role, by
// a PostgreSQL for which it is that day (QF_CLOCK_FILE, tests/month/clock.c).
// The services themselves stand still meanwhile: 130,000 requests would test
// again what tests/web and tests/month test, and take an hour.

import { type ChildProcess, spawn } from "node:child_process";
import {
	chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync,
} from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";

import { utf8 } from "../../assets/lib/bytes.ts";
import { addDays, days, shanghai } from "../../assets/lib/date.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import { parseNote } from "../../assets/lib/note.ts";
import { until } from "../web/client.ts";
import { repo } from "../web/cluster.ts";
import { World } from "../web/harness.ts";
import { LAST_DAY } from "./case.ts";
import { FIRST_DAY, type Plan, SHARDS_MAX, sealLines } from "./plan.ts";

const ROSTER_FROM = "2025-12-15";
/** Before the 31 days of one are over the next begins. */
const ROSTER_DAYS = 28;
const DAY_MS = 86400000;
const SHANGHAI_MS = 8 * 3600 * 1000;
/** More than a day of the plan takes. */
const MIDNIGHT_MS = 10000;
const PART = "'{}'::bytea[]";

interface Published {
	readonly version: number; readonly from: string;
	readonly note: Uint8Array; readonly slots: number;
}

/** The day that PostgreSQL believes in. */
class Day {
	readonly dir = mkdtempSync("/var/tmp/qfy-");
	readonly path = join(this.dir, "days");
	private readonly fd: number;

	constructor() {
		writeFileSync(this.path, Buffer.alloc(4));
		chmodSync(this.dir, 0o755);
		chmodSync(this.path, 0o644);
		this.fd = openSync(this.path, "r+");
		this.set(shanghai(Date.now()));
	}

	/** For a while: the machine's own midnight is waited for. */
	async turn(date: string): Promise<void> {
		const left = DAY_MS - (Date.now() + SHANGHAI_MS) % DAY_MS;

		if (left < MIDNIGHT_MS)
			await new Promise((resolve) => setTimeout(resolve, left + 100));
		this.set(date);
	}

	set(date: string): void {
		const number = Buffer.alloc(4);

		number.writeInt32LE(Number(process.env["QF_CLOCK_DAYS"]) -
		    (days(shanghai(Date.now())) - days(date)));
		writeSync(this.fd, number, 0, 4, 0);
	}

	/** The file may go: who has it in memory keeps it. */
	close(): void {
		closeSync(this.fd);
		rmSync(this.dir, { recursive: true, force: true });
	}
}

/** One psql that stays: a new one for each day would take longer than the day. */
class Session {
	private readonly child: ChildProcess;
	private readonly waiting: ((lines: string[] | Error) => void)[] = [];
	private lines: string[] = [];
	private serial = 0;

	constructor(conninfo: string) {
		this.child = spawn("psql", ["-X", "-q", "-A", "-t", "-v",
			"ON_ERROR_STOP=1", "-d", conninfo, "-f", "-"],
		    { stdio: ["pipe", "pipe", "inherit"] });
		if (this.child.stdout !== null)
			createInterface(this.child.stdout).on("line", (line) => {
				if (line.startsWith("end of ")) {
					this.waiting.shift()?.(this.lines);
					this.lines = [];
				} else if (line !== "") {
					this.lines.push(line);
				}
			});
		this.child.on("exit", (code) => this.waiting.splice(0)
		    .forEach((done) => done(new Error(`psql: ${code}`))));
	}

	/** What it printed, line by line. */
	sql(text: string): Promise<string[]> {
		return new Promise((resolve, reject) => {
			this.waiting.push((said) => said instanceof Error ?
			    reject(said) : resolve(said));
			this.child.stdin?.write(`${text}\n\\echo end of ` +
			    `${++this.serial}\n`);
		});
	}

	end(): void {
		this.child.stdin?.end();
	}
}

/** Rosters from before the year on to today, chained; root and keys as ever. */
function makeRosters(world: World): Published[] {
	const { keys } = world;
	const out: Published[] = [];
	const span = (from: string): { notBefore: string; notAfter: string } =>
	    ({ notBefore: from, notAfter: addDays(from, 30) });

	keys.roster = { ...keys.roster, ...span(ROSTER_FROM),
		classes: keys.roster.classes.map((c) => c.name !== "youth" ? c :
		    { ...c, numbers: ["01", "05", "06"] }) };
	keys.rosterNote = keys.signRoster(keys.roster);
	for (let from = ROSTER_FROM; ;) {
		out.push({ version: keys.roster.version, from,
			note: keys.rosterNote, slots: keys.roster.slots });
		from = addDays(from, ROSTER_DAYS);
		if (from > keys.today)
			return out;
		keys.nextRoster(span(from));
	}
}

/** What every process is told first. */
function siteLines(world: World, rosters: readonly Published[],
    codes: boolean): string[] {
	return [`host ${world.host}\n`, `pin ${hex(world.keys.pin)}\n`,
		`codes ${codes ? 1 : 0}\n`,
		...world.keys.officers.map((o) => `officer ${o.number} ` +
		    `${hex(o.identity.secret)}\n`),
		...rosters.map((r) => `roster ${r.version} ${r.slots} ` +
		    `${hex(sha256(utf8(parseNote(r.note).text)))}\n`)];
}

function seal(lines: Iterable<string>, to: string): Promise<void> {
	const out = openSync(to, "w");

	return new Promise((resolve, reject) => {
		const child = spawn(join(repo, "build/year/seal"), [],
		    { stdio: ["pipe", out, "inherit"] });

		child.on("error", reject);
		child.on("exit", (code) => {
			closeSync(out);
			if (code === 0)
				resolve();
			else
				reject(new Error(`year/seal: ${code}`));
		});
		if (child.stdin !== null) {
			// Its end is told by its exit.
			child.stdin.on("error", () => undefined);
			Readable.from(lines).pipe(child.stdin);
		}
	});
}

/** One kind of entry of a day, by its service's role. */
async function store(s: Session, role: string, day: string, what: string,
    call: string): Promise<number> {
	const said = await s.sql(`SET SESSION AUTHORIZATION ${role};
		SELECT x.outcome, x.stored, count(*)
		  FROM (SELECT * FROM year.entry WHERE day = '${day}'
		           AND what = '${what}' ORDER BY seq) r,
		       LATERAL ${call} x
		 GROUP BY x.outcome, x.stored;
		RESET SESSION AUTHORIZATION;`);
	const [outcome, stored, count] = (said[0] ?? `created|${day}|0`)
	    .split("|");

	if (said.length > 1 || outcome !== "created" || stored !== day)
		throw new Error(`${what} of ${day}: ${said.join(" ")}`);
	return Number(count);
}

async function storeDay(s: Session, day: string): Promise<number> {
	let n = await store(s, "qf_intake", day, "report",
	    "qf.thread_create(r.mailbox, r.handle, r.self, r.id, r.open, r.d," +
	    " r.header, r.payload)");
	const released = await s.sql("SET SESSION AUTHORIZATION qf_office;" +
	    "SELECT outcome FROM qf.release_run(true, " +
	    `${Array.from({ length: 8 }, () => PART).join(", ")});` +
	    "RESET SESSION AUTHORIZATION;");

	if (released[0] !== "released")
		throw new Error(`release of ${day}: ${released.join(" ")}`);
	n += await store(s, "qf_office", day, "officer",
	    "qf.office_entry_add(r.report, r.report_open, r.audience, r.id," +
	    " r.open, r.d, r.header, r.payload)");
	return n + await store(s, "qf_intake", day, "followup",
	    "qf.box_entry_add(r.mailbox, r.id, r.open, r.d, r.header, r.payload)");
}

async function storeYear(s: Session, day: Day, files: readonly string[],
    rosters: readonly Published[], world: World): Promise<number> {
	let n = 0;

	await s.sql(`CREATE SCHEMA year;
		GRANT USAGE ON SCHEMA year TO qf_intake, qf_office;
		CREATE UNLOGGED TABLE year.entry (day date, seq bigint,
		    what text, audience text, handle bytea, mailbox bytea,
		    self bytea, report bytea, report_open bytea, id bytea,
		    open bytea, d bytea, header bytea, payload bytea);
		ALTER TABLE year.entry ALTER header SET STORAGE EXTERNAL,
		    ALTER payload SET STORAGE EXTERNAL;
		GRANT SELECT ON year.entry TO qf_intake, qf_office;\n` +
	    files.map((f) => `\\copy year.entry FROM '${f}'\n`).join("") +
	    "CREATE INDEX ON year.entry (day, seq); ANALYZE year.entry;");
	await s.sql(world.keys.publishSql("root", 1, world.keys.rootNote));
	for (let at = addDays(FIRST_DAY, -30); at <= LAST_DAY; at = addDays(at, 1)) {
		const roster = rosters.find((r) => r.from === at);

		if (roster === undefined && at < FIRST_DAY)
			continue;
		await day.turn(at);
		if (roster !== undefined)
			await s.sql(world.keys.publishSql("roster", roster.version,
			    roster.note));
		if (at >= FIRST_DAY)
			n += await storeDay(s, at);
	}
	day.set(shanghai(Date.now()));
	await s.sql("DROP SCHEMA year CASCADE; ANALYZE;");
	return n;
}

export interface Filled {
	readonly world: World;
	readonly entries: number;
	readonly sealedMs: number;
	readonly storedMs: number;
}

/** A site with this year in it, services and all. */
export async function fillYear(plan: Plan, codes: boolean): Promise<Filled> {
	const day = new Day();
	let world: World | undefined;

	try {
		process.env["QF_CLOCK_FILE"] = day.path;
		world = await World.create({ office: true, start: false,
			publish: false });
		delete process.env["QF_CLOCK_FILE"];
		const rosters = makeRosters(world);
		const site = siteLines(world, rosters, codes);
		const on = (date: string): number =>
		    [...rosters].reverse().find((r) => r.from <= date)?.version ?? 0;
		const shards = Math.min(cpus().length, SHARDS_MAX);
		const files = Array.from({ length: shards }, (_, i) =>
		    join(day.dir, `rows-${i}`));
		const began = performance.now();

		await Promise.all(files.map((f, i) => seal([...site,
			...sealLines(plan, i, shards, on)], f)));
		const sealed = performance.now();
		const s = new Session(world.cluster.conninfo("postgres"));
		const entries = await storeYear(s, day, files, rosters, world);

		s.end();
		await start(world);
		return { world, entries, sealedMs: sealed - began,
			storedMs: performance.now() - sealed };
	} catch (e) {
		await world?.close();
		throw e;
	} finally {
		delete process.env["QF_CLOCK_FILE"];
		day.close();
	}
}

/** The services, and what they still have to show. */
async function start(world: World): Promise<void> {
	for (const s of world.services)
		s.spawn();
	for (const s of world.services)
		await s.ready("/v1/start");
	await until(() => Promise.resolve(world.cluster.sql("SELECT count(*)" +
	    " FROM qf.entry e WHERE e.release IS NULL;", "postgres").trim()),
	    (n) => n === "0", 600000);
}
