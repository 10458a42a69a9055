// SPDX-License-Identifier: ISC
// Trying headers: nearly all are decoys or other people's, so this is most of
// what unlocking costs.  WebCrypto's X25519 is ten times as fast as ours; it
// only sorts out what is not ours.  What seems to be is opened by the library
// alone, so that both ways give the same keys and the same errors.

import { parseHeader, x25519Share } from "../lib/age-header.ts";
import { concat, wipe } from "../lib/bytes.ts";
import { codeOf } from "../lib/err.ts";
import { fromHex } from "../lib/hex.ts";
import type { Identity } from "../lib/identity.ts";
import { wrapKey } from "../lib/seal.ts";
import { decrypt, openHeader } from "../lib/unseal.ts";

/** RFC 8410: PrivateKeyInfo of an X25519 key, up to its 32 bytes. */
const PKCS8 = "302e020100300506032b656e04220420";
const X25519 = { name: "X25519" };

/** The file key; or why there is none. */
export type Trial = Uint8Array | "not ours" | "damaged";

function open(header: Uint8Array, who: Identity): Trial {
	try {
		return openHeader(header, [who]);
	} catch (caught) {
		const code = codeOf(caught);

		if (code === undefined)
			throw caught;
		// Only a stanza that opened says for whom a header was.
		return code === "AGE_HMAC" ? "damaged" : "not ours";
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

	async try(header: Uint8Array): Promise<Trial> {
		if (this.secret !== null &&
		    !await this.maybeOurs(header, this.secret))
			return "not ours";
		return open(header, this.who);
	}

	/** Does any stanza open?  True also where that cannot be told here. */
	private async maybeOurs(header: Uint8Array, secret: CryptoKey):
	    Promise<boolean> {
		try {
			const found = await Promise.all(parseHeader(header)
			    .stanzas.map(async (s) => {
				const share = x25519Share(s);
				const ss = await this.agree(secret, share);
				const key = wrapKey(ss, share,
				    this.who.recipient);
				const opened = decrypt(key, new Uint8Array(12),
				    s.body);

				wipe(ss, key);
				return opened !== undefined;
			    }));

			return found.includes(true);
		} catch {
			return true;
		}
	}

	private async agree(secret: CryptoKey, share: Uint8Array):
	    Promise<Uint8Array> {
		const other = await crypto.subtle.importKey("raw",
		    share as Uint8Array<ArrayBuffer>, X25519, false, []);

		return new Uint8Array(await crypto.subtle.deriveBits(
		    { ...X25519, public: other }, secret, 256));
	}
}
