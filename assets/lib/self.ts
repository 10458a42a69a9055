// SPDX-License-Identifier: ISC
// `self`: what the reporter needs later with nothing but the 24 digits
// (docs/protocol.md section 5).  An age file of exactly 1,024 bytes with one
// X25519 stanza to the reporter; inside, zero-filled, a note HOST/self/v1.

import { checkSlots, parseHeader } from "./age-header.ts";
import { base64 } from "./base64.ts";
import { type Random, concat, equal, systemRandom } from "./bytes.ts";
import { FORMS, type Form } from "./entry.ts";
import { codeOf, fail } from "./err.ts";
import {
	type RosterName, bytes, isWord, maybeHash, numbers, rosterName,
} from "./grammar.ts";
import { openNote, signNote } from "./note.ts";
import type { Receipt } from "./receipt.ts";
import { NONCE_LEN, TAG_LEN, seal } from "./seal.ts";
import { Lines } from "./text.ts";
import { unseal } from "./unseal.ts";

export const SELF_LEN = 1024;
/** First line, one stanza, MAC: always the same length. */
const HEADER_LEN = 22 + 98 + 48;
export const SELF_NOTE_LEN = SELF_LEN - HEADER_LEN - NONCE_LEN - TAG_LEN;

export interface Self {
	/** Thread handle, 16 bytes. */
	readonly thread: Uint8Array;
	readonly form: Form;
	readonly className: string;
	/** The poster's pin; undefined when the keys were not checked. */
	readonly root: Uint8Array | undefined;
	readonly roster: RosterName;
	readonly to: readonly string[];
	readonly not: readonly string[];
	/** The report's commitment, 32 bytes. */
	readonly d: Uint8Array;
}

/** The text; ENTRY when parseSelf would refuse it. */
export function formatSelf(host: string, s: Self): string {
	const text = [
		`${host}/self/v1`,
		`thread ${base64(s.thread)}`,
		`form ${s.form}`,
		`class ${s.className}`,
		`root ${s.root === undefined ? "-" : base64(s.root)}`,
		`roster ${s.roster.version} ${base64(s.roster.hash)}`,
		`to ${[...s.to].sort().join(" ")}`,
		...(s.not.length === 0 ? [] :
		    [`not ${[...s.not].sort().join(" ")}`]),
		`d ${base64(s.d)}`,
		"",
	].join("\n");

	parseSelf(host, text);
	return text;
}

/** The grammar only; ENTRY. */
export function parseSelf(host: string, text: string): Self {
	const lines = new Lines(text, "ENTRY");

	lines.expect(`${host}/self/v1`);
	const thread = bytes(lines.one("thread"), 16, "ENTRY");
	const word = lines.one("form");
	const form = FORMS.find((f) => f === word) ?? fail("ENTRY", "form");
	const className = lines.one("class");
	const root = maybeHash(lines.one("root"), "ENTRY");
	const roster = rosterName(lines.one("roster"), "ENTRY");
	const to = numbers(lines.one("to"), 1, "ENTRY");
	const left = lines.maybe("not");
	const not = left === undefined ? [] : numbers(left, 1, "ENTRY");
	const d = bytes(lines.one("d"), 32, "ENTRY");
	lines.end();
	if (!isWord(className) || not.some((n) => to.includes(n)))
		fail("ENTRY");
	return {
		thread, form, className, root, roster, to, not, d,
	};
}

/** Sign and seal to the reporter: 1,024 bytes.  ENTRY, LIMIT (too long). */
export function writeSelf(host: string, s: Self, by: Receipt,
    random: Random = systemRandom): Uint8Array {
	const note = signNote(host, formatSelf(host, s),
	    [{ name: by.vkey.name, seed: by.seed }]);
	const plain = new Uint8Array(SELF_NOTE_LEN);

	if (note.length > SELF_NOTE_LEN)
		fail("LIMIT", "self");
	plain.set(note);
	const { header, payload } =
	    seal(plain, [by.identity.recipient], 1, random);
	return concat(header, payload);
}

/**
 * Open and verify.  AGE_..., FORMAT (something behind the first zero),
 * NOTE..., ENTRY (also when it is for another thread), LIMIT.
 */
export function readSelf(host: string, file: Uint8Array, by: Receipt): Self {
	if (file.length !== SELF_LEN)
		fail("AGE_HEADER", "length");
	const header = parseHeader(file);
	try {
		checkSlots(header, 1);
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
		fail("AGE_HEADER", "one X25519 stanza");
	}
	const plain = unseal(file, [by.identity]);
	const end = plain.indexOf(0);
	const note = plain.subarray(0, end < 0 ? plain.length : end);
	if (plain.subarray(note.length).some((b) => b !== 0))
		fail("FORMAT", "fill");
	const { text } = openNote(host, note, [by.vkey]);
	const s = parseSelf(host, text);
	return equal(s.thread, by.handle) ? s : fail("ENTRY", "thread");
}
