// SPDX-License-Identifier: ISC
// Base64 (RFC 4648), canonical only: no white space, no missing or spare
// padding, no set bits behind the last byte.  Not atob: it forgives too much.

import { fail } from "./err.ts";

const STD =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = STD.slice(0, 62) + "-_";

function encode(bytes: Uint8Array, alphabet: string, pad: boolean): string {
	let out = "";

	for (let i = 0; i < bytes.length; i += 3) {
		const left = bytes.length - i;
		const v = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) |
		    (bytes[i + 2] ?? 0);

		out += alphabet.charAt(v >> 18) + alphabet.charAt((v >> 12) & 63);
		if (left > 1)
			out += alphabet.charAt((v >> 6) & 63);
		else if (pad)
			out += "=";
		if (left > 2)
			out += alphabet.charAt(v & 63);
		else if (pad)
			out += "=";
	}
	return out;
}

/** What each character stands for; nothing for all others. */
function valuesOf(alphabet: string): number[] {
	const out: number[] = [];

	for (let i = 0; i < 64; i++)
		out[alphabet.charCodeAt(i)] = i;
	return out;
}

const STD_VALUES = valuesOf(STD);
const URL_VALUES = valuesOf(URL_SAFE);

function decode(text: string, values: readonly number[], pad: boolean,
    len: number | undefined): Uint8Array {
	let end = text.length;

	if (pad) {
		if (end % 4 !== 0)
			fail("FORMAT", "base64");
		while (end > text.length - 2 && text.charAt(end - 1) === "=")
			end--;
	}
	if (end % 4 === 1)
		fail("FORMAT", "base64");
	const out = new Uint8Array(Math.floor((end * 3) / 4));
	let bits = 0;
	let held = 0;
	let at = 0;
	for (let i = 0; i < end; i++) {
		const v = values[text.charCodeAt(i)] ??
		    fail("FORMAT", "base64");

		bits = ((bits << 6) | v) & 0xfff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[at++] = (bits >> held) & 255;
		}
	}
	if ((bits & ((1 << held) - 1)) !== 0)
		fail("FORMAT", "base64");
	if (len !== undefined && out.length !== len)
		fail("FORMAT", "base64");
	return out;
}

/** Section 4, padded: notes, entries, JSON. */
export function base64(bytes: Uint8Array): string {
	return encode(bytes, STD, true);
}

/** Section 4, unpadded: age headers. */
export function base64Raw(bytes: Uint8Array): string {
	return encode(bytes, STD, false);
}

/** Section 5, unpadded: preambles, bearers, links. */
export function base64Url(bytes: Uint8Array): string {
	return encode(bytes, URL_SAFE, false);
}

/** Reverse of base64; FORMAT, also when the length is not len. */
export function fromBase64(text: string, len?: number): Uint8Array {
	return decode(text, STD_VALUES, true, len);
}

/** Reverse of base64Raw; FORMAT, also when the length is not len. */
export function fromBase64Raw(text: string, len?: number): Uint8Array {
	return decode(text, STD_VALUES, false, len);
}

/** Reverse of base64Url; FORMAT, also when the length is not len. */
export function fromBase64Url(text: string, len?: number): Uint8Array {
	return decode(text, URL_VALUES, false, len);
}
