// SPDX-License-Identifier: ISC
// From checked threads to what the page shows: plain values, no key, no seal.

import { able } from "../lib/able.ts";
import { base64 } from "../lib/base64.ts";
import { equal } from "../lib/bytes.ts";
import type { ReadEntry } from "../lib/entry.ts";
import { hex } from "../lib/hex.ts";
import type { OpenRoster } from "../lib/roster.ts";
import type { Checked, ThreadView } from "../lib/thread.ts";
import {
	type EntryView, type Inbox, type Link, type Reader, type Summary,
	type Thread,
	isSpoilt,
} from "./calls.ts";
import {
	type Verdict, caseLine, caseView, stateOfView,
} from "./case-view.ts";
import type { Case, Cases } from "./cases.ts";
import { type Chain, readerOf, rosterInForce } from "./chain.ts";
import { isLook } from "./looks.ts";
import type { EntryLine } from "./office.ts";
import type { Opened } from "./opened.ts";

const OPENING_LEN = 48;
/** Where it is looked for: letters are long, and there are thousands. */
const FRONT_LEN = 1000;
const NUMBER_LEN = 12;

function trusted(view: ThreadView): ReadEntry[] {
	return view.entries.flatMap((c) => c.trusted && c.entry !== undefined ?
	    [c.entry] : []);
}

/** Does something of the reporter's stand behind the last answer? */
function isPending(view: ThreadView): boolean {
	const kinds = trusted(view).map((e) => e.kind);
	const last = kinds.lastIndexOf("reply");

	return last < 0 || kinds.slice(last).includes("followup");
}

/** What a thread holds, but for who opened what. */
function withoutLooks(one: Case): readonly EntryLine[] {
	const looks = new Set(one.view.entries.filter(isLook)
	    .map((c) => c.item.id));

	return one.line.entries.filter((e) => !looks.has(e.id));
}

/** Any alarm, the ones of spoilt bytes included. */
function hasAlarms(one: Case, openedOf: (id: string) => Opened): boolean {
	return one.view.all.size > 0 || one.line.entries.some((e) =>
	    isSpoilt(openedOf(e.id).unread));
}

/** The first words, to tell letters of one kind apart. */
function openingOf(text: string): string {
	const front = text.slice(0, FRONT_LEN).trim().replace(/\s+/g, " ");

	// A code point is two of a string's units at most.
	return Array.from(front.slice(0, 2 * OPENING_LEN)).slice(0, OPENING_LEN)
	    .join("");
}

export interface Seen {
	/** Whose desk this is. */
	readonly nn: string;
	readonly today: string;
}

/** Who can still open all of it; null where nobody can say. */
function ableOf(cases: Cases, one: Case, roster: OpenRoster | null):
    readonly string[] | null {
	const { view } = one;

	return roster === null || view.report === undefined ? null :
	    able(view, { rosters: cases.chain.rosters, today: roster,
		recused: stateOfView(view).recused,
		headers: cases.headersOf(one.pair.id) });
}

function summaryOf(cases: Cases, one: Case, by: Seen,
    first: Case | undefined, roster: OpenRoster | null): Summary {
	const { pair, line, view } = one;
	const report = line.entries.find((e) => e.id === pair.id);
	// An unsigned report is shown by nothing but its alarms.
	const e = view.report;
	const shown = withoutLooks(one);
	const dates = shown.map((x) => x.date).sort();

	return {
		id: pair.id, number: hex(line.handle).slice(0, NUMBER_LEN),
		form: e?.form ?? null, fields: e?.fields ?? [],
		opening: openingOf(e?.text ?? ""), date: report?.date ?? dates[0] ?? "",
		newest: dates[dates.length - 1] ?? "",
		size: report?.size ?? 0, entries: shown.length,
		alarms: hasAlarms(one, (id) => cases.openedOf(id)),
		able: ableOf(cases, one, roster),
		answered: trusted(view).some((x) => x.kind === "reply"),
		pending: isPending(view), status: view.status ?? null,
		...caseLine(view, by.nn, by.today),
		untold: tellOf(one, first) !== null,
		first: stateOfView(view).dupOf ?? base64(line.handle),
	};
}

export function inboxOf(cases: Cases, by: Seen): Omit<Inbox, "begun"> {
	const all = [...cases.cases.values()];
	const handles = new Map(all.map((one) =>
	    [base64(one.line.handle), one]));
	const roster = rosterInForce(cases.chain, by.today);
	const threads = all.map((one) => summaryOf(cases, one, by,
	    handles.get(stateOfView(one.view).dupOf ?? ""), roster));

	threads.sort((a, b) => a.newest !== b.newest ?
	    (a.newest < b.newest ? 1 : -1) : a.id < b.id ? -1 : 1);
	return { threads, missing: cases.missing, damaged: cases.damaged,
		tried: cases.tried };
}

