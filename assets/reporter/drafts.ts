// SPDX-License-Identifier: ISC
// What is being written in an opened box.  The screen is drawn anew when
// something was sent; these stay, so that one thing sent does not lose another.

import type { App } from "./app.ts";
import { choices } from "./choices.ts";
import type { Inner } from "./fields.ts";
import { type Photos, photos, photosMax } from "./photos.ts";
import { type TextView, textView } from "./textview.ts";
import { s } from "./words.ts";

const FOLLOW_MAX = 3000;
/** The choice that asks what was wrong, and how much may be said. */
const UNSATISFIED = "3";
const WHY_MAX = 200;

export interface Drafts {
	readonly text: TextView;
	readonly pictures: Photos;
	readonly rating: Inner;
	/** Shown with one choice of the rating only. */
	readonly why: TextView;
	/** Lock all that can be sent: one thing goes at a time. */
	readonly locks: ((on: boolean) => void)[];
	holdsWords(): boolean;
}

export function newDrafts(app: App, form: string): Drafts {
	const nothing = () => undefined;
	const text = textView({ label: s().followLabel, hint: s().followHint,
		min: 1, max: FOLLOW_MAX }, nothing);
	const pictures = photos(photosMax(form), nothing);
	const why = textView({ label: s().ratingWhy, hint: s().ratingWhyHint,
		min: 0, max: WHY_MAX, rows: 3 }, nothing);
	const rating = choices(app.site.rating.options ?? [], 1, null, () => {
		why.node.hidden = rating.codes()[0] !== UNSATISFIED;
	});

	why.node.hidden = true;
	return {
		text, pictures, rating, why, locks: [],
		holdsWords: () => text.text().trim() !== "" ||
		    why.text().trim() !== "" || pictures.list().length > 0,
	};
}
