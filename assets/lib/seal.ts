// SPDX-License-Identifier: ISC
// Sealing: age v1 to a fixed number of X25519 slots (docs/protocol.md
// section 1).  Unused slots are wrapped to throw-away keys and all are
// shuffled, so neither the number nor the identity of the readers shows.

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";

import { FILE_KEY_LEN, type Stanza, formatHeader } from "./age-header.ts";
import { base64Raw } from "./base64.ts";
import { type Random, concat, systemRandom, wipe } from "./bytes.ts";
import { fail } from "./err.ts";
import { hkdf } from "./hash.ts";
import { STANZA_MAX } from "./limits.ts";

export const CHUNK_LEN = 65536;
export const TAG_LEN = 16;
export const NONCE_LEN = 16;
export const X25519_INFO = "age-encryption.org/v1/X25519";

export interface Sealed {
	readonly header: Uint8Array;
	readonly payload: Uint8Array;
	/** 16 bytes, secret: openValue() needs it. */
	readonly fileKey: Uint8Array;
}

/** Length of the payload, nonce and all, for len bytes of plaintext. */
export function sealedLength(len: number): number {
	const chunks = Math.max(1, Math.ceil(len / CHUNK_LEN));

	return NONCE_LEN + len + TAG_LEN * chunks;
}

/** The 12-byte nonce of chunk number i. */
export function chunkNonce(i: number, last: boolean): Uint8Array {
	const nonce = new Uint8Array(12);
	const view = new DataView(nonce.buffer);

	view.setUint32(3, Math.floor(i / 0x100000000));
	view.setUint32(7, i >>> 0);
	nonce[11] = last ? 1 : 0;
	return nonce;
}

/** Key of an X25519 stanza's body; ss is the shared secret. */
export function wrapKey(ss: Uint8Array, share: Uint8Array,
    recipient: Uint8Array): Uint8Array {
	return hkdf(ss, concat(share, recipient), X25519_INFO, 32);
}

function wrap(fileKey: Uint8Array, recipient: Uint8Array, random: Random):
    Stanza {
	const secret = random(32);
	const share = x25519.getPublicKey(secret);
	let ss: Uint8Array;

	try {
		ss = x25519.getSharedSecret(secret, recipient);
	} catch {
		return fail("AGE_RECIPIENT", "low order");
	}
	const key = wrapKey(ss, share, recipient);
	const body = chacha20poly1305(key, new Uint8Array(12)).encrypt(fileKey);
	wipe(secret, ss, key);
	return { args: ["X25519", base64Raw(share)], body };
}

/** A uniform number below n (at most 256). */
function below(n: number, random: Random): number {
	for (;;) {
		const v = random(1)[0] ?? 255;

		if (v < 256 - (256 % n))
			return v % n;
	}
}

/**
 * The header that gives fileKey to recipients (32-byte public keys), with
 * exactly slots stanzas in random order.  Also makes the headers of a re-wrap.
 * SLOTS unless 1 to slots recipients and at most 32 slots; AGE_RECIPIENT for
 * one of low order.
 */
export function wrapHeader(fileKey: Uint8Array,
    recipients: readonly Uint8Array[], slots: number,
    random: Random = systemRandom): Uint8Array {
	if (recipients.length < 1 || recipients.length > slots ||
	    slots > STANZA_MAX)
		fail("SLOTS");
	const stanzas = recipients.map((r) => wrap(fileKey, r, random));
	while (stanzas.length < slots) {
		const nobody = x25519.getPublicKey(random(32));

		stanzas.push(wrap(fileKey, nobody, random));
	}
	for (let i = stanzas.length - 1; i > 0; i--) {
		const j = below(i + 1, random);
		const a = stanzas[i];
		const b = stanzas[j];

		if (a !== undefined && b !== undefined) {
			stanzas[i] = b;
			stanzas[j] = a;
		}
	}
	return formatHeader(fileKey, stanzas);
}

/**
 * Seals a payload chunk by chunk.  The caller sends nonce first, then each
 * push's answer.  A chunk is sealed once: never push other bytes in its place
 * after a failed upload, start over with a new file key.
 */
export class Sealer {
	readonly nonce: Uint8Array;
	private readonly key: Uint8Array;
	private next = 0;
	private done = false;

	constructor(fileKey: Uint8Array, random: Random = systemRandom) {
		this.nonce = random(NONCE_LEN);
		this.key = hkdf(fileKey, this.nonce, "payload", 32);
	}

	/** All chunks but the last are exactly CHUNK_LEN; FORMAT otherwise. */
	push(chunk: Uint8Array, last: boolean): Uint8Array {
		if (this.done || chunk.length > CHUNK_LEN ||
		    (!last && chunk.length < CHUNK_LEN) ||
		    (last && chunk.length === 0 && this.next > 0))
			fail("FORMAT", "chunk");
		const nonce = chunkNonce(this.next++, last);
		const out = chacha20poly1305(this.key, nonce).encrypt(chunk);
		if (last) {
			this.done = true;
			wipe(this.key);
		}
		return out;
	}
}

/** The sealed payload of plain: nonce and chunks. */
export function sealPayload(fileKey: Uint8Array, plain: Uint8Array,
    random: Random = systemRandom): Uint8Array {
	const sealer = new Sealer(fileKey, random);
	const parts = [sealer.nonce];

	for (let i = 0; ; i += CHUNK_LEN) {
		const last = i + CHUNK_LEN >= plain.length;

		parts.push(sealer.push(plain.subarray(i, i + CHUNK_LEN), last));
		if (last)
			return concat(...parts);
	}
}

/** Seal plain to recipients in slots stanzas; errors as wrapHeader. */
export function seal(plain: Uint8Array, recipients: readonly Uint8Array[],
    slots: number, random: Random = systemRandom): Sealed {
	const fileKey = random(FILE_KEY_LEN);

	return {
		header: wrapHeader(fileKey, recipients, slots, random),
		payload: sealPayload(fileKey, plain, random),
		fileKey,
	};
}
