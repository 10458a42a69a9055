// SPDX-License-Identifier: ISC
// The receipt code and all that follows from it (docs/protocol.md section 3).
// The 24 digits are the whole secret of a reporter: they belong in no URL,
// title, cookie, storage or log.

import { argon2id, argon2idAsync } from "@noble/hashes/argon2.js";

import { utf8, wipe } from "./bytes.ts";
import { normalCode } from "./code.ts";
import { ed25519Public } from "./ed25519.ts";
import { hkdf, sha256 } from "./hash.ts";
import { type Identity, identity } from "./identity.ts";
import { type Vkey, vkey } from "./note.ts";

export { CODE_LEN, groups, newCode, normalCode } from "./code.ts";

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
