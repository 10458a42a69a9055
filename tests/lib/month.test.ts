// SPDX-License-Identifier: ISC
// The console's month: which periods there are, the order of the board, key
// nodes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type BoardLine, inOrder } from
    "../../assets/desk/month/board-lines.ts";
import { nodeDays } from "../../assets/desk/month/nodes.ts";
import { lastPeriod, monthsTo, periodCode, periods } from
    "../../assets/desk/month/period.ts";
import { Stats } from "../../assets/lib/stats-sheet.ts";
import { isPeriod } from "../../assets/lib/record.ts";
import site from "../../conf/site.json" with { type: "json" };

test("month: only what is over, and two days more, can be chosen", () => {
	const last = (day: string): string[] =>
	    (["month", "quarter", "year"] as const).map((kind) =>
		periodCode(lastPeriod(kind, day)));

	assert.deepEqual(last("2027-01-02"), ["2026-11", "2026-Q3", "2025"]);
	assert.deepEqual(last("2027-01-03"), ["2026-12", "2026-Q4", "2026"]);
	assert.deepEqual(last("2026-07-02"), ["2026-05", "2026-Q1", "2025"]);
});

test("month: every choice is one that the statistics make and a record names",
    () => {
	const stats = new Stats([], site);
	let n = 0;

	for (const today of ["2026-01-01", "2026-03-31", "2028-02-29",
		"2027-07-02", "2026-12-31"]) {
		for (const kind of ["month", "quarter", "year"] as const) {
			for (const p of periods(kind, today)) {
				assert.ok(stats.sheet(p, today).guarded);
				assert.ok(isPeriod(periodCode(p)));
				for (const m of monthsTo(p))
					stats.sheet(m, today);
				n++;
			}
			const first = lastPeriod(kind, today);
			const next = { ...first, year: first.year +
			    (kind === "year" ? 1 : 0), n: first.n +
			    (kind === "year" ? 0 : 1) };
			assert.throws(() => stats.sheet(next, today));
		}
	}
	assert.equal(n, 5 * (24 + 8 + 3));
});

function line(number: string, due: string, state: BoardLine["state"],
    closedOn: string | null): BoardLine {
	return { hash: number, what: "", owner: "", due, by: "01", state,
		evidence: null, closedBy: null, thread: number, number,
		overdue: false, closedOn };
}

test("month: the board has what is late first and what is closed last", () => {
	const lines = [
		line("a", "2026-01-01", "checked", "2026-01-02"),
		line("b", "2026-12-01", "open", null),
		line("c", "2025-01-01", "dropped", "2026-03-01"),
		line("d", "2026-02-01", "open", null),
		line("e", "2026-02-01", "open", null),
	];

	assert.equal(inOrder(lines).map((l) => l.number).join(""), "debca");
	assert.equal(lines[0]?.number, "a");
});

test("month: nodes come by day, near ones marked, past ones gone", () => {
	const at = (today: string): string[] => nodeDays(today)
	    .map((n) => n.code + (n.near ? "!" : ""));

	assert.deepEqual(at("2026-09-20").slice(0, 3), ["N06!", "N07!", "N01"]);
	assert.deepEqual(at("2026-09-10").slice(0, 2), ["N06", "N07"]);
	assert.deepEqual(at("2026-10-09").slice(0, 2), ["N06!", "N07!"]);
	assert.deepEqual(at("2026-10-10").slice(0, 2), ["N07!", "N01"]);
	assert.deepEqual(at("2026-10-16")[0], "N01");
	assert.deepEqual(at("2031-01-01"), []);
});
