// SPDX-License-Identifier: ISC
// What makes the second unlock quick (docs/protocol.md section 7): how far the
// listing was tried, the file keys of what opened, which signatures held, by
// which keys.  Sealed as sealed.ts does it.  Nothing that hangs on a roster, an order or a date is in
// it: that is judged anew every time.  No word of a letter is in it either, and
// no sealed byte: what two officers destroyed must not live on here.
//
//	magic16 || cursor8 tried4 || n4 (id16 key16)* reports
//	    || n4 (id16 key16)* entries || n4 id16* spoilt || n4 sum32* signatures
//	    || n4 key32* signers
//
// Whatever is wrong with it, it is as if there were none.

import {
	type Random, equal, systemRandom, utf8, wipe,
} from "../lib/bytes.ts";
import type { Remembered } from "../lib/ed25519.ts";
import { hex } from "../lib/hex.ts";
import type { Identity } from "../lib/identity.ts";
import type { Net } from "./net.ts";
import { Trouble } from "./problem.ts";
import {
	type KeyOf, Reader, SEALED_MAX, Writer, nameOf as sealedName, seal,
	unseal,
} from "./sealed.ts";

const MAGIC = utf8("qf desk cache 2\n");
const INFO = "/desk/cache/v1";

export type { KeyOf };

export interface Kept {
	readonly cursor: number;
	readonly tried: number;
	readonly reports: readonly KeyOf[];
	readonly entries: readonly KeyOf[];
	readonly spoilt: readonly string[];
	readonly held: Remembered;
}

function write(k: Kept): Uint8Array {
	const w = new Writer(MAGIC.length + 8 + 6 * 4 + 32 * (k.reports.length +
	    k.entries.length + k.held.signatures.length +
	    k.held.keys.length) + 16 * k.spoilt.length);

	w.put(MAGIC);
	w.number(k.cursor, 8);
	w.number(k.tried, 4);
	w.keys(k.reports);
	w.keys(k.entries);
	w.names(k.spoilt);
	w.names(k.held.signatures);
	w.names(k.held.keys);
	return w.bytes;
}

function read(plain: Uint8Array): Kept | null {
	const r = new Reader(plain);
	const key = (row: Uint8Array): KeyOf =>
	    [hex(row.subarray(0, 16)), row.slice(16)];

	try {
		if (!equal(r.take(MAGIC.length), MAGIC))
			return null;
		const kept = {
			cursor: r.number(8), tried: r.number(4),
			reports: r.list(32, key), entries: r.list(32, key),
			spoilt: r.list(16, hex),
			held: { signatures: r.list(32, hex),
				keys: r.list(32, hex) },
		};

		r.end();
		return Number.isSafeInteger(kept.cursor) ? kept : null;
	} catch (caught) {
		if (caught instanceof RangeError)
			return null;
		throw caught;
	}
}

export function sealCache(host: string, who: Identity, kept: Kept,
    random: Random = systemRandom): Uint8Array {
	return seal(host + INFO, who, write(kept), random);
}

/** Null for anything that this identity did not seal for this site. */
export function openCache(host: string, who: Identity, bytes: Uint8Array):
    Kept | null {
	const plain = unseal(host + INFO, who, bytes);
	const kept = plain === null ? null : read(plain);

	if (plain !== null)
		wipe(plain);
	return kept;
}

/** What tells nobody whose it is, or of which site. */
export function nameOf(host: string, who: Identity): string {
	return sealedName(host + INFO, who);
}

/** What is kept at qf desk for one officer of one site. */
export class Keeper {
	private readonly net: Net;
	private readonly host: string;
	private readonly who: Identity;
	private readonly path: string;
	/** What was last read or written, as far as it shows in numbers. */
	private known = "";

	constructor(net: Net, host: string, who: Identity) {
		this.net = net;
		this.host = host;
		this.who = who;
		this.path = "/cache/" + nameOf(host, who);
	}

	/** Null where there is nothing good. */
	async load(): Promise<Kept | null> {
		try {
			const kept = openCache(this.host, this.who,
			    await this.net.bytes(this.path, { max: SEALED_MAX }));

			this.known = kept === null ? "" : numbersOf(kept);
			return kept;
		} catch (caught) {
			if (caught instanceof Trouble)
				return null;
			throw caught;
		}
	}

	/**
	 * Keep it, if it is news.  What goes wrong costs time at the next unlock
	 * and nothing else; qf desk says it.
	 */
	async store(kept: Kept): Promise<void> {
		const known = numbersOf(kept);

		if (known === this.known)
			return;
		const body = sealCache(this.host, this.who, kept);
		if (body.length > SEALED_MAX)
			return;
		this.known = known;
		try {
			await this.net.bytes(this.path, { body, max: 0 });
		} catch (caught) {
			if (!(caught instanceof Trouble))
				throw caught;
		}
	}
}

/** All of it only ever grows, or is read anew. */
function numbersOf(k: Kept): string {
	return [k.cursor, k.tried, k.reports.length, k.entries.length,
		k.spoilt.length, k.held.signatures.length].join(" ");
}
