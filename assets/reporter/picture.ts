// SPDX-License-Identifier: ISC
// One picture, from the file chosen to pixels alone: decoded by the browser,
// drawn on a canvas, written anew as a plain JPEG without any segment that
// could tell more than the pixels.

import { blobOf, canvas, canvasTells, drop } from "./canvas.ts";
import { type Found, scan } from "./metadata.ts";

export interface Picture {
	readonly jpeg: Uint8Array;
	readonly found: readonly Found[];
	/** Small, of the same pixels. */
	readonly preview: HTMLCanvasElement;
}

/** Why there is none. */
export type NoPicture = "big" | "kind" | "read" | "decode" | "canvas" | "dense";

const BEFORE_MAX = 10 * 1024 * 1024;
/** Three of them and the words still fit a bucket of 4 MiB. */
const AFTER_MAX = 1340000;
const LONG_EDGE = 2000;
/** A long screenshot keeps its letters, up to this many pixels. */
const SHORT_EDGE = 720;
const AREA_MAX = 4e6;
/** More than this does not fit a phone's memory. */
const PIXELS_MAX = 1e8;
const PREVIEW_EDGE = 240;
/** Tried in turn: quality, and part of the size. */
const STEPS: readonly (readonly [number, number])[] = [
	[0.8, 1], [0.7, 1], [0.6, 1], [0.6, 0.8], [0.6, 0.6], [0.5, 0.45],
];

function decode(file: Blob): Promise<HTMLImageElement | null> {
	const url = URL.createObjectURL(file);
	const image = new Image();

	return new Promise<HTMLImageElement | null>((resolve) => {
		image.onload = () => resolve(image.naturalWidth > 0 &&
		    image.naturalHeight > 0 ? image : null);
		image.onerror = () => resolve(null);
		image.src = url;
	}).then((done) => {
		URL.revokeObjectURL(url);
		return done;
	});
}

/** Engines before Chrome 81 and iOS 13.4 draw a picture as it lies. */
function turned(orientation: number): number {
	return typeof CSS !== "undefined" &&
	    CSS.supports("image-orientation", "from-image") ? 1 : orientation;
}

/** Exif's eight orientations as matrices on a picture of 1 by 1. */
const TURNS: Readonly<Record<number, readonly [number, number, number, number,
    number, number]>> = {
	2: [-1, 0, 0, 1, 1, 0], 3: [-1, 0, 0, -1, 1, 1], 4: [1, 0, 0, -1, 0, 1],
	5: [0, 1, 1, 0, 0, 0], 6: [0, 1, -1, 0, 1, 0], 7: [0, -1, -1, 0, 1, 1],
	8: [0, -1, 1, 0, 0, 1],
};

/** The picture upright, at scale. */
function upright(image: CanvasImageSource, width: number, height: number,
    orientation: number): HTMLCanvasElement | null {
	const across = orientation >= 5 && orientation <= 8;
	const [node, context] = across ? canvas(height, width) :
	    canvas(width, height);
	const turn = TURNS[orientation];

	if (context === null)
		return null;
	if (turn !== undefined) {
		const [a, b, c, d, e, f] = turn;
		context.setTransform(a, b, c, d, e * node.width, f * node.height);
	}
	context.drawImage(image, 0, 0, width, height);
	return node;
}

function scaleOf(width: number, height: number): number {
	const long = LONG_EDGE / Math.max(width, height);
	const short = Math.min(SHORT_EDGE / Math.min(width, height),
	    Math.sqrt(AREA_MAX / (width * height)));

	return Math.min(1, Math.max(long, short));
}

function bytesOf(blob: Blob): Promise<Uint8Array> {
	// Blob.arrayBuffer() came later than the floor.
	return new Response(blob).arrayBuffer().then((one) =>
	    new Uint8Array(one));
}

/**
 * Only what a decoder needs: some engines write an Exif block, a profile or a
 * comment of their own, which tells the phone.  Null when it is no JPEG.
 */
export function bare(jpeg: Uint8Array): Uint8Array | null {
	const parts: Uint8Array[] = [];
	let len = 0;

	function keep(from: number, to: number): void {
		parts.push(jpeg.subarray(from, to));
		len += to - from;
	}

	if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8)
		return null;
	keep(0, 2);
	for (let at = 2; ;) {
		const mark = jpeg[at + 1] ?? 0;
		const size = (jpeg[at + 2] ?? 0) << 8 | (jpeg[at + 3] ?? 0);

		if (jpeg[at] !== 0xff || size < 2 || at + 2 + size > jpeg.length)
			return null;
		if (mark === 0xda) {
			keep(at, jpeg.length);
			break;
		}
		// APP0 is JFIF; the other APPn and COM are not the picture.
		if (mark !== 0xfe && !(mark > 0xe0 && mark <= 0xef))
			keep(at, at + 2 + size);
		at += 2 + size;
	}
	const out = new Uint8Array(len);
	len = 0;
	for (const part of parts) {
		out.set(part, len);
		len += part.length;
	}
	return out;
}

async function encode(node: HTMLCanvasElement, quality: number):
    Promise<Uint8Array | null> {
	const blob = await blobOf(node, "image/jpeg", quality);

	return blob === null ? null : bare(await bytesOf(blob));
}

function smaller(from: HTMLCanvasElement, part: number):
    HTMLCanvasElement | null {
	return upright(from, from.width * part, from.height * part, 1);
}

async function squeeze(full: HTMLCanvasElement):
    Promise<Uint8Array | NoPicture> {
	for (const [quality, part] of STEPS) {
		const node = part === 1 ? full : smaller(full, part);
		const jpeg = node === null ? null : await encode(node, quality);

		if (node !== null && node !== full)
			drop(node);
		if (jpeg === null)
			return "canvas";
		if (jpeg.length <= AFTER_MAX)
			// Fail closed: nothing that tells more than pixels.
			return scan(jpeg).found.size === 0 ? jpeg : "canvas";
	}
	return "dense";
}

export async function clean(file: Blob): Promise<Picture | NoPicture> {
	if (file.size > BEFORE_MAX)
		return "big";
	const bytes = await bytesOf(file).catch(() => null);
	if (bytes === null)
		return "read";
	const { kind, found, orientation, pixels } = scan(bytes);
	bytes.fill(0);
	if (kind === null)
		return "kind";
	if (pixels > PIXELS_MAX)
		return "big";
	// Without a size nothing says that a phone can hold it.
	if (pixels === 0)
		return "decode";
	if (!canvasTells())
		return "canvas";
	const image = await decode(file);
	if (image === null)
		return "decode";
	const { naturalWidth: width, naturalHeight: height } = image;
	const scale = scaleOf(width, height);
	const full = upright(image, width * scale, height * scale,
	    turned(orientation));
	if (full === null)
		return "canvas";
	const jpeg = await squeeze(full);
	const preview = smaller(full, Math.min(1,
	    PREVIEW_EDGE / Math.max(full.width, full.height)));
	drop(full);
	return typeof jpeg === "string" ? jpeg : preview === null ? "canvas" :
	    { jpeg, found: Array.from(found), preview };
}
