// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";

import site from "../../conf/site.json" with { type: "json" };
import { isWorkday } from "../../assets/lib/calendar.ts";
import { addDays } from "../../assets/lib/date.ts";
import { type Code, codeOf } from "../../assets/lib/err.ts";
import { caseState } from "../../assets/lib/state.ts";
import {
	type Fact, type StatsLists, definitions, facts,
} from "../../assets/lib/stats.ts";
import {
	type Figure, type Period, type Sheet, Stats,
} from "../../assets/lib/stats-sheet.ts";
import { allows, attack } from "../stats/attack.ts";
import { type LedgerRow, caseOf, makeLedger } from "../stats/ledger.ts";
import { History } from "../vectors/history.ts";

const lists: StatsLists = site;
const TODAY = "2027-06-01";
const ledger = makeLedger(20261126, 2000, 20000);
const cases = ledger.map(caseOf);
const stats = new Stats(cases.flatMap((c) => facts(c, lists)), lists);

function periods(year: number): Period[] {
	const of = (kind: Period["kind"], count: number): Period[] =>
	    Array.from({ length: count }, (_, i) => ({ kind, year, n: i + 1 }));

	return [...of("month", 12), ...of("quarter", 4), ...of("year", 1)];
}

function each(s: Sheet, f: (series: string, now: Figure) => void): void {
	for (const t of s.tables) {
		for (const r of t.rows) {
			t.columns.forEach((c, i) => {
				const now = r.cells[i]?.now;

				assert.ok(now !== undefined);
				f(`${t.id}/${r.code}/${c.code}`, now);
			});
		}
	}
}

function database(rows: readonly LedgerRow[]): DatabaseSync {
	const db = new DatabaseSync(":memory:");

	db.exec(`CREATE TABLE cases (id, form, stored, category, label, labelled, again, told,
	    outcome, kind, topic1, topic2, station, rating, rated);
	    CREATE TABLE moves (id, state, date);
	    CREATE TABLE workdays (day PRIMARY KEY);
	    CREATE TABLE nodes (code, day);
	    CREATE INDEX moves_id ON moves (id);`);
	const put = db.prepare("INSERT INTO cases VALUES (" +
	    Array<string>(15).fill("?").join() + ")");
	const move = db.prepare("INSERT INTO moves VALUES (?, ?, ?)");
	const work = db.prepare("INSERT INTO workdays VALUES (?)");
	const node = db.prepare("INSERT INTO nodes VALUES (?, ?)");

	db.exec("BEGIN");
	for (const r of rows) {
		put.run(r.id, r.form, r.stored, r.category, r.label, r.labelled, r.again,
		    r.told, r.outcome, r.kind, r.topic1, r.topic2, r.station,
		    r.rating, r.rated);
		for (const m of r.moves)
			move.run(r.id, m.to, m.date);
	}
	for (let d = "2025-01-01"; d < "2027-12-31"; d = addDays(d, 1)) {
		if (isWorkday(d))
			work.run(d);
	}
	for (const n of site.nodes)
		n.dates?.forEach((d) => node.run(n.code, d));
	db.exec("COMMIT");
	db.exec(readFileSync(new URL("../stats/ledger.sql", import.meta.url),
	    "utf8"));
	return db;
}

const counts = new Map<string, number>();
for (const row of database(ledger).prepare("SELECT t || '/' || r || '/' || c " +
    "AS series, substr(date, 1, 7) AS month, count(*) AS n FROM figures " +
    "GROUP BY 1, 2").all())
	counts.set(`${row["series"] as string}/${row["month"] as string}`,
	    row["n"] as number);

function truth(series: string, year: number, month: number): number {
	return counts.get(`${series}/${year}-` +
	    String(month + 1).padStart(2, "0")) ?? 0;
}

test("stats: every figure is what SQL makes of the ledger alone", () => {
	let seen = 0;

	for (const year of [2025, 2026]) {
		for (const p of periods(year)) {
			each(stats.sheet(p, TODAY, false), (series, now) => {
				const n = { month: 1, quarter: 3, year: 12 }[p.kind];
				let sum = 0;

				for (let m = (p.n - 1) * n; m < p.n * n; m++)
					sum += truth(series, year, m);
				assert.deepEqual(now, { value: sum, carried: false },
				    `${series} ${JSON.stringify(p)}`);
				seen += sum;
			});
		}
	}
	assert.ok(seen > 100000, String(seen));
});

test("stats: a year of 22,000 cases takes less than a second", () => {
	// Of the processor: others may be at work on this machine.
	const start = process.cpuUsage();
	const all = new Stats(cases.flatMap((c) => facts(c, lists)), lists);

	all.sheet({ kind: "year", year: 2026, n: 1 }, TODAY);
	assert.ok(process.cpuUsage(start).user < 1000000);
});

