// SPDX-License-Identifier: ISC
// The threads that open for one officer: found by trying every header that
// office lists, looked up by their `open`, read and checked.  Nothing of any
// other thread is ever here.

import { equal, wipe } from "../lib/bytes.ts";
import { recall, remembered } from "../lib/ed25519.ts";
import { verifyAhead } from "../lib/ed25519-fast.ts";
import type { Identity } from "../lib/identity.ts";
import { LISTING_PAGES } from "../lib/limits.ts";
import { openValue } from "../lib/object.ts";
import { namedThread, namesThread } from "./named.ts";
import type { Member } from "../lib/tar.ts";
import { type ThreadView, checkThread } from "../lib/thread.ts";
import type { Kept } from "./cache.ts";
import type { Progress } from "./calls.ts";
import type { Chain } from "./chain.ts";
import {
	HEAD_LEN, type HeadRow, type Listed, PAIRS_MAX, type Pair, type ThreadLine, fetchPayload,
	heads, lookup, reports,
} from "./office.ts";
import {
	type Opened, itemOf, openFiles, openGone, spoilt,
} from "./opened.ts";
import { Openers, type Opening } from "./openers.ts";
import { refuse } from "./problem.ts";
import { signedIn, signersOf } from "./signed.ts";
import type { Session } from "./session.ts";
import { type Trial, Trials } from "./trial.ts";

type Tell = (progress: Progress) => void;

/** Of first chunks in one answer: not all at once. */
const BATCH_LEN = 2 * 1024 * 1024;
/** Batches under way at once. */
const AHEAD = 3;
/** On their way at once; qf desk has few connections. */
const LOOKUPS = 3;
/** Other keys kept for one report: whoever may add headers may forge some. */
const OTHERS_MAX = 32;
/** Fetched unasked, so that attachments are checked when a thread opens. */
const WHOLE_LEN = 4 * 1024 * 1024;

export interface Case {
	readonly pair: Pair;
	readonly line: ThreadLine;
	readonly view: ThreadView;
}

/** What office says of a thread. */
interface Line {
	readonly pair: Pair;
	readonly line: ThreadLine;
}

/** As much as one answer may hold. */
interface Batch {
	readonly want: Pair[];
	/** All of these is open when this batch is, and those before it. */
	readonly lines: Line[];
}

export class Cases {
	readonly cases = new Map<string, Case>();
	missing = 0;
	tried = 0;
	chain: Chain;
	private readonly session: Session;
	private readonly who: Identity;
	private readonly nn: string;
	private cursor = 0;
	private openers: Openers | null = null;
	private readonly found = new Map<string, Pair>();
	private readonly spoilt = new Set<string>();
	/** File keys: of reports as the listing gave them, and kept ones. */
	private readonly keys = new Map<string, Uint8Array>();
	/** Keys of further headers for a report, the newest first. */
	private readonly others = new Map<string, Uint8Array[]>();
	/** Ids whose signatures were checked before and are known. */
	private readonly checked = new Set<string>();
	private readonly opened = new Map<string, Opened>();
	/** How many headers office has of a report. */
	private readonly headers = new Map<string, number>();
	/** Reports of which there are more by now. */
	private readonly more = new Set<string>();

	constructor(chain: Chain, session: Session, who: Identity, nn: string) {
		this.chain = chain;
		this.session = session;
		this.who = who;
		this.nn = nn;
	}

	/** Reports for this officer none of whose headers is sound. */
	get damaged(): number {
		return [...this.spoilt].filter((id) => !this.found.has(id)).length;
	}

	/** Nothing was tried yet. */
	get isNew(): boolean {
		return this.cursor === 0;
	}

	/** A first reading is about to come. */
	async prepare(): Promise<void> {
		(await this.trying()).prepare();
	}

	/** Go on from where an earlier unlock ended; null: there was none. */
	restore(kept: Kept | null): void {
		if (kept === null)
			return;
		const all = [...kept.reports, ...kept.entries];

		this.cursor = kept.cursor;
		this.tried = kept.tried;
		for (const [id, key] of all)
			this.keys.set(id, key);
		// One that is unknown takes as long as many checked ahead.
		if (kept.held.signatures.length >= all.length)
			all.forEach(([id]) => this.checked.add(id));
		for (const [id, key] of kept.reports)
			this.foundOne(id, key);
		for (const id of kept.spoilt)
			this.spoilt.add(id);
		recall(kept.held);
	}

