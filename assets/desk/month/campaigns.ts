// SPDX-License-Identifier: ISC
// Campaigns (专项): which run, ran and come; the letters of each, what is to be
// put right, what is proposed as a rule, and the figures once they may be shown.

import { days, shanghai } from "../../lib/date.ts";
import { definitions } from "../../lib/stats.ts";
import type { CampaignSheet, CampaignTable } from
    "../../lib/stats-campaign.ts";
import type { App } from "../app.ts";
import { type Child, button, el, heading } from "../dom.ts";
import { strangersText } from "../entry.ts";
import { stateName } from "../labels.ts";
import { leftWords } from "../sentences.ts";
import { type Campaign, site } from "../site.ts";
import { fill, language, w } from "../words.ts";
import type { BoardLine } from "./board-lines.ts";
import type { CampaignCase, CampaignView } from "./campaign-lines.ts";
import { figureText } from "./sheet.ts";

export interface CampaignsState {
	/** null: not asked for yet. */
	readonly views: readonly CampaignView[] | null;
	/** null: the first that runs, else the first. */
	readonly shown: string | null;
}

export const NO_CAMPAIGNS: CampaignsState = { views: null, shown: null };

export function loadCampaigns(app: App, then: string): void {
	app.run(async () => {
		const views = await app.vault.ask("campaigns", null);

		app.desk.campaigns = { ...app.desk.campaigns, views };
	}, then);
}

function openButton(app: App, thread: string, number: string): HTMLElement {
	return button(fill(w().month.openLetter, { number }), "quiet", () => {
		app.go("letters");
		app.open(thread);
	});
}

function caseItem(app: App, c: CampaignCase, today: string): HTMLElement {
	const m = w().campaigns;

	return el("li", { class: "item" + (c.overdue ? " late" : "") },
	    el("p", { class: "when" + (c.overdue ? " bad strong" : "") },
		`${c.state === null ? m.unopened :
		    `${stateName(c.state)}（${c.state}）`} `, c.due === null ? null :
		fill(w().month.due, { when: `${c.due} ` +
		    leftWords(days(today), days(c.due)) })),
	    el("p", { class: "soft" }, fill(m.stored, { date: c.date }),
		c.labelled ? " " + m.labelled : null),
	    openButton(app, c.thread, c.number));
}

function item(app: App, l: BoardLine): HTMLElement {
	const m = w().month;

	return el("li", { class: "item" + (l.overdue ? " late" : "") },
	    el("h3", {}, ...strangersText(l.what)),
	    el("p", { class: "when" + (l.overdue ? " bad strong" : "") },
		fill(m.due, { when: l.due })),
	    el("p", { class: "soft" }, `${m.owner}：`,
		...strangersText(l.owner), "；", l.state === "open" ?
		    l.evidence === null ? `${m.evidence}：${m.noEvidence}` :
			`${m.checked}：${m.notChecked}` :
		    fill(l.state === "dropped" ? m.droppedBy : m.checkedBy,
			{ nn: l.closedBy ?? "", date: l.closedOn ?? "" })),
	    openButton(app, l.thread, l.number));
}

/** One table of a campaign's sheet: a figure for each row and column. */
export function campaignTable(t: CampaignTable): HTMLElement {
	const isClock = t.rows.some((r) => r.median !== undefined);

	return el("figure", { class: `figures of-${t.id}` },
	    el("div", { class: "scroll", tabindex: "0", role: "group",
		"aria-label": t[language()] }, el("table", {},
		el("caption", {}, t[language()]),
		el("thead", {}, el("tr", {}, el("td", {}),
		    ...t.columns.map((c) => el("th", { scope: "col" },
			c[language()])),
		    isClock ? el("th", { scope: "col" }, w().month.median) :
			null)),
		el("tbody", {}, ...t.rows.map((r) => el("tr", {},
		    el("th", { scope: "row" }, r[language()]),
		    ...[...r.cells, ...r.median === undefined ? [] : [r.median]]
			.map((f) => el("td", { class: "guarded" in f ? "kept" :
			    "" }, figureText(f, true)))))))),
	    el("figcaption", {}, t.note[language()]));
}

function figures(sheet: CampaignSheet | null): Child[] {
	const m = w().campaigns;

	return [el("h2", {}, m.figures), ...sheet === null ?
	    [el("p", { class: "soft" }, m.notOver)] :
	    [el("div", { class: "tables" }, ...sheet.tables
		.map(campaignTable)),
	    el("p", { class: "legend" }, fill(m.legend,
		{ n: definitions.least }))]];
}

function chips(app: App, views: readonly CampaignView[], shown: string):
    HTMLElement {
	return el("div", { class: "strip", role: "group",
		"aria-label": w().campaigns.which }, ...views.map((v, i) => {
		const name = site.campaigns[i]?.[language()] ?? v.code;
		const node = button(fill(w().campaigns.chip, { name,
			when: w().campaigns.when[v.when] }), "quiet", () => {
			app.desk.campaigns = { ...app.desk.campaigns,
				shown: v.code };
			app.draw();
		});

		node.id = "campaign-" + v.code;
		node.className = "chip";
		node.setAttribute("aria-pressed", String(v.code === shown));
		return node;
	}));
}

function one(app: App, v: CampaignView, c: Campaign, today: string): Child[] {
	const m = w().campaigns;
	const late = v.cases.filter((x) => x.overdue).length;
	const list = (name: string, none: string, all: readonly Child[]):
	    Child[] => [el("h2", {}, name), all.length === 0 ?
	    el("p", { class: "soft" }, none) :
	    el("ul", { class: "board" }, ...all)];

	return [
		el("p", {}, fill(w().month.campaignDays, { from: c.from,
		    to: c.to }), " ", c.hint[language()]),
		late === 0 ? null : el("p", { class: "notice bad" },
		    fill(m.late, { n: late })),
		...list(fill(m.cases, { n: v.cases.length }), m.noCases,
		    v.cases.map((x) => caseItem(app, x, today))),
		...list(m.items, m.noItems, v.board.lines.map((l) =>
		    item(app, l))),
		...list(w().month.boardTabs.advice, w().month.adviceNone,
		    v.board.advice.map((a) => el("li", { class: "item" },
			el("div", { class: "words" }, ...strangersText(a.text)),
			el("p", { class: "soft" }, fill(w().month.adviceBy,
			    { nn: a.by, date: a.date })),
			openButton(app, a.thread, a.number)))),
		...figures(v.sheet),
	];
}

export function campaignsView(app: App): HTMLElement {
	const { views, shown } = app.desk.campaigns;
	const m = w().campaigns;
	const today = shanghai(Date.now());
	const all = views ?? [];
	const v = all.find((x) => x.code === shown) ??
	    all.find((x) => x.when === "runs") ?? all[0];
	const c = site.campaigns.find((x) => x.code === v?.code);

	return el("section", { class: "room campaigns" },
	    el("p", { class: "only-paper" }, w().month.onlySheets),
	    el("div", { class: "no-paper" },
		el("div", { class: "room-bar" }, heading("h1", m.title),
		    v === undefined ? null : chips(app, all, v.code)),
		...views === null ? [el("p", { class: "empty",
		    role: "status" }, w().month.counting)] :
		v === undefined || c === undefined ? [el("p",
		    { class: "empty" }, m.none)] : one(app, v, c, today)));
}
