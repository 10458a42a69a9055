// SPDX-License-Identifier: ISC
// Folds for what one may keep beside the paper; what is in them is made when
// it is asked for (keepsake.ts).

import { button, el, fold, paragraph, replace } from "./dom.ts";
import type { Later } from "./later.ts";
import { later } from "./loader.ts";
import { problemOf, words } from "./problem.ts";
import type { Site } from "./site.ts";
import { s } from "./words.ts";

/** Fill place with what make() gives, or say why not. */
function filled(place: HTMLElement,
    make: () => Promise<readonly HTMLElement[]>): void {
	make().then((nodes) => replace(place, ...nodes), (caught) =>
	    replace(place, paragraph(words(problemOf(caught)), "caution")));
}

/** The digits as a picture. */
export function pictureFold(code: () => string): HTMLElement {
	const place = el("div", { role: "status" });

	return fold(s().pictureTitle, paragraph(s().pictureWarn, "caution"),
	    button(s().pictureMake, "plain", () => filled(place,
		async () => (await later()).codePicture(code()))), place);
}

/** A fold that is filled when it is first opened. */
function laterFold(title: string,
    make: (all: Later) => readonly HTMLElement[] |
	Promise<readonly HTMLElement[]>): HTMLElement {
	const place = el("div", {});
	const node = fold(title, place);

	node.addEventListener("toggle", () => {
		if (place.firstChild === null)
			filled(place, async () => make(await later()));
	});
	return node;
}

/** The server's promise. */
export function promiseFold(note: string): HTMLElement {
	return laterFold(s().proofTitle, (all) => all.promiseNote(note));
}

/** Wishes and what became of them (你说我办). */
export function answersFold(title: string, site: Site): HTMLElement {
	return laterFold(title, (all) => all.answers(site.topics));
}
