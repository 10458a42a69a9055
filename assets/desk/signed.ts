// SPDX-License-Identifier: ISC
// The signatures of a note together with the keys that may have made them, to
// be checked ahead (lib/ed25519-fast.ts).  Only a guess at what the thread's
// check will ask: what is missing here is checked there.

import { fromBase64 } from "../lib/base64.ts";
import { equal } from "../lib/bytes.ts";
import type { Signed } from "../lib/ed25519-fast.ts";
import { codeOf } from "../lib/err.ts";
import { type Note, type Vkey, parseNote, vkey } from "../lib/note.ts";
import type { Chain } from "./chain.ts";

function parsed(note: Uint8Array): Note | undefined {
	try {
		return parseNote(note);
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return undefined;
	}
}

/**
 * The reporter's own key stands in the text.  Whether it is a point at all a
 * signature that holds says: parseVkey() would calculate it.
 */
function reporterKey(text: string): Vkey[] {
	const m = /^key ([^ +]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/]{44})$/m.exec(text);

	try {
		return m === null ? [] : [vkey(m[1] ?? "",
		    fromBase64(m[2] ?? "", 33).subarray(1))];
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return [];
	}
}

/** All officers there ever were. */
export function signersOf(chain: Chain): Vkey[] {
	return chain.rosters.flatMap((r) => r.officers.map((o) => o.entry));
}

export function signedIn(bytes: Uint8Array | undefined,
    signers: readonly Vkey[]): Signed[] {
	const note = bytes === undefined ? undefined : parsed(bytes);

	if (note === undefined)
		return [];
	const keys = [...reporterKey(note.text), ...signers];
	return note.signatures.flatMap((s) => {
		const key = keys.find((k) => k.name === s.name &&
		    equal(k.id, s.id));

		return key === undefined ? [] : [{ key: key.key,
			message: note.message, signature: s.bytes }];
	});
}
