// SPDX-License-Identifier: ISC
// Fixed keys and randomness for the vectors, so that a rerun changes nothing.
// None of these keys may ever be used for anything else: they are public.
import { writeFileSync } from "node:fs";

import { base64 } from "../../assets/lib/base64.ts";
import {
	type Random, concat, fromUtf8, utf8,
} from "../../assets/lib/bytes.ts";
import { ed25519Public, ed25519Sign } from "../../assets/lib/ed25519.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { identity } from "../../assets/lib/identity.ts";
import { type Signer, type Vkey, vkey } from "../../assets/lib/note.ts";
import {
	type OfficerKeys, officerKeys,
} from "../../assets/lib/officer.ts";
import type { Receipt } from "../../assets/lib/receipt.ts";
import { receipt } from "../../assets/lib/receipt.ts";
import type { Officer } from "../../assets/lib/roster.ts";

export const HOST = "box.example.org";
/** The receipt code of the check value, used for the reporter. */
export const CODE = "407193652088441572609384";

/** 32 bytes that hang on a label only. */
export function fixed(label: string): Uint8Array {
	return sha256("qingfeng test vector, not secret: " + label);
}

/** A stream of bytes that hangs on a label only. */
export function fixedRandom(label: string): Random {
	let n = 0;

	return (len) => {
		const parts: Uint8Array[] = [];

		for (let have = 0; have < len; have += 32)
			parts.push(fixed(`${label} ${n++}`));
		return concat(...parts).subarray(0, len);
	};
}

export interface Key extends Signer {
	readonly vkey: Vkey;
}

/** A signing key HOST/tail of a seed, by default the tail's own. */
export function key(tail: string, seed = fixed(tail), host = HOST): Key {
	const name = `${host}/${tail}`;

	return { name, seed, vkey: vkey(name, ed25519Public(seed)) };
}

/** An officer's keys, from the identity alone as in section 4. */
export interface Person {
	readonly number: string;
	readonly keys: OfficerKeys;
	readonly sign: Key;
	readonly login: Key;
	readonly row: Officer;
}

export function person(number: string, label = number): Person {
	const keys = officerKeys(identity(fixed(`officer ${label}`)));
	const sign = key(`officer/${number}`, keys.signSeed);
	const login = key(`login/${number}`, keys.loginSeed);

	return {
		number, keys, sign, login,
		row: {
			number, recipient: keys.identity.recipient,
			entry: sign.vkey, login: login.vkey,
			office: `第${Number(number)}纪检监察室`,
		},
	};
}

let reporterKeys: Receipt | undefined;

/** The reporter with CODE. */
export function reporter(): Receipt {
	reporterKeys ??= receipt(HOST, CODE);
	return reporterKeys;
}

/** A signature line, whatever the text may be. */
export function signatureLine(by: Key, text: string): string {
	const sig = ed25519Sign(by.seed, utf8(text));

	return `\u2014 ${by.name} ${base64(concat(by.vkey.id, sig))}\n`;
}

/** A note of any text, also of one that the writers refuse. */
export function rawNote(text: string, ...by: readonly Key[]): string {
	return text + "\n" + by.map((k) => signatureLine(k, text)).join("");
}

/** As "note", or as "note_b64" when it is not plain text. */
export function noteJson(note: string | Uint8Array): Record<string, string> {
	if (typeof note === "string" && !note.includes("\0"))
		return { note };
	try {
		if (typeof note !== "string" && !note.includes(0))
			return { note: fromUtf8(note) };
	} catch {
		// Not UTF-8: falls through to base64.
	}
	return { note_b64: base64(typeof note === "string" ? utf8(note) : note) };
}

/** Write tests/vectors/NAME, one case a line so that diffs can be read. */
export function write(name: string, value: Record<string, unknown>): void {
	const parts = Object.entries(value).map(([k, v]) => {
		const head = `  ${JSON.stringify(k)}: `;

		if (!Array.isArray(v))
			return head + JSON.stringify(v);
		const rows = v.map((row) => "    " + JSON.stringify(row));
		return head + "[\n" + rows.join(",\n") + "\n  ]";
	});

	writeFileSync(new URL(name, import.meta.url),
	    "{\n" + parts.join(",\n") + "\n}\n");
}
