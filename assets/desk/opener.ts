// SPDX-License-Identifier: ISC
// A helper of the worker: tries headers and opens first chunks on a processor
// of its own (openers.ts).  It is given the officer's key as one that the
// browser does not hand out, keeps nothing between two jobs, and asks nobody.

import "../lib/polyfill.ts";

import { wipe } from "../lib/bytes.ts";
import { verifyAhead } from "../lib/ed25519-fast.ts";
import { forgetAll, remembered } from "../lib/ed25519.ts";
import { useEngine } from "../lib/engine.ts";
import { headOf } from "./office.ts";
import { type Opened, openHead } from "./opened.ts";
import type { Done, Job, Start } from "./openers.ts";
import { packOpened, packTrials, unpack } from "./packed.ts";
import { signedIn } from "./signed.ts";
import { loadSodium } from "./sodium.ts";
import { type Trial, tryFast } from "./trial.ts";

const NONE = new Uint8Array(0);

let start: Start | null = null;
const ready = loadSodium().then(useEngine);

/** Null: what the library says about it has to be asked where the key is. */
async function tryOne(header: Uint8Array): Promise<Trial | null> {
	try {
		return start === null ? null :
		    await tryFast(header, start.secret, start.recipient);
	} catch {
		return null;
	}
}

async function openOne(row: Uint8Array, known: Uint8Array):
    Promise<Opened | null> {
	let isAsked = false;
	const opened = await openHead(headOf(row), { try: async (header) => {
		const key = await tryOne(header);

		isAsked ||= key === null;
		return key ?? "AGE_NO_MATCH";
	} }, known.length === 0 ? undefined : known.slice());

	return isAsked ? null : opened;
}

async function work(job: Job): Promise<Done> {
	await ready;
	const known = unpack(job.known);
	const keys: (Trial | null)[] = [];
	const opened: (Opened | null)[] = [];

	// One after the other: many promises at once only cost memory.
	for (const header of unpack(job.headers))
		keys.push(await tryOne(header));
	for (const [i, row] of unpack(job.heads).entries())
		opened.push(await openOne(row, known[i] ?? NONE));

	await verifyAhead(opened.flatMap((o, i) => job.isChecked[i] === true ?
	    [] : signedIn(o?.note, job.signers)));
	return done(job, keys, opened);
}

/** Copies of all of it; what they are made of is wiped. */
function done(job: Job, keys: readonly (Trial | null)[],
    opened: readonly (Opened | null)[]): Done {
	const all = { serial: job.serial, keys: packTrials(keys),
		opened: packOpened(opened), held: remembered() };
	const bytes = [job.known.bytes, ...keys,
		...opened.flatMap((o) => [o?.fileKey, o?.note])];

	wipe(...bytes.filter((b): b is Uint8Array => b instanceof Uint8Array));
	forgetAll();
	return all;
}

/** The worker does what failed here, and says what is wrong with it. */
function nothing(job: Job): Done {
	return done(job, job.headers.lens.map(() => null),
	    job.heads.lens.map(() => null));
}

addEventListener("message", (event: MessageEvent<Start | Job>) => {
	const { data } = event;

	if ("secret" in data)
		start = data;
	else
		void work(data).catch(() => nothing(data)).then((all) => {
			// Both the page's and a worker's are in scope of the types.
			(postMessage as (message: unknown, over: unknown) => void)(all,
			    [all.keys.keys, all.opened.bytes].map(({ bytes }) =>
			    bytes.buffer));
		});
});
