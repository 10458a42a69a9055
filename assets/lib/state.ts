// SPDX-License-Identifier: ISC
// Where a case stands (docs/protocol.md section 5, docs/triage.md): the
// trusted events of a checked thread, walked in order by the table of triage.
// Every reader of a thread comes to the same end: order and trust are
// thread.ts's, and nothing here looks at a clock.

import { type ReadAct, officersOf, readAct } from "./act.ts";
import { base64 } from "./base64.ts";
import { type Caseload, closeTo } from "./clock.ts";
import type { Entry, ReadEntry } from "./entry.ts";
import { bytes } from "./grammar.ts";
import { hex } from "./hex.ts";
import type { Checked, ThreadView } from "./thread.ts";
import {
	type Act, type Guard, type Outcome, type Step, firstState, isMovable,
	outcomeOf, stateOf, stepOf, table,
} from "./triage.ts";

/**
 * What became of an event; the words of src/sign/triage.h.  All behind
 * "pending" are void: they changed nothing and are shown as conflicts.
 */
export type Verdict =
	| "none" | "done" | "pending" | "from" | "step" | "field"
	| "superseded" | "unknown" | "own" | "again" | "recused" | "items"
	| "rating" | "early" | "place" | "reader";

export function isVoid(v: Verdict): boolean {
	return v !== "none" && v !== "done" && v !== "pending";
}

/** A step that took effect: by itself, or by the last approval. */
export interface Move {
	readonly event: Checked;
	readonly effect: Checked;
	readonly from: string;
	readonly to: string;
}

/** An event that waits, or waited, for approvals. */
export interface Proposal {
	readonly event: Checked;
	readonly needed: number;
	/** By whom so far. */
	readonly approved: readonly string[];
	readonly open: boolean;
}

/** A rectification item. */
export interface RectItem {
	readonly event: Checked;
	readonly what: string;
	readonly owner: string;
	readonly due: string;
	/** The last evidence. */
	readonly evidence: Checked | undefined;
	/** The check or drop. */
	readonly closed: Checked | undefined;
	readonly state: "open" | "checked" | "dropped";
}

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

interface Writable extends RectItem {
	due: string; evidence: Checked | undefined; closed: Checked | undefined;
	state: "open" | "checked" | "dropped";
}
interface Waiting extends Proposal {
	approved: string[]; open: boolean;
}

/** Nothing is opened any more. */
const CONCLUDED: readonly string[] = ["P7", "P8"];

/** The value of a followup's rating, 1-3; 0 for none. */
function ratingOf(c: Checked): number {
	const all = c.trusted && c.entry?.kind === "followup" ?
	    c.entry.fields.filter((f) => f.name === "rating") : [];
	const value = all[0]?.value ?? "";

	return all.length === 1 && /^[1-3]$/.test(value) ? Number(value) : 0;
}

class Walk {
	readonly verdicts = new Map<Checked, Verdict>();
	readonly moves: Move[] = [];
	readonly proposals: Waiting[] = [];
	readonly items: Writable[] = [];
	readonly recused = new Set<string>();
	readonly opened = new Map<string, Set<string>>();
	readonly clockSince = new Map<string, string>();
	readonly bases = new Set<string>();
	labels: string[] = [];
	state: string | undefined;
	since: string | undefined;
	majorSince: string | undefined;
	reported = false;
	extended = false;
	due: string | undefined;
	charge: string | undefined;
	second: string | undefined;
	outcome: Outcome | undefined;
	dupOf: string | undefined;
	reopened = 0;
	rating = 0;
	unanswered = false;
	readonly report: ReadEntry | undefined;
	private readonly view: ThreadView;
	private readonly byHash = new Map<string, number>();
	private lastReopening: number | undefined;
	/** The event at hand. */
	private at = 0;
	private c: Checked;
	private e: Entry;
	private act: ReadAct;

	constructor(view: ThreadView) {
		this.view = view;
		this.report = view.report;
		view.entries.forEach((c, i) => {
			const h = c.entry === undefined ? "" : hex(c.entry.hash);

			if (h !== "" && !this.byHash.has(h))
				this.byHash.set(h, i);
		});
		// Set anew for each event, before anything reads them.
		this.c = undefined as unknown as Checked;
		this.e = undefined as unknown as Entry;
		this.act = undefined as unknown as ReadAct;
		this.start();
		view.entries.forEach((c, i) => this.entry(c, i));
		this.unanswered = this.isUnanswered();
	}

	private start(): void {
		const first = this.view.entries.find((c) =>
		    c.entry !== undefined && c.entry === this.report);
		const form = this.report?.form;

		if (first === undefined || form === undefined)
			return;
		this.state = firstState(form);
		this.since = this.majorSince = first.item.stored;
		this.turnClocks(first.item.stored);
		for (const r of table.major.rules) {
			if (this.report?.fields.some((f) => f.name === r.field &&
			    (r.prefix === undefined ? f.value === r.value :
				f.value.startsWith(r.prefix))) ?? false)
				this.bases.add(r.basis);
		}
	}

