// SPDX-License-Identifier: ISC
// Attached pictures: decoded by the browser from a blob, drawn on a canvas and
// shown from there.  The file itself never becomes an address, an element's
// source or a download.

import type { Picture } from "./calls.ts";
import { el } from "./dom.ts";
import { fill, w } from "./words.ts";

const SIDE_MAX = 2400;
const TYPES: Readonly<Record<string, string>> = {
	jpg: "image/jpeg", png: "image/png", webp: "image/webp",
	gif: "image/gif",
};

/** A canvas of it, scaled down when it is huge; throws when it is no picture. */
async function draw(p: Picture): Promise<HTMLCanvasElement> {
	const type = TYPES[p.member.slice(4)] ?? "";
	const blob = new Blob([p.bytes as Uint8Array<ArrayBuffer>], { type });
	const bitmap = await createImageBitmap(blob);

	try {
		const scale = Math.min(1, SIDE_MAX /
		    Math.max(bitmap.width, bitmap.height));
		const canvas = el("canvas", { role: "img", "aria-label":
		    fill(w().pictureShown, { member: p.member }) });

		canvas.width = Math.max(1, Math.round(bitmap.width * scale));
		canvas.height = Math.max(1, Math.round(bitmap.height * scale));
		canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width,
		    canvas.height);
		return canvas;
	} finally {
		bitmap.close();
	}
}

/** The figures of all; one that does not decode says so in its place. */
export function figures(list: readonly Picture[]): Promise<HTMLElement[]> {
	return Promise.all(list.map(async (p) => {
		try {
			return el("figure", {}, await draw(p),
			    el("figcaption", {}, p.member));
		} catch {
			return el("figure", {}, el("figcaption", {},
			    `${p.member}: ${w().pictureBad}`));
		}
	}));
}
