// SPDX-License-Identifier: ISC
// Which reports are for this officer: every header that office lists is tried,
// and the keys of those that open are kept, to look their threads up by.

import { equal, wipe } from "../lib/bytes.ts";
import { LISTING_PAGES } from "../lib/limits.ts";
import { openValue } from "../lib/object.ts";
import type { Kept } from "./cache.ts";
import type { Progress } from "./calls.ts";
import { type Listed, type Pair, reports } from "./office.ts";
import type { Openers } from "./openers.ts";
import { refuse } from "./problem.ts";
import type { Session } from "./session.ts";
import type { Trial } from "./trial.ts";

/** Other keys kept for one report: whoever may add headers may forge some. */
const OTHERS_MAX = 32;

type Keys = readonly (readonly [string, Uint8Array])[];

/** What finding has to know of reading. */
export interface Read {
	/** Is its thread read? */
	has(id: string): boolean;
	/** There is another header of a report that was read. */
	more(id: string): void;
	/** An entry that was opened has this very array as its key. */
	uses(id: string, key: Uint8Array): boolean;
}

export class Finding {
	/** Headers, over all unlocks that this one goes on from. */
	tried = 0;
	private readonly session: Session;
	private readonly host: string;
	private readonly read: Read;
	private cursor = 0;
	private readonly found = new Map<string, Pair>();
	private readonly spoilt = new Set<string>();
	/** File keys: of reports as the listing gave them, and kept ones. */
	private readonly keys = new Map<string, Uint8Array>();
	/** Keys of further headers for a report, the newest first. */
	private readonly others = new Map<string, Uint8Array[]>();

	constructor(session: Session, host: string, read: Read) {
		this.session = session;
		this.host = host;
		this.read = read;
	}

	/** Nothing was tried yet. */
	get isNew(): boolean {
		return this.cursor === 0;
	}

	/** Reports for this officer none of whose headers is sound. */
	get damaged(): number {
		return [...this.spoilt].filter((id) => !this.found.has(id)).length;
	}

	get pairs(): Pair[] {
		return [...this.found.values()];
	}

	get size(): number {
		return this.found.size;
	}

	has(id: string): boolean {
		return this.found.has(id);
	}

	keyOf(id: string): Uint8Array | undefined {
		return this.keys.get(id);
	}

	/** By this pair office knows the report. */
	put(pair: Pair): void {
		this.found.set(pair.id, pair);
	}

	restore(kept: Kept): void {
		this.cursor = kept.cursor;
		this.tried = kept.tried;
		for (const [id, key] of [...kept.reports, ...kept.entries])
			this.keys.set(id, key);
		for (const [id, key] of kept.reports)
			this.foundOne(id, key);
		for (const id of kept.spoilt)
			this.spoilt.add(id);
	}

	kept(): Pick<Kept, "cursor" | "tried" | "reports" | "spoilt"> {
		const found = [...this.found.keys()].flatMap((id) => {
			const key = this.keys.get(id);

			return key === undefined ? [] : [[id, key] as const];
		});

		return { cursor: this.cursor, tried: this.tried, reports: found,
			spoilt: [...this.spoilt] };
	}

	private all(): Keys {
		return [...this.keys, ...[...this.others].flatMap(([id, keys]) =>
		    keys.map((key) => [id, key] as const))];
	}

	/** Locking: keys are overwritten. */
	forget(): void {
		wipe(...this.all().map(([, key]) => key));
	}

	/** As if nothing had been kept. */
	restart(): void {
		const all = this.all();

		this.cursor = this.tried = 0;
		this.found.clear();
		this.spoilt.clear();
		this.keys.clear();
		this.others.clear();
		for (const [id, key] of all)
			this.drop(id, key);
	}

	/** A page's headers are tried while the next one is on its way. */
	async scan(openers: Openers, tell: (progress: Progress) => void,
	    take: (some: readonly Pair[]) => void): Promise<void> {
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
			    !this.read.has(id));
			for (const { id } of page.listed)
				if (this.read.has(id))
					this.read.more(id);
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
	useKey(id: string, key: Uint8Array): void {
		const first = this.keys.get(id);

		this.keys.set(id, key);
		if (first !== undefined)
			this.drop(id, first);
	}

	/** Overwrite a key, but where it is still in use: an entry has it too. */
	private drop(id: string, key: Uint8Array): void {
		if (this.keys.get(id) !== key &&
		    !(this.others.get(id) ?? []).includes(key) &&
		    !this.read.uses(id, key))
			wipe(key);
	}

	private foundOne(id: string, key: Uint8Array): Pair {
		const pair = this.pairOf(id, key);

		this.found.set(id, pair);
		return pair;
	}

	private pairOf(id: string, key: Uint8Array): Pair {
		return { id, open: openValue(this.host, key) };
	}

	/**
	 * Keys of which each is the next of a report that is not read yet, one
	 * round after the other.
	 */
	*otherKeys(): Generator<readonly { readonly pair: Pair;
	    readonly key: Uint8Array }[]> {
		for (let n = 0; n < OTHERS_MAX; n++) {
			const next = [...this.others].flatMap(([id, keys]) => {
				const key = this.read.has(id) ? undefined : keys[n];

				return key === undefined ? [] :
				    [{ pair: this.pairOf(id, key), key }];
			});

			if (next.length === 0)
				return;
			yield next;
		}
	}
}