test("stats: no guarded figure is below five", () => {
	let [shown, hidden] = [0, 0];

	for (const p of [...periods(2025), ...periods(2026)]) {
		each(stats.sheet(p, TODAY), (series, now) => {
			if ("guarded" in now)
				hidden++;
			else
				assert.ok(++shown > 0 &&
				    now.value >= definitions.least, series);
		});
	}
	assert.ok(shown > 500 && hidden > 500, `${shown} ${hidden}`);
});

/** Hide small cells and nothing else. */
function naive(s: Sheet): Sheet {
	const hide = (f: Figure): Figure => "guarded" in f ||
	    f.value < definitions.least ? { guarded: true } : f;

	return { ...s, tables: s.tables.map((t) => ({ ...t,
		rows: t.rows.map((r) => ({ ...r, cells: r.cells.map((c) => ({
			now: hide(c.now), toDate: hide(c.toDate),
			before: hide(c.before), yearAgo: hide(c.yearAgo),
		})) })) })) };
}

test("stats: a year of published sheets gives no small count away", () => {
	for (const seed of [1, 2, 3]) {
		const all = makeLedger(seed, 400 * seed, 1500 * seed).map(caseOf)
		    .flatMap((c) => facts(c, lists));
		const s = new Stats(all, lists);

		for (const year of [2025, 2026])
			assert.deepEqual(attack(periods(year)
			    .map((p) => s.sheet(p, TODAY)), false), []);
	}
	assert.ok(allows(periods(2025).map((p) => stats.sheet(p, TODAY)),
	    (series, m) => truth(series, 2025, m)));
});

test("stats: what is compared is what was printed, and no more", () => {
	const printed = (p: Period): Sheet => stats.sheet(p, TODAY);
	let compared = 0;

	for (const p of periods(2026)) {
		const count = { month: 12, quarter: 4, year: 1 }[p.kind];
		const before = printed(p.n > 1 ? { ...p, n: p.n - 1 } :
		    { ...p, year: p.year - 1, n: count });
		const yearAgo = printed({ ...p, year: p.year - 1 });

		for (const [i, t] of printed(p).tables.entries()) {
			for (const [j, r] of t.rows.entries()) {
				for (const [k, c] of r.cells.entries()) {
					assert.deepEqual(c.before,
					    before.tables[i]?.rows[j]?.cells[k]?.now);
					assert.deepEqual(c.yearAgo,
					    yearAgo.tables[i]?.rows[j]?.cells[k]?.now);
					compared++;
				}
			}
		}
	}
	assert.ok(compared > 1000);
});

test("stats: longer periods add up what the months printed", () => {
	const months = periods(2026).slice(0, 12).map((p) =>
	    stats.sheet(p, TODAY));
	const at = (series: string, from: number, to: number): number => {
		let sum = 0;

		for (const s of months.slice(from, to + 1))
			each(s, (k, f) => {
				if (k === series && !("guarded" in f))
					sum += f.value;
			});
		return sum;
	};

	for (const p of periods(2026).slice(12)) {
		const n = p.kind === "quarter" ? 3 : 12;

		each(stats.sheet(p, TODAY), (series, now) => {
			if (series.startsWith("outcome/"))
				return;
			assert.equal("guarded" in now ? 0 : now.value,
			    at(series, (p.n - 1) * n, p.n * n - 1), series);
		});
	}
});

test("stats: the attack finds them where small cells are only hidden", () => {
	const sheets = periods(2025).map((p) =>
	    naive(stats.sheet(p, TODAY, false)));
	const found = attack(sheets, true);

	assert.ok(found.length > 100, String(found.length));
	const small = found.filter((f) => {
		const n = truth(f.series, 2025, f.month);

		return n > 0 && n === f.value;
	});
	assert.ok(small.length > 50, String(small.length));
});

test("stats: a column within another tells nothing of what that keeps", () => {
	for (const t of definitions.tables) {
		for (const c of t.columns.filter((one) =>
		    one.within !== undefined)) {
			const outer = t.columns.findIndex((o) =>
			    o.code === c.within);
			const inner = t.columns.indexOf(c);
			const sums = new Map<string, number>();

			assert.ok(outer >= 0 && outer < inner);
			for (const year of [2025, 2026]) {
				for (const p of periods(year).slice(0, 12)) {
					for (const r of stats.sheet(p, TODAY).tables
					    .find((o) => o.id === t.id)?.rows ?? []) {
						const at = (i: number): number => {
							const f = r.cells[i]?.now;

							return f === undefined ||
							    "guarded" in f ? 0 : f.value;
						};
						const sum = (sums.get(r.code) ?? 0) +
						    at(outer) - at(inner);

						sums.set(r.code, sum);
						assert.ok(sum >= 0, t.id + r.code);
					}
				}
			}
		}
	}
});

