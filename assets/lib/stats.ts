// SPDX-License-Identifier: ISC
// What the statistics count (docs/statistics.md): each checked case becomes
// facts, one for each figure it counts in.  stats-sheet.ts makes sheets of
// them.  Nothing here knows a name, a unit or a text.

import json from "../../conf/stats.json" with { type: "json" };

import { addLimit } from "./calendar.ts";
import { addDays, days } from "./date.ts";
import type { Field } from "./entry.ts";
import type { Verdict } from "./triage-work.ts";
import type { Words } from "./triage.ts";

export interface RowDef extends Words {
	readonly code: string;
}

export interface ColumnDef extends RowDef {
	/** Each of its facts has one before it in that column. */
	readonly within?: string;
}

export interface TableDef extends Words {
	readonly id: string;
	/** The shortest period that it is published for. */
	readonly grain: "month" | "year";
	/** Said beside the table. */
	readonly note: Words;
	/** Rows come from this list of the site. */
	readonly list?: "topics" | "stations" | "nodes";
	readonly rows: readonly RowDef[];
	readonly columns: readonly ColumnDef[];
}

export const definitions = json as unknown as {
	/** The smallest count that is shown. */
	readonly least: number;
	readonly tables: readonly TableDef[];
};

/** What the statistics need of the site's lists. */
export interface StatsLists {
	readonly topics: readonly RowDef[];
	readonly stations: readonly RowDef[];
	readonly nodes: readonly (RowDef & {
		/** Without: not of the calendar, and not counted. */
		readonly dates?: readonly string[];
	})[];
	/** 专项 that run, ran and come. */
	readonly campaigns?: readonly CampaignDef[];
}

export interface CampaignDef extends RowDef {
	readonly form: string;
	/** First and last day. */
	readonly from: string;
	readonly to: string;
}

/** An entry as far as the statistics look at it; a Checked is one. */
export interface Seen {
	readonly trusted: boolean;
	readonly item: { readonly stored: string };
	readonly entry: {
		readonly kind: string; readonly date: string;
		readonly form?: string | undefined;
		readonly fields: readonly Field[];
	} | undefined;
}

/** A case that the officer can open: caseState() of a checked thread. */
export interface Case {
	readonly view: {
		readonly entries: readonly Seen[];
		readonly report: Seen["entry"];
	};
	readonly state: {
		readonly verdicts: ReadonlyMap<Seen, Verdict>;
		readonly moves: readonly {
			readonly event: Seen; readonly effect: Seen;
			readonly to: string;
		}[];
	};
}

/** One case counts in one figure, on one day. */
export interface Fact {
	readonly table: string;
	readonly row: string;
	readonly column: string;
	readonly date: string;
	/** Clocks: days that it took. */
	readonly days?: number;
	/** Code of the campaign that the case is of. */
	readonly campaign?: string;
}

const NODE_DAYS = 14;
/** An officer's label that says: of this campaign. */
export const CAMPAIGN_LABEL = "campaign:";
/** The reporter was told what becomes of the report. */
const TOLD = ["P4", "P5", "P6", "P7"];

/** The first day on which the case came into a state. */
function firstInto(c: Case, state: string): string | undefined {
	return c.state.moves.find((m) => m.to === state)?.effect.entry?.date;
}

function values(e: Seen["entry"], name: string): string[] {
	return [...new Set(e?.fields.filter((f) => f.name === name)
	    .map((f) => f.value))];
}

/** Days of the trusted entries of a kind whose field has one of the values. */
function said(c: Case, kind: string, name: string,
    all: readonly string[]): string[] {
	return c.view.entries.flatMap((one) => one.trusted &&
	    one.entry?.kind === kind &&
	    values(one.entry, name).some((v) => all.includes(v)) ?
	    [one.entry.date] : []);
}

function clock(row: string, since: string | undefined,
    done: string | undefined, limit: string): Fact[] {
	return since === undefined || done === undefined ? [] : [{
		table: "clocks", row, date: done,
		column: done <= limit ? "kept" : "missed",
		days: days(done) - days(since),
	}];
}

function nodes(stored: string, lists: StatsLists): Fact[] {
	const from = addDays(stored, -NODE_DAYS);
	const to = addDays(stored, NODE_DAYS);

	return lists.nodes.flatMap((n) => (n.dates ?? []).flatMap((d) =>
	    d < from || d > to ? [] : [{
		table: "nodes", row: n.code, column: "number",
		date: addDays(d, NODE_DAYS),
	}]));
}

interface Labelled {
	readonly date: string;
	readonly labels: readonly string[];
}

/** Month after month, the labels that were given by its end. */
function* labelled(c: Case): Generator<[string, readonly Labelled[]]> {
	const said = c.view.entries.flatMap((e) =>
	    e.entry !== undefined && c.state.verdicts.get(e) === "done" ?
	    [{ date: e.entry.date, labels: e.entry.fields
		.filter((f) => f.name === "label").map((f) => f.value) }] : [])
	    .filter((e) => e.labels.length > 0);

	for (const month of said.map((e) => e.date.slice(0, 7)).sort())
		yield [month, said.filter((one) =>
		    one.date.slice(0, 7) <= month)];
}

/**
 * The campaign that the report names; else the one that the case had at the end
 * of the first month at whose end it had one, unless that campaign's last month
 * was over by then.
 */
