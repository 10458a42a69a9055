// SPDX-License-Identifier: ISC
// What is being written in an opened box.  The screen is drawn anew when
// something was sent; these stay, so that one thing sent does not lose another.

import type { App } from "./app.ts";
import { choices } from "./choices.ts";
import { type Photos, photos } from "./photos.ts";
import { formOf } from "./site.ts";
import { type TextView, textView } from "./textview.ts";
import type { Inner } from "./view.ts";
import { s, t } from "./words.ts";

const FOLLOW_MAX = 3000;

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
	const pictures = photos(formOf(app.site, form)?.photos ?? 0,
	    nothing);
	const ask = app.site.rating;
	const why = textView({ label: t(ask.why.label), hint: "", min: 0,
		max: ask.why.max, rows: 3 }, nothing);
	const rating = choices(ask.options, 1, null, () => {
		why.node.hidden = ask.why.for.indexOf(
		    rating.codes()[0] ?? "") < 0;
	});

	why.node.hidden = true;
	return {
		text, pictures, rating, why, locks: [],
		holdsWords: () => text.text().trim() !== "" ||
		    why.text().trim() !== "" || pictures.list().length > 0,
	};
}
