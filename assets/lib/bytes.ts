// SPDX-License-Identifier: ISC
// Byte arrays: joining, comparing, UTF-8, wiping, randomness.

import { fail } from "./err.ts";

/** A source of len random bytes; tests pass their own. */
export type Random = (len: number) => Uint8Array;

/** getRandomValues refuses more than this at once. */
const RANDOM_CHUNK = 65536;
/** So many zero bytes in a row do not happen: nothing was written. */
const ZEROS_NEVER = 16;

/**
 * The system's random source.  Throws RANDOM where there is none, or one that
 * leaves the array as it was: nothing here ever falls back to a weaker one.
 */
export function systemRandom(len: number): Uint8Array {
	const out = new Uint8Array(len);

	if (typeof crypto !== "object" ||
	    typeof crypto.getRandomValues !== "function")
		fail("RANDOM", "no crypto.getRandomValues");
	try {
		for (let i = 0; i < len; i += RANDOM_CHUNK)
			crypto.getRandomValues(out.subarray(i, i + RANDOM_CHUNK));
	} catch {
		fail("RANDOM");
	}
	if (len >= ZEROS_NEVER && out.every((b) => b === 0))
		fail("RANDOM", "zeros");
	return out;
}

/** The parts one after the other, in a new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
	let len = 0;

	for (const p of parts)
		len += p.length;
	const out = new Uint8Array(len);
	len = 0;
	for (const p of parts) {
		out.set(p, len);
		len += p.length;
	}
	return out;
}

/** Equal length and bytes; constant time in the value. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
	let diff = a.length ^ b.length;

	for (let i = 0; i < a.length; i++)
		diff |= (a[i] ?? 0) ^ (b[i] ?? 0);
	return diff === 0;
}

/** Order of the bytes, as memcmp: negative, 0 or positive. */
export function compare(a: Uint8Array, b: Uint8Array): number {
	const len = Math.min(a.length, b.length);

	for (let i = 0; i < len; i++) {
		const diff = (a[i] ?? 0) - (b[i] ?? 0);

		if (diff !== 0)
			return diff;
	}
	return a.length - b.length;
}

/** Overwrite secrets with zeros.  A hint at best: engines copy. */
export function wipe(...arrays: readonly Uint8Array[]): void {
	for (const a of arrays)
		a.fill(0);
}

/**
 * UTF-8 bytes of text; throws FORMAT for an unpaired surrogate.  Most of what
 * comes here is short and ASCII, where the browser's encoder costs far more
 * than the loop that looks for surrogates.
 */
export function utf8(text: string): Uint8Array {
	const out = new Uint8Array(text.length);
	let all = 0;

	for (let i = 0; i < text.length; i++) {
		const c = text.charCodeAt(i);

		out[i] = c;
		all |= c;
		if (c < 0xd800 || c > 0xdfff)
			continue;
		const next = text.charCodeAt(i + 1);
		if (c > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff))
			fail("FORMAT", "unpaired surrogate");
		i++;
	}
	return all < 0x80 ? out : new TextEncoder().encode(text);
}

let decoder: TextDecoder | undefined;

/** The text of valid UTF-8, a BOM kept; throws FORMAT for anything else. */
export function fromUtf8(bytes: Uint8Array): string {
	try {
		decoder ??= new TextDecoder("utf-8",
		    { fatal: true, ignoreBOM: true });
		return decoder.decode(bytes);
	} catch {
		// One that has failed is not asked again.
		decoder = undefined;
		return fail("FORMAT", "not UTF-8");
	}
}

/** The text of bytes that are all printable ASCII or LF, else undefined. */
export function ascii(bytes: Uint8Array): string | undefined {
	let out = "";

	for (const c of bytes) {
		if (c !== 10 && (c < 32 || c > 126))
			return undefined;
		out += String.fromCharCode(c);
	}
	return out;
}

/** Bytes as so many characters, whatever they are. */
export function latin1(bytes: Uint8Array): string {
	let out = "";

	// Engines limit how many arguments a call may have.
	for (let i = 0; i < bytes.length; i += 4096)
		out += String.fromCharCode.apply(null,
		    bytes.subarray(i, i + 4096) as unknown as number[]);
	return out;
}
