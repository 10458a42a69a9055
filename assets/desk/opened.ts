// SPDX-License-Identifier: ISC
// One entry from office's bytes: opened with the officer's key as far as its
// first chunk goes, whole when asked.  What does not open says why.

import { concat, equal, wipe } from "../lib/bytes.ts";
import { type Sum, sums } from "../lib/entry.ts";
import { codeOf } from "../lib/err.ts";
import { sha256 } from "../lib/hash.ts";
import { fromHex } from "../lib/hex.ts";
import { entryId, idOfHash } from "../lib/object.ts";
import { isRetention, openRetention } from "../lib/retention.ts";
import { type Member, TarMembers, TarReader, readNote } from "../lib/tar.ts";
import type { Item } from "../lib/thread.ts";
import { chunkAt, openFirstChunk, openMembers } from "../lib/unseal.ts";
import type { Gone, Unread } from "./calls.ts";
import type { Chain } from "./chain.ts";
import type { EntryLine, Head } from "./office.ts";
import type { Trial } from "./trial.ts";

/** What tries one header. */
interface Trying {
	try(header: Uint8Array): Promise<Trial>;
}

export interface Opened {
	readonly unread: Unread | null;
	readonly fileKey: Uint8Array | null;
	/** Bytes of the whole payload. */
	readonly size: number;
	readonly payloadHash: Uint8Array;
	readonly note: Uint8Array | undefined;
	/** Undefined as long as only the first chunk was read. */
	readonly files: readonly Sum[] | undefined;
	/** Two officers' word that it was destroyed. */
	readonly gone?: Gone | undefined;
}

export function spoilt(unread: Unread, id: string): Opened {
	return { unread, fileKey: null, size: 0, payloadHash: hashFrom(id),
		note: undefined, files: undefined };
}

/** The half of SHA-256(payload) that an id is: enough to order by. */
function hashFrom(id: string): Uint8Array {
	return concat(fromHex(id), new Uint8Array(16));
}

/** Run f; a failure of the formats gives null, a bug is thrown on. */
function attempt<T>(f: () => T): T | null {
	try {
		return f();
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return null;
	}
}

/** A file key, and the first chunk as it opens it. */
interface Fit {
	readonly key: Uint8Array;
	readonly chunk: Uint8Array;
}

/** Null: the key does not open the payload's beginning. */
function fit(key: Uint8Array, head: Head): Fit | null {
	const chunk = attempt(() => openFirstChunk(key, head.head, head.size));

	return chunk === null ? null : { key, chunk };
}

/**
 * The file key, or why none of the headers, newest first, gives it.  Whoever
 * may add a header can seal any key to us in one: the first chunk tells.
 *	known	a key that the listing's header gave
 */
async function keyOf(head: Head, trials: Trying, known?: Uint8Array):
    Promise<Fit | Unread> {
	const before = known === undefined ? null : fit(known, head);
	let why: Unread = "closed";

	if (before !== null)
		return before;
	for (const header of head.headers) {
		const key = await trials.try(header);
		const one = typeof key === "string" ? null : fit(key, head);

		if (one !== null)
			return one;
		if (typeof key !== "string")
			wipe(key);
		if (key !== "AGE_NO_MATCH")
			why = "seal";
	}
	return why;
}

/** Is this the payload that the id was made of? */
function hasId(payload: Uint8Array, id: string): boolean {
	return entryId(payload) === id;
}

/** Those of an archive that is all in one chunk. */
function membersIn(chunk: Uint8Array): readonly Member[] {
	const members = new TarMembers();
	const reader = new TarReader(members);

	reader.push(chunk);
	reader.end();
	return members.whole();
}

/**
 * The members; why there are none when the payload is no good.
 *	chunk	all of it, where it was opened before
 */
function membersOf(fileKey: Uint8Array, payload: Uint8Array,
    chunk?: Uint8Array): readonly Member[] | "seal" | "archive" {
	try {
		return chunk === undefined ? openMembers(fileKey, payload) :
		    membersIn(chunk);
	} catch (caught) {
		const code = codeOf(caught);

		if (code === undefined)
			throw caught;
		return code === "AGE_PAYLOAD" || code === "AGE_HEADER" ?
			"seal" : "archive";
	}
}

/** A whole payload: every member, every sum. */
function openWhole(id: string, fileKey: Uint8Array, payload: Uint8Array,
    chunk?: Uint8Array): { opened: Opened; members: readonly Member[] } {
	const payloadHash = sha256(payload);

	if (idOfHash(payloadHash) !== id)
		return { opened: spoilt("bytes", id), members: [] };
	const members = membersOf(fileKey, payload, chunk);
	if (typeof members === "string")
		return { opened: spoilt(members, id), members: [] };
	return { members, opened: { unread: null, fileKey,
		size: payload.length, payloadHash, note: members[0]?.data,
		files: sums(members) } };
}

/**
 * The retention note that office has in the place of an entry (section 8);
 * undefined for anything else, "bytes" for one that does not hold.
 */
export function openGone(chain: Chain, head: Head): Opened | undefined {
	const { host, rosters } = chain;

	if (!isRetention(host, head.head))
		return undefined;
	const note = attempt(() => openRetention(host, head.head, rosters));
	if (note === null || !note.complete || note.id !== head.id)
		return spoilt("bytes", head.id);
	return { ...spoilt("gone", head.id),
		gone: { date: note.date, by: note.signers } };
}

/** What can be known from the headers and the first chunk. */
export async function openHead(head: Head, trials: Trying,
    known?: Uint8Array): Promise<Opened> {
	const found = await keyOf(head, trials, known);
	const whole = head.head.length === head.size;

	if (found === "seal" && whole && !hasId(head.head, head.id))
		return spoilt("bytes", head.id);
	if (typeof found === "string")
		return spoilt(found, head.id);
	const { key, chunk } = found;
	if (whole)
		return withoutChunk(openWhole(head.id, key, head.head,
		    chunkAt(head.size, 0).last ? chunk : undefined).opened,
		    chunk);
	const note = attempt(() => readNote(chunk));
	if (note === null)
		return withoutChunk(spoilt("archive", head.id), chunk);
	return withoutChunk({ unread: null, fileKey: key, size: head.size,
		payloadHash: hashFrom(head.id), note, files: undefined },
	    chunk);
}

/** The note in bytes of its own: the rest of the chunk need not stay. */
function withoutChunk(o: Opened, chunk: Uint8Array): Opened {
	const note = o.note?.slice();

	wipe(chunk);
	return { ...o, note };
}

/**
 * The same entry again, with its whole payload.  A note other than the one
 * shown before cannot be: the id would differ.
 */
export function openFiles(id: string, before: Opened, payload: Uint8Array):
    { opened: Opened; members: readonly Member[] } {
	if (before.fileKey === null || before.note === undefined)
		return { opened: before, members: [] };
	const now = openWhole(id, before.fileKey, payload);

	if (now.opened.note !== undefined &&
	    !equal(now.opened.note, before.note))
		return { opened: spoilt("bytes", id), members: [] };
	return now;
}

/** As the thread's checks want it. */
export function itemOf(line: EntryLine, o: Opened): Item {
	return { id: line.id, payloadHash: o.payloadHash, stored: line.date,
		note: o.note, files: o.files };
}
