// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { addLimit, isWorkday, isYearKnown } from "../../assets/lib/calendar.ts";
import { addDays } from "../../assets/lib/date.ts";

const { isWorkday: theirs } = createRequire(import.meta.url)(
    "chinese-days") as typeof import("chinese-days");
const YEARS = JSON.parse(readFileSync(new URL("../../conf/workdays.json",
    import.meta.url), "utf8")) as { source: string; years: number[] };

test("calendar: every day is what chinese-days says", () => {
	const last = `${YEARS.years[YEARS.years.length - 1] ?? 0}-12-31`;
	let n = 0;

	for (let d = `${YEARS.years[0] ?? 0}-01-01`; d <= last;
	    d = addDays(d, 1), n++)
		assert.equal(isWorkday(d), theirs(d), d);
	assert.ok(n >= 730);
	assert.ok(isYearKnown(last) && !isYearKnown(addDays(last, 1)));
});

test("calendar: the file is of the version that is pinned", () => {
	const lock = JSON.parse(readFileSync(new URL("../../package.json",
	    import.meta.url), "utf8")) as
	    { devDependencies: Record<string, string> };

	assert.equal(YEARS.source,
	    `chinese-days ${lock.devDependencies["chinese-days"] ?? ""} (npm, MIT)`);
});

test("calendar: limits, as in test_calendar.c", () => {
	const cases = [
		["2026-11-26", 0, "wd", "2026-11-26", true],
		["2026-11-28", 0, "wd", "2026-11-28", true],
		["2026-11-26", 2, "wd", "2026-11-30", true],
		["2026-09-30", 5, "wd", "2026-10-13", true],
		["2026-02-13", 5, "wd", "2026-02-27", true],
		["2026-12-31", 1, "wd", "2027-01-01", false],
		["2026-12-30", 40, "day", "2027-02-08", true],
		["2026-01-31", 1, "month", "2026-02-28", true],
		["2028-01-31", 1, "month", "2028-02-29", true],
		["2026-08-31", 6, "month", "2027-02-28", true],
		["9999-12-31", 15, "wd", "9999-12-31", true],
		["9990-12-30", 12, "month", "9991-12-30", true],
	] as const;

	for (const [from, n, unit, date, known] of cases)
		assert.deepEqual(addLimit(from, n, unit), { date, known }, from);
});
