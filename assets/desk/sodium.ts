// SPDX-License-Identifier: ISC
// libsodium as WebAssembly for the workers (lib/engine.ts): the same library as
// in the services and in qf.  noble's HKDF and ChaCha20-Poly1305 make a dozen
// buffers for each of the five headers' stanzas that are tried for every report,
// which costs more than the calculation.  Where the browser's policy or its age
// does not let WebAssembly run, there is no such engine.

import create, { type Module } from "libsodium-sumo";

import { utf8 } from "../lib/bytes.ts";
import type { Engine } from "../lib/engine.ts";
import { X25519_INFO } from "../lib/seal.ts";

/** A whole head, and what is smaller: keys, notes, small payloads. */
const MAX = 128 * 1024;
const SHORT = 256;
const KEY_LEN = 32;
const AEAD_NONCE_LEN = 12;
const TAG_LEN = 16;
const SIGNATURE_LEN = 64;
const FILE_KEY_LEN = 16;
const INFO = utf8(X25519_INFO);
/**
 * Where unwrap() puts things, counted from the first: what it is given, what it
 * derives, the file key.  From zeros on it stays: a nonce and a key of zeros,
 * INFO, and zeros sealed by those.
 */
const AT = { ss: 0, share: 32, recipient: 64, body: 96, prk: 128, key: 160,
	fileKey: 192, zeros: 208, info: 240, blank: 272, nothing: 304 };

export class Sodium implements Engine {
	private readonly m: Module;
	/** Two of MAX, four of SHORT bytes. */
	private readonly a: number;
	private readonly b: number;
	private readonly key: number;
	private readonly out: number;
	private readonly trial: number;

	constructor(m: Module) {
		const at = m._malloc(2 * MAX + 4 * SHORT);

		if (at === 0)
			throw new RangeError("no memory");
		this.m = m;
		this.a = at;
		this.b = at + MAX;
		this.key = at + 2 * MAX;
		this.out = this.key + SHORT;
		this.trial = this.out + SHORT;
		m.HEAPU8.fill(0, this.trial, this.trial + 2 * SHORT);
		m.HEAPU8.set(INFO, this.trial + AT.info);
		m._crypto_aead_chacha20poly1305_ietf_encrypt(
		    this.trial + AT.blank, 0, this.trial + AT.zeros, FILE_KEY_LEN,
		    0, 0, 0, 0, 0, this.trial + AT.zeros, this.trial + AT.zeros);
	}

	/** True where the tag fits. */
	private open(out: number, sealed: number, len: number, nonce: number,
	    key: number): boolean {
		return this.m._crypto_aead_chacha20poly1305_ietf_decrypt(out, 0, 0,
		    sealed, len, 0, 0, 0, 0, nonce, key) === 0;
	}

	/**
	 * A last block that is not whole is left on libsodium's stack: zeros that
	 * are opened take its place.
	 */
	private clearStack(): void {
		const { trial: at } = this;

		this.open(at + AT.nothing, at + AT.blank, FILE_KEY_LEN + TAG_LEN,
		    at + AT.zeros, at + AT.zeros);
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
		const good = this.open(this.b, this.a, len, this.key + KEY_LEN,
		    this.key);
		this.m.HEAPU8.fill(0, this.key, this.key + KEY_LEN);
		if (!good)
			return null;
		this.clearStack();
		return this.take(this.b, len - TAG_LEN);
	}

	unwrap(ss: Uint8Array, share: Uint8Array, recipient: Uint8Array,
	    body: Uint8Array): Uint8Array | null | undefined {
		const { m, trial: at } = this;

		if (ss.length !== KEY_LEN || share.length !== KEY_LEN ||
		    recipient.length !== KEY_LEN ||
		    body.length !== FILE_KEY_LEN + TAG_LEN)
			return undefined;
		this.put(at, ss, share, recipient, body);
		m._crypto_kdf_hkdf_sha256_extract(at + AT.prk, at + AT.share,
		    2 * KEY_LEN, at + AT.ss, KEY_LEN);
		m._crypto_kdf_hkdf_sha256_expand(at + AT.key, KEY_LEN,
		    at + AT.info, INFO.length, at + AT.prk);
		const good = this.open(at + AT.fileKey, at + AT.body, body.length,
		    at + AT.zeros, at + AT.key);
		if (good)
			this.clearStack();
		const out = good ? m.HEAPU8.slice(at + AT.fileKey, at + AT.zeros) :
		    null;
		m.HEAPU8.fill(0, at, at + AT.zeros);
		return out;
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
