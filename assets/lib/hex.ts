// SPDX-License-Identifier: ISC
// Hexadecimal, lower case only, both ways.

import { fail } from "./err.ts";

const PAIRS = Array.from({ length: 256 }, (_, b) =>
    (b < 16 ? "0" : "") + b.toString(16));

/** Two lower-case digits for each byte. */
export function hex(bytes: Uint8Array & { toHex?(): string }): string {
	let out = "";

	// Newer engines' own leaves no heap of little strings.
	if (bytes.toHex !== undefined)
		return bytes.toHex();
	for (const b of bytes)
		out += PAIRS[b] ?? "";
	return out;
}

/** Reverse of hex; FORMAT, also when the length is not len. */
export function fromHex(text: string, len?: number): Uint8Array {
	if (!/^([0-9a-f]{2})*$/.test(text) ||
	    (len !== undefined && text.length !== 2 * len))
		fail("FORMAT", "hex");
	const out = new Uint8Array(text.length / 2);
	for (let i = 0; i < text.length; i++) {
		const c = text.charCodeAt(i);

		out[i >> 1] = ((out[i >> 1] ?? 0) << 4) | (c > 57 ? c - 87 : c - 48);
	}
	return out;
}
