// SPDX-License-Identifier: ISC
// HOST/promise/v1: intake's signed word that it stored the entry with this
// commitment and will have it in the log in two days (docs/protocol.md
// section 8).

import { base64 } from "./base64.ts";
import { equal } from "./bytes.ts";
import { addDays, days } from "./date.ts";
import { fail } from "./err.ts";
import { bytes, date } from "./grammar.ts";
import { type Vkey, openNote, signNote } from "./note.ts";
import { Lines } from "./text.ts";

const PROMISE_DAYS = 2;
const SLACK_DAYS = 2;

export interface Promised {
	readonly date: string;
	readonly inLogBy: string;
}

/** A promise note for d (32 bytes) on date. */
export function signPromise(host: string, d: Uint8Array, day: string,
    seed: Uint8Array): Uint8Array {
	const text = `${host}/promise/v1\nd ${base64(d)}\ndate ${day}\n` +
	    `in-log-by ${addDays(day, PROMISE_DAYS)}\n`;

	return signNote(host, text, [{ name: `${host}/promise`, seed }]);
}

/**
 * Verify a promise by the roster's promise keys for the commitment that the
 * caller computed itself.  today: a promise just given is dated within two
 * days of it; undefined for an older one.  PROMISE, NOTE..., LIMIT.
 */
export function openPromise(host: string, note: Uint8Array,
    keys: readonly Vkey[], d: Uint8Array, today: string | undefined):
    Promised {
	const { text } = openNote(host, note, keys);
	const lines = new Lines(text, "PROMISE");

	lines.expect(`${host}/promise/v1`);
	const named = bytes(lines.one("d"), 32, "PROMISE");
	const day = date(lines.one("date"), "PROMISE");
	const inLogBy = date(lines.one("in-log-by"), "PROMISE");
	lines.end();
	if (!equal(named, d) || inLogBy !== addDays(day, PROMISE_DAYS))
		fail("PROMISE");
	if (today !== undefined &&
	    Math.abs(days(day) - days(today)) > SLACK_DAYS)
		fail("PROMISE", "date");
	return { date: day, inLogBy };
}
