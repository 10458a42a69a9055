// SPDX-License-Identifier: ISC
// In the worker: the closing report of a campaign (专项收官报告): figures of
// its sheet over the letters that both officers can open, as in a summary, and
// the officers' own words.  What is copied from a letter or leads to people is
// not signed.

import { isDate } from "../../lib/date.ts";
import { CHECKED, type OpenRecord } from "../../lib/record.ts";
import { definitions } from "../../lib/stats.ts";
import type { ThreadView } from "../../lib/thread.ts";
import { campaignFigures } from "../month/campaign-lines.ts";
import { figureText } from "../month/sheet.ts";
import { refuse } from "../problem.ts";
import { site } from "../site.ts";
import {
	type RecordBy, asRecord, headOf, inspect, needSecond, needTicks, oneLine,
	readRecord, signFirst, signSecond, values,
} from "./sign.ts";
import {
	type Line, compare, isJoint, keyOf, needOther,
} from "./summary-record.ts";
import type { ClosingDraft, ClosingView } from "./types.ts";

const MEASURES_MAX = 12;
/** A single station is named in no report. */
const TABLES = definitions.tables.map((t) => t.id)
    .filter((id) => id !== "stations" && id !== "nodes");
const VALUE = /^(?:0|[1-9]\d{0,8}|—)$/;
const ORDER =
    /^campaign days counted(?: figure)+(?: measure){0,12}(?: checked)+$/;

function bad(): never {
	return refuse({ kind: "record", why: "RECORD" });
}

function count(views: readonly ThreadView[], both: readonly string[],
    code: string, today: string): Line[] {
	const sheet = asRecord(() => campaignFigures(views.filter((view) =>
	    isJoint(view, both)), code, today));

	return sheet.tables.filter((t) => TABLES.includes(t.id)).flatMap((t) =>
	    t.rows.map((r) => ({ table: t.id, row: r.code,
		values: r.cells.map((f) => figureText(f, true)) })));
}

function parseLine(value: string): Line {
	const [table = "", row = "", ...rest] = value.split(" ");

	if (!TABLES.includes(table) || !/^[A-Za-z0-9._-]{1,16}$/.test(row) ||
	    rest.length === 0 || rest.length > 8 ||
	    !rest.every((v) => VALUE.test(v)))
		bad();
	return { table, row, values: rest };
}

function parse(r: OpenRecord): Pick<ClosingView, "campaign" | "from" | "to" |
    "counted"> & { readonly lines: readonly Line[] } {
	const [campaign = ""] = values(r, "campaign");
	const [from = "", to = "", ...more] = values(r, "days").join()
	    .split(" ");
	const counted = /^(\d\d) (\d\d)$/.exec(values(r, "counted").join())
	    ?.slice(1) ?? bad();
	const lines = values(r, "figure").map(parseLine);

	if (!ORDER.test(r.fields.map((f) => f.name).join(" ")) ||
	    r.period !== "-" || r.text.trim() === "" || more.length > 0 ||
	    !/^[A-Za-z0-9._-]{1,16}$/.test(campaign) || !isDate(from) ||
	    !isDate(to) || from > to || (counted[0] ?? "") >= (counted[1] ?? "") ||
	    new Set(lines.map(keyOf)).size !== lines.length ||
	    values(r, "checked").join() !== CHECKED.join() ||
	    !r.signers.every((nn) => counted.includes(nn)))
		bad();
	return { campaign, from, to, counted, lines };
}

function viewOf(by: RecordBy, note: string, r: OpenRecord,
    views: readonly ThreadView[]): ClosingView {
	const { lines, ...said } = parse(r);
	// Other lists, or other days, are counted by nobody here.
	const recounted = said.counted.includes(by.nn) && site.campaigns
	    .some((c) => c.code === said.campaign && c.from === said.from &&
		c.to === said.to);

	return { ...headOf(by.chain, note, r), kind: "campaign", ...said,
		words: r.text.trim(), measures: values(r, "measure"), recounted,
		lines: recounted ? compare(lines, count(views, said.counted,
		    said.campaign, by.today)) :
		    lines.map((l) => ({ ...l, here: null })) };
}

export function openClosing(by: RecordBy, note: string,
    views: readonly ThreadView[]): ClosingView {
	return viewOf(by, note, readRecord(by.chain, "campaign", note), views);
}

export function draftClosing(by: RecordBy, d: ClosingDraft,
    views: readonly ThreadView[], letters: Iterable<string>): ClosingView {
	const c = site.campaigns.find((one) => one.code === d.campaign) ?? bad();
	const both = [by.nn, d.second].sort();
	const words = d.words.trim();
	const measures = d.measures.map(oneLine).filter((one) => one !== "");

	needOther(by.chain, by.nn, d.second);
	needTicks(d.checked, CHECKED);
	if (words === "" || measures.length > MEASURES_MAX)
		bad();
	inspect([words, ...measures].join("\n"), letters);
	return openClosing(by, signFirst(by, {
		kind: "campaign", period: "-", text: words, fields: [
			{ name: "campaign", value: c.code },
			{ name: "days", value: `${c.from} ${c.to}` },
			{ name: "counted", value: both.join(" ") },
			...count(views, both, c.code, by.today).map((l) => ({
				name: "figure", value: [l.table, l.row,
					...l.values].join(" ") })),
			...measures.map((value) => ({ name: "measure", value })),
			...CHECKED.map((value) => ({ name: "checked", value })),
		],
	}), views);
}

/** Where the counts differ, that was ticked as well. */
export function signClosing(by: RecordBy, note: string,
    checked: readonly string[], views: readonly ThreadView[],
    letters: Iterable<string>): ClosingView {
	const r = readRecord(by.chain, "campaign", note);
	const seen = viewOf(by, note, r, views);

	needSecond(by, r);
	if (!seen.recounted)
		refuse({ kind: "order", why: "counted" });
	needTicks(checked, [...CHECKED,
		...seen.lines.some((l) => l.here !== null) ? ["differs"] : []]);
	inspect([seen.words, ...seen.measures].join("\n"), letters);
	return openClosing(by, signSecond(by, r, note), views);
}
