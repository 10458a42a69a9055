// SPDX-License-Identifier: ISC
// Byte arrays on their way to a helper and back.

import { concat } from "../lib/bytes.ts";
import type { Code } from "../lib/err.ts";
import type { Opened } from "./opened.ts";
import type { Trial } from "./trial.ts";

const NONE = new Uint8Array(0);

/** Many in one buffer, which is handed over: copying each costs far more. */
export interface Packed {
	readonly bytes: Uint8Array;
	readonly lens: readonly number[];
}

export function pack(list: readonly Uint8Array[]): Packed {
	return { bytes: concat(...list), lens: list.map((b) => b.length) };
}

/** Views. */
export function unpack({ bytes, lens }: Packed): Uint8Array[] {
	let at = 0;

	return lens.map((len) => bytes.subarray(at, at += len));
}

/** What headers gave: a key each, or the word that stands in its place. */
export interface PackedTrials {
	readonly keys: Packed;
	readonly words: readonly (Code | "" | null)[];
}

export function packTrials(list: readonly (Trial | null)[]): PackedTrials {
	return { keys: pack(list.map((t) => t instanceof Uint8Array ? t : NONE)),
		words: list.map((t) => t instanceof Uint8Array ? "" : t) };
}

export function unpackTrials(packed: PackedTrials | undefined):
    (Trial | null)[] {
	if (packed === undefined)
		return [];
	const all = unpack(packed.keys);
	return packed.words.map((word, i) => word === "" ? all[i] ?? null : word);
}

const PARTS = ["fileKey", "payloadHash", "note"] as const;

/** Opened entries: their bytes, and the rest of each. */
export interface PackedOpened {
	readonly bytes: Packed;
	readonly rest: readonly (Opened | null)[];
}

export function packOpened(list: readonly (Opened | null)[]): PackedOpened {
	return { bytes: pack(list.flatMap((o) => PARTS.map((name) =>
	    o?.[name] ?? NONE))),
		// An empty array where the part is.
		rest: list.map((o) => o === null ? null : { ...o, payloadHash: NONE,
			fileKey: o.fileKey === null ? null : NONE,
			note: o.note === undefined ? undefined : NONE }) };
}

export function unpackOpened(packed: PackedOpened | undefined):
    (Opened | null)[] {
	if (packed === undefined)
		return [];
	const all = unpack(packed.bytes);
	const part = (i: number): Uint8Array => all[i] ?? NONE;

	return packed.rest.map((o, i) => o === null ? null : { ...o,
		fileKey: o.fileKey === null ? null : part(3 * i),
		payloadHash: part(3 * i + 1),
		note: o.note === undefined ? undefined : part(3 * i + 2) });
}
