// SPDX-License-Identifier: ISC
// Bytes that mean harm, for the tests of both languages and of the qf program.
// All are well formed as far as can be: whoever misses the one thing that is
// wrong opens them, or reads 64 MiB in vain.
//	make.ts DIR	write each as DIR/NAME, and DIR/key that opens them

import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

import { type Stanza, formatHeader, parseHeader } from "../../assets/lib/age-header.ts";
import { base64Raw } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { formatIdentity, identity } from "../../assets/lib/identity.ts";
import { UPLOAD_LEN } from "../../assets/lib/limits.ts";
import { signNote } from "../../assets/lib/note.ts";
import {
	CHUNK_LEN, Sealer, sealPayload, sealedLength, wrapHeader,
} from "../../assets/lib/seal.ts";
import { writeTar } from "../../assets/lib/tar.ts";
import { HOST, fixed, fixedRandom, key } from "../vectors/fixed.ts";

/** head, then the byte fill up to length. */
export interface Hostile {
	readonly name: string;
	readonly head: Uint8Array;
	readonly fill: number;
	readonly length: number;
}

export const ME = identity(fixed("reader of hostile bytes"));
export const SIGNER = key("officer/01");
const MIB = 1024 * 1024;
const FILE_KEY = fixed("hostile file key").subarray(0, 16);
const BLOCK = 512;
const NOTE = utf8(`${HOST}/entry/v1\n`);

function whole(name: string, head: Uint8Array): Hostile {
	return { name, head, fill: 0, length: head.length };
}

/** So many stanzas, the first of which opens; the MAC is right. */
function manyStanzas(n: number, rest: Stanza): Uint8Array {
	const { stanzas } = parseHeader(wrapHeader(FILE_KEY, [ME.recipient], 1,
	    fixedRandom("hostile stanza")));

	return concat(formatHeader(FILE_KEY,
	    [...stanzas, ...new Array<Stanza>(n - 1).fill(rest)]),
	    sealPayload(FILE_KEY, NOTE, fixedRandom("hostile payload")));
}

/** As `age -p` writes it, but for the work factor; nobody knows the key. */
function work(logN: number): Uint8Array {
	const header = formatHeader(FILE_KEY, [{
		args: ["scrypt", base64Raw(fixed("salt").subarray(0, 16)),
			String(logN)],
		body: fixed("body"),
	}]);

	return concat(header, sealPayload(FILE_KEY,
	    utf8(`${formatIdentity(ME.secret)}\n`), fixedRandom("locked")));
}

/**
 * An entry of the largest bucket, sealed to ME: a note and an attachment whose
 * tar header was edited and its checksum set right again.  Only the first
 * chunk is there, the others are zeros: who opens them came too far.
 */
function archive(name: string, edit: (block: Uint8Array) => void): Hostile {
	const tar = writeTar([
		{ name: "entry.note", data: NOTE },
		{ name: "a01.jpg", data: new Uint8Array(100) },
	]);
	const block = tar.subarray(2 * BLOCK, 3 * BLOCK);
	const chunk = new Uint8Array(CHUNK_LEN);
	const header = wrapHeader(FILE_KEY, [ME.recipient], 8,
	    fixedRandom(name));
	const sealer = new Sealer(FILE_KEY, fixedRandom(`${name} nonce`));

	edit(block);
	block.set(utf8("        "), 148);
	const sum = block.reduce((a, b) => a + b, 0);
	block.set(utf8(sum.toString(8).padStart(6, "0") + "\0 "), 148);
	chunk.set(tar);
	const head = concat(header, sealer.nonce, sealer.push(chunk, false));
	return { name, head, fill: 0,
		length: header.length + sealedLength(UPLOAD_LEN) };
}

/** A good note to which so many lines of strangers were added. */
function signatures(n: number): Uint8Array {
	const stranger = `\u2014 ${HOST}/officer/02 ` +
	    `${Buffer.from(new Uint8Array(68).fill(7)).toString("base64")}\n`;

	return concat(signNote(HOST, `${HOST}/entry/v1\n`, [SIGNER]),
	    utf8(stranger.repeat(n - 1)));
}

function put(at: number, text: string): (block: Uint8Array) => void {
	return (block) => block.set(utf8(text), at);
}

export function hostiles(): Hostile[] {
	const share: Stanza = {
		args: ["X25519", base64Raw(fixed("share"))], body: fixed("body"),
	};
	const least: Stanza = { args: ["a"], body: new Uint8Array(0) };

	return [
		{ name: "no-newline", fill: 0x41, length: 64 * MIB,
			head: utf8("age-encryption.org/v1\n-> X25519 ") },
		{ name: "no-line", fill: 0x41, length: 64 * MIB,
			head: new Uint8Array(0) },
		whole("stanzas", manyStanzas(10000, share)),
		whole("stanzas-small", manyStanzas(10000, least)),
		whole("work", work(30)),
		archive("tar-path", put(0, "../a01.jpg\0")),
		archive("tar-link", (block) => {
			put(156, "2")(block);
			put(157, "/etc/passwd")(block);
		}),
		// 2^63 in GNU's binary form: the sign, then eleven bytes.
		archive("tar-size", (block) => {
			block.fill(0, 124, 136);
			block[124] = 0x80;
			block[128] = 0x80;
		}),
		archive("tar-twice", put(0, "entry.note\0")),
		whole("note", signatures(10000)),
		whole("note-small", signatures(500)),
	];
}

/** What the file of one holds, in memory. */
export function bytesOf(h: Hostile): Uint8Array {
	const out = new Uint8Array(h.length);

	out.fill(h.fill, h.head.length);
	out.set(h.head);
	return out;
}

function writeOne(dir: string, h: Hostile): void {
	const fd = openSync(join(dir, h.name), "wx", 0o600);
	const piece = new Uint8Array(MIB).fill(h.fill);

	writeSync(fd, h.head);
	if (h.fill === 0)
		ftruncateSync(fd, h.length);
	else
		for (let at = h.head.length; at < h.length; at += piece.length)
			writeSync(fd, piece.subarray(0, h.length - at));
	closeSync(fd);
}

export function writeHostiles(dir: string): void {
	for (const h of hostiles())
		writeOne(dir, h);
	const secret = utf8(`${formatIdentity(ME.secret)}\n`);

	writeOne(dir, whole("key", secret));
}

if (process.argv[1] === import.meta.filename)
	writeHostiles(process.argv[2] ?? ".");
