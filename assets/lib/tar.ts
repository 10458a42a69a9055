// SPDX-License-Identifier: ISC
// The one kind of ustar archive an entry is (docs/protocol.md section 1):
// entry.note first, then attachments a01.EXT, a02.EXT ... in order, plain
// files without owner or time, two zero blocks, zero fill to a bucket.  The
// writer makes nothing else and the reader takes nothing else.

import { ascii, concat, equal, utf8 } from "./bytes.ts";
import { fail } from "./err.ts";
import { ATTACHMENTS_MAX, ENTRY_NOTE_LEN, UPLOAD_LEN } from "./limits.ts";

const BLOCK = 512;
const KIB = 1024;
const SIZE_AT = 124;
const TYPE_AT = 156;
const MAGIC_AT = 257;
const MAGIC = utf8("ustar\0" + "00");
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
	put(SIZE_AT, size.toString(8).padStart(11, "0") + "\0");
	put(136, "00000000000\0");
	put(148, "        ");
	put(TYPE_AT, "0");
	out.set(MAGIC, MAGIC_AT);
	put(329, "0000000\0");
	put(337, "0000000\0");
	let sum = 0;
	for (const b of out)
		sum += b;
	put(148, sum.toString(8).padStart(6, "0") + "\0 ");
	return out;
}

/**
 * An archive that is made piece by piece, so that it need not lie in memory as
 * a whole.  Borrows the members' data until the last piece is read.
 */
export class TarWriter {
	/** Of the whole, filled to its bucket. */
	readonly len: number;
	private readonly pieces: { at: number; bytes: Uint8Array }[] = [];

	/**
	 * TAR when a name does not fit its place, LIMIT when the note or the
	 * whole is too long.
	 *	spare	bytes by which the note could have been longer: the
	 *		bucket is that of the longest
	 */
	constructor(members: readonly Member[], spare = 0) {
		let at = 0;

		if (members.length === 0)
			fail("TAR", "no entry.note");
		members.forEach(({ name, data }, i) => {
			if (!nameFits(name, i))
				fail("TAR", "member name");
			if (i === 0 && data.length > ENTRY_NOTE_LEN)
				fail("LIMIT", "entry.note");
			this.pieces.push(
			    { at, bytes: memberHeader(name, data.length) },
			    { at: at + BLOCK, bytes: data });
			at += BLOCK + padded(data.length);
		});
		const note = members[0]?.data.length ?? 0;
		this.len = bucket(at + 2 * BLOCK + padded(note + spare) -
		    padded(note));
	}

	/** Bytes from .. from + len of the archive, cut at its end. */
	read(from: number, len: number): Uint8Array {
		const to = Math.min(from + len, this.len);
		const out = new Uint8Array(to - from);

		for (const { at, bytes } of this.pieces) {
			const start = Math.max(from, at);
			const end = Math.min(to, at + bytes.length);

			if (start < end)
				out.set(bytes.subarray(start - at, end - at),
				    start - from);
		}
		return out;
	}
}

/** The archive of members as a whole; errors as TarWriter. */
export function writeTar(members: readonly Member[]): Uint8Array {
	const tar = new TarWriter(members);

	return tar.read(0, tar.len);
}

/** The bytes of a name field up to its NUL; undefined: not even one. */
function readName(field: Uint8Array): string | undefined {
	const zero = field.indexOf(0);

	return zero < 0 ? undefined : ascii(field.subarray(0, zero));
}

/**
 * Name and size of member number index.  The one header we write for them is
 * the one header we read: the block is made again and compared.  What people
 * would like to know (a link, a path, a wrong size) is looked at first.
 */
function readHeader(block: Uint8Array, index: number):
    { name: string; size: number } {
	const name = readName(block.subarray(0, 100));
	const octal = ascii(block.subarray(SIZE_AT, SIZE_AT + 11)) ?? "";

	if (block.length !== BLOCK ||
	    MAGIC.some((b, i) => b !== block[MAGIC_AT + i]))
		fail("TAR", "no ustar header");
	if (block[TYPE_AT] !== 0x30)
		fail("TAR_TYPE");
	if (index > 0 && name === NOTE_NAME)
		fail("TAR_TWICE");
	if (name === undefined || !nameFits(name, index))
		return fail("TAR_NAME");
	// The sign of GNU's binary sizes; octal ones end at 8 GiB.
	if (((block[SIZE_AT] ?? 0) & 0x80) !== 0)
		fail("TAR_SIZE");
	if (!/^[0-7]{11}$/.test(octal))
		fail("TAR", "size");
	const size = parseInt(octal, 8);
	if (!equal(block, memberHeader(name, size)))
		fail("TAR", "member header");
	if (index === 0 && size > ENTRY_NOTE_LEN)
		fail("LIMIT", "entry.note");
	return { name, size };
}

