// SPDX-License-Identifier: ISC
// Ed25519 with libsodium's rule of verification (docs/protocol.md section 2),
// so that both languages accept the same bytes.  noble's own verify() is
// cofactored: it takes signatures that libsodium refuses.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { concat, equal } from "./bytes.ts";

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

/** True for a public key that libsodium would not refuse out of hand. */
export function isEd25519Public(key: Uint8Array): boolean {
	return point(key) !== undefined;
}

/** Public key (32 bytes) of a 32-byte seed. */
export function ed25519Public(seed: Uint8Array): Uint8Array {
	return ed25519.getPublicKey(seed);
}

/** Signature (64 bytes) of message by a 32-byte seed. */
export function ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
	return ed25519.sign(message, seed);
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
	const r = signature.subarray(0, 32);
	const s = littleEndian(signature.subarray(32));
	const a = point(publicKey);
	if (s >= ORDER || a === undefined || point(r) === undefined)
		return false;
	const k = littleEndian(sha512(concat(r, publicKey, message))) % ORDER;
	const check = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
	return equal(check.toBytes(), r);
}
