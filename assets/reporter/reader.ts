// SPDX-License-Identifier: ISC
// Open a box: self, and the answers in it.  An answer is shown only when its
// seal, grammar, thread, roster, signature and date all hold.

import { base64, fromBase64 } from "../lib/base64.ts";
import { equal, utf8 } from "../lib/bytes.ts";
import { days } from "../lib/date.ts";
import { checkAttachments, field, type ReadEntry, readEntry, verifyEntry }
    from "../lib/entry.ts";
import { codeOf, fail } from "../lib/err.ts";
import { splitHeader } from "../lib/age-header.ts";
import { entryId } from "../lib/object.ts";
import { openPromise } from "../lib/promise.ts";
import { checkSuccession, classNumbers, isNewestOn, isValidOn, officer,
    type OpenRoster, openRoster } from "../lib/roster.ts";
import { readSelf, type Self } from "../lib/self.ts";
import { readTar } from "../lib/tar.ts";
import { unseal } from "../lib/unseal.ts";
import type { Box, Calls, Own, Reply, Why } from "./calls.ts";
import { boxChain, type Chain, type OpenBox, readerOf, type Session }
    from "./session.ts";

/** Who reads what must not be read at home. */
const SUPERIOR = "leadership";
const READERS_MIN = 2;
const DATE_SLACK_DAYS = 2;
const STATUS = /^P[1-8]$/;

/** The entry whose promise names the report's commitment. */
function reportAmong(self: Self, own: readonly Own[]): Own | undefined {
	const line = `\nd ${base64(self.d)}\n`;

	return own.filter((one) => one.promise.indexOf(line) >= 0)[0];
}

/** Whether the report's promise holds; null when its keys are not here. */
function promiseHolds(session: Session, self: Self, chain: Chain | null,
    promise: string | undefined): boolean | null {
	if (promise === undefined)
		return false;
	if (chain === null)
		return null;
	try {
		openPromise(session.host, utf8(promise), chain.roster.promises,
		    self.d, undefined);
		return true;
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		// Promise keys may have changed since; a newer roster's say
		// nothing of an older promise.
		return chain.roster.version === self.roster.version ? false :
		    null;
	}
}

function readers(self: Self, chain: Chain | null): Pick<Box, "to" | "not" |
    "offered" | "superior"> {
	const roster = chain?.roster;
	if (roster === undefined)
		return {
			to: self.to.map((nn) => ({ nn, office: "", here: false })),
			not: self.not.map((nn) => ({ nn, office: "" })),
			offered: [], superior: [],
		};
	const others = (name: string) => classNumbers(roster, name)
	    .filter((nn) => self.to.indexOf(nn) < 0 && self.not.indexOf(nn) < 0);
	const to = self.to.map((nn) => ({ ...readerOf(roster, nn),
		here: officer(roster, nn) !== undefined }));
	const few = to.filter((one) => one.here).length < READERS_MIN;
	return {
		to,
		not: self.not.map((nn) => readerOf(roster, nn)),
		offered: others(self.className).map((nn) =>
		    readerOf(roster, nn)),
		superior: few && self.className !== SUPERIOR ?
		    others(SUPERIOR).map((nn) => readerOf(roster, nn)) : [],
	};
}

export function readBox(session: Session, a: Calls["box"][0]): Box {
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const self = readSelf(session.host, fromBase64(a.self), reporter);
	const chain = boxChain(session, self);
	const pin = session.linkPin;

	const report = reportAmong(self, a.own);
	session.box = { self, chain, report: report?.id ?? null,
		seen: session.box?.seen ?? new Map(), stash: new Map() };
	return {
		form: self.form,
		class: self.className,
		trust: chain?.trust ?? "unchecked",
		newest: chain?.roster.version ?? 0,
		broken: chain === null,
		otherPin: pin !== undefined && self.root !== undefined &&
		    !equal(pin, self.root),
		report: report?.id ?? null,
		promise: promiseHolds(session, self, chain, report?.promise),
		...readers(self, chain),
	};
}

