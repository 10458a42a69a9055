// SPDX-License-Identifier: ISC
// Writing an answer or an internal memo.  The draft lives in the state, so
// that errors, refreshes and a change of language keep it.

import { isVoid } from "../lib/state.ts";
import { type App, type Desk, alarmBox, explain } from "./app.ts";
import { sendDraft } from "./acting.ts";
import type { Draft, Stored, Thread } from "./calls.ts";
import { type Child, button, el, heading, labelled, newId, select }
	from "./dom.ts";
import { readerNames } from "./entry.ts";
import { newsBox } from "./act-form.ts";
import { tellWords } from "./acts.ts";
import { STATUSES, statusName } from "./labels.ts";
import { fill, w } from "./words.ts";

/** Of UTF-8, with room for the lines above the text in a note of 60,000. */
const TEXT_LEN = 55000;

function change(desk: Desk, more: Partial<Draft>): void {
	desk.draft = { ...desk.draft, ...more };
	desk.sendProblem = null;
}

function kindChoice(app: App): HTMLElement {
	const { desk } = app;
	const name = newId();
	const one = (kind: Draft["kind"], label: string): HTMLElement => {
		const input = el("input", { type: "radio", name, value: kind,
			id: "kind-" + kind, checked: desk.draft.kind === kind });

		input.addEventListener("change", () => {
			change(desk, { kind });
			app.draw();
		});
		return el("label", { class: "choice" }, input, label);
	};

	return el("fieldset", { class: "kinds" },
	    el("legend", { class: "unseen" }, w().replyTitle),
	    one("reply", w().kindReply), one("memo", w().kindMemo));
}

function statusChoice(app: App, area: HTMLTextAreaElement): HTMLElement {
	const { desk } = app;
	const node = select([["", w().statusKeep], ...STATUSES.map(
	    (s): [string, string] => [s, statusName(s)])], desk.draft.status,
	    (status) => {
		change(desk, { status });
		app.draw();
	    });
	const ready = tellWords(desk.draft.status);

	node.id = "status";
	return labelled(w().statusLabel, node, ready === "" ? null :
	    button(w().insertPassage, "quiet", () => {
		area.value = area.value === "" ? ready :
		    area.value + "\n" + ready;
		area.dispatchEvent(new Event("input"));
		area.focus();
	    }));
}

function textBox(desk: Desk): { area: HTMLTextAreaElement;
    node: HTMLElement } {
	const counter = el("p", { class: "soft", id: newId() });
	// The browser's own checkers may send what is typed to their makers.
	const area = el("textarea", { class: "input", rows: "6", id: "answer",
		autocomplete: "off", spellcheck: "false",
		"aria-describedby": counter.id });

	function tell(): void {
		const left = TEXT_LEN -
		    new TextEncoder().encode(area.value).length;

		counter.textContent = left < 0 ? w().over :
		    fill(w().left, { n: Math.floor(left / 3) });
		counter.className = left < 0 ? "bad" : "soft";
	}

	area.value = desk.draft.text;
	area.readOnly = desk.sending;
	area.addEventListener("input", () => {
		change(desk, { text: area.value });
		tell();
	});
	tell();
	return { area, node: labelled(desk.draft.kind === "reply" ?
	    w().textReply : w().textMemo, area, counter) };
}

function sealLine(desk: Desk, t: Thread): Child[] {
	const out = new Set(t.leftOut.map((r) => r.nn));
	const to = readerNames(t.readers.filter((r) => r.here &&
	    !out.has(r.nn)));

	return [
		el("p", { class: "soft" }, fill(desk.draft.kind === "reply" ?
		    w().sealReply : w().sealMemo, { to })),
		t.leftOut.length === 0 ? null : el("p", { class: "soft" },
		    fill(w().neverTo, { not: readerNames(t.leftOut) })),
	];
}

/** What was stored, after sending. */
export function storedBox(s: Stored): HTMLElement {
	const own = s.thread.entries.find((e) => e.id === s.id);
	const verdict = own?.verdict ?? "none";
	const bad = isVoid(verdict);

	return el("div", { class: "notice " + (bad ? "bad" : "good"),
		role: "status", id: "stored", tabindex: "-1" },
	    bad ? el("p", {}, fill(w().act.storedVoid,
		{ why: w().act.verdicts[verdict] })) :
		verdict === "pending" ? el("p", { class: "strong" },
		    w().act.storedPending) : null,
	    el("p", {}, fill(s.unsent ? w().storedUnsent : w().stored,
		{ date: s.date, id: s.id.slice(0, 12) })),
	    el("p", {}, fill(s.kind === "reply" ? w().storedToReporter :
		w().storedTo, { to: readerNames(s.to) })),
	    s.unsent && s.confirmed ? null :
	    el("p", { class: s.confirmed ? "good" : "bad" },
		s.confirmed ? w().storedConfirmed : w().storedUnconfirmed));
}

/** Progress, or what went wrong; the words stay either way. */
function outcome(desk: Desk): Child {
	if (desk.sending)
		return el("p", { class: "soft", role: "status", id: "progress" },
		    w().sending);
	if (desk.half && desk.sendProblem !== null)
		return alarmBox(fill(w().act.secondFailed,
		    { why: explain(desk.sendProblem) }));
	return desk.sendProblem === null ? null :
	    alarmBox(explain(desk.sendProblem), desk.draft.text === "" ? null :
		el("p", {}, w().kept));
}

export function replyForm(app: App, t: Thread): HTMLElement {
	const { desk } = app;

	if (t.mute !== null)
		return el("section", { class: "reply" },
		    el("p", { class: "soft" }, w().mute[t.mute]));
	const { area, node } = textBox(desk);
	const reply = desk.draft.kind === "reply";
	const go = el("button", { type: "submit", class: "button main",
		"aria-disabled": desk.sending ? "true" : false },
	    reply ? w().sendReply : w().sendMemo);
	const form = el("form", { autocomplete: "off" },
	    kindChoice(app), reply ? statusChoice(app, area) : null, node,
	    ...sealLine(desk, t), go, outcome(desk),
	    desk.sendProblem === null ? null : newsBox(app, t));
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		sendDraft(app);
	});
	return el("section", { class: "reply" }, heading("h2", w().replyTitle),
	    form);
}
