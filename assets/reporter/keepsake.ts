// SPDX-License-Identifier: ISC
// What one may keep beside the paper, only when asked for: the digits as a
// picture made on this page, and the server's promise as text or a small file.

import { blobOf, canvas, canvasTells, drop } from "./canvas.ts";
import { el, paragraph } from "./dom.ts";
import { later } from "./later-words.ts";

/** Neutral: the name stays in the phone's list of downloads. */
const FILE_NAME = "note.txt";
const WIDTH = 720;
const ROW = 150;

/** Addresses of what was made, to be taken back when the screen goes. */
const made: string[] = [];

function address(blob: Blob): string {
	const url = URL.createObjectURL(blob);

	made.push(url);
	return url;
}

/** Take back what was made; what the person saved stays saved. */
export function forgetMade(): void {
	made.splice(0).forEach((url) => URL.revokeObjectURL(url));
}

/** The digits as a picture; null where pages may not make one. */
async function picture(code: string): Promise<HTMLElement | null> {
	const groups = code.match(/.{4}/g) ?? [];
	const rows = Math.ceil(groups.length / 2);
	const [node, context] = canvas(WIDTH, ROW * rows + ROW / 2);

	if (context === null || !canvasTells())
		return null;
	context.fillStyle = "#000";
	context.font = "700 110px monospace";
	context.textAlign = "center";
	context.textBaseline = "middle";
	groups.forEach((group, i) => context.fillText(group,
	    WIDTH * (i % 2 === 0 ? 0.27 : 0.73), ROW * (0.75 + (i >> 1))));
	const blob = await blobOf(node, "image/png");
	drop(node);
	return blob === null ? null : el("img", { class: "kept",
		src: address(blob), alt: later().pictureAlt });
}

/** A picture of the digits, and what to do with it. */
export async function codePicture(code: string): Promise<HTMLElement[]> {
	const image = await picture(code);

	return image === null ? [paragraph(later().pictureNot, "caution")] :
	    [image, paragraph(later().pictureSave)];
}

/** The promise: to be read, copied by hand, or saved. */
export function promiseNote(note: string): HTMLElement[] {
	const file = el("a", { class: "button plain", download: FILE_NAME,
		href: address(new Blob([note], { type: "text/plain" })) },
	later().proofSave);

	return [paragraph(later().proofWhat),
	    el("pre", { class: "proof", translate: "no" }, note),
	    file, paragraph(later().proofWeChat, "hint")];
}
