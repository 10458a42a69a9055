// SPDX-License-Identifier: ISC
// HOST/record/v1: what two officers stand for together before it leaves the
// desk (docs/protocol.md section 5); the twin of src/sign/record.c.

import { base64 } from "./base64.ts";
import { concat, equal, utf8 } from "./bytes.ts";
import { isDate } from "./date.ts";
import { type Field, escapeField, parseField } from "./entry.ts";
import { fail } from "./err.ts";
import { type RosterName, date, rosterName } from "./grammar.ts";
import { sha256 } from "./hash.ts";
import { FIELDS_MAX, NOTE_LEN } from "./limits.ts";
import { openNote, parseNote, signNote } from "./note.ts";
import { type OpenRoster, isNewestOn, isValidOn } from "./roster.ts";
import { Lines } from "./text.ts";

export const RECORD_KINDS = [
	"classroom", "answers", "summary", "export", "campaign",
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** One signature is a draft. */
export const RECORD_SIGNERS_MIN = 2;

/** U+2014 SP name SP base64(keyid4 || sig64) LF, round HOST/officer/NN. */
const SIGNATURE_REST = 4 + "/officer/00".length + 1 + 92 + 1;

export interface Joint {
	readonly kind: RecordKind;
	readonly date: string;
	/** Newest and in force on that date. */
	readonly roster: RosterName;
	/** "2026-12", "2026-Q4", "2026"; "-": of no period. */
	readonly period: string;
	readonly fields: readonly Field[];
	/** Free text: "" or ending in LF.  formatRecord adds a missing LF. */
	readonly text: string;
}

export interface OpenRecord extends Joint {
	/** SHA-256 of the note's text. */
	readonly hash: Uint8Array;
	/** Numbers of the officers whose signature holds, rising. */
	readonly signers: readonly string[];
	/** Enough of them. */
	readonly complete: boolean;
	/** Complete, of a kind that is published, and everything checked. */
	readonly publishable: boolean;
}

/**
 * What nobody may be found by: each `field checked WORD` of a page says that
 * both officers looked for and found no more of it.
 */
export const CHECKED = [
	"names", "units", "dates", "amounts", "places",
] as const;

export function isPeriod(text: string): boolean {
	const m = /^(\d{4})(?:-(?:(\d\d)|Q[1-4]))?$/.exec(text);

	return text === "-" ||
	    (m !== null && isDate(`${m[1]}-${m[2] ?? "01"}-01`));
}

/** The grammar in full.  RECORD. */
export function parseRecord(host: string, text: string): Joint {
	const lines = new Lines(text, "RECORD");

	lines.expect(`${host}/record/v1`);
	const word = lines.one("kind");
	const kind = RECORD_KINDS.find((k) => k === word) ??
	    fail("RECORD", "kind");
	const day = date(lines.one("date"), "RECORD");
	const roster = rosterName(lines.one("roster"), "RECORD");
	const period = lines.one("period");
	if (!isPeriod(period))
		fail("RECORD", "period");
	const fields = lines.many("field", 0, FIELDS_MAX, "RECORD",
	    (line) => parseField(line, "RECORD"));
	lines.expect("");
	return { kind, date: day, roster, period, fields, text: lines.rest() };
}

/**
 * The text, to be signed.  RECORD when parseRecord would refuse it, LIMIT when
 * two signatures have no room behind it.
 */
export function formatRecord(host: string, r: Joint): string {
	const body = r.text === "" || r.text.endsWith("\n") ?
	    r.text : r.text + "\n";
	const text = [
		`${host}/record/v1`,
		`kind ${r.kind}`,
		`date ${r.date}`,
		`roster ${r.roster.version} ${base64(r.roster.hash)}`,
		`period ${r.period}`,
		...r.fields.map((f) => `field ${f.name} ${escapeField(f.value)}`),
		"", "",
	].join("\n") + body;

	parseRecord(host, text);
	if (utf8(text).length + 1 + RECORD_SIGNERS_MIN *
	    (host.length + SIGNATURE_REST) > NOTE_LEN)
		fail("LIMIT", "record");
	return text;
}

/** A draft with its first officer's signature. */
export function signRecord(host: string, r: Joint, nn: string,
    seed: Uint8Array): Uint8Array {
	return signNote(host, formatRecord(host, r),
	    [{ name: `${host}/officer/${nn}`, seed }]);
}

/** Of a kind that is published, with everything checked. */
function isPage(r: Joint): boolean {
	return r.kind !== "summary" && r.kind !== "export" &&
	    CHECKED.every((word) => r.fields.some((f) =>
		f.name === "checked" && f.value === word));
}

/**
 * Parse and verify by the roster it names, which must be among rosters (rising
 * versions, verified) and have been the newest and in force on its date.  At
 * least one officer signed, and none wrongly.  NOTE..., RECORD, CHAIN, EXPIRED,
 * LIMIT.
 */
export function openRecord(host: string, note: Uint8Array,
    rosters: readonly OpenRoster[]): OpenRecord {
	const r = parseRecord(host, parseNote(note).text);
	const at = rosters.findIndex((x) => x.version === r.roster.version &&
	    equal(x.hash, r.roster.hash));
	const roster = rosters[at] ?? fail("CHAIN", "roster");

	if (!isNewestOn(rosters, at, r.date) || !isValidOn(roster, r.date))
		fail("EXPIRED", "roster");
	const { text, signers } = openNote(host, note,
	    roster.officers.map((o) => o.entry));
	const numbers = roster.officers.filter((o) => signers.includes(o.entry))
	    .map((o) => o.number);
	const complete = numbers.length >= RECORD_SIGNERS_MIN;
	return { ...r, hash: sha256(text), signers: numbers, complete,
		publishable: complete && isPage(r) };
}

/**
 * The note with one officer's signature more, who has none on it yet.  As
 * openRecord, and RECORD for a second by the same.
 */
export function countersign(host: string, note: Uint8Array, nn: string,
    seed: Uint8Array, rosters: readonly OpenRoster[]): Uint8Array {
	const r = openRecord(host, note, rosters);
	const { text } = parseNote(note);
	const alone = signNote(host, text, [{ name: `${host}/officer/${nn}`,
		seed }]);

	if (r.signers.includes(nn))
		fail("RECORD", "signer");
	// Behind the text and an empty line stands the signature.
	const both = concat(note, alone.subarray(utf8(text).length + 1));
	return both.length > NOTE_LEN ? fail("LIMIT", "record") : both;
}
