// SPDX-License-Identifier: ISC
// Signed notes as of c2sp.org/signed-note with Ed25519 keys, and which key may
// sign what (docs/protocol.md section 2).

import { base64, fromBase64 } from "./base64.ts";
import { concat, equal, fromUtf8, utf8 } from "./bytes.ts";
import {
	ed25519Public, ed25519Sign, ed25519Verify, isEd25519Public,
} from "./ed25519.ts";
import { type Code, codeOf, fail } from "./err.ts";
import { sha256 } from "./hash.ts";
import { fromHex, hex } from "./hex.ts";
import { NAME_LEN, NOTE_LEN, NOTE_SIGNATURES_MAX } from "./limits.ts";
import { isClean } from "./text.ts";

const ED25519 = 1;
/** Witnesses' cosignatures (c2sp.org/tlog-cosignature). */
const COSIGNATURE = 4;
const KEY_ID_LEN = 4;
const SIGNATURE_LEN = 64;

/** A verifier key: name, 4-byte id, 32-byte Ed25519 public key. */
export interface Vkey {
	readonly name: string;
	/** 1, or 4 for the cosignatures of a log's witness. */
	readonly type: number;
	readonly id: Uint8Array;
	readonly key: Uint8Array;
}

export interface Signer {
	readonly name: string;
	/** 32 bytes, secret. */
	readonly seed: Uint8Array;
}

/** One signature line, not verified. */
export interface Signature {
	readonly name: string;
	readonly id: Uint8Array;
	readonly bytes: Uint8Array;
}

export interface Note {
	/** What is signed; ends in LF. */
	readonly text: string;
	/** The text's bytes: a view into the note's. */
	readonly message: Uint8Array;
	readonly signatures: readonly Signature[];
}

/** A note some of whose signatures were verified. */
export interface OpenNote {
	readonly text: string;
	/** Whose signatures are good, each key once; never empty. */
	readonly signers: readonly Vkey[];
}

/** A usable key name: no white space, no plus, at most 255 bytes. */
export function isKeyName(name: string): boolean {
	return name !== "" && isClean(name) && !/[\s+]/.test(name) &&
	    utf8(name).length <= NAME_LEN;
}

/** The verifier key of a name and a public key. */
export function vkey(name: string, key: Uint8Array, type = ED25519): Vkey {
	const id = sha256(name, Uint8Array.of(10, type), key)
	    .subarray(0, KEY_ID_LEN);

	return { name, type, id, key };
}

/** name "+" hex(id) "+" base64(01 key). */
export function formatVkey(v: Vkey): string {
	return v.name + "+" + hex(v.id) + "+" +
	    base64(concat(Uint8Array.of(v.type), v.key));
}

/**
 * Reverse of formatVkey; throws code unless the id fits, the type is Ed25519
 * (or, for a witness, a cosignature) and libsodium would take the key.
 */
export function parseVkey(text: string, code: Code = "FORMAT",
    witness = false): Vkey {
	const m = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]*)$/.exec(text);
	const name = m?.[1] ?? "";

	try {
		if (!isKeyName(name))
			fail(code, "vkey");
		const blob = fromBase64(m?.[3] ?? "", 33);
		const v = vkey(name, blob.subarray(1), blob[0]);
		if (!equal(v.id, fromHex(m?.[2] ?? "")) ||
		    !isEd25519Public(v.key) || !(v.type === ED25519 ||
		    (witness && v.type === COSIGNATURE)))
			fail(code, "vkey");
		return v;
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
		return fail(code, "vkey");
	}
}

/** True when both have the same name and key. */
export function sameVkey(a: Vkey, b: Vkey): boolean {
	return a.name === b.name && a.type === b.type && equal(a.key, b.key);
}

/** First lines behind "HOST/" for a key's name behind "HOST/". */
const FIRST_LINES: readonly (readonly [RegExp, readonly string[]])[] = [
	[/^root\/[A-Za-z0-9._-]{1,64}$/, ["root/v1", "roster/v1"]],
	[/^officer\/[0-9]{2}$/, ["entry/v1", "retention/v1", "record/v1"]],
	[/^login\/[0-9]{2}$/, ["login/v1"]],
	[/^reporter$/, ["entry/v1", "self/v1"]],
	[/^promise$/, ["promise/v1"]],
	[/^log1$/, ["log1"]],
	[/^release$/, ["manifest/v1"]],
];

