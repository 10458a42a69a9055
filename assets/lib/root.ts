// SPDX-License-Identifier: ISC
// HOST/root/v1: which root keys there are and how many must sign, from the
// generation that a poster pins to the newest (docs/protocol.md section 4).

import { base64, fromBase64Url } from "./base64.ts";
import { equal } from "./bytes.ts";
import { days } from "./date.ts";
import { codeOf, fail } from "./err.ts";
import { date, maybeHash, version } from "./grammar.ts";
import { sha256 } from "./hash.ts";
import { CHAIN_MAX, ROOT_KEYS_MAX } from "./limits.ts";
import {
	type Vkey, formatVkey, keyFits, openNote, parseNote, parseVkey,
} from "./note.ts";
import { Lines, decimal } from "./text.ts";

export const ROOT_DAYS_MAX = 400;

export interface Root {
	readonly generation: number;
	/** SHA-256 of the text before; undefined in generation 1. */
	readonly prev: Uint8Array | undefined;
	readonly threshold: number;
	/** The last day it holds. */
	readonly notAfter: string;
	readonly keys: readonly Vkey[];
}

/** A root whose signatures and place in the chain were verified. */
export interface OpenRoot extends Root {
	readonly text: string;
	/** SHA-256 of the text; the pin, in generation 1. */
	readonly hash: Uint8Array;
}

/** The text of a root; parseRoot checks it, so ROOT when it is not one. */
export function formatRoot(host: string, r: Root): string {
	const text = [
		`${host}/root/v1`,
		`generation ${r.generation}`,
		`prev ${r.prev === undefined ? "-" : base64(r.prev)}`,
		`threshold ${r.threshold}`,
		`not-after ${r.notAfter}`,
		...r.keys.map((k) => `key ${formatVkey(k)}`),
		"",
	].join("\n");

	parseRoot(host, text);
	return text;
}

/** The grammar only; ROOT. */
export function parseRoot(host: string, text: string): Root {
	const lines = new Lines(text, "ROOT");

	lines.expect(`${host}/root/v1`);
	const generation = version(lines.one("generation"), "ROOT");
	const prev = maybeHash(lines.one("prev"), "ROOT");
	const threshold = decimal(lines.one("threshold"), ROOT_KEYS_MAX, "ROOT");
	const notAfter = date(lines.one("not-after"), "ROOT");
	const keys = lines.many("key", 1, ROOT_KEYS_MAX, "ROOT",
	    (k) => parseVkey(k, "ROOT"));
	lines.end();
	if ((generation === 1) !== (prev === undefined) ||
	    threshold < 1 || threshold > keys.length)
		fail("ROOT");
	keys.forEach((k, i) => {
		if (!keyFits(host, k.name, `${host}/root/v1`) ||
		    keys.slice(0, i).some((o) => o.name === k.name ||
		    equal(o.key, k.key)))
			fail("ROOT", "key");
	});
	return { generation, prev, threshold, notAfter, keys };
}

/** THRESHOLD unless enough of root's keys signed; NOTE... as openNote. */
export function checkThreshold(host: string, note: Uint8Array, root: Root):
    void {
	let signed = 0;

	try {
		signed = openNote(host, note, root.keys).signers.length;
	} catch (e) {
		if (codeOf(e) !== "NOTE_UNSIGNED")
			throw e;
	}
	if (signed < root.threshold)
		fail("THRESHOLD");
}

/** SHA-256 of generation 1's text: what posters carry. */
export function rootPin(text: string): Uint8Array {
	return sha256(text);
}

/** Verify the generation behind before, or the first one. */
function openRoot(host: string, note: Uint8Array,
    before: OpenRoot | undefined, pin: Uint8Array | undefined): OpenRoot {
	const { text } = parseNote(note);
	const root = parseRoot(host, text);
	const hash = sha256(text);

	if (before === undefined) {
		if (root.generation !== 1)
			fail("CHAIN");
		if (pin !== undefined && !equal(hash, pin))
			fail("PIN");
	} else if (root.generation !== before.generation + 1 ||
	    root.prev === undefined || !equal(root.prev, before.hash))
		fail("CHAIN");
	if (before !== undefined)
		checkThreshold(host, note, before);
	checkThreshold(host, note, root);
	return { ...root, text, hash };
}

/**
 * Verify the notes of generations 1, 2 ... against the pin of generation 1.
 * Without a pin the caller must say that the keys were not checked.  Judges no
 * date, see currentRoster().  ROOT, PIN, CHAIN, THRESHOLD, NOTE..., LIMIT.
 */
export function openRootChain(host: string, notes: readonly Uint8Array[],
    pin: Uint8Array | undefined): OpenRoot[] {
	const out: OpenRoot[] = [];

	if (notes.length === 0)
		fail("CHAIN", "empty");
	if (notes.length > CHAIN_MAX)
		fail("LIMIT");
	for (const note of notes)
		out.push(openRoot(host, note, out[out.length - 1], pin));
	return out;
}

/** EXPIRED unless root holds today; ROOT when it holds over 400 days. */
export function checkRootDate(root: Root, today: string): void {
	if (root.notAfter < today)
		fail("EXPIRED", "root");
	if (days(root.notAfter) - days(today) > ROOT_DAYS_MAX)
		fail("ROOT", "over 400 days");
}

/** The pin's first 20 decimal digits in five groups, as posters print it. */
export function pinDigits(pin: Uint8Array): string {
	let v = 0n;

	for (const b of pin)
		v = (v << 8n) | BigInt(b);
	return v.toString().padStart(78, "0").slice(0, 20)
	    .replace(/(.{4})(?=.)/g, "$1 ");
}

/** What a poster's link says behind "#". */
export interface PosterLink {
	readonly station: string | undefined;
	readonly pin: Uint8Array | undefined;
}

/**
 * Read "#s=STATION&r1=PIN".  PIN when an r1 is there but is not 32 bytes in
 * base64url: a cut link must not pass for one without a pin.
 */
export function parseLink(fragment: string): PosterLink {
	const parts = fragment.replace(/^#/, "").split("&");
	const value = (key: string): string | undefined =>
	    parts.find((p) => p.startsWith(key + "="))?.slice(key.length + 1);
	const station = value("s");
	const r1 = value("r1");
	let pin: Uint8Array | undefined;

	if (r1 !== undefined) {
		try {
			pin = fromBase64Url(r1, 32);
		} catch {
			return fail("PIN", "malformed");
		}
	}
	return {
		station: station !== undefined &&
		    /^[A-Za-z0-9_-]{1,32}$/.test(station) ? station : undefined,
		pin,
	};
}