test("stats: a column within another waits for it", () => {
	const many = (n: number, column: string, date: string): Fact[] =>
	    Array.from({ length: n }, () =>
		({ table: "kind", row: "B03", column, date }));
	// Five reports are released and four kept: that nine were accepted
	// would tell of the four.
	const all = [...many(5, "reports", "2026-01-10"),
	    ...many(4, "reports", "2026-03-10"),
	    ...many(9, "accepted", "2026-04-10")];
	const shown = (some: Fact[]): Map<string, Figure> => {
		const out = new Map<string, Figure>();

		each(new Stats(some, lists).sheet({ kind: "year", year: 2026,
			n: 1 }, TODAY), (k, f) => out.set(k, f));
		return out;
	};

	assert.deepEqual(shown(all).get("kind/B03/reports"),
	    { value: 5, carried: false });
	assert.deepEqual(shown(all).get("kind/B03/accepted"),
	    { guarded: true });
	assert.deepEqual(shown([...all, ...many(1, "reports", "2026-05-02")])
	    .get("kind/B03/accepted"), { value: 9, carried: true });
});

test("stats: nothing is ranked, and no unit or name is counted", () => {
	const ids = new Set<string>(site.units.map((u) => u.code));

	for (const t of stats.sheet({ kind: "year", year: 2026, n: 1 },
	    TODAY).tables) {
		const codes = t.rows.map((r) => r.code);
		const def = definitions.tables.find((d) => d.id === t.id);
		const rows = def?.list === undefined ? def?.rows : lists[def.list]
		    .filter((r) => def.list !== "nodes" || "dates" in r);

		// Rows stand as they stand in the table, whatever is counted.
		assert.deepEqual(codes, rows?.map((r) => r.code));
		assert.ok(codes.every((c) => !ids.has(c)), t.id);
	}
});

test("stats: a guarded sheet waits until its period is over", () => {
	const p: Period = { kind: "month", year: 2026, n: 5 };
	const fails = (f: () => unknown): Code | undefined => {
		try {
			f();
			return undefined;
		} catch (e) {
			return codeOf(e);
		}
	};

	assert.equal(fails(() => stats.sheet(p, "2026-05-31")), "FORMAT");
	assert.equal(fails(() => stats.sheet(p, "2026-06-02")), "FORMAT");
	assert.equal(fails(() => stats.sheet(p, "2026-06-03")), undefined);
	assert.equal(fails(() => stats.sheet(p, "2026-05-31", false)), undefined);
	for (const n of [0, 13, 1.5])
		assert.equal(fails(() => stats.sheet({ ...p, n }, TODAY)),
		    "FORMAT");
	assert.equal(fails(() => stats.sheet({ kind: "quarter", year: 2026,
		n: 5 }, TODAY)), "FORMAT");
});

/** The facts of a signed and checked thread. */
function signed(h: History): Fact[] {
	const view = h.view("01");

	return facts({ view, state: caseState(view) }, lists);
}

test("stats: signed threads count by what their events did", () => {
	const h = new History("concern/1", "2026-04-28", { category: "A02.1" })
	    .steps("01", "2026-04-29", "R00", "R01", "R02", "R03", "R09", "R10")
	    .event("class", "01", "2026-04-29", { label: "I1" });

	assert.deepEqual(signed(h).map((f) =>
	    `${f.table}/${f.row}/${f.column} ${f.date}`).sort(), [
		"clocks/open/kept 2026-04-29", "intake/I1/first 2026-04-29",
		"kind/A02/accepted 2026-04-29", "kind/A02/reports 2026-04-28",
		"nodes/N04/number 2026-05-15",
	]);
});

test("stats: what went sealed to the superior organ counts nowhere", () => {
	const h = new History("concern/1", "2026-03-02", { category: "D01" })
	    .steps("01", "2026-03-03", "R00", "R07");

	assert.deepEqual(signed(h), []);
});

test("stats: a month that is over does not change afterwards", () => {
	const h = new History("concern/1", "2026-03-09", { category: "D01" })
	    .steps("01", "2026-03-10", "R00", "R01", "R02", "R03")
	    .event("class", "01", "2026-03-10", { label: ["I1", "repeat"] });
	const before = signed(h);
	const later = signed(h
	    .event("other", "02", "2026-04-02", { label: ["-I1", "I3", "first"] })
	    .step("up", "01", "2026-04-03", "R03", "R07"));

	assert.ok(before.some((f) => f.row === "I1" && f.column === "repeat"));
	assert.deepEqual(later.filter((f) => f.date < "2026-04-01"),
	    before.filter((f) => f.date < "2026-04-01"));
	assert.deepEqual(later.filter((f) => f.date >= "2026-04-01"), []);
});

test("stats: a class taken back within its month is none", () => {
	const h = new History("concern/1", "2026-03-09", { category: "Z" })
	    .event("class", "01", "2026-03-10", { label: "I1" })
	    .event("back", "01", "2026-03-11", { label: "-I1" });
	const of = (): string[] => signed(h).filter((f) => f.table === "intake")
	    .map((f) => `${f.row} ${f.column} ${f.date}`);

	assert.deepEqual(of(), []);
	h.event("again", "01", "2026-04-01", { label: ["I2", "repeat"] })
	    .event("first", "01", "2026-04-02", { label: "-repeat" });
	assert.deepEqual(of(), ["I2 first 2026-04-01"]);
});
