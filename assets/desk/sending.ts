// SPDX-License-Identifier: ISC
// From a draft to a stored entry: re-read the thread, sign only what every
// reader would take, store it, read it back.  In the worker.

import { base64 } from "../lib/base64.ts";
import { sha256 } from "../lib/hash.ts";
import { isVoid } from "../lib/state.ts";
import { checkThread } from "../lib/thread.ts";
import type { Draft, Progress, Stored, Thread } from "./calls.ts";
import { stateOfView } from "./case-view.ts";
import type { Case, Cases } from "./cases.ts";
import { type Chain, readerOf, rosterToday } from "./chain.ts";
import { type Author, type Composed, compose } from "./compose.ts";
import { isLook, lookFields } from "./looks.ts";
import { append } from "./office.ts";
import { refuse, Trouble } from "./problem.ts";
import type { Session } from "./session.ts";
import { isStoredAs, threadOf } from "./views.ts";

export interface Sending {
	readonly chain: Chain;
	readonly cases: Cases;
	readonly session: Session;
	readonly by: Author;
	readonly today: string;
	readonly tell: (progress: Progress) => void;
}

export class Sender {
	/** Sealed and not known to be stored: sent again as it is. */
	private waiting: { readonly draft: string;
	    readonly composed: Composed } | null = null;
	/** What the page was shown of each thread, and whether as genuine. */
	private readonly shown = new Map<string,
	    ReadonlyMap<string, boolean>>();

	/** A thread on its way to the page. */
	show(cases: Cases, one: Case, nn: string, today: string): Thread {
		this.shown.set(one.pair.id, contentOf(one));
		return threadOf(cases, one, { nn, today });
	}

	async send(s: Sending, draft: Draft): Promise<Stored> {
		const roster = rosterToday(s.chain, s.today);
		const key = keyOf(draft, roster.version, s.today);
		const before = this.waiting?.draft === key ?
		    this.waiting.composed : null;
		const one = await s.cases.refresh(draft.thread, s.tell);

		this.refuseMoved(one, before);
		// The same words after a lost connection are the same entry,
		// which office takes once.
		const composed = before ??
		    compose(one, roster, s.by, draft, s.today);
		if (before === null)
			judge(s, one, composed);
		this.waiting = { draft: key, composed };
		const stored = await this.store(s, composed);
		const now = await readBack(s, draft.thread);
		return {
			...stored, kind: draft.kind,
			unsent: s.session.offline,
			to: composed.to.map((nn) => readerOf(s.chain, nn)),
			confirmed: isStoredAs(now.view, composed.id, composed.hash),
			thread: this.show(s.cases, now, s.by.nn, s.today),
		};
	}

	private async store(s: Sending, composed: Composed):
	    Promise<{ id: string; date: string }> {
		const stored = await append(s.session, composed.outgoing);

		if (stored.id !== composed.id)
			refuse({ kind: "stored" });
		this.waiting = null;
		return stored;
	}

	/**
	 * Has somebody written what the page was not shown?  What was signed
	 * then would name it as seen, and might be void.
	 */
	private refuseMoved(one: Case, mine: Composed | null): void {
		const shown = this.shown.get(one.pair.id) ?? new Map();
		const content = contentOf(one);

		this.refuseWithheld(one);
		// The answer was lost, and it is there.
		if (mine !== null && content.has(mine.id))
			return;
		// What was genuine and is in doubt now would be passed over.
		if ([...content].every(([id, trusted]) => shown.has(id) &&
		    (trusted || shown.get(id) === false)))
			return;
		this.waiting = null;
		refuse({ kind: "moved" });
	}

	/** What was done then would leave out what he has read. */
	refuseWithheld(one: Case): void {
		const content = contentOf(one);

		if ([...this.shown.get(one.pair.id)?.keys() ?? []]
		    .some((id) => !content.has(id))) {
			this.waiting = null;
			refuse({ kind: "withheld" });
		}
	}

	/** Say what was opened: as often as its hashes ask for. */
	async look(s: Sending, id: string): Promise<Thread | null> {
		const roster = rosterToday(s.chain, s.today);
		let one = s.cases.caseOf(id);
		let said = false;

		for (let fields = lookFields(one.view, s.by.nn);
		    fields.length > 0; fields = lookFields(one.view, s.by.nn)) {
			const composed = compose(one, roster, s.by, { thread: id,
				kind: "event", status: "", fields, text: "" }, s.today);

			judge(s, one, composed);
			await append(s.session, composed.outgoing, true);
			one = await s.cases.refresh(id, s.tell);
			// One that office does not show would be written for ever.
			if (!isStoredAs(one.view, composed.id, composed.hash))
				refuse({ kind: "stored" });
			said = true;
		}
		return said ? threadOf(s.cases, one, { nn: s.by.nn,
			today: s.today }) : null;
	}
}

/** Two drafts of one key are the same entry. */
function keyOf(draft: Draft, roster: number, today: string): string {
	const { files, ...rest } = draft;

	return JSON.stringify([rest, (files ?? []).map((f) =>
	    [f.suffix, base64(sha256(f.bytes))]), roster, today]);
}

/**
 * Ids of what a page shows, and whether as genuine; that it was opened is no
 * news.
 */
function contentOf(one: Case): Map<string, boolean> {
	return new Map(one.view.entries.filter((c) => !isLook(c))
	    .map((c) => [c.item.id, c.trusted]));
}

/** What the table and the reader's checks would say, before it is stored. */
export function judge(s: Pick<Sending, "chain" | "by">, one: Case,
    composed: Pick<Composed, "id" | "item">): void {
	const view = checkThread({
		host: s.chain.host, rosters: s.chain.rosters,
		handle: one.line.handle, viewer: s.by.nn,
		items: [...one.view.entries.map((c) => c.item), composed.item],
	});
	const c = view.entries.find((x) => x.item.id === composed.id);
	const verdict = c === undefined ? "none" :
	    stateOfView(view).verdicts.get(c) ?? "none";

	if (c === undefined || c.alarms.size > 0)
		refuse({ kind: "alarmed", alarms: [...c?.alarms ?? []] });
	if (isVoid(verdict))
		refuse({ kind: "void", verdict });
}

/** It is stored: a connection that breaks now must not look like a failure. */
async function readBack(s: Sending, id: string): Promise<Case> {
	try {
		return await s.cases.refresh(id, s.tell);
	} catch (caught) {
		if (!(caught instanceof Trouble))
			throw caught;
		return s.cases.caseOf(id);
	}
}
