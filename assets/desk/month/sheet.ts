// SPDX-License-Identifier: ISC
// The sheet of one period on one page of A4: every table with its definition
// beside it, every cell as the guard has it.

import { definitions } from "../../lib/stats.ts";
import type { Cell, Figure, Row, Sheet, Table } from
    "../../lib/stats-sheet.ts";
import { type Child, el, heading } from "../dom.ts";
import { fill, language, w } from "../words.ts";
import { periodName } from "./period.ts";

/** What of each cell a table shows, this period first. */
const SHOWN: Readonly<Record<string, readonly (keyof Cell)[]>> = {
	intake: ["now", "before", "toDate"],
	kind: ["now", "before", "toDate"],
	nodes: ["now", "toDate", "yearAgo"],
};

/** Of a year, "to date" is the year itself, and "before" is a year ago. */
function shownOf(t: Table, s: Sheet): readonly (keyof Cell)[] {
	const all = SHOWN[t.id] ?? ["now", "before"];

	return s.period.kind === "year" ? all.filter((k) => k !== "toDate") :
	    all;
}

/**
 * A figure as it may be shown.  A column within another may also be kept back
 * because the other is not out yet: it says neither.
 */
export function figureText(f: Figure, within: boolean): string {
	if ("guarded" in f)
		return within ? "—" : `<${definitions.least}`;
	return String(f.value) + (f.carried ? "*" : "");
}

function cell(f: Figure, within: boolean): HTMLElement {
	const kept = "guarded" in f;

	return el("td", { class: kept ? "kept" : "" },
	    figureText(f, within));
}

function row(t: Table, r: Row, keys: readonly (keyof Cell)[]): HTMLElement {
	return el("tr", {}, el("th", { scope: "row" }, `${r[language()]} `,
	    t.id === "clocks" || t.id === "outcome" ? null :
		el("span", { class: "code" }, r.code)),
	    ...t.columns.flatMap((c, i) => keys.map((k) => cell(
		r.cells[i]?.[k] ?? { guarded: true },
		c.within !== undefined))),
	    r.median === undefined ? null : cell(r.median, false));
}

/** One table, its title as its caption and its definition below. */
export function figureTable(t: Table, s: Sheet): HTMLElement {
	const m = w().month;
	const keys = shownOf(t, s);
	const isClock = t.rows.some((r) => r.median !== undefined);

	return el("figure", { class: `figures of-${t.id}` },
	    el("div", { class: "scroll", tabindex: "0", role: "group",
		"aria-label": t[language()] }, el("table", {},
		el("caption", {}, t[language()]),
		el("thead", {},
		    el("tr", {}, el("td", { rowspan: "2" }),
			...t.columns.map((c) => el("th", { scope: "colgroup",
			    colspan: String(keys.length) }, c[language()])),
			isClock ? el("th", { scope: "col", rowspan: "2" },
			    m.median) : null),
		    el("tr", {}, ...t.columns.flatMap(() => keys.map((k) =>
			el("th", { scope: "col", class: "sub" },
			    m.columns[k]))))),
		el("tbody", {}, ...t.rows.map((r) => row(t, r, keys))))),
	    el("figcaption", {}, t.note[language()]));
}

/** The order on paper: two short tables side by side where they fit. */
const ORDER = ["kind", "intake", "clocks", "disposal", "outcome", "nodes",
	"stations", "topics"];

/** Title, what it is for, and by whom it was made. */
export function paperHead(title: string, s: Sheet, who: string,
    today: string): Child[] {
	return [
		heading("h1", fill(w().month.titled, { title,
		    period: periodName(s.period) })),
		el("p", { class: "soft made" }, w().month.purpose[s.period.kind] +
		    fill(w().month.made, { who, date: today })),
	];
}

export function legend(): HTMLElement {
	return el("p", { class: "legend" }, fill(w().month.legend,
	    { n: definitions.least }));
}

/** A page of figures, `more` below them. */
export function figureSheet(title: string, s: Sheet, who: string,
    today: string, ...more: readonly Child[]): HTMLElement {
	const tables = ORDER.flatMap((id) =>
	    s.tables.filter((t) => t.id === id));

	return el("article", { class: "a4 dense" },
	    ...paperHead(title, s, who, today),
	    el("div", { class: "tables" },
		...tables.map((t) => figureTable(t, s))),
	    legend(), ...more);
}
