// SPDX-License-Identifier: ISC
// Who unlocks: from a key file and a passphrase to an officer of the roster.

import { equal, wipe } from "../lib/bytes.ts";
import { ed25519Public } from "../lib/ed25519.ts";
import { type Code, codeOf } from "../lib/err.ts";
import type { Identity } from "../lib/identity.ts";
import { isLocked, openKeyFile } from "../lib/keyfile.ts";
import { sameVkey, vkey } from "../lib/note.ts";
import { type OfficerKeys, officerKeys } from "../lib/officer.ts";
import type { Officer } from "../lib/roster.ts";
import type { Me } from "./calls.ts";
import type { Chain } from "./chain.ts";
import { type Problem, refuse } from "./problem.ts";

export interface Unlocked {
	readonly me: Omit<Me, "offline">;
	readonly keys: OfficerKeys;
}

/** What a damaged key file is told as; another failure is a bug. */
function damage(code: Code | undefined): Problem | null {
	switch (code) {
	case "PASSPHRASE":
		return { kind: "passphrase" };
	case "LIMIT":
	case "AGE_LIMIT":
	case "AGE_STANZAS":
		return { kind: "keyfile", why: "big" };
	case "AGE_WORK":
		return { kind: "keyfile", why: "heavy" };
	case "AGE_HEADER":
	case "AGE_ARMOR":
		return { kind: "keyfile", why: "cut" };
	case "AGE_HMAC":
	case "AGE_PAYLOAD":
		return { kind: "keyfile", why: "changed" };
	case "AGE_IDENTITY":
	case "FORMAT":
		return { kind: "keyfile", why: "none" };
	default:
		return null;
	}
}

async function identities(file: Uint8Array, passphrase: string,
    onProgress: (done: number) => void): Promise<Identity[]> {
	if (file.length === 0)
		refuse({ kind: "keyfile", why: "empty" });
	try {
		return await openKeyFile(file, passphrase, onProgress);
	} catch (caught) {
		const problem = damage(codeOf(caught));

		if (problem === null)
			throw caught;
		return refuse(problem);
	}
}

/** Not in the newest roster: was it ever, and what became of it? */
function stranger(chain: Chain, who: readonly Identity[]): never {
	for (const roster of [...chain.rosters].reverse()) {
		const was = roster.officers.find((o) =>
		    who.some((i) => equal(i.recipient, o.recipient)));
		const end = chain.newest.revoked
		    .find((r) => r.number === was?.number);

		if (was !== undefined && end !== undefined)
			refuse({ kind: "revoked", nn: was.number,
				date: end.date });
	}
	return refuse({ kind: "nobody" });
}

/** Do the keys behind the identity match all that the roster says? */
function fits(host: string, o: Officer, keys: OfficerKeys): boolean {
	return sameVkey(o.entry, vkey(`${host}/officer/${o.number}`,
	    ed25519Public(keys.signSeed))) &&
	    sameVkey(o.login, vkey(`${host}/login/${o.number}`,
		ed25519Public(keys.loginSeed)));
}

/** Open the file and find the officer whose recipient it is. */
export async function unlockOfficer(chain: Chain, file: Uint8Array,
    passphrase: string, onProgress: (done: number) => void):
    Promise<Unlocked> {
	const all = await identities(file, passphrase, onProgress);

	for (const identity of all) {
		const o = chain.newest.officers.find((one) =>
		    equal(one.recipient, identity.recipient));

		if (o === undefined)
			continue;
		const keys = officerKeys(identity);
		if (!fits(chain.host, o, keys))
			refuse({ kind: "enrolled" });
		return { keys, me: {
			nn: o.number, office: o.office, bare: !isLocked(file),
			others: chain.newest.officers.filter((one) => one !== o)
			    .map((one) => ({ nn: one.number,
				office: one.office })),
			classes: chain.newest.classes
			    .filter((c) => c.numbers.includes(o.number))
			    .map((c) => c.name),
		} };
	}
	return stranger(chain, all);
}

export function wipeKeys(keys: OfficerKeys): void {
	wipe(keys.identity.secret, keys.signSeed, keys.loginSeed);
}
