// SPDX-License-Identifier: ISC
// HOST/retention/v1: two officers' word that an entry's contents were
// destroyed (docs/protocol.md section 8); the twin of src/sign/retention.c.

import { base64 } from "./base64.ts";
import { utf8 } from "./bytes.ts";
import { codeOf, fail } from "./err.ts";
import { bytes, date, isWord } from "./grammar.ts";
import { openNote, parseNote, signNote } from "./note.ts";
import { type OpenRoster, isNewestOn, isValidOn } from "./roster.ts";
import { Lines } from "./text.ts";

export const RETENTION_SIGNERS_MIN = 2;
/** Contact data, 30 days after closing. */
export const RULE_CONTACT = "contact";

export interface Retention {
	/** The entry's commitment, 32 bytes. */
	readonly d: Uint8Array;
	/** The entry's id, 32 hexadecimal digits. */
	readonly id: string;
	readonly rule: string;
	readonly date: string;
}

export interface OpenRetention extends Retention {
	/** Officers whose signature holds, rising. */
	readonly signers: readonly string[];
	readonly complete: boolean;
}

/** RECORD. */
export function parseRetention(host: string, text: string): Retention {
	const lines = new Lines(text, "RECORD");

	lines.expect(`${host}/retention/v1`);
	const d = bytes(lines.one("d"), 32, "RECORD");
	const id = lines.one("id");
	const rule = lines.one("rule");
	const day = date(lines.one("date"), "RECORD");
	lines.end();
	if (!/^[0-9a-f]{32}$/.test(id) || !isWord(rule))
		fail("RECORD", "value");
	return { d, id, rule, date: day };
}

/** RECORD when parseRetention would refuse it. */
export function formatRetention(host: string, r: Retention): string {
	const text = `${host}/retention/v1\nd ${base64(r.d)}\nid ${r.id}\n` +
	    `rule ${r.rule}\ndate ${r.date}\n`;

	parseRetention(host, text);
	return text;
}

/** With its first officer's signature. */
export function signRetention(host: string, r: Retention, nn: string,
    seed: Uint8Array): Uint8Array {
	return signNote(host, formatRetention(host, r),
	    [{ name: `${host}/officer/${nn}`, seed }]);
}

/** Does a payload begin like such a note? */
export function isRetention(host: string, payload: Uint8Array): boolean {
	const first = utf8(`${host}/retention/v1\n`);

	return payload.length > first.length &&
	    first.every((b, i) => payload[i] === b);
}

/**
 * Parse and verify by the rosters in force on its date.  At least one officer
 * signed, and none wrongly.  NOTE..., RECORD, EXPIRED, LIMIT.
 */
export function openRetention(host: string, note: Uint8Array,
    rosters: readonly OpenRoster[]): OpenRetention {
	const r = parseRetention(host, parseNote(note).text);
	const there = rosters.filter((x, i) => isNewestOn(rosters, i, r.date) &&
	    isValidOn(x, r.date));
	let signers: readonly string[] = [];

	if (there.length === 0)
		fail("EXPIRED", "roster");
	for (const roster of there) {
		const found = signersOf(host, note, roster);

		if (found.length > signers.length)
			signers = found;
	}
	if (signers.length === 0)
		fail("NOTE_UNSIGNED");
	return { ...r, signers,
		complete: signers.length >= RETENTION_SIGNERS_MIN };
}

function signersOf(host: string, note: Uint8Array, roster: OpenRoster):
    string[] {
	try {
		const { signers } = openNote(host, note,
		    roster.officers.map((o) => o.entry));

		return roster.officers.filter((o) => signers.includes(o.entry))
		    .map((o) => o.number);
	} catch (caught) {
		if (codeOf(caught) === "NOTE_UNSIGNED")
			return [];
		throw caught;
	}
}
