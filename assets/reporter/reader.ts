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
import { openPromise, type Promised } from "../lib/promise.ts";
import type { Receipt } from "../lib/receipt.ts";
import { checkSuccession, classNumbers, isNewestOn, isValidOn, officer,
    type OpenRoster, openRoster } from "../lib/roster.ts";
import { readSelf, type Self } from "../lib/self.ts";
import { openHeader, openMembers } from "../lib/unseal.ts";
import { type Box, type Calls, type Own, type Reply, SUPERIOR, type Why }
    from "./calls.ts";
import { boxChain, type Chain, type OpenBox, readerOf, type Session }
    from "./session.ts";

const READERS_MIN = 2;
const DATE_SLACK_DAYS = 2;
const STATUS = /^P[1-8]$/;

/** The entry whose promise names the report's commitment. */
function reportAmong(self: Self, own: readonly Own[]): Own | undefined {
	const line = `\nd ${base64(self.d)}\n`;

	return own.filter((one) => one.promise.indexOf(line) >= 0)[0];
}

/** The report's promise; null when it does not hold. */
function promised(session: Session, self: Self, chain: Chain,
    promise: string | undefined): Promised | null {
	if (promise === undefined)
		return null;
	try {
		// Intake signs anew whenever it is asked, so by a key of today.
		return openPromise(session.host, utf8(promise),
		    chain.roster.promises.concat(session.promises), self.d,
		    undefined);
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return null;
	}
}

/**
 * The rosters from the one the report named to the newest; null unless each is
 * named by the next, so that nobody was shown a list of his own.
 */
function history(session: Session, self: Self, chain: Chain,
    notes: readonly (string | null)[]): OpenRoster[] | null {
	try {
		const rosters = notes.map((note) => openRoster(session.host,
		    utf8(note ?? fail("ROSTER")), chain.roots));
		rosters.push(chain.roster);
		rosters.forEach((one, i) => {
			const next = rosters[i + 1];
			if (next !== undefined)
				checkSuccession(one, next);
		});
		return equal((rosters[0] ?? chain.roster).hash,
		    self.roster.hash) ? rosters : null;
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return null;
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

/** Open self; gives the roster versions that its chain goes through. */
export function openSelf(session: Session, file: string):
    Calls["self"][1] {
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const self = readSelf(session.host, fromBase64(file), reporter);
	const chain = boxChain(session, self);

	session.box = { self, chain, rosters: [], report: null,
		seen: session.box?.seen ?? new Map() };
	return { from: self.roster.version,
		newest: chain?.roster.version ?? 0 };
}

export function readBox(session: Session, a: Calls["box"][0]): Box {
	const box = session.box ?? fail("RECEIPT", "no box");
	const { self } = box;
	const rosters = box.chain === null ? null :
	    history(session, self, box.chain, a.rosters);
	const chain = rosters === null ? null : box.chain;
	const pin = session.linkPin;
	const report = reportAmong(self, a.own);
	const promise = chain === null ? null :
	    promised(session, self, chain, report?.promise);

	session.box = { ...box, chain, rosters: rosters ?? [],
		report: report?.id ?? null };
	return {
		form: self.form,
		class: self.className,
		trust: chain?.trust ?? "unchecked",
		broken: chain === null,
		otherPin: pin !== undefined && self.root !== undefined &&
		    !equal(pin, self.root),
		report: report?.id ?? null,
		promise: chain === null ? null : promise !== null,
		date: promise === null ? null : promise.date,
		...readers(self, chain),
	};
}

/** Open a sealed answer; null when it is no good. */
function openReply(session: Session, reporter: Receipt, a: Calls["reply"][0]):
    ReadEntry | null {
	try {
		const { payload } = splitHeader(a.object);
		const members = openMembers(
		    openHeader(a.object, [reporter.identity]), payload);
		const note = members[0] ?? fail("TAR");
		const entry = readEntry(session.host, note.data);
		const told = entry.fields.filter((one) => one.name === "status");
		checkAttachments(entry, members);
		return entry.kind !== "reply" || told.length > 1 ||
		    told.some((one) => !STATUS.test(one.value)) ||
		    entryId(payload) !== a.id ?
			null : entry;
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return null;
	}
}

/** Whether another answer of the box is the same signed note. */
function isCopy(box: OpenBox, id: string, entry: ReadEntry): boolean {
	return Array.from(box.seen).some(([other, seen]) => other !== id &&
	    equal(seen.hash, entry.hash));
}

function fault(session: Session, box: OpenBox, entry: ReadEntry,
    a: Calls["reply"][0]): Why | null {
	const at = box.rosters.findIndex((one) =>
	    one.version === entry.roster.version &&
	    equal(one.hash, entry.roster.hash));
	const roster = box.rosters[at];
	if (!equal(entry.thread, box.self.thread))
		return "thread";
	if (roster === undefined)
		return "roster";
	const author = officer(roster, entry.officer ?? "");
	if (author === undefined)
		return "signer";
	try {
		verifyEntry(session.host, entry, author.entry);
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return "signer";
	}
	// Grants are not for the reporter's eyes: whoever addresses the answer
	// to himself too has one, unless he was left out.
	if (box.self.not.indexOf(author.number) >= 0 || box.self.to.concat(
	    entry.to).indexOf(author.number) < 0)
		return "reader";
	if (!isValidOn(roster, entry.date) ||
	    !isNewestOn(box.rosters, at, a.date) ||
	    Math.abs(days(entry.date) - days(a.date)) > DATE_SLACK_DAYS)
		return "date";
	return isCopy(box, a.id, entry) ? "twice" : null;
}

export function readReply(session: Session, a: Calls["reply"][0]): Reply {
	const box = session.box ?? fail("RECEIPT", "no box");
	const entry = openReply(session,
	    session.reporter ?? fail("RECEIPT", "no keys"), a);
	if (entry === null)
		return { ok: false, why: "seal" };
	if (box.chain === null)
		return { ok: false, why: "roster" };
	const why = fault(session, box, entry, a);
	if (why !== null)
		return { ok: false, why };
	const { date, hash, after } = entry;
	const roster = box.rosters.filter((one) =>
	    equal(one.hash, entry.roster.hash))[0] ?? fail("ROSTER");
	box.seen.set(a.id, { hash, after, date });
	return {
		ok: true,
		office: officer(roster, entry.officer ?? "")?.office ?? "",
		date,
		text: entry.text.replace(/\n+$/, ""),
		status: field(entry, "status") ?? null,
		trust: box.chain.trust,
	};
}

/**
 * The report first, then each entry behind those it says it comes after; what
 * says nothing of itself stands by date, what was sent before what was
 * answered, then by id (docs/protocol.md section 5).
 */
export function orderOf(session: Session, a: Calls["order"][0]): string[] {
	const box = session.box ?? fail("RECEIPT", "no box");
	const place = (one: typeof a.entries[number]) =>
	    one.id === box.report ? "" : (box.seen.get(one.id)?.date ?? one.date) +
		(one.side === "office" ? "b" : "a") + one.id;
	const rest = a.entries.slice().sort((x, y) =>
	    place(x) < place(y) ? -1 : 1);
	const out: string[] = [];

	function waits(id: string): boolean {
		const after = box.seen.get(id)?.after ?? [];
		return after.length > 0 && rest.some((other) => {
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