function authorOf(chain: Chain, e: ReadEntry): Reader | null {
	return e.officer === undefined ? null : readerOf(chain, e.officer);
}

function blank(line: EntryLine): EntryView {
	return {
		id: line.id, hash: "", verdict: "none", stored: line.date, size: line.size,
		internal: line.side === "office" && line.audience === "office",
		unread: null, gone: null, kind: null,
		author: null, date: "", roster: 0, to: [], form: null,
		fields: [], files: [], filesRead: false, text: "", alarms: [],
		afterUnreadable: false,
	};
}

function entryView(chain: Chain, line: EntryLine, c: Checked, o: Opened,
    verdict: Verdict): EntryView {
	const e = c.entry;
	const shown = { ...blank(line), alarms: [...c.alarms],
		unread: o.unread, gone: o.gone ?? null };

	if (e === undefined)
		return shown;
	return {
		...shown, hash: base64(e.hash), verdict, kind: e.kind, author: authorOf(chain, e), date: e.date,
		roster: e.roster.version,
		to: e.to.map((nn) => readerOf(chain, nn)),
		form: e.form ?? null, fields: e.fields,
		files: e.attach.map(({ member, name, size }) =>
		    ({ member, name, size })),
		filesRead: c.item.files !== undefined, text: e.text,
		afterUnreadable: c.afterUnreadable,
	};
}

/** Why nothing can be answered here, null when it can. */
function muteOf(view: ThreadView, nn: string): Thread["mute"] {
	if (view.report === undefined)
		return "no_report";
	if (stateOfView(view).recused.has(nn))
		return "recused";
	return view.readers.has(nn) && !view.leftOut.has(nn) ? null :
	    "not_reader";
}

/** A duplicate's reporter follows the first report, not before it moves. */
function toldStatus(one: Case, first: Case | undefined): string {
	const { state, publicStatus } = stateOfView(one.view);
	const other = first === undefined ? publicStatus :
	    stateOfView(first.view).publicStatus;

	return state === "R05" && other > publicStatus ? other : publicStatus;
}

function tellOf(one: Case, first: Case | undefined): string | null {
	const status = toldStatus(one, first);

	return stateOfView(one.view).state === undefined ||
	    status === (one.view.status ?? "P1") ? null : status;
}

/** The thread of this handle, if it opens here. */
function byHandle(cases: Cases, handle: string | undefined): Case | undefined {
	return handle === undefined ? undefined : [...cases.cases.values()]
	    .find((c) => base64(c.line.handle) === handle);
}

function linkOf(one: Case, first?: Case): Link {
	return { id: one.pair.id, state: stateOfView(one.view).state ?? null,
		tell: tellOf(one, first) };
}

function linksOf(cases: Cases, one: Case): Pick<Thread, "tell" | "first" |
    "duplicates"> {
	const first = byHandle(cases, stateOfView(one.view).dupOf);
	const handle = base64(one.line.handle);

	return {
		tell: tellOf(one, first),
		first: first === undefined ? null : linkOf(first),
		duplicates: [...cases.cases.values()].filter((c) => c !== one &&
		    stateOfView(c.view).dupOf === handle)
		    .map((c) => linkOf(c, one)),
	};
}

export function threadOf(cases: Cases, one: Case, by: Seen): Thread {
	const { chain } = cases;
	const { verdicts } = stateOfView(one.view);
	const { view, line } = one;
	const openedOf = (id: string): Opened => cases.openedOf(id);
	const readers = (set: ReadonlySet<string>): Reader[] =>
	    [...set].sort().map((n) => readerOf(chain, n));

	return {
		id: one.pair.id, number: hex(line.handle).slice(0, NUMBER_LEN),
		summary: summaryOf(cases, one, by,
		    byHandle(cases, stateOfView(view).dupOf),
		    rosterInForce(chain, by.today)),
		state: caseView(view, by.nn, by.today),
		entries: view.entries.flatMap((c) => {
			const at = line.entries.find((e) => e.id === c.item.id);

			// Who opened what is for the auditor, and for him alone.
			return at === undefined || (isLook(c) &&
			    c.alarms.size === 0) ? [] :
			    [entryView(chain, at, c, openedOf(at.id),
				verdicts.get(c) ?? "none")];
		}),
		alarms: [...view.alarms], readers: readers(view.readers),
		leftOut: readers(view.leftOut), mute: muteOf(view, by.nn),
		...linksOf(cases, one),
		roster: chain.newest.officers.map((o) =>
		    readerOf(chain, o.number)),
		granted: [...view.grantedAll].sort(),
	};
}

/** The same note, for reading back what was stored. */
export function isStoredAs(view: ThreadView, id: string, hash: Uint8Array):
    boolean {
	return view.entries.some((c) => c.item.id === id && c.trusted &&
	    c.alarms.size === 0 && c.entry !== undefined &&
	    equal(c.entry.hash, hash));
}
