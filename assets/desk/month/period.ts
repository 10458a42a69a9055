// SPDX-License-Identifier: ISC
// Months, quarters and years that a sheet can be made of: those that are over,
// and two days more (docs/statistics.md).

import { addDays } from "../../lib/date.ts";
import type { Period } from "../../lib/stats-sheet.ts";
import { fill, w } from "../words.ts";

const MONTHS = { month: 1, quarter: 3, year: 12 };
/** As lib/stats-sheet.ts has it: an entry may be two days older. */
const SLACK_DAYS = 2;
/** How many of each kind can be chosen. */
const CHOICES = { month: 24, quarter: 8, year: 3 };

/** The period n steps from the one that holds the day. */
function at(kind: Period["kind"], day: string, step: number): Period {
	const perYear = 12 / MONTHS[kind];
	const n = Number(day.slice(0, 4)) * perYear + step +
	    Math.floor((Number(day.slice(5, 7)) - 1) / MONTHS[kind]);

	return { kind, year: Math.floor(n / perYear), n: n % perYear + 1 };
}

/** The last one that can be shown today. */
export function lastPeriod(kind: Period["kind"], today: string): Period {
	return at(kind, addDays(today, -SLACK_DAYS), -1);
}

/** Newest first. */
export function periods(kind: Period["kind"], today: string): Period[] {
	return Array.from({ length: CHOICES[kind] }, (_, i) =>
	    at(kind, addDays(today, -SLACK_DAYS), -1 - i));
}

/** "2026-11", "2026-Q4", "2026": as a record has it. */
export function periodCode(p: Period): string {
	return p.kind === "year" ? String(p.year) : p.kind === "quarter" ?
	    `${p.year}-Q${p.n}` : `${p.year}-${String(p.n).padStart(2, "0")}`;
}

/** Of such a code; undefined for any other, "-" among them. */
export function periodOf(code: string): Period | undefined {
	const m = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/.exec(code);

	return m === null ? undefined : {
		kind: m[2] !== undefined ? "quarter" :
		    m[3] !== undefined ? "month" : "year",
		year: Number(m[1]), n: Number(m[2] ?? m[3] ?? 1),
	};
}

export function periodName(p: Period): string {
	return fill(w().month.periods[p.kind], { y: p.year, n: p.n });
}

/** Months of the period's year up to its end. */
export function monthsTo(p: Period): Period[] {
	return Array.from({ length: p.n * MONTHS[p.kind] }, (_, i): Period =>
	    ({ kind: "month", year: p.year, n: i + 1 }));
}
