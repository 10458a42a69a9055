// SPDX-License-Identifier: ISC
// The state of the page and the frame around every screen.  Screens are built
// anew from the state; what is being written lives in the state too, so that
// nothing is lost when a screen is.

import { shanghai } from "../lib/date.ts";
import { type ActDraft, isTyped } from "./acts.ts";
import type { Draft, EntryView, Granted, Inbox, Me, Progress, Stored, Thread } from "./calls.ts";
import { type Child, button, el, replace } from "./dom.ts";
import { type Filter, NO_FILTER } from "./filter.ts";
import { type BoardState, NO_BOARD } from "./month/board.ts";
import { type LessonState, NO_LESSON, isLessonTyped } from
    "./month/lesson.ts";
import { type Month, newMonth } from "./month/view.ts";
import { type CampaignsState, NO_CAMPAIGNS } from "./month/campaigns.ts";
import { type Problem, Trouble } from "./problem.ts";
import { NO_RECORDS, type RecordsState, isRecordTyped } from
    "./records/state.ts";
import type { Vault } from "./vault.ts";
import { fill, w } from "./words.ts";

/** Parts of the console, each a screen of its own. */
export const ROOMS = ["letters", "month", "board", "nodes", "records",
	"campaigns"] as const;
export type Room = (typeof ROOMS)[number];

/** What is shown while it is unlocked. */
export interface Desk {
	readonly me: Me;
	inbox: Inbox;
	filter: Filter;
	thread: Thread | null;
	draft: Draft;
	stored: Stored | null;
	/** What was stored came from the panel, and is told there. */
	acted: boolean;
	sending: boolean;
	problem: Problem | null;
	/** Beside the answer: what went wrong with sending. */
	sendProblem: Problem | null;
	/** What is being done with the case, below its panel. */
	act: ActDraft | null;
	actProblem: Problem | null;
	/** The act is stored, the words that go with it are not. */
	half: boolean;
	granted: { readonly nn: string; readonly result: Granted } | null;
	/** By entry: its pictures, or what is said in their place. */
	pictures: ReadonlyMap<string, readonly Node[]>;
	/** What others wrote while something was being filled in. */
	news: readonly EntryView[];
	/** The case sheet is shown in place of the panes. */
	sheet: { readonly contact: boolean } | null;
	/** Why the last opening is not written down. */
	lookProblem: Problem | null;
	room: Room;
	month: Month;
	board: BoardState;
	lesson: LessonState;
	records: RecordsState;
	campaigns: CampaignsState;
}

/** What the parts of the working screen ask of it. */
export interface App {
	readonly vault: Vault;
	readonly desk: Desk;
	/** Draw what the state says; the focus stays where it was. */
	draw(): void;
	/** Then, once it is shown, do what else is wanted. */
	open(id: string, then?: () => void): void;
	/** Look for what the filter's query says, and draw what is found. */
	search(): void;
	refresh(): void;
	/**
	 * Run what sends between two drawings and give the focus to what it
	 * names: once, while one is under way nothing.
	 */
	sending(act: () => Promise<string>): void;
	/** To another room; what is being written stays as it is. */
	go(room: Room): void;
	/** Run what asks the worker, then give the focus to `then`. */
	run(act: () => Promise<void>, then: string): void;
}

const NO_DRAFT: Draft = { thread: "", kind: "reply", status: "", fields: [],
	text: "" };

export function newDesk(me: Me, inbox: Inbox): Desk {
	return { me, inbox, filter: NO_FILTER, thread: null, draft: NO_DRAFT,
		stored: null, acted: false, sending: false, problem: null, sendProblem: null,
		act: null, actProblem: null, half: false, granted: null, news: [],
		pictures: new Map(), sheet: null, lookProblem: null,
		room: "letters", month: newMonth(shanghai(Date.now())),
		board: NO_BOARD, lesson: NO_LESSON, records: NO_RECORDS,
		campaigns: NO_CAMPAIGNS };
}

export function newDraft(thread: string): Draft {
	return { ...NO_DRAFT, thread };
}

/** Nothing of one thread goes over into another. */
export function clearDesk(desk: Desk, thread: string): void {
	desk.thread = desk.stored = desk.granted = desk.act = null;
	desk.sheet = null;
	desk.sendProblem = desk.actProblem = desk.lookProblem = null;
	desk.half = false;
	desk.news = [];
	desk.pictures = new Map();
	desk.draft = newDraft(thread);
}

/** Is something typed that was not sent? */
export function isDirty(desk: Desk): boolean {
	return desk.draft.text !== "" || isTyped(desk.act) ||
	    isLessonTyped(desk.lesson) || isRecordTyped(desk.records);
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

/** The code itself where it has no words. */
function recordWhy(why: string): string {
	const words: Readonly<Record<string, string>> = w().month.recordWhy;

	return words[why] ?? why;
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
	case "shares":
		return w().shares.why[p.why];
	case "refused":
		return fill(text, { status: p.status });
	case "folder":
		return fill(text, { nn: p.nn });
	case "unchained":
		return fill(text, { code: p.code });
	case "expired":
		return p.date === "" ? text.replace(/（\{date\}）| \(\{date\}\)/, "") :
		    fill(text, { date: p.date });
	case "early":
		return fill(text, { date: p.date });
	case "void":
		return fill(text, { why: w().act.verdicts[p.verdict] });
	case "alarmed":
		return fill(text, { why: p.alarms.map((a) => w().alarms[a])
		    .join(w().noSeparator) });
	case "record":
		return fill(text, { why: recordWhy(p.why) });
	case "order":
		return w().records.orderWhy[p.why];
	case "traces":
		return fill(text, { found: p.traces.map((t) => fill(
		    w().month.traces[t.what], { found: t.found }))
		    .join(w().noSeparator) });
	case "copied":
		return fill(text, { found: p.found });
	case "no_grant":
		return fill(text, { why: w().act.noGrant[p.why] });
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
		list: w().stepList, try: w().stepTry, read: w().stepRead,
		grant: w().act.stepGrant };

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
