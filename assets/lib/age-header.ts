// SPDX-License-Identifier: ISC
// The age v1 header (docs/protocol.md section 1): grammar and limits.  The
// limits come before anything that grows with the input.

import { base64Raw, fromBase64Raw } from "./base64.ts";
import { concat, latin1, utf8 } from "./bytes.ts";
import { fail } from "./err.ts";
import { hkdf, hmac } from "./hash.ts";
import * as limits from "./limits.ts";

export const VERSION_LINE = "age-encryption.org/v1";
export const FILE_KEY_LEN = 16;
const MAC_LEN = 32;
const LINE_MAX = 64;

/** args[0] is the stanza's type. */
export interface Stanza {
	readonly args: readonly string[];
	readonly body: Uint8Array;
}

export interface Header {
	readonly stanzas: readonly Stanza[];
	readonly mac: Uint8Array;
	/** What the MAC covers: up to and including "---". */
	readonly covered: Uint8Array;
	/** Length of the header in the bytes that were parsed. */
	readonly length: number;
}

/** Reads LF-terminated lines, never past HEADER_LEN. */
class HeaderLines {
	at = 0;
	private readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	next(): string {
		const end = Math.min(this.bytes.length, limits.HEADER_LEN);
		const from = this.at;

		for (let i = from; i < end; i++) {
			const c = this.bytes[i] ?? 0;

			if (c === 10) {
				this.at = i + 1;
				return latin1(this.bytes.subarray(from, i));
			}
			if (c < 32 || c > 126)
				fail("AGE_HEADER", "not printable");
		}
		return this.bytes.length > limits.HEADER_LEN ?
		    fail("AGE_LIMIT") : fail("AGE_HEADER", "cut");
	}
}

function decode(text: string, len?: number): Uint8Array {
	try {
		return fromBase64Raw(text, len);
	} catch {
		return fail("AGE_HEADER", "base64");
	}
}

function parseStanza(line: string, lines: HeaderLines): Stanza {
	const args = line.slice(3).split(" ");
	const parts: Uint8Array[] = [];
	let len = 0;

	if (args.includes(""))
		fail("AGE_HEADER", "empty argument");
	if (args.length > limits.STANZA_ARGS_MAX ||
	    args.some((a) => a.length > limits.STANZA_ARG_LEN))
		fail("AGE_LIMIT");
	for (;;) {
		const text = lines.next();

		if (text.length > LINE_MAX)
			fail("AGE_HEADER", "long line");
		const part = decode(text);
		len += part.length;
		if (len > limits.STANZA_BODY_LEN)
			fail("AGE_LIMIT");
		parts.push(part);
		if (text.length < LINE_MAX)
			return { args, body: concat(...parts) };
	}
}

/**
 * Parse the header at the start of bytes.  AGE_LIMIT when it is over a limit,
 * AGE_STANZAS when it has too many, AGE_HEADER when it is malformed or cut.
 */
export function parseHeader(bytes: Uint8Array): Header {
	const lines = new HeaderLines(bytes);
	const stanzas: Stanza[] = [];

	/* Other bytes are no header at all, however many of them there are. */
	for (let i = 0; i < VERSION_LINE.length; i++)
		if (bytes[i] !== VERSION_LINE.charCodeAt(i))
			fail("AGE_HEADER", "version");
	if (lines.next() !== VERSION_LINE)
		fail("AGE_HEADER", "version");
	for (;;) {
		const start = lines.at;
		const line = lines.next();

		if (line.startsWith("-> ")) {
			if (stanzas.length === limits.STANZA_MAX)
				fail("AGE_STANZAS");
			stanzas.push(parseStanza(line, lines));
			continue;
		}
		if (!line.startsWith("--- ") || stanzas.length === 0)
			fail("AGE_HEADER");
		return {
			stanzas,
			mac: decode(line.slice(4), MAC_LEN),
			covered: bytes.subarray(0, start + 3),
			length: lines.at,
		};
	}
}

/** Split an age file.  Both parts are views into object. */
export function splitHeader(object: Uint8Array):
    { header: Uint8Array; payload: Uint8Array } {
	const { length } = parseHeader(object);

	return {
		header: object.subarray(0, length),
		payload: object.subarray(length),
	};
}

/** An X25519 stanza's share; AGE_HEADER unless it is one, to the letter. */
export function x25519Share(s: Stanza): Uint8Array {
	if (s.args[0] !== "X25519" || s.args.length !== 2 || s.body.length !== 32)
		fail("AGE_HEADER", "X25519 stanza");
	return decode(s.args[1] ?? "", 32);
}

/** SLOTS unless the header has exactly slots stanzas, all X25519. */
export function checkSlots(header: Header, slots: number): void {
	if (header.stanzas.length !== slots)
		fail("SLOTS");
	for (const s of header.stanzas) {
		try {
			x25519Share(s);
		} catch {
			fail("SLOTS");
		}
	}
}

/** The MAC of the bytes up to and including "---"; 32 bytes. */
export function headerMac(fileKey: Uint8Array, covered: Uint8Array):
    Uint8Array {
	return hmac(hkdf(fileKey, "", "header", 32), covered);
}

/** The header of these stanzas, MAC and all. */
export function formatHeader(fileKey: Uint8Array,
    stanzas: readonly Stanza[]): Uint8Array {
	let text = VERSION_LINE + "\n";

	for (const s of stanzas) {
		const body = base64Raw(s.body);

		text += "-> " + s.args.join(" ") + "\n";
		for (let i = 0; i <= body.length; i += LINE_MAX)
			text += body.slice(i, i + LINE_MAX) + "\n";
	}
	text += "---";
	const mac = headerMac(fileKey, utf8(text));
	return utf8(text + " " + base64Raw(mac) + "\n");
}
