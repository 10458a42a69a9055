// SPDX-License-Identifier: ISC
// Shares of an officer's key: Shamir's k of n, as text that a person types
// from paper (docs/protocol.md section 4).  The arithmetic is a library's.
//
//	k 1 | set 2 | key 4 | share 33		40 bytes, 64 characters
//	check 20 bits				4 more: 17 groups of four

import { combine, split } from "shamir-secret-sharing";

import { type Random, concat, equal, systemRandom, utf8, wipe } from
    "./bytes.ts";
import { fail } from "./err.ts";
import { sha256 } from "./hash.ts";
import { type Identity, identity } from "./identity.ts";

/** Crockford's: no I, L, O, U, so that nothing on paper looks alike. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SECRET_LEN = 32;
const BYTES = 1 + 2 + 4 + SECRET_LEN + 1;
const BODY = BYTES * 8 / 5;
const CHECK = 4;
export const SHARE_CHARS = BODY + CHECK;
/** With spaces and hyphens, a typed share is not longer than this. */
const TYPED_MAX = 256;
export const SHARES_MAX = 9;

export interface Share {
	/** How many make the key. */
	readonly k: number;
	/** Shares of one making have the same. */
	readonly set: Uint8Array;
	/** The beginning of the hash of the key's public part. */
	readonly key: Uint8Array;
	readonly data: Uint8Array;
}

function letters(bytes: Uint8Array, count: number): string {
	let out = "";
	let bits = 0;
	let held = 0;

	for (const b of bytes) {
		held = (held << 8 | b) & 0xfff;
		for (bits += 8; bits >= 5 && out.length < count; bits -= 5)
			out += LETTERS[held >> bits - 5 & 31] ?? "";
	}
	return out;
}

function bytesOf(text: string): Uint8Array {
	const out = new Uint8Array(BYTES);
	let bits = 0;
	let held = 0;
	let at = 0;

	for (const c of text) {
		held = (held << 5 | LETTERS.indexOf(c)) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[at++] = held >> bits & 255;
		}
	}
	return out;
}

function check(body: string): string {
	return letters(sha256("qingfeng-share/1\n", body), CHECK);
}

function mark(who: Identity): Uint8Array {
	return sha256(utf8("qingfeng-share-key/1\n"), who.recipient)
	    .slice(0, 4);
}

/**
 * n shares of a 32-byte secret, k of which make it again: groups of four
 * letters and digits, the last group for checking.  LIMIT unless
 * 2 <= k <= n <= SHARES_MAX.
 */
export async function makeShares(secret: Uint8Array, n: number, k: number,
    random: Random = systemRandom): Promise<string[]> {
	if (!Number.isInteger(n) || !Number.isInteger(k) || k < 2 || n < k ||
	    n > SHARES_MAX || secret.length !== SECRET_LEN)
		fail("LIMIT", "2 <= k <= n <= 9");
	const key = mark(identity(secret));
	const set = random(2);
	const parts = await split(secret, n, k);

	return parts.map((part) => {
		const bytes = concat(Uint8Array.of(k), set, key, part);
		const body = letters(bytes, BODY);

		wipe(bytes, part);
		return (body + check(body)).replace(/(.{4})(?=.)/g, "$1 ");
	});
}

/**
 * A share as a person typed it: case, spaces and hyphens do not count; O is
 * zero, I and L are one.  FORMAT unless that leaves 68 known characters,
 * RECEIPT when the check group is wrong.
 */
export function parseShare(typed: string): Share {
	if (typed.length > TYPED_MAX)
		fail("FORMAT", "too long");
	const text = typed.normalize("NFKC").toUpperCase()
	    .replace(/[\s\u2010-\u2015\u2212-]/g, "")
	    .replace(/O/g, "0").replace(/[IL]/g, "1");

	if (text.length !== SHARE_CHARS ||
	    [...text].some((c) => !LETTERS.includes(c)))
		fail("FORMAT", "not 17 groups of four");
	const body = text.slice(0, BODY);

	if (check(body) !== text.slice(BODY))
		fail("RECEIPT");
	const bytes = bytesOf(body);
	const k = bytes[0] ?? 0;

	if (k < 2 || k > SHARES_MAX || bytes[BYTES - 1] === 0)
		fail("FORMAT", "no share");
	return { k, set: bytes.slice(1, 3), key: bytes.slice(3, 7),
		data: bytes.slice(7) };
}

/**
 * The key of k shares of one making.  FORMAT when there are fewer or more
 * than k, when they are of two makings or one is there twice; AGE_IDENTITY
 * when what they make is not the key that they name.
 */
export async function joinShares(shares: readonly Share[]):
    Promise<Identity> {
	const [first] = shares;

	if (first === undefined || shares.length !== first.k)
		return fail("FORMAT", "how many");
	for (const [i, s] of shares.entries()) {
		if (s.k !== first.k || !equal(s.set, first.set) ||
		    !equal(s.key, first.key))
			fail("FORMAT", "of another making");
		if (shares.some((t, j) => j < i && t.data[SECRET_LEN] ===
		    s.data[SECRET_LEN]))
			fail("FORMAT", "twice");
	}
	const who = identity(await combine(shares.map((s) => s.data)));

	if (!equal(mark(who), first.key)) {
		wipe(who.secret);
		fail("AGE_IDENTITY");
	}
	return who;
}
