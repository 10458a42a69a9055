// SPDX-License-Identifier: ISC
// What a reader checks (docs/protocol.md section 5): the opened entries of one
// thread are put in order, each with its alarms.  A failed check is an alarm
// beside the entry, never swallowed, never a crash: a recipient can forge and
// a server can mix.
import { compare, equal } from "./bytes.ts";
import { days } from "./date.ts";
import {
	type Kind, type ReadEntry, type Sum, checkSums, isReporters, readEntry,
	verifyEntry,
} from "./entry.ts";
import { type Code, codeOf, fail } from "./err.ts";
import { bytes } from "./grammar.ts";
import { hex } from "./hex.ts";
import { AFTER_MAX, THREAD_MAX } from "./limits.ts";
import type { Vkey } from "./note.ts";
import { type OpenRoster, isNewestOn, isValidOn, officer } from "./roster.ts";
import { inOrder } from "./thread-order.ts";

const DATE_SLACK_DAYS = 2;

/** The words of src/sign/thread.h. */
export type Alarm =
	| "note" | "entry" | "thread" | "key" | "signature" | "no-report"
	| "second-report" | "duplicate" | "not-reader" | "author-unknown"
	| "author-not-reader" | "roster-unknown" | "roster-old"
	| "roster-expired" | "date" | "attachment" | "after-unknown"
	| "after-kind" | "to-unknown" | "to-left-out" | "grant" | "status";

/** One entry as the services and the seal gave it. */
export interface Item {
	/** Entry id, 32 hexadecimal digits. */
	readonly id: string;
	/** SHA-256(payload), 32 bytes; zeros when it was not fetched. */
	readonly payloadHash: Uint8Array;
	/** The date the server stored it on. */
	readonly stored: string;
	/** entry.note; undefined when it could not be opened. */
	readonly note: Uint8Array | undefined;
	/** Behind entry.note; undefined when only its chunk was fetched. */
	readonly files: readonly Sum[] | undefined;
}

export interface ThreadInput {
	readonly host: string;
	/** Verified, in rising versions, history included. */
	readonly rosters: readonly OpenRoster[];
	/** Thread handle, 16 bytes. */
	readonly handle: Uint8Array;
	/** An officer's number, or the reporter. */
	readonly viewer: string | "reporter";
	/** What the reporter, who cannot open the report, knows from `self`. */
	readonly self?: {
		readonly key: Vkey; readonly to: readonly string[];
		readonly not: readonly string[];
	} | undefined;
	readonly items: readonly Item[];
}

export interface Checked {
	readonly item: Item;
	/** undefined: unopened, or no entry at all. */
	readonly entry: ReadEntry | undefined;
	readonly alarms: ReadonlySet<Alarm>;
	/**
	 * Another opened entry has the same text, and its author's signature is
	 * missing from this one: it never stands in the other's place.
	 */
	readonly forgedCopy: boolean;
	/** It follows an entry that is not readable by you. */
	readonly afterUnreadable: boolean;
	/**
	 * Its author is who it says and may write here.  Only such entries have
	 * effects.
	 */
	readonly trusted: boolean;
	/** Officers to whom just this entry was granted. */
	readonly granted: ReadonlySet<string>;
}

export interface ThreadView {
	/**
	 * The report, then topological by `after`, ties by SHA-256(payload); what
	 * could not be opened or read comes last.
	 */
	readonly entries: readonly Checked[];
	/** Of the thread itself. */
	readonly alarms: ReadonlySet<Alarm>;
	/** Every alarm in it, for a list. */
	readonly all: ReadonlySet<Alarm>;
	readonly report: ReadEntry | undefined;
	/** Officers who read the whole thread. */
	readonly readers: ReadonlySet<string>;
	/** Officers whom the reporter left out. */
	readonly leftOut: ReadonlySet<string>;
	readonly grantedAll: ReadonlySet<string>;
	/** "P1" to "P8" of the newest reply that gives one. */
	readonly status: string | undefined;
}

/** Alarms that speak against an entry's author: it has no effects then. */
const AGAINST_REPORTER: readonly Alarm[] =
    ["thread", "key", "signature", "second-report", "duplicate"];
/**
 * An officer is one by the roster in force on the day of storing: a revoked
 * key would name an old roster or an old date.
 */