	/** What a later unlock can go on from. */
	kept(): Kept {
		const reports = [...this.found.keys()].flatMap((id) => {
			const key = this.keys.get(id);

			return key === undefined ? [] : [[id, key] as const];
		});
		const entries = [...this.opened].flatMap(([id, o]) =>
		    o.fileKey === null || this.found.has(id) ? [] :
		    [[id, o.fileKey] as const]);

		return { cursor: this.cursor, tried: this.tried, reports, entries,
			spoilt: [...this.spoilt], held: remembered() };
	}

	/** Locking: helpers end, keys and notes are overwritten. */
	forget(): void {
		this.openers?.end();
		wipe(...this.keys.values(), ...[...this.others.values()].flat());
		for (const { fileKey, note } of this.opened.values())
			wipe(...[fileKey, note ?? null].flatMap((bytes) =>
			    bytes === null ? [] : [bytes]));
	}

	/** As if nothing had been kept. */
	private restart(): void {
		const all = [...this.keys, ...[...this.others].flatMap(([id, keys]) =>
		    keys.map((key) => [id, key] as const))];

		this.cursor = this.tried = 0;
		this.found.clear();
		this.spoilt.clear();
		this.keys.clear();
		this.others.clear();
		for (const [id, key] of all)
			this.drop(id, key);
		this.checked.clear();
	}

	/**
	 * Try what is new in the list, then read every thread that opens.  Where
	 * office does not find what was kept it may be another office's list,
	 * after a restored backup for example: then all of it is tried.
	 */
	async sync(tell: Tell): Promise<void> {
		const isKept = this.found.size > 0 && this.cases.size === 0;

		await this.readAll(tell);
		if (isKept && this.missing > 0) {
			this.restart();
			await this.readAll(tell);
		}
		this.openers?.rest();
	}

	/**
	 * Whoever may add a header can seal any key to us in one: where office
	 * finds nothing by the first key the others are tried, as qf does it.
	 */
	private async readAll(tell: Tell): Promise<void> {
		// Looked up while others are tried.
		const pairs = [...this.found.values()];
		const lines = this.lookUp(pairs);
		await this.scan(tell, (some) => {
			pairs.push(...some);
			lines.push(...this.lookUp(some, lines));
		});
		await this.read(pairs, lines, tell);
		for (let n = 0; n < OTHERS_MAX && this.missing > 0; n++) {
			const next = [...this.others].flatMap(([id, keys]) => {
				const key = this.cases.has(id) ? undefined : keys[n];

				return key === undefined ? [] : [{ id, key }];
			});

			if (next.length === 0)
				break;
			await this.load(next.map(({ id, key }) =>
			    this.pairOf(id, key)), tell);
			for (const { id, key } of next)
				if (this.cases.has(id))
					this.useKey(id, key);
		}
	}

	/** A page's headers are tried while the next one is on its way. */
	private async scan(tell: Tell, take: (some: readonly Pair[]) => void):
	    Promise<void> {
		const openers = await this.trying();
		const rounds: { fresh: Listed[]; keys: Promise<Trial[]> }[] = [];
		let { cursor } = this;
		let total = 0;
		let done = 0;
		let isListed = false;
		const say = (): void => tell(isListed ?
		    { step: "try", done, total } :
		    { step: "list", done: total, total: 0 });

		for (let pages = 0;; pages++) {
			const page = await reports(this.session, cursor);

			if (page.listed.length === 0)
				break;
			// One without an end would be waited for for ever.
			if (pages >= LISTING_PAGES)
				refuse({ kind: "answer" });
			({ cursor } = page);
			const fresh = page.listed.filter(({ id }) =>
			    !this.cases.has(id));
			for (const { id } of page.listed)
				if (this.cases.has(id))
					this.more.add(id);
			total += page.listed.length;
			done += page.listed.length - fresh.length;
			say();
			const keys = openers.tryAll(fresh.map((l) => l.header),
			    (some) => {
				done += some;
				if (isListed)
					say();
			});
			// What fails is told when it is waited for.
			keys.catch(() => undefined);
			rounds.push({ fresh, keys });
		}
		isListed = true;
		if (done < total)
			say();
		for (const { fresh, keys } of rounds) {
			const got = await keys;

			take(fresh.flatMap(({ id }, i) => this.take(id, got[i])));
		}
		this.tried += total;
		this.cursor = cursor;
	}

