// SPDX-License-Identifier: ISC
// HOST/login/v1: the text that an officer's client composes itself and signs
// to open a session at office (docs/protocol.md section 7).

import { base64 } from "./base64.ts";
import { fail } from "./err.ts";
import { isWord, number } from "./grammar.ts";
import { signNote } from "./note.ts";

const ORIGIN_LEN = 255;

export interface Login {
	/** Office's origin as the client knows it, "https://host:port". */
	readonly at: string;
	/** "auditor" and the like; undefined for an officer. */
	readonly role?: string | undefined;
	readonly number: string;
	/** From the challenge, 32 bytes. */
	readonly nonce: Uint8Array;
	/** From the challenge, seconds of Unix time. */
	readonly until: number;
}

/**
 * The note, signed by HOST/login/NN.  FORMAT when a value is unfit: the
 * origin is the client's own, never the server's word for it.
 */
export function signLogin(host: string, l: Login, seed: Uint8Array):
    Uint8Array {
	const nn = number(l.number, "FORMAT");

	if (!/^https?:\/\/[A-Za-z0-9.:[\]-]+$/.test(l.at) ||
	    l.at.length > ORIGIN_LEN || l.nonce.length !== 32 ||
	    !Number.isSafeInteger(l.until) || l.until < 0 ||
	    (l.role !== undefined && !isWord(l.role)))
		fail("FORMAT", "login");
	const who = l.role === undefined ? `officer ${nn}` :
	    `role ${l.role} ${nn}`;
	const text = `${host}/login/v1\nat ${l.at}\n${who}\n` +
	    `nonce ${base64(l.nonce)}\nuntil ${l.until}\n`;
	return signNote(host, text, [{ name: `${host}/login/${nn}`, seed }]);
}