const AGAINST_OFFICER: readonly Alarm[] = [
	"thread", "key", "signature", "duplicate", "author-unknown",
	"author-not-reader", "roster-unknown", "roster-old", "roster-expired",
	"date",
];

interface Work extends Checked {
	readonly alarms: Set<Alarm>;
	forgedCopy: boolean;
	afterUnreadable: boolean;
	trusted: boolean;
	readonly granted: Set<string>;
}

/** May an entry of kind name one of kind other in `after`? */
function mayFollow(kind: Kind, other: Kind): boolean {
	return isInternal(kind) || !isInternal(other);
}

function isInternal(kind: Kind): boolean {
	return kind === "memo" || kind === "event" || kind === "contact";
}

/** The state of one check; entries are checked in order. */
class Thread {
	readonly entries: Work[];
	readonly alarms = new Set<Alarm>();
	readonly readers = new Set<string>();
	readonly leftOut = new Set<string>();
	readonly grantedAll = new Set<string>();
	report: ReadEntry | undefined;
	status: string | undefined;
	private readonly input: ThreadInput;
	private readonly byHash = new Map<string, Work>();
	private readonly reporter: Vkey | undefined;
	private readonly missing = new Set<string>();
	private seenReport = false;

	constructor(input: ThreadInput) {
		this.input = input;
		const read = input.items.map((i) => this.read(i));

		this.reporter = this.findReporter(read);
		this.markCopies(read);
		this.entries = inOrder(read);
		for (const w of this.entries) {
			const h = w.entry === undefined ? "" : hex(w.entry.hash);

			if (h !== "" && !this.byHash.has(h))
				this.byHash.set(h, w);
		}
		if (input.viewer === "reporter") {
			input.self?.to.forEach((n) => this.readers.add(n));
			input.self?.not.forEach((n) => this.leftOut.add(n));
		}
		// A reply names no grant, so chance orders the two: who was granted
		// the thread anywhere may answer.
		for (const replies of [false, true])
			this.entries.forEach((w) => {
				if (w.entry && (w.entry.kind === "reply") === replies)
					this.check(w, w.entry);
			});
		this.finish();
	}

	private read(item: Item): Work {
		const alarms = new Set<Alarm>();
		let entry: ReadEntry | undefined;

		try {
			if (item.note !== undefined)
				entry = readEntry(this.input.host, item.note);
		} catch (e) {
			if (codeOf(e) === undefined)
				throw e;
			alarms.add(codeOf(e) === "ENTRY" ? "entry" : "note");
		}
		return {
			item, entry, alarms, forgedCopy: false,
			afterUnreadable: false, trusted: false, granted: new Set(),
		};
	}

	/**
	 * The handle commits to the key, and readEntry has seen that they fit:
	 * any report or followup of this thread has the reporter's key in it.
	 */
	private findReporter(read: readonly Work[]): Vkey | undefined {
		if (this.input.self !== undefined)
			return this.input.self.key;
		return read.find((w) => w.entry?.key !== undefined &&
		    equal(w.entry.thread, this.input.handle))?.entry?.key;
	}

	/**
	 * Several entries may have one text: a recipient or a server can store it
	 * again under a signature that is none.  The order knows only dates and
	 * payloads, so the copy could come first and make the real one a
	 * duplicate.
	 */
	private markCopies(read: readonly Work[]): void {
		const byHash = new Map<string, Work[]>();

		for (const w of read) {
			const h = w.entry === undefined ? "" : hex(w.entry.hash);

			if (h !== "")
				byHash.set(h, [...byHash.get(h) ?? [], w]);
		}
		for (const w of [...byHash.values()].filter((all) =>
		    all.length > 1).flat())
			w.forgedCopy = w.entry === undefined ||
			    !this.isSigned(w.entry);
	}

	private isSigned(e: ReadEntry): boolean {
		const r = this.input.rosters.find((one) =>
		    one.version === e.roster.version &&
		    equal(one.hash, e.roster.hash));
		const key = !isReporters(e.kind) ? r === undefined ? undefined :
		    officer(r, e.officer ?? "")?.entry :
		    e.kind === "contact" ? this.reporter : e.key;

		return key !== undefined &&
		    !failsWith(() => verifyEntry(this.input.host, e, key));
	}

