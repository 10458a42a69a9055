// SPDX-License-Identifier: ISC
// Key nodes of the site's own table, and what is to be done around each: fixed
// days, nothing computed from the moon.

import { addDays, days, shanghai } from "../../lib/date.ts";
import type { App } from "../app.ts";
import { type Child, button, el, heading } from "../dom.ts";
import { site } from "../site.ts";
import { fill, language, w } from "../words.ts";

export interface NodeDay {
	readonly code: string;
	readonly zh: string;
	readonly en: string;
	readonly date: string;
	/** First and last day of its window. */
	readonly from: string;
	readonly to: string;
	readonly near: boolean;
}

/** How many nodes ahead are listed. */
const AHEAD = 7;

/** The nodes whose window is not over, by day. */
export function nodeDays(today: string): NodeDay[] {
	const { days: around } = site.banner;

	return site.nodes.flatMap((n) => (n.dates ?? []).map((date) => ({
		code: n.code, zh: n.zh, en: n.en, date,
		from: addDays(date, -around), to: addDays(date, around),
	}))).filter((n) => n.to >= today)
	    .map((n) => ({ ...n, near: n.from <= today }))
	    .sort((a, b) => a.date < b.date ? -1 : Number(a.date > b.date))
	    .slice(0, AHEAD);
}

function leftText(n: NodeDay, today: string): string {
	const left = days(n.date) - days(today);

	return fill(left > 0 ? w().month.nodeLeft : left === 0 ?
	    w().month.nodeToday : w().month.nodeOver,
	    { n: Math.abs(left), name: n[language()] });
}

/** What is to be done, on which day. */
function tasks(n: NodeDay, today: string): Child[] {
	return ([[n.from, "before"], [n.date, "day"], [n.to, "after"]] as const)
	    .map(([date, task]) => el("li", { class: date < today ? "soft" : "" },
		el("span", { class: "day" }, date), " ",
		w().month.nodeTasks[task],
		date === today ? el("strong", { class: "soon" },
		    " " + w().month.taskToday) : null));
}

export function nodesView(): HTMLElement {
	const m = w().month;
	const today = shanghai(Date.now());
	const running = site.campaigns.filter((c) => c.to >= today);

	return el("section", { class: "room" },
	    el("p", { class: "only-paper" }, m.onlySheets),
	    el("div", { class: "no-paper" },
		heading("h1", m.nodesTitle),
		el("p", { class: "soft" }, fill(m.nodesHint,
		    { n: site.banner.days })),
		el("ul", { class: "board" }, ...nodeDays(today).map((n) =>
		    el("li", { class: "item" + (n.near ? " near" : "") },
			el("h2", {}, `${n[language()]} ${n.date}`),
			el("p", { class: n.near ? "soon strong" : "soft" },
			    leftText(n, today)),
			el("ul", { class: "tasks" }, ...tasks(n, today))))),
		running.length === 0 ? null : el("h2", {}, m.campaigns),
		running.length === 0 ? null : el("ul", { class: "board" },
		    ...running.map((c) => el("li", { class: "item" },
			el("h3", {}, c[language()]),
			el("p", {}, fill(m.campaignDays, { from: c.from,
			    to: c.to })),
			el("p", { class: "soft" }, c.hint[language()]))))));
}

/** Above the letters while a node is near. */
export function nodeNotice(app: App): Child {
	const today = shanghai(Date.now());
	const near = nodeDays(today).filter((n) => n.near);

	if (near.length === 0)
		return null;
	return el("p", { class: "notice", id: "node" },
	    near.map((n) => leftText(n, today)).join(w().month.nodeJoin),
	    button(w().month.nodeMore, "quiet", () => app.go("nodes")));
}