/** Open a sealed answer; gives the roster it names, null when it is no good. */
export function stashReply(session: Session, id: string, object: Uint8Array):
    number | null {
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const box = session.box ?? fail("RECEIPT", "no box");
	try {
		const members = readTar(unseal(object, [reporter.identity]));
		const note = members[0] ?? fail("TAR");
		const entry = readEntry(session.host, note.data);
		checkAttachments(entry, members);
		if (entry.kind !== "reply" ||
		    entryId(splitHeader(object).payload) !== id)
			return null;
		box.stash.set(id, entry);
		return entry.roster.version;
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return null;
	}
}

/** The roster an entry names, and the one after it unless it is the newest. */
function namedRosters(session: Session, chain: Chain, entry: ReadEntry,
    notes: readonly (string | null)[]): OpenRoster[] {
	const open = (note: string | null | undefined) => openRoster(
	    session.host, utf8(note ?? fail("ROSTER")), chain.roots);
	const roster = open(notes[0]);
	if (!equal(roster.hash, entry.roster.hash))
		fail("ROSTER", "hash");
	if (equal(roster.hash, chain.roster.hash))
		return [roster];
	const next = open(notes[1]);
	checkSuccession(roster, next);
	return [roster, next];
}

function fault(session: Session, box: OpenBox, entry: ReadEntry,
    rosters: readonly OpenRoster[], stored: string): Why | null {
	const roster = rosters[0];
	const author = roster === undefined ? undefined :
	    officer(roster, entry.officer ?? "");
	if (!equal(entry.thread, box.self.thread))
		return "thread";
	if (roster === undefined || author === undefined)
		return "signer";
	try {
		verifyEntry(session.host, entry, author.entry);
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return "signer";
	}
	if (box.self.not.indexOf(author.number) >= 0)
		return "reader";
	if (!isValidOn(roster, entry.date) || !isNewestOn(rosters, 0, stored) ||
	    Math.abs(days(entry.date) - days(stored)) > DATE_SLACK_DAYS)
		return "date";
	return null;
}

export function readReply(session: Session, a: Calls["reply"][0]): Reply {
	const box = session.box ?? fail("RECEIPT", "no box");
	const entry = box.stash.get(a.id);
	if (entry === undefined)
		return { ok: false, why: "seal" };
	if (box.chain === null)
		return { ok: false, why: "roster" };
	let rosters: OpenRoster[];
	try {
		rosters = namedRosters(session, box.chain, entry, a.rosters);
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return { ok: false, why: "roster" };
	}
	const why = fault(session, box, entry, rosters, a.date);
	if (why !== null)
		return { ok: false, why };
	const status = field(entry, "status") ?? "";
	box.seen.set(a.id, { hash: entry.hash, after: entry.after });
	return {
		ok: true,
		office: officer(rosters[0] ?? fail("ROSTER"),
		    entry.officer ?? "")?.office ?? "",
		date: entry.date,
		text: entry.text.replace(/\n+$/, ""),
		status: STATUS.test(status) ? status : null,
		trust: box.chain.trust,
	};
}

/**
 * The report first, then each entry behind those it says it comes after; what
 * says nothing of itself stands by date, then id (docs/protocol.md section 5).
 */
export function orderOf(session: Session, a: Calls["order"][0]): string[] {
	const box = session.box ?? fail("RECEIPT", "no box");
	const rest = a.entries.slice().sort((x, y) =>
	    x.id === box.report ? -1 : y.id === box.report ? 1 :
	    x.date + x.id < y.date + y.id ? -1 : 1);
	const out: string[] = [];

	function waits(id: string): boolean {
		const after = box.seen.get(id)?.after ?? [];
		return rest.some((other) => {
			const seen = box.seen.get(other.id);
			return other.id !== id && seen !== undefined &&
			    after.some((hash) => equal(hash, seen.hash));
		});
	}

	while (rest.length > 0) {
		// A ring cannot be made of hashes; the first stands in for one.
		const i = Math.max(0, rest.findIndex((one) => !waits(one.id)));
		out.push(...rest.splice(i, 1).map((one) => one.id));
	}
	return out;
}
