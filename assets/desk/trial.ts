// SPDX-License-Identifier: ISC
// Opening headers with the browser's own X25519, ten times as fast as ours:
// nearly all headers are decoys or other people's, so this is most of what
// unlocking costs.  Everything but the agreement is the library's, and where a
// browser has no X25519 or refuses a share, so is that: both ways give the same
// keys and the same errors.

import { FILE_KEY_LEN, parseHeader, x25519Share } from "../lib/age-header.ts";
import { concat, wipe } from "../lib/bytes.ts";
import { engine } from "../lib/engine.ts";
import { type Code, codeOf } from "../lib/err.ts";
import { fromHex } from "../lib/hex.ts";
import type { Identity } from "../lib/identity.ts";
import { wrapKey } from "../lib/seal.ts";
import { checkMac, decrypt, openHeader } from "../lib/unseal.ts";

/** RFC 8410: PrivateKeyInfo of an X25519 key, up to its 32 bytes. */
const PKCS8 = "302e020100300506032b656e04220420";
const X25519 = { name: "X25519" };

/** The file key; or the code with which the library refuses the header. */
export type Trial = Uint8Array | Code;

function open(header: Uint8Array, who: Identity): Trial {
	try {
		return openHeader(header, [who]);
	} catch (caught) {
		const code = codeOf(caught);

		if (code === undefined)
			throw caught;
		return code;
	}
}

/** Null where the browser has no X25519. */
async function importSecret(secret: Uint8Array): Promise<CryptoKey | null> {
	const pkcs8 = concat(fromHex(PKCS8), secret);

	try {
		return await crypto.subtle.importKey("pkcs8",
		    pkcs8 as Uint8Array<ArrayBuffer>, X25519, false,
		    ["deriveBits"]);
	} catch {
		return null;
	} finally {
		wipe(pkcs8);
	}
}

async function agree(secret: CryptoKey, share: Uint8Array):
    Promise<Uint8Array> {
	const other = await crypto.subtle.importKey("raw",
	    share as Uint8Array<ArrayBuffer>, X25519, false, []);

	return new Uint8Array(await crypto.subtle.deriveBits(
	    { ...X25519, public: other }, secret, 256));
}

/**
 * The file key in the body of an X25519 stanza; undefined where it is sealed to
 * another.
 *	ss	the secret that share and recipient agree on
 */
export function unwrapBody(ss: Uint8Array, share: Uint8Array,
    recipient: Uint8Array, body: Uint8Array): Uint8Array | undefined {
	const done = engine?.unwrap(ss, share, recipient, body);

	if (done !== undefined)
		return done ?? undefined;
	const key = wrapKey(ss, share, recipient);
	const fileKey = decrypt(key, new Uint8Array(12), body);
	wipe(key);
	return fileKey?.length === FILE_KEY_LEN ? fileKey : undefined;
}

/** As openHeader() does it; throws where that would say another thing. */
export async function tryFast(header: Uint8Array, secret: CryptoKey,
    recipient: Uint8Array): Promise<Trial> {
	const h = parseHeader(header);
	const shares = h.stanzas.map((s) => x25519Share(s));

	for (const [i, s] of h.stanzas.entries()) {
		const share = shares[i] ?? new Uint8Array(0);
		const ss = await agree(secret, share);
		const fileKey = unwrapBody(ss, share, recipient, s.body);

		wipe(ss);
		if (fileKey !== undefined) {
			checkMac(h, fileKey);
			return fileKey;
		}
	}
	return "AGE_NO_MATCH";
}

export class Trials {
	private readonly who: Identity;
	private readonly secret: CryptoKey | null;

	private constructor(who: Identity, secret: CryptoKey | null) {
		this.who = who;
		this.secret = secret;
	}

	static async create(who: Identity): Promise<Trials> {
		return new Trials(who, await importSecret(who.secret));
	}

	/** What a helper needs; null where the browser has no X25519. */
	get start(): { secret: CryptoKey; recipient: Uint8Array } | null {
		return this.secret === null ? null :
		    { secret: this.secret, recipient: this.who.recipient };
	}

	async try(header: Uint8Array): Promise<Trial> {
		if (this.secret !== null) {
			try {
				return await tryFast(header, this.secret,
				    this.who.recipient);
			} catch {
				// Whatever it was, the library says it.
			}
		}
		return open(header, this.who);
	}
}
