// SPDX-License-Identifier: ISC
// What can be got out of published sheets: from the printed figures alone it
// narrows each month of each series by the sums that the quarters, the year
// and the years to date have to come to, until nothing moves any more.
import type { Figure, Sheet } from "../../assets/lib/stats-sheet.ts";

export interface Found {
	readonly series: string;
	readonly month: number;
	readonly value: number;
}

export interface Sum { readonly from: number; readonly to: number;
	readonly low: number; readonly high: number }

const LEAST = 5;
const MONTHS = { month: 1, quarter: 3, year: 12 };

/** Every printed figure: of which series, which months, printed as what. */
function* figures(sheets: readonly Sheet[]): Generator<{
	series: string; outer: boolean; kind: Sheet["period"]["kind"];
	from: number; to: number; toDate: Figure; now: Figure;
}> {
	for (const s of sheets) {
		const n = MONTHS[s.period.kind];
		const from = (s.period.n - 1) * n;

		for (const t of s.tables) {
			for (const r of t.rows) {
				for (const [i, c] of t.columns.entries()) {
					const cell = r.cells[i];

					if (cell !== undefined)
						yield {
							series: `${t.id}/${r.code}/${c.code}`,
							outer: c.within === undefined,
							kind: s.period.kind, from, to: from + n - 1,
							toDate: cell.toDate, now: cell.now,
						};
				}
			}
		}
	}
}

/** Where small cells are hidden and nothing else, each figure is a sum. */
export function naiveSums(sheets: readonly Sheet[]): Map<string, Sum[]> {
	const out = new Map<string, Sum[]>();

	for (const f of figures(sheets)) {
		const list = out.get(f.series) ?? [];

		for (const [one, from] of [[f.now, f.from], [f.toDate, 0]] as const)
			list.push("guarded" in one ?
			    { from, to: f.to, low: 0, high: LEAST - 1 } :
			    { from, to: f.to, low: one.value, high: one.value });
		out.set(f.series, list);
	}
	return out;
}

/**
 * Releases, by one who knows the rule: a printed month ends a block that began
 * behind the printed month before it, and what is kept is below the least.
 * Longer periods and years to date say at least what they print.
 */
export function releaseSums(sheets: readonly Sheet[]): Map<string, Sum[]> {
	const out = new Map<string, Sum[]>();
	const begun = new Map<string, number>();

	for (const f of figures(sheets)) {
		const list = out.get(f.series) ?? [];
		const from = begun.get(f.series) ?? 0;
		const kept = f.outer ? LEAST - 1 : Infinity;

		out.set(f.series, list);
		if (!("guarded" in f.toDate))
			list.push({ from: 0, to: f.to, low: f.toDate.value,
				high: f.toDate.value + kept });
		if (f.kind !== "month")
			list.push({ from: f.from, to: f.to, low: 0,
				high: "guarded" in f.now ? kept : Infinity });
		else if ("guarded" in f.now)
			list.push({ from, to: f.to, low: 0, high: kept });
		else {
			list.push({ from, to: f.to, low: f.now.value,
				high: f.now.value });
			begun.set(f.series, f.to + 1);
		}
	}
	return out;
}

/** Narrow the twelve months of one series. */
function narrow(sums: readonly Sum[]): [number[], number[]] {
	const low = new Array<number>(12).fill(0);
	const high = new Array<number>(12).fill(1e6);
	const at = (a: number[], i: number): number => a[i] ?? 0;

	for (let moved = true; moved;) {
		moved = false;
		for (const s of sums) {
			for (let i = s.from; i <= s.to; i++) {
				let [rest, most] = [0, 0];

				for (let j = s.from; j <= s.to; j++) {
					if (j !== i) {
						rest += at(low, j);
						most += at(high, j);
					}
				}
				const l = Math.max(at(low, i), s.low - most);
				const h = Math.min(at(high, i), s.high - rest);

				if (l > at(low, i) || h < at(high, i)) {
					[low[i], high[i]] = [l, h];
					moved = true;
				}
			}
		}
	}
	return [low, high];
}

/**
 * Months whose own count no sheet prints and which are nevertheless known to
 * within one.  The sheets are in the order of their periods, months first;
 * `naive`: they only hide small cells.
 */
export function attack(sheets: readonly Sheet[], naive: boolean): Found[] {
	const out: Found[] = [];
	const printed = new Set<string>();

	for (const f of figures(sheets)) {
		if (f.kind === "month" && !("guarded" in f.now) && !f.now.carried)
			printed.add(`${f.series}/${f.from}`);
	}
	for (const [series, sums] of (naive ? naiveSums : releaseSums)(sheets)) {
		const [low, high] = narrow(sums);

		for (let m = 0; m < 12; m++) {
			const [l = 0, h = 0] = [low[m], high[m]];

			if (!printed.has(`${series}/${m}`) && h - l < 2)
				out.push({ series, month: m, value: l });
		}
	}
	return out;
}

/** The true counts must be among those that the attack holds possible. */
export function allows(sheets: readonly Sheet[],
    truth: (series: string, month: number) => number): boolean {
	return [...releaseSums(sheets)].every(([series, sums]) => {
		const [low, high] = narrow(sums);

		return low.every((l, m) => l <= truth(series, m) &&
		    truth(series, m) <= (high[m] ?? 0));
	});
}
