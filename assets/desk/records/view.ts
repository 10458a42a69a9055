// SPDX-License-Identifier: ISC
// The room of records: what two officers sign together before it leaves the
// desk (docs/protocol.md section 5).  Only a summary prints, when both have.

import { shanghai } from "../../lib/date.ts";
import type { App } from "../app.ts";
import { type Child, button, el, heading } from "../dom.ts";
import { choosers } from "../month/view.ts";
import { lastPeriod } from "../month/period.ts";
import { focus } from "../app.ts";
import { w } from "../words.ts";
import { answersView } from "./answers.ts";
import { closingView } from "./closing.ts";
import { orderView } from "./order.ts";
import { summaryView } from "./summary.ts";
import { DESK_KINDS } from "./types.ts";

function tabs(app: App): HTMLElement {
	const r = w().records;

	return el("div", { class: "strip", role: "group",
		"aria-label": r.tabsLabel }, ...DESK_KINDS.map((kind) => {
		const node = button(r.tabs[kind], "quiet", () => {
			app.desk.records = { ...app.desk.records, shown: kind };
			app.draw();
		});

		node.id = "record-" + kind;
		node.className = "chip";
		node.setAttribute("aria-pressed",
		    String(app.desk.records.shown === kind));
		return node;
	}));
}

/** A record that is there has its own period. */
function period(app: App, today: string): Child[] {
	const { records } = app.desk;

	return records.shown === "export" || records.shown === "campaign" ||
	    records[records.shown].view !== null ? [] :
	    choosers(records.period ?? lastPeriod("month", today), today,
		(chosen, then) => {
			app.desk.records = { ...app.desk.records,
				period: chosen };
			app.draw();
			focus(then);
		});
}

export function recordsView(app: App): HTMLElement {
	const { shown } = app.desk.records;
	const today = shanghai(Date.now());

	return el("section", { class: "room records" },
	    el("div", { class: "room-bar" }, heading("h1", w().records.title),
		tabs(app), ...period(app, today)),
	    shown === "summary" || shown === "campaign" ? null :
		el("p", { class: "only-paper" }, w().month.onlySheets),
	    ...shown === "summary" ? summaryView(app, today) :
		shown === "campaign" ? closingView(app, today) :
		[el("div", { class: "no-paper" }, ...shown === "answers" ?
		    answersView(app, today) : orderView(app))]);
}
