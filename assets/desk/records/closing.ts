// SPDX-License-Identifier: ISC
// The closing report of a campaign: figures that may be shown, what was put
// right, and the officers' own words.  One page, printed when both have signed.

import { CHECKED } from "../../lib/record.ts";
import { definitions } from "../../lib/stats.ts";
import { isOver, monthsOf } from "../../lib/stats-sheet.ts";
import type { App } from "../app.ts";
import { type Child, el, heading, labelled, select } from "../dom.ts";
import { strangersText } from "../entry.ts";
import { site } from "../site.ts";
import { fill, language, w } from "../words.ts";
import { countedView, unwritten } from "./counted.ts";
import {
	area, ask, pasting, secondSelect, signButton, tickBox,
} from "./parts.ts";
import { made } from "./signed.ts";
import { put } from "./state.ts";
import { table } from "./summary.ts";
import type { ClosingView } from "./types.ts";

const ORDER = ["kind", "intake", "clocks", "disposal", "outcome", "topics"];

function ticks(app: App, words: readonly string[]): HTMLElement {
	return tickBox({ legend: w().month.lessonChecks, words,
		names: { ...w().month.lessonChecked,
			differs: w().records.summaryChecked.differs },
		ticked: app.desk.records.campaign.ticks,
		change: (all) => {
			put(app, "campaign", { ticks: all });
			app.draw();
		} });
}

function isTicked(app: App, words: readonly string[]): boolean {
	return words.every((word) =>
	    app.desk.records.campaign.ticks.includes(word));
}

function which(app: App, today: string): HTMLElement {
	const m = w().campaigns;
	const over = site.campaigns.filter((c) => isOver(monthsOf(c)[1], today));
	const node = select([["", over.length === 0 ? m.noneOver : m.pick],
		...over.map((c): [string, string] => [c.code, c[language()]])],
	    app.desk.records.campaign.campaign, (campaign) => {
		put(app, "campaign", { campaign });
		app.draw();
	});

	node.id = "closing-campaign";
	return labelled(m.title, node, el("p", { class: "soft" }, m.notOver));
}

function writing(app: App, today: string): Child[] {
	const [m, c] = [w().month, w().campaigns];
	const { campaign, second, words, measures } = app.desk.records.campaign;
	const ready = isTicked(app, CHECKED) && second !== "" && campaign !== "";

	return [
		el("p", { class: "soft" }, w().records.leads.campaign),
		which(app, today),
		secondSelect(app, second, (nn) => {
			put(app, "campaign", { second: nn });
			app.draw();
		}),
		area({ id: "closing-words", label: c.words, hint: c.wordsHint,
			rows: 9, value: words,
			put: (value) => put(app, "campaign", { words: value }) }),
		area({ id: "closing-measures", label: m.lessonMeasures,
			hint: m.lessonMeasuresHint, rows: 4, value: measures,
			put: (value) => put(app, "campaign",
			    { measures: value }) }),
		ticks(app, CHECKED),
		...signButton({ id: "record-sign", label: m.lessonDraft, ready,
			hint: campaign === "" ? c.pick : second === "" ?
			    w().records.secondNone : w().records.tick,
			act: () => {
				const now = app.desk.records.campaign;

				ask(app, "campaign", () =>
				    app.vault.ask("draftRecord", {
					kind: "campaign", campaign: now.campaign,
					second: now.second, words: now.words,
					measures: now.measures.split("\n"),
					checked: now.ticks }),
				    "#record-note, #record-problem");
			} }),
		...pasting(app, "campaign"),
	];
}

/** Rows of which anything is shown; the rest is said in one line. */
function page(v: ClosingView): HTMLElement {
	const [m, c] = [w().month, w().campaigns];
	const name = site.campaigns.find((one) => one.code === v.campaign)
	    ?.[language()] ?? v.campaign;
	const lines = v.lines.filter((l) => l.here !== null ||
	    l.values.some((value) => value !== "—"));

	return el("article", { class: "a4 record closing" },
	    heading("h2", fill(c.reportTitle, { name })),
	    el("p", { class: "soft made" }, fill(m.campaignDays, { from: v.from,
		to: v.to })), made(v),
	    el("div", { class: "words" }, ...strangersText(v.words)),
	    ...v.measures.length === 0 ? [] : [el("h3", {}, m.lessonRectified),
		el("ul", {}, ...v.measures.map((one) => el("li", {},
		    ...strangersText(one))))],
	    el("h3", {}, c.figures),
	    lines.length === 0 ? el("p", {}, c.nothing) : el("div", { class: "tables" },
		...ORDER.map((id) => table(id, lines))),
	    el("ul", { class: "definitions soft" }, ...definitions.tables
		.filter((t) => lines.some((l) => l.table === t.id))
		.map((t) => el("li", {}, `${t[language()]}：${t.note[language()]}`))),
	    el("p", { class: "legend" }, fill(c.legend,
		{ n: definitions.least }), " ", fill(w().records.counted,
		{ both: v.counted.join(w().noSeparator) })),
	    el("p", { class: "legend" }, c.checked));
}

export function closingView(app: App, today: string): Child[] {
	const { view } = app.desk.records.campaign;

	return view === null ? unwritten(app, "campaign", writing(app, today)) :
	    countedView(app, view, page(view), (differs) => {
		const words = [...CHECKED, ...differs];

		return { box: ticks(app, words), ready: isTicked(app, words) };
	    });
}
