// SPDX-License-Identifier: ISC
// The sheet of a campaign (docs/statistics.md): one figure for each row and
// column, of all its months together, made once they are over.  It is guarded
// against the monthly sheets as well: what is left of these when the campaign is
// taken away is at least the least that may be shown.

import { fail } from "./err.ts";
import {
	type CampaignDef, type ColumnDef, type RowDef, type TableDef,
	definitions,
} from "./stats.ts";
import {
	type Figure, type Series, type Stats, isOver, medianOf, monthsOf,
} from "./stats-sheet.ts";
import type { Words } from "./triage.ts";

export interface CampaignRow extends RowDef {
	/** One for each column. */
	readonly cells: readonly Figure[];
	/** Clocks: median days of what was done. */
	readonly median: Figure | undefined;
}

export interface CampaignTable extends Words {
	readonly id: string;
	readonly note: Words;
	readonly columns: readonly ColumnDef[];
	readonly rows: readonly CampaignRow[];
}

export interface CampaignSheet {
	readonly campaign: Omit<CampaignDef, "form">;
	readonly guarded: boolean;
	readonly tables: readonly CampaignTable[];
}

const GUARDED: Figure = { guarded: true };

/** What a form's reports count in; key nodes have months of their own. */
function tablesOf(form: string): readonly TableDef[] {
	const youth = ["topics", "stations"];

	return definitions.tables.filter((t) => t.id !== "nodes" &&
	    youth.includes(t.id) === (form === "youth/1"));
}

/** In the order in which their months end: what is out already stays out. */
export function inOrder(all: readonly CampaignDef[]): CampaignDef[] {
	return [...all].sort((a, b) => monthsOf(a)[1] - monthsOf(b)[1] ||
	    (a.code < b.code ? -1 : Number(a.code > b.code)));
}

/** Of the releases, what was counted in these months and in no other. */
function inside(s: Series, first: number, last: number): number {
	let sum = 0;

	for (const [m, r] of s.releases)
		sum += m <= last && r.since >= first ? r.value : 0;
	return sum;
}

/**
 * The campaigns whose figure in this series may be shown.  Every stretch of
 * months that ends with the campaign's keeps, when it and all that is out
 * already is taken away, at least the least, by releases alone: so a campaign's
 * figure tells nothing of what a month keeps, and nothing small of the rest.
 * A column within another is not shown where the other is not, or says less.
 */
export function campaignsShown(s: Series, within: {
    readonly series: Series; readonly shown: ReadonlySet<string> } | undefined,
    ordered: readonly CampaignDef[]): Set<string> {
	const out: { code: string; first: number; n: number }[] = [];

	for (const c of ordered) {
		const [first, last] = monthsOf(c);
		const n = s.marked.get(c.code) ?? 0;
		const starts = [first, ...out.map((o) => o.first)]
		    .filter((a) => a <= first);
		const fits = starts.every((a) => out
		    .filter((o) => o.first >= a)
		    .reduce((sum, o) => sum + o.n, n) + definitions.least <=
		    inside(s, a, last));

		if (n >= definitions.least && fits &&
		    (within === undefined || (within.shown.has(c.code) &&
		    n <= (within.series.marked.get(c.code) ?? 0))))
			out.push({ code: c.code, first, n });
	}
	return new Set(out.map((o) => o.code));
}

function row(stats: Stats, t: TableDef, r: RowDef, c: CampaignDef,
    ordered: readonly CampaignDef[], guarded: boolean): CampaignRow {
	const series = new Map(t.columns.map((col) =>
	    [col.code, stats.of(t.id, r.code, col.code)]));
	const shown = new Map<string, Set<string>>();

	for (const col of t.columns) {
		const outer = series.get(col.within ?? "");

		shown.set(col.code, campaignsShown(series.get(col.code) as Series,
		    outer === undefined ? undefined : { series: outer,
			shown: shown.get(col.within ?? "") ?? new Set() },
		    ordered));
	}
	const isShown = (code: string): boolean => !guarded ||
	    shown.get(code)?.has(c.code) === true;
	const days = [...series.values()].flatMap((s) => s.markedDays)
	    .flatMap(([code, d]) => code === c.code ? [d] : [])
	    .sort((a, b) => a - b);

	return {
		code: r.code, zh: r.zh, en: r.en,
		cells: t.columns.map(({ code }): Figure => !isShown(code) ?
		    GUARDED : {
			value: series.get(code)?.marked.get(c.code) ?? 0,
			carried: false,
		    }),
		median: t.id !== "clocks" ? undefined :
		    !isShown("kept") || days.length === 0 ||
		    (guarded && days.length < definitions.least) ? GUARDED :
			{ value: medianOf(days), carried: false },
	};
}

/**
 * FORMAT for a campaign that the lists do not have, and guarded for one whose
 * last month was not over two days before `today`.
 */
export function campaignSheet(stats: Stats, code: string, today: string,
    guarded = true): CampaignSheet {
	const all = stats.lists.campaigns ?? [];
	const c = all.find((one) => one.code === code) ??
	    fail("FORMAT", "campaign");
	const ordered = inOrder(all);

	if (guarded && !isOver(monthsOf(c)[1], today))
		fail("FORMAT", "period");
	return {
		campaign: { code, zh: c.zh, en: c.en, from: c.from, to: c.to },
		guarded, tables: tablesOf(c.form).map((t) => ({
			id: t.id, zh: t.zh, en: t.en, note: t.note,
			columns: t.columns, rows: stats.rows(t).map((r) =>
			    row(stats, t, r, c, ordered, guarded)),
		})),
	};
}
