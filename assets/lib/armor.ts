// SPDX-License-Identifier: ISC
// age's armor: strict PEM, 64 columns, canonical base64, white space only
// around it.  For officers' key files; nothing on the wire is armored.

import { base64, fromBase64 } from "./base64.ts";
import { concat, latin1 } from "./bytes.ts";
import { fail } from "./err.ts";

const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";
const COLUMNS = 64;

/** How far white space may go, as in src/seal/armor.c. */
const BEFORE_MAX = 512;
const AFTER_MAX = 1024;

/** True for a file that begins as armor, perhaps behind white space. */
export function isArmor(bytes: Uint8Array): boolean {
	return /^[ \t\r\n]*-----BEGIN AGE/.test(
	    latin1(bytes.subarray(0, BEFORE_MAX)));
}

/** The bytes in the armor; AGE_ARMOR. */
export function fromArmor(text: string): Uint8Array {
	const before = /^[ \t\r\n]*/.exec(text)?.[0].length ?? 0;
	const all = text.slice(before).split("\n");
	const lines = all.map((l) => l.replace(/\r$/, ""));
	const end = lines.indexOf(END);
	const after = all.slice(end + 1).join("\n");
	const body = lines.slice(1, end);

	if (before > BEFORE_MAX || lines[0] !== BEGIN || end < 1 ||
	    after.length > AFTER_MAX || !/^[ \t\r\n]*$/.test(after))
		fail("AGE_ARMOR");
	body.forEach((l, i) => {
		const last = i === body.length - 1;

		if (l.length > COLUMNS || l.length === 0 ||
		    (!last && l.length !== COLUMNS))
			fail("AGE_ARMOR");
	});
	try {
		return concat(...body.map((l, i) => {
			if (i < body.length - 1 && l.includes("="))
				fail("AGE_ARMOR");
			return fromBase64(l);
		}));
	} catch {
		return fail("AGE_ARMOR");
	}
}

/** The armor of bytes, ending in LF. */
export function armor(bytes: Uint8Array): string {
	const lines: string[] = [];

	for (let i = 0; i < bytes.length; i += 48)
		lines.push(base64(bytes.subarray(i, i + 48)));
	return [BEGIN, ...lines, END, ""].join("\n");
}
