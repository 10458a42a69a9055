// SPDX-License-Identifier: ISC
// The worker: keys, session, network, everything that was opened.  One
// question after the other; the page ends the worker to lock.

import "../lib/polyfill.ts";

import { equal } from "../lib/bytes.ts";
import { shanghai } from "../lib/date.ts";
import { codeOf } from "../lib/err.ts";
import { pinDigits } from "../lib/root.ts";
import { isValidOn, officer } from "../lib/roster.ts";
import type {
	Answer, Calls, Draft, Inbox, Me, Name, Picture, Progress, Question, Stored,
	Thread, Trust,
} from "./calls.ts";
import { type Case, Cases } from "./cases.ts";
import {
	type Chain, checkPin, loadChain, readerOf, rosterToday,
} from "./chain.ts";
import { type Composed, compose } from "./compose.ts";
import { Net } from "./net.ts";
import { type Unlocked, unlockOfficer, wipeKeys } from "./officer.ts";
import { append } from "./office.ts";
import { type Problem, refuse, Trouble } from "./problem.ts";
import { Session } from "./session.ts";
import { inboxOf, isStoredAs, threadOf } from "./views.ts";

/** What the answer to /desk.json says, and what was verified by it. */
interface Begun {
	readonly net: Net;
	readonly office: string;
	readonly host: string | null;
	chain: Chain;
	pinned: boolean;
}

interface Working extends Unlocked {
	readonly session: Session;
	readonly cases: Cases;
	/** Sealed and not known to be stored: sent again as it is. */
	waiting: { readonly draft: string; readonly composed: Composed } | null;
}

let begun: Begun | null = null;
let working: Working | null = null;

function send(answer: Answer, transfer: Transferable[] = []): void {
	// Both the page's and a worker's postMessage are in scope of the types.
	(postMessage as (message: unknown, transfer: Transferable[]) => void)(
	    answer, transfer);
}

function tell(progress: Progress): void {
	send({ progress });
}

function today(): string {
	return shanghai(Date.now());
}

function needBegun(): Begun {
	return begun ?? refuse({ kind: "locked" });
}

function needWorking(): Working {
	return working ?? refuse({ kind: "locked" });
}

function trustOf(b: Begun): Trust {
	const { newest, roots, host } = b.chain;
	const root = roots[roots.length - 1];
	const day = today();

	return {
		host, office: b.office, pinned: b.pinned,
		digits: pinDigits((roots[0] ?? refuse({ kind: "answer" })).hash),
		version: newest.version, until: newest.notAfter,
		expired: !isValidOn(newest, day) || root === undefined ||
		    root.notAfter < day,
	};
}

async function begin({ token }: { token: string }): Promise<Trust> {
	const net = new Net(token);
	const { office, host } = await net.json("/desk.json");

	if (typeof office !== "string" || !/^https:\/\/[^/]+$/.test(office) ||
	    (host !== null && host !== undefined && typeof host !== "string"))
		return refuse({ kind: "answer" });
	const named = host ?? null;
	begun = { net, office, host: named, pinned: false,
		chain: await loadChain(net, named, null, tell) };
	return trustOf(begun);
}

function pin({ pin: pasted }: { pin: string }): Trust {
	const b = needBegun();

	b.pinned = false;
	checkPin(b.chain, pasted);
	b.pinned = true;
	return trustOf(b);
}

async function unlock(a: { file: Uint8Array; passphrase: string }):
    Promise<Me> {
	const b = needBegun();
	const who = await unlockOfficer(b.chain, a.file, a.passphrase,
	    (done) => tell({ step: "key", done: Math.round(done * 100),
		total: 100 }));
	const session = new Session(b.net, { host: b.chain.host,
		origin: b.office, nn: who.me.nn, loginSeed: who.keys.loginSeed });

	working = { ...who, session, waiting: null,
		cases: new Cases(b.chain, session, who.keys.identity, who.me.nn) };
	return who.me;
}

/**
 * What the roots say now.  Whoever is not in the newest roster any more, or
 * with another key, is out at once.
 */
