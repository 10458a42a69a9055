// SPDX-License-Identifier: ISC
// The table of an export: byte for byte what `qf record export` makes
// (src/cli/csv.c, cmd_record_export.c).  No id, no key, no officer in it.

import { utf8 } from "../../lib/bytes.ts";
import type { Kind } from "../../lib/entry.ts";
import type { ThreadView } from "../../lib/thread.ts";
import { stateOf } from "../../lib/triage.ts";
import { stateOfView } from "../case-view.ts";
import { refuse } from "../problem.ts";

const HEAD = ["序号", "表单", "收到日期", "进展", "填写项", "来信", "补充", "答复"];
const TABLE_MAX = 16 * 1024 * 1024;

/**
 * What a spreadsheet may take for a formula: = + - @, their wide forms, and
 * white space, which some skip before they look.
 */
const FORMULA = /^[=+\-@\t\r\n \u3000\uff1d\uff0b\uff0d\uff20\u2212]/;

/** Always in quotes; a formula is made text by an apostrophe before it. */
export function csvCell(text: string): string {
	return `"${FORMULA.test(text) ? "'" : ""}${text.replace(/"/g, '""')}"`;
}

function csvRow(cells: readonly string[]): string {
	return cells.map(csvCell).join(",") + "\r\n";
}

/** Texts of all verified entries of a kind, with their dates. */
function texts(view: ThreadView, kind: Kind): string {
	return view.entries.flatMap(({ trusted, entry: e, item }) =>
	    trusted && e?.kind === kind && e.text !== "" ?
	    [`${item.stored} ${e.text}`] : []).join("");
}

function row(view: ThreadView, number: number): string {
	const report = view.report ?? refuse({ kind: "no_report" });
	const { state } = stateOfView(view);

	return csvRow([
		String(number), report.form ?? "", report.date,
		state === undefined ? "" : stateOf(state)?.zh ?? "",
		report.fields.map((f) => `${f.name}: ${f.value}`).join("\n"),
		report.text, texts(view, "followup"), texts(view, "reply"),
	]);
}

/** With a mark in front by which spreadsheets know UTF-8. */
export function exportTable(views: readonly ThreadView[]): Uint8Array {
	const bytes = utf8("\ufeff" + csvRow(HEAD) +
	    views.map((view, i) => row(view, i + 1)).join(""));

	return bytes.length > TABLE_MAX ?
	    refuse({ kind: "record", why: "LIMIT" }) : bytes;
}
