// SPDX-License-Identifier: ISC
// The worker's helpers (opener.ts), one for each processor: what takes nearly
// all of an unlock's time is split among them.  Without them, where there is one
// processor, no X25519 or a helper that does not start, the worker does it all
// itself: both ways give the same.

import { type Remembered, recall } from "../lib/ed25519.ts";
import type { Vkey } from "../lib/note.ts";
import type { HeadRow } from "./office.ts";
import { type Opened, openHead } from "./opened.ts";
import {
	type Packed, type PackedOpened, type PackedTrials, pack, unpackOpened,
	unpackTrials,
} from "./packed.ts";
import { refuse } from "./problem.ts";
import type { Trial, Trials } from "./trial.ts";
import { OPENER_URL } from "./trusted.ts";

/** More would wait for office and for memory. */
const HELPERS_MAX = 4;
/** Of headers and of heads in one job. */
const JOB_TRIES = 64;
const JOB_HEADS = 64;
/** Fewer headers or entries do not pay a helper's start. */
const WORTH = 256;
const NONE = new Uint8Array(0);

export interface Start {
	/** Not extractable. */
	readonly secret: CryptoKey;
	readonly recipient: Uint8Array;
}

export interface Opening {
	readonly head: HeadRow;
	/** A file key that may fit. */
	readonly known: Uint8Array | undefined;
	/** Its signatures are known to hold, or not to. */
	readonly isChecked: boolean;
}

export interface Job {
	readonly serial: number;
	readonly headers: Packed;
	/** Rows of office's answer (office.ts). */
	readonly heads: Packed;
	/** For each of them a file key that may fit, or nothing. */
	readonly known: Packed;
	readonly isChecked: readonly boolean[];
	/** Keys of those who may have signed. */
	readonly signers: readonly Vkey[];
}

/** Null in either: the worker has to do it itself. */
export interface Done {
	readonly serial: number;
	readonly keys: PackedTrials;
	readonly opened: PackedOpened;
	/** Signatures that hold. */
	readonly held: Remembered;
}

/** One helper; a promise for each job.  Null where it has ended. */
class Helper {
	private readonly worker: Worker;
	private readonly waiting = new Map<number, (done: Done | null) => void>();
	private serial = 0;
	private ended = false;

	constructor(start: Start) {
		// The DOM library types a TrustedScriptURL as a string.
		this.worker = new Worker(OPENER_URL as string);
		this.worker.onerror = () => this.end();
		this.worker.onmessage = (event: MessageEvent<Done>) => {
			const { data } = event;

			this.waiting.get(data.serial)?.(data);
			this.waiting.delete(data.serial);
		};
		this.worker.postMessage(start);
	}

	ask(job: Omit<Job, "serial">): Promise<Done | null> {
		if (this.ended)
			return Promise.resolve(null);
		this.serial += 1;
		const whole: Job = { ...job, serial: this.serial };
		return new Promise((resolve) => {
			this.waiting.set(whole.serial, resolve);
			this.worker.postMessage(whole, [job.headers, job.heads,
				job.known].map(({ bytes }) => bytes.buffer));
		});
	}

	end(): void {
		this.ended = true;
		this.worker.terminate();
		for (const resolve of this.waiting.values())
			resolve(null);
		this.waiting.clear();
	}
}

export class Openers {
	private readonly trials: Trials;
	private helpers: Helper[] | null = null;
	private ended = false;

	constructor(trials: Trials) {
		this.trials = trials;
	}

	/** Started once there is work for them. */
	private team(): Helper[] {
		const { start } = this.trials;
		const count = Math.min(navigator.hardwareConcurrency, HELPERS_MAX);

		if (this.helpers === null && !this.ended)
			// Some browsers know no worker of a worker.
			this.helpers = start === null || !(count > 1) ||
			    typeof Worker === "undefined" ? [] :
			    Array.from({ length: count }, () => new Helper(start));
		return this.helpers ?? [];
	}

	/** Many may be about to come: helpers take a moment to start. */
	prepare(): void {
		this.team();
	}

	/** Jobs of len, each helper's next one when one is done. */
	private async split<T>(list: readonly T[], len: number,
	    team: readonly Helper[], work: (some: readonly T[], from: number,
	    helper: Helper | null) => Promise<void>): Promise<void> {
		let next = 0;
		const lane = async (helper: Helper | null): Promise<void> => {
			while (next < list.length) {
				const from = next;

				if (this.ended)
					refuse({ kind: "locked" });
				await work(list.slice(from, next += len), from, helper);
			}
		};

		// A helper's next job lies ready when it is done with one.
		await Promise.all(team.length === 0 ? [lane(null)] :
		    [...team, ...team].map(lane));
	}

	/** What every header gives, in order; told is how many each job did. */
	async tryAll(headers: readonly Uint8Array[],
	    tell: (some: number) => void): Promise<Trial[]> {
		const out: Trial[] = new Array<Trial>(headers.length);
		const team = headers.length < WORTH ? [] : this.team();

		await this.split(headers, JOB_TRIES, team,
		    async (some, from, helper) => {
			const got = await helper?.ask({ headers: pack(some),
				heads: pack([]), known: pack([]),
				isChecked: [], signers: [] });

			const keys = unpackTrials(got?.keys);
			await Promise.all(some.map(async (header, i) => {
				out[from + i] = keys[i] ??
				    await this.trials.try(header);
			}));
			tell(some.length);
		});
		return out;
	}

	/**
	 * Every entry, in order; the signatures that hold are remembered.
	 *	total	of entries, in this call and those that follow it
	 */
	async openAll(list: readonly Opening[], total: number,
	    signers: readonly Vkey[],
	    verify: (opened: Opened) => Promise<void>): Promise<Opened[]> {
		const out: Opened[] = new Array<Opened>(list.length);
		const team = total < WORTH ? this.helpers ?? [] : this.team();

		await this.split(list, JOB_HEADS, team,
		    async (some, from, helper) => {
			const got = await helper?.ask({ headers: pack([]),
				heads: pack(some.map((o) => o.head.row)),
				known: pack(some.map((o) => o.known ?? NONE)),
				isChecked: some.map((o) => o.isChecked),
				signers });

			if (got !== undefined && got !== null)
				recall(got.held);
			const opened = unpackOpened(got?.opened);
			await Promise.all(some.map(async (o, i) => {
				const ready = opened[i] ?? null;
				const one = ready ?? await openHead(o.head,
				    this.trials, o.known);

				out[from + i] = one;
				if (!o.isChecked && ready === null)
					await verify(one);
			}));
		});
		return out;
	}

	/** The many are done: what the helpers held in memory goes. */
	rest(): void {
		for (const helper of this.helpers ?? [])
			helper.end();
		this.helpers = null;
	}

	/** Locking. */
	end(): void {
		this.rest();
		this.ended = true;
	}
}
