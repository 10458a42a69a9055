// SPDX-License-Identifier: ISC
// Seal a report or a follow-up and verify the promise for it.

import { base64Url } from "../lib/base64.ts";
import { compare, concat, equal, utf8, wipe } from "../lib/bytes.ts";
import { type Entry, type Field, FORMS, signEntry } from "../lib/entry.ts";
import { fail } from "../lib/err.ts";
import { sha256 } from "../lib/hash.ts";
import { parseNote } from "../lib/note.ts";
import { commitment, entryId, LEAF, openHash, openValue } from "../lib/object.ts";
import { openPromise } from "../lib/promise.ts";
import type { Receipt } from "../lib/receipt.ts";
import { classNumbers, officer, type OpenRoster } from "../lib/roster.ts";
import { seal } from "../lib/seal.ts";
import { writeSelf } from "../lib/self.ts";
import { NOTE_NAME, writeTar } from "../lib/tar.ts";
import { clean } from "../lib/text.ts";
import type { FollowUp, Promised, Report } from "./calls.ts";
import { type Chain, checkDates, type OpenBox, refuse, type Seen,
    type Session }
    from "./session.ts";

/** Heads named at most, so that a long thread still fits a note. */
const HEADS_MAX = 32;

function fieldsOf(values: Report["fields"]): Field[] {
	return values.map(([name, value]) => ({ name, value: clean(value) }));
}

interface SealedEntry {
	/** Header and payload. */
	readonly object: Uint8Array;
	readonly open: string;
	readonly d: Uint8Array;
	readonly id: string;
	readonly seen: Seen;
}

/** Sign e, pack it, seal it to its readers. */
function sealEntry(session: Session, roster: OpenRoster, e: Entry,
    reporter: Receipt): SealedEntry {
	const note = signEntry(session.host, e, reporter.seed);
	const plain = writeTar([{ name: NOTE_NAME, data: note }]);
	const keys = e.to.map((nn) =>
	    (officer(roster, nn) ?? fail("ROSTER", "reader")).recipient);
	const { header, payload, fileKey } = seal(plain, keys, roster.slots);
	const open = base64Url(openHash(openValue(session.host, fileKey)));
	const hash = sha256(parseNote(note).text);

	wipe(fileKey, plain);
	return { object: concat(header, payload), open, id: entryId(payload),
		seen: { hash, after: e.after, date: e.date },
		d: commitment(session.host, LEAF.entry, header, payload) };
}

/** The chain to seal by: verified and within its dates today. */
function sealingChain(session: Session, chain: Chain | null, today: string):
    Chain {
	if (chain === null)
		return refuse({ kind: "unchained" });
	checkDates(session, chain, today);
	return chain;
}

function preamble(lines: readonly string[]): Uint8Array {
	return utf8(lines.join("\n") + "\n\n");
}

/** The whole body of POST /v1/threads. */
export function sealReport(session: Session, report: Report, today: string):
    Uint8Array {
	const { roster, trust, roots } =
	    sealingChain(session, session.chain, today);
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const form = FORMS.filter((one) => one === report.form)[0] ??
	    fail("FORMAT", "form");
	const to = classNumbers(roster, report.class);
	if (to.length < 2)
		refuse({ kind: "class" });
	const roof = { version: roster.version, hash: roster.hash };
	const one = sealEntry(session, roster, {
		kind: "report", thread: reporter.handle, after: [], date: today,
		roster: roof, to, not: [], form, key: reporter.vkey,
		replyTo: reporter.identity.recipient,
		fields: fieldsOf(report.fields), attach: [],
		text: clean(report.text),
	}, reporter);
	const self = writeSelf(session.host, {
		thread: reporter.handle, form, className: report.class,
		// A pin that nobody checked is not one to check by later.
		root: trust === "unchecked" ? undefined : roots[0]?.hash,
		roster: roof, to, not: [], d: one.d,
	}, reporter);

	session.last = { d: one.d, today, id: one.id, seen: one.seen,
		kind: "report" };
	return concat(preamble([
		"mailbox " + base64Url(reporter.mbox),
		"thread " + base64Url(reporter.handle),
		"open " + one.open,
		"self " + base64Url(self),
	]), one.object);
}

/** What was seen here and nothing seen here comes after. */
function heads(box: OpenBox): Uint8Array[] {
	const seen = Array.from(box.seen.values());
	const after: Uint8Array[] = [];
	for (const one of seen)
		after.push(...one.after);
	return seen.map((one) => one.hash)
	    .filter((hash) => !after.some((other) => equal(other, hash)))
	    .slice(-HEADS_MAX).sort(compare);
}

/** The whole body of POST /v1/box/entries. */
export function sealFollowUp(session: Session, follow: FollowUp,
    today: string): Uint8Array {
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const box = session.box ?? fail("RECEIPT", "no box");
	const { roster } = sealingChain(session, box.chain, today);
	const to = follow.to.slice().sort();
	if (to.length === 0 || to.some((nn) => box.self.not.indexOf(nn) >= 0))
		refuse({ kind: "class" });
	const one = sealEntry(session, roster, {
		kind: "followup", thread: reporter.handle, after: heads(box),
		date: today,
		roster: { version: roster.version, hash: roster.hash },
		to, not: box.self.not, key: reporter.vkey,
		fields: fieldsOf(follow.fields), attach: [],
		text: clean(follow.text),
	}, reporter);

	session.last = { d: one.d, today, id: one.id, seen: one.seen,
		kind: "followup" };
	return concat(preamble([
		"mailbox " + base64Url(reporter.mbox),
		"open " + one.open,
	]), one.object);
}

/** Verify the server's promise for what was sealed last. */
export function takePromise(session: Session, note: Uint8Array): Promised {
	const last = session.last ?? fail("PROMISE", "nothing sealed");
	const chain = last.kind === "report" ? session.chain :
	    session.box?.chain ?? null;
	const keys = (chain?.roster.promises ?? []).concat(session.promises);
	const { date } = openPromise(session.host, note, keys, last.d,
	    last.today);

	if (last.kind === "report")
		session.markPromised();
	else
		session.box?.seen.set(last.id, last.seen);
	return { date };
}
