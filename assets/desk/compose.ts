// SPDX-License-Identifier: ISC
// An answer or a memo: signed by the officer, sealed to the thread's readers
// and, if it is an answer, to the reporter (docs/protocol.md section 5).

import { readAct } from "../lib/act.ts";
import { concat, wipe } from "../lib/bytes.ts";
import { type Entry, attach, signEntry, sums } from "../lib/entry.ts";
import { codeOf } from "../lib/err.ts";
import { sha256 } from "../lib/hash.ts";
import { BODY_LEN } from "../lib/limits.ts";
import { parseNote } from "../lib/note.ts";
import { entryId, openHash, openValue } from "../lib/object.ts";
import { type OpenRoster, officer } from "../lib/roster.ts";
import { seal } from "../lib/seal.ts";
import { type Member, NOTE_NAME, writeTar } from "../lib/tar.ts";
import { clean } from "../lib/text.ts";
import { type Item, heads, type ThreadView } from "../lib/thread.ts";
import type { Draft } from "./calls.ts";
import { stateOfView } from "./case-view.ts";
import type { Case } from "./cases.ts";
import { isLook } from "./looks.ts";
import type { Outgoing } from "./office.ts";
import { refuse } from "./problem.ts";

export interface Author {
	readonly host: string;
	readonly nn: string;
	readonly signSeed: Uint8Array;
}

export interface Composed {
	readonly outgoing: Outgoing;
	readonly id: string;
	/** SHA-256 of the note's text. */
	readonly hash: Uint8Array;
	readonly to: readonly string[];
	/** As the thread's checks will see it. */
	readonly item: Item;
}

/**
 * Who still may read: the readers in the roster, never who was left out or
 * stepped aside; the author in any case, who must be able to read it.
 */
function readersNow(one: Case, roster: OpenRoster, author: string):
    string[] {
	const { recused } = stateOfView(one.view);

	return [...one.view.readers].filter((nn) =>
	    !one.view.leftOut.has(nn) && (!recused.has(nn) || nn === author) &&
	    officer(roster, nn) !== undefined).sort();
}

function fieldsOf(draft: Draft): Entry["fields"] {
	switch (draft.kind) {
	case "reply":
		return draft.status === "" ? [] :
		    [{ name: "status", value: draft.status }];
	case "memo":
	case "event":
		return draft.fields;
	}
}

/** Nothing is signed that every reader would find void for its shape. */
function refuseShape(e: Entry): void {
	const act = e.kind === "event" ? readAct(e) : "not asked";

	if (act === undefined || act === "malformed")
		refuse({ kind: "act" });
}

function isEmpty(draft: Draft): boolean {
	switch (draft.kind) {
	case "reply":
		return draft.text.trim() === "" && draft.status === "";
	case "memo":
		return draft.text.trim() === "" && draft.fields.length === 0;
	case "event":
		return draft.fields.length === 0;
	}
}

/**
 * Own looks that wait in an outbox are left out, so that one that is never
 * sent leaves nobody with an unknown `after`.
 */
function settled(one: Case): ThreadView {
	const unsent = new Set(one.line.entries.filter((e) => e.unsent)
	    .map((e) => e.id));

	return { ...one.view, entries: one.view.entries.filter((c) =>
	    !(isLook(c) && unsent.has(c.item.id))) };
}

function membersOf(draft: Draft): Member[] {
	return (draft.files ?? []).map(({ suffix, bytes }, i) => ({
		name: `a${String(i + 1).padStart(2, "0")}.${suffix}`,
		data: bytes }));
}

function entryOf(one: Case, roster: OpenRoster, by: Author, draft: Draft,
    to: readonly string[], today: string): Entry {
	const { view } = one;
	const report = view.report ?? refuse({ kind: "no_report" });

	return {
		kind: draft.kind, thread: report.thread,
		after: heads(settled(one), draft.kind), date: today,
		roster: { version: roster.version, hash: roster.hash },
		to, not: [], officer: by.nn,
		attach: membersOf(draft).map((m) => attach(m, "")),
		fields: fieldsOf(draft),
		text: clean(draft.text),
	};
}

function keysOf(one: Case, roster: OpenRoster, draft: Draft,
    to: readonly string[]): Uint8Array[] {
	const keys = to.map((nn) => (officer(roster, nn) ??
	    refuse({ kind: "not_reader" })).recipient);

	if (draft.kind === "reply")
		keys.push(one.view.report?.replyTo ??
		    refuse({ kind: "no_report" }));
	return keys.length > roster.slots ? refuse({ kind: "slots" }) : keys;
}

/** The signed bytes; what no note may hold is told as `text`. */
function signed(by: Author, e: Entry): Uint8Array {
	try {
		return signEntry(by.host, e, by.signSeed);
	} catch (caught) {
		switch (codeOf(caught)) {
		case "LIMIT":
		case "ENTRY":
		case "NOTE":
			return refuse({ kind: "text" });
		default:
			throw caught;
		}
	}
}

/**
 * Seal a draft by the roster in force.  `after` names the heads of the view
 * that the officer has seen, so the case is the one that was shown.
 */
export function compose(one: Case, roster: OpenRoster, by: Author,
    draft: Draft, today: string): Composed {
	if (isEmpty(draft))
		refuse({ kind: "empty" });
	if (!/^(P[1-8])?$/.test(draft.status))
		refuse({ kind: "empty" });
	const to = readersNow(one, roster, by.nn);
	if (!to.includes(by.nn))
		refuse({ kind: "not_reader" });
	const keys = keysOf(one, roster, draft, to);
	const entry = entryOf(one, roster, by, draft, to, today);
	refuseShape(entry);
	const note = signed(by, entry);
	const members = [{ name: NOTE_NAME, data: note }, ...membersOf(draft)];
	const plain = writeTar(members);
	const { header, payload, fileKey } = seal(plain, keys, roster.slots);
	const open = openHash(openValue(by.host, fileKey));

	wipe(plain, fileKey);
	// Office takes it in one request.
	if (header.length + payload.length > BODY_LEN)
		refuse({ kind: "too_big" });
	return {
		outgoing: { report: one.pair, openHash: open,
			audience: draft.kind === "reply" ? "reporter" : "office",
			object: concat(header, payload) },
		id: entryId(payload), hash: sha256(parseNote(note).message), to,
		item: { id: entryId(payload), payloadHash: sha256(payload),
			stored: today, note, files: sums(members) },
	};
}
