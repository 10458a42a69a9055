// SPDX-License-Identifier: ISC
// Office's binary and JSON answers, taken apart (docs/protocol.md section 7).
// Nothing an answer says is believed further than its shape.

import { fromBase64 } from "../lib/base64.ts";
import { concat, utf8 } from "../lib/bytes.ts";
import { isDate } from "../lib/date.ts";
import { fromHex, hex } from "../lib/hex.ts";
import { HEADER_LEN, THREAD_MAX } from "../lib/limits.ts";
import { CHUNK_LEN, NONCE_LEN, TAG_LEN } from "../lib/seal.ts";
import { ENTRY_TYPE, PAIRS_TYPE, record } from "./net.ts";
import { refuse } from "./problem.ts";
import { type Session, preamble } from "./session.ts";

const MIB = 1024 * 1024;
const REPORTS_MAX = 8 * MIB;
const LOOKUP_MAX = 16 * MIB;
const HEADS_MAX = 24 * MIB;
export const PAIRS_MAX = 256;
/** The nonce and the first chunk. */
export const HEAD_LEN = NONCE_LEN + CHUNK_LEN + TAG_LEN;

/** An entry and the right to it. */
export interface Pair {
	readonly id: string;
	readonly open: Uint8Array;
}

export interface Listed {
	readonly id: string;
	readonly header: Uint8Array;
}

export interface EntryLine {
	readonly id: string;
	readonly report: boolean;
	readonly side: "reporter" | "office";
	readonly audience: "reporter" | "office";
	readonly date: string;
	/** Bytes of the object as first stored. */
	readonly size: number;
	/** In the outbox of qf desk --offline. */
	readonly unsent: boolean;
}

export interface ThreadLine {
	readonly ref: number;
	readonly handle: Uint8Array;
	readonly entries: readonly EntryLine[];
}

export interface Head {
	readonly id: string;
	/** Bytes of the whole payload. */
	readonly size: number;
	/** Newest first. */
	readonly headers: readonly Uint8Array[];
	/** The payload's nonce and first chunk. */
	readonly head: Uint8Array;
}

/** And all of it, as office sent it. */
export interface HeadRow extends Head {
	readonly row: Uint8Array;
}

/** A cursor over big-endian lengths and bytes. */
class Reader {
	private readonly all: Uint8Array;
	private at = 0;

	constructor(all: Uint8Array) {
		this.all = all;
	}

	get left(): number {
		return this.all.length - this.at;
	}

	/** What was taken since left was that. */
	since(left: number): Uint8Array {
		return this.all.subarray(this.all.length - left, this.at);
	}

	take(len: number): Uint8Array {
		if (len > this.left)
			refuse({ kind: "answer" });
		this.at += len;
		return this.all.subarray(this.at - len, this.at);
	}

	/** A number of n bytes that a double holds exactly. */
	number(n: number): number {
		const v = this.take(n).reduce((sum, b) => sum * 256 + b, 0);

		return Number.isSafeInteger(v) ? v : refuse({ kind: "answer" });
	}
}

function pairs(list: readonly Pair[]): Uint8Array {
	return concat(...list.flatMap((p) => [fromHex(p.id), p.open]));
}

/** One page of the opaque list; an empty one is the end. */
export async function reports(session: Session, cursor: number):
    Promise<{ cursor: number; listed: Listed[] }> {
	const r = new Reader(await session.bytes(
	    `/v1/reports?after=${cursor}`, { max: REPORTS_MAX }));
	const next = r.number(8);
	const listed: Listed[] = [];

	while (r.left > 0) {
		const id = hex(r.take(16));
		const len = r.number(4);

		if (len > HEADER_LEN)
			refuse({ kind: "answer" });
		listed.push({ id, header: r.take(len) });
	}
	if (listed.length > 0 && next <= cursor)
		refuse({ kind: "answer" });
	return { cursor: next, listed };
}

function oneOf<T extends string>(value: unknown, ...words: readonly T[]): T {
	return words.find((w) => w === value) ?? refuse({ kind: "answer" });
}

function entryLine(value: unknown): EntryLine {
	const e = record(value);
	const { id, report, date, size } = e;

	if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id) ||
	    typeof report !== "boolean" || typeof date !== "string" ||
	    !isDate(date) || typeof size !== "number" ||
	    !Number.isSafeInteger(size) || size < 0)
		return refuse({ kind: "answer" });
	return { id, report, date, size, unsent: e["unsent"] === true,
		side: oneOf(e["side"], "reporter", "office"),
		audience: oneOf(e["audience"], "reporter", "office") };
}

