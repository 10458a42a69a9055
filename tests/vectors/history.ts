// SPDX-License-Identifier: ISC
// Histories of cases for triage.json: a root, a roster for each month, six
// officers, and a way to write entries down as they would have come.
import { compare, fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { type CaseState, caseState } from "../../assets/lib/state.ts";
import { clocks } from "../../assets/lib/clock.ts";
import {
	type Entry, type Field, formatEntry, readEntry, signEntry,
} from "../../assets/lib/entry.ts";
import { hex } from "../../assets/lib/hex.ts";
import { type Root, formatRoot, openRootChain } from "../../assets/lib/root.ts";
import {
	type OpenRoster, type Roster, formatRoster, openRoster,
} from "../../assets/lib/roster.ts";
import { addDays } from "../../assets/lib/date.ts";
import {
	type Checked, type Item, type ThreadView, checkThread,
} from "../../assets/lib/thread.ts";
import {
	HOST, type Key, fixed, key, person, rawNote, reporter,
} from "./fixed.ts";

const r = reporter();
const people = new Map(["01", "02", "03", "04", "05", "06"]
    .map((n) => [n, person(n)]));

export const who = (n: string): NonNullable<ReturnType<typeof people.get>> => {
	const p = people.get(n);

	if (p === undefined)
		throw new Error(n);
	return p;
};

// ---- a root and a roster for each month of 2026; 06 is revoked in May
const rootKey = key("root/a");
const root: Root = {
	generation: 1, prev: undefined, threshold: 1, notAfter: "2027-06-30",
	keys: [rootKey.vkey],
};
export const rootNote = rawNote(formatRoot(HOST, root), rootKey);
const chain = openRootChain(HOST, [utf8(rootNote)], undefined);
export const rosterNotes: string[] = [];
export const rosters: OpenRoster[] = [];
const MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05",
    "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11",
    "2026-12", "2027-01", "2027-02"];

for (const [i, month] of MONTHS.entries()) {
	const late = month >= "2026-05";
	const roster: Roster = {
		version: i + 1,
		prev: i === 0 ? undefined : rosters[i - 1]?.hash,
		notBefore: `${month}-01`, notAfter: addDays(`${month}-01`, 31),
		slots: 8, promises: [key("promise").vkey], log: undefined,
		witnesses: [], quorum: 0,
		officers: ["01", "02", "03", "04", "05", "06"]
		    .filter((n) => !late || n !== "06").map((n) => who(n).row),
		classes: [{ name: "concern", numbers: ["01", "02", "03"] }],
		roles: [], revoked: late ? [{ number: "06", date: "2026-04-20",
			reason: "key-stolen" }] : [],
	};
	const note = rawNote(formatRoster(HOST, roster), rootKey);

	rosterNotes.push(note);
	rosters.push(openRoster(HOST, utf8(note), chain));
}