	private async trying(): Promise<Openers> {
		this.openers ??= new Openers(await Trials.create(this.who));
		return this.openers;
	}

	/** The report that the key is the first one of. */
	private take(id: string, key: Trial | undefined): Pair[] {
		// Only a stanza that opened says for whom a header was.
		if (key === "AGE_HMAC")
			this.spoilt.add(id);
		return typeof key === "object" ? this.keepKey(id, key) : [];
	}

	private keepKey(id: string, key: Uint8Array): Pair[] {
		const first = this.keys.get(id);
		const others = this.others.get(id) ?? [];

		if (first === undefined || !this.found.has(id)) {
			this.keys.set(id, key);
			return [this.foundOne(id, key)];
		}
		if ([first, ...others].some((k) => equal(k, key))) {
			wipe(key);
		} else {
			const all = [key, ...others];

			this.others.set(id, all.slice(0, OTHERS_MAX));
			for (const last of all.slice(OTHERS_MAX))
				this.drop(id, last);
		}
		return [];
	}

	/** By this one, which is among the others, office knows the report. */
	private useKey(id: string, key: Uint8Array): void {
		const first = this.keys.get(id);

		this.keys.set(id, key);
		if (first !== undefined)
			this.drop(id, first);
	}

	/** Overwrite a key, but where it is still in use: an entry has it too. */
	private drop(id: string, key: Uint8Array): void {
		if (this.keys.get(id) !== key &&
		    !(this.others.get(id) ?? []).includes(key) &&
		    this.opened.get(id)?.fileKey !== key)
			wipe(key);
	}

	private foundOne(id: string, key: Uint8Array): Pair {
		const pair = this.pairOf(id, key);

		this.found.set(id, pair);
		return pair;
	}

	private pairOf(id: string, key: Uint8Array): Pair {
		return { id, open: openValue(this.chain.host, key) };
	}

	/** Look threads up, open what is new in them, check them. */
	private load(pairs: readonly Pair[], tell: Tell): Promise<void> {
		return this.read(pairs, this.lookUp(pairs), tell);
	}

	/** The same, where their lines are on their way. */
	private async read(pairs: readonly Pair[],
	    lines: readonly Promise<Line[]>[], tell: Tell): Promise<void> {
		const unread = pairs.filter(({ id }) => !this.opened.has(id)).length;
		const read: Case[] = [];

		await this.readBatches(this.batches(lines), unread, tell,
		    (line) => read.push(this.caseBy(line)));
		for (const pair of pairs)
			this.cases.delete(pair.id);
		for (const one of read) {
			this.found.set(one.pair.id, one.pair);
			this.cases.set(one.pair.id, one);
		}
		this.missing = this.found.size - this.cases.size;
	}

