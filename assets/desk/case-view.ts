// SPDX-License-Identifier: ISC
// Where a case stands, as plain values for the page: its state, steps,
// clocks, proposals and items (docs/triage.md).  Nothing is decided here:
// lib/state.ts and lib/clock.ts do.

import { base64 } from "../lib/base64.ts";
import { clocks } from "../lib/clock.ts";
import { type Entry, field } from "../lib/entry.ts";
import { hex } from "../lib/hex.ts";
import {
	type CaseState, type Proposal, type RectItem, type Verdict, caseState,
} from "../lib/state.ts";
import { type Checked, type ThreadView, heads } from "../lib/thread.ts";
import { type Need, type Step, stepsFrom } from "../lib/triage.ts";

export type { Verdict };

/** A day by which something is to be done. */
export interface ClockView {
	/** Of the rule; "major"; "item". */
	readonly id: string;
	readonly zh: string;
	readonly en: string;
	/** What is to be put right, where it is an item's. */
	readonly item: string | null;
	readonly since: string;
	readonly due: string;
	readonly overdue: boolean;
	readonly today: boolean;
	readonly soon: boolean;
	/** A year without an arrangement was counted: weekends only. */
	readonly weekendsOnly: boolean;
}

/** A step that the table allows from here. */
export interface StepView {
	readonly to: string;
	/** Of other officers. */
	readonly approvals: number;
	readonly needs: readonly Need[];
	/**
	 * What would become of it today, all that it asks for given: "done",
	 * "pending", or what stands against it.
	 */
	readonly verdict: Verdict;
}

export interface ProposalView {
	readonly hash: string;
	readonly by: string;
	readonly date: string;
	/** Its event's fields: from, to, outcome, reason; or recuse. */
	readonly fields: readonly { readonly name: string;
	    readonly value: string }[];
	readonly needed: number;
	readonly approved: readonly string[];
	readonly open: boolean;
	/** It waits for this officer as well. */
	readonly asks: boolean;
}

export interface ItemView {
	readonly hash: string;
	readonly what: string;
	readonly owner: string;
	readonly due: string;
	readonly by: string;
	readonly state: RectItem["state"];
	readonly evidence: { readonly hash: string; readonly by: string;
	    readonly date: string; readonly text: string } | null;
	readonly closedBy: string | null;
}

/** More than the line in the inbox says. */
export interface CaseView {
	readonly since: string | null;
	/** "P4": what the reporter should read. */
	readonly publicStatus: string;
	readonly steps: readonly StepView[];
	readonly proposals: readonly ProposalView[];
	readonly items: readonly ItemView[];
	readonly outcome: string | null;
	/** base64 of the first report's handle. */
	readonly dupOf: string | null;
	/** Of the list of major matters. */
	readonly bases: readonly string[];
	readonly reported: boolean;
	readonly extended: boolean;
	/** Times that feedback was taken up again. */
	readonly reopened: number;
	/** Numbers of those who stepped aside. */
	readonly recused: readonly string[];
}

/** Of the line in the inbox. */
export interface CaseLine {
	/** "R03"; null while there is no report. */
	readonly state: string | null;
	/** The reporter reads another public status than the state's. */
	readonly untold: boolean;
	/** By day: the first is the next. */
	readonly clocks: readonly ClockView[];
	readonly labels: readonly string[];
	readonly charge: string | null;
	readonly second: string | null;
	/** Something of the reporter's that this officer has not said opened. */
	readonly unread: boolean;
	/** An open proposal that this officer may approve. */
	readonly asked: boolean;
	/** Events that were void at their place. */
	readonly conflicts: number;
	/** On the list of major matters, and not reported upward. */
	readonly major: boolean;
	/** This officer stepped aside. */
	readonly recused: boolean;
	/** The reporter's rating, 1-3; 0: none. */
	readonly rating: number;
}

/** A view never changes, so that its walk is done once. */
const walked = new WeakMap<ThreadView, CaseState>();

export function stateOfView(view: ThreadView): CaseState {
	let state = walked.get(view);

	if (state === undefined) {
		state = caseState(view);
		walked.set(view, state);
	}
	return state;
}

function isAsked(p: Proposal, s: CaseState, view: ThreadView, nn: string):
    boolean {
	const by = p.event.entry?.officer;

	return p.open && by !== nn && !p.approved.includes(nn) &&
	    view.readers.has(nn) && !view.leftOut.has(nn) &&
	    !s.recused.has(nn);
}

