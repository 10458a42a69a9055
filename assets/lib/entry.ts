// SPDX-License-Identifier: ISC
// HOST/entry/v1: everything that anybody writes (docs/protocol.md section 5).
// Grammar and the one signature; what an entry may do in its thread is
// thread.ts's.

import { base64 } from "./base64.ts";
import { compare, equal } from "./bytes.ts";
import { type Code, codeOf, fail } from "./err.ts";
import {
	type RosterName, ageKey, bytes, date, namedKey, number, numbers,
	rosterName,
} from "./grammar.ts";
import { sha256 } from "./hash.ts";
import { formatRecipient } from "./identity.ts";
import {
	AFTER_MAX, ATTACHMENTS_MAX, ENTRY_NOTE_LEN, FIELDS_MAX, UPLOAD_LEN,
} from "./limits.ts";
import {
	type Note, type Signer, type Vkey, formatVkey, parseNote, signNote,
	verifyNote,
} from "./note.ts";
import { threadHandle } from "./receipt.ts";
import { type Member, isAttachmentName } from "./tar.ts";
import { Lines, decimal } from "./text.ts";

export const KINDS = [
	"report", "followup", "reply", "memo", "event", "contact",
] as const;
export type Kind = (typeof KINDS)[number];

export const FORMS = ["concern/1", "youth/1"] as const;
export type Form = (typeof FORMS)[number];

export interface Field {
	/** [a-z0-9_]{1,32} */
	readonly name: string;
	/** As typed; % and LF are escaped on the line only. */
	readonly value: string;
}

export interface Attach {
	/** a01.jpg, a02..., in order. */
	readonly member: string;
	/** SHA-256 of the file. */
	readonly hash: Uint8Array;
	readonly size: number;
	/** As the reporter typed it; "" when not. */
	readonly name: string;
}

/** One entry; what a kind does not have is undefined or empty. */
export interface Entry {
	readonly kind: Kind;
	/** Thread handle, 16 bytes. */
	readonly thread: Uint8Array;
	/** SHA-256 of the note texts of the heads its author has seen. */
	readonly after: readonly Uint8Array[];
	readonly date: string;
	readonly roster: RosterName;
	/** Readers, rising officer numbers, at least one. */
	readonly to: readonly string[];
	/** Left out on purpose (report, followup). */
	readonly not: readonly string[];
	/** report */
	readonly form?: Form | undefined;
	/** HOST/reporter (report, followup). */
	readonly key?: Vkey | undefined;
	/** X25519 public key that replies are sealed to (report). */
	readonly replyTo?: Uint8Array | undefined;
	/** reply, memo, event */
	readonly officer?: string | undefined;
	readonly fields: readonly Field[];
	readonly attach: readonly Attach[];
	/** Free text: "" or ending in LF.  formatEntry adds a missing LF. */
	readonly text: string;
}

/** An entry as read from a note; its signature is not checked yet. */
export interface ReadEntry extends Entry {
	readonly note: Note;
	/** SHA-256 of the note's text: what `after` names. */
	readonly hash: Uint8Array;
}

/** True for kinds that the reporter signs. */
export function isReporters(kind: Kind): boolean {
	return kind === "report" || kind === "followup" || kind === "contact";
}

/** A field's value as its line holds it. */
export function escapeField(value: string): string {
	return value.replace(/%/g, "%25").replace(/\n/g, "%0A");
}

function unescapeField(value: string, code: Code): string {
	if (/%(?!25|0A)/.test(value))
		fail(code, "escape");
	return value.replace(/%0A/g, "\n").replace(/%25/g, "%");
}

function formatAttach(a: Attach): string {
	return ["attach", a.member, base64(a.hash), a.size,
	    a.name === "" ? "-" : a.name].join(" ");
}

/**
 * The text of an entry, to be signed.  ENTRY when parseEntry would refuse it.
 * Sorts `after`, `to` and `not`.
 */
