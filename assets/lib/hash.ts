// SPDX-License-Identifier: ISC
// SHA-256 and HKDF-SHA256 (RFC 5869) in the shape the formats use them.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

import { concat, utf8, wipe } from "./bytes.ts";

/** SHA-256 of the parts one after the other, 32 bytes. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
	const h = nobleSha256.create();

	for (const p of parts)
		h.update(typeof p === "string" ? utf8(p) : p);
	return h.digest();
}

/** SHA-256 of bytes that come one part at a time. */
export class Sha256 {
	private readonly h = nobleSha256.create();

	update(part: Uint8Array): void {
		this.h.update(part);
	}

	/** 32 bytes; once. */
	digest(): Uint8Array {
		return this.h.digest();
	}
}

/**
 * HKDF-SHA256 for at most one hash of output, len <= 32: two HMACs, extract and
 * T(1) (sections 2.2 and 2.3).  An empty salt is 32 zero bytes, as RFC 5869
 * says.
 */
export function hkdf(ikm: Uint8Array, salt: Uint8Array | "",
    info: Uint8Array | string, len: number): Uint8Array {
	const prk = hmac(nobleSha256, salt === "" ? new Uint8Array(32) : salt, ikm);
	const okm = hmac(nobleSha256, prk, concat(
	    typeof info === "string" ? utf8(info) : info, Uint8Array.of(1)));

	wipe(prk);
	return okm.slice(0, len);
}