	private entry(c: Checked, at: number): void {
		if (!c.trusted || c.entry === undefined)
			return;
		if (c.entry.kind !== "event") {
			this.rating = ratingOf(c) || this.rating;
			return;
		}
		this.at = at;
		this.c = c;
		this.e = c.entry;
		this.verdicts.set(c, this.event(c.entry));
	}

	private event(e: Entry): Verdict {
		const act = readAct(e);

		if (act === undefined)
			return "none";
		if (act === "malformed")
			return "field";
		// Who looked is to be known of everybody, also of him.
		if (this.recused.has(this.author) && act.act !== "opened")
			return "recused";
		this.act = act;
		return this.acts[act.act]();
	}

	private get author(): string {
		return this.e.officer ?? "";
	}

	private readonly acts: Readonly<Record<Act, () => Verdict>> = {
		step: () => this.step(),
		approve: () => this.approve(),
		label: () => this.label(),
		assign: () => this.assign(),
		opened: () => this.open(),
		item: () => this.item(),
		"item-due": () => this.itemDue(),
		evidence: () => this.evidence(),
		check: () => this.check(),
		drop: () => this.drop(),
		due: () => this.setDue(),
		extend: () => this.extend(),
		review: () => this.review(),
		recuse: () => this.recuse(),
		major: () => this.major(),
		reported: () => this.tellUpward(),
	};

	private value(name: string): string {
		return this.act.fields.get(name) ?? "";
	}

	/** The entry that a field names, standing before the event at hand. */
	private named(name: string): Checked | undefined {
		const at = this.byHash.get(hex(bytes(this.value(name), 32, "ENTRY")));

		return at !== undefined && at < this.at ? this.view.entries[at] :
		    undefined;
	}

	/**
	 * What the entries at these places follow, however indirectly, and they
	 * themselves.  What hangs behind an entry that the viewer cannot read
	 * counts as followed when it stands before.
	 */
	private followed(places: readonly number[]): Set<number> {
		const seen = new Set(places);
		const stack = [...places];

		for (let from = stack.pop(); from !== undefined;
		    from = stack.pop()) {
			for (const h of this.view.entries[from]?.entry?.after ?? []) {
				const to = this.byHash.get(hex(h));

				if (to === undefined) {
					for (let i = 0; i < from; i++)
						seen.add(i);
				} else if (!seen.has(to)) {
					seen.add(to);
					stack.push(to);
				}
			}
		}
		return seen;
	}

	// ---- steps

	private step(): Verdict {
		const from = this.value("from");
		const step = stepOf(from, this.value("to"));
		const outcome = outcomeOf(this.act.fields.get("outcome"));

		if (from !== this.state)
			return "from";
		if (step === undefined)
			return "step";
		if (!this.fieldsFit(step, outcome))
			return "field";
		const v = this.guard([...step.guards ?? [],
		    ...outcome?.guards ?? []]);
		if (v !== "done")
			return v;
		if ((step.approvals ?? 0) > 0) {
			this.propose(step.approvals ?? 0);
			return "pending";
		}
		this.move(this.c, this.c, step);
		return "done";
	}

	/** Nothing but what the table asks for. */
	private fieldsFit(step: Step, outcome: Outcome | undefined): boolean {
		const has = (name: string): boolean => this.act.fields.has(name);
		const needs: readonly string[] = [...step.needs ?? [],
		    ...outcome?.needs ?? []];
		const may = [...needs,
		    ...needs.includes("outcome") ? ["basis"] : [],
		    ...isMovable(step.to) ? ["due"] : []];

		return needs.every(has) && !(has("outcome") &&
		    outcome === undefined) &&
		    this.value("dup_of") !== base64(this.e.thread) &&
		    ["outcome", "basis", "dup_of", "due"].every((name) =>
			!has(name) || may.includes(name));
	}

	private guard(guards: readonly Guard[]): Verdict {
		const count = (state: string): number =>
		    this.items.filter((i) => i.state === state).length;

		if ((guards.includes("items") && count("open") > 0) ||
		    (guards.includes("item") &&
			count("checked") + count("dropped") === 0) ||
		    (guards.includes("checked") && count("checked") === 0))
			return "items";
		if (guards.includes("retention") && this.due !== undefined &&
		    this.e.date < this.due)
			return "early";
		if (guards.includes("unsatisfied"))
			return this.ratingSeen() === 3 && this.reopened === 0 ?
			    "done" : "rating";
		return guards.includes("answered") ? this.guardAnswered() : "done";
	}