export function formatEntry(host: string, e: Entry): string {
	const after = [...e.after].sort(compare);
	const body = e.text === "" || e.text.endsWith("\n") ?
	    e.text : e.text + "\n";
	const text = [
		`${host}/entry/v1`,
		`kind ${e.kind}`,
		`thread ${base64(e.thread)}`,
		...(after.length === 0 ? ["after -"] :
		    after.map((h) => `after ${base64(h)}`)),
		`date ${e.date}`,
		`roster ${e.roster.version} ${base64(e.roster.hash)}`,
		`to ${[...e.to].sort().join(" ")}`,
		...(e.not.length === 0 ? [] :
		    [`not ${[...e.not].sort().join(" ")}`]),
		...(e.form === undefined ? [] : [`form ${e.form}`]),
		...(e.key === undefined ? [] : [`key ${formatVkey(e.key)}`]),
		...(e.replyTo === undefined ? [] :
		    [`reply-to ${formatRecipient(e.replyTo)}`]),
		...(e.officer === undefined ? [] : [`officer ${e.officer}`]),
		...e.fields.map((f) => `field ${f.name} ${escapeField(f.value)}`),
		...e.attach.map(formatAttach),
		"", "",
	].join("\n") + body;

	parseEntry(host, text);
	return text;
}

function parseAfter(lines: Lines): Uint8Array[] {
	const after = lines.many("after", 1, AFTER_MAX, "ENTRY", (h) => h);

	if (after.length === 1 && after[0] === "-")
		return [];
	const out = after.map((h) => bytes(h, 32, "ENTRY"));
	out.forEach((h, i) => {
		const before = out[i - 1];

		if (before !== undefined && compare(before, h) >= 0)
			fail("ENTRY", "after rises");
	});
	return out;
}

/** What stands behind "field ".  code. */
export function parseField(line: string, code: Code): Field {
	const m = /^([a-z0-9_]{1,32}) ([^\n]*)$/.exec(line);

	if (m === null)
		return fail(code, "field");
	return { name: m[1] ?? "", value: unescapeField(m[2] ?? "", code) };
}

function parseAttach(line: string, i: number): Attach {
	const m = /^([^ ]+) ([^ ]+) ([^ ]+) ([^\n]+)$/.exec(line);
	const member = m?.[1] ?? "";
	const name = m?.[4] ?? "";

	if (!isAttachmentName(member, i + 1))
		fail("ENTRY", "attach");
	return {
		member,
		hash: bytes(m?.[2] ?? "", 32, "ENTRY"),
		size: decimal(m?.[3] ?? "", UPLOAD_LEN, "ENTRY"),
		name: name === "-" ? "" : name,
	};
}

function oneOf<T extends string>(text: string, list: readonly T[]): T {
	return list.find((v) => v === text) ?? fail("ENTRY", "word");
}

/** The lines whose presence hangs on the kind. */
function parseAuthor(host: string, kind: Kind, lines: Lines):
    Pick<Entry, "not" | "form" | "key" | "replyTo" | "officer"> {
	const keyed = kind === "report" || kind === "followup";
	const not = keyed ? lines.maybe("not") : undefined;

	return {
		not: not === undefined ? [] : numbers(not, 1, "ENTRY"),
		form: kind === "report" ? oneOf(lines.one("form"), FORMS) :
		    undefined,
		key: keyed ? namedKey(lines.one("key"), `${host}/reporter`,
		    "ENTRY") : undefined,
		replyTo: kind === "report" ?
		    ageKey(lines.one("reply-to"), "ENTRY") : undefined,
		officer: isReporters(kind) ? undefined :
		    number(lines.one("officer"), "ENTRY"),
	};
}

/**
 * The grammar in full, and that `thread` is the handle of `key` where the kind
 * has one.  ENTRY.
 */
