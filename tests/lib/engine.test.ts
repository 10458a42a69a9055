// SPDX-License-Identifier: ISC
// libsodium's WebAssembly against noble: the same bytes for the same question,
// and nothing of one question left for the next.  The outside vectors run on
// both (engine-on.ts).
import assert from "node:assert/strict";
import { test } from "node:test";

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import create, { type Module } from "libsodium-sumo";
import fc from "fast-check";

import { Sodium } from "../../assets/desk/sodium.ts";
import { unwrapBody } from "../../assets/desk/trial.ts";
import { systemRandom } from "../../assets/lib/bytes.ts";
import {
	ed25519Public, ed25519Sign, ed25519Verify,
} from "../../assets/lib/ed25519.ts";
import { useEngine } from "../../assets/lib/engine.ts";
import { hkdf, hmac, sha256 } from "../../assets/lib/hash.ts";
import { wrapKey } from "../../assets/lib/seal.ts";
import { decrypt } from "../../assets/lib/unseal.ts";
import { bytes } from "./arbitrary.ts";

const KIB = 1024;
const module: Module = await create({});
const sodium = new Sodium(module);

/** What f gives without the engine and with it. */
function both<T>(f: () => T): [T, T] {
	const plain = f();

	useEngine(sodium);
	try {
		return [plain, f()];
	} finally {
		useEngine(undefined);
	}
}

function same<T>(f: () => T): void {
	const [plain, fast] = both(f);

	assert.deepEqual(fast, plain);
}

test("engine: hashes and keys are noble's", () => {
	fc.assert(fc.property(bytes(0, 300), bytes(0, 300), bytes(0, 80),
	    fc.constantFrom(16 as const, 32 as const), (a, b, info, len) => {
		same(() => sha256(a, b, "公正"));
		same(() => hmac(a, b));
		same(() => hmac(sha256(a), b));
		same(() => hkdf(a, b, info, len));
		same(() => hkdf(a, "", "header", len));
	}));
});

test("engine: what is sealed opens, and what was touched does not", () => {
	fc.assert(fc.property(bytes(32), bytes(12), bytes(0, 400), fc.nat(),
	    (key, nonce, plain, at) => {
		const sealed = chacha20poly1305(key, nonce).encrypt(plain);
		const bad = sealed.slice();

		bad[at % bad.length] = (bad[at % bad.length] ?? 0) ^ 1;
		same(() => decrypt(key, nonce, sealed));
		assert.deepEqual(both(() => decrypt(key, nonce, bad)),
		    [undefined, undefined]);
		same(() => decrypt(key, nonce, sealed.subarray(0, 15)));
	}));
});

test("engine: a stanza gives its file key to its reader alone", () => {
	fc.assert(fc.property(bytes(32), bytes(32), bytes(32), bytes(16),
	    fc.nat(), (ss, share, recipient, fileKey, at) => {
		const body = chacha20poly1305(wrapKey(ss, share, recipient),
		    new Uint8Array(12)).encrypt(fileKey);
		const parts = [ss, share, recipient, body];
		const open = (all: readonly Uint8Array[]): Uint8Array | undefined =>
		    unwrapBody(all[0] ?? body, all[1] ?? body, all[2] ?? body,
			all[3] ?? body);

		assert.deepEqual(both(() => open(parts)), [fileKey, fileKey]);
		for (let i = 0; i < parts.length; i++) {
			const bad = parts.map((p) => p.slice());
			const one = bad[i] ?? body;

			one[at % one.length] = (one[at % one.length] ?? 0) ^ 1;
			assert.deepEqual(both(() => open(bad)),
			    [undefined, undefined]);
		}
	}));
	// A body of another length is not the engine's, and no file key.
	const [ss, share, recipient] = [1, 2, 3].map((n) =>
	    new Uint8Array(32).fill(n)) as [Uint8Array, Uint8Array, Uint8Array];
	for (const len of [0, 15, 17, 32]) {
		const body = chacha20poly1305(wrapKey(ss, share, recipient),
		    new Uint8Array(12)).encrypt(new Uint8Array(len));

		assert.deepEqual(both(() => unwrapBody(ss, share, recipient,
		    body)), [undefined, undefined]);
	}
});

test("engine: signatures are judged alike", () => {
	fc.assert(fc.property(bytes(32), bytes(0, 300), fc.nat(511),
	    (seed, message, bit) => {
		const key = ed25519Public(seed);
		const good = ed25519Sign(seed, message);
		const bad = good.slice();

		bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		assert.deepEqual(both(() => ed25519Verify(key, message, good)),
		    [true, true]);
		assert.deepEqual(both(() => ed25519Verify(key, message, bad)),
		    [false, false]);
		assert.deepEqual(both(() =>
		    ed25519Verify(key, message, good.subarray(1))),
		    [false, false]);
	}), { numRuns: 20 });
});

test("engine: what is too long for it is noble's", () => {
	const key = systemRandom(32);

	for (const len of [0, 64 * KIB, 128 * KIB - 1, 128 * KIB,
	    128 * KIB + 1, 300 * KIB]) {
		const long = systemRandom(len);
		const sealed = chacha20poly1305(key, new Uint8Array(12))
		    .encrypt(long);

		same(() => sha256(long));
		same(() => sha256(long, long));
		same(() => hmac(key, long));
		same(() => hkdf(long, key, "long", 32));
		same(() => hkdf(key, long, "long", 32));
		same(() => decrypt(key, new Uint8Array(12), sealed));
	}
	assert.equal(sodium.sha256([systemRandom(128 * KIB + 1)]), undefined);
	assert.notEqual(sodium.sha256([systemRandom(128 * KIB)]), undefined);
	assert.equal(sodium.hmac(new Uint8Array(31), key), undefined);
	assert.equal(sodium.decrypt(new Uint8Array(31), new Uint8Array(12),
	    new Uint8Array(16)), undefined);
});

/** How often bytes stand in libsodium's memory. */
function found(what: Uint8Array): number {
	const memory = Buffer.from(module.HEAPU8);
	let count = 0;

	for (let at = memory.indexOf(what); at >= 0;
	    at = memory.indexOf(what, at + 1))
		count += 1;
	return count;
}

test("engine: no key, secret or plaintext stays in its memory", () => {
	const secret = systemRandom(32);
	const plain = systemRandom(500);
	const nonce = new Uint8Array(12);
	const sealed = chacha20poly1305(secret, nonce).encrypt(plain);

	// The search would find it.
	const at = module._malloc(32);
	module.HEAPU8.set(secret, at);
	assert.equal(found(secret), 1);
	module.HEAPU8.fill(0, at, at + 32);

	const derived = sodium.hkdf(secret, plain.subarray(0, 64),
	    new Uint8Array(3), 32);
	const mac = sodium.hmac(secret, plain);
	assert.deepEqual(sodium.decrypt(secret, nonce, sealed), plain);
	assert.equal(sodium.decrypt(secret, nonce, sealed.subarray(1)), null);
	sodium.sha256([secret, plain]);
	const share = systemRandom(32);
	const fileKey = systemRandom(16);
	const wrapping = wrapKey(secret, share, share);
	assert.deepEqual(sodium.unwrap(secret, share, share, chacha20poly1305(
	    wrapping, nonce).encrypt(fileKey)), fileKey);
	assert.equal(sodium.unwrap(secret, share, share, fileKey), undefined);
	sodium.verify(ed25519Public(secret), plain, systemRandom(64));
	for (const what of [secret, plain.subarray(100, 132),
		plain.subarray(480), derived, mac, wrapping, fileKey])
		assert.equal(what === undefined ? NaN : found(what), 0);
});