	private guardAnswered(): Verdict {
		const rating = this.ratingSeen();

		if (rating === 3 && this.reopened === 0)
			return "rating";
		return rating > 0 || this.hasWaited() ? "done" : "early";
	}

	/**
	 * The last rating that the event at hand follows, and that no reopening
	 * has answered.  Only what an event follows counts: a letter that comes
	 * later can then not undo what was decided.
	 */
	private ratingSeen(): number {
		const seen = this.followed([this.at]);
		let found: number | undefined;

		this.view.entries.slice(0, this.at).forEach((c, i) => {
			if (seen.has(i) && ratingOf(c) > 0)
				found = i;
		});
		const c = found === undefined ? undefined :
		    this.view.entries[found];
		if (c === undefined || found === undefined ||
		    (this.lastReopening !== undefined &&
			this.followed([this.lastReopening]).has(found)))
			return 0;
		return ratingOf(c);
	}

	/** The limits of the state that is left have passed. */
	private hasWaited(): boolean {
		return [...this.clockSince.keys()].every((id) =>
		    this.e.date >= closeTo(this, id).date);
	}

	private move(event: Checked, effect: Checked, step: Step): void {
		const act = event.entry === undefined ? undefined :
		    readAct(event.entry);

		if (act === undefined || act === "malformed")
			return;
		this.supersede();
		this.moves.push({ event, effect, from: step.from, to: step.to });
		this.state = step.to;
		this.since = effect.entry?.date ?? "";
		this.due = act.fields.get("due");
		this.outcome = outcomeOf(act.fields.get("outcome")) ??
		    this.outcome;
		this.dupOf = act.fields.get("dup_of") ?? this.dupOf;
		if (step.guards?.includes("unsatisfied") ?? false) {
			this.reopened++;
			this.lastReopening = this.view.entries.indexOf(event);
		}
		if (table.major.ends.includes(step.to))
			this.reported = true;
		this.turnClocks(this.since);
	}

	/** Clocks whose states are entered begin, the others rest. */
	private turnClocks(date: string): void {
		for (const rule of table.clocks) {
			if (!rule.in.includes(this.state ?? ""))
				this.clockSince.delete(rule.id);
			else if (!this.clockSince.has(rule.id))
				this.clockSince.set(rule.id, date);
		}
	}

	// ---- proposals

	private propose(needed: number): void {
		this.proposals.push({ event: this.c, needed, approved: [],
			open: true });
	}

	private isStep(p: Proposal): boolean {
		return p.event.entry?.fields.some((f) => f.name === "to") ?? false;
	}

	private subject(p: Proposal): string {
		return p.event.entry?.fields
		    .find((f) => f.name === "recuse")?.value ?? "";
	}

	private end(p: Waiting, v: Verdict): void {
		p.open = false;
		this.verdicts.set(p.event, v);
	}

	/** The case moves: what else was proposed no longer fits. */
	private supersede(): void {
		for (const p of this.proposals) {
			if (p.open && this.isStep(p))
				this.end(p, "superseded");
		}
	}

	private approve(): Verdict {
		const event = this.named("approves");
		const p = this.proposals.find((x) => x.event === event);
		const author = this.author;

		if (p === undefined)
			return "unknown";
		if (!p.open)
			return this.verdicts.get(p.event) === "done" ? "again" :
			    "superseded";
		if (p.event.entry?.officer === author ||
		    (!this.isStep(p) && this.subject(p) === author))
			return "own";
		if (p.approved.includes(author))
			return "again";
		p.approved.push(author);
		p.approved.sort();
		if (p.approved.length >= p.needed)
			this.takeEffect(p);
		return "done";
	}

	/** At the place of the last approval. */
	private takeEffect(p: Waiting): void {
		const to = p.event.entry?.fields
		    .find((f) => f.name === "to")?.value ?? "";
		const step = stepOf(this.state ?? "", to);

		this.end(p, "done");
		if (this.isStep(p) && step !== undefined)
			this.move(p.event, this.c, step);
		else if (!this.isStep(p) && !this.recused.has(this.subject(p)))
			this.stepAside(this.subject(p));
	}

	private recuse(): Verdict {
		const nn = this.value("recuse");

		if (!this.view.readers.has(nn))
			return "reader";
		if (this.recused.has(nn))
			return "again";
		if (nn !== this.author) {
			this.propose(1);
			return "pending";
		}
		this.stepAside(nn);
		return "done";
	}

	/** From here on the officer's word counts for nothing in this case. */
	private stepAside(nn: string): void {
		this.recused.add(nn);
		if (this.second === nn)
			this.second = undefined;
		if (this.charge === nn) {
			this.charge = this.second;
			this.second = undefined;
		}
		for (const p of this.proposals.filter((x) => x.open)) {
			p.approved = p.approved.filter((n) => n !== nn);
			if (p.event.entry?.officer === nn)
				this.end(p, "superseded");
		}
	}

