// SPDX-License-Identifier: ISC
// Sheets of campaigns beside the monthly ones, against one who has them all.
import assert from "node:assert/strict";
import { test } from "node:test";

import site from "../../conf/site.json" with { type: "json" };
import { codeOf } from "../../assets/lib/err.ts";
import {
	type CampaignDef, type Fact, type StatsLists, campaignOf, definitions,
	facts,
} from "../../assets/lib/stats.ts";
import { type CampaignSheet, campaignSheet } from
    "../../assets/lib/stats-campaign.ts";
import { type Sheet, Stats, monthsOf } from
    "../../assets/lib/stats-sheet.ts";
import { caseState } from "../../assets/lib/state.ts";
import { Rng } from "../diff/mutate.ts";
import { periodOf } from "../stats/cases.ts";
import { ranges, toldBy } from "../stats/exact.ts";
import { type LedgerRow, caseOf, makeLedger } from "../stats/ledger.ts";
import { type Row, walk } from "../stats/walk.ts";
import { History } from "../vectors/history.ts";

const TODAY = "2027-06-01";
const LEAST = definitions.least;
const FIRST = 2025 * 12;
const of = (code: string, from: string, to: string,
    form = "concern/1"): CampaignDef => ({ code, zh: code, en: code, form,
	from, to });
const campaigns = [of("C1", "2025-03-10", "2025-12-15"),
	of("C2", "2025-06-01", "2026-06-30"), of("C3", "2025-03-01",
	    "2025-12-31"), of("C4", "2025-05-01", "2025-05-31"),
	of("C5", "2025-01-01", "2026-12-31", "youth/1")];
const lists: StatsLists = { ...site, campaigns };

/** Nearly all of some kinds, hardly any of others, a fair part of the rest. */
function marked(r: LedgerRow): string | false {
	if (r.form === "youth/1")
		return r.id % 7 !== 0 && "C5";
	switch (r.category?.slice(0, 3)) {
	case "A01":
		return r.id % 25 !== 0 ? "C1" : r.id % 75 === 0 && "C2";
	case "A04":
	case "A09":
	case "B01":
		return r.id % 20 !== 0 && (r.id % 3 === 0 ? "C3" : "C1");
	case "A02":
		return r.id % 3 === 0 ? "C1" : r.id % 3 === 1 ? "C3" :
		    r.id % 30 !== 2 && "C2";
	case "A03":
		return ["C1", "C2", "C3", "C4", ""][r.id % 5] ?? false;
	default:
		return r.id % 12 === 0 && "C2";
	}
}

function statsOf(seed: number, concerns: number, youth: number): [Stats,
    Fact[]] {
	const all = makeLedger(seed, concerns, youth).flatMap((r) =>
	    facts(caseOf(r, marked(r)), lists));

	return [new Stats(all, lists), all];
}

function years(s: Stats): Sheet[][] {
	return [2025, 2026].map((n) => [
		...Array.from({ length: 12 }, (_, i) =>
		    `${n}-${String(i + 1).padStart(2, "0")}`),
		...[1, 2, 3, 4].map((q) => `${n}-Q${q}`), String(n),
	].map((p) => s.sheet(periodOf(p), TODAY)));
}

/** Hides figures below the least and nothing else. */
function naive(s: CampaignSheet): CampaignSheet {
	return { ...s, tables: s.tables.map((t) => ({ ...t,
		rows: t.rows.map((r) => ({ ...r, cells: r.cells.map((f) =>
		    "guarded" in f || f.value < LEAST ? { guarded: true } : f) })),
	})) };
}

const monthOf = (f: Fact): number => Number(f.date.slice(0, 4)) * 12 +
    Number(f.date.slice(5, 7)) - 1 - FIRST;

/** Facts of a series in these months that no campaign shown there has. */
function restOf(of: readonly Fact[], from: number, to: number,
    inside: ReadonlySet<string>): number {
	return of.filter((f) => {
		const c = campaigns.find((d) => d.code === f.campaign);
		const [first, last] = c === undefined ? [1, 0] : monthsOf(c);
		const m = monthOf(f);

		return m >= from && m <= to && !(c !== undefined &&
		    inside.has(c.code) && m + FIRST >= first && m + FIRST <= last);
	}).length;
}

