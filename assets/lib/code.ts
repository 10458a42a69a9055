// SPDX-License-Identifier: ISC
// The digits of a receipt code (docs/protocol.md section 3), apart from what
// follows from them: a page that only checks typing carries no cryptography.

import { type Random, systemRandom } from "./bytes.ts";
import { fail } from "./err.ts";

export const CODE_LEN = 24;
const DRAWN_LEN = 22;

/** digits mod 97, by pieces that a number holds exactly. */
function mod97(digits: string): number {
	let rest = 0;

	for (let i = 0; i < digits.length; i += 7)
		rest = Number(String(rest) + digits.slice(i, i + 7)) % 97;
	return rest;
}

/** A new code: 22 drawn digits and 2 check digits. */
export function newCode(random: Random = systemRandom): string {
	let drawn = "";

	while (drawn.length < DRAWN_LEN) {
		for (const b of random(DRAWN_LEN)) {
			// 250 to 255 would favour the digits 0 to 5.
			if (b < 250 && drawn.length < DRAWN_LEN)
				drawn += String(b % 10);
		}
	}
	return drawn + String(98 - mod97(drawn + "00")).padStart(2, "0");
}

/**
 * The 24 ASCII digits of a code as a person types it: full-width digits are
 * taken, white space and hyphens do not count.  FORMAT unless that leaves 24
 * digits, RECEIPT when the check digits are wrong.
 */
export function normalCode(typed: string): string {
	const digits = typed
	    .replace(/[\s\u2010-\u2015\u2212\uff0d-]/g, "")
	    .replace(/[\uff10-\uff19]/g,
	        (c) => String(c.charCodeAt(0) - 0xff10));

	if (!/^[0-9]{24}$/.test(digits))
		fail("FORMAT", "not 24 digits");
	if (mod97(digits) !== 1)
		fail("RECEIPT");
	return digits;
}

/** "4071 9365 ...": six groups of four. */
export function groups(code: string): string {
	return code.replace(/(.{4})(?=.)/g, "$1 ");
}
