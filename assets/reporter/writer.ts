// SPDX-License-Identifier: ISC
// Seal a report or a follow-up and verify the promise for it.

import { base64Url } from "../lib/base64.ts";
import { compare, concat, equal, fromUtf8, systemRandom, utf8 }
    from "../lib/bytes.ts";
import { attach, type Entry, type Field, FORMS, signEntry }
    from "../lib/entry.ts";
import { fail } from "../lib/err.ts";
import { sha256 } from "../lib/hash.ts";
import { parseNote } from "../lib/note.ts";
import { openPromise } from "../lib/promise.ts";
import type { Receipt } from "../lib/receipt.ts";
import { classNumbers, officer, type OpenRoster } from "../lib/roster.ts";
import { sealedLength } from "../lib/seal.ts";
import { Sealing } from "../lib/sealing.ts";
import { writeSelf } from "../lib/self.ts";
import { attachmentStem, NOTE_NAME } from "../lib/tar.ts";
import { clean } from "../lib/text.ts";
import type { Calls, FollowUp, Promised, Report, Sealed } from "./calls.ts";
import { type Chain, checkDates, type OpenBox, type Pending, refuse, type Seen,
    type Session } from "./session.ts";

/** Heads named at most, so that a long thread still fits a note. */
const HEADS_MAX = 32;
/** The longest payload that one post takes; a longer one goes up in parts. */
const POST_MAX = sealedLength(256 * 1024);

function fieldsOf(values: Report["fields"]): Field[] {
	return values.map(([name, value]) => ({ name, value: clean(value) }));
}

/**
 * By how much the lines that name readers could have been longer: the size of
 * what is sealed must not tell who was left out, nor which class reads it.
 */
function spareOf(roster: OpenRoster, e: Entry): number {
	const not = "\nnot";
	const named = 3 * (e.to.length + e.not.length) +
	    (e.not.length > 0 ? not.length : 0);
	return 3 * roster.officers.length + not.length - named;
}

/** Sign e, pack it with its photos, begin to seal it to its readers. */
export function sealEntry(session: Session, roster: OpenRoster,
    words: Omit<Entry, "attach">, photos: readonly Uint8Array[],
    reporter: Receipt): { sealing: Sealing; seen: Seen } {
	const files = photos.map((data, i) =>
	    ({ name: attachmentStem(i + 1) + ".jpg", data }));
	const e = { ...words, attach: files.map((one) => attach(one, "")) };
	const note = signEntry(session.host, e, reporter.seed);
	const keys = e.to.map((nn) =>
	    (officer(roster, nn) ?? fail("ROSTER", "reader")).recipient);
	const hash = sha256(parseNote(note).message);

	return {
		sealing: new Sealing([{ name: NOTE_NAME, data: note }, ...files],
		    keys, roster.slots, systemRandom, spareOf(roster, e)),
		seen: { hash, after: e.after, date: e.date },
	};
}

/** The chain to seal by: verified and within its dates today. */
function sealingChain(session: Session, chain: Chain | null, today: string):
    Chain {
	if (chain === null)
		return refuse({ kind: "unchained" });
	checkDates(session, chain, today);
	return chain;
}

/** What is small is sealed at once; the rest waits to be asked for. */
function begun(session: Session, pending: Pending): Sealed {
	const { sealing } = pending;

	session.last = null;
	session.pending = pending;
	if (sealing.len > POST_MAX)
		return { upload: sealing.len };
	const payload = sealing.next(Infinity);
	return { body: concat(finish(session, []), payload) };
}

/** The preamble and the header; what was pending is done. */
function finish(session: Session, more: readonly string[]): Uint8Array {
	const { sealing, finish } = session.pending ??
	    fail("FORMAT", "nothing sealed");
	const { lines, last } = finish(sealing.finish(session.host));

	session.pending = null;
	session.last = last;
	return concat(utf8(lines.concat(more).join("\n") + "\n\n"),
	    sealing.header);
}

export function sealPart(session: Session, a: Calls["part"][0]): Uint8Array {
	const { sealing } = session.pending ?? fail("FORMAT", "nothing sealed");
	return sealing.next(a.chunks);
}

/** The body of the post that makes an entry of what was uploaded. */
export function sealRest(session: Session, a: Calls["rest"][0]): Uint8Array {
	return finish(session, ["upload " + a.upload]);
}

/** A report, for POST /v1/threads. */
export function sealReport(session: Session, report: Report, today: string):
    Sealed {
	const { roster, trust, roots } =
	    sealingChain(session, session.chain, today);
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const form = FORMS.filter((one) => one === report.form)[0] ??
	    fail("FORMAT", "form");
	const not = report.not.filter((nn) =>
	    officer(roster, nn) !== undefined);
	const to = classNumbers(roster, report.class).filter((nn) =>
	    not.indexOf(nn) < 0);
	if (to.length < 2)
		refuse({ kind: "class" });
	const roof = { version: roster.version, hash: roster.hash };
	const { sealing, seen } = sealEntry(session, roster, {
		kind: "report", thread: reporter.handle, after: [], date: today,
		roster: roof, to, not, form, key: reporter.vkey,
		replyTo: reporter.identity.recipient,
		fields: fieldsOf(report.fields), text: clean(report.text),
	}, report.photos, reporter);

	session.report = { seen, to };
	return begun(session, { sealing, finish: ({ id, d, open }) => ({
		lines: [
			"mailbox " + base64Url(reporter.mbox),
			"thread " + base64Url(reporter.handle),
			"open " + base64Url(open),
			"self " + base64Url(writeSelf(session.host, {
				thread: reporter.handle, form,
				className: report.class,
				// A pin that nobody checked is not one to check
				// by later.
				root: trust === "unchecked" ? undefined :
				    roots[0]?.hash,
				roster: roof, to, not, d,
			}, reporter)),
		],
		last: { d, today, id, seen, kind: "report" },
	}) });
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

/** A follow-up, for POST /v1/box/entries. */
export function sealFollowUp(session: Session, follow: FollowUp,
    today: string): Sealed {
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const box = session.box ?? fail("RECEIPT", "no box");
	const { roster } = sealingChain(session, box.chain, today);
	const to = follow.to.slice().sort();
	if (to.length === 0 || to.some((nn) => box.self.not.indexOf(nn) >= 0))
		refuse({ kind: "class" });
	const { sealing, seen } = sealEntry(session, roster, {
		kind: "followup", thread: reporter.handle, after: heads(box),
		date: today,
		roster: { version: roster.version, hash: roster.hash },
		to, not: box.self.not, key: reporter.vkey,
		fields: fieldsOf(follow.fields), text: clean(follow.text),
	}, follow.photos, reporter);

	return begun(session, { sealing, finish: ({ id, d, open }) => ({
		lines: [
			"mailbox " + base64Url(reporter.mbox),
			"open " + base64Url(open),
		],
		last: { d, today, id, seen, kind: "followup" },
	}) });
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
	return { date, note: fromUtf8(note) };
}
