// SPDX-License-Identifier: ISC
// The line that says who can open what is about to be sealed, from the
// verified roster alone.

import type { App } from "./app.ts";
import { type Reader, SUPERIOR } from "./calls.ts";
import { el, paragraph } from "./dom.ts";
import { isApart, readersLeft } from "./route.ts";
import { fill, listed, s, t } from "./words.ts";

/** Offices by name; one that several officers share is counted. */
export function offices(readers: readonly Reader[]): string {
	const counts = new Map<string, number>();
	for (const reader of readers)
		counts.set(reader.office, (counts.get(reader.office) ?? 0) + 1);
	return listed(Array.from(counts.keys()).map((name) => {
		const n = counts.get(name) ?? 1;
		return n === 1 ? name : `${name} × ${n}`;
	}));
}

export function className(app: App, name: string): string {
	const text = app.site.class_names[name];
	return text === undefined ? name : t(text);
}

/**
 * The class and its readers but for the offices left out.  What it says of who
 * cannot open it rests on the roster, not on the site.
 */
export function whoBox(app: App, cls: string, left: readonly string[]):
    HTMLElement {
	const readers = readersLeft(app.readers, cls, left);
	return el("section", { class: "who" },
	    el("h2", {}, s().whoTitle),
	    paragraph(fill(s().whoClass, { class: className(app, cls) }),
		"strong"),
	    paragraph(fill(s().who, { n: readers.length,
		offices: offices(readers) })),
	    left.length === 0 ? null :
		paragraph(fill(s().whoNot, { offices: listed(left) }), "strong"),
	    cls === SUPERIOR && isApart(app.readers, cls) ?
		paragraph(s().whoSuperior, "strong") : null,
	    paragraph(s().whoNobody),
	    app.readers?.trust === "unchecked" ?
		paragraph(s().whoUnchecked, "caution") : null);
}
