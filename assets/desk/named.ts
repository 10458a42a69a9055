// SPDX-License-Identifier: ISC
// The thread that a report names, before any of the reader's checks: what they
// are made by.  Whether the report holds, they say.

import { base64, fromBase64 } from "../lib/base64.ts";
import { equal, utf8 } from "../lib/bytes.ts";
import { codeOf } from "../lib/err.ts";

/** HOST and the first three lines. */
const FRONT_LEN = 400;
const decoder = new TextDecoder();

/** Is it a report of this thread?  Cheaper than asking which one it names. */
export function namesThread(note: Uint8Array | undefined, host: string,
    handle: Uint8Array): boolean {
	const front = utf8(`${host}/entry/v1\nkind report\n` +
	    `thread ${base64(handle)}\n`);

	return note !== undefined && equal(note.subarray(0, front.length), front);
}

/** Undefined for what is no report. */
export function namedThread(note: Uint8Array | undefined):
    Uint8Array | undefined {
	const [, handle] = /^[^\n]*\/entry\/v1\nkind report\nthread (\S+)\n/
	    .exec(decoder.decode(note?.subarray(0, FRONT_LEN))) ?? [];

	try {
		return handle === undefined ? undefined : fromBase64(handle, 16);
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return undefined;
	}
}
