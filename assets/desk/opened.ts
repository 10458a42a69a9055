// SPDX-License-Identifier: ISC
// One entry from office's bytes: opened with the officer's key as far as its
// first chunk goes, whole when asked.  What does not open says why.

import { concat, equal } from "../lib/bytes.ts";
import { type Sum, sums } from "../lib/entry.ts";
import { codeOf } from "../lib/err.ts";
import { sha256 } from "../lib/hash.ts";
import { fromHex, hex } from "../lib/hex.ts";
import type { Identity } from "../lib/identity.ts";
import { type Member, readNote } from "../lib/tar.ts";
import type { Item } from "../lib/thread.ts";
import { openFirstChunk, openHeader, openMembers } from "../lib/unseal.ts";
import type { Unread } from "./calls.ts";
import type { EntryLine, Head } from "./office.ts";

export interface Opened {
	readonly unread: Unread | null;
	readonly fileKey: Uint8Array | null;
	/** Bytes of the whole payload. */
	readonly size: number;
	readonly payloadHash: Uint8Array;
	readonly note: Uint8Array | undefined;
	/** Undefined as long as only the first chunk was read. */
	readonly files: readonly Sum[] | undefined;
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

/**
 * The file key, or why none of the headers, newest first, gives it.  Whoever
 * may add a header can seal any key to us in one: the first chunk tells.
 */
function keyOf(head: Head, who: Identity): Uint8Array | Unread {
	let why: Unread = "closed";

	for (const header of head.headers)
		try {
			const key = openHeader(header, [who]);

			openFirstChunk(key, head.head, head.size);
			return key;
		} catch (caught) {
			const code = codeOf(caught);

			if (code === undefined)
				throw caught;
			if (code !== "AGE_NO_MATCH")
				why = "seal";
		}
	return why;
}

/** Is this the payload that the id was made of? */
function hasId(payload: Uint8Array, id: string): boolean {
	return hex(sha256(payload).subarray(0, 16)) === id;
}

/** The members; why there are none when the payload is no good. */
function membersOf(fileKey: Uint8Array, payload: Uint8Array):
    readonly Member[] | "seal" | "archive" {
	try {
		return openMembers(fileKey, payload);
	} catch (caught) {
		const code = codeOf(caught);

		if (code === undefined)
			throw caught;
		return code === "AGE_PAYLOAD" || code === "AGE_HEADER" ?
			"seal" : "archive";
	}
}

/** A whole payload: every member, every sum. */
function openWhole(id: string, fileKey: Uint8Array, payload: Uint8Array):
    { opened: Opened; members: readonly Member[] } {
	if (!hasId(payload, id))
		return { opened: spoilt("bytes", id), members: [] };
	const members = membersOf(fileKey, payload);
	if (typeof members === "string")
		return { opened: spoilt(members, id), members: [] };
	return { members, opened: { unread: null, fileKey,
		size: payload.length, payloadHash: sha256(payload), note: members[0]?.data,
		files: sums(members) } };
}

/** What can be known from the headers and the first chunk. */
export function openHead(head: Head, who: Identity): Opened {
	const key = keyOf(head, who);
	const whole = head.head.length === head.size;

	if (key === "seal" && whole && !hasId(head.head, head.id))
		return spoilt("bytes", head.id);
	if (typeof key === "string")
		return spoilt(key, head.id);
	if (whole)
		return openWhole(head.id, key, head.head).opened;
	const chunk = attempt(() => openFirstChunk(key, head.head, head.size));
	if (chunk === null)
		return spoilt("seal", head.id);
	const note = attempt(() => readNote(chunk));
	if (note === null)
		return spoilt("archive", head.id);
	return { unread: null, fileKey: key, size: head.size,
		payloadHash: hashFrom(head.id), note, files: undefined };
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
