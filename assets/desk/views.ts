// SPDX-License-Identifier: ISC
// From checked threads to what the page shows: plain values, no key, no seal.

import { equal } from "../lib/bytes.ts";
import type { ReadEntry } from "../lib/entry.ts";
import type { Checked, ThreadView } from "../lib/thread.ts";
import type {
	EntryView, Inbox, Reader, Summary, Thread,
} from "./calls.ts";
import type { Case, Cases } from "./cases.ts";
import { type Chain, readerOf } from "./chain.ts";
import type { EntryLine } from "./office.ts";
import type { Opened } from "./opened.ts";

const OPENING_LEN = 48;

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

/** Any alarm, the ones of spoilt bytes included. */
function hasAlarms(one: Case, openedOf: (id: string) => Opened): boolean {
	return one.view.all.size > 0 || one.line.entries.some((e) => {
		const { unread } = openedOf(e.id);

		return unread !== null && unread !== "closed";
	});
}

/** The first words, to tell letters of one kind apart. */
function openingOf(text: string): string {
	return Array.from(text.trim().replace(/\s+/g, " "))
	    .slice(0, OPENING_LEN).join("");
}

export function summaryOf(one: Case, openedOf: (id: string) => Opened):
    Summary {
	const { pair, line, view } = one;
	const report = line.entries.find((e) => e.id === pair.id);
	// An unsigned report is shown by nothing but its alarms.
	const e = view.report;
	const dates = line.entries.map((x) => x.date).sort();

	return {
		id: pair.id, form: e?.form ?? null, fields: e?.fields ?? [],
		opening: openingOf(e?.text ?? ""), date: report?.date ?? dates[0] ?? "",
		newest: dates[dates.length - 1] ?? "",
		size: report?.size ?? 0, entries: line.entries.length,
		alarms: hasAlarms(one, openedOf),
		answered: trusted(view).some((x) => x.kind === "reply"),
		pending: isPending(view), status: view.status ?? null,
	};
}

export function inboxOf(cases: Cases): Inbox {
	const threads = [...cases.cases.values()]
	    .map((one) => summaryOf(one, (id) => cases.openedOf(id)));

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
		id: line.id, stored: line.date, size: line.size,
		internal: line.side === "office" && line.audience === "office",
		unread: null, kind: null,
		author: null, date: "", roster: 0, to: [], form: null,
		fields: [], files: [], filesRead: false, text: "", alarms: [],
		afterUnreadable: false,
	};
}

function entryView(chain: Chain, line: EntryLine, c: Checked, o: Opened):
    EntryView {
	const e = c.entry;
	const shown = { ...blank(line), alarms: [...c.alarms],
		unread: o.unread };

	if (e === undefined)
		return shown;
	return {
		...shown, kind: e.kind, author: authorOf(chain, e), date: e.date,
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
	return view.readers.has(nn) && !view.leftOut.has(nn) ? null :
	    "not_reader";
}

export function threadOf(cases: Cases, one: Case, nn: string): Thread {
	const { chain } = cases;
	const { view, line } = one;
	const openedOf = (id: string): Opened => cases.openedOf(id);
	const readers = (set: ReadonlySet<string>): Reader[] =>
	    [...set].sort().map((n) => readerOf(chain, n));

	return {
		id: one.pair.id, summary: summaryOf(one, openedOf),
		entries: view.entries.flatMap((c) => {
			const at = line.entries.find((e) => e.id === c.item.id);

			return at === undefined ? [] :
			    [entryView(chain, at, c, openedOf(at.id))];
		}),
		alarms: [...view.alarms], readers: readers(view.readers),
		leftOut: readers(view.leftOut), mute: muteOf(view, nn),
	};
}

/** The same note, for reading back what was stored. */
export function isStoredAs(view: ThreadView, id: string, hash: Uint8Array):
    boolean {
	return view.entries.some((c) => c.item.id === id && c.trusted &&
	    c.alarms.size === 0 && c.entry !== undefined &&
	    equal(c.entry.hash, hash));
}
