// SPDX-License-Identifier: ISC
// What can be got out of published sheets, exactly.  The sums from the first
// month on, of a series and of the columns that are within it, are unknowns;
// all that a sheet says is a bound of the difference of two of them, and so is
// that a column within another never gets ahead of it.  Shortest paths then
// give the least and the most of every cell over all counts that fit, and
// these are whole numbers that do occur: the matrix of such a programme is
// totally unimodular, so that no solver is needed and nothing is rounded.
// What is left out: that a column within another waits says "below five, or
// more than the other has released", which is no bound of a difference.
import { type CampaignDef, definitions } from "../../assets/lib/stats.ts";
import type { CampaignSheet } from "../../assets/lib/stats-campaign.ts";
import { type Sheet, monthsOf } from "../../assets/lib/stats-sheet.ts";
import { type Sum, naiveSums, releaseSums } from "./attack.ts";

export interface Range {
	readonly series: string;
	/** Months counted from January of the first year, both included. */
	readonly from: number;
	readonly to: number;
	readonly low: number;
	readonly high: number;
}

const YEAR = 12;

/** Columns that are tied to one another: each with the one it is within. */
function groups(): [string, string | undefined][][] {
	return definitions.tables.map((t) => t.columns.map((c) =>
	    [c.code, c.within]));
}

/** Least and most of each difference: dist[i][j] bounds x[j] - x[i]. */
function closure(dist: Float64Array[]): void {
	for (const [k, through] of dist.entries()) {
		for (const row of dist) {
			const first = row[k] ?? Infinity;

			if (first === Infinity)
				continue;
			for (let j = 0; j < row.length; j++) {
				const sum = first + (through[j] ?? Infinity);

				if (sum < (row[j] ?? Infinity))
					row[j] = sum;
			}
		}
	}
	if (dist.some((row, i) => (row[i] ?? 0) < 0))
		throw new Error("no counts fit what the sheets say");
}

/** One row of a table: all its columns at once. */
function solve(columns: readonly [string, string | undefined][], prefix: string,
    sums: ReadonlyMap<string, readonly Sum[]>, months: number,
    ask: (at: (from: number, to: number) => [number, number],
	series: string) => void): void {
	const size = columns.length * (months + 1);
	const node = (c: number, m: number): number => c * (months + 1) + m;
	const dist = Array.from({ length: size }, (_, i) => {
		const row = new Float64Array(size).fill(Infinity);

		row[i] = 0;
		return row;
	});
	const bound = (from: number, to: number, low: number,
	    high: number): void => {
		const [up, down] = [dist[from], dist[to]];

		if (up !== undefined)
			up[to] = Math.min(up[to] ?? Infinity, high);
		if (down !== undefined)
			down[from] = Math.min(down[from] ?? Infinity, -low);
	};

	columns.forEach(([code, within], c) => {
		const outer = columns.findIndex(([o]) => o === within);

		for (let m = 0; m < months; m++)
			bound(node(c, m), node(c, m + 1), 0, Infinity);
		for (const s of sums.get(prefix + code) ?? [])
			bound(node(c, s.from), node(c, s.to + 1), s.low, s.high);
		// All begin with nothing.
		bound(node(0, 0), node(c, 0), 0, 0);
		for (let m = 0; outer >= 0 && m <= months; m++)
			bound(node(c, m), node(outer, m), 0, Infinity);
	});
	closure(dist);
	columns.forEach(([code], c) => {
		ask((from, to) => {
			const [a, b] = [node(c, from), node(c, to + 1)];

			return [0 - (dist[b]?.[a] ?? Infinity),
				dist[a]?.[b] ?? Infinity];
		}, prefix + code);
	});
}

/** What sheets of campaigns say besides. */
export interface Told {
	/** Of what a series counted in some months at least. */
	readonly sums: ReadonlyMap<string, Sum[]>;
	readonly spans: readonly [number, number][];
}

const NOTHING: Told = { sums: new Map(), spans: [] };

/**
 * A campaign's figure is part of what its months counted, and so are those of
 * campaigns together in any months that hold theirs.  What single months count
 * of a campaign is free up to what the month counts of all: nothing else of a
 * campaign bounds the whole (Hall's condition for stretches of months).
 */
export function toldBy(campaigns: readonly CampaignDef[],
    shown: readonly CampaignSheet[], firstYear: number): Told & {
	/** Of a series in a stretch of months: what is shown of campaigns. */
	readonly taken: readonly { readonly series: string;
	    readonly from: number; readonly to: number; readonly n: number }[];
    } {
	const windows = campaigns.map((c) => monthsOf(c)
	    .map((m) => m - firstYear * YEAR) as [number, number]);
	const spans = windows.flatMap(([from]) => windows.flatMap(([, to]):
	    [number, number][] => from <= to ? [[from, to]] : []));
	const parts: { series: string; window: [number, number];
	    n: number }[] = [];
	const sums = new Map<string, Sum[]>();
	const taken: { series: string; from: number; to: number;
	    n: number }[] = [];

	for (const s of shown) {
		const at = campaigns.findIndex((c) => c.code === s.campaign.code);

		for (const t of s.tables)
			for (const r of t.rows)
				r.cells.forEach((f, i) => {
					if (!("guarded" in f))
						parts.push({ n: f.value,
							window: windows[at] ?? [0, 0],
							series: `${t.id}/${r.code}/` +
							    String(t.columns[i]?.code) });
				});
	}
	for (const series of new Set(parts.map((p) => p.series))) {
		for (const [from, to] of spans) {
			const n = parts.filter((p) => p.series === series &&
			    p.window[0] >= from && p.window[1] <= to)
			    .reduce((sum, p) => sum + p.n, 0);

			if (n === 0)
				continue;
			sums.set(series, [...sums.get(series) ?? [],
				{ from, to, low: n, high: Infinity }]);
			taken.push({ series, from, to, n });
		}
	}
	return { sums, spans, taken };
}

/**
 * The range of every month, quarter, year and year to date of the years whose
 * sheets are given, the first being the first in which anything was counted.
 */
export function ranges(years: readonly (readonly Sheet[])[],
    naive: boolean, campaigns: Told = NOTHING): Range[] {
	const sums = new Map(campaigns.sums);
	const out: Range[] = [];
	const months = years.length * YEAR;
	const spans: [number, number][] = [...campaigns.spans];

	years.forEach((sheets, y) => {
		for (const [series, list] of (naive ? naiveSums :
		    releaseSums)(sheets)) {
			sums.set(series, [...sums.get(series) ?? [],
				...list.map((s) => ({ ...s, from: s.from + y * YEAR,
					to: s.to + y * YEAR }))]);
		}
		for (let m = y * YEAR; m < (y + 1) * YEAR; m++) {
			spans.push([m, m], [y * YEAR, m]);
			if (m % 3 === 2)
				spans.push([m - 2, m]);
		}
	});
	groups().forEach((columns, i) => {
		const id = definitions.tables[i]?.id ?? "";
		const rows = new Set([...sums.keys()]
		    .filter((k) => k.startsWith(id + "/"))
		    .map((k) => k.slice(0, k.lastIndexOf("/") + 1)));

		for (const prefix of rows) {
			solve(columns, prefix, sums, months, (at, series) => {
				for (const [from, to] of spans) {
					const [low, high] = at(from, to);

					out.push({ series, from, to, low, high });
				}
			});
		}
	});
	return out;
}
