// SPDX-License-Identifier: ISC
// Values that several of the strict line grammars share: officer numbers,
// hashes, dates, keys with a given name (docs/protocol.md sections 4, 5).

import { fromBase64 } from "./base64.ts";
import { isDate } from "./date.ts";
import { type Code, codeOf, fail } from "./err.ts";
import { parseRecipient } from "./identity.ts";
import { STANZA_MAX } from "./limits.ts";
import { type Vkey, parseVkey } from "./note.ts";
import { decimal } from "./text.ts";

/** A roster by version and SHA-256 of its text. */
export interface RosterName {
	readonly version: number;
	readonly hash: Uint8Array;
}

/** Versions and generations fit 32 bits. */
const VERSION_MAX = 0xffffffff;

/** Names of classes and roles, reasons. */
export function isWord(text: string): boolean {
	return /^[a-z0-9_-]{1,32}$/.test(text);
}

/** A version or generation, from 1. */
export function version(text: string, code: Code): number {
	const v = decimal(text, VERSION_MAX, code);

	return v > 0 ? v : fail(code, "version");
}

/** "VERSION HASH", as entries and self name a roster. */
export function rosterName(text: string, code: Code): RosterName {
	const [v = "", hash = ""] = words(text, 2, code);

	return { version: version(v, code), hash: bytes(hash, 32, code) };
}

/** Two digits. */
export function number(text: string, code: Code): string {
	return /^[0-9]{2}$/.test(text) ? text : fail(code, "number");
}

/** Officer numbers, rising, min to 32 of them. */
export function numbers(text: string, min: number, code: Code): string[] {
	const out = text.split(" ").map((n) => number(n, code));

	if (out.length < min || out.length > STANZA_MAX ||
	    out.some((n, i) => i > 0 && n <= (out[i - 1] ?? "")))
		fail(code, "numbers");
	return out;
}

/** Exactly len bytes in canonical base64. */
export function bytes(text: string, len: number, code: Code): Uint8Array {
	try {
		return fromBase64(text, len);
	} catch {
		return fail(code, "base64");
	}
}

/** A SHA-256, or undefined for "-". */
export function maybeHash(text: string, code: Code): Uint8Array | undefined {
	return text === "-" ? undefined : bytes(text, 32, code);
}

/** A calendar date. */
export function date(text: string, code: Code): string {
	return isDate(text) ? text : fail(code, "date");
}

/** A verifier key of exactly this name. */
export function namedKey(text: string, name: string, code: Code): Vkey {
	const v = parseVkey(text, code);

	return v.name === name ? v : fail(code, "key name");
}

/** "age1...", lower case as age writes it; 32 bytes. */
export function ageKey(text: string, code: Code): Uint8Array {
	try {
		if (/[A-Z]/.test(text))
			fail(code, "recipient");
		return parseRecipient(text);
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
		return fail(code, "recipient");
	}
}

/** Exactly n words of a line that are parted by single spaces. */
export function words(text: string, n: number, code: Code): string[] {
	const out = text.split(" ");

	return out.length === n && !out.includes("") ? out : fail(code, "words");
}
