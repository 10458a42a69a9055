// SPDX-License-Identifier: ISC
// Roots and rosters as office serves them, verified from generation 1 on
// (docs/protocol.md section 4).  Which generation 1 it is, only the digits on
// the poster can tell: they are shown at every unlock and kept nowhere.

import { fromBase64Url } from "../lib/base64.ts";
import { equal } from "../lib/bytes.ts";
import { codeOf, fail } from "../lib/err.ts";
import { CHAIN_MAX } from "../lib/limits.ts";
import { parseNote } from "../lib/note.ts";
import {
	type OpenRoot, openRootChain, parseLink, pinDigits,
} from "../lib/root.ts";
import {
	type OpenRoster, checkSuccession, currentRoster, officer, openRoster,
} from "../lib/roster.ts";
import type { Progress, Reader } from "./calls.ts";
import type { Net } from "./net.ts";
import { refuse, Trouble } from "./problem.ts";

export interface Chain {
	readonly host: string;
	readonly roots: readonly OpenRoot[];
	/** Rising versions from 1, the newest last. */
	readonly rosters: readonly OpenRoster[];
	readonly newest: OpenRoster;
	/** The newest roster's bytes: its dates are judged when it is used. */
	readonly newestNote: Uint8Array;
}

type Tell = (progress: Progress) => void;

/** HOST, from the first line of generation 1. */
function hostOf(root: Uint8Array): string {
	const m = /^([^\n/]+)\/root\/v1\n/.exec(parseNote(root).text);

	return m?.[1] ?? fail("ROOT", "first line");
}

async function fetchRoots(net: Net): Promise<Uint8Array[]> {
	const notes: Uint8Array[] = [];

	for (let i = 1; i <= CHAIN_MAX; i++) {
		const note = await net.note(`/v1/roots/${i}`);

		if (note === null)
			return notes;
		notes.push(note);
	}
	return fail("LIMIT", "roots");
}

/**
 * The rosters behind the ones that are known.  A version may be left out, the
 * hash of the one before must fit all the same.
 */
async function fetchRosters(net: Net, host: string,
    roots: readonly OpenRoot[], known: readonly OpenRoster[],
    newest: OpenRoster, tell: Tell): Promise<OpenRoster[]> {
	const out = [...known];
	let last = out[out.length - 1];

	if (newest.version > CHAIN_MAX)
		fail("LIMIT", "rosters");
	for (let v = (last?.version ?? 0) + 1; v <= newest.version; v++) {
		const note = v === newest.version ? null :
		    await net.note(`/v1/roster/${v}`);

		tell({ step: "roster", done: v, total: newest.version });
		if (note === null && v < newest.version)
			continue;
		const one = note === null ? newest :
		    openRoster(host, note, roots);
		if (last !== undefined)
			checkSuccession(last, one);
		else if (one.version !== 1)
			fail("CHAIN", "no version 1");
		out.push(one);
		last = one;
	}
	// A server that goes back in time would hide a revocation.
	if (last === undefined || !equal(last.hash, newest.hash))
		fail("CHAIN", "older than before");
	return out;
}

/**
 * Fetch and verify everything, or what came since `known`.  host is what qf
 * desk was told, if it was.
 */
export async function loadChain(net: Net, host: string | null,
    known: Chain | null, tell: Tell): Promise<Chain> {
	try {
		const rootNotes = await fetchRoots(net);
		const named = hostOf(rootNotes[0] ?? fail("CHAIN", "no root"));

		if (host !== null && host !== named)
			fail("PIN", "another site");
		const roots = openRootChain(named, rootNotes,
		    known?.roots[0]?.hash);
		const newestNote = await net.note("/v1/roster") ??
		    fail("CHAIN", "no roster");
		const newest = openRoster(named, newestNote, roots);
		return {
			host: named, roots, newest, newestNote,
			rosters: await fetchRosters(net, named, roots,
			    known?.rosters ?? [], newest, tell),
		};
	} catch (caught) {
		const code = codeOf(caught);

		if (code === undefined)
			throw caught;
		return refuse({ kind: "unchained", code });
	}
}

/** The roster to answer by; expired ones are refused. */
export function rosterToday(chain: Chain, today: string): OpenRoster {
	try {
		return currentRoster(chain.host, chain.newestNote, chain.roots,
		    today);
	} catch (caught) {
		const code = codeOf(caught);
		const { newest } = chain;

		if (code === undefined)
			throw caught;
		if (code !== "EXPIRED")
			return refuse({ kind: "unchained", code });
		return today < newest.notBefore ?
		    refuse({ kind: "early", date: newest.notBefore }) :
		    refuse({ kind: "expired", date: newest.notAfter });
	}
}

/** The same where it is only to judge by; null when none is in force. */
export function rosterInForce(chain: Chain, today: string):
    OpenRoster | null {
	try {
		return rosterToday(chain, today);
	} catch (caught) {
		if (caught instanceof Trouble)
			return null;
		throw caught;
	}
}

/** The 20 digits without their spaces, of the pin. */
function digitsOf(chain: Chain): string {
	return pinDigits(chain.roots[0]?.hash ?? fail("CHAIN"))
	    .replace(/ /g, "");
}

/**
 * Hold generation 1 against what was pasted: 20 digits, the 43 characters, or
 * a whole poster link.
 */
export function checkPin(chain: Chain, pasted: string): void {
	const text = pasted.replace(/\s/g, "");
	const hash = chain.roots[0]?.hash ?? fail("CHAIN");
	let same: boolean;

	try {
		if (/^[0-9]{20}$/.test(text))
			same = text === digitsOf(chain);
		else if (text.includes("#"))
			same = equal(parseLink(text.slice(text.indexOf("#")))
			    .pin ?? fail("PIN"), hash);
		else
			same = equal(fromBase64Url(text, 32), hash);
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return refuse({ kind: "pin", other: false });
	}
	if (!same)
		refuse({ kind: "pin", other: true });
}

/** An officer by number: by the newest roster, else by the last that had it. */
export function readerOf(chain: Chain, nn: string): Reader {
	const here = officer(chain.newest, nn);
	const was = here ?? [...chain.rosters].reverse()
	    .map((r) => officer(r, nn)).find((o) => o !== undefined);

	return { nn, office: was?.office ?? "", here: here !== undefined };
}
