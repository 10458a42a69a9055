// SPDX-License-Identifier: ISC
// Which letters are shown, and in which order.  Kept in memory only.

import type { Summary } from "./calls.ts";
import type { Hits } from "./search.ts";

/** What the strip above the letters counts; each is a filter of its own. */
export const QUICK = ["overdue", "today", "asked", "unread", "open", "untold",
	"mine", "major", "alone", "alarm"] as const;
export type Quick = (typeof QUICK)[number];

export interface Filter {
	/** All of these must be so. */
	readonly quick: readonly Quick[];
	/** "": any. */
	readonly form: string;
	readonly state: string;
	readonly label: string;
	readonly sort: "due" | "newest";
	readonly query: string;
	/** What the words were found in; null: no words were asked for. */
	readonly hits: Hits | null;
	/** How many rows are drawn. */
	readonly rows: number;
}

export const ROWS = 50;

export const NO_FILTER: Filter = { quick: [], form: "", state: "", label: "",
	sort: "due", query: "", hits: null, rows: ROWS };

/** One officer at most can still open all of it. */
export function isAlone(t: Summary): boolean {
	return t.able !== null && t.able.length < 2;
}

/** Does one letter answer to this, for the officer nn? */
export function isQuick(t: Summary, quick: Quick, nn: string): boolean {
	switch (quick) {
	case "overdue":
		return t.clocks.some((c) => c.overdue);
	case "today":
		return t.clocks.some((c) => c.today);
	case "asked":
		return t.asked;
	case "unread":
		return t.unread;
	case "open":
		return t.pending || !t.answered;
	case "untold":
		return t.untold;
	case "mine":
		return t.charge === nn || t.second === nn;
	case "major":
		return t.major;
	case "alone":
		return isAlone(t);
	case "alarm":
		return t.alarms;
	}
}

function fits(t: Summary, f: Filter, nn: string): boolean {
	return f.quick.every((q) => isQuick(t, q, nn)) &&
	    (f.form === "" || t.form === f.form) &&
	    (f.state === "" || t.state === f.state) &&
	    (f.label === "" || t.labels.includes(f.label)) &&
	    (f.hits === null || f.hits.has(t.id));
}

/** "~" sorts behind every day: what has no clock comes last. */
function dueOf(t: Summary): string {
	return t.clocks[0]?.due ?? "~";
}

/** Lists in the order of what is due, sorted once. */
const byDue = new WeakMap<readonly Summary[], readonly Summary[]>();

/** Sorting is stable: of one day the newest stays first. */
function inDueOrder(all: readonly Summary[]): readonly Summary[] {
	const sorted = byDue.get(all) ?? [...all].sort((a, b) =>
	    dueOf(a) < dueOf(b) ? -1 : Number(dueOf(a) > dueOf(b)));

	byDue.set(all, sorted);
	return sorted;
}

/** What a list holds, whatever of it is shown. */
export interface Facts {
	readonly counts: ReadonlyMap<Quick, number>;
	/** Rising. */
	readonly states: readonly string[];
	readonly labels: readonly string[];
}

const facts = new WeakMap<readonly Summary[], Facts>();

function rising(names: Iterable<string>): string[] {
	return [...new Set(names)].sort();
}

/** Counted once for each list, which is always one officer's. */
export function factsOf(all: readonly Summary[], nn: string): Facts {
	const known = facts.get(all) ?? {
		counts: new Map(QUICK.map((q) => [q,
			all.filter((t) => isQuick(t, q, nn)).length])),
		states: rising(all.flatMap((t) => t.state ?? [])),
		labels: rising(all.flatMap((t) => t.labels)),
	};

	facts.set(all, known);
	return known;
}

/** The letters that fit.  The list comes newest first. */
export function filtered(all: readonly Summary[], f: Filter, nn: string):
    Summary[] {
	return (f.sort === "newest" ? all : inDueOrder(all))
	    .filter((t) => fits(t, f, nn));
}

export function isFiltered(f: Filter): boolean {
	return f.quick.length > 0 || f.form !== "" || f.state !== "" ||
	    f.label !== "" || f.hits !== null;
}
