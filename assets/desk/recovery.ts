// SPDX-License-Identifier: ISC
// In the worker: an officer's key into shares, and back into a locked file.

import { equal, wipe } from "../lib/bytes.ts";
import { type Code, codeOf } from "../lib/err.ts";
import { type Identity, formatIdentity, formatRecipient } from
    "../lib/identity.ts";
import { lock } from "../lib/keyfile.ts";
import { joinShares, makeShares, parseShare } from "../lib/share.ts";
import type { Calls, Made } from "./calls.ts";
import type { Chain } from "./chain.ts";
import { unlockOfficer, wipeKeys } from "./officer.ts";
import { refuse } from "./problem.ts";

/** Of an officer of the roster only: anybody else's paper would be no use. */
export async function sharesOf(chain: Chain, a: Calls["shares"][0],
    onProgress: (done: number) => void): Promise<Made> {
	const who = await unlockOfficer(chain, a.file, a.passphrase, onProgress);

	try {
		return { host: chain.host, nn: who.me.nn, k: a.k,
			texts: await makeShares(who.keys.identity.secret, a.n,
			    a.k) };
	} finally {
		wipeKeys(who.keys);
	}
}

async function joined(texts: readonly string[]): Promise<Identity> {
	const shares = texts.map(parseShare);

	try {
		return await joinShares(shares);
	} catch (caught) {
		const code: Code | undefined = codeOf(caught);

		if (code === "FORMAT")
			refuse({ kind: "shares", why: "mixed" });
		if (code === "AGE_IDENTITY")
			refuse({ kind: "shares", why: "wrong" });
		throw caught;
	} finally {
		wipe(...shares.map((s) => s.data));
	}
}

/** nn is null for a key that the newest roster does not know any more. */
export async function recovered(chain: Chain, a: Calls["recover"][0]):
    Promise<Calls["recover"][1]> {
	const who = await joined(a.texts);

	try {
		const o = chain.newest.officers.find((one) =>
		    equal(one.recipient, who.recipient));

		return { nn: o?.number ?? null, file: lock("# public key: " +
		    `${formatRecipient(who.recipient)}\n` +
		    `${formatIdentity(who.secret)}\n`, a.passphrase) };
	} finally {
		wipe(who.secret);
	}
}
