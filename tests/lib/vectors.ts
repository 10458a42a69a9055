// SPDX-License-Identifier: ISC
// Reading the vectors that both languages share.
import { readFileSync } from "node:fs";

import { fromBase64 } from "../../assets/lib/base64.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { codeOf } from "../../assets/lib/err.ts";

/** tests/vectors/NAME; its shape is the caller's to know. */
export function load<T>(name: string): T {
	const url = new URL("../vectors/" + name, import.meta.url);

	return JSON.parse(readFileSync(url, "utf8")) as T;
}

export interface NoteJson {
	readonly note?: string;
	readonly note_b64?: string;
}

/** The bytes of a note that is text, or base64 where it is not. */
export function noteBytes(v: NoteJson): Uint8Array {
	return v.note === undefined ? fromBase64(v.note_b64 ?? "") :
	    utf8(v.note);
}

/** "OK" or the code that f fails with; anything else is thrown. */
export function resultOf(f: () => unknown): string {
	try {
		f();
		return "OK";
	} catch (e) {
		const code = codeOf(e);

		if (code === undefined)
			throw e;
		return code;
	}
}
