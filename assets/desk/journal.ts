// SPDX-License-Identifier: ISC
// What was begun to be handed over and did not end (docs/protocol.md section
// 7): whom a header is for can be read from no header, so it is written down,
// headers and all, before the first one is sent.  The twin of qf's
// cli/granting.h.  Sealed as sealed.ts does it and kept at qf desk beside the
// cache; where nothing is kept it lives as long as the page.
//
//	magic17 || n4 (thread16 nn2 what32 roster4 n4 (id16 len4 header)*)*
//
// `what` is the hash of an entry, or 32 zeros for all.  No word is in it: why it
// is handed on stands in the event.  Whatever is wrong with
// it, it is as if there were none: then all headers are made anew, which does
// no harm.

import { base64, fromBase64 } from "../lib/base64.ts";
import {
	type Random, equal, fromUtf8, systemRandom, utf8, wipe,
} from "../lib/bytes.ts";
import { codeOf } from "../lib/err.ts";
import { fromHex, hex } from "../lib/hex.ts";
import type { Identity } from "../lib/identity.ts";
import { HEADER_LEN, THREAD_MAX } from "../lib/limits.ts";
import type { Grant } from "./calls.ts";
import type { Net } from "./net.ts";
import { Trouble } from "./problem.ts";
import {
	Reader, SEALED_MAX, Writer, nameOf, seal, unseal,
} from "./sealed.ts";

const MAGIC = utf8("qf desk grants 1\n");
const INFO = "/desk/grants/v1";
const GRANTS_MAX = 65536;
const WHAT_LEN = 32;

/** A header that was made, and the entry that it is for. */
export type Made = readonly [string, Uint8Array];

export interface Begun extends Omit<Grant, "reason"> {
	/** Version of the roster by which they were made; 0: not yet. */
	readonly roster: number;
	readonly headers: readonly Made[];
}

function whatBytes(what: string): Uint8Array {
	return what === "all" ? new Uint8Array(WHAT_LEN) :
	    fromBase64(what, WHAT_LEN);
}

function write(all: readonly Begun[]): Uint8Array {
	const w = new Writer(MAGIC.length + 4 + all.reduce((sum, b) => sum +
	    16 + 2 + WHAT_LEN + 4 + 4 +
	    b.headers.reduce((n, [, h]) => n + 16 + 4 + h.length, 0), 0));

	w.put(MAGIC);
	w.number(all.length, 4);
	all.forEach((b) => {
		w.put(fromHex(b.thread), utf8(b.nn), whatBytes(b.what));
		w.number(b.roster, 4);
		w.number(b.headers.length, 4);
		for (const [id, header] of b.headers) {
			w.put(fromHex(id));
			w.number(header.length, 4);
			w.put(header);
		}
	});
	return w.bytes;
}

/** What does not fit throws before many are made. */
function some<T>(r: Reader, n: number, one: (r: Reader) => T): T[] {
	const out: T[] = [];

	while (out.length < n)
		out.push(one(r));
	return out;
}

function readHeader(r: Reader): Made {
	const id = hex(r.take(16));

	return [id, r.take(r.number(4, HEADER_LEN))];
}

function readBegun(r: Reader): Begun {
	const thread = hex(r.take(16));
	const nn = fromUtf8(r.take(2));
	const what = r.take(WHAT_LEN);
	const roster = r.number(4);
	const headers = some(r, r.number(4, THREAD_MAX), readHeader);

	if (!/^[0-9]{2}$/.test(nn))
		throw new RangeError();
	return { thread, nn, roster, headers,
		what: what.every((b) => b === 0) ? "all" : base64(what) };
}

function read(plain: Uint8Array): Begun[] {
	const r = new Reader(plain);

	try {
		if (!equal(r.take(MAGIC.length), MAGIC))
			return [];
		const all = some(r, r.number(4, GRANTS_MAX), readBegun);

		r.end();
		return all;
	} catch (caught) {
		if (caught instanceof RangeError || codeOf(caught) !== undefined)
			return [];
		throw caught;
	}
}

export function sealJournal(host: string, who: Identity,
    all: readonly Begun[], random: Random = systemRandom): Uint8Array {
	return seal(host + INFO, who, write(all), random);
}

/** Empty for anything that this identity did not seal for this site. */
export function openJournal(host: string, who: Identity, bytes: Uint8Array):
    Begun[] {
	const plain = unseal(host + INFO, who, bytes);
	const all = plain === null ? [] : read(plain);

	if (plain !== null)
		wipe(plain);
	return all;
}

type Named = Pick<Grant, "thread" | "nn" | "what">;

function isSame(a: Named, b: Named): boolean {
	return a.thread === b.thread && a.nn === b.nn && a.what === b.what;
}

/** Grants of one officer on one site that are under way. */
export class Journal {
	private all: Begun[] = [];
	private loaded = false;
	private readonly net: Net | null;
	private readonly host: string;
	private readonly who: Identity;
	private readonly path: string;

	/** net null: nothing is kept. */
	constructor(net: Net | null, host: string, who: Identity) {
		this.net = net;
		this.host = host;
		this.who = who;
		this.path = "/cache/" + nameOf(host + INFO, who);
	}

	/** Once, before anything is handed over. */
	async load(): Promise<void> {
		if (this.net === null || this.loaded)
			return;
		this.loaded = true;
		try {
			this.all = openJournal(this.host, this.who,
			    await this.net.bytes(this.path,
				{ max: SEALED_MAX }));
		} catch (caught) {
			if (!(caught instanceof Trouble))
				throw caught;
		}
	}

	get begun(): readonly Begun[] {
		return this.all;
	}

	find(g: Named): Begun | undefined {
		return this.all.find((b) => isSame(b, g));
	}

	/** The grant stands like this now; kept before anything is sent. */
	async put(b: Begun): Promise<void> {
		this.all = [...this.all.filter((x) => !isSame(x, b)), b];
		await this.store();
	}

	/** Nothing of it is left to do. */
	async end(g: Named): Promise<void> {
		this.all = this.all.filter((b) => !isSame(b, g));
		await this.store();
	}

	/** What qf desk does not keep is known as long as the page lives. */
	private async store(): Promise<void> {
		const body = sealJournal(this.host, this.who, this.all);

		if (this.net === null || body.length > SEALED_MAX)
			return;
		try {
			await this.net.bytes(this.path, { body, max: 0 });
		} catch (caught) {
			if (!(caught instanceof Trouble))
				throw caught;
		}
	}
}