function isZero(bytes: Uint8Array): boolean {
	for (let i = 0; i < bytes.length; i++)
		if (bytes[i] !== 0)
			return false;
	return true;
}

/** Who is told what is in an archive. */
export interface TarVisitor {
	/** A member begins; its bytes follow, size in all. */
	member(name: string, size: number): void;
	/** A view of what was pushed. */
	data(bytes: Uint8Array): void;
}

/**
 * Reads an archive that is pushed in pieces of any length, and refuses at the
 * first byte that cannot be.  Only end() says that the whole is good.
 */
export class TarReader {
	private readonly visitor: TarVisitor;
	private readonly block = new Uint8Array(BLOCK);
	private blockLen = 0;
	private total = 0;
	/** Bytes of the open member, and the zero bytes behind it. */
	private left = 0;
	private fill = 0;
	private members = 0;
	/** Zero bytes since the first zero block; undefined before it. */
	private endLen: number | undefined = undefined;
	private failed = false;

	constructor(visitor: TarVisitor) {
		this.visitor = visitor;
	}

	/** TAR, TAR_NAME, TAR_TYPE, TAR_SIZE, TAR_TWICE, LIMIT. */
	push(bytes: Uint8Array): void {
		if (this.failed)
			fail("TAR");
		this.failed = true;
		if (bytes.length > UPLOAD_LEN - this.total)
			fail("LIMIT", "archive");
		for (let at = 0; at < bytes.length;)
			at += this.take(bytes.subarray(at));
		this.failed = false;
	}

	/** No more bytes come: TAR unless all was there. */
	end(): void {
		if (this.failed || this.endLen === undefined ||
		    this.endLen < 2 * BLOCK ||
		    !BUCKETS.some((b) => b === this.total))
			fail("TAR", "end");
	}

	/** Take what the present state can; how many bytes that is. */
	private take(bytes: Uint8Array): number {
		const room = this.room();
		const piece = bytes.length <= room ? bytes :
		    bytes.subarray(0, room);
		const n = piece.length;

		this.total += n;
		if (this.left > 0) {
			this.left -= n;
			this.visitor.data(piece);
		} else if (this.endLen !== undefined || this.fill > 0) {
			if (!isZero(piece))
				fail("TAR", "fill");
			if (this.endLen !== undefined)
				this.endLen += n;
			else
				this.fill -= n;
		} else {
			this.block.set(piece, this.blockLen);
			this.blockLen += n;
			if (this.blockLen === BLOCK)
				this.takeBlock();
		}
		return n;
	}

	/** Bytes until the present state is over. */
	private room(): number {
		if (this.left > 0)
			return this.left;
		if (this.endLen !== undefined)
			return Infinity;
		return this.fill > 0 ? this.fill : BLOCK - this.blockLen;
	}

	private takeBlock(): void {
		this.blockLen = 0;
		if (!isZero(this.block)) {
			const { name, size } = readHeader(this.block, this.members);

			if (size > UPLOAD_LEN - this.total)
				fail("TAR_SIZE");
			this.members++;
			this.left = size;
			this.fill = padded(size) - size;
			this.visitor.member(name, size);
		} else if (this.members > 0) {
			this.endLen = BLOCK;
		} else {
			fail("TAR", "no entry.note");
		}
	}
}

/** Keeps the members of an archive; whole() once its end was good. */
export class TarMembers implements TarVisitor {
	private readonly parts: { name: string; parts: Uint8Array[] }[] = [];

	member(name: string): void {
		this.parts.push({ name, parts: [] });
	}

	data(bytes: Uint8Array): void {
		this.parts[this.parts.length - 1]?.parts.push(bytes);
	}

	/** Members that came in one piece are views of it. */
	whole(): Member[] {
		return this.parts.map(({ name, parts }) => {
			const [one] = parts;

			return { name, data: one !== undefined &&
				parts.length === 1 ? one : concat(...parts) };
		});
	}
}

/** The members of a whole archive; data are views.  Errors of TarReader. */
export function readTar(bytes: Uint8Array): Member[] {
	const members = new TarMembers();
	const reader = new TarReader(members);

	reader.push(bytes);
	reader.end();
	return members.whole();
}

/**
 * entry.note from the first 64 KiB of an archive: all that is needed to say
 * what an entry says.  TAR, LIMIT.
 */
export function readNote(firstChunk: Uint8Array): Uint8Array {
	const { size } = readHeader(firstChunk.subarray(0, BLOCK), 0);
	const end = BLOCK + size;

	if (end > firstChunk.length ||
	    !isZero(firstChunk.subarray(end, BLOCK + padded(size))))
		fail("TAR", "cut");
	return firstChunk.subarray(BLOCK, end);
}
