// SPDX-License-Identifier: ISC
// Where a case stands (docs/protocol.md section 5, docs/triage.md): the
// trusted events of a checked thread, walked in order by the table of triage.
// Every reader of a thread comes to the same end: order and trust are
// thread.ts's, and nothing here looks at a clock.

import { readAct } from "./act.ts";
import type { Caseload } from "./clock.ts";
import type { Checked, ThreadView } from "./thread.ts";
import { type Act, type Outcome, stateOf } from "./triage.ts";
import {
	check, drop, evidence, item, itemDue,
} from "./triage-item.ts";
import {
	assign, extend, grant, label, major, opened, review, setDue, tellUpward,
} from "./triage-register.ts";
import { approve, recuse, takeStep } from "./triage-step.ts";
import {
	type Event, type Move, type Proposal, type RectItem, type Verdict, Work,
	isVoid, ratingOf,
} from "./triage-work.ts";

export { type Move, type Proposal, type RectItem, type Verdict, isVoid };

export interface CaseState extends Caseload {
	/** Of each entry; untrusted ones and other kinds have "none". */
	readonly verdicts: ReadonlyMap<Checked, Verdict>;
	/** Events that were void at their place. */
	readonly conflicts: readonly Checked[];
	/** When it came into this state. */
	readonly since: string | undefined;
	/** What the reporter should read, "P4"; a duplicate's is its first's. */
	readonly publicStatus: string;
	readonly moves: readonly Move[];
	readonly proposals: readonly Proposal[];
	readonly items: readonly RectItem[];
	/** In the order they were given. */
	readonly labels: readonly string[];
	/** Officer in charge, and the second. */
	readonly charge: string | undefined;
	readonly second: string | undefined;
	readonly recused: ReadonlySet<string>;
	/** Of the last R18. */
	readonly outcome: Outcome | undefined;
	/** base64 of the first report's handle, in R05 or archived from there. */
	readonly dupOf: string | undefined;
	/** Times, feedback. */
	readonly reopened: number;
	/** The last one, 1-3; 0 none. */
	readonly rating: number;
	/** Something of the reporter's that no reply has behind it. */
	readonly unanswered: boolean;
	/** The reporter reads another public status than the state's. */
	readonly untold: boolean;
	/** Numbers of those who said that they opened an entry, by its hash. */
	readonly opened: ReadonlyMap<string, ReadonlySet<string>>;
}

const ACTS: Readonly<Record<Act, (w: Work, v: Event) => Verdict>> = {
	step: takeStep, approve, label, assign, grant, opened, item, "item-due": itemDue,
	evidence, check, drop, due: setDue, extend, review, recuse, major,
	reported: tellUpward,
};

function verdictOf(w: Work, at: number, c: Checked): Verdict {
	const e = c.entry;
	const act = e === undefined ? undefined : readAct(e);
	const author = e?.officer ?? "";

	if (e === undefined || act === undefined)
		return "none";
	if (act === "malformed")
		return "field";
	// Who looked is to be known of everybody, also of him.
	if (w.recused.has(author) && act.act !== "opened")
		return "recused";
	return ACTS[act.act](w, { at, c, e, act, author });
}

/** Is there something of the reporter's that no reply follows? */
function isUnanswered(w: Work): boolean {
	const { entries } = w.view;
	const seen = w.followed(entries.flatMap((c, i) =>
	    c.trusted && c.entry?.kind === "reply" ? [i] : []));

	return entries.some((c, i) => c.trusted && !seen.has(i) &&
	    (c.entry?.kind === "report" || c.entry?.kind === "followup"));
}

/** Walk the trusted events in order. */
export function caseState(t: ThreadView): CaseState {
	const w = new Work(t);

	t.entries.forEach((c, at) => {
		if (c.trusted && c.entry?.kind === "event")
			w.verdicts.set(c, verdictOf(w, at, c));
		else
			w.rating = ratingOf(c) || w.rating;
	});
	const publicStatus = stateOf(w.state)?.public ?? "P1";

	return {
		verdicts: w.verdicts,
		conflicts: t.entries.filter((c) =>
		    isVoid(w.verdicts.get(c) ?? "none")),
		state: w.state, since: w.since, publicStatus, report: w.report,
		moves: w.moves, proposals: w.proposals, items: w.items,
		labels: w.labels, charge: w.charge, second: w.second,
		recused: w.recused, outcome: w.outcome, dupOf: w.dupOf,
		due: w.due, bases: w.bases, majorSince: w.majorSince,
		reported: w.reported, extended: w.extended,
		reopened: w.reopened, rating: w.rating,
		unanswered: isUnanswered(w), opened: w.opened,
		clockSince: w.clockSince,
		untold: w.state !== undefined && publicStatus !==
		    (t.status ?? "P1"),
	};
}
