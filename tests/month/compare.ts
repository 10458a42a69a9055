// SPDX-License-Identifier: ISC
// One thread as `qf show --json --opened` says it, and as the TypeScript of
// the console finds it, in one shape: what differs is a fault in one of them.

import { base64 } from "../../assets/lib/base64.ts";
import { clocks } from "../../assets/lib/clock.ts";
import { isVoid } from "../../assets/lib/state.ts";
import type { Checked } from "../../assets/lib/thread.ts";
import type { Twin } from "./twin.ts";

interface Field { readonly name: string; readonly value: string }

/** The members of `qf show --json` that are compared. */
export interface Shown {
	readonly id: string;
	readonly state: string;
	readonly status: string;
	readonly readers: readonly number[];
	readonly alarms: readonly string[];
	readonly case: Record<string, unknown> & {
		readonly charge: number | null;
		readonly conflicts: number;
		readonly recused: readonly number[];
	};
	readonly entries: readonly {
		readonly id: string; readonly stored: string;
		readonly opened: boolean; readonly sent: boolean;
		readonly verified: boolean; readonly conflict: boolean;
		readonly verdict: string; readonly alarms: readonly string[];
		readonly destroyed: boolean; readonly error: string | null;
		readonly entry: null | {
			readonly kind: string; readonly hash: string;
			readonly thread: string; readonly date: string;
			readonly after: readonly string[];
			readonly roster: number; readonly officer?: number;
			readonly to: readonly number[];
			readonly not: readonly number[];
			readonly fields: readonly Field[];
			readonly text: string; readonly form?: string;
		};
	}[];
}

function sorted(list: Iterable<string>): string[] {
	return [...list].sort();
}

function numbers(list: Iterable<string>): number[] {
	return [...list].map(Number).sort((a, b) => a - b);
}

/** What C says, without what only a terminal shows. */
export function byC(s: Shown): unknown {
	const { clocks: running, items, proposals, ...rest } = s.case as unknown as
	    Record<string, unknown> & { clocks: unknown };

	return {
		state: s.state, status: s.status, readers: s.readers,
		alarms: sorted(s.alarms),
		case: { ...rest, items, proposals, clocks: running },
		entries: s.entries.map((e) => ({
			id: e.id, stored: e.stored, opened: e.opened,
			verified: e.verified, conflict: e.conflict,
			verdict: e.verdict, alarms: sorted(e.alarms),
			destroyed: e.destroyed,
			entry: e.entry === null ? null : {
				kind: e.entry.kind, hash: e.entry.hash,
				thread: e.entry.thread, date: e.entry.date,
				after: e.entry.after, roster: e.entry.roster,
				officer: e.entry.officer ?? null,
				form: e.entry.form ?? null, to: e.entry.to,
				not: e.entry.not, fields: e.entry.fields,
				text: e.entry.text,
			},
		})),
	};
}

function entryOf(t: Twin, c: Checked): unknown {
	const verdict = t.state.verdicts.get(c) ?? "none";
	const e = c.entry;

	return {
		id: c.item.id, stored: c.item.stored, opened: e !== undefined,
		verified: c.trusted, conflict: isVoid(verdict), verdict,
		alarms: sorted(c.alarms),
		destroyed: e === undefined && t.gone.has(c.item.id),
		entry: e === undefined ? null : {
			kind: e.kind, hash: base64(e.hash),
			thread: base64(e.thread), date: e.date,
			after: e.after.map((h) => base64(h)),
			roster: e.roster.version,
			officer: e.officer === undefined ? null :
			    Number(e.officer),
			form: e.form ?? null, to: numbers(e.to),
			not: numbers(e.not),
			fields: e.fields.map(({ name, value }) =>
			    ({ name, value })),
			text: e.text,
		},
	};
}

/** The same, as TypeScript finds it. */
export function byTwin(t: Twin, today: string): unknown {
	const { view, state: s } = t;
	const at = (c: Checked | undefined): string | null =>
	    c?.item.id ?? null;
	const officer = (n: string | undefined): number | null =>
	    n === undefined ? null : Number(n);

	return {
		state: s.state ?? "", status: view.status ?? "P1",
		readers: numbers(view.readers), alarms: sorted(view.alarms),
		case: {
			state: s.state ?? "", since: s.since ?? null,
			public: s.publicStatus, untold: s.untold,
			unanswered: s.unanswered, charge: officer(s.charge),
			second: officer(s.second), recused: numbers(s.recused),
			labels: s.labels, outcome: s.outcome?.code ?? null,
			duplicate: s.dupOf !== undefined, major: [...s.bases],
			reported: s.reported, extended: s.extended,
			reopened: s.reopened, rating: s.rating,
			conflicts: s.conflicts.length,
			items: s.items.map((i) => ({
				id: i.event.item.id, what: i.what, owner: i.owner,
				due: i.due, state: i.state,
				evidence: at(i.evidence), closed: at(i.closed),
			})),
			proposals: s.proposals.filter((p) => p.open).map((p) => ({
				id: p.event.item.id, needed: p.needed,
				approved: numbers(p.approved),
			})),
			clocks: clocks(s, today).map((k) => ({
				id: k.id, zh: k.zh, en: k.en,
				item: at(k.item?.event), since: k.since,
				due: k.due, overdue: k.overdue, today: k.today,
				soon: k.soon, weekends_only: k.weekendsOnly,
			})),
		},
		entries: view.entries.map((c) => entryOf(t, c)),
	};
}

/** Every alarm of a thread and of its entries, once. */
export function alarmsOf(s: Shown): string[] {
	return sorted(new Set([...s.alarms, ...s.entries.flatMap((e) =>
	    e.alarms)]));
}