export function parseEntry(host: string, text: string): Entry {
	const lines = new Lines(text, "ENTRY");

	lines.expect(`${host}/entry/v1`);
	const kind = oneOf(lines.one("kind"), KINDS);
	const thread = bytes(lines.one("thread"), 16, "ENTRY");
	const after = parseAfter(lines);
	const day = date(lines.one("date"), "ENTRY");
	const roster = rosterName(lines.one("roster"), "ENTRY");
	const to = numbers(lines.one("to"), 1, "ENTRY");
	const author = parseAuthor(host, kind, lines);
	const fields = lines.many("field", 0, FIELDS_MAX, "ENTRY",
	    (line) => parseField(line, "ENTRY"));
	const attach = lines.many("attach", 0, ATTACHMENTS_MAX, "ENTRY",
	    parseAttach);
	lines.expect("");
	if (kind === "report" && after.length > 0)
		fail("ENTRY", "a report is the first");
	if (author.not.some((n) => to.includes(n)))
		fail("ENTRY", "to and not");
	if (author.key !== undefined &&
	    !equal(threadHandle(host, author.key.key), thread))
		fail("ENTRY", "thread");
	return {
		kind, thread, after, date: day, roster, to, ...author, fields,
		attach, text: lines.rest(),
	};
}

/** The key name that signs an entry. */
export function authorName(host: string, e: Entry): string {
	return e.officer === undefined ? `${host}/reporter` :
	    `${host}/officer/${e.officer}`;
}

/** The bytes of entry.note.  ENTRY, LIMIT (over 60,000 bytes), NOTE... */
export function signEntry(host: string, e: Entry, seed: Uint8Array):
    Uint8Array {
	const signer: Signer = { name: authorName(host, e), seed };
	const note = signNote(host, formatEntry(host, e), [signer]);

	return note.length > ENTRY_NOTE_LEN ? fail("LIMIT", "entry.note") : note;
}

/**
 * Parse the bytes of entry.note; verifies no signature, only that there is one
 * by a key of the author's name.  NOTE, ENTRY, LIMIT.
 */
export function readEntry(host: string, noteBytes: Uint8Array): ReadEntry {
	if (noteBytes.length > ENTRY_NOTE_LEN)
		fail("LIMIT", "entry.note");
	const note = parseNote(noteBytes);
	const entry = parseEntry(host, note.text);
	if (note.signatures.length !== 1 ||
	    note.signatures[0]?.name !== authorName(host, entry))
		fail("ENTRY", "signature");
	return { ...entry, note, hash: sha256(note.message) };
}

/**
 * ENTRY_SIGNATURE unless author signed: `key` for a report or followup, the
 * report's for a contact, the roster's entry key for an officer.
 */
export function verifyEntry(host: string, e: ReadEntry, author: Vkey): void {
	try {
		verifyNote(host, e.note, [author]);
	} catch (err) {
		if (codeOf(err) === undefined)
			throw err;
		fail("ENTRY_SIGNATURE");
	}
}

/** The first field of that name. */
export function field(e: Entry, name: string): string | undefined {
	return e.fields.find((f) => f.name === name)?.value;
}

/** A file behind entry.note by what the attach lines say of it. */
export interface Sum {
	readonly name: string;
	readonly size: number;
	readonly hash: Uint8Array;
}

/** The sums of an archive's members, entry.note left out. */
export function sums(members: readonly Member[]): Sum[] {
	return members.slice(1).map(({ name, data }) =>
	    ({ name, size: data.length, hash: sha256(data) }));
}

/**
 * ATTACHMENT unless the files fit the attach lines in number, order, name,
 * size and hash.
 */
export function checkSums(e: Entry, files: readonly Sum[]): void {
	if (files.length !== e.attach.length)
		fail("ATTACHMENT");
	e.attach.forEach((a, i) => {
		const f = files[i];

		if (f === undefined || f.name !== a.member ||
		    f.size !== a.size || !equal(f.hash, a.hash))
			fail("ATTACHMENT");
	});
}

/** checkSums of a whole archive's members, entry.note first. */
export function checkAttachments(e: Entry, members: readonly Member[]): void {
	checkSums(e, sums(members));
}

/** The attach line of a file; name is what the reporter typed, or "". */
export function attach(member: Member, name: string): Attach {
	return {
		member: member.name, hash: sha256(member.data),
		size: member.data.length, name,
	};
}
