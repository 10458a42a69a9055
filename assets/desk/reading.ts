// SPDX-License-Identifier: ISC
// From reports that are for this officer to opened entries: their threads are
// looked up, what is new in them is fetched and opened, some batches at once.

import { wipe } from "../lib/bytes.ts";
import { verifyAhead } from "../lib/ed25519-fast.ts";
import type { Progress } from "./calls.ts";
import type { Chain } from "./chain.ts";
import {
	HEAD_LEN, type HeadRow, PAIRS_MAX, type Pair, type ThreadLine, heads,
	lookup,
} from "./office.ts";
import { type Opened, openGone, spoilt } from "./opened.ts";
import type { Openers, Opening } from "./openers.ts";
import { refuse } from "./problem.ts";
import { signedIn, signersOf } from "./signed.ts";
import type { Session } from "./session.ts";

/** Of first chunks in one answer: not all at once. */
const BATCH_LEN = 2 * 1024 * 1024;
/** Batches under way at once. */
const AHEAD = 3;
/** On their way at once; qf desk has few connections. */
const LOOKUPS = 3;

/** What office says of a thread. */
export interface Line {
	readonly pair: Pair;
	readonly line: ThreadLine;
}

/** As much as one answer may hold. */
interface Batch {
	readonly want: Pair[];
	/** All of these is open when this batch is, and those before it. */
	readonly lines: Line[];
}

/** By what entries are opened. */
export interface Means {
	readonly chain: Chain;
	readonly openers: Openers;
	/** Is it a report for this officer? */
	has(id: string): boolean;
	/** A file key that may fit. */
	keyOf(id: string): Uint8Array | undefined;
}

export class Reading {
	private readonly session: Session;
	/** Ids whose signatures were checked before and are known. */
	private readonly checked = new Set<string>();
	private readonly opened = new Map<string, Opened>();
	/** How many headers office has of a report. */
	private readonly headers = new Map<string, number>();
	/** Reports of which there are more by now. */
	private readonly more = new Set<string>();

	constructor(session: Session) {
		this.session = session;
	}

	/** Signatures of these are known to hold, or not to; null: of none. */
	known(ids: Iterable<string> | null): void {
		if (ids === null)
			this.checked.clear();
		else
			for (const id of ids)
				this.checked.add(id);
	}

	/** A header was added: they are counted anew at the next reading. */
	handed(id: string): void {
		this.more.add(id);
	}

	/** Headers of a report that are known. */
	headersOf(id: string): number {
		return this.headers.get(id) ?? 0;
	}

	/** What was opened, or that office withheld it. */
	openedOf(id: string): Opened {
		return this.opened.get(id) ?? spoilt("bytes", id);
	}

	put(id: string, opened: Opened): void {
		this.opened.set(id, opened);
	}

	/** File keys of what is open. */
	keys(): (readonly [string, Uint8Array])[] {
		return [...this.opened].flatMap(([id, o]) => o.fileKey === null ? [] :
		    [[id, o.fileKey] as const]);
	}

	/** Locking: keys and notes are overwritten. */
	forget(): void {
		for (const { fileKey, note } of this.opened.values())
			wipe(...[fileKey, note ?? null].flatMap((bytes) =>
			    bytes === null ? [] : [bytes]));
	}

	/** A few questions are on their way at once: each waits for another. */
	lookUp(pairs: readonly Pair[],
	    before: readonly Promise<unknown>[] = []): Promise<Line[]>[] {
		const all = [...before];
		const lines: Promise<Line[]>[] = [];

		for (let i = 0; i < pairs.length; i += PAIRS_MAX) {
			const one = this.lookUpSome(pairs.slice(i, i + PAIRS_MAX),
			    all[all.length - LOOKUPS]);

			// What fails is told when it is waited for.
			one.catch(() => undefined);
			all.push(one);
			lines.push(one);
		}
		return lines;
	}

	private async lookUpSome(pairs: readonly Pair[],
	    before: Promise<unknown> | undefined): Promise<Line[]> {
		await before;
		return (await lookup(this.session, pairs)).map((line) => ({ line,
			pair: pairs[line.ref] ?? refuse({ kind: "answer" }) }));
	}

	/** What is still to be opened, in the order of the lines. */
	private async* batches(all: readonly Promise<Line[]>[]):
	    AsyncGenerator<Batch> {
		for (const lines of all) {
			let batch: Batch = { want: [], lines: [] };
			let len = 0;

			for (const one of await lines) {
				for (const e of one.line.entries.filter((x) =>
				    this.isUnread(x.id))) {
					const more = Math.min(e.size, HEAD_LEN);

					if (batch.want.length === PAIRS_MAX ||
					    (len > 0 && len + more > BATCH_LEN)) {
						yield batch;
						batch = { want: [], lines: [] };
						len = 0;
					}
					batch.want.push({ id: e.id,
						open: one.pair.open });
					len += more;
				}
				batch.lines.push(one);
			}
			yield batch;
		}
	}

	/**
	 * A payload never changes, but a header may have been added to what did
	 * not open.
	 */
	private isUnread(id: string): boolean {
		return this.more.has(id) ||
		    this.opened.get(id)?.note === undefined;
	}

	/**
	 * Every line is taken in order, once all of it that opens is open.  Some
	 * batches are fetched and opened while an earlier one is checked.
	 *	pairs	what the lines were asked by
	 */
	async read(pairs: readonly Pair[], lines: readonly Promise<Line[]>[],
	    by: Means, tell: (progress: Progress) => void,
	    take: (line: Line) => void): Promise<void> {
		const atLeast = pairs.filter(({ id }) => !this.opened.has(id)).length;
		const ahead: { batch: Batch; open: Promise<void> }[] = [];
		let known = 0;
		let done = 0;
		const finish = async (): Promise<void> => {
			const next = ahead.shift();

			if (next === undefined)
				return;
			await next.open;
			next.batch.lines.forEach(take);
			done += next.batch.want.length;
		};

		for await (const batch of this.batches(lines)) {
			known += batch.want.length;
			const total = Math.max(known, atLeast);
			if (batch.want.length > 0)
				tell({ step: "read", done, total });
			const open = this.readBatch(by, batch.want, total);
			// What fails is told when it is waited for.
			open.catch(() => undefined);
			ahead.push({ batch, open });
			if (ahead.length === AHEAD)
				await finish();
		}
		while (ahead.length > 0)
			await finish();
	}

	private async readBatch(by: Means, batch: readonly Pair[], total: number):
	    Promise<void> {
		if (batch.length > 0)
			await this.openBatch(by, new Set(batch.map((p) => p.id)),
			    await heads(this.session, batch), total);
	}

	private async openBatch(by: Means, asked: ReadonlySet<string>,
	    got: readonly HeadRow[], total: number): Promise<void> {
		const signers = signersOf(by.chain);
		const list: Opening[] = [];

		for (const head of got) {
			if (!asked.has(head.id))
				refuse({ kind: "answer" });
			this.more.delete(head.id);
			if (by.has(head.id))
				this.headers.set(head.id, head.headers.length);
			if (this.opened.get(head.id)?.note !== undefined)
				continue;
			const gone = openGone(by.chain, head);
			if (gone !== undefined)
				this.opened.set(head.id, gone);
			else
				list.push({ head, known: by.keyOf(head.id),
					isChecked: this.checked.has(head.id) });
		}
		const opened = await by.openers.openAll(list, total, signers,
		    ({ note }) => verifyAhead(signedIn(note, signers)));
		list.forEach(({ head }, i) => this.opened.set(head.id,
		    opened[i] ?? spoilt("bytes", head.id)));
	}
}
