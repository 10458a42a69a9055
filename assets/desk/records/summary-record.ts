// SPDX-License-Identifier: ISC
// In the worker: the summary of a month, quarter or year for the supervisor,
// as counts that may be shown and nothing else.  Counted over the letters that
// both its officers can open: a letter that one of them must not know of would
// otherwise show as the difference between two counts.

import { definitions } from "../../lib/stats.ts";
import type { Sheet } from "../../lib/stats-sheet.ts";
import type { ThreadView } from "../../lib/thread.ts";
import type { OpenRecord } from "../../lib/record.ts";
import { officer } from "../../lib/roster.ts";
import { stateOfView } from "../case-view.ts";
import type { Chain } from "../chain.ts";
import { statsLists } from "../labels.ts";
import { figuresOf } from "../month/figures.ts";
import { periodCode, periodOf } from "../month/period.ts";
import { figureText } from "../month/sheet.ts";
import { refuse } from "../problem.ts";
import {
	type RecordBy, asRecord, headOf, needSecond, needTicks, readRecord,
	signFirst, signSecond, values,
} from "./sign.ts";
import {
	type SummaryDraft, type SummaryLine, type SummaryView, summaryChecks,
} from "./types.ts";

/** No station and no key date: nothing is said of a single unit or day. */
const TABLES = ["intake", "kind", "disposal", "outcome", "clocks", "topics"];
const VALUE = new RegExp(`^(?:(?:0|[1-9]\\d{0,8})\\*?|<${definitions.least}|—)$`);

export type Line = Omit<SummaryLine, "here">;

function bad(): never {
	return refuse({ kind: "record", why: "RECORD" });
}

/** May both read this letter now? */
export function isJoint(view: ThreadView, both: readonly string[]): boolean {
	const { recused } = stateOfView(view);

	return both.every((nn) => view.readers.has(nn) &&
	    !view.leftOut.has(nn) && !recused.has(nn));
}

function linesOf(sheet: Sheet): Line[] {
	return TABLES.flatMap((id) => sheet.tables.filter((t) => t.id === id)
	    .flatMap((t) => t.rows.map((r) => ({ table: id, row: r.code,
		values: t.columns.map((c, i) => figureText(
		    r.cells[i]?.now ?? { guarded: true },
		    c.within !== undefined)) }))));
}

function count(views: Iterable<ThreadView>, both: readonly string[],
    period: string, today: string): Line[] {
	const all = [...views].filter((view) => isJoint(view, both))
	    .map((view) => ({ view, state: stateOfView(view) }));

	return asRecord(() => linesOf(figuresOf(all, statsLists,
	    periodOf(period) ?? bad(), today).sheet));
}

/** Rows that a table has here; a record of other lists is not compared. */
function isRow(table: string, row: string): boolean {
	const t = definitions.tables.find((one) => one.id === table);
	const rows = t?.list === undefined ? t?.rows ?? [] : statsLists[t.list];

	return rows.some((one) => one.code === row);
}

/** "kind A02 19 12* —": table, row and its columns; nothing that is words. */
function parseLine(value: string): Line {
	const [table = "", row = "", ...rest] = value.split(" ");

	if (!TABLES.includes(table) || !isRow(table, row) ||
	    rest.length === 0 || !rest.every((v) => VALUE.test(v)))
		bad();
	return { table, row, values: rest };
}

interface Parsed {
	readonly counted: readonly string[];
	readonly lines: readonly Line[];
}

export function keyOf(l: Line): string {
	return `${l.table} ${l.row}`;
}

/** counted, figures, checks, in this order, and no word beside them. */
function parse(r: OpenRecord): Parsed {
	const counted = /^(\d\d) (\d\d)$/.exec(values(r, "counted").join())
	    ?.slice(1) ?? bad();
	const lines = values(r, "figure").map(parseLine);
	const names = r.fields.map((f) => f.name).join(" ");

	if (!/^counted(?: figure)+(?: checked)+$/.test(names) || r.text !== "" ||
	    (counted[0] ?? "") >= (counted[1] ?? "") ||
	    new Set(lines.map(keyOf)).size !== lines.length ||
	    values(r, "checked").join() !== summaryChecks(r.period).join() ||
	    !r.signers.every((nn) => counted.includes(nn)))
		bad();
	return { counted, lines };
}

/** Each line with what is counted here, where that is something else. */
export function compare(theirs: readonly Line[], ours: readonly Line[]):
    SummaryLine[] {
	const mine = new Map(ours.map((l) => [keyOf(l), l.values]));
	const out = theirs.map((l) => {
		const here = mine.get(keyOf(l)) ?? [];

		mine.delete(keyOf(l));
		return { ...l, here: here.join() === l.values.join() ? null :
		    here };
	});

	return [...out, ...ours.filter((l) => mine.has(keyOf(l)))
	    .map((l) => ({ ...l, values: [], here: l.values }))];
}

function viewOf(by: RecordBy, note: string, r: OpenRecord,
    views: Iterable<ThreadView>): SummaryView {
	const { counted, lines } = parse(r);
	const recounted = counted.includes(by.nn);

	return { ...headOf(by.chain, note, r), kind: "summary", counted,
		recounted, lines: recounted ? compare(lines, count(views,
		    counted, r.period, by.today)) :
		    lines.map((l) => ({ ...l, here: null })) };
}

export function openSummary(by: RecordBy, note: string,
    views: Iterable<ThreadView>): SummaryView {
	return viewOf(by, note, readRecord(by.chain, "summary", note), views);
}

/** Somebody else who is in the newest roster. */
export function needOther(chain: Chain, nn: string, other: string): void {
	if (other === nn || officer(chain.newest, other) === undefined)
		refuse({ kind: "order", why: "second" });
}

export function draftSummary(by: RecordBy, d: SummaryDraft,
    views: readonly ThreadView[]): SummaryView {
	const period = periodCode(d.period);
	const both = [by.nn, d.second].sort();

	needOther(by.chain, by.nn, d.second);
	needTicks(d.checked, summaryChecks(period));
	return openSummary(by, signFirst(by, {
		kind: "summary", period, text: "", fields: [
			{ name: "counted", value: both.join(" ") },
			...count(views, both, period, by.today).map((l) => ({
				name: "figure", value: [l.table, l.row,
					...l.values].join(" ") })),
			...summaryChecks(period).map((value) => ({
				name: "checked", value })),
		],
	}), views);
}

/** Where the counts differ, that was ticked as well. */
export function signSummary(by: RecordBy, note: string,
    checked: readonly string[], views: readonly ThreadView[]): SummaryView {
	const r = readRecord(by.chain, "summary", note);
	const seen = viewOf(by, note, r, views);

	needSecond(by, r);
	if (!seen.recounted)
		refuse({ kind: "order", why: "counted" });
	needTicks(checked, [...summaryChecks(r.period),
		...seen.lines.some((l) => l.here !== null) ? ["differs"] : []]);
	return openSummary(by, signSecond(by, r, note), views);
}