/** Which campaigns a sheet shows a series of, by series. */
function openOf(sheets: readonly CampaignSheet[]): Map<string, Set<string>> {
	const out = new Map<string, Set<string>>();

	for (const s of sheets)
		for (const t of s.tables)
			for (const r of t.rows)
				r.cells.forEach((f, i) => {
					const k = `${t.id}/${r.code}/${t.columns[i]?.code}`;

					if (!("guarded" in f))
						out.set(k, (out.get(k) ?? new Set())
						    .add(s.campaign.code));
				});
	return out;
}

function keyOf(r: { series: string; from: number; to: number }): string {
	return `${r.series} ${r.from} ${r.to}`;
}

for (const [seed, concerns, youth] of [[1, 150, 300], [3, 2500, 300]] as
    const) {
	const [s, all] = statsOf(seed, concerns, youth);
	const sheets = years(s);
	const bySeries = new Map<string, Fact[]>();

	for (const f of all) {
		const k = `${f.table}/${f.row}/${f.column}`;

		const list = bySeries.get(k);

		if (list === undefined)
			bySeries.set(k, [f]);
		else
			list.push(f);
	}
	const shown = campaigns.map((c) => campaignSheet(s, c.code, TODAY));

	/** What can be said of the rest beside what campaigns show. */
	const rests = (of: readonly CampaignSheet[]): { low: number; high: number;
	    truth: number; series: string }[] => {
		const told = toldBy(campaigns, of, 2025);
		const open = openOf(of);
		const found = new Map(ranges(sheets, false, told).map((r) =>
		    [keyOf(r), r]));

		return told.taken.map(({ series, from, to, n }) => {
			const r = found.get(keyOf({ series, from, to }));
			const inside = new Set(campaigns.filter((c) => {
				const [a, b] = monthsOf(c);

				return open.get(series)?.has(c.code) &&
				    a - FIRST >= from && b - FIRST <= to;
			}).map((c) => c.code));

			assert.ok(r !== undefined);
			return { series, low: Math.max(0, r.low - n),
				high: r.high - n,
				truth: restOf(bySeries.get(series) ?? [], from,
				    to, inside) };
		});
	};

	test(`campaigns: beside monthly sheets nothing is pinned, ${concerns}`,
	    () => {
		const told = toldBy(campaigns, shown, 2025);
		const before = new Map(ranges(sheets, false, { sums: new Map(),
			spans: told.spans }).map((r) => [keyOf(r), r]));
		const after = ranges(sheets, false, told);

		assert.ok(concerns < 500 || told.taken.length > 20,
		    String(told.taken.length));
		// A campaign's sheet tells nothing new of any month of all.
		assert.equal(new Set(after.map(keyOf)).size, before.size);
		for (const r of after)
			assert.deepEqual(r, before.get(keyOf(r)));
		for (const r of rests(shown)) {
			assert.ok(r.low <= r.truth && r.truth <= r.high);
			assert.ok(r.low >= LEAST, JSON.stringify(r));
		}
	});

	// Small sites have no figure that could be taken away from another.
	if (concerns < 500)
		continue;
	test(`campaigns: hiding small figures alone pins rests, ${concerns}`,
	    () => {
		// Where the attack finds no counts that fit, it found too much.
		const bad = campaigns.flatMap((c) => rests([naive(campaignSheet(s,
		    c.code, TODAY, false))]).filter((r) => r.low === r.high &&
			r.low < LEAST));

		assert.ok(bad.length > 1, String(bad.length));
		for (const r of bad)
			assert.equal(r.low, r.truth, JSON.stringify(r));
	});
}