	private check(w: Work, e: ReadEntry): void {
		const reporters = isReporters(e.kind);

		this.checkItem(w, e);
		const roster = this.checkRoster(w, e);
		if (reporters)
			this.checkByReporter(w, e);
		else
			this.checkByOfficer(w, e, roster);
		this.checkAfter(w, e);
		w.trusted = !(reporters ? AGAINST_REPORTER : AGAINST_OFFICER)
		    .some((a) => w.alarms.has(a));
		this.takeEffects(w, e, roster);
	}

	private checkItem(w: Work, e: ReadEntry): void {
		if (!equal(e.thread, this.input.handle))
			w.alarms.add("thread");
		if (this.byHash.get(hex(e.hash)) !== w)
			w.alarms.add("duplicate");
		if (e.date !== w.item.stored && Math.abs(days(e.date) -
		    days(w.item.stored)) > DATE_SLACK_DAYS)
			w.alarms.add("date");
		if (w.item.files !== undefined &&
		    failsWith(() => checkSums(e, w.item.files ?? [])))
			w.alarms.add("attachment");
		if (e.to.some((n) => this.leftOut.has(n)))
			w.alarms.add("to-left-out");
	}

	private checkRoster(w: Work, e: ReadEntry): OpenRoster | undefined {
		const { rosters } = this.input;
		const at = rosters.findIndex((r) =>
		    r.version === e.roster.version && equal(r.hash, e.roster.hash));
		const r = rosters[at];

		if (r === undefined) {
			w.alarms.add("roster-unknown");
			return undefined;
		}
		if (!isNewestOn(rosters, at, w.item.stored))
			w.alarms.add("roster-old");
		if (!isValidOn(r, w.item.stored))
			w.alarms.add("roster-expired");
		if (e.to.some((n) => officer(r, n) === undefined))
			w.alarms.add("to-unknown");
		return r;
	}

	private checkByReporter(w: Work, e: ReadEntry): void {
		// A report or followup brings its key; the handle vouches for it.
		const key = e.kind === "contact" ? this.reporter : e.key;

		if (key === undefined)
			w.alarms.add("key");
		else if (failsWith(() => verifyEntry(this.input.host, e, key)))
			w.alarms.add("signature");
		if (e.kind !== "report" || w.alarms.has("thread") ||
		    w.alarms.has("signature"))
			return;
		if (this.seenReport)
			w.alarms.add("second-report");
		this.seenReport = true;
	}

	private checkByOfficer(w: Work, e: ReadEntry,
	    roster: OpenRoster | undefined): void {
		const nn = e.officer ?? "";
		const o = roster === undefined ? undefined : officer(roster, nn);

		if (roster !== undefined && o === undefined)
			w.alarms.add("author-unknown");
		if (o === undefined)
			w.alarms.add("key");
		else if (failsWith(() => verifyEntry(this.input.host, e, o.entry)))
			w.alarms.add("signature");
		// The reporter sees no grants: whoever addresses the reply to
		// himself too counts, unless left out.
		if (!this.readers.has(nn) && !(this.input.viewer === "reporter" &&
		    e.to.includes(nn) && !this.leftOut.has(nn)))
			w.alarms.add("author-not-reader");
	}

	private checkAfter(w: Work, e: ReadEntry): void {
		for (const h of e.after.map(hex)) {
			const other = this.byHash.get(h)?.entry;

			if (other === undefined) {
				w.afterUnreadable = true;
				this.missing.add(h);
			} else if (!mayFollow(e.kind, other.kind)) {
				w.alarms.add("after-kind");
			}
		}
	}

	private takeEffects(w: Work, e: ReadEntry,
	    roster: OpenRoster | undefined): void {
		if (e.kind === "reply")
			this.takeStatus(w, e);
		if (e.kind === "event")
			this.takeGrants(w, e, roster);
		if (!w.trusted)
			return;
		if (e.kind === "report")
			this.report = e;
		if (e.kind === "report" || e.kind === "followup") {
			e.to.forEach((n) => this.readers.add(n));
			e.not.forEach((n) => this.leftOut.add(n));
		}
	}

	private takeStatus(w: Work, e: ReadEntry): void {
		const all = e.fields.filter((f) => f.name === "status");
		const value = all[0]?.value;

		if (value === undefined)
			return;
		if (all.length > 1 || !/^P[1-8]$/.test(value))
			w.alarms.add("status");
		else if (w.trusted)
			this.status = value;
	}

