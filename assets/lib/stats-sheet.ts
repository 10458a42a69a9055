// SPDX-License-Identifier: ISC
// Sheets of the statistics, guarded or not (docs/statistics.md).  A guarded
// figure is a sum of *releases*: of each row and column the counts of a year
// are carried on from month to month until they reach the least that may be
// shown, and are then released together.  Longer periods, years to date and
// comparisons add releases and nothing else, so that no two sheets differ by
// what neither shows.

import { addDays } from "./date.ts";
import { fail } from "./err.ts";
import {
	type CampaignDef, type ColumnDef, type Fact, type RowDef, type StatsLists, type TableDef,
	definitions,
} from "./stats.ts";
import type { Words } from "./triage.ts";

export interface Period {
	readonly kind: "month" | "quarter" | "year";
	readonly year: number;
	/** Month 1-12, quarter 1-4, 1 for a year. */
	readonly n: number;
}

export type Figure =
	| { readonly value: number; readonly carried: boolean }
	| { readonly guarded: true };

export interface Cell {
	readonly now: Figure;
	/** From January to the end of the period. */
	readonly toDate: Figure;
	/** The period before. */
	readonly before: Figure;
	/** The same period a year ago. */
	readonly yearAgo: Figure;
}

export interface Row extends RowDef {
	/** One for each column. */
	readonly cells: readonly Cell[];
	/** Clocks: median days of what was done in the period. */
	readonly median: Figure | undefined;
}

export interface Table extends Words {
	readonly id: string;
	/** The definition, to be shown beside it. */
	readonly note: Words;
	readonly columns: readonly ColumnDef[];
	readonly rows: readonly Row[];
}

export interface Sheet {
	readonly period: Period;
	readonly guarded: boolean;
	readonly tables: readonly Table[];
}

const MONTHS = { month: 1, quarter: 3, year: 12 };
/** thread.ts trusts no entry whose date is farther from its storing. */
const SLACK_DAYS = 2;
const GUARDED: Figure = { guarded: true };

/** The months of a campaign, whole, counted from year 0. */
export function monthsOf(c: CampaignDef): [number, number] {
	return [monthOf(c.from), monthOf(c.to)];
}

/** The month is over, and SLACK_DAYS more. */
export function isOver(month: number, today: string): boolean {
	return monthOf(addDays(today, -SLACK_DAYS)) > month;
}

/** Months counted from year 0; the first and the last of a period. */
function span(p: Period): [number, number] {
	const first = p.year * 12 + (p.n - 1) * MONTHS[p.kind];

	return [first, first + MONTHS[p.kind] - 1];
}

