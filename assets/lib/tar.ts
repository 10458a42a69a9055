// SPDX-License-Identifier: ISC
// The one kind of ustar archive an entry is (docs/protocol.md section 1):
// entry.note first, then attachments a01.EXT, a02.EXT ... in order, plain
// files without owner or time, two zero blocks, zero fill to a bucket.  The
// writer makes nothing else and the reader takes nothing else.

import { ascii, utf8 } from "./bytes.ts";
import { fail } from "./err.ts";
import { ATTACHMENTS_MAX, ENTRY_NOTE_LEN } from "./limits.ts";

const BLOCK = 512;
const KIB = 1024;
export const NOTE_NAME = "entry.note";
export const EXTENSIONS = [
	"jpg", "png", "webp", "gif", "pdf", "txt", "csv", "docx", "xlsx", "m4a",
	"mp3", "mp4", "zip", "bin",
] as const;
export const BUCKETS = [
	4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, KIB * KIB, 4 * KIB * KIB,
	16 * KIB * KIB, 64 * KIB * KIB,
] as const;

export interface Member {
	readonly name: string;
	readonly data: Uint8Array;
}

/** The smallest bucket that holds len bytes; LIMIT when none does. */
export function bucket(len: number): number {
	return BUCKETS.find((b) => b >= len) ?? fail("LIMIT", "no bucket");
}

/** True for the name of attachment number i, counted from 1. */
export function isAttachmentName(name: string, i: number): boolean {
	const ext = name.slice(4);

	return i >= 1 && i <= ATTACHMENTS_MAX &&
	    name.slice(0, 4) === attachmentStem(i) + "." &&
	    EXTENSIONS.some((e) => e === ext);
}

/** "a01" for 1. */
export function attachmentStem(i: number): string {
	return "a" + String(i).padStart(2, "0");
}

function nameFits(name: string, index: number): boolean {
	return index === 0 ? name === NOTE_NAME : isAttachmentName(name, index);
}

function padded(len: number): number {
	return Math.ceil(len / BLOCK) * BLOCK;
}

/**
 * The only header block there is for a name and a size: byte for byte what GNU
 * tar writes with --format=ustar --mode=0600 --owner=0 --group=0
 * --numeric-owner --mtime=@0.
 */
function memberHeader(name: string, size: number): Uint8Array {
	const out = new Uint8Array(BLOCK);
	const put = (at: number, text: string): void => out.set(utf8(text), at);

	put(0, name);
	put(100, "0000600\0");
	put(108, "0000000\0");
	put(116, "0000000\0");
	put(124, size.toString(8).padStart(11, "0") + "\0");
	put(136, "00000000000\0");
	put(148, "        ");
	put(156, "0");
	put(257, "ustar\0" + "00");
	put(329, "0000000\0");
	put(337, "0000000\0");
	const sum = out.reduce((a, b) => a + b, 0);
	put(148, sum.toString(8).padStart(6, "0") + "\0 ");
	return out;
}

/**
 * The archive of members, filled to its bucket.  TAR when a name does not fit
 * its place, LIMIT when the note or the whole is too long.
 */
export function writeTar(members: readonly Member[]): Uint8Array {
	let len = 2 * BLOCK;
	let at = 0;

	if (members.length === 0)
		fail("TAR", "no entry.note");
	members.forEach(({ name, data }, i) => {
		if (!nameFits(name, i))
			fail("TAR", "member name");
		if (i === 0 && data.length > ENTRY_NOTE_LEN)
			fail("LIMIT", "entry.note");
		len += BLOCK + padded(data.length);
	});
	const out = new Uint8Array(bucket(len));
	for (const { name, data } of members) {
		out.set(memberHeader(name, data.length), at);
		out.set(data, at + BLOCK);
		at += BLOCK + padded(data.length);
	}
	return out;
}

/**
 * Name and size of member number index.  The one header we write for them is
 * the one header we read: the block is made again and compared.
 */
function readHeader(block: Uint8Array, index: number):
    { name: string; size: number } {
	const zero = block.indexOf(0);
	const name = ascii(block.subarray(0, Math.max(zero, 0))) ?? "";
	const octal = ascii(block.subarray(124, 135)) ?? "";

	if (block.length !== BLOCK || !/^[0-7]{11}$/.test(octal) ||
	    !nameFits(name, index))
		fail("TAR", "member header");
	const size = parseInt(octal, 8);
	const want = memberHeader(name, size);
	if (block.some((b, i) => b !== want[i]))
		fail("TAR", "member header");
	if (index === 0 && size > ENTRY_NOTE_LEN)
		fail("LIMIT", "entry.note");
	return { name, size };
}

function isZero(bytes: Uint8Array): boolean {
	return bytes.every((b) => b === 0);
}

/** The members of a whole archive; data are views.  TAR, LIMIT. */
export function readTar(bytes: Uint8Array): Member[] {
	const out: Member[] = [];
	let at = 0;

	if (!BUCKETS.some((b) => b === bytes.length))
		fail("TAR", "not a bucket");
	while (!isZero(bytes.subarray(at, at + BLOCK))) {
		const block = bytes.subarray(at, at + BLOCK);
		const { name, size } = readHeader(block, out.length);
		const end = at + BLOCK + size;
		const next = at + BLOCK + padded(size);

		if (next > bytes.length || !isZero(bytes.subarray(end, next)))
			fail("TAR", "member data");
		out.push({ name, data: bytes.subarray(at + BLOCK, end) });
		at = next;
	}
	if (out.length === 0 || bytes.length - at < 2 * BLOCK ||
	    !isZero(bytes.subarray(at)))
		fail("TAR", "end");
	return out;
}

/**
 * entry.note from the first 64 KiB of an archive: all that is needed to say
 * what an entry says.  TAR, LIMIT.
 */
export function readNote(firstChunk: Uint8Array): Uint8Array {
	const { size } = readHeader(firstChunk.subarray(0, BLOCK), 0);

	if (BLOCK + size > firstChunk.length)
		fail("TAR", "cut");
	return firstChunk.subarray(BLOCK, BLOCK + size);
}