	private takeGrants(w: Work, e: ReadEntry,
	    roster: OpenRoster | undefined): void {
		for (const f of e.fields) {
			if (f.name === "grant" && !(w.trusted &&
			    this.takeGrant(e, roster, f.value)))
				w.alarms.add("grant");
		}
	}

	/**
	 * `NN all` or `NN HASH`: to an officer of the roster whom the reporter
	 * did not leave out, of what the author may read himself.
	 */
	private takeGrant(by: ReadEntry, roster: OpenRoster | undefined,
	    value: string): boolean {
		const [nn = "", what = "", ...more] = value.split(" ");

		if (more.length > 0 || this.leftOut.has(nn) ||
		    roster === undefined || officer(roster, nn) === undefined)
			return false;
		if (what === "all") {
			this.grantedAll.add(nn);
			this.readers.add(nn);
			return true;
		}
		if (failsWith(() => bytes(what, 32, "ENTRY")))
			return false;
		// Of an entry the viewer cannot read there is nothing to keep.
		const of = this.byHash.get(hex(bytes(what, 32, "ENTRY")));
		if (of === undefined)
			return true;
		if (!mayRead(this, of, by.officer ?? ""))
			return false;
		of.granted.add(nn);
		if (of.entry === this.report)
			this.readers.add(nn);
		return true;
	}

	/** The checks that need all the others to be done. */
	private finish(): void {
		const reporter = this.input.viewer === "reporter";
		const unopened = this.input.items
		    .filter((i) => i.note === undefined).length;
		// A hash that fits no opened entry may be that of an unopened one.
		// Which, nobody can say; but more of them than there are unopened
		// entries are surely too many.
		const unknown = !reporter && this.missing.size > unopened;

		if (!reporter && this.report === undefined)
			this.alarms.add("no-report");
		for (const w of this.entries) {
			if (w.afterUnreadable && unknown) {
				w.afterUnreadable = false;
				w.alarms.add("after-unknown");
			}
			if (w.entry !== undefined && !(reporter ?
			    w.entry.kind === "reply" :
			    mayRead(this, w, this.input.viewer)))
				w.alarms.add("not-reader");
		}
	}

	get all(): Set<Alarm> {
		const out = new Set(this.alarms);

		for (const w of this.entries)
			w.alarms.forEach((a) => out.add(a));
		return out;
	}
}

/** Did it fail as expected?  A bug is thrown on. */
function failsWith(f: () => unknown): Code | undefined {
	try {
		f();
		return undefined;
	} catch (e) {
		const code = codeOf(e);

		if (code === undefined)
			throw e;
		return code;
	}
}

/** Check one thread.  LIMIT for too many items; all else is an alarm. */
export function checkThread(input: ThreadInput): ThreadView {
	if (input.items.length > THREAD_MAX)
		fail("LIMIT", "thread");
	return new Thread(input);
}

/** Is this officer among the readers of an entry: addressed, or granted? */
export function mayRead(t: Pick<ThreadView, "grantedAll">, c: Checked,
    nn: string): boolean {
	return (c.entry?.to.includes(nn) ?? false) || c.granted.has(nn) ||
	    t.grantedAll.has(nn);
}

/**
 * The hashes a new entry's `after` should name: trusted entries that no other
 * one follows, of the kinds that an entry of kind may follow.  Rising.  Of
 * more than 64 the last in order are taken.
 *
 * A reply names the last reply too when only a follow-up stands between: the
 * reporter opens replies alone, and must not take yesterday's status for the
 * one in force.
 */
export function heads(t: ThreadView, kind: Kind): Uint8Array[] {
	const seen = t.entries.flatMap((c) => c.trusted &&
	    c.entry !== undefined && mayFollow(kind, c.entry.kind) ?
	    [c.entry] : []);
	const by = (some: readonly ReadEntry[]): Set<string> =>
	    new Set(some.flatMap((e) => e.after.map(hex)));
	const followed = by(seen);
	const answered = by(seen.filter((e) => e.kind === "reply"));

	if (kind === "report")
		return [];
	return seen.filter((e) => !(kind === "reply" && e.kind === "reply" ?
	    answered : followed).has(hex(e.hash))).map((e) => e.hash)
	    .slice(-AFTER_MAX).sort(compare);
}
