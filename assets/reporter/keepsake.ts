// SPDX-License-Identifier: ISC
// What one may keep beside the paper, only when asked for: the digits as a
// picture made on this page, and the server's promise as text or a small file.

import { blobOf, canvas, canvasTells, drop } from "./canvas.ts";
import { button, el, fold, paragraph, replace } from "./dom.ts";
import { s } from "./words.ts";

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
		src: address(blob), alt: s().pictureAlt });
}

/** The digits as a picture. */
export function pictureFold(code: () => string): HTMLElement {
	const place = el("div", { role: "status" });
	const make = button(s().pictureMake, "plain", () => {
		void picture(code()).then((image) => replace(place,
		    ...(image === null ? [paragraph(s().pictureNot, "caution")] :
			[image, paragraph(s().pictureSave)])));
	});

	return fold(s().pictureTitle, paragraph(s().pictureWarn, "caution"),
	    make, place);
}

/** The promise: to be read, copied by hand, or saved. */
export function promiseFold(note: string): HTMLElement {
	const file = el("a", { class: "button plain", download: FILE_NAME,
		href: address(new Blob([note], { type: "text/plain" })) },
	s().proofSave);

	return fold(s().proofTitle, paragraph(s().proofWhat),
	    el("pre", { class: "proof", translate: "no" }, note),
	    file, paragraph(s().proofWeChat, "hint"));
}
