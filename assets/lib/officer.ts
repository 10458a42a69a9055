// SPDX-License-Identifier: ISC
// What an officer's one identity gives (docs/protocol.md section 4).

import { hkdf } from "./hash.ts";
import type { Identity } from "./identity.ts";

export interface OfficerKeys {
	readonly identity: Identity;
	/** Seed of HOST/officer/NN, 32 bytes, secret. */
	readonly signSeed: Uint8Array;
	/** Seed of HOST/login/NN, 32 bytes, secret. */
	readonly loginSeed: Uint8Array;
}

/** The keys behind an opened identity. */
export function officerKeys(identity: Identity): OfficerKeys {
	return {
		identity,
		signSeed: hkdf(identity.secret, "", "officer/v1/ed25519", 32),
		loginSeed: hkdf(identity.secret, "", "officer/v1/login", 32),
	};
}