	/** A few questions are on their way at once: each waits for another. */
	private lookUp(pairs: readonly Pair[],
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

	/**
	 * Which thread it is, its report says, whose bytes the id was made of: an
	 * office that gives another thread in this one's place, report and all,
	 * would have him answer and hand on what he did not name.  Where the
	 * report does not open and another's does, it is nobody's.
	 */
	private handleOf(pair: Pair, line: ThreadLine): Uint8Array {
		const named = (id: string): Uint8Array | undefined =>
		    namedThread(this.openedOf(id).note);

		if (namesThread(this.openedOf(pair.id).note, this.chain.host,
		    line.handle))
			return line.handle;
		return named(pair.id) ?? (line.entries.some((e) =>
		    named(e.id) !== undefined) ? new Uint8Array(16) : line.handle);
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

	private caseBy({ pair, line: said }: Line): Case {
		const line = { ...said, handle: this.handleOf(pair, said) };

		return { pair, line, view: this.check(line) };
	}

	/**
	 * Every line is taken in order, once all of it that opens is open.  Some
	 * batches are fetched and opened while an earlier one is checked.
	 *	atLeast	of entries that are still to be read
	 */
	private async readBatches(batches: AsyncIterable<Batch>, atLeast: number,
	    tell: Tell, take: (line: Line) => void): Promise<void> {
		const openers = await this.trying();
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

		for await (const batch of batches) {
			known += batch.want.length;
			const total = Math.max(known, atLeast);
			if (batch.want.length > 0)
				tell({ step: "read", done, total });
			const open = this.readBatch(openers, batch.want, total);
			// What fails is told when it is waited for.
			open.catch(() => undefined);
			ahead.push({ batch, open });
			if (ahead.length === AHEAD)
				await finish();
		}
		while (ahead.length > 0)
			await finish();
	}

	private async readBatch(openers: Openers, batch: readonly Pair[],
	    total: number): Promise<void> {
		if (batch.length > 0)
			await this.openBatch(openers, new Set(batch.map((p) => p.id)),
			    await heads(this.session, batch), total);
	}

	private async openBatch(openers: Openers, asked: ReadonlySet<string>,
	    got: readonly HeadRow[], total: number): Promise<void> {
		const signers = signersOf(this.chain);
		const list: Opening[] = [];

		for (const head of got) {
			if (!asked.has(head.id))
				refuse({ kind: "answer" });
			this.more.delete(head.id);
			if (this.found.has(head.id))
				this.headers.set(head.id, head.headers.length);
			if (this.opened.get(head.id)?.note !== undefined)
				continue;
			const gone = openGone(this.chain, head);
			if (gone !== undefined)
				this.opened.set(head.id, gone);
			else
				list.push({ head, known: this.keys.get(head.id),
					isChecked: this.checked.has(head.id) });
		}
		const opened = await openers.openAll(list, total, signers,
		    ({ note }) => verifyAhead(signedIn(note, signers)));
		list.forEach(({ head }, i) => this.opened.set(head.id,
		    opened[i] ?? spoilt("bytes", head.id)));
	}

	/** Headers of a report that are known. */
	headersOf(id: string): number {
		return this.headers.get(id) ?? 0;
	}

	/** A header was added: they are counted anew at the next reading. */
	handed(id: string): void {
		this.more.add(id);
	}

	/** What was opened, or that office withheld it. */
	openedOf(id: string): Opened {
		return this.opened.get(id) ?? spoilt("bytes", id);
	}

	private check(line: ThreadLine): ThreadView {
		return checkThread({
			host: this.chain.host, rosters: this.chain.rosters,
			handle: line.handle, viewer: this.nn,
			items: line.entries.map((e) =>
			    itemOf(e, this.openedOf(e.id))),
		});
	}

	caseOf(id: string): Case {
		return this.cases.get(id) ?? refuse({ kind: "gone" });
	}

	/** A thread as it stands now at office. */
	async refresh(id: string, tell: Tell): Promise<Case> {
		await this.load([this.caseOf(id).pair], tell);
		await this.fetchFiles(id, tell);
		return this.caseOf(id);
	}

	/** The attachments that are small enough to be checked unasked. */
	private async fetchFiles(id: string, tell: Tell): Promise<void> {
		const { view, line } = this.caseOf(id);
		const want = view.entries.filter((c) => c.item.files === undefined &&
		    (c.entry?.attach.length ?? 0) > 0 &&
		    line.entries.some((e) => e.id === c.item.id &&
			e.size <= WHOLE_LEN));

		for (const [i, c] of want.entries()) {
			tell({ step: "read", done: i, total: want.length });
			await this.files(id, c.item.id);
		}
	}

	/** The members of one entry, all of its payload fetched and checked. */
	async files(id: string, entry: string): Promise<readonly Member[]> {
		const { pair, line } = this.caseOf(id);
		const before = this.openedOf(entry);

		if (before.note === undefined)
			return [];
		const payload = await fetchPayload(this.session,
		    { id: entry, open: pair.open }, before.size);
		const now = openFiles(entry, before, payload);
		this.opened.set(entry, now.opened);
		this.cases.set(id, { pair, line, view: this.check(line) });
		return now.members;
	}
}
