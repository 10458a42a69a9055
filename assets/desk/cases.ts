// SPDX-License-Identifier: ISC
// The threads that open for one officer: found by trying every header that
// office lists, looked up by their `open`, read and checked.  Nothing of any
// other thread is ever here.

import type { Identity } from "../lib/identity.ts";
import { openValue } from "../lib/object.ts";
import type { Member } from "../lib/tar.ts";
import { type ThreadView, checkThread } from "../lib/thread.ts";
import type { Progress } from "./calls.ts";
import type { Chain } from "./chain.ts";
import {
	HEAD_LEN, type Listed, PAIRS_MAX, type Pair, type ThreadLine, fetchPayload,
	heads, lookup, reports,
} from "./office.ts";
import { type Opened, itemOf, openFiles, openHead, spoilt } from "./opened.ts";
import { refuse } from "./problem.ts";
import type { Session } from "./session.ts";
import { Trials } from "./trial.ts";

type Tell = (progress: Progress) => void;

/** Of first chunks in one answer: one after the other, not all at once. */
const BATCH_LEN = 2 * 1024 * 1024;
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
	tried = 0;
	chain: Chain;
	private readonly session: Session;
	private readonly who: Identity;
	private readonly nn: string;
	private cursor = 0;
	private trials: Trials | null = null;
	private readonly found = new Map<string, Pair>();
	private readonly spoilt = new Set<string>();
	private readonly opened = new Map<string, Opened>();

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

	/** Try what is new in the list, then read every thread that opens. */
	async sync(tell: Tell): Promise<void> {
		await this.scan(tell);
		await this.load([...this.found.values()], tell);
	}

	private async scan(tell: Tell): Promise<void> {
		const listed: Listed[] = [];
		let { cursor } = this;

		for (;;) {
			const page = await reports(this.session, cursor);

			if (page.listed.length === 0)
				break;
			listed.push(...page.listed);
			({ cursor } = page);
			tell({ step: "list", done: listed.length, total: 0 });
		}
		this.trials ??= await Trials.create(this.who);
		for (const [i, one] of listed.entries()) {
			if (i % 16 === 0)
				tell({ step: "try", done: i, total: listed.length });
			await this.tryOne(one, this.trials);
		}
		this.tried += listed.length;
		this.cursor = cursor;
	}

	private async tryOne({ id, header }: Listed, trials: Trials):
	    Promise<void> {
		if (this.found.has(id))
			return;
		const key = await trials.try(header);

		if (key === "damaged")
			this.spoilt.add(id);
		else if (key !== "not ours")
			this.found.set(id, { id,
				open: openValue(this.chain.host, key) });
	}

	/** Look threads up, open what is new in them, check them. */
	async load(pairs: readonly Pair[], tell: Tell): Promise<void> {
		const lines: { pair: Pair; line: ThreadLine }[] = [];

		for (let i = 0; i < pairs.length; i += PAIRS_MAX) {
			const asked = pairs.slice(i, i + PAIRS_MAX);

			for (const line of await lookup(this.session, asked)) {
				const pair = asked[line.ref] ??
				    refuse({ kind: "answer" });
				lines.push({ pair, line });
			}
		}
		await this.readHeads(lines, tell);
		for (const { pair } of lines)
			this.found.set(pair.id, pair);
		for (const pair of pairs)
			this.cases.delete(pair.id);
		for (const { pair, line } of lines)
			this.cases.set(pair.id,
			    { pair, line, view: this.check(line) });
		this.missing = this.found.size - this.cases.size;
	}

	private async readHeads(lines: readonly { pair: Pair;
	    line: ThreadLine }[], tell: Tell): Promise<void> {
		// A payload never changes, but a header may have been added to
		// what did not open.
		const want = lines.flatMap(({ pair, line }) => line.entries
		    .filter((e) => this.opened.get(e.id)?.note === undefined)
		    .map((e) => ({ id: e.id, open: pair.open,
			len: Math.min(e.size, HEAD_LEN) })));

		for (let i = 0; i < want.length;) {
			const batch: Pair[] = [];
			let len = 0;

			tell({ step: "read", done: i, total: want.length });
			for (let one = want[i]; one !== undefined &&
			    batch.length < PAIRS_MAX && (batch.length === 0 ||
			    len + one.len <= BATCH_LEN); one = want[++i]) {
				batch.push(one);
				len += one.len;
			}
			const asked = new Set(batch.map((p) => p.id));
			for (const head of await heads(this.session, batch)) {
				if (!asked.has(head.id))
					refuse({ kind: "answer" });
				this.opened.set(head.id,
				    openHead(head, this.who));
			}
		}
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