async function freshChain(b: Begun, w: Working): Promise<Chain> {
	b.chain = await loadChain(b.net, b.host, b.chain, tell);
	w.cases.chain = b.chain;
	const me = officer(b.chain.newest, w.me.nn);

	if (me === undefined ||
	    !equal(me.recipient, w.keys.identity.recipient)) {
		const end = b.chain.newest.revoked
		    .find((r) => r.number === w.me.nn);

		refuse(end === undefined ? { kind: "nobody" } :
		    { kind: "revoked", nn: w.me.nn, date: end.date });
	}
	return b.chain;
}

async function sync(): Promise<Inbox> {
	const w = needWorking();

	await freshChain(needBegun(), w);
	await w.cases.sync(tell);
	return inboxOf(w.cases);
}

async function thread({ id }: { id: string }): Promise<Thread> {
	const w = needWorking();

	return threadOf(w.cases, await w.cases.refresh(id, tell), w.me.nn);
}

async function pictures(a: { thread: string; entry: string }):
    Promise<Calls["pictures"][1]> {
	const w = needWorking();
	const members = await w.cases.files(a.thread, a.entry);
	const one = w.cases.caseOf(a.thread);
	const sound = one.view.entries.some((c) => c.item.id === a.entry &&
	    c.item.files !== undefined && !c.alarms.has("attachment"));
	// A copy: the archive's buffer holds the whole entry.
	const list: Picture[] = !sound ? [] : members.slice(1)
	    .filter((m) => /\.(jpg|png|webp|gif)$/.test(m.name))
	    .map((m) => ({ member: m.name, bytes: m.data.slice() }));

	return { thread: threadOf(w.cases, one, w.me.nn), pictures: list };
}

async function answer(draft: Draft): Promise<Stored> {
	const b = needBegun();
	const w = needWorking();
	const chain = await freshChain(b, w);
	const roster = rosterToday(chain, today());
	const by = { host: chain.host, nn: w.me.nn, signSeed: w.keys.signSeed };
	const key = JSON.stringify([draft, roster.version, today()]);
	// The same words after a lost connection are the same entry, which
	// office takes once.
	const composed = w.waiting?.draft === key ? w.waiting.composed :
	    compose(w.cases.caseOf(draft.thread), roster, by, draft, today());

	w.waiting = { draft: key, composed };
	const stored = await append(w.session, composed.outgoing);
	if (stored.id !== composed.id)
		refuse({ kind: "stored" });
	w.waiting = null;
	const now = await readBack(w, draft.thread);
	return {
		...stored, kind: draft.kind,
		to: composed.to.map((nn) => readerOf(chain, nn)),
		confirmed: isStoredAs(now.view, composed.id, composed.hash),
		thread: threadOf(w.cases, now, w.me.nn),
	};
}

/** It is stored: a connection that breaks now must not look like a failure. */
async function readBack(w: Working, id: string): Promise<Case> {
	try {
		return await w.cases.refresh(id, tell);
	} catch (caught) {
		if (!(caught instanceof Trouble))
			throw caught;
		return w.cases.caseOf(id);
	}
}

const handlers: { readonly [N in Name]: (argument: Calls[N][0]) =>
    Calls[N][1] | Promise<Calls[N][1]> } = {
	begin, pin, unlock, sync: () => sync(), thread, pictures, send: answer,
};

function problemOf(caught: unknown): Problem {
	if (caught instanceof Trouble)
		return caught.problem;
	const code = codeOf(caught);

	if (code === "RANDOM")
		return { kind: "random" };
	if (code !== undefined)
		return { kind: "answer" };
	// A bug: told, and left to the browser's console as well.
	setTimeout(() => {
		throw caught;
	});
	return { kind: "bug" };
}

async function handle(question: Question): Promise<void> {
	const { serial } = question;

	try {
		const handler = handlers[question.name] as
		    (argument: unknown) => unknown;

		send({ serial, value: await handler(question.argument) });
	} catch (caught) {
		send({ serial, problem: problemOf(caught) });
	}
}

/** Wipe first, then tell office, then end. */
async function lock(): Promise<void> {
	const session = working?.session;

	if (working !== null)
		wipeKeys(working.keys);
	working = null;
	begun = null;
	await session?.close();
	close();
}

let queue: Promise<void> = Promise.resolve();

addEventListener("message", (event: MessageEvent<Question | "lock">) => {
	const { data } = event;

	if (data === "lock")
		void lock();
	else
		queue = queue.then(() => handle(data));
});