	// ---- the small acts

	private label(): Verdict {
		const groupOf = (code: string): string | undefined =>
		    table.labels.find((l) => l.code === code)?.group;

		for (const value of this.act.all("label")) {
			const removes = value.startsWith("-");
			const label = removes ? value.slice(1) : value;
			const group = removes ? undefined : groupOf(label);

			this.labels = this.labels.filter((old) => old !== label &&
			    !(group !== undefined && groupOf(old) === group));
			if (!removes)
				this.labels.push(label);
		}
		return "done";
	}

	private assign(): Verdict {
		const numbers = officersOf(this.value("assign"));

		if (numbers.some((n) => !this.view.readers.has(n) ||
		    this.view.leftOut.has(n) || this.recused.has(n)))
			return "reader";
		[this.charge, this.second] = numbers;
		return "done";
	}

	private open(): Verdict {
		for (const value of this.act.all("opened")) {
			const h = hex(bytes(value, 32, "ENTRY"));

			this.opened.set(h, (this.opened.get(h) ?? new Set())
			    .add(this.author));
		}
		return "done";
	}

	private setDue(): Verdict {
		if (!isMovable(this.state ?? ""))
			return "place";
		this.due = this.value("due");
		return "done";
	}

	private extend(): Verdict {
		if (!table.clocks.some((r) => r.extension !== undefined &&
		    this.clockSince.has(r.id)))
			return "place";
		if (this.extended)
			return "again";
		this.extended = true;
		return "done";
	}

	private review(): Verdict {
		const rules = table.clocks.filter((r) => (r.review ?? false) &&
		    this.clockSince.has(r.id));

		// The next review counts from this one.
		for (const r of rules) {
			this.clockSince.set(r.id, this.e.date);
			this.due = undefined;
		}
		return rules.length > 0 ? "done" : "place";
	}

	private major(): Verdict {
		const basis = this.value("major");

		if (!table.major.bases.some((b) => b.code === basis))
			return "field";
		if (this.bases.has(basis))
			return "again";
		// What was reported before says nothing of the new matter.
		if (this.bases.size === 0 || this.reported)
			this.majorSince = this.e.date;
		this.bases.add(basis);
		this.reported = table.major.ends.includes(this.state ?? "");
		return "done";
	}

	private tellUpward(): Verdict {
		if (this.bases.size === 0)
			return "place";
		if (this.reported)
			return "again";
		this.reported = true;
		return "done";
	}

	// ---- rectification items

	private item(): Verdict {
		const state = stateOf(this.state);

		if (state === undefined || CONCLUDED.includes(state.public))
			return "place";
		this.items.push({
			event: this.c, what: this.value("item"),
			owner: this.value("owner"), due: this.value("due"),
			evidence: undefined, closed: undefined, state: "open",
		});
		return "done";
	}

	/** The open item that a field names, or what is wrong with it. */
	private openItem(name: string): Writable | Verdict {
		const event = this.named(name);
		const item = this.items.find((i) => i.event === event);

		if (item === undefined)
			return "unknown";
		return item.state === "open" ? item : "again";
	}

	private itemDue(): Verdict {
		const item = this.openItem("of");

		if (typeof item === "string")
			return item;
		item.due = this.value("due");
		return "done";
	}

	private evidence(): Verdict {
		const item = this.openItem("of");

		if (typeof item === "string")
			return item;
		item.evidence = this.c;
		return "done";
	}

	/** Names the evidence: what came later is not taken for checked. */
	private check(): Verdict {
		const event = this.named("checked");
		const item = event === undefined ? undefined :
		    this.items.find((i) => i.evidence === event);

		if (item === undefined)
			return "unknown";
		if (item.state !== "open")
			return "again";
		if (event?.entry?.officer === this.author)
			return "own";
		item.state = "checked";
		item.closed = this.c;
		return "done";
	}

	private drop(): Verdict {
		const item = this.openItem("drop");

		if (typeof item === "string")
			return item;
		if (item.event.entry?.officer === this.author)
			return "own";
		item.state = "dropped";
		item.closed = this.c;
		return "done";
	}

	/** Is there something of the reporter's that no reply follows? */
	private isUnanswered(): boolean {
		const { entries } = this.view;
		const seen = this.followed(entries.flatMap((c, i) =>
		    c.trusted && c.entry?.kind === "reply" ? [i] : []));

		return entries.some((c, i) => c.trusted && !seen.has(i) &&
		    (c.entry?.kind === "report" || c.entry?.kind === "followup"));
	}
}

/** Walk the trusted events in order. */
export function caseState(t: ThreadView): CaseState {
	const w = new Walk(t);
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
		unanswered: w.unanswered, opened: w.opened,
		clockSince: w.clockSince,
		untold: w.state !== undefined && publicStatus !==
		    (t.status ?? "P1"),
	};
}
