// SPDX-License-Identifier: ISC
// One root of one key, and rosters under it, for vectors that are about what
// stands below.
import { utf8 } from "../../assets/lib/bytes.ts";
import { type Root, formatRoot, openRootChain } from "../../assets/lib/root.ts";
import {
	type Officer, type OpenRoster, type Roster, openRoster,
} from "../../assets/lib/roster.ts";
import { HOST, key, rawNote } from "./fixed.ts";

const rootKey = key("root/a");
const root: Root = {
	generation: 1, prev: undefined, threshold: 1, notAfter: "2027-06-30",
	keys: [rootKey.vkey],
};
export const rootNote = rawNote(formatRoot(HOST, root), rootKey);
const chain = openRootChain(HOST, [utf8(rootNote)], undefined);

/** Version 1; concern is the numbers of its one class. */
export function firstRoster(officers: readonly Officer[],
    concern: readonly string[]): Roster {
	return {
		version: 1, prev: undefined, notBefore: "2026-11-01",
		notAfter: "2026-12-01", slots: 8,
		promises: [key("promise").vkey],
		log: undefined, witnesses: [], quorum: 0, officers: [...officers],
		classes: [{ name: "concern", numbers: [...concern] }],
		roles: [], revoked: [],
	};
}

/** Rosters signed by the root, as notes and as a reader has them. */
export function signedRosters(texts: readonly string[]):
    { notes: string[]; rosters: OpenRoster[] } {
	const notes = texts.map((t) => rawNote(t, rootKey));

	return { notes, rosters: notes.map((n) =>
	    openRoster(HOST, utf8(n), chain)) };
}
