// SPDX-License-Identifier: ISC
// SHA-256, HMAC and HKDF-SHA256 (RFC 5869) in the shape the formats use them.

import { hmac as nobleHmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

import { concat, utf8, wipe } from "./bytes.ts";
import { engine } from "./engine.ts";

function bytesOf(part: Uint8Array | string): Uint8Array {
	return typeof part === "string" ? utf8(part) : part;
}

/** SHA-256 of the parts one after the other, 32 bytes. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
	const all = parts.map(bytesOf);
	const done = engine?.sha256(all);

	if (done !== undefined)
		return done;
	const h = nobleSha256.create();
	for (const p of all)
		h.update(p);
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

/** HMAC-SHA-256, 32 bytes. */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
	return engine?.hmac(key, message) ??
	    nobleHmac(nobleSha256, key, message);
}

/**
 * HKDF-SHA256 of len bytes, at most one hash of output: two HMACs, extract and
 * T(1) (sections 2.2 and 2.3).  An empty salt is 32 zero bytes, as RFC 5869
 * says.
 */
export function hkdf(ikm: Uint8Array, salt: Uint8Array | "",
    info: Uint8Array | string, len: 16 | 32): Uint8Array {
	const s = salt === "" ? new Uint8Array(32) : salt;
	const i = bytesOf(info);
	const done = engine?.hkdf(ikm, s, i, len);

	if (done !== undefined)
		return done;
	const prk = hmac(s, ikm);
	const okm = hmac(prk, concat(i, Uint8Array.of(1)));
	wipe(prk);
	return okm.slice(0, len);
}
