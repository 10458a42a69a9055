// SPDX-License-Identifier: ISC
// Bech32 (BIP-173) without its 90 character limit, as age uses it for
// recipients ("age1...") and identities ("AGE-SECRET-KEY-1...").

import { fail } from "./err.ts";

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [
	0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3,
] as const;

function polymod(hrp: string, values: readonly number[]): number {
	let chk = 1;
	const add = (v: number): void => {
		const top = chk >>> 25;

		chk = ((chk & 0x1ffffff) << 5) ^ v;
		for (let i = 0; i < 5; i++)
			chk ^= (top >> i) & 1 ? GENERATOR[i] ?? 0 : 0;
	};

	for (let i = 0; i < hrp.length; i++)
		add(hrp.charCodeAt(i) >> 5);
	add(0);
	for (let i = 0; i < hrp.length; i++)
		add(hrp.charCodeAt(i) & 31);
	values.forEach(add);
	return chk;
}

/** Regroup bits; undefined when the padding is not zero or too long. */
function regroup(data: Iterable<number>, from: number, to: number,
    pad: boolean): number[] | undefined {
	const out: number[] = [];
	let acc = 0;
	let bits = 0;

	for (const v of data) {
		acc = ((acc << from) | v) & 0xfff;
		bits += from;
		while (bits >= to) {
			bits -= to;
			out.push((acc >> bits) & ((1 << to) - 1));
		}
	}
	const left = acc & ((1 << bits) - 1);
	if (pad && bits > 0)
		out.push((left << (to - bits)) & ((1 << to) - 1));
	return !pad && (bits >= from || left !== 0) ? undefined : out;
}

/** Encode bytes in lower case behind a lower-case hrp. */
export function bech32(hrp: string, bytes: Uint8Array): string {
	const data = regroup(bytes, 8, 5, true) ?? [];
	const chk = polymod(hrp, [...data, 0, 0, 0, 0, 0, 0]) ^ 1;
	let out = hrp + "1";

	for (const v of data)
		out += CHARSET.charAt(v);
	for (let i = 0; i < 6; i++)
		out += CHARSET.charAt((chk >> (5 * (5 - i))) & 31);
	return out;
}

/**
 * Decode text whose human-readable part is hrp (given in lower case) and
 * whose data are exactly len bytes.  All lower or all upper case.  FORMAT.
 */
export function fromBech32(hrp: string, text: string, len: number): Uint8Array {
	// ASCII first: U+212A, a Kelvin sign, is a "k" in lower case.
	if (!/^[\x21-\x7e]*$/.test(text))
		fail("FORMAT", "bech32");
	const lower = text.toLowerCase();
	if (text !== lower && text !== text.toUpperCase())
		fail("FORMAT", "bech32");
	if (hrp === "" || !lower.startsWith(hrp + "1"))
		fail("FORMAT", "bech32");
	const values: number[] = [];
	for (let i = hrp.length + 1; i < lower.length; i++)
		values.push(CHARSET.indexOf(lower.charAt(i)));
	if (values.length < 6 || values.includes(-1) ||
	    polymod(hrp, values) !== 1)
		fail("FORMAT", "bech32");
	const out = regroup(values.slice(0, -6), 5, 8, false);
	if (out === undefined || out.length !== len)
		fail("FORMAT", "bech32");
	return Uint8Array.from(out);
}
