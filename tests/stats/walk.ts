// SPDX-License-Identifier: ISC
// What can be got out of published sheets, from the other side: a walk over
// other counts that print the very same sheets, by the release and campaign
// rules of the console themselves.  A cell that takes two values on the way is
// known to nobody, whatever he knows of the rules.  Each step moves single
// cases of one row of one table and is taken back where a sheet would change.
import type { CampaignDef, TableDef } from "../../assets/lib/stats.ts";
import { campaignsShown, inOrder } from "../../assets/lib/stats-campaign.ts";
import { type Series, monthsOf, newSeries, release } from
    "../../assets/lib/stats-sheet.ts";
import type { Dice } from "./random.ts";

/** Counts of one row: by column, part ("" is of no campaign) and month. */
export type Row = Map<string, Map<string, number[]>>;

export interface Cell {
	readonly name: string;
	readonly truth: number;
	readonly low: number;
	readonly high: number;
}

/** What is printed of the row, in all sheets together. */
function printed(row: Row, t: TableDef, campaigns: readonly CampaignDef[],
    first: number): string {
	const series = new Map<string, Series>();
	const shown = new Map<string, Set<string>>();
	const out: unknown[] = [];

	for (const c of t.columns) {
		const parts = row.get(c.code) as Map<string, number[]>;
		const s = newSeries();
		const outer = series.get(c.within ?? "");
		const months = parts.get("")?.length ?? 0;

		for (const [code, counts] of parts) {
			counts.forEach((n, m) => s.counts.set(first + m,
			    (s.counts.get(first + m) ?? 0) + n));
			if (code !== "")
				s.marked.set(code, counts.reduce((a, b) => a + b, 0));
		}
		release(s, outer, t, first, first + months - 1);
		series.set(c.code, s);
		shown.set(c.code, campaignsShown(s, outer === undefined ?
		    undefined : { series: outer,
			shown: shown.get(c.within ?? "") ?? new Set() },
		    inOrder(campaigns)));
		out.push([...s.releases].map(([m, r]) => [m, r.value, r.carried]),
		    [...shown.get(c.code) ?? []].map((code) =>
			[code, s.marked.get(code)]));
	}
	return JSON.stringify(out);
}

/** Where what is within a column never got ahead of it, it never does. */
function nested(row: Row, t: TableDef, held: ReadonlySet<string>): boolean {
	return [...held].every((key) => {
		const [inner = "", code = ""] = key.split("/");
		const outer = t.columns.find((c) => c.code === inner)?.within ?? "";
		const a = row.get(inner)?.get(code) ?? [];
		const b = row.get(outer)?.get(code) ?? [];
		let sum = 0;

		return a.every((n, m) => (sum += (b[m] ?? 0) - n) >= 0);
	});
}

type Change = [column: string, part: string, month: number, by: number];

function proposal(d: Dice, row: Row, t: TableDef,
    allowed: (part: string, m: number) => boolean): Change[] {
	const months = row.values().next().value?.get("")?.length ?? 0;
	const parts = [...row.values().next().value?.keys() ?? []];
	const m = d.below(months);
	// Near by, as a release's months are.
	const n = d.one(4) ? d.below(months) : Math.min(months - 1,
	    Math.max(0, m + d.below(9) - 4));
	const one = [d.pick(t.columns).code];
	const some = (at: number): string => {
		const by = row.get(one[0] ?? "");
		const full = parts.filter((x) => (by?.get(x)?.[at] ?? 0) > 0);

		return d.pick(full.length === 0 || d.one(4) ? parts : full);
	};
	const [p, q] = [some(m), some(n)];
	const other = d.pick(parts);
	const columns = d.one(2) ? t.columns.map((c) => c.code)
	    .slice(0, 1 + d.below(t.columns.length)) : one;
	const each = (of: (c: string) => Change[]): Change[] =>
	    columns.flatMap(of);
	const changes = [
		() => each((c) => [[c, p, m, -1], [c, p, n, 1]]),
		() => each((c) => [[c, p, m, -1], [c, p, n, 1], [c, q, n, -1],
			[c, q, m, 1]]),
		() => each((c) => [[c, p, m, -1], [c, other, m, 1]]),
		() => each((c) => [[c, p, m, d.one(2) ? 1 : -1]]),
	];

	return d.pick(changes)().filter(([, part, at]) => allowed(part, at));
}

/**
 * The cells of a row that are below `least`, each with the least and the most
 * that it was found to be: every month of every part, and all months of it.
 */
export function walk(d: Dice, row: Row, t: TableDef,
    campaigns: readonly CampaignDef[], first: number, steps: number,
    least: number): Cell[] {
	const parts = [...row.values().next().value?.keys() ?? []];
	const window = new Map(campaigns.map((c) => [c.code, monthsOf(c)
	    .map((m) => m - first) as [number, number]]));
	const allowed = (part: string, m: number): boolean => {
		const [from, to] = window.get(part) ?? [0, Infinity];

		return m >= from && m <= to;
	};
	const cells = (): Map<string, number> => {
		const out = new Map<string, number>();

		for (const [column, by] of row) {
			const all = (by.get("") ?? []).map((_n, m) => parts
			    .reduce((sum, p) => sum + (by.get(p)?.[m] ?? 0), 0));

			all.forEach((n, m) => out.set(`${column} ${m}`, n));
			for (const p of parts) {
				by.get(p)?.forEach((n, m) => {
					if (allowed(p, m))
						out.set(`${column} ${m} of "${p}"`, n);
				});
				out.set(`${column} of "${p}"`, (by.get(p) ?? [])
				    .reduce((a, b) => a + b, 0));
			}
			for (const [code, [from, to]] of window)
				out.set(`${column} besides ${code}`, (by.get("") ?? [])
				    .slice(from, to + 1).reduce((a, b) => a + b, 0));
		}
		return out;
	};
	const held = new Set(t.columns.flatMap((c) => c.within === undefined ?
	    [] : parts.map((p) => `${c.code}/${p}`))
	    .filter((key) => nested(row, t, new Set([key]))));
	const want = printed(row, t, campaigns, first);
	const truth = cells();
	const seen = new Map([...truth].map(([k, n]) => [k, [n, n] as
	    [number, number]]));

	const small = [...truth].flatMap(([k, n]) => n < least ? [k] : []);

	for (let i = 0; i < steps; i++) {
		if (i % 500 === 499 && small.every((k) => {
			const [low, high] = seen.get(k) ?? [0, 0];

			return low < high;
		}))
			break;
		const changes = proposal(d, row, t, allowed);
		const apply = (sign: number): void => {
			for (const [c, p, m, by] of changes) {
				const list = row.get(c)?.get(p) ?? [];

				list[m] = (list[m] ?? 0) + sign * by;
			}
		};

		apply(1);
		if (changes.some(([c, p, m]) => (row.get(c)?.get(p)?.[m] ?? 0) < 0) ||
		    !nested(row, t, held) ||
		    printed(row, t, campaigns, first) !== want) {
			apply(-1);
			continue;
		}
		for (const [k, n] of cells()) {
			const s = seen.get(k);

			if (s !== undefined)
				seen.set(k, [Math.min(s[0], n), Math.max(s[1], n)]);
		}
	}
	return [...truth].flatMap(([name, n]): Cell[] => n >= least ? [] :
	    [{ name, truth: n, low: seen.get(name)?.[0] ?? n,
		high: seen.get(name)?.[1] ?? n }]);
}
