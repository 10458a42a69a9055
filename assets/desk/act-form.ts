// SPDX-License-Identifier: ISC
// The form of one act, in its place below the panel: what the table asks for,
// what goes to the reporter with it, the question before what is not undone.

import {
	type ActDraft, type Control, controls, missing, stepOfAct, sureKey, tellOf,
} from "./acts.ts";
import { control } from "./act-controls.ts";
import { endAct, submitAct } from "./acting.ts";
import { type App, alarmBox, explain } from "./app.ts";
import type { Thread } from "./calls.ts";
import { proposalWords } from "./case-parts.ts";
import { type Child, button, el, labelled } from "./dom.ts";
import { eventSentence, stateName } from "./sentences.ts";
import { entryTitle, strangersText } from "./entry.ts";
import { statusName } from "./labels.ts";
import { fill, w } from "./words.ts";

function title(d: ActDraft): string {
	return d.act === "step" ? fill(w().act.stepTo,
	    { state: stateName(d.to) }) : w().act.names[d.act];
}

/** What one puts one's name to, where it is another's words. */
function about(d: ActDraft, t: Thread): Child {
	const say = (text: string): HTMLElement =>
	    el("p", { class: "quote" }, ...strangersText(text));
	const proposal = t.state.proposals.find((p) => p.hash === d.of);
	const item = t.state.items.find((i) => i.hash === d.of ||
	    i.evidence?.hash === d.of);

	if (d.of === "")
		return null;
	if (proposal !== undefined)
		return say(proposalWords(proposal, t));
	return item === undefined ? null : say(item.what +
	    (d.act === "check" && item.evidence !== null ?
		`\n${item.evidence.text}` : ""));
}

function telling(app: App, d: ActDraft, t: Thread): Child[] {
	const { desk } = app;
	const one = tellOf(d, t);

	if (one === null)
		return [];
	const area = el("textarea", { class: "input", rows: "4", id: "act-tell",
		autocomplete: "off", spellcheck: "false" });
	const tick = el("input", { type: "checkbox", id: "act-tell-too",
		checked: d.tell });

	area.value = d.text;
	area.addEventListener("input", () => {
		desk.act = { ...desk.act ?? d, text: area.value };
	});
	tick.addEventListener("change", () => {
		desk.act = { ...desk.act ?? d, tell: tick.checked };
		app.draw();
	});
	return [
		one.must ? null : el("label", { class: "choice" }, tick,
		    fill(w().act.tellToo, { status: statusName(one.status) })),
		!one.must && !d.tell ? null : labelled(one.must ?
		    w().act.tellMust : w().act.tellText, area,
		    el("p", { class: "soft" }, w().act.tellHint)),
	];
}

/** What others did while this was filled in. */
export function newsBox(app: App, t: Thread): Child {
	const { news, act, sendProblem } = app.desk;
	const gone = act === null && sendProblem === null;

	return news.length === 0 ? null : el("div", { class: "notice bad",
		role: "alert", id: "news" },
	    el("p", {}, w().act.moved),
	    el("ul", {}, ...news.map((e) => el("li", {}, entryTitle(e), ": ",
		...strangersText(e.kind === "event" ?
		    eventSentence(e, t) ?? "" : e.text.trim())))),
	    el("p", {}, gone ?
		fill(w().act.movedStep, { state: stateName(t.summary.state) }) :
		w().act.movedStill));
}

function sureBox(app: App, d: ActDraft): HTMLElement {
	const { desk } = app;
	const key = sureKey(d, desk.me.nn) ?? "";

	return el("div", { class: "notice bad ask", role: "alertdialog",
		"aria-label": w().act.sureTitle, id: "sure", tabindex: "-1" },
	    el("p", { class: "strong" }, w().act.sureTitle),
	    el("p", {}, w().act.sure[key] ?? ""),
	    button(w().act.sureGo, "main", () => submitAct(app)),
	    button(w().act.sureBack, "plain", () => {
		desk.act = { ...d, sure: false };
		app.draw();
	    }));
}

/** Progress, or what went wrong; what was filled in stays either way. */
function outcome(app: App, d: ActDraft): Child {
	const { desk } = app;

	if (desk.sending)
		return d.act === "grant" ? el("div", {},
		    el("p", { role: "status", id: "progress" }, w().sending),
		    el("progress", { id: "meter", "aria-label":
			w().act.grantTitle })) :
		    el("p", { class: "soft", role: "status", id: "progress" },
			w().sending);
	if (desk.actProblem === null)
		return null;
	// What was refused was not begun.
	return d.act === "grant" && !["moved", "void", "alarmed", "no_grant"]
	    .includes(desk.actProblem.kind) ? alarmBox(fill(w().act.grantBroken,
	    { why: explain(desk.actProblem) })) :
	    alarmBox(explain(desk.actProblem), el("p", {}, w().act.kept));
}

/** What is still to be filled in; "" where nothing is. */
function needed(d: ActDraft, t: Thread): string {
	const what = missing(d, t).map((name) => name === "tell" ?
	    w().act.tellText : w().act.fields[name] ?? name)
	    .join(w().noSeparator);

	return what === "" ? "" : fill(w().act.fill, { what });
}

function lines(app: App, t: Thread, d: ActDraft): Child[] {
	const approvals = stepOfAct(d, t)?.approvals ?? 0;

	return [
		approvals === 0 ? null : el("p", { class: "notice" },
		    fill(w().act.approvalsNeeded, { n: approvals })),
		d.act === "recuse" && d.values["recuse"] !== "" &&
		d.values["recuse"] !== undefined &&
		d.values["recuse"] !== app.desk.me.nn ?
		    el("p", { class: "notice" }, fill(w().act.approvalsNeeded,
			{ n: 1 })) : null,
		d.act === "grant" ? el("p", { class: "soft" },
		    w().act.grantLead) : null,
	];
}

export function actForm(app: App, t: Thread, d: ActDraft): HTMLElement {
	const { desk } = app;
	const asks = d.sure && sureKey(d, desk.me.nn) !== null;
	const need = el("p", { class: "soft", role: "status", id: "need" },
	    // The form may be drawn anew before it is read.
	    d.tried ? needed(d, t) : null);
	const go = el("button", { type: "submit", class: "button main",
		"aria-disabled": desk.sending ? "true" : false },
	    d.act === "grant" ? w().act.grantGo :
		tellOf(d, t)?.must === true || d.tell ? w().act.signTell :
		w().act.sign);
	const form = el("form", { autocomplete: "off", class: "act" },
	    el("h3", { id: "act", tabindex: "-1" }, title(d)),
	    about(d, t), ...lines(app, t, d),
	    ...controls(d, t).map((c: Control) => control(app, t, d, c)),
	    ...telling(app, d, t), need,
	    asks ? sureBox(app, d) : el("p", {}, go, button(w().act.cancel,
		"quiet", () => desk.sending ? undefined : endAct(app))),
	    outcome(app, d));

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		const now = desk.act ?? d;

		desk.act = { ...now, tried: true };
		need.textContent = needed(now, t);
		if (need.textContent === "")
			submitAct(app);
	});
	form.dataset["act"] = d.act;
	return form;
}
