// SPDX-License-Identifier: ISC
// X25519 keys in age's spelling: "age1..." recipients, "AGE-SECRET-KEY-1..."
// identities, and identity files in the clear (docs/protocol.md sections 1, 4).

import { x25519 } from "@noble/curves/ed25519.js";

import { bech32, fromBech32 } from "./bech32.ts";
import { codeOf, fail } from "./err.ts";
import { IDENTITIES_MAX, IDENTITY_FILE_LEN } from "./limits.ts";

/** A secret scalar (32 bytes) with its public key (32 bytes). */
export interface Identity {
	readonly secret: Uint8Array;
	readonly recipient: Uint8Array;
}

/** The identity of a 32-byte secret. */
export function identity(secret: Uint8Array): Identity {
	return { secret, recipient: x25519.getPublicKey(secret) };
}

/** "age1..." for a 32-byte public key; 62 characters. */
export function formatRecipient(recipient: Uint8Array): string {
	return bech32("age", recipient);
}

/** The 32 bytes of "age1...", in one case; AGE_RECIPIENT. */
export function parseRecipient(text: string): Uint8Array {
	try {
		return fromBech32("age", text, 32);
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
		return fail("AGE_RECIPIENT");
	}
}

/** "AGE-SECRET-KEY-1..." for a 32-byte secret; 74 characters. */
export function formatIdentity(secret: Uint8Array): string {
	return bech32("age-secret-key-", secret).toUpperCase();
}

/** The identity of "AGE-SECRET-KEY-1...", in one case; AGE_IDENTITY. */
export function parseIdentity(text: string): Identity {
	try {
		return identity(fromBech32("age-secret-key-", text, 32));
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
		return fail("AGE_IDENTITY");
	}
}

/**
 * The identities of a plain identity file: one a line, empty lines and lines
 * from "#" skipped.  AGE_IDENTITY when a line is anything else, when there is
 * none; LIMIT when the file is over IDENTITY_FILE_LEN or IDENTITIES_MAX.  A
 * comment may be in any encoding, so bytes come here as Latin-1.
 */
export function parseIdentityFile(text: string): Identity[] {
	const out: Identity[] = [];

	if (text.length > IDENTITY_FILE_LEN)
		fail("LIMIT", "too long");
	for (const l of text.split("\n").map((s) => s.replace(/\r$/, ""))) {
		if (l === "" || l.startsWith("#"))
			continue;
		if (out.length === IDENTITIES_MAX)
			fail("LIMIT", "too many");
		out.push(parseIdentity(l));
	}
	return out.length > 0 ? out : fail("AGE_IDENTITY", "no identity");
}
