// SPDX-License-Identifier: ISC
// The working state of one walk through a case (state.ts), and what the acts
// share; the twin of src/sign/triage_work.h.

import type { ReadAct } from "./act.ts";
import type { Entry, ReadEntry } from "./entry.ts";
import { bytes } from "./grammar.ts";
import { hex } from "./hex.ts";
import type { Checked, ThreadView } from "./thread.ts";
import { type Outcome, firstState, table } from "./triage.ts";

/**
 * What became of an event; the words of src/sign/triage.h.  All behind
 * "pending" are void: they changed nothing and are shown as conflicts.
 */
export type Verdict =
	| "none" | "done" | "pending" | "from" | "step" | "field"
	| "superseded" | "unknown" | "own" | "again" | "recused" | "items"
	| "rating" | "early" | "place" | "reader" | "refused";

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

interface Item extends RectItem {
	due: string; evidence: Checked | undefined; closed: Checked | undefined;
	state: "open" | "checked" | "dropped";
}
export interface Waiting extends Proposal {
	approved: string[]; open: boolean;
}

/** The value of a followup's rating, 1-3; 0 for none. */
export function ratingOf(c: Checked): number {
	const all = c.trusted && c.entry?.kind === "followup" ?
	    c.entry.fields.filter((f) => f.name === "rating") : [];
	const value = all[0]?.value ?? "";

	return all.length === 1 && /^[1-3]$/.test(value) ? Number(value) : 0;
}

/** An event at its place. */
export interface Event {
	readonly at: number;
	readonly c: Checked;
	readonly e: Entry;
	readonly act: ReadAct;
	readonly author: string;
}

/** The value of one of the event's fields. */
export function value(v: Event, name: string): string {
	return v.act.fields.get(name) ?? "";
}

export class Work {
	readonly view: ThreadView;
	readonly report: ReadEntry | undefined;
	readonly verdicts = new Map<Checked, Verdict>();
	readonly moves: Move[] = [];
	readonly proposals: Waiting[] = [];
	readonly items: Item[] = [];
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
	/** Place of the last Q4 that took effect. */
	lastReopening: number | undefined;
	rating = 0;
	private readonly byHash = new Map<string, number>();

	constructor(view: ThreadView) {
		this.view = view;
		this.report = view.report;
		view.entries.forEach((c, i) => {
			const h = c.entry === undefined ? "" : hex(c.entry.hash);

			if (h !== "" && !this.byHash.has(h))
				this.byHash.set(h, i);
		});
		this.start();
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

	/** The entry that a field names, standing before the event. */
	named(v: Event, name: string): Checked | undefined {
		const at = this.byHash.get(hex(bytes(value(v, name), 32,
		    "ENTRY")));

		return at !== undefined && at < v.at ? this.view.entries[at] :
		    undefined;
	}

	/**
	 * What the entries at these places follow, however indirectly, and they
	 * themselves.  What hangs behind an entry that the viewer cannot read
	 * counts as followed when it stands before.
	 */
	followed(places: readonly number[]): Set<number> {
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

	/** Clocks whose states are entered begin, the others rest. */
	turnClocks(date: string): void {
		for (const rule of table.clocks) {
			if (!rule.in.includes(this.state ?? ""))
				this.clockSince.delete(rule.id);
			else if (!this.clockSince.has(rule.id))
				this.clockSince.set(rule.id, date);
		}
	}
}
