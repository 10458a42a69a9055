// SPDX-License-Identifier: ISC
// Where the case stands, in words: state, days, what the reporter reads, who
// is in charge; then what waits for approval, what is to be put right, and
// what can be done.

import { days, shanghai } from "../lib/date.ts";
import type { Kind } from "../lib/entry.ts";
import { beginAct, prepareTelling } from "./acting.ts";
import { actForm, newsBox } from "./act-form.ts";
import { actsHere, obstacle } from "./acts.ts";
import type { App } from "./app.ts";
import type { Link, Thread } from "./calls.ts";
import type { ClockView, StepView } from "./case-view.ts";
import { itemsView, proposalsView } from "./case-parts.ts";
import { type Child, button, el, heading } from "./dom.ts";
import { strangersText } from "./entry.ts";
import { labelName, statusName } from "./labels.ts";
import { storedBox } from "./reply.ts";
import {
	basisName, leftWords, officerName, outcomeName, stateName,
} from "./sentences.ts";
import { fill, language, w } from "./words.ts";

function today(): number {
	return days(shanghai(Date.now()));
}

function clockLine(c: ClockView): HTMLElement {
	const name = c.item === null ? c[language()] :
	    fill(w().act.clockItem, { what: c.item });
	const text = fill(w().act.clock, { name, date: c.due,
		left: leftWords(today(), days(c.due)) }) +
	    (c.weekendsOnly ? w().act.weekendsOnly : "");

	return el("li", { class: c.overdue ? "late" : c.today || c.soon ?
	    "soon" : "" }, ...strangersText((c.overdue ? "⚠ " : "") + text));
}

function row(name: string, ...value: readonly Child[]): Child[] {
	return [el("dt", {}, name), el("dd", {}, ...value)];
}

function told(app: App, t: Thread): Child[] {
	const { tell } = t;
	const go = tell === null || t.mute !== null ? null :
	    button(w().act.tell, "plain", () => prepareTelling(app, tell));

	if (go !== null)
		go.id = "tell";
	return row(w().act.told, t.summary.status === null ?
	    statusName("P1") : statusName(t.summary.status),
	    tell === null ? null : el("p", { class: "untold" },
		"⚠ " + fill(w().act.untold, { status: statusName(tell) }), " ",
		go));
}

function charge(t: Thread): string {
	const { charge: one, second } = t.summary;

	if (one === null)
		return w().act.none;
	return second === null ? officerName(one, t) :
	    fill(w().act.chargeSecond, { charge: officerName(one, t),
		second: officerName(second, t) });
}

function linkButton(app: App, link: Link, text: string): HTMLElement {
	return button(text, "quiet", () => app.open(link.id));
}

function links(app: App, t: Thread): Child[] {
	const { first, duplicates } = t;

	return [
		...t.state.dupOf === null ? [] : row(w().act.first,
		    first === null ? w().act.firstHidden :
			linkButton(app, first, w().act.firstOpen)),
		...duplicates.length === 0 ? [] : row(w().act.duplicates,
		    ...duplicates.map((d, i) => linkButton(app, d, fill(
			d.tell === null ? w().act.duplicateOpen :
			    w().act.duplicateUntold, { n: i + 1,
			    state: stateName(d.state) })))),
	];
}

function facts(app: App, t: Thread): HTMLElement {
	const s = t.summary;
	const { state } = t;
	const a = w().act;

	return el("dl", { class: "facts" },
	    ...told(app, t),
	    ...s.clocks.length === 0 ? [] : row(a.clocks,
		el("ul", { class: "clocks" }, ...s.clocks.map(clockLine))),
	    ...row(a.charge, charge(t)),
	    ...row(a.labels, ...strangersText(s.labels.length === 0 ? a.none :
		s.labels.map(labelName).join(w().noSeparator))),
	    ...state.bases.length === 0 ? [] : row(a.major,
		el("strong", { class: s.major ? "bad" : "" }, fill(s.major ?
		    a.majorOpen : a.majorReported, { bases: state.bases
		    .map(basisName).join(w().noSeparator) }))),
	    ...state.outcome === null ? [] : row(a.outcome,
		outcomeName(state.outcome)),
	    ...s.rating === 0 ? [] : row(a.rating, a.ratings[s.rating] ?? ""),
	    ...state.extended ? row(w().act.names.extend, a.extended) : [],
	    ...state.recused.length === 0 ? [] : row(a.recused, state.recused
		.map((nn) => officerName(nn, t)).join(w().noSeparator)),
	    ...s.conflicts === 0 ? [] : row(a.conflicts,
		fill(a.conflictCount, { n: s.conflicts })),
	    ...links(app, t));
}

