// SPDX-License-Identifier: ISC
// The state of the page and the frame around every screen.  Screens are built
// anew from the state; what is being written lives in the state too, so that
// nothing is lost when a screen is.

import type { Draft, Inbox, Me, Progress, Stored, Thread } from "./calls.ts";
import { type Child, button, el, replace } from "./dom.ts";
import { type Problem, Trouble } from "./problem.ts";
import type { Vault } from "./vault.ts";
import { fill, w } from "./words.ts";

export type Filter = "all" | "open" | "alarm";

/** What is shown while it is unlocked. */
export interface Desk {
	readonly me: Me;
	inbox: Inbox;
	filter: Filter;
	thread: Thread | null;
	draft: Draft;
	stored: Stored | null;
	sending: boolean;
	problem: Problem | null;
	/** Beside the answer: what went wrong with sending. */
	sendProblem: Problem | null;
}

/** What the parts of the working screen ask of it. */
export interface App {
	readonly vault: Vault;
	readonly desk: Desk;
	/** Draw what the state says; the focus stays where it was. */
	draw(): void;
	open(id: string): void;
	refresh(): void;
	/** Sends once: while one is under way it does nothing. */
	send(): void;
}

const NO_DRAFT: Draft = { thread: "", kind: "reply", status: "", text: "" };

export function newDesk(me: Me, inbox: Inbox): Desk {
	return { me, inbox, filter: "all", thread: null, draft: NO_DRAFT,
		stored: null, sending: false, problem: null, sendProblem: null };
}

export function newDraft(thread: string): Draft {
	return { ...NO_DRAFT, thread };
}

/** The problem of anything thrown; a bug goes to the console as well. */
export function problemOf(caught: unknown): Problem {
	if (caught instanceof Trouble)
		return caught.problem;
	setTimeout(() => {
		throw caught;
	});
	return { kind: "bug" };
}

/** A problem in words. */
export function explain(p: Problem): string {
	const text = w().problems[p.kind];

	switch (p.kind) {
	case "office":
		return p.after === null ? text :
		    text + fill(w().busyMinutes, { n: p.after });
	case "pin":
		return p.other ? w().pinOther : text;
	case "keyfile":
		return w().keyfileWhy[p.why];
	case "refused":
		return fill(text, { status: p.status });
	case "unchained":
		return fill(text, { code: p.code });
	case "expired":
		return p.date === "" ? text.replace(/（\{date\}）| \(\{date\}\)/, "") :
		    fill(text, { date: p.date });
	case "early":
		return fill(text, { date: p.date });
	case "revoked":
		return fill(text, { nn: p.nn, date: p.date });
	default:
		return text;
	}
}

/** A box that a screen reader reads out at once. */
export function alarmBox(text: string, ...more: readonly Child[]):
    HTMLElement {
	return el("div", { class: "notice bad", role: "alert" },
	    el("p", {}, text), ...more);
}

export function progressText(p: Progress): string {
	const steps = { key: w().stepKey, roster: w().stepRoster,
		list: w().stepList, try: w().stepTry, read: w().stepRead };

	return fill(steps[p.step], { done: p.done, total: p.total });
}

/** Under <main>, and it alone; nothing of the screen before stays. */
export function show(header: HTMLElement, ...main: readonly Child[]): void {
	replace(document.body, header, el("main", {}, ...main));
}

export function languageButton(change: () => void): HTMLElement {
	const node = button(w().otherLanguage, "quiet", change);

	node.setAttribute("lang", w().lang === "en" ? "zh-CN" : "en");
	node.id = "language";
	return node;
}

/** Give the focus to a heading, so that a screen reader starts there. */
export function focus(selector: string): void {
	const node = document.querySelector(selector);

	if (node instanceof HTMLElement)
		node.focus({ preventScroll: true });
}
