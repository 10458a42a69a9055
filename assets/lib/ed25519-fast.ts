// SPDX-License-Identifier: ISC
// Signatures checked ahead by the browser's own Ed25519, which is some ten times
// as fast as ours.  It only ever says yes: what it does not take, or a browser
// without it, is left to ed25519Verify().  What libsodium refuses beyond what
// browsers refuse (docs/protocol.md section 2) is looked at here, byte by byte,
// so that a yes means the same.

import { compare } from "./bytes.ts";
import { remember } from "./ed25519.ts";

const NAME = { name: "Ed25519" };

/** The y of every point of small order, little-endian; p - 1 and so on. */
const SMALL = [
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((hex) => Uint8Array.from(hex.match(/../g) ?? [],
    (two) => parseInt(two, 16)));
/** p and the order of the base point, big-endian. */
const P = Uint8Array.from([0x7f, ...new Array<number>(30).fill(0xff), 0xed]);
const L = Uint8Array.from([0x10, ...new Array<number>(15).fill(0),
	0x14, 0xde, 0xf9, 0xde, 0xa2, 0xf7, 0x9c, 0xd6, 0x58, 0x12, 0x63, 0x1a,
	0x5c, 0xf5, 0xd3, 0xed]);

/** The y of an encoding, its sign bit cleared. */
function yOf(encoded: Uint8Array): Uint8Array {
	const y = encoded.slice();

	y[31] = (y[31] ?? 0) & 0x7f;
	return y;
}

/** Canonical, and no point of small order. */
function isSound(encoded: Uint8Array): boolean {
	const y = yOf(encoded);

	return compare(y.slice().reverse(), P) < 0 &&
	    !SMALL.some((s) => compare(s, y) === 0);
}

export interface Signed {
	readonly key: Uint8Array;
	readonly message: Uint8Array;
	readonly signature: Uint8Array;
}

/** What libsodium looks at before it calculates. */
function isShaped({ key, signature }: Signed): boolean {
	return key.length === 32 && signature.length === 64 && isSound(key) &&
	    isSound(signature.subarray(0, 32)) &&
	    compare(signature.slice(32).reverse(), L) < 0;
}

async function verify({ key, message, signature }: Signed): Promise<boolean> {
	const imported = await crypto.subtle.importKey("raw",
	    key as Uint8Array<ArrayBuffer>, NAME, false, ["verify"]);

	return crypto.subtle.verify(NAME, imported,
	    signature as Uint8Array<ArrayBuffer>,
	    message as Uint8Array<ArrayBuffer>);
}

/**
 * Check ahead; those that hold are remembered, so that ed25519Verify() says yes
 * to the same three without calculating.  Never fails.
 */
export async function verifyAhead(all: readonly Signed[]): Promise<void> {
	await Promise.all(all.map(async (one) => {
		try {
			if (isShaped(one) && await verify(one))
				remember(one.key, one.message, one.signature);
		} catch {
			// No such algorithm here, or it does not take the key.
		}
	}));
}
