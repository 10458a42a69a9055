// SPDX-License-Identifier: ISC
// A retention note of today for the transcripts, as officers sign it who
// destroy an entry's contents, or as nobody may sign it.
//	gone.ts HOST ID NN:KEYFILE ...	signed by each key under that number

import { readFileSync } from "node:fs";

import { shanghai } from "../../assets/lib/date.ts";
import { parseIdentityFile } from "../../assets/lib/identity.ts";
import { signNote } from "../../assets/lib/note.ts";
import { officerKeys } from "../../assets/lib/officer.ts";
import { RULE_CONTACT, formatRetention } from "../../assets/lib/retention.ts";

const [host = "", id = "", ...signers] = process.argv.slice(2);
const text = formatRetention(host, { d: new Uint8Array(32), id,
	rule: RULE_CONTACT, date: shanghai(Date.now()) });

process.stdout.write(signNote(host, text, signers.map((one) => {
	const [nn = "", file = ""] = one.split(":");
	const [who] = parseIdentityFile(readFileSync(file, "utf8"));

	if (who === undefined)
		throw new Error(`no identity in ${file}`);
	return { name: `${host}/officer/${nn}`, seed: officerKeys(who).signSeed };
})));
