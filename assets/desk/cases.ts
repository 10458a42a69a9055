// SPDX-License-Identifier: ISC
// The threads that open for one officer: found by trying every header that
// office lists (finding.ts), looked up by their `open` and read (reading.ts),
// and checked.  Nothing of any other thread is ever here.

import { recall, remembered } from "../lib/ed25519.ts";
import type { Identity } from "../lib/identity.ts";
import type { Member } from "../lib/tar.ts";
import { type ThreadView, checkThread } from "../lib/thread.ts";
import type { Kept } from "./cache.ts";
import type { Progress } from "./calls.ts";
import type { Chain } from "./chain.ts";
import { Finding } from "./finding.ts";
import { namedThread, namesThread } from "./named.ts";
import { type Pair, type ThreadLine, fetchPayload } from "./office.ts";
import { type Opened, itemOf, openFiles } from "./opened.ts";
import { Openers } from "./openers.ts";
import { refuse } from "./problem.ts";
import { type Line, Reading } from "./reading.ts";
import type { Session } from "./session.ts";
import { Trials } from "./trial.ts";

type Tell = (progress: Progress) => void;

/** Fetched unasked, so that attachments are checked when a thread opens. */
const WHOLE_LEN = 4 * 1024 * 1024;

export interface Case {
	readonly pair: Pair;
	readonly line: ThreadLine;
	readonly view: ThreadView;
}

export class Cases {
	readonly cases = new Map<string, Case>();
	missing = 0;
	chain: Chain;
	private readonly session: Session;
	private readonly who: Identity;
	private readonly nn: string;
	private readonly finding: Finding;
	private readonly reading: Reading;
	private openers: Openers | null = null;

	constructor(chain: Chain, session: Session, who: Identity, nn: string) {
		this.chain = chain;
		this.session = session;
		this.who = who;
		this.nn = nn;
		this.reading = new Reading(session);
		this.finding = new Finding(session, chain.host, {
			has: (id) => this.cases.has(id),
			more: (id) => this.reading.handed(id),
			uses: (id, key) => this.openedOf(id).fileKey === key,
		});
	}

	get damaged(): number {
		return this.finding.damaged;
	}

	get isNew(): boolean {
		return this.finding.isNew;
	}

	get tried(): number {
		return this.finding.tried;
	}

	/** A first reading is about to come. */
	async prepare(): Promise<void> {
		(await this.trying()).prepare();
	}

	/** Go on from where an earlier unlock ended; null: there was none. */
	restore(kept: Kept | null): void {
		if (kept === null)
			return;
		const ids = [...kept.reports, ...kept.entries].map(([id]) => id);

		this.finding.restore(kept);
		// One that is unknown takes as long as many checked ahead.
		if (kept.held.signatures.length >= ids.length)
			this.reading.known(ids);
		recall(kept.held);
	}

	/** What a later unlock can go on from. */
	kept(): Kept {
		return { ...this.finding.kept(), held: remembered(),
			entries: this.reading.keys().filter(([id]) =>
			    !this.finding.has(id)) };
	}

	/** Locking: helpers end, keys and notes are overwritten. */
	forget(): void {
		this.openers?.end();
		this.finding.forget();
		this.reading.forget();
	}

	/**
	 * Try what is new in the list, then read every thread that opens.  Where
	 * office does not find what was kept it may be another office's list,
	 * after a restored backup for example: then all of it is tried.
	 */
	async sync(tell: Tell): Promise<void> {
		const isKept = this.finding.size > 0 && this.cases.size === 0;

		await this.readAll(tell);
		if (isKept && this.missing > 0) {
			this.finding.restart();
			this.reading.known(null);
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
		const { pairs } = this.finding;
		const lines = this.reading.lookUp(pairs);

		await this.finding.scan(await this.trying(), tell, (some) => {
			pairs.push(...some);
			lines.push(...this.reading.lookUp(some, lines));
		});
		await this.read(pairs, lines, tell);
		for (const next of this.finding.otherKeys()) {
			if (this.missing === 0)
				break;
			await this.load(next.map(({ pair }) => pair), tell);
			for (const { pair: { id }, key } of next)
				if (this.cases.has(id))
					this.finding.useKey(id, key);
		}
	}

	private async trying(): Promise<Openers> {
		this.openers ??= new Openers(await Trials.create(this.who));
		return this.openers;
	}

	/** Look threads up, open what is new in them, check them. */
	private load(pairs: readonly Pair[], tell: Tell): Promise<void> {
		return this.read(pairs, this.reading.lookUp(pairs), tell);
	}

	/** The same, where their lines are on their way. */
	private async read(pairs: readonly Pair[],
	    lines: readonly Promise<Line[]>[], tell: Tell): Promise<void> {
		const by = { chain: this.chain, openers: await this.trying(),
			has: (id: string) => this.finding.has(id),
			keyOf: (id: string) => this.finding.keyOf(id) };
		const read: Case[] = [];

		await this.reading.read(pairs, lines, by, tell,
		    (line) => read.push(this.caseBy(line)));
		for (const pair of pairs)
			this.cases.delete(pair.id);
		for (const one of read) {
			this.finding.put(one.pair);
			this.cases.set(one.pair.id, one);
		}
		this.missing = this.finding.size - this.cases.size;
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

	private caseBy({ pair, line: said }: Line): Case {
		const line = { ...said, handle: this.handleOf(pair, said) };

		return { pair, line, view: this.check(line) };
	}

	headersOf(id: string): number {
		return this.reading.headersOf(id);
	}

	handed(id: string): void {
		this.reading.handed(id);
	}

	openedOf(id: string): Opened {
		return this.reading.openedOf(id);
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
		this.reading.put(entry, now.opened);
		this.cases.set(id, { pair, line, view: this.check(line) });
		return now.members;
	}
}
