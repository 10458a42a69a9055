// SPDX-License-Identifier: ISC
// What a picture says beside what it shows: a scanner for JPEG (APP1, APP2,
// APP13, COM), PNG (eXIf, tEXt, zTXt, iTXt, tIME) and WebP (EXIF, XMP).  It
// only tells what was there; that nothing is left is the work of picture.ts,
// which keeps pixels alone.  A stranger's file: every read is bounded, every
// loop has a limit, and what cannot be read is "other", never "nothing".

/** What was found, in the order it is told. */
export const FOUND = ["place", "camera", "time", "small", "other"] as const;
export type Found = (typeof FOUND)[number];

export type Kind = "jpeg" | "png" | "webp" | "gif" | "bmp" | "heif";

export interface Scan {
	readonly kind: Kind | null;
	readonly found: ReadonlySet<Found>;
	/** Of the Exif block; 1 when there is none. */
	readonly orientation: number;
	/** The most width times height that the file says; 0 when not read. */
	readonly pixels: number;
}

const PIECES_MAX = 4096;
const DIRECTORIES_MAX = 8;
const ENTRIES_MAX = 512;
const TEXT_MAX = 1 << 18;

/** Tags of Exif 2.32 that have words of their own. */
const TAGS: Readonly<Record<number, Found>> = {
	0x010f: "camera", 0x0110: "camera", 0x0131: "camera", 0x0132: "time",
	0x9003: "time", 0x9004: "time", 0x927c: "camera", 0xa430: "other",
	0xa431: "camera", 0xa432: "camera", 0xa433: "camera", 0xa434: "camera",
	0xa435: "camera", 0x010e: "other", 0x013b: "other", 0x8298: "other",
	0x9286: "other", 0xa420: "other", 0xc4a5: "other",
};
const EXIF_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;
const ORIENTATION = 0x0112;
const THUMBNAIL = 0x0201;

const XMP: readonly (readonly [RegExp, Found])[] = [
	[/GPS|photoshop:City|photoshop:Country|Iptc4xmpCore:Location/, "place"],
	[/tiff:Make|tiff:Model|aux:|exifEX:|CreatorTool/, "camera"],
	[/Date/, "time"],
	[/Thumbnails|xmpGImg/, "small"],
];

const IPTC: readonly (readonly [RegExp, Found])[] = [
	[/\x1c\x02[\x1b\x5a\x5c\x5f\x64\x65]/, "place"],
	[/\x1c\x02[\x37\x3c\x3e\x3f]/, "time"],
	[/8BIM\x04[\x09\x0c]/, "small"],
	[/\x1c\x02[\x05\x50\x55\x69\x73\x78]/, "other"],
];

/** Bytes of one file, and what was seen in them so far. */
class Reader {
	readonly found = new Set<Found>();
	orientation = 1;
	pixels = 0;
	readonly view: DataView;
	readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		this.view = new DataView(bytes.buffer, bytes.byteOffset,
		    bytes.length);
	}

	/** Latin-1 of a piece, at most max of it. */
	text(from: number, len: number): string {
		let out = "";
		const end = Math.min(from + len, this.bytes.length);
		for (let i = from; i < end; i++)
			out += String.fromCharCode(this.bytes[i] ?? 0);
		return out;
	}

	/** What one block told; a block that told nothing is there all the same. */
	add(found: Iterable<Found>): void {
		const all = Array.from(found);

		for (const one of all.length === 0 ? ["other" as const] : all)
			this.found.add(one);
	}

	/** A size the file gives; of several, a decoder may take any. */
	size(width: number, height: number): void {
		this.pixels = Math.max(this.pixels, width * height);
	}

	/** Little-endian, of 1 to 4 bytes; 0 behind the end. */
	little(at: number, len: number): number {
		let out = 0;
		for (let i = len - 1; i >= 0; i--)
			out = out * 256 + (this.bytes[at + i] ?? 0);
		return out;
	}

	has(at: number, text: string): boolean {
		return this.text(at, text.length) === text;
	}
}

/** An entry of a directory: what it tells. */
function entryOf(tag: number, kind: Directory): Found | undefined {
	if (kind !== "gps")
		return tag === THUMBNAIL ? "small" : TAGS[tag];
	// GPSVersionID alone names no place; two tags are the satellites' time.
	return tag === 0 ? undefined : tag === 7 || tag === 29 ? "time" : "place";
}

