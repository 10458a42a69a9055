// SPDX-License-Identifier: ISC
// Who reads a report: the class that its answers name, without the offices
// that the reporter leaves out.  Which answer names which class is the site's
// (conf/site.json); who is in a class is the signed roster's alone.

import type { Reader, Readers } from "./calls.ts";
import type { Site } from "./site.ts";

/** Fewer than two could hide it. */
export const READERS_MIN = 2;

/** Of the classes named the highest, or else the form's own. */
export function classOf(site: Site, own: string, named: readonly string[]):
    string {
	const order = Object.keys(site.class_names);

	return named.reduce((best, one) =>
	    order.indexOf(one) > order.indexOf(best) ? one : best, own);
}

/** Officers of a class whose office is not left out. */
export function readersLeft(readers: Readers | null, cls: string,
    offices: readonly string[]): readonly Reader[] {
	return (readers?.classes[cls] ?? []).filter((one) =>
	    offices.indexOf(one.office) < 0);
}

/** The next class above that has readers enough; null when none has. */
export function classAbove(site: Site, readers: Readers | null, cls: string,
    offices: readonly string[]): string | null {
	const order = Object.keys(site.class_names);

	return order.slice(order.indexOf(cls) + 1).filter((one) =>
	    readersLeft(readers, one, offices).length >= READERS_MIN)[0] ?? null;
}

/** Numbers of all officers of these offices, whatever class they are in. */
export function numbersOf(readers: Readers | null,
    offices: readonly string[]): string[] {
	const numbers = new Set<string>();

	for (const cls of Object.keys(readers?.classes ?? {}))
		for (const one of readers?.classes[cls] ?? [])
			if (offices.indexOf(one.office) >= 0)
				numbers.add(one.nn);
	return Array.from(numbers).sort();
}

/** Whether nobody of a class is in another one, too. */
export function isApart(readers: Readers | null, cls: string): boolean {
	const own = (readers?.classes[cls] ?? []).map((one) => one.nn);

	return own.length > 0 && Object.keys(readers?.classes ?? {}).every(
	    (other) => other === cls || (readers?.classes[other] ?? []).every(
		(one) => own.indexOf(one.nn) < 0));
}