function stepButton(app: App, t: Thread, s: StepView): HTMLElement {
	const why = obstacle(s, t);
	const label = fill(w().act.stepTo, { state: stateName(s.to) });
	const node = button(label, "plain", () => {
		if (why === null)
			beginAct(app, "step", { to: s.to });
	});

	node.dataset["step"] = s.to;
	if (why !== null)
		node.setAttribute("aria-disabled", "true");
	return el("li", {}, node, s.approvals === 0 ? null :
	    el("span", { class: "soft" }, fill(w().act.stepAsks,
		{ n: s.approvals })),
	    why === null ? null : el("span", { class: "soft" },
		fill(w().act.blocked, { state: stateName(s.to), why })));
}

function others(app: App, t: Thread): HTMLElement {
	return el("ul", { class: "acts" }, ...actsHere(t).map((act) => {
		const node = button(w().act.names[act], "plain", () =>
		    beginAct(app, act, act === "label" ?
			{ labels: t.summary.labels } : act === "assign" ?
			{ values: { charge: t.summary.charge ?? "",
			    second: t.summary.second ?? "" } } : {}));

		node.dataset["act"] = act;
		return el("li", {}, node);
	}));
}

function todo(app: App, t: Thread): Child[] {
	const title = el("h3", { id: "todo", tabindex: "-1" }, w().act.todo);

	if (t.mute === "recused")
		return [title, el("p", { class: "bad" }, w().act.actMute)];
	if (t.mute !== null)
		return [];
	if (app.desk.act !== null)
		return [title, actForm(app, t, app.desk.act)];
	return [title,
		el("p", { class: "soft" }, w().act.steps),
		t.state.steps.length === 0 ?
		    el("p", {}, w().act.noSteps) :
		    el("ul", { class: "acts steps" }, ...t.state.steps
			.map((s) => stepButton(app, t, s))),
		el("p", { class: "soft" }, w().act.more), others(app, t)];
}

/** What became of the last grant. */
function grantedBox(app: App, t: Thread): Child {
	const { granted } = app.desk;

	if (granted === null)
		return null;
	const handed = new Set(granted.result.handed);
	const kinds = new Map<Kind, number>();

	for (const { id, kind } of t.entries)
		if (handed.has(id) && kind !== null)
			kinds.set(kind, (kinds.get(kind) ?? 0) + 1);

	return el("div", { class: "notice", role: "status", id: "granted",
		tabindex: "-1" },
	    el("p", {}, fill(w().act.grantDone, {
		who: officerName(granted.nn, t),
		// Events of opening go along and are not counted here.
		n: [...kinds.values()].reduce((sum, n) => sum + n, 0) })),
	    el("ul", {}, ...[...kinds].map(([kind, n]) => el("li", {},
		fill(w().act.grantKind, { kind: w().kinds[kind], n })))),
	    granted.result.closed === 0 ? null : el("p", { class: "bad" },
		fill(w().act.grantClosed, { n: granted.result.closed })));
}

export function casePanel(app: App, t: Thread): HTMLElement | null {
	const { state } = t.summary;
	const { stored, acted, sendProblem } = app.desk;

	if (state === null)
		return null;
	return el("section", { class: "panel", "aria-label": w().act.panel },
	    heading("h2", stateName(state), t.state.since === null ? null :
		el("span", { class: "when" }, fill(w().act.since,
		    { date: t.state.since }))),
	    facts(app, t), proposalsView(app, t), itemsView(app, t),
	    stored === null || !acted ? null : storedBox(stored),
	    sendProblem === null ? newsBox(app, t) : null, ...todo(app, t), grantedBox(app, t));
}