/** Reports and follow-ups that nn has not said opened. */
function isUnread(s: CaseState, view: ThreadView, nn: string): boolean {
	return view.entries.some((c) => c.trusted && c.entry !== undefined &&
	    (c.entry.kind === "report" || c.entry.kind === "followup") &&
	    s.opened.get(hex(c.entry.hash))?.has(nn) !== true);
}

export function caseLine(view: ThreadView, nn: string, today: string):
    CaseLine {
	const s = stateOfView(view);

	return {
		state: s.state ?? null, untold: s.untold,
		clocks: clocks(s, today).map((c) => ({
			id: c.id, zh: c.zh, en: c.en, item: c.item?.what ?? null,
			since: c.since, due: c.due, overdue: c.overdue,
			today: c.today, soon: c.soon,
			weekendsOnly: c.weekendsOnly,
		})),
		labels: s.labels, charge: s.charge ?? null,
		second: s.second ?? null, unread: isUnread(s, view, nn),
		asked: s.proposals.some((p) => isAsked(p, s, view, nn)),
		conflicts: s.conflicts.length,
		major: s.bases.size > 0 && !s.reported,
		recused: s.recused.has(nn), rating: s.rating,
	};
}

function hashOf(c: Checked): string {
	return c.entry === undefined ? "" : base64(c.entry.hash);
}

export function itemViews(items: readonly RectItem[]): ItemView[] {
	return items.map(itemView);
}

function itemView(i: RectItem): ItemView {
	const { evidence } = i;

	return {
		hash: hashOf(i.event), what: i.what, owner: i.owner, due: i.due,
		by: i.event.entry?.officer ?? "", state: i.state,
		evidence: evidence?.entry === undefined ? null : {
			hash: hashOf(evidence),
			by: evidence.entry.officer ?? "",
			date: evidence.entry.date,
			text: field(evidence.entry, "evidence") ?? "",
		},
		closedBy: i.closed?.entry?.officer ?? null,
	};
}

/** Something for each need, so that only the guards of a step speak. */
const GIVEN: Readonly<Record<Need, string>> = {
	outcome: "form1", basis: "-", due: "2999-12-31",
	dup_of: base64(new Uint8Array(16)),
};

/** What would become of an event of these fields, signed today. */
export function foresee(view: ThreadView, nn: string, today: string,
    fields: Entry["fields"]): Verdict {
	const { report } = view;

	if (report === undefined)
		return "none";
	const c: Checked = {
		item: { id: "", payloadHash: new Uint8Array(32),
			stored: today, note: undefined, files: undefined },
		entry: { ...report, kind: "event", officer: nn, date: today,
			after: heads(view, "event"), fields,
			hash: new Uint8Array(32) },
		alarms: new Set(), afterUnreadable: false, forgedCopy: false,
		trusted: true, granted: new Set(),
	};
	return caseState({ ...view, entries: [...view.entries, c] })
	    .verdicts.get(c) ?? "none";
}

function stepView(view: ThreadView, nn: string, today: string, x: Step):
    StepView {
	const needs = x.needs ?? [];

	return { to: x.to, approvals: x.approvals ?? 0, needs,
		verdict: foresee(view, nn, today, [
			{ name: "from", value: x.from }, { name: "to", value: x.to },
			{ name: "reason", value: "-" },
			...needs.map((name) => ({ name, value: GIVEN[name] })),
		]) };
}

export function caseView(view: ThreadView, nn: string, today: string):
    CaseView {
	const s = stateOfView(view);

	return {
		since: s.since ?? null, publicStatus: s.publicStatus,
		steps: s.state === undefined ? [] : stepsFrom(s.state)
		    .map((x) => stepView(view, nn, today, x)),
		proposals: s.proposals.map((p) => ({
			hash: hashOf(p.event), by: p.event.entry?.officer ?? "",
			date: p.event.entry?.date ?? "",
			fields: p.event.entry?.fields ?? [], needed: p.needed,
			approved: p.approved, open: p.open,
			asks: isAsked(p, s, view, nn),
		})),
		items: itemViews(s.items), outcome: s.outcome?.code ?? null,
		dupOf: s.dupOf ?? null, bases: [...s.bases],
		reported: s.reported, extended: s.extended,
		reopened: s.reopened, recused: [...s.recused].sort(),
	};
}
