// SPDX-License-Identifier: ISC
// Figures of one shape from three sides: recount.py's own, the JSON of `qf
// stats`, and what stands in the cells of the console's sheet.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

import type { Page } from "playwright-core";

import stats from "../../conf/stats.json" with { type: "json" };
import type { CampaignSheet } from "../../assets/lib/stats-campaign.ts";
import type { Figure, Sheet } from "../../assets/lib/stats-sheet.ts";
import { repo } from "../web/cluster.ts";

/** Value and whether it was carried; null: not shown. */
export type Shown = readonly [number, boolean] | null;
type Spans = "now" | "toDate" | "before" | "yearAgo";
export type Recounted = Readonly<Record<string,
    Partial<Readonly<Record<Spans, Shown>>> &
    { readonly median?: number | null }>>;

export interface Recount {
	/** By period. */
	readonly sheets: Readonly<Record<string, Recounted>>;
	/** Series to its twelve months, nothing hidden. */
	readonly counts: Readonly<Record<string, readonly number[]>>;
	/** By campaign. */
	readonly campaigns: Readonly<Record<string,
	    Readonly<Record<string, number | null>>>>;
}

export const YEAR = 2026;
export const PERIODS: readonly string[] = [
	...Array.from({ length: 12 }, (_, i) =>
	    `${YEAR}-${String(i + 1).padStart(2, "0")}`),
	...[1, 2, 3, 4].map((n) => `${YEAR}-Q${n}`), String(YEAR),
];

/** Every sheet of the year, by Debian's Python; site: the file with the lists. */
export function recount(ledger: string, site: string): Recount {
	const conf = (name: string): string => join(repo, "conf", name);

	return JSON.parse(execFileSync("/usr/bin/python3", [
		join(import.meta.dirname, "recount.py"), ledger,
		site, conf("stats.json"), conf("workdays.json"),
		String(YEAR)], { encoding: "utf8", maxBuffer: 1 << 28 })) as
	    Recount;
}

function shown(f: Figure): Shown {
	return "guarded" in f ? null : [f.value, f.carried];
}

/** A sheet as recount.py writes one. */
export function ofSheet(s: Sheet): Recounted {
	return Object.fromEntries(s.tables.flatMap((t) => t.rows.flatMap((r) => [
		...r.cells.map((c, i) => [
			`${t.id}/${r.code}/${t.columns[i]?.code ?? ""}`, {
				now: shown(c.now), toDate: shown(c.toDate),
				before: shown(c.before), yearAgo: shown(c.yearAgo),
			}] as const),
		...r.median === undefined ? [] : [[`${t.id}/${r.code}`,
			{ median: shown(r.median)?.[0] ?? null }] as const],
	])));
}

/** A campaign's sheet as recount.py writes one. */
export function ofCampaign(s: CampaignSheet): Recount["campaigns"][string] {
	const value = (f: Figure): number | null => shown(f)?.[0] ?? null;

	return Object.fromEntries(s.tables.flatMap((t) => t.rows.flatMap((r) => [
		...r.cells.map((c, i) => [`${t.id}/${r.code}/${
		    t.columns[i]?.code ?? ""}`, value(c)] as const),
		...r.median === undefined ? [] : [[`${t.id}/${r.code}`,
			value(r.median)] as const],
	])));
}

/** Table to rows of cells, as the campaign's screen should have them. */
export function expectedCampaign(sheet: Recount["campaigns"][string]):
    Record<string, string[][]> {
	const out: Record<string, string[][]> = {};
	const rows = new Map<string, string[]>();

	for (const [series, f] of Object.entries(sheet)) {
		const [table = "", row = ""] = series.split("/");
		const key = `${table}/${row}`;

		if (!rows.has(key)) {
			rows.set(key, []);
			(out[table] ??= []).push(rows.get(key) ?? []);
		}
		rows.get(key)?.push(f === null ? "—" : String(f));
	}
	return out;
}

