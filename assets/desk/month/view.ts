// SPDX-License-Identifier: ISC
// The month: choose a period and a sheet of it, read it, print it.

import { shanghai } from "../../lib/date.ts";
import type { Period } from "../../lib/stats-sheet.ts";
import type { App } from "../app.ts";
import { type Child, button, el, heading, labelled, select } from "../dom.ts";
import { printButton } from "../print.ts";
import { fill, w } from "../words.ts";
import { chartSheet } from "./charts.ts";
import { lessonView } from "./lesson.ts";
import type { Figures } from "./figures.ts";
import { lastPeriod, periodCode, periodName, periods } from "./period.ts";
import { figureSheet } from "./sheet.ts";

const SHEETS = ["figures", "charts", "lesson"] as const;
type SheetName = (typeof SHEETS)[number];

export interface Month {
	readonly period: Period;
	readonly shown: SheetName;
	/** null: not counted yet. */
	readonly figures: Figures | null;
}

export function newMonth(today: string): Month {
	return { period: lastPeriod("month", today), shown: "figures",
		figures: null };
}

/**
 * Count the period anew.  Thousands of letters take a moment, and another
 * period may be chosen meanwhile: the last one is counted and shown, by the
 * run that is under way.
 */
export function count(app: App, period: Period, then: string): void {
	const { desk } = app;

	desk.month = { ...desk.month, period, figures: null };
	app.run(async () => {
		while (desk.month.figures === null) {
			const asked = desk.month.period;
			const figures = await app.vault.ask("figures",
			    { period: asked });

			if (desk.month.period === asked)
				desk.month = { ...desk.month, figures };
		}
	}, then);
}

function isKind(text: string): text is Period["kind"] {
	return text === "month" || text === "quarter" || text === "year";
}

/** Kind and number of a period that is over. */
export function choosers(period: Period, today: string,
    change: (period: Period, then: string) => void): Child[] {
	const m = w().month;
	const kind = select(Object.entries(m.kinds), period.kind, (value) => {
		if (isKind(value))
			change(lastPeriod(value, today), "#kind");
	});
	const all = periods(period.kind, today);
	const which = select(all.map((p): [string, string] =>
	    [periodCode(p), periodName(p)]), periodCode(period), (value) => {
		const chosen = all.find((p) => periodCode(p) === value);

		if (chosen !== undefined)
			change(chosen, "#which");
	});

	kind.id = "kind";
	which.id = "which";
	return [labelled(m.kind, kind), labelled(m.which, which)];
}

function tabs(app: App): HTMLElement {
	const { desk } = app;
	const m = w().month;

	return el("div", { class: "strip", role: "group",
		"aria-label": m.sheetsLabel }, ...SHEETS.map((name) => {
		const node = button(m.sheets[name], "quiet", () => {
			desk.month = { ...desk.month, shown: name };
			app.draw();
		});

		node.id = "sheet-" + name;
		node.className = "chip";
		node.setAttribute("aria-pressed",
		    String(desk.month.shown === name));
		return node;
	}));
}

/** What a return and a yearly close ask for below the figures. */
function closing(kind: Period["kind"]): Child[] {
	const m = w().month;

	return [
		kind === "year" ? el("ul", { class: "steps" },
		    ...m.yearSteps.map((step) => el("li", {}, `□ ${step}`))) :
		    null,
		kind === "month" ? null : el("p", { class: "signs" },
		    ...m.signs.map((who) => el("span", {}, who))),
	];
}

function paper(app: App, f: Figures, today: string): HTMLElement {
	const { me, month } = app.desk;
	const m = w().month;
	const { kind } = f.sheet.period;
	const who = fill(w().officer, { nn: me.nn, office: me.office });

	switch (month.shown) {
	case "figures":
		return figureSheet(m.titles[kind], f.sheet, who, today,
		    ...closing(kind));
	case "charts":
		return chartSheet(m.titles[kind], f, who, today);
	case "lesson":
		return lessonView(app);
	}
}

export function monthView(app: App): HTMLElement {
	const { figures, shown } = app.desk.month;
	const today = shanghai(Date.now());

	return el("section", { class: "room month" },
	    el("div", { class: "room-bar" },
		heading("h1", w().month.title),
		...choosers(app.desk.month.period, today,
		    (period, then) => count(app, period, then)), tabs(app),
		figures === null || shown === "lesson" ? null :
		    printButton(w().month.print),
		shown === "lesson" ? null :
		    el("p", { class: "soft" }, w().month.printWarn)),
	    figures === null ? el("p", { class: "empty", role: "status" },
		w().month.counting) : paper(app, figures, today));
}