function rowOf(all: readonly Fact[], table: string, code: string): Row {
	const t = definitions.tables.find((d) => d.id === table);

	return new Map(t?.columns.map((c) => {
		const by = new Map(["", ...campaigns.filter((d) =>
		    d.form === "concern/1").map((d) => d.code)].map((p) =>
		    [p, new Array<number>(24).fill(0)]));

		for (const f of all.filter((o) => o.table === table &&
		    o.row === code && o.column === c.code)) {
			const d = campaigns.find((o) => o.code === f.campaign);
			const [a, b] = d === undefined ? [1, 0] : monthsOf(d);
			const m = monthOf(f);
			const list = by.get(m + FIRST >= a && m + FIRST <= b ?
			    d?.code ?? "" : "");

			if (list !== undefined)
				list[m] = (list[m] ?? 0) + 1;
		}
		return [c.code, by] as const;
	}));
}

test("campaigns: other counts print the same sheets, for every small cell",
    () => {
	const [s, all] = statsOf(2, 800, 0);
	const open = openOf(campaigns.map((c) => campaignSheet(s, c.code,
	    TODAY)));
	let [cells, rows] = [0, 0];

	for (const [table, code] of [["kind", "A01"], ["kind", "A02"],
		["kind", "A03"], ["disposal", "R13"], ["intake", "I1"],
		["clocks", "open"]] as const) {
		const t = definitions.tables.find((d) => d.id === table);
		const row = rowOf(all.filter((f) => f.date < "2027"), table, code);

		assert.ok(t !== undefined);
		rows += [...open.keys()].some((k) =>
		    k.startsWith(`${table}/${code}/`)) ? 1 : 0;
		const stuck: string[] = [];
		for (const c of walk(new Rng(7), row, t, campaigns.filter((d) =>
		    d.form === "concern/1"), FIRST, 150000, LEAST)) {
			if (c.low === c.high)
				stuck.push(JSON.stringify(c));
			cells++;
		}
		assert.deepEqual(stuck, [], `${table}/${code}`);
	}
	assert.ok(cells > 500 && rows > 3, `${cells} ${rows}`);
});

test("campaigns: a sheet waits until the campaign's months are over", () => {
	const [s] = statsOf(1, 50, 0);
	const why = (code: string, today: string, guarded = true): unknown => {
		try {
			campaignSheet(s, code, today, guarded);
			return undefined;
		} catch (e) {
			return codeOf(e);
		}
	};

	assert.equal(why("C1", "2026-01-02"), "FORMAT");
	assert.equal(why("C1", "2026-01-03"), undefined);
	assert.equal(why("C1", "2025-04-01", false), undefined);
	assert.equal(why("C9", TODAY), "FORMAT");
	assert.equal(why("C9", TODAY, false), "FORMAT");
});

test("campaigns: a report's own field, else the officer's label", () => {
	const code = (h: History): string | undefined => {
		const view = h.view("01");

		return campaignOf({ view, state: caseState(view) }, [
			of("K1", "2026-03-01", "2026-04-10"),
			of("K2", "2026-03-01", "2026-12-31")])?.code;
	};
	const plain = (): History => new History("concern/1", "2026-03-09",
	    { category: "A04.2" });

	assert.equal(code(new History("concern/1", "2026-03-09",
	    { category: "A04.2", campaign: "K1" }).event("c", "01",
	    "2026-03-10", { label: "campaign:K2" })), "K1");
	assert.equal(code(plain()), undefined);
	assert.equal(code(plain().event("c", "01", "2026-03-10",
	    { label: ["campaign:K9", "K2"] })), undefined);
	assert.equal(code(plain().event("c", "01", "2026-03-10",
	    { label: "campaign:K1" })), "K1");
	// Taken back in its month it is none; later, nothing changes.
	assert.equal(code(plain().event("c", "01", "2026-03-10",
	    { label: "campaign:K1" }).event("d", "01", "2026-03-30",
	    { label: "-campaign:K1" })), undefined);
	assert.equal(code(plain().event("c", "01", "2026-03-10",
	    { label: "campaign:K1" }).event("d", "01", "2026-04-01",
	    { label: ["-campaign:K1", "campaign:K2"] })), "K1");
	// The sheet is out by then.
	assert.equal(code(plain().event("c", "01", "2026-05-01",
	    { label: "campaign:K1" })), undefined);
	assert.equal(code(plain().event("c", "01", "2026-04-30",
	    { label: "campaign:K1" })), "K1");
});
