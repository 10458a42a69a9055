// SPDX-License-Identifier: ISC
// An answer or a memo: signed by the officer, sealed to the thread's readers
// and, if it is an answer, to the reporter (docs/protocol.md section 5).

import { concat, wipe } from "../lib/bytes.ts";
import { type Entry, signEntry } from "../lib/entry.ts";
import { codeOf } from "../lib/err.ts";
import { sha256 } from "../lib/hash.ts";
import { parseNote } from "../lib/note.ts";
import { entryId, openHash, openValue } from "../lib/object.ts";
import { type OpenRoster, officer } from "../lib/roster.ts";
import { seal } from "../lib/seal.ts";
import { NOTE_NAME, writeTar } from "../lib/tar.ts";
import { clean } from "../lib/text.ts";
import { heads } from "../lib/thread.ts";
import type { Draft } from "./calls.ts";
import type { Case } from "./cases.ts";
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
}

/** Who still may read: the readers in the roster, never who was left out. */
function readersNow(one: Case, roster: OpenRoster): string[] {
	return [...one.view.readers].filter((nn) =>
	    !one.view.leftOut.has(nn) && officer(roster, nn) !== undefined)
	    .sort();
}

function entryOf(one: Case, roster: OpenRoster, by: Author, draft: Draft,
    to: readonly string[], today: string): Entry {
	const { view } = one;
	const report = view.report ?? refuse({ kind: "no_report" });

	return {
		kind: draft.kind, thread: report.thread,
		after: heads(view, draft.kind), date: today,
		roster: { version: roster.version, hash: roster.hash },
		to, not: [], officer: by.nn, attach: [],
		fields: draft.kind === "reply" && draft.status !== "" ?
		    [{ name: "status", value: draft.status }] : [],
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
	if (draft.text.trim() === "" && (draft.kind === "memo" ||
	    draft.status === ""))
		refuse({ kind: "empty" });
	if (!/^(P[1-8])?$/.test(draft.status))
		refuse({ kind: "empty" });
	const to = readersNow(one, roster);
	if (!to.includes(by.nn))
		refuse({ kind: "not_reader" });
	const keys = keysOf(one, roster, draft, to);
	const note = signed(by, entryOf(one, roster, by, draft, to, today));
	const plain = writeTar([{ name: NOTE_NAME, data: note }]);
	const { header, payload, fileKey } = seal(plain, keys, roster.slots);
	const open = openHash(openValue(by.host, fileKey));

	wipe(plain, fileKey);
	return {
		outgoing: { report: one.pair, openHash: open,
			audience: draft.kind === "reply" ? "reporter" : "office",
			object: concat(header, payload) },
		id: entryId(payload), hash: sha256(parseNote(note).text), to,
	};
}
