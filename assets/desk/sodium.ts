// SPDX-License-Identifier: ISC
// libsodium as WebAssembly for the workers (lib/engine.ts): the same library as
// in the services and in qf.  noble's HKDF and ChaCha20-Poly1305 make a dozen
// buffers for each of the five headers' stanzas that are tried for every report,
// which costs more than the calculation.  Where the browser's policy or its age
// does not let WebAssembly run, there is no such engine.

import create, { type Module } from "libsodium-sumo";

import type { Engine } from "../lib/engine.ts";

/** A whole head, and what is smaller: keys, notes, small payloads. */
const MAX = 128 * 1024;
const SHORT = 256;
const KEY_LEN = 32;
const AEAD_NONCE_LEN = 12;
const TAG_LEN = 16;
const SIGNATURE_LEN = 64;

export class Sodium implements Engine {
	private readonly m: Module;
	/** Two of MAX, two of SHORT bytes. */
	private readonly a: number;
	private readonly b: number;
	private readonly key: number;
	private readonly out: number;

	constructor(m: Module) {
		const at = m._malloc(2 * MAX + 2 * SHORT);

		if (at === 0)
			throw new RangeError("no memory");
		this.m = m;
		this.a = at;
		this.b = at + MAX;
		this.key = at + 2 * MAX;
		this.out = this.key + SHORT;
	}

	/** Puts the parts one after the other; how many bytes they are. */
	private put(at: number, ...parts: readonly Uint8Array[]): number {
		let len = 0;

		for (const p of parts) {
			this.m.HEAPU8.set(p, at + len);
			len += p.length;
		}
		return len;
	}

	/** A copy; what lay there is wiped. */
	private take(at: number, len: number, from = at, used = len): Uint8Array {
		const out = this.m.HEAPU8.slice(at, at + len);

		this.m.HEAPU8.fill(0, at, at + len);
		this.m.HEAPU8.fill(0, from, from + used);
		return out;
	}

	sha256(parts: readonly Uint8Array[]): Uint8Array | undefined {
		if (parts.reduce((sum, p) => sum + p.length, 0) > MAX)
			return undefined;
		const len = this.put(this.a, ...parts);
		this.m._crypto_hash_sha256(this.out, this.a, len, 0);
		return this.take(this.out, KEY_LEN, this.a, len);
	}

	hmac(key: Uint8Array, message: Uint8Array): Uint8Array | undefined {
		if (key.length !== KEY_LEN || message.length > MAX)
			return undefined;
		this.put(this.key, key);
		const len = this.put(this.a, message);
		this.m._crypto_auth_hmacsha256(this.out, this.a, len, 0, this.key);
		this.m.HEAPU8.fill(0, this.key, this.key + KEY_LEN);
		return this.take(this.out, KEY_LEN, this.a, len);
	}

	hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, len: number):
	    Uint8Array | undefined {
		if (salt.length > SHORT || len > KEY_LEN || ikm.length +
		    info.length > MAX)
			return undefined;
		this.put(this.key, salt);
		const used = this.put(this.a, ikm, info);
		this.m._crypto_kdf_hkdf_sha256_extract(this.b, this.key,
		    salt.length, this.a, ikm.length);
		this.m._crypto_kdf_hkdf_sha256_expand(this.out, len,
		    this.a + ikm.length, info.length, this.b);
		this.m.HEAPU8.fill(0, this.b, this.b + KEY_LEN);
		return this.take(this.out, len, this.a, used);
	}

	decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array):
	    Uint8Array | null | undefined {
		if (key.length !== KEY_LEN || nonce.length !== AEAD_NONCE_LEN ||
		    sealed.length > MAX)
			return undefined;
		this.put(this.key, key, nonce);
		const len = this.put(this.a, sealed);
		const bad = this.m._crypto_aead_chacha20poly1305_ietf_decrypt(
		    this.b, 0, 0, this.a, len, 0, 0, 0, 0, this.key + KEY_LEN,
		    this.key);
		this.m.HEAPU8.fill(0, this.key, this.key + KEY_LEN);
		return bad !== 0 ? null : this.take(this.b, len - TAG_LEN);
	}

	verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array):
	    boolean | undefined {
		if (key.length !== KEY_LEN || signature.length !== SIGNATURE_LEN ||
		    message.length > MAX)
			return undefined;
		this.put(this.key, key, signature);
		const len = this.put(this.a, message);
		const bad = this.m._crypto_sign_verify_detached(
		    this.key + KEY_LEN, this.a, len, 0, this.key);
		this.m.HEAPU8.fill(0, this.a, this.a + len);
		return bad === 0;
	}
}

/** Undefined where it cannot be had: noble goes on. */
export async function loadSodium(): Promise<Engine | undefined> {
	try {
		// Nothing here asks it for random bytes.
		return new Sodium(await create({}));
	} catch {
		return undefined;
	}
}
