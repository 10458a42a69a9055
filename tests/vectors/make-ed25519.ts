// SPDX-License-Identifier: ISC
// Writes ed25519.json: signatures at the edge of what libsodium takes.  Every
// case that a cofactored or a lenient verifier would judge otherwise is built
// here from the group itself.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { fixed, write } from "./fixed.ts";

const { Point } = ed25519;
type P = InstanceType<typeof Point>;
const L = Point.Fn.ORDER;
const MESSAGE = utf8("qingfeng");

function toLe(v: bigint): Uint8Array {
	return Uint8Array.from({ length: 32 },
	    (_, i) => Number((v >> BigInt(8 * i)) & 255n));
}

function fromLe(b: Uint8Array): bigint {
	return b.reduceRight((v, x) => (v << 8n) | BigInt(x), 0n);
}

function mod(v: bigint): bigint {
	return ((v % L) + L) % L;
}

function scalar(label: string): bigint {
	return mod(fromLe(sha512(fixed(label))));
}

/** k of a signature over MESSAGE. */
function challenge(r: Uint8Array, a: Uint8Array, m = MESSAGE): bigint {
	return mod(fromLe(sha512(concat(r, a, m))));
}

/** The eight points of small order. */
const T8 = Point.fromHex(
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
const torsion: P[] = Array.from({ length: 8 },
    (_, i) => i === 0 ? Point.ZERO : T8.multiplyUnsafe(BigInt(i)));

interface Case {
	name: string; public: string; message: string; signature: string;
	valid: boolean; cofactored: boolean;
}
const cases: Case[] = [];

function add(name: string, pk: Uint8Array, sig: Uint8Array, valid: boolean,
    message = MESSAGE): void {
	let cofactored = false;

	try {
		cofactored = ed25519.verify(sig, message, pk, { zip215: true });
	} catch {
		// Not even decodable.
	}
	cases.push({
		name, public: hex(pk), message: hex(message), signature: hex(sig),
		valid, cofactored,
	});
}

const a = scalar("ed25519 a");
const A = Point.BASE.multiply(a);
const aBytes = A.toBytes();

/** Sign by hand: R is given as bytes, its scalar r and the key as bytes. */
function sign(rBytes: Uint8Array, r: bigint, pk: Uint8Array): Uint8Array {
	return concat(rBytes, toLe(mod(r + challenge(rBytes, pk) * a)));
}

// RFC 8032 section 7.1, tests 1 to 3.
for (const [name, pk, m, sig] of [
	["rfc8032 test 1",
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	    "",
	    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
	    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"],
	["rfc8032 test 2",
	    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	    "72",
	    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"],
	["rfc8032 test 3",
	    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
	    "af82",
	    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
	    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"],
] as const)
	add(name, fromHex(pk), fromHex(sig), true, fromHex(m));

const r0 = scalar("ed25519 r");
const R0 = Point.BASE.multiply(r0).toBytes();
const good = sign(R0, r0, aBytes);
add("plain", aBytes, good, true);
add("other message", aBytes, good, false, utf8("qingfenh"));
for (const bit of [0, 255, 256, 511]) {
	const bad = good.slice();
	const at = bit >> 3;

	bad[at] = (bad[at] ?? 0) ^ (1 << (bit & 7));
	add(`bit ${bit} flipped`, aBytes, bad, false);
}
const s0 = fromLe(good.subarray(32));
for (let n = 1n; n <= 14n; n += n < 3n ? 1n : 11n)
	add(`S plus ${n} L`, aBytes, concat(R0, toLe(s0 + n * L)), false);
add("S is L", aBytes, concat(R0, toLe(L)), false);
add("S is zero", aBytes, concat(R0, new Uint8Array(32)), false);

// A of mixed order: right only where k takes the torsion away.
for (const order of [1, 2, 4]) {
	const pk = A.add(torsion[order] ?? Point.ZERO).toBytes();

	for (const want of [true, false]) {
		for (let i = 0; ; i++) {
			const r = scalar(`mixed A ${order} ${i}`);
			const R = Point.BASE.multiply(r).toBytes();
			const k = challenge(R, pk);
			const gone = (k * BigInt(order)) % 8n === 0n;

			if (gone !== want)
				continue;
			add(`mixed-order A (torsion ${order}), k ` +
			    (want ? "cancels it" : "keeps it"),
			    pk, sign(R, r, pk), want);
			break;
		}
	}
}
// R of mixed order never fits, but for a torsion that A's takes away.
for (const order of [1, 2, 4]) {
	const R = Point.BASE.multiply(r0).add(torsion[order] ?? Point.ZERO)
	    .toBytes();

	add(`mixed-order R (torsion ${order})`, aBytes, sign(R, r0, aBytes),
	    false);
}
{
	const pk = A.add(T8).toBytes();

	for (let i = 0; ; i++) {
		const r = scalar(`mixed both ${i}`);
		const R = Point.BASE.multiply(r).add(torsion[3] ?? Point.ZERO)
		    .toBytes();

		// R - (r B) must be -k T8, so k = 5 modulo 8.
		if (challenge(R, pk) % 8n !== 5n)
			continue;
		add("mixed-order A and R that cancel", pk, sign(R, r, pk), true);
		break;
	}
}
// A of small order: S = r gives a signature that holds wherever k A = 0.
torsion.forEach((t, i) => {
	const pk = t.toBytes();

	for (let j = 0; ; j++) {
		const r = scalar(`small A ${i} ${j}`);
		const R = Point.BASE.multiply(r).toBytes();

		if ((challenge(R, pk) * BigInt(i)) % 8n !== 0n)
			continue;
		add(`small-order A (${i} T8)`, pk, concat(R, toLe(r)), false);
		break;
	}
});
// R of small order: S = k a, right without a cofactor for the identity only.
torsion.forEach((t, i) => {
	const R = t.toBytes();

	add(`small-order R (${i} T8)`, aBytes, sign(R, 0n, aBytes), false);
});
// Encodings that are not canonical.
const P255 = (1n << 255n) - 19n;
const signBit = 1n << 255n;
for (const [name, y] of [
	["identity as y = p + 1", P255 + 1n],
	["identity with x = -0", 1n | signBit],
	["identity as y = p + 1 with x = -0", (P255 + 1n) | signBit],
	["order 2 with x = -0", (P255 - 1n) | signBit],
	["order 4 as y = p", P255],
	["order 4 as y = p, other sign", P255 | signBit],
] as const) {
	const enc = toLe(y);
	let r = r0;
	let R = R0;

	for (let j = 0; challenge(R, enc) % 8n !== 0n; j++) {
		r = scalar(`${name} ${j}`);
		R = Point.BASE.multiply(r).toBytes();
	}
	add(`non-canonical A: ${name}`, enc, concat(R, toLe(r)), false);
	add(`non-canonical R: ${name}`, aBytes, sign(enc, 0n, aBytes), false);
}
for (let y = 2n; y < 19n; y++) {
	for (const top of [0n, signBit]) {
		const enc = toLe((P255 + y) | top);
		const name = `y = p + ${y}${top === 0n ? "" : ", other sign"}`;

		add(`non-canonical A: ${name}`, enc, good, false);
		add(`non-canonical R: ${name}`, aBytes, sign(enc, 0n, aBytes), false);
	}
}
add("A not on the curve", toLe(2n), good, false);
add("R not on the curve", aBytes, sign(toLe(2n), r0, aBytes), false);
add("all zero", new Uint8Array(32), new Uint8Array(64), false);

// Every encoding of the eight points of small order, canonical or not.
const smallOrder = [0n, 1n, P255 - 1n, P255, P255 + 1n]
    .flatMap((y) => [toLe(y), toLe(y | signBit)]);
for (const i of [1, 3, 5, 7])
	smallOrder.push((torsion[i] ?? Point.ZERO).toBytes());

write("ed25519.json", {
	about: "Ed25519 by libsodium's rule (valid); cofactored says what a " +
	    "ZIP 215 verifier would answer. small_order holds every encoding " +
	    "of a point of small order. Written by make-ed25519.ts.",
	small_order: smallOrder.map(hex),
	cases,
});
