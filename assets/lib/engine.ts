// SPDX-License-Identifier: ISC
// A faster engine for the primitives that thousands of entries need, where a
// page brings one (desk/sodium.ts).  It gives what noble gives, to the byte, or
// undefined for what it does not take: then, and without one, noble does it.

export interface Engine {
	/** Of the parts one after the other; 32 bytes. */
	sha256(parts: readonly Uint8Array[]): Uint8Array | undefined;
	/** HMAC-SHA-256; 32 bytes. */
	hmac(key: Uint8Array, message: Uint8Array): Uint8Array | undefined;
	/** HKDF-SHA256 of at most 32 bytes. */
	hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, len: number):
	    Uint8Array | undefined;
	/** ChaCha20-Poly1305; null where the tag does not fit. */
	decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array):
	    Uint8Array | null | undefined;
	/**
	 * The file key in the body of an age X25519 stanza (unwrapBody() of
	 * desk/trial.ts) in one call: decoys have eight that are tried in vain.
	 */
	unwrap(ss: Uint8Array, share: Uint8Array, recipient: Uint8Array,
	    body: Uint8Array): Uint8Array | null | undefined;
	/** Ed25519 by libsodium's rule (ed25519.ts). */
	verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array):
	    boolean | undefined;
}

export let engine: Engine | undefined;

export function useEngine(one: Engine | undefined): void {
	engine = one;
}