function threadLine(value: unknown, asked: number): ThreadLine {
	const t = record(value);
	const { ref, handle, entries } = t;

	if (typeof ref !== "number" || !Number.isSafeInteger(ref) || ref < 0 ||
	    ref >= asked || typeof handle !== "string" ||
	    !Array.isArray(entries) || entries.length === 0 ||
	    entries.length > THREAD_MAX)
		return refuse({ kind: "answer" });
	return { ref, handle: handleOf(handle), entries: entries.map(entryLine) };
}

function handleOf(text: string): Uint8Array {
	try {
		return fromBase64(text, 16);
	} catch {
		return refuse({ kind: "answer" });
	}
}

/** The threads of at most PAIRS_MAX reports; what is not there is left out. */
export async function lookup(session: Session, asked: readonly Pair[]):
    Promise<ThreadLine[]> {
	const answer = record(await session.json("/v1/threads/lookup",
	    { body: pairs(asked), type: PAIRS_TYPE, max: LOOKUP_MAX }));
	const { threads } = answer;

	if (!Array.isArray(threads))
		return refuse({ kind: "answer" });
	return threads.map((t) => threadLine(t, asked.length));
}

function head(r: Reader): HeadRow {
	const { left } = r;
	const id = hex(r.take(16));
	const object = r.number(8);
	const all = new Reader(r.take(r.number(4)));
	const headers: Uint8Array[] = [];

	while (all.left > 0)
		headers.push(all.take(all.number(4)));
	const bytes = r.take(r.number(4));
	// Office counts the object as first stored: oldest header and payload.
	const size = object - (headers[headers.length - 1]?.length ?? object);
	if (size <= 0 || bytes.length !== Math.min(size, HEAD_LEN))
		refuse({ kind: "answer" });
	return { id, size, headers, head: bytes, row: r.since(left) };
}

/** One row again, at a helper. */
export function headOf(row: Uint8Array): Head {
	return head(new Reader(row));
}

/** Headers and first chunks; the caller keeps the sum of sizes low. */
export async function heads(session: Session, asked: readonly Pair[]):
    Promise<HeadRow[]> {
	const r = new Reader(await session.bytes("/v1/heads",
	    { body: pairs(asked), type: PAIRS_TYPE, max: HEADS_MAX }));
	const out: HeadRow[] = [];

	while (r.left > 0)
		out.push(head(r));
	return out;
}

/** A whole payload, a MiB at a time. */
export async function fetchPayload(session: Session, pair: Pair,
    size: number): Promise<Uint8Array> {
	const out = new Uint8Array(size);

	for (let from = 0; from < size; from += MIB) {
		const len = Math.min(MIB, size - from);
		const part = await session.bytes("/v1/entries/fetch", {
			type: ENTRY_TYPE, max: MIB,
			body: utf8(preamble({ entry: pair.id, open: pair.open,
				from: String(from), len: String(len) })),
		});

		if (part.length !== len)
			refuse({ kind: "answer" });
		out.set(part, from);
	}
	return out;
}

/** One more header for an entry; its thread's report gives the right to. */
export async function addHeader(session: Session, entry: string,
    open: Uint8Array, header: Uint8Array): Promise<void> {
	await session.bytes("/v1/headers", { type: ENTRY_TYPE, max: 4096,
		body: concat(utf8(preamble({ entry, open })), header) });
}

export interface Outgoing {
	readonly report: Pair;
	readonly audience: "reporter" | "office";
	/** SHA-256 of the new entry's own open value. */
	readonly openHash: Uint8Array;
	readonly object: Uint8Array;
}

/**
 * Append an entry; what office says it stored it as.  An outbox is told that
 * nothing hangs on a look.
 */
export async function append(session: Session, o: Outgoing, look = false):
    Promise<{ id: string; date: string }> {
	const { id, date } = record(await session.json("/v1/entries", {
		type: ENTRY_TYPE, max: 4096,
		body: concat(utf8(preamble({
			"report": o.report.id, "report-open": o.report.open,
			"audience": o.audience, "open": o.openHash,
			...(look && session.offline ? { look: "yes" } : {}),
		})), o.object),
	}));

	if (typeof id !== "string" || typeof date !== "string" || !isDate(date))
		return refuse({ kind: "answer" });
	return { id, date };
}
