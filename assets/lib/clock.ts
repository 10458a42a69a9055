// SPDX-License-Identifier: ISC
// Days by which something is to be done (docs/triage.md).

import { type Limit, addLimit } from "./calendar.ts";
import { days } from "./date.ts";
import type { ReadEntry } from "./entry.ts";
import { field } from "./entry.ts";
import type { RectItem } from "./triage-work.ts";
import { type ClockRule, type Words, table } from "./triage.ts";

const ITEM_REMIND_DAYS = 7;

/** What clocks hang on. */
export interface Caseload {
	/** undefined while there is no report. */
	readonly state: string | undefined;
	readonly report: ReadEntry | undefined;
	/** A day set for this state. */
	readonly due: string | undefined;
	readonly extended: boolean;
	/** Of the list of major matters; empty: not on it. */
	readonly bases: ReadonlySet<string>;
	readonly majorSince: string | undefined;
	/** Upward, or on its way by the state. */
	readonly reported: boolean;
	/** When each running clock of the table began. */
	readonly clockSince: ReadonlyMap<string, string>;
	readonly items: readonly RectItem[];
}

/** A day by which something is to be done. */
export interface Clock extends Words {
	/** Of the rule; "major"; "item". */
	readonly id: string;
	readonly item: RectItem | undefined;
	readonly since: string;
	readonly due: string;
	readonly overdue: boolean;
	readonly today: boolean;
	/** Within the days of the reminder. */
	readonly soon: boolean;
	/** A year without an arrangement was counted: weekends only. */
	readonly weekendsOnly: boolean;
}

/** The shorter limit, where the report asks for it. */
function limitOf(c: Caseload, rule: ClockRule): number {
	const { fast } = rule;
	const value = fast === undefined || c.report === undefined ? undefined :
	    field(c.report, fast.field);

	return fast !== undefined && value !== undefined &&
	    fast.values.includes(value) ? fast.n : rule.n ?? 0;
}

/** The last day of a running clock, extension and `due` included. */
export function closeTo(c: Caseload, id: string): Limit {
	const rule = table.clocks.find((r) => r.id === id);
	const since = c.clockSince.get(id) ?? "";

	if (rule === undefined || ((rule.movable ?? false) &&
	    c.due !== undefined) || rule.unit === undefined)
		return { date: c.due ?? since, known: true };
	const first = addLimit(since, limitOf(c, rule), rule.unit);
	if (rule.extension === undefined || !c.extended)
		return first;
	const second = addLimit(first.date, rule.extension, "wd");
	return { date: second.date, known: first.known && second.known };
}

function clock(words: Words & { id: string }, since: string, limit: Limit,
    today: string, remind: number, item?: RectItem): Clock {
	const left = days(limit.date) - days(today);

	return {
		id: words.id, zh: words.zh, en: words.en, item, since,
		due: limit.date, overdue: left < 0, today: left === 0,
		soon: left > 0 && left <= remind, weekendsOnly: !limit.known,
	};
}

/** The clocks that run, by day. */
export function clocks(c: Caseload, today: string): Clock[] {
	const out = table.clocks.flatMap((rule) => {
		const since = c.clockSince.get(rule.id);

		return since === undefined ? [] : [clock(rule, since,
		    closeTo(c, rule.id), today, rule.remind ?? 0)];
	});
	const { major } = table;

	if (c.state === undefined)
		return [];
	if (c.bases.size > 0 && !c.reported && c.majorSince !== undefined)
		out.push(clock({ id: "major", zh: major.zh, en: major.en },
		    c.majorSince, addLimit(c.majorSince, major.n, major.unit),
		    today, 0));
	for (const item of c.items) {
		if (item.state === "open")
			out.push(clock({ id: "item", zh: "整改事项",
				en: "Rectification item" },
			    item.event.entry?.date ?? "",
			    { date: item.due, known: true }, today,
			    ITEM_REMIND_DAYS, item));
	}
	// Array.prototype.sort is stable: items of one day stay in their order.
	const key = (x: Clock): string => `${x.due} ${x.id}`;
	return out.sort((x, y) => key(x) < key(y) ? -1 : key(x) > key(y) ? 1 : 0);
}
