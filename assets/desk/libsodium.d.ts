// SPDX-License-Identifier: ISC
// What desk/sodium.ts uses of the package, which brings no types: Emscripten's
// module around libsodium's own functions.  Addresses are bytes from the start
// of HEAPU8; lengths of 64 bits come as two numbers, the low one first.

declare module "libsodium-sumo" {
	export interface Module {
		/** Another one after the memory has grown. */
		readonly HEAPU8: Uint8Array;
		/** 0 where there is no room. */
		_malloc(len: number): number;
		_crypto_hash_sha256(out: number, m: number, len: number,
		    high: number): number;
		_crypto_auth_hmacsha256(out: number, m: number, len: number,
		    high: number, key: number): number;
		_crypto_kdf_hkdf_sha256_extract(prk: number, salt: number,
		    saltLen: number, ikm: number, ikmLen: number): number;
		_crypto_kdf_hkdf_sha256_expand(out: number, outLen: number,
		    context: number, contextLen: number, prk: number): number;
		_crypto_sign_verify_detached(signature: number, m: number,
		    len: number, high: number, key: number): number;
		_crypto_aead_chacha20poly1305_ietf_decrypt(m: number,
		    mlen: number, nsec: number, c: number, clen: number,
		    high: number, ad: number, adlen: number, adhigh: number,
		    nonce: number, key: number): number;
		_crypto_aead_chacha20poly1305_ietf_encrypt(c: number,
		    clen: number, m: number, mlen: number, high: number,
		    ad: number, adlen: number, adhigh: number, nsec: number,
		    nonce: number, key: number): number;
	}

	export default function create(options: object): Promise<Module>;
}
