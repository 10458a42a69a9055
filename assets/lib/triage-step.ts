// SPDX-License-Identifier: ISC
// Steps from state to state, and the approvals that some of them need; the
// twin of src/sign/triage_step.c.

import { readAct } from "./act.ts";
import { base64 } from "./base64.ts";
import { closeTo } from "./clock.ts";
import type { Checked } from "./thread.ts";
import {
	type Guard, type Outcome, type Step, isMovable, outcomeOf, stepOf, table,
} from "./triage.ts";
import {
	type Event, type Proposal, type Verdict, type Waiting, type Work, ratingOf,
	value,
} from "./triage-work.ts";

export function takeStep(w: Work, v: Event): Verdict {
	const from = value(v, "from");
	const step = stepOf(from, value(v, "to"));
	const outcome = outcomeOf(v.act.fields.get("outcome"));

	if (from !== w.state)
		return "from";
	if (step === undefined)
		return "step";
	if (!fieldsFit(v, step, outcome))
		return "field";
	const verdict = guard(w, v, [...step.guards ?? [],
	    ...outcome?.guards ?? []]);
	if (verdict !== "done")
		return verdict;
	if ((step.approvals ?? 0) > 0) {
		propose(w, v, step.approvals ?? 0);
		return "pending";
	}
	move(w, v.c, v.c, step);
	return "done";
}

/** Nothing but what the table asks for. */
function fieldsFit(v: Event, step: Step,
    outcome: Outcome | undefined): boolean {
	const has = (name: string): boolean => v.act.fields.has(name);
	const needs: readonly string[] = [...step.needs ?? [],
	    ...outcome?.needs ?? []];
	const may = [...needs,
	    ...needs.includes("outcome") ? ["basis"] : [],
	    ...isMovable(step.to) ? ["due"] : []];

	return needs.every(has) && !(has("outcome") &&
	    outcome === undefined) &&
	    value(v, "dup_of") !== base64(v.e.thread) &&
	    ["outcome", "basis", "dup_of", "due"].every((name) =>
		!has(name) || may.includes(name));
}

function guard(w: Work, v: Event, guards: readonly Guard[]): Verdict {
	const count = (state: string): number =>
	    w.items.filter((i) => i.state === state).length;

	if ((guards.includes("items") && count("open") > 0) ||
	    (guards.includes("item") &&
		count("checked") + count("dropped") === 0) ||
	    (guards.includes("checked") && count("checked") === 0))
		return "items";
	if (guards.includes("retention") && w.due !== undefined &&
	    v.e.date < w.due)
		return "early";
	if (guards.includes("unsatisfied"))
		return ratingSeen(w, v) === 3 && w.reopened === 0 ?
		    "done" : "rating";
	return guards.includes("answered") ? guardAnswered(w, v) : "done";
}

function guardAnswered(w: Work, v: Event): Verdict {
	const rating = ratingSeen(w, v);

	if (rating === 3 && w.reopened === 0)
		return "rating";
	return rating > 0 || hasWaited(w, v) ? "done" : "early";
}

/**
 * The last rating that the event at hand follows, and that no reopening
 * has answered.  Only what an event follows counts: a letter that comes
 * later can then not undo what was decided.
 */
function ratingSeen(w: Work, v: Event): number {
	const seen = w.followed([v.at]);
	let found: number | undefined;

	w.view.entries.slice(0, v.at).forEach((c, i) => {
		if (seen.has(i) && ratingOf(c) > 0)
			found = i;
	});
	const c = found === undefined ? undefined :
	    w.view.entries[found];
	if (c === undefined || found === undefined ||
	    (w.lastReopening !== undefined &&
		w.followed([w.lastReopening]).has(found)))
		return 0;
	return ratingOf(c);
}

/** The limits of the state that is left have passed. */
function hasWaited(w: Work, v: Event): boolean {
	return [...w.clockSince.keys()].every((id) =>
	    v.e.date >= closeTo(w, id).date);
}

function move(w: Work, event: Checked, effect: Checked, step: Step): void {
	const act = event.entry === undefined ? undefined :
	    readAct(event.entry);

	if (act === undefined || act === "malformed")
		return;
	supersede(w);
	w.moves.push({ event, effect, from: step.from, to: step.to });
	w.state = step.to;
	w.since = effect.entry?.date ?? "";
	w.due = act.fields.get("due");
	w.outcome = outcomeOf(act.fields.get("outcome")) ??
	    w.outcome;
	w.dupOf = act.fields.get("dup_of") ?? w.dupOf;
	if (step.guards?.includes("unsatisfied") ?? false) {
		w.reopened++;
		w.lastReopening = w.view.entries.indexOf(event);
	}
	if (table.major.ends.includes(step.to))
		w.reported = true;
	w.turnClocks(w.since);
}

// ---- proposals

function propose(w: Work, v: Event, needed: number): void {
	w.proposals.push({ event: v.c, needed, approved: [],
		open: true });
}

function isStep(p: Proposal): boolean {
	return p.event.entry?.fields.some((f) => f.name === "to") ?? false;
}

function subject(p: Proposal): string {
	return p.event.entry?.fields
	    .find((f) => f.name === "recuse")?.value ?? "";
}

function end(w: Work, p: Waiting, v: Verdict): void {
	p.open = false;
	w.verdicts.set(p.event, v);
}

/** The case moves: what else was proposed no longer fits. */
function supersede(w: Work): void {
	for (const p of w.proposals) {
		if (p.open && isStep(p))
			end(w, p, "superseded");
	}
}

export function approve(w: Work, v: Event): Verdict {
	const event = w.named(v, "approves");
	const p = w.proposals.find((x) => x.event === event);
	const author = v.author;

	if (p === undefined)
		return "unknown";
	if (!p.open)
		return w.verdicts.get(p.event) === "done" ? "again" :
		    "superseded";
	if (p.event.entry?.officer === author ||
	    (!isStep(p) && subject(p) === author))
		return "own";
	if (p.approved.includes(author))
		return "again";
	p.approved.push(author);
	p.approved.sort();
	if (p.approved.length >= p.needed)
		takeEffect(w, v, p);
	return "done";
}

/** At the place of the last approval. */
function takeEffect(w: Work, v: Event, p: Waiting): void {
	const to = p.event.entry?.fields
	    .find((f) => f.name === "to")?.value ?? "";
	const step = stepOf(w.state ?? "", to);

	end(w, p, "done");
	if (isStep(p) && step !== undefined)
		move(w, p.event, v.c, step);
	else if (!isStep(p) && !w.recused.has(subject(p)))
		stepAside(w, subject(p));
}

export function recuse(w: Work, v: Event): Verdict {
	const nn = value(v, "recuse");

	if (!w.view.readers.has(nn))
		return "reader";
	if (w.recused.has(nn))
		return "again";
	if (nn !== v.author) {
		propose(w, v, 1);
		return "pending";
	}
	stepAside(w, nn);
	return "done";
}

/** From here on the officer's word counts for nothing in this case. */
function stepAside(w: Work, nn: string): void {
	w.recused.add(nn);
	if (w.second === nn)
		w.second = undefined;
	if (w.charge === nn) {
		w.charge = w.second;
		w.second = undefined;
	}
	for (const p of w.proposals.filter((x) => x.open)) {
		p.approved = p.approved.filter((n) => n !== nn);
		if (p.event.entry?.officer === nn)
			end(w, p, "superseded");
	}
}

