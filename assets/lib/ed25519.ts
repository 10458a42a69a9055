// SPDX-License-Identifier: ISC
// Ed25519 with libsodium's rule of verification (docs/protocol.md section 2),
// so that both languages accept the same bytes.  noble's own verify() is
// cofactored: it takes signatures that libsodium refuses.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { concat, equal } from "./bytes.ts";
import { engine } from "./engine.ts";
import { sha256 } from "./hash.ts";
import { hex } from "./hex.ts";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

function littleEndian(bytes: Uint8Array): bigint {
	let out = 0n;

	for (let i = bytes.length - 1; i >= 0; i--)
		out = (out << 8n) | BigInt(bytes[i] ?? 0);
	return out;
}

/** The point of a canonical encoding that is not of small order. */
function point(bytes: Uint8Array): InstanceType<typeof Point> | undefined {
	try {
		const p = Point.fromBytes(bytes, false);

		return p.isSmallOrder() ? undefined : p;
	} catch {
		return undefined;
	}
}

/** Public key (32 bytes) of a 32-byte seed. */
export function ed25519Public(seed: Uint8Array): Uint8Array {
	return ed25519.getPublicKey(seed);
}

/** Signature (64 bytes) of message by a 32-byte seed. */
export function ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
	return ed25519.sign(message, seed);
}

/** Signatures known to hold (ed25519-fast.ts), and the keys that made them. */
const ahead = new Set<string>();
const sound = new Set<string>();
/** Forgotten all together beyond that: it is only speed that is lost. */
const AHEAD_MAX = 200000;

function nameOf(publicKey: Uint8Array, message: Uint8Array,
    signature: Uint8Array): string {
	return hex(sha256(publicKey, signature, message));
}

/** Lock: nothing of what was read stays. */
export function forgetAll(): void {
	ahead.clear();
	sound.clear();
}

/** What is known, to be kept with authentication. */
export interface Remembered {
	/** SHA-256 of key, signature and message of each that holds. */
	readonly signatures: readonly string[];
	/** Public keys, hexadecimal. */
	readonly keys: readonly string[];
}

export function remembered(): Remembered {
	return { signatures: [...ahead], keys: [...sound] };
}

/** What remembered() gave, at an earlier time. */
export function recall({ signatures, keys }: Remembered): void {
	for (const name of signatures.slice(0, AHEAD_MAX))
		ahead.add(name);
	for (const key of keys.slice(0, AHEAD_MAX))
		sound.add(key);
}

/** That exactly this was verified, by libsodium's rule. */
export function remember(publicKey: Uint8Array, message: Uint8Array,
    signature: Uint8Array): void {
	if (ahead.size >= AHEAD_MAX)
		forgetAll();
	ahead.add(nameOf(publicKey, message, signature));
	sound.add(hex(publicKey));
}

/** True for a public key that libsodium would not refuse out of hand. */
export function isEd25519Public(key: Uint8Array): boolean {
	return sound.has(hex(key)) || point(key) !== undefined;
}

/**
 * True for a signature that libsodium accepts: S below the group order, A and
 * R canonical and not of small order, and encode(SB - kA) equal to R byte for
 * byte, without multiplying by the cofactor.
 */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array,
    signature: Uint8Array): boolean {
	if (publicKey.length !== 32 || signature.length !== 64)
		return false;
	if (ahead.size > 0 && ahead.has(nameOf(publicKey, message, signature)))
		return true;
	const done = engine?.verify(publicKey, message, signature);
	if (done !== undefined)
		return done;
	const r = signature.subarray(0, 32);
	const s = littleEndian(signature.subarray(32));
	const a = point(publicKey);
	if (s >= ORDER || a === undefined || point(r) === undefined)
		return false;
	const k = littleEndian(sha512(concat(r, publicKey, message))) % ORDER;
	const check = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
	return equal(check.toBytes(), r);
}