type Directory = "main" | "exif" | "gps";

/** A TIFF block, as Exif has it, of len bytes from base on. */
function tiff(r: Reader, base: number, len: number): void {
	const end = Math.min(base + len, r.bytes.length);
	const little = r.has(base, "II*\0");
	const known = little || r.has(base, "MM\0*");
	const found = new Set<Found>();
	const u16 = (at: number) => at + 2 > end ? 0 : r.view.getUint16(at, little);
	const u32 = (at: number) => at + 4 > end ? 0 : r.view.getUint32(at, little);
	const todo: [offset: number, kind: Directory][] =
	    known ? [[u32(base + 4), "main"]] : [];

	// The list grows while it is read: a ring of directories ends here.
	for (let k = 0; k < todo.length && k < DIRECTORIES_MAX; k++) {
		const [offset, kind] = todo[k] ?? [0, "main"];
		const at = base + offset;
		const n = Math.min(u16(at), ENTRIES_MAX);

		for (let i = 0; i < n && at + 14 + 12 * i <= end; i++) {
			const entry = at + 2 + 12 * i;
			const tag = u16(entry);
			const told = entryOf(tag, kind);

			if (told !== undefined)
				found.add(told);
			if (kind !== "gps" && tag === EXIF_DIRECTORY)
				todo.push([u32(entry + 8), "exif"]);
			if (kind !== "gps" && tag === GPS_DIRECTORY)
				todo.push([u32(entry + 8), "gps"]);
			if (k === 0 && tag === ORIENTATION)
				r.orientation = u16(entry + 8);
		}
		if (kind === "main" && u32(at + 2 + 12 * n) !== 0)
			todo.push([u32(at + 2 + 12 * n), "main"]);
	}
	r.add(found);
}

function xmp(r: Reader, at: number, len: number): void {
	const text = r.text(at, Math.min(len, TEXT_MAX));

	r.add(XMP.filter(([pattern]) => pattern.test(text))
	    .map(([, found]) => found));
}

/** Photoshop's resources: IPTC records and a small picture. */
function resources(r: Reader, at: number, len: number): void {
	const text = r.text(at, len);

	r.add(IPTC.filter(([pattern]) => pattern.test(text))
	    .map(([, found]) => found));
}

function jpeg(r: Reader): void {
	let at = 2;

	for (let i = 0; i < PIECES_MAX && r.bytes[at] === 0xff; i++) {
		// Fill bytes may stand before a marker.
		while (r.bytes[at + 1] === 0xff)
			at += 1;
		const mark = r.bytes[at + 1] ?? 0;
		const len = at + 4 > r.bytes.length ? 0 : r.view.getUint16(at + 2);
		const from = at + 4;

		// The picture begins; what cameras hang behind it is MPF's.
		if (mark === 0xda || len < 2)
			return;
		if (mark === 0xe1 && r.has(from, "Exif\0"))
			tiff(r, from + 6, len - 8);
		else if (mark === 0xe1)
			xmp(r, from, len - 2);
		else if (mark === 0xe2 && r.has(from, "MPF\0"))
			r.found.add("small");
		else if (mark === 0xed)
			resources(r, from, len - 2);
		else if (mark === 0xfe || (mark >= 0xe3 && mark <= 0xef &&
		    mark !== 0xee))
			r.found.add("other");
		else if (mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 &&
		    mark !== 0xc8 && mark !== 0xcc && from + 5 <= r.bytes.length)
			r.size(r.view.getUint16(from + 1),
			    r.view.getUint16(from + 3));
		at += 2 + len;
	}
}

function pngText(r: Reader, at: number, len: number): void {
	const text = r.text(at, Math.min(len, TEXT_MAX));

	// Packed text is not unpacked: its keyword says enough.
	if (/^XML:com\.adobe\.xmp/.test(text))
		xmp(r, at, len);
	else
		r.found.add(/^(Creation Time|date:)/i.test(text) ? "time" :
		    /^Software/i.test(text) ? "camera" : "other");
}

function png(r: Reader): void {
	let at = 8;

	for (let i = 0; i < PIECES_MAX && at + 12 <= r.bytes.length; i++) {
		const len = r.view.getUint32(at);
		const name = r.text(at + 4, 4);
		const from = at + 8;

		if (name === "IHDR" && from + 8 <= r.bytes.length)
			r.size(r.view.getUint32(from),
			    r.view.getUint32(from + 4));
		else if (name === "eXIf")
			tiff(r, from, len);
		else if (/^[tzi][TE][Xx]t$/.test(name))
			pngText(r, from, len);
		else if (name === "tIME")
			r.found.add("time");
		at = from + len + 4;
	}
}

