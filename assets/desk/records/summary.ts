// SPDX-License-Identifier: ISC
// The summary for the supervisor: counts that may be shown, and no word of any
// letter.  The second officer's console counts again and says where it comes
// to something else, and why that may be.

import { definitions } from "../../lib/stats.ts";
import type { App } from "../app.ts";
import { type Child, el, heading } from "../dom.ts";
import { statsLists } from "../labels.ts";
import { lastPeriod, periodCode } from "../month/period.ts";
import { fill, language, w } from "../words.ts";
import { countedView, unwritten } from "./counted.ts";
import {
	ask, pasting, secondSelect, signButton, tickBox,
} from "./parts.ts";
import { made } from "./signed.ts";
import { put } from "./state.ts";
import {
	type SummaryLine, type SummaryView, summaryChecks,
} from "./types.ts";

/** As month/sheet.ts has them: short tables beside the long one. */
const ORDER = ["kind", "intake", "clocks", "disposal", "outcome", "topics"];

function ticks(app: App, words: readonly string[]): HTMLElement {
	const r = w().records;

	return tickBox({ legend: r.summaryTicks, words, names: r.summaryChecked,
		ticked: app.desk.records.summary.ticks,
		change: (all) => {
			put(app, "summary", { ticks: all });
			app.draw();
		} });
}

function isTicked(app: App, words: readonly string[]): boolean {
	return words.every((word) =>
	    app.desk.records.summary.ticks.includes(word));
}

function writing(app: App, today: string): Child[] {
	const r = w().records;
	const { second } = app.desk.records.summary;
	const period = app.desk.records.period ?? lastPeriod("month", today);
	const words = summaryChecks(periodCode(period));

	return [
		el("p", { class: "soft" }, r.leads.summary),
		secondSelect(app, second, (nn) => {
			put(app, "summary", { second: nn });
			app.draw();
		}),
		ticks(app, words),
		...signButton({ id: "record-sign", label: w().month.lessonDraft,
			ready: isTicked(app, words) && second !== "",
			hint: second === "" ? r.secondNone : r.tick,
			act: () => ask(app, "summary", () =>
			    app.vault.ask("draftRecord", { kind: "summary",
				period, second,
				checked: app.desk.records.summary.ticks }),
			    "#record-note, #record-problem") }),
		...pasting(app, "summary"),
	];
}

function rowName(table: string, code: string): string {
	const t = definitions.tables.find((one) => one.id === table);
	const rows = t?.list === undefined ? t?.rows ?? [] : statsLists[t.list];

	return rows.find((one) => one.code === code)?.[language()] ?? code;
}

function cell(line: SummaryLine, i: number): HTMLElement {
	const value = line.values[i];
	const here = line.here?.[i];

	return line.here === null || here === value ?
	    el("td", {}, value ?? "") : el("td", { class: "differs" },
		el("strong", {}, value ?? w().records.notThere),
		el("span", {}, fill(w().records.here,
		    { value: here ?? w().records.notThere })));
}

export function table(id: string, lines: readonly SummaryLine[]): Child {
	const t = definitions.tables.find((one) => one.id === id);
	const mine = lines.filter((l) => l.table === id);

	return t === undefined || mine.length === 0 ? null :
	    el("figure", { class: `figures of-${id}` },
		el("div", { class: "scroll", tabindex: "0", role: "group",
		    "aria-label": t[language()] }, el("table", {},
		    el("caption", {}, t[language()]),
		    el("thead", {}, el("tr", {}, el("td", {}),
			...t.columns.map((c) => el("th", { scope: "col" },
			    c[language()])))),
		    el("tbody", {}, ...mine.map((l) => el("tr", {},
			el("th", { scope: "row" }, rowName(id, l.row)),
			...t.columns.map((_, i) => cell(l, i))))))));
}

function page(v: SummaryView): HTMLElement {
	const r = w().records;
	const names: Readonly<Record<string, string>> = r.summaryChecked;

	return el("article", { class: "a4 dense record" },
	    heading("h2", /^\d{4}$/.test(v.period) ? r.yearTitle :
		r.summaryTitle), made(v),
	    el("p", { class: "soft" }, fill(r.counted,
		{ both: v.counted.join(w().noSeparator) })),
	    el("div", { class: "tables" }, ...ORDER.map((id) =>
		table(id, v.lines))),
	    el("p", { class: "legend" }, fill(w().month.legend,
		{ n: definitions.least })),
	    el("ul", { class: "steps" }, ...summaryChecks(v.period)
		.map((one) => el("li", {}, "✓ " + (names[one] ?? one)))));
}

export function summaryView(app: App, today: string): Child[] {
	const { view } = app.desk.records.summary;

	return view === null ? unwritten(app, "summary", writing(app, today)) :
	    countedView(app, view, page(view), (differs) => {
		const words = [...summaryChecks(view.period), ...differs];

		return { box: ticks(app, words), ready: isTicked(app, words) };
	    });
}
