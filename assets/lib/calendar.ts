// SPDX-License-Identifier: ISC
// Time limits: working days, calendar days and months.  Working days follow
// the State Council's yearly arrangement (conf/workdays.json); in a year
// without one only Saturday and Sunday are off, and that is told.

import arrangement from "../../conf/workdays.json" with { type: "json" };

import { addDays, days, isDate } from "./date.ts";

export type Unit = "wd" | "day" | "month";

const off = new Set<string>(arrangement.off);
const on = new Set<string>(arrangement.on);
const years = new Set<number>(arrangement.years);

/** Dates of entries may be absurd; limits of theirs end somewhere. */
const LAST_DAY = "9990-12-31";

export function isWorkday(date: string): boolean {
	// 1970-01-01, day 0, was a Thursday.
	return (days(date) % 7 + 7 + 3) % 7 >= 5 ? on.has(date) : !off.has(date);
}

/** Whether the arrangement of the date's year is known. */
export function isYearKnown(date: string): boolean {
	return years.has(Number(date.slice(0, 4)));
}

function addWorkdays(from: string, n: number): Limit {
	let date = from;
	let known = true;

	for (let left = n; left > 0;) {
		date = addDays(date, 1);
		known &&= isYearKnown(date);
		if (isWorkday(date))
			left--;
	}
	return { date, known };
}

function addMonths(from: string, n: number): string {
	const months = Number(from.slice(0, 4)) * 12 +
	    Number(from.slice(5, 7)) - 1 + n;
	const head = `${Math.floor(months / 12)}-` +
	    `${String(months % 12 + 1).padStart(2, "0")}-`;
	let day = Number(from.slice(8));

	// 31 June is none: go back to the month's last day.
	while (!isDate(head + String(day).padStart(2, "0")))
		day--;
	return head + String(day).padStart(2, "0");
}

export interface Limit {
	readonly date: string;
	/** false when a year without an arrangement was counted in working days. */
	readonly known: boolean;
}

/** Ten thousand cases begin on a few hundred days. */
const counted = new Map<string, Limit>();
const COUNTED_MAX = 4096;

function count(from: string, n: number, unit: Unit): Limit {
	if (unit === "wd")
		return addWorkdays(from, n);
	return {
		date: unit === "day" ? addDays(from, n) : addMonths(from, n),
		known: true,
	};
}

/**
 * The last day of a limit of n units that begins on from: from itself is not
 * counted, and n 0 is from.  A month ends on the same day of the month, or on
 * its last one.
 */
export function addLimit(from: string, n: number, unit: Unit): Limit {
	if (from >= LAST_DAY)
		return { date: from, known: true };
	const name = `${from} ${n} ${unit}`;
	const before = counted.get(name);

	if (before !== undefined)
		return before;
	const limit = count(from, n, unit);
	if (counted.size >= COUNTED_MAX)
		counted.clear();
	counted.set(name, limit);
	return limit;
}
