// SPDX-License-Identifier: ISC
// Two years of monthly sheets, with their quarters, years and years to date,
// against one who has them all and knows the rules.
import assert from "node:assert/strict";
import { test } from "node:test";

import site from "../../conf/site.json" with { type: "json" };
import { facts } from "../../assets/lib/stats.ts";
import { type Figure, type Sheet, Stats } from
    "../../assets/lib/stats-sheet.ts";
import { periodOf } from "../stats/cases.ts";
import { type Range, ranges } from "../stats/exact.ts";
import { caseOf, makeLedger } from "../stats/ledger.ts";

const TODAY = "2027-06-01";
const LEAST = 5;

function year(s: Stats, n: number, guarded: boolean): Sheet[] {
	return [
		...Array.from({ length: 12 }, (_, i) =>
		    `${n}-${String(i + 1).padStart(2, "0")}`),
		...[1, 2, 3, 4].map((q) => `${n}-Q${q}`), String(n),
	].map((p) => s.sheet(periodOf(p), TODAY, guarded));
}

const years = (s: Stats, guarded: boolean): Sheet[][] =>
    [2025, 2026].map((n) => year(s, n, guarded));

/** Hide small cells and nothing else. */
function naive(s: Sheet): Sheet {
	const hide = (f: Figure): Figure => "guarded" in f || f.value < LEAST ?
	    { guarded: true } : f;

	return { ...s, tables: s.tables.map((t) => ({ ...t,
		rows: t.rows.map((r) => ({ ...r, cells: r.cells.map((c) => ({
			now: hide(c.now), toDate: hide(c.toDate),
			before: hide(c.before), yearAgo: hide(c.yearAgo),
		})) })) })) };
}

/** Counts of each series, month by month. */
function truth(s: Stats): Map<string, number[]> {
	const out = new Map<string, number[]>();

	for (const sheet of years(s, false).flatMap((y) => y.slice(0, 12))) {
		for (const t of sheet.tables) {
			for (const r of t.rows) {
				r.cells.forEach((c, i) => {
					const k = `${t.id}/${r.code}/${t.columns[i]?.code}`;

					assert.ok(!("guarded" in c.now));
					out.set(k, [...out.get(k) ?? [], c.now.value]);
				});
			}
		}
	}
	return out;
}

function sum(all: Map<string, number[]>, r: Range): number {
	return (all.get(r.series) ?? []).slice(r.from, r.to + 1)
	    .reduce((a, b) => a + b, 0);
}

for (const [seed, concerns, youth] of [[1, 150, 600], [2, 800, 3000],
	[3, 2000, 9000]] as const) {
	const s = new Stats(makeLedger(seed, concerns, youth).map(caseOf)
	    .flatMap((c) => facts(c, site)), site);
	const all = truth(s);

	test(`stats: no small cell is pinned, ${concerns} concerns`, () => {
		const found = ranges(years(s, true), false);
		const small = found.filter((r) => sum(all, r) < LEAST);

		assert.ok(small.length > 500, String(small.length));
		for (const r of found) {
			const n = sum(all, r);

			// The attack holds the true count possible ...
			assert.ok(r.low <= n && n <= r.high, JSON.stringify(r));
			// ... and is sure of no count below the least.
			assert.ok(r.low !== r.high || r.low >= LEAST,
			    JSON.stringify(r));
		}
	});

	test(`stats: hiding alone pins small cells, ${concerns} concerns`, () => {
		const found = ranges(years(s, false).map((y) => y.map(naive)),
		    true);
		const pinned = found.filter((r) => r.low === r.high &&
		    r.low > 0 && r.low < LEAST);

		for (const r of found)
			assert.ok(r.low <= sum(all, r) && sum(all, r) <= r.high);
		for (const r of pinned)
			assert.equal(sum(all, r), r.low);
		assert.ok(pinned.length > 500, String(pinned.length));
	});
}

test("stats: the attack refuses sheets that no counts fit", () => {
	const s = new Stats([], site);
	const one = year(s, 2025, true);
	const bent = one.map((sheet, i) => i !== 12 ? sheet : { ...sheet,
		tables: sheet.tables.map((t) => ({ ...t, rows: t.rows.map((r) =>
		    ({ ...r, cells: r.cells.map((c) => ({ ...c,
			toDate: { value: 99, carried: false } })) })) })) });

	assert.throws(() => ranges([bent], false), /no counts fit/);
});