/** May a key of this name sign a text with this first line? */
export function keyFits(host: string, name: string, firstLine: string):
    boolean {
	const prefix = host + "/";

	if (!name.startsWith(prefix) || !firstLine.startsWith(prefix))
		return false;
	const tail = name.slice(prefix.length);
	const row = FIRST_LINES.find(([re]) => re.test(tail));
	return row !== undefined &&
	    row[1].includes(firstLine.slice(prefix.length));
}

function firstLine(text: string): string {
	return text.slice(0, text.indexOf("\n"));
}

function parseSignature(line: string): Signature {
	const m = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line);
	const name = m?.[1] ?? "";
	let blob: Uint8Array;

	if (!isKeyName(name))
		fail("NOTE", "signature line");
	try {
		blob = fromBase64(m?.[2] ?? "");
	} catch {
		return fail("NOTE", "signature line");
	}
	if (blob.length <= KEY_ID_LEN)
		fail("NOTE", "signature line");
	return {
		name,
		id: blob.subarray(0, KEY_ID_LEN),
		bytes: blob.subarray(KEY_ID_LEN),
	};
}

/** Split a note as it was sent; verifies nothing.  NOTE, LIMIT. */
export function parseNote(bytes: Uint8Array): Note {
	let at = bytes.length - 1;
	let all = "";

	if (bytes.length > NOTE_LEN)
		fail("LIMIT", "note");
	try {
		all = fromUtf8(bytes);
	} catch {
		fail("NOTE", "not UTF-8");
	}
	// Behind the last empty line; LF is no part of any other character.
	while (at > 0 && (bytes[at] !== 10 || bytes[at - 1] !== 10))
		at--;
	const message = bytes.subarray(0, Math.max(at, 0));
	const end = all.lastIndexOf("\n\n") + 1;
	const text = all.slice(0, end);
	const lines = all.slice(end + 1);
	if (!isClean(all) || at < 1 || !lines.endsWith("\n"))
		fail("NOTE");
	const signatures: Signature[] = [];
	for (const line of lines.slice(0, -1).split("\n")) {
		if (signatures.length === NOTE_SIGNATURES_MAX)
			fail("LIMIT", "signatures");
		signatures.push(parseSignature(line));
	}
	return { text, message, signatures };
}

/**
 * Verify a note by the keys that are known: signatures of others are ignored,
 * a bad one of a known key rejects the note.  NOTE, LIMIT, NOTE_SIGNATURE,
 * NOTE_UNSIGNED (no known key), NOTE_KEY_NAME (a known key that signed may not
 * sign this kind).
 */
export function openNote(host: string, bytes: Uint8Array,
    keys: readonly Vkey[]): OpenNote {
	return verifyNote(host, parseNote(bytes), keys);
}

/** The same of a note that was parsed before. */
export function verifyNote(host: string,
    { text, message, signatures }: Note, keys: readonly Vkey[]): OpenNote {
	const signers: Vkey[] = [];

	for (const s of signatures) {
		const known = keys.find((k) => k.name === s.name &&
		    equal(k.id, s.id));

		if (known === undefined)
			continue;
		if (!keyFits(host, known.name, firstLine(text)))
			fail("NOTE_KEY_NAME");
		if (s.bytes.length !== SIGNATURE_LEN ||
		    known.type !== ED25519 || !ed25519Verify(known.key, message, s.bytes))
			fail("NOTE_SIGNATURE");
		if (!signers.includes(known))
			signers.push(known);
	}
	if (signers.length === 0)
		fail("NOTE_UNSIGNED");
	return { text, signers };
}

/**
 * Sign a text that ends in LF.  NOTE when it is not clean, LIMIT when it is
 * too long, NOTE_KEY_NAME when a signer may not sign this kind.
 */
export function signNote(host: string, text: string,
    signers: readonly Signer[]): Uint8Array {
	let out = text + "\n";

	if (!text.endsWith("\n") || !isClean(text) || signers.length === 0)
		fail("NOTE", "text");
	const message = utf8(text);
	for (const { name, seed } of signers) {
		if (!keyFits(host, name, firstLine(text)))
			fail("NOTE_KEY_NAME");
		const { id } = vkey(name, ed25519Public(seed));
		const sig = ed25519Sign(seed, message);
		out += "\u2014 " + name + " " + base64(concat(id, sig)) + "\n";
	}
	const note = utf8(out);
	return note.length > NOTE_LEN ? fail("LIMIT", "note") : note;
}