/**
 * What a sheet would be if small cells were hidden and nothing else; from its
 * shape and the counts of its months.
 */
export function naive(s: Sheet, counts: Recount["counts"]): Sheet {
	const n = { month: 1, quarter: 3, year: 12 }[s.period.kind];
	const last = s.period.n * n;
	const figure = (series: string, from: number): Figure => {
		const value = (counts[series] ?? []).slice(from, last)
		    .reduce((a, b) => a + b, 0);

		return value < stats.least ? { guarded: true } :
		    { value, carried: false };
	};

	return { ...s, tables: s.tables.map((t) => ({ ...t,
		rows: t.rows.map((r) => ({ ...r, cells: r.cells.map((c, i) => {
			const series = `${t.id}/${r.code}/` +
			    (t.columns[i]?.code ?? "");

			return { ...c, now: figure(series, last - n),
				toDate: figure(series, 0) };
		}) })) })) };
}

/**
 * The `figure` fields of a summary of these months (docs/protocol.md section 5)
 * by two officers who open concerns together and no feedback.
 */
export function summaryFigures(sheet: Recounted): string[] {
	const lines = new Map<string, string[]>();

	for (const [series, f] of Object.entries(sheet)) {
		const [table = "", row = "", column] = series.split("/");
		const key = `${table} ${row}`;

		if (column === undefined || ["stations", "nodes"].includes(table))
			continue;
		if (!lines.has(key))
			lines.set(key, []);
		lines.get(key)?.push(text(table === "topics" ? null : f.now,
		    WITHIN.has(`${table}/${column}`)));
	}
	return [...lines].map(([key, cells]) => `${key} ${cells.join(" ")}`);
}

/** What a sheet on the screen has of each cell. */
const KEYS: Readonly<Record<string, readonly Spans[]>> = {
	intake: ["now", "before", "toDate"], kind: ["now", "before", "toDate"],
	nodes: ["now", "toDate", "yearAgo"],
};

/** Columns that are part of another. */
const WITHIN: ReadonlySet<string> = new Set(stats.tables.flatMap((t) => t.columns
    .filter((c) => "within" in c).map((c) => `${t.id}/${c.code}`)));

function text(f: Shown | undefined, within: boolean): string {
	return f === null || f === undefined ? within ? "—" : "<5" :
	    f[0] + (f[1] ? "*" : "");
}

/** Table to rows of cells, as the screen should have them. */
export function expected(period: string, sheet: Recounted):
    Record<string, string[][]> {
	const out: Record<string, string[][]> = {};
	const rows = new Map<string, string[]>();

	for (const [series, f] of Object.entries(sheet)) {
		const [table = "", row = "", column] = series.split("/");
		const key = `${table}/${row}`;
		const keys = (KEYS[table] ?? ["now", "before"]).filter((k) =>
		    period.includes("-") || k !== "toDate");

		if (!rows.has(key)) {
			rows.set(key, []);
			(out[table] ??= []).push(rows.get(key) ?? []);
		}
		rows.get(key)?.push(...column === undefined ?
		    [f.median === null ? "<5" : String(f.median)] :
		    keys.map((k) => text(f[k],
			WITHIN.has(`${table}/${column}`))));
	}
	return out;
}

/** The same from the page. */
export function onScreen(page: Page, within = ".a4"):
    Promise<Record<string, string[][]>> {
	return page.evaluate((at) => Object.fromEntries(
	    [...document.querySelectorAll(`${at} .figures`)].map((f) => [
		/of-(\S+)/.exec(f.className)?.[1] ?? "",
		[...f.querySelectorAll("tbody tr")].map((tr) =>
		    [...tr.querySelectorAll("td")].map((td) =>
			td.textContent ?? "")),
	    ])), within);
}

/** The heading of a period. */
export function nameOf(period: string): string {
	const [year = "", part] = period.split("-");

	return part === undefined ? `${year}年` : part.startsWith("Q") ?
	    `${year}年第${part.slice(1)}季度` : `${year}年${Number(part)}月`;
}
