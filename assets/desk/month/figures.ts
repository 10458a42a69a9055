// SPDX-License-Identifier: ISC
// In the worker: the figures of a period over everything that opened.  Guarded,
// always: the page never gets a figure that may not be printed.

import { type Case, type Fact, type StatsLists, facts } from
    "../../lib/stats.ts";
import { type Period, type Sheet, Stats } from "../../lib/stats-sheet.ts";
import { monthsTo } from "./period.ts";

export interface Figures {
	readonly sheet: Sheet;
	/** Month by month, from January to the end of the period. */
	readonly trend: readonly Sheet[];
}

/** What a case counts in; a state never changes, so it is asked once. */
const counted = new WeakMap<Case["state"], readonly Fact[]>();

function factsOf(c: Case, lists: StatsLists): readonly Fact[] {
	let list = counted.get(c.state);

	if (list === undefined) {
		list = facts(c, lists);
		counted.set(c.state, list);
	}
	return list;
}

/** FORMAT for a period that is not over. */
export function figuresOf(cases: readonly Case[], lists: StatsLists,
    period: Period, today: string): Figures {
	const stats = new Stats(cases.flatMap((c) => factsOf(c, lists)), lists);

	return { sheet: stats.sheet(period, today),
		trend: monthsTo(period).map((m) => stats.sheet(m, today)) };
}