function webp(r: Reader): void {
	let at = 12;

	for (let i = 0; i < PIECES_MAX && at + 8 <= r.bytes.length; i++) {
		const name = r.text(at, 4);
		const len = r.view.getUint32(at + 4, true);
		const from = at + 8;

		if (name === "EXIF") {
			const skip = r.has(from, "Exif\0\0") ? 6 : 0;
			tiff(r, from + skip, len - skip);
		} else if (name === "XMP ")
			xmp(r, from, len);
		else if (name === "VP8X")
			r.size(r.little(from + 4, 3) + 1, r.little(from + 7, 3) + 1);
		else if (name === "VP8 ")
			r.size(r.little(from + 6, 2) & 0x3fff,
			    r.little(from + 8, 2) & 0x3fff);
		else if (name === "VP8L") {
			const both = r.little(from + 1, 4);
			r.size((both & 0x3fff) + 1, (both >>> 14 & 0x3fff) + 1);
		}
		at = from + len + (len & 1);
	}
}

/** HEIF and AVIF: the Exif item is found by its look alone. */
function heif(r: Reader): void {
	const at = r.text(0, TEXT_MAX).search(/II\*\0|MM\0\*/);

	if (at >= 0)
		tiff(r, at, r.bytes.length - at);
	ispe(r);
}

const ISPE = 0x69737065;

/** Every box `ispe` there is, wherever: a grid's is the whole picture. */
function ispe(r: Reader): void {
	const end = r.bytes.length - 16;
	let at = r.bytes.indexOf(0x69);

	for (; at >= 0 && at <= end; at = r.bytes.indexOf(0x69, at + 1)) {
		if (r.view.getUint32(at) === ISPE)
			r.size(r.view.getUint32(at + 8), r.view.getUint32(at + 12));
	}
}

/** The screen, and the frames: a decoder may widen the one to the others. */
function gif(r: Reader): void {
	const table = (flags: number) =>
	    (flags & 0x80) === 0 ? 0 : 3 << (flags & 7) + 1;
	let at = 13 + table(r.bytes[10] ?? 0);

	r.size(r.little(6, 2), r.little(8, 2));
	for (let i = 0; i < PIECES_MAX; i++) {
		const mark = r.bytes[at];

		if (mark === 0x2c) {
			r.size(r.little(at + 1, 2) + r.little(at + 5, 2),
			    r.little(at + 3, 2) + r.little(at + 7, 2));
			at += 11 + table(r.bytes[at + 9] ?? 0);
		} else if (mark === 0x21)
			at += 2;
		else
			return;
		// Its blocks: each goes on, so that the end of the file ends this.
		for (let len = r.bytes[at] ?? 0; len > 0; len = r.bytes[at] ?? 0)
			at += 1 + len;
		at += 1;
	}
}

function bmp(r: Reader): void {
	if (r.little(14, 4) === 12)
		r.size(r.little(18, 2), r.little(20, 2));
	else
		// Rows from the top down have a height below nothing.
		r.size(Math.abs(r.little(18, 4) | 0), Math.abs(r.little(22, 4) | 0));
}

function kindOf(r: Reader): Kind | null {
	return r.has(0, "\xff\xd8\xff") ? "jpeg" :
	    r.has(0, "\x89PNG\r\n\x1a\n") ? "png" :
	    r.has(0, "RIFF") && r.has(8, "WEBP") ? "webp" :
	    r.has(0, "GIF8") ? "gif" :
	    r.has(0, "BM") ? "bmp" :
	    r.has(4, "ftyp") ? "heif" : null;
}

/** Look through a file; never throws. */
export function scan(bytes: Uint8Array): Scan {
	const r = new Reader(bytes);
	const kind = kindOf(r);

	if (kind === "jpeg")
		jpeg(r);
	else if (kind === "png")
		png(r);
	else if (kind === "webp")
		webp(r);
	else if (kind === "heif")
		heif(r);
	else if (kind === "gif")
		gif(r);
	else if (kind === "bmp")
		bmp(r);
	return { kind, found: r.found, orientation: r.orientation,
		pixels: r.pixels };
}
