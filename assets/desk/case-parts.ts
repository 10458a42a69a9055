// SPDX-License-Identifier: ISC
// In the panel of a case: proposals that wait for approval, and rectification
// items.

import { days, shanghai } from "../lib/date.ts";
import { beginAct } from "./acting.ts";
import type { App } from "./app.ts";
import type { Thread } from "./calls.ts";
import type { ItemView, ProposalView } from "./case-view.ts";
import { type Child, button, el } from "./dom.ts";
import { strangersText } from "./entry.ts";
import { leftWords, officerName, sentence } from "./sentences.ts";
import { fill, w } from "./words.ts";

/** Why there is no button, or the button. */
function answerTo(app: App, t: Thread, p: ProposalView): Child {
	const { nn } = app.desk.me;
	const soft = (text: string): HTMLElement =>
	    el("p", { class: "soft" }, text);

	if (p.by === nn)
		return soft(w().act.proposalOwn);
	if (p.approved.includes(nn))
		return soft(w().act.proposalDone);
	if (!p.asks || t.mute !== null || app.desk.act !== null)
		return null;
	const node = button(w().act.approve, "main", () =>
	    beginAct(app, "approve", { of: p.hash }));

	node.dataset["approve"] = p.hash;
	return node;
}

export function proposalsView(app: App, t: Thread): Child {
	const open = t.state.proposals.filter((p) => p.open);
	const a = w().act;

	return open.length === 0 ? null : el("div", { class: "part" },
	    el("h3", {}, a.proposals),
	    el("ul", { class: "rows" }, ...open.map((p) => el("li", {},
		el("p", {}, ...strangersText(fill(a.proposalBy, {
		    who: officerName(p.by, t), date: p.date,
		    what: proposalWords(p, t) }))),
		firstOf(app, p),
		el("p", { class: "soft" }, p.approved.length === 0 ?
		    fill(a.proposalNone, { needed: p.needed }) :
		    fill(a.proposalHas, { who: p.approved.map((nn) =>
			officerName(nn, t)).join(w().noSeparator),
			n: p.approved.length, needed: p.needed })),
		answerTo(app, t, p)))));
}

/** The first report that a duplicate is said to be of: to be looked at. */
function firstOf(app: App, p: ProposalView): Child {
	const handle = p.fields.find((f) => f.name === "dup_of")?.value;
	const one = app.desk.inbox.threads.find((s) => s.first === handle &&
	    s.state !== "R05");

	if (handle === undefined)
		return null;
	return one === undefined ?
	    el("p", { class: "soft" }, w().act.firstHidden) :
	    button(w().act.firstOpen, "quiet", () => app.open(one.id));
}

/** With its reason: one puts one's name to it. */
export function proposalWords(p: ProposalView, t: Thread): string {
	const reason = p.fields.find((f) => f.name === "reason")?.value ?? "";

	return (sentence(p.fields, t, p.by) ?? "") +
	    fill(w().act.reason, { why: reason });
}

function itemState(i: ItemView, t: Thread): string {
	const today = days(shanghai(Date.now()));
	const who = i.closedBy === null ? "" : officerName(i.closedBy, t);

	switch (i.state) {
	case "open":
		return fill(w().act.itemOpen, { date: i.due,
			left: leftWords(today, days(i.due)) });
	case "checked":
		return fill(w().act.itemChecked, { who });
	case "dropped":
		return fill(w().act.itemDropped, { who });
	}
}

/** What this officer may do with an open item. */
function itemActs(app: App, t: Thread, i: ItemView): Child {
	const { nn } = app.desk.me;

	if (i.state !== "open" || t.mute !== null || app.desk.act !== null)
		return null;
	const act = (name: "evidence" | "check" | "drop" | "item-due",
	    of: string): HTMLElement => {
		const node = button(w().act.names[name], "plain", () =>
		    beginAct(app, name, { of }));

		node.dataset["item"] = name;
		return node;
	};
	const own = i.evidence?.by === nn;

	return el("p", {}, act("evidence", i.hash),
	    i.evidence === null || own ? null : act("check", i.evidence.hash),
	    act("item-due", i.hash), i.by === nn ? null : act("drop", i.hash),
	    own ? el("span", { class: "soft" }, w().act.itemOwnEvidence) :
		null);
}

export function itemsView(app: App, t: Thread): Child {
	const { items } = t.state;
	const a = w().act;

	return items.length === 0 ? null : el("div", { class: "part" },
	    el("h3", {}, a.items),
	    el("ul", { class: "rows" }, ...items.map((i) => el("li", {},
		el("p", { class: "strong" }, ...strangersText(fill(a.itemLine,
		    { owner: i.owner, what: i.what }))),
		el("p", {}, itemState(i, t)),
		el("p", { class: "soft" }, ...strangersText(i.evidence === null ?
		    a.itemNoEvidence : fill(a.itemEvidence, {
			who: officerName(i.evidence.by, t),
			date: i.evidence.date, text: i.evidence.text }))),
		itemActs(app, t, i)))));
}