function rosterOn(date: string): Entry["roster"] {
	const i = MONTHS.indexOf(date.slice(0, 7));
	const found = rosters[i];

	if (found === undefined)
		throw new Error(date);
	return { version: i + 1, hash: found.hash };
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

function fieldsOf(fields: Fields): Field[] {
	return Object.entries(fields).flatMap(([name, value]) =>
	    (typeof value === "string" ? [value] : value)
	    .map((v) => ({ name, value: v })));
}

interface More {
	/** Names of entries; all that stand alone, unless said. */
	readonly after?: readonly string[];
	/** Decides ties; rising with each entry, unless said. */
	readonly rank?: number;
	/** Whose key signs. */
	readonly by?: Key;
	readonly stored?: string;
	/** The viewer cannot open it. */
	readonly sealed?: boolean;
	readonly to?: readonly string[];
}

export class History {
	readonly items: Item[] = [];
	private readonly notes = new Map<string, Uint8Array>();
	private readonly heads = new Set<string>();
	private readonly ids = new Map<string, string>();
	private readonly to: readonly string[];

	constructor(form: Entry["form"], date: string, fields: Fields = {},
	    to: readonly string[] = ["01", "02", "03", "06"],
	    not: readonly string[] = ["04"]) {
		this.to = to;
		this.put("report", {
			kind: "report", thread: r.handle, after: [], date,
			roster: rosterOn(date), to, not, form, key: r.vkey,
			replyTo: r.identity.recipient, fields: fieldsOf(fields),
			attach: [], text: "反映一件事。\n",
		}, { rank: 0 });
	}

	private put(name: string, e: Entry, more: More): void {
		const rank = more.rank ?? this.items.length;
		const seed = e.officer === undefined ? r.seed :
		    who(e.officer).sign.seed;
		const note = more.by === undefined ?
		    fromUtf8(signEntry(HOST, e, seed)) :
		    rawNote(formatEntry(HOST, e), more.by);
		const payloadHash = fixed(`payload ${name}`).slice();

		payloadHash[0] = rank;
		this.notes.set(name, readEntry(HOST, utf8(note)).hash);
		this.ids.set(name, hex(payloadHash.subarray(0, 16)));
		this.heads.add(name);
		this.items.push({
			id: hex(payloadHash.subarray(0, 16)), payloadHash,
			stored: more.stored ?? e.date,
			note: more.sealed === true ? undefined : utf8(note),
			files: undefined,
		});
	}

	hash(name: string): Uint8Array {
		const h = this.notes.get(name);

		if (h === undefined)
			throw new Error(name);
		return h;
	}

	private follow(more: More): Uint8Array[] {
		const names = more.after ?? [...this.heads];

		for (const n of names)
			this.heads.delete(n);
		return names.map((n) => this.hash(n)).sort(compare);
	}

	/** An officer's entry. */
	write(kind: "event" | "memo" | "reply", name: string, officer: string,
	    date: string, fields: Fields, more: More = {}): this {
		// A reply names no internal entry.
		const after = kind === "reply" ? [this.hash("report")] :
		    this.follow(more);

		this.put(name, {
			kind, thread: r.handle, after, date,
			roster: rosterOn(date), to: more.to ?? this.to, not: [],
			officer, fields: fieldsOf(fields), attach: [], text: "",
		}, more);
		return this;
	}

	event(name: string, officer: string, date: string, fields: Fields,
	    more: More = {}): this {
		return this.write("event", name, officer, date, fields, more);
	}

	/** A step with a reason. */
	step(name: string, officer: string, date: string, from: string,
	    to: string, fields: Fields = {}, more: More = {}): this {
		return this.event(name, officer, date, { from, to,
			reason: "依程序办理", ...fields }, more);
	}

	/** Steps of one officer on one day, named by the state they end in. */
	steps(officer: string, date: string, ...states: readonly string[]): this {
		states.slice(1).forEach((to, i) => {
			this.step(to, officer, date, states[i] ?? "", to);
		});
		return this;
	}

	/** The reporter's. */
	followup(name: string, date: string, fields: Fields,
	    more: More = {}): this {
		this.put(name, {
			kind: "followup", thread: r.handle,
			after: (more.after ?? ["report"]).map((n) => this.hash(n))
			    .sort(compare),
			date, roster: rosterOn(date), to: this.to, not: ["04"],
			key: r.vkey, fields: fieldsOf(fields), attach: [],
			text: "补充。\n",
		}, more);
		return this;
	}

	view(viewer: string, items = this.items): ThreadView {
		return checkThread({ host: HOST, rosters, handle: r.handle,
			viewer, self: undefined, items });
	}

	/** The name that was given to an entry. */
	nameOf(id: string): string {
		return [...this.ids].find(([, i]) => i === id)?.[0] ?? "?";
	}
}

export const handle = r.handle;

const idOf = (c: Checked | undefined): string | null =>
    c === undefined ? null : c.item.id;

/** A case as both languages must see it. */
export function caseJson(v: ThreadView, s: CaseState, today: string):
    Record<string, unknown> {
	return {
		state: s.state ?? null, since: s.since ?? null,
		public: s.publicStatus, untold: s.untold,
		unanswered: s.unanswered,
		alarms: [...v.all].sort(),
		verdicts: Object.fromEntries(v.entries.map((c) =>
		    [c.item.id, s.verdicts.get(c) ?? "none"])),
		moves: s.moves.map((m) => [idOf(m.event), idOf(m.effect),
			m.from, m.to]),
		proposals: s.proposals.map((p) => ({ event: idOf(p.event),
			needed: p.needed, approved: p.approved, open: p.open })),
		items: s.items.map((i) => ({ event: idOf(i.event), what: i.what,
			owner: i.owner, due: i.due, evidence: idOf(i.evidence),
			closed: idOf(i.closed), state: i.state })),
		labels: s.labels, charge: s.charge ?? null,
		second: s.second ?? null, recused: [...s.recused].sort(),
		outcome: s.outcome?.code ?? null, dup_of: s.dupOf ?? null,
		due: s.due ?? null, bases: [...s.bases].sort(),
		major_since: s.bases.size === 0 ? null : s.majorSince ?? null,
		reported: s.reported, extended: s.extended,
		reopened: s.reopened, rating: s.rating,
		opened: Object.fromEntries(v.entries.flatMap((c) => {
			const by = c.entry === undefined ? undefined :
			    s.opened.get(hex(c.entry.hash));
			return by === undefined ? [] :
			    [[c.item.id, [...by].sort()]];
		})),
		clocks: clocks(s, today).map((c) => ({
			id: c.id, item: idOf(c.item?.event), since: c.since,
			due: c.due, overdue: c.overdue, today: c.today,
			soon: c.soon, weekends_only: c.weekendsOnly,
		})),
	};
}

export { caseState };