function monthOf(date: string): number {
	return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

export interface Release {
	readonly value: number;
	/** Begun in an earlier month. */
	readonly carried: boolean;
	/** The first month that may have counted in it. */
	readonly since: number;
}

export interface Series {
	readonly counts: Map<number, number>;
	readonly releases: Map<number, Release>;
	/** Clocks: month and days of each. */
	readonly days: [number, number][];
	/** Within the months of a campaign, by its code; clocks: and the days. */
	readonly marked: Map<string, number>;
	readonly markedDays: [string, number][];
}

export function newSeries(): Series {
	return { counts: new Map(), releases: new Map(), days: [],
		marked: new Map(), markedDays: [] };
}

function key(table: string, row: string, column: string): string {
	return `${table}/${row}/${column}`;
}

/**
 * Release what has come together.  A column within another waits until the
 * other has released as much: else it would tell a least number of what the
 * other still keeps.
 */
export function release(s: Series, outer: Series | undefined, t: TableDef,
    first: number, last: number): void {
	let [kept, since, mine, others] = [0, first, 0, 0];

	for (let m = first; m <= last; m++) {
		if (m % 12 === 0)
			[kept, since] = [0, m];
		kept += s.counts.get(m) ?? 0;
		others += outer?.releases.get(m)?.value ?? 0;
		if (kept < definitions.least ||
		    (t.grain === "year" && m % 12 !== 11) ||
		    (outer !== undefined && mine + kept > others))
			continue;
		s.releases.set(m, { value: kept, carried: since < m, since });
		mine += kept;
		[kept, since] = [0, m + 1];
	}
}

/** Of at least one. */
export function medianOf(rising: readonly number[]): number {
	const half = rising.length >> 1;

	return rising.length % 2 === 1 ? rising[half] ?? 0 :
	    ((rising[half - 1] ?? 0) + (rising[half] ?? 0)) / 2;
}

/** The facts of all cases, counted once; sheets are then cheap. */
export class Stats {
	private readonly series = new Map<string, Series>();
	readonly lists: StatsLists;

	constructor(all: Iterable<Fact>, lists: StatsLists) {
		let [first, last] = [Infinity, -Infinity];

		this.lists = lists;
		for (const f of all) {
			const m = monthOf(f.date);
			const s = this.of(f.table, f.row, f.column);

			s.counts.set(m, (s.counts.get(m) ?? 0) + 1);
			if (f.days !== undefined)
				s.days.push([m, f.days]);
			this.mark(s, f, m);
			first = Math.min(first, m);
			last = Math.max(last, m);
		}
		if (last >= first)
			this.releaseAll(first, last - last % 12 + 11);
	}

	/** What is outside a campaign's months is not its. */
	private mark(s: Series, f: Fact, m: number): void {
		const c = this.lists.campaigns?.find((d) =>
		    d.code === f.campaign);
		const [first, last] = c === undefined ? [0, -1] : monthsOf(c);

		if (c === undefined || m < first || m > last)
			return;
		s.marked.set(c.code, (s.marked.get(c.code) ?? 0) + 1);
		if (f.days !== undefined)
			s.markedDays.push([c.code, f.days]);
	}

	of(table: string, row: string, column: string): Series {
		const k = key(table, row, column);
		let s = this.series.get(k);

		if (s === undefined) {
			s = newSeries();
			this.series.set(k, s);
		}
		return s;
	}

	rows(t: TableDef): readonly RowDef[] {
		return t.list === undefined ? t.rows : t.list === "nodes" ?
		    this.lists.nodes.filter((n) => n.dates !== undefined) :
		    this.lists[t.list];
	}

	private releaseAll(first: number, last: number): void {
		for (const t of definitions.tables) {
			for (const r of this.rows(t)) {
				for (const c of t.columns)
					release(this.of(t.id, r.code, c.code),
					    c.within === undefined ? undefined :
					    this.of(t.id, r.code, c.within),
					    t, first, last);
			}
		}
	}

	private figure(s: Series, first: number, last: number,
	    guarded: boolean): Figure {
		let [value, carried, some] = [0, false, false];

		for (let m = first; m <= last; m++) {
			const r = s.releases.get(m);

			value += guarded ? r?.value ?? 0 : s.counts.get(m) ?? 0;
			some ||= r !== undefined;
			carried ||= guarded && (r?.carried ?? false);
		}
		return guarded && !some ? GUARDED : { value, carried };
	}

	private cell(s: Series, p: Period, guarded: boolean): Cell {
		const [first, last] = span(p);
		const n = MONTHS[p.kind];
		const at = (from: number, to: number): Figure =>
		    this.figure(s, from, to, guarded);

		return {
			now: at(first, last), toDate: at(p.year * 12, last),
			before: at(first - n, last - n),
			yearAgo: at(first - 12, last - 12),
		};
	}

	/** Over what was kept and what was missed, where the former is shown. */
	private median(row: string, p: Period, guarded: boolean): Figure {
		const [first, last] = span(p);
		const all = ["kept", "missed"].flatMap((c) =>
		    this.of("clocks", row, c).days
		    .flatMap(([m, d]) => m >= first && m <= last ? [d] : []))
		    .sort((a, b) => a - b);
		const kept = this.figure(this.of("clocks", row, "kept"), first,
		    last, guarded);

		if ("guarded" in kept || all.length === 0 ||
		    (guarded && all.length < definitions.least))
			return GUARDED;
		return { value: medianOf(all), carried: false };
	}

	/**
	 * A guarded sheet is of a period that was over two days before `today`:
	 * two sheets of a month that still runs would differ by single cases, and
	 * an entry may be two days older than its storing.  FORMAT otherwise, and
	 * for a period that is none.
	 */
	sheet(p: Period, today: string, guarded = true): Sheet {
		const [, last] = span(p);

		if (!Number.isInteger(p.n) || p.n < 1 ||
		    p.n > 12 / MONTHS[p.kind] ||
		    (guarded && !isOver(last, today)))
			fail("FORMAT", "period");
		const tables = definitions.tables.filter((t) => !guarded ||
		    t.grain === "month" || p.kind === "year");

		return { period: p, guarded, tables: tables.map((t) => ({
			id: t.id, zh: t.zh, en: t.en, note: t.note,
			columns: t.columns,
			rows: this.rows(t).map((r) => ({
				code: r.code, zh: r.zh, en: r.en,
				cells: t.columns.map((c) => this.cell(
				    this.of(t.id, r.code, c.code), p, guarded)),
				median: t.id === "clocks" ?
				    this.median(r.code, p, guarded) : undefined,
			})),
		})) };
	}
}
