// SPDX-License-Identifier: ISC
// The receipt code and all that follows from it (docs/protocol.md section 3).
// The 24 digits are the whole secret of a reporter: they belong in no URL,
// title, cookie, storage or log.

import { argon2id, argon2idAsync } from "@noble/hashes/argon2.js";

import { type Random, systemRandom, utf8, wipe } from "./bytes.ts";
import { ed25519Public } from "./ed25519.ts";
import { fail } from "./err.ts";
import { hkdf, sha256 } from "./hash.ts";
import { type Identity, identity } from "./identity.ts";
import { type Vkey, vkey } from "./note.ts";

export const CODE_LEN = 24;
const DRAWN_LEN = 22;
const ARGON2 = { t: 2, m: 19456, p: 1, dkLen: 32, version: 0x13 } as const;

/** What the reporter's 24 digits give at one site. */
export interface Receipt {
	/** Replies are sealed to it. */
	readonly identity: Identity;
	/** Ed25519 seed, 32 bytes, secret. */
	readonly seed: Uint8Array;
	/** HOST/reporter with the seed's public key. */
	readonly vkey: Vkey;
	/** Mailbox secret, 16 bytes. */
	readonly mbox: Uint8Array;
	/** Thread handle, 16 bytes. */
	readonly handle: Uint8Array;
}

/** digits mod 97, by pieces that a number holds exactly. */
function mod97(digits: string): number {
	let rest = 0;

	for (let i = 0; i < digits.length; i += 7)
		rest = Number(String(rest) + digits.slice(i, i + 7)) % 97;
	return rest;
}

/** A new code: 22 drawn digits and 2 check digits. */
export function newCode(random: Random = systemRandom): string {
	let drawn = "";

	while (drawn.length < DRAWN_LEN) {
		for (const b of random(DRAWN_LEN)) {
			// 250 to 255 would favour the digits 0 to 5.
			if (b < 250 && drawn.length < DRAWN_LEN)
				drawn += String(b % 10);
		}
	}
	return drawn + String(98 - mod97(drawn + "00")).padStart(2, "0");
}

/**
 * The 24 ASCII digits of a code as a person types it: full-width digits are
 * taken, white space and hyphens do not count.  FORMAT unless that leaves 24
 * digits, RECEIPT when the check digits are wrong.
 */
export function normalCode(typed: string): string {
	const digits = typed
	    .replace(/[\s\u2010-\u2015\u2212\uff0d-]/g, "")
	    .replace(/[\uff10-\uff19]/g,
	        (c) => String(c.charCodeAt(0) - 0xff10));

	if (!/^[0-9]{24}$/.test(digits))
		fail("FORMAT", "not 24 digits");
	if (mod97(digits) !== 1)
		fail("RECEIPT");
	return digits;
}

/** "4071 9365 ...": six groups of four. */
export function groups(code: string): string {
	return code.replace(/(.{4})(?=.)/g, "$1 ");
}

/** Thread handle of a reporter's Ed25519 public key, 16 bytes. */
export function threadHandle(host: string, publicKey: Uint8Array): Uint8Array {
	return sha256(utf8(host + "/thread/v1\n"), publicKey).subarray(0, 16);
}

/** What the server keeps of a mailbox secret, 32 bytes. */
export function mailboxHash(mbox: Uint8Array): Uint8Array {
	return sha256(mbox);
}

function salt(host: string): Uint8Array {
	return sha256(host + "/receipt/v1").subarray(0, 16);
}

function derive(host: string, s: Uint8Array): Receipt {
	const seed = hkdf(s, "", "receipt/v1/ed25519", 32);
	const publicKey = ed25519Public(seed);
	const out = {
		identity: identity(hkdf(s, "", "receipt/v1/age-x25519", 32)),
		seed,
		vkey: vkey(host + "/reporter", publicKey),
		mbox: hkdf(s, "", "receipt/v1/mailbox", 16),
		handle: threadHandle(host, publicKey),
	};

	wipe(s);
	return out;
}

/**
 * The keys of a code that normalCode or newCode gave.  Takes 19 MiB and about
 * a third of a second on a desktop, seconds on a phone: call it in a worker.
 */
export function receipt(host: string, code: string): Receipt {
	return derive(host, argon2id(utf8(normalCode(code)), salt(host), ARGON2));
}

/** The same without blocking; progress goes from 0 to 1. */
export async function receiptAsync(host: string, code: string,
    onProgress?: (done: number) => void): Promise<Receipt> {
	const options = onProgress === undefined ? ARGON2 :
	    { ...ARGON2, onProgress };

	return derive(host,
	    await argon2idAsync(utf8(normalCode(code)), salt(host), options));
}