export function campaignOf(c: Case, all: readonly CampaignDef[]):
    CampaignDef | undefined {
	const named = values(c.view.report, "campaign")[0];
	const own = all.find((one) => one.code === named);

	if (own !== undefined || all.length === 0)
		return own;
	for (const [month, given] of labelled(c)) {
		let found: CampaignDef | undefined;

		for (const l of given.flatMap((e) => e.labels)) {
			const one = all.find((d) => CAMPAIGN_LABEL + d.code ===
			    l.replace(/^-/, ""));

			if (one !== undefined && !l.startsWith("-"))
				found = one;
			else if (one !== undefined && one === found)
				found = undefined;
		}
		if (found !== undefined)
			return month <= found.to.slice(0, 7) ? found : undefined;
	}
	return undefined;
}

/**
 * The class that the case had at the end of the first month at whose end it
 * had one.  What was labelled later changes no month that is over.
 */
function intake(c: Case): Fact[] {
	for (const [, given] of labelled(c)) {
		let [row, column, date] = ["", "first", ""];

		for (const e of given) {
			for (const l of e.labels) {
				if (/^I[1-5]$/.test(l))
					[row, date] = [l, e.date];
				else if (l === `-${row}`)
					row = "";
				else if (l === "repeat")
					column = "repeat";
				else if (l === "first" || l === "-repeat")
					column = "first";
			}
		}
		if (row !== "")
			return [{ table: "intake", row, column, date }];
	}
	return [];
}

function isRow(table: string, code: string): boolean {
	return definitions.tables.some((t) => t.id === table &&
	    t.rows.some((r) => r.code === code));
}

/** "A01.2" is of kind A01, "C02.1" of kind C. */
function kindOf(e: Seen["entry"]): string | undefined {
	const category = values(e, "category")[0] ?? "";

	return definitions.tables.find((t) => t.id === "kind")?.rows
	    .find((r) => category.startsWith(r.code))?.code;
}

function concern(c: Case, stored: string, lists: StatsLists): Fact[] {
	const kind = kindOf(c.view.report);
	const accepted = firstInto(c, "R09");
	const closed = firstInto(c, "R18");
	const out = nodes(stored, lists);
	const add = (table: string, row: string | undefined, column: string,
	    date: string | undefined): void => {
		if (row !== undefined && date !== undefined)
			out.push({ table, row, column, date });
	};
	const limit = accepted === undefined ? "" :
	    addLimit(accepted, 1, "month").date;

	add("kind", kind, "reports", stored);
	add("kind", kind, "accepted", accepted);
	if (accepted !== undefined)
		add("kind", kind, "closed", closed);
	add("outcome", values(c.state.moves.find((m) => m.to === "R18")
	    ?.event.entry, "outcome").slice(0, 1)
	    .find((o) => isRow("outcome", o)), "number", closed);
	for (const to of ["R08", "R12", "R13", "R14", "R15", "R17"]) {
		const date = firstInto(c, to);

		add("disposal", to, "number", date);
		if (date !== undefined && limit !== "" && date > limit)
			add("disposal", to, "overdue", date);
	}
	return out.concat(intake(c),
	    clock("open", stored, firstInto(c, "R01"),
		addLimit(stored, 2, "wd").date),
	    clock("told", stored, said(c, "reply", "status", TOLD)[0],
		addLimit(stored, 15, "wd").date),
	    clock("propose", accepted, firstInto(c, "R11"), limit));
}

function feedback(c: Case, stored: string, lists: StatsLists): Fact[] {
	const { report } = c.view;
	const topics = values(report, "topic").filter((t) =>
	    lists.topics.some((r) => r.code === t));
	const kind = values(report, "kind")[0] ?? "";
	const answered = firstInto(c, "Q3");
	// The first rating of an answer: a later one changes no month.
	const rated = c.view.entries.find((e) => e.trusted &&
	    e.entry?.kind === "followup" && answered !== undefined &&
	    e.entry.date >= answered &&
	    /^[1-3]$/.test(values(e.entry, "rating").join()))?.entry;
	const of = (column: string, date: string | undefined): Fact[] =>
	    date === undefined ? [] : topics.map((row) =>
		({ table: "topics", row, column, date }));
	const known = ["help", "ask", "advice", "complaint", "praise"];

	return [
		...of(kind, known.includes(kind) ? stored : undefined),
		...of("answered", answered),
		...of("satisfied", values(rated, "rating")[0] === "1" ?
		    rated?.date : undefined),
		...of("reopened", answered === undefined ? undefined :
		    firstInto(c, "Q4")),
		...values(report, "station").slice(0, 1)
		    .filter((s) => lists.stations.some((r) => r.code === s))
		    .map((row) => ({ table: "stations", row,
			column: "number", date: stored })),
	];
}

/**
 * What one case counts in.  From the month on in which it went sealed to the
 * superior organ it counts nowhere; a month before that is not taken back, for
 * the difference would show that there is such a case.
 */
export function facts(c: Case, lists: StatsLists): Fact[] {
	const { report, entries } = c.view;
	const first = entries.find((e) => e.entry !== undefined &&
	    e.entry === report);
	const sealed = firstInto(c, "R07")?.slice(0, 7) ?? "~";

	const campaign = campaignOf(c, lists.campaigns ?? [])?.code;

	if (first === undefined)
		return [];
	return (report?.form === "youth/1" ?
	    feedback(c, first.item.stored, lists) :
	    concern(c, first.item.stored, lists))
	    .filter((f) => f.date.slice(0, 7) < sealed)
	    .map((f) => campaign === undefined ? f : { ...f, campaign });
}
