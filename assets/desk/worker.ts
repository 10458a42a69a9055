// SPDX-License-Identifier: ISC
// The worker: keys, session, network, everything that was opened.  One
// question after the other; the page ends the worker to lock.

import "../lib/polyfill.ts";

import { equal } from "../lib/bytes.ts";
import { shanghai } from "../lib/date.ts";
import { forgetAll } from "../lib/ed25519.ts";
import { useEngine } from "../lib/engine.ts";
import { codeOf } from "../lib/err.ts";
import { pinDigits } from "../lib/root.ts";
import { isValidOn, officer } from "../lib/roster.ts";
import type { Period } from "../lib/stats-sheet.ts";
import { Keeper } from "./cache.ts";
import type {
	Answer, Calls, Draft, Grant, Granted, Inbox, Me, Name, Picture, Progress,
	Question, Stored, Thread, Trust,
} from "./calls.ts";
import { type Case, Cases } from "./cases.ts";
import {
	type Chain, checkPin, loadChain,
} from "./chain.ts";
import { grant } from "./grants.ts";
import { Journal } from "./journal.ts";
import { lookFields } from "./looks.ts";
import {
	draftLesson as draftPage, openLesson, signLesson,
} from "./month/lesson-record.ts";
import { Net } from "./net.ts";
import { type Unlocked, unlockOfficer, wipeKeys } from "./officer.ts";
import type { Figures } from "./month/figures.ts";
import { countPeriod, listBoard, listCampaigns } from
    "./month/handlers.ts";
import { type Problem, refuse, Trouble } from "./problem.ts";
import { recordCalls } from "./records/handlers.ts";
import type { RecordBy } from "./records/sign.ts";
import { recovered, sharesOf } from "./recovery.ts";
import { packHits } from "./search.ts";
import { Searching } from "./searching.ts";
import { type Sending, Sender } from "./sending.ts";
import { Session } from "./session.ts";
import { type Site, readSite, useSite } from "./site.ts";
import { loadSodium } from "./sodium.ts";
import { type Seen, inboxOf } from "./views.ts";

/** What the answer to /desk.json says, and what was verified by it. */
interface Begun {
	readonly net: Net;
	readonly office: string;
	readonly host: string | null;
	/** Whose store folder answers in office's place; null: office does. */
	readonly offline: string | null;
	/** qf desk keeps a sealed cache. */
	readonly cache: boolean;
	readonly site: Site | null;
	chain: Chain;
	pinned: boolean;
}

interface Working extends Unlocked {
	readonly session: Session;
	readonly cases: Cases;
	readonly searching: Searching;
	readonly sender: Sender;
	/** Null: nothing is kept. */
	readonly keeper: Keeper | null;
	readonly journal: Journal;
}

// Long before the passphrase is typed.
void loadSodium().then(useEngine);

let begun: Begun | null = null;
let working: Working | null = null;

function send(answer: Answer, transfer: Transferable[] = []): void {
	// Both the page's and a worker's postMessage are in scope of the types.
	(postMessage as (message: unknown, transfer: Transferable[]) => void)(
	    answer, transfer);
}

/**
 * Between two of a step with thousands: drawing it takes from the work itself.
 * Of any other, the last that was told may have to stand for long.
 */
const TELL_MS = 250;
const MANY: readonly string[] = ["try", "read"];
const told = { step: "", at: 0 };

function tell(progress: Progress): void {
	const { step, done, total } = progress;
	const now = performance.now();

	if (MANY.includes(step) && step === told.step &&
	    now < told.at + TELL_MS && done < total)
		return;
	told.step = step;
	told.at = now;
	send({ progress });
}

function today(): string {
	return shanghai(Date.now());
}

function seen(w: Working): Seen {
	return { nn: w.me.nn, today: today() };
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
		host, office: b.office, pinned: b.pinned, site: b.site,
		offline: b.offline !== null,
		digits: pinDigits((roots[0] ?? refuse({ kind: "answer" })).hash),
		version: newest.version, until: newest.notAfter,
		expired: !isValidOn(newest, day) || root === undefined ||
		    root.notAfter < day,
	};
}

async function begin({ token }: { token: string }): Promise<Trust> {
	const net = new Net(token);
	const { office, host, offline, cache, words } =
	    await net.json("/desk.json");
	const own = words === null ? null : readSite(words);

	if (typeof office !== "string" || !/^https:\/\/[^/]+$/.test(office) ||
	    (host !== null && host !== undefined && typeof host !== "string") ||
	    (offline !== null && typeof offline !== "string"))
		return refuse({ kind: "answer" });
	const named = host ?? null;
	if (own !== null)
		useSite(own);
	begun = { net, office, host: named, offline, pinned: false, site: own,
		cache: cache === true,
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
	if (b.offline !== null && b.offline !== who.me.nn)
		return refuse({ kind: "folder", nn: b.offline });
	const session = new Session(b.net, { host: b.chain.host,
		offline: b.offline !== null,
		origin: b.office, nn: who.me.nn, loginSeed: who.keys.loginSeed });

	const cases = new Cases(b.chain, session, who.keys.identity, who.me.nn);

	working = { ...who, session, sender: new Sender(), cases,
		searching: new Searching(cases.cases),
		keeper: !b.cache ? null : new Keeper(b.net, b.chain.host,
		    who.keys.identity),
		journal: new Journal(b.cache ? b.net : null, b.chain.host,
		    who.keys.identity) };
	return { ...who.me, offline: session.offline };
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

/** Where nothing was read yet: helpers start while what was kept is fetched. */
async function restored(w: Working): Promise<void> {
	const kept = w.keeper?.load();
	const journal = w.journal.load();

	void w.cases.prepare();
	await freshChain(needBegun(), w);
	w.cases.restore(await kept ?? null);
	await journal;
}

async function sync(): Promise<Inbox> {
	const w = needWorking();

	if (w.cases.isNew)
		await restored(w);
	else
		await freshChain(needBegun(), w);
	await w.cases.sync(tell);
	// Behind the answer.  The key is wiped when it is locked first.
	setTimeout(() => {
		if (working !== w)
			return;
		void w.keeper?.store(w.cases.kept());
		w.searching.ahead();
	});
	return { ...inboxOf(w.cases, seen(w)), begun: begunGrants() };
}

async function thread({ id }: { id: string }): Promise<Thread> {
	const w = needWorking();

	return shown(w, await w.cases.refresh(id, tell));
}

function shown(w: Working, one: Case): Thread {
	return w.sender.show(w.cases, one, w.me.nn, today());
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

	return { thread: shown(w, one), pictures: list };
}

/** All that sending needs, by what the roots say now. */
async function sending(): Promise<Sending> {
	const w = needWorking();
	const chain = await freshChain(needBegun(), w);

	return { chain, cases: w.cases, session: w.session, tell,
		today: today(), by: { host: chain.host, nn: w.me.nn,
			signSeed: w.keys.signSeed } };
}

async function answer(draft: Draft): Promise<Stored> {
	const s = await sending();

	return needWorking().sender.send(s, draft);
}

async function opened({ id }: { id: string }): Promise<Thread | null> {
	const { cases, me } = needWorking();

	// Nothing to say: no need to ask what the roots say now.
	if (lookFields(cases.caseOf(id).view, me.nn).length === 0)
		return null;
	const s = await sending();

	return needWorking().sender.look(s, id);
}

async function handOn(draft: Grant): Promise<Granted> {
	const s = await sending();

	const w = needWorking();

	return grant(s, w.sender, w.journal, draft);
}

/** Grants that did not end, of threads that open. */
function begunGrants(): Inbox["begun"] {
	const { cases, journal } = needWorking();

	return journal.begun.filter((b) => cases.cases.has(b.thread))
	    .map(({ thread: id, nn, what }) => ({ thread: id, nn, what }));
}

function figures({ period }: { period: Period }): Figures {
	return countPeriod(needWorking().cases, period, today());
}

/** Every letter's own words, which a page may not repeat. */
function* letters(): Generator<string> {
	for (const { view } of needWorking().cases.cases.values())
		for (const { entry } of view.entries)
			if (entry?.kind === "report" || entry?.kind === "followup")
				yield entry.text;
}

async function recordBy(): Promise<RecordBy> {
	const w = needWorking();
	const chain = await freshChain(needBegun(), w);

	return { chain, nn: w.me.nn, signSeed: w.keys.signSeed,
		today: today() };
}

const handlers: { readonly [N in Name]: (argument: Calls[N][0]) =>
    Calls[N][1] | Promise<Calls[N][1]> } = {
	begin, pin, unlock, sync: () => sync(), thread, pictures, send: answer,
	search: ({ query }) => packHits(needWorking().searching.find(query)),
	opened, grant: handOn, begun: begunGrants, figures,
	board: () => listBoard(needWorking().cases, today()),
	campaigns: () => listCampaigns(needWorking().cases, needWorking().me.nn,
	    today()),
	draftLesson: async (d) => draftPage(await recordBy(), d, figures(d),
	    letters()),
	openLesson: async ({ note }) => openLesson((await recordBy()).chain,
	    note),
	signLesson: async ({ note }) => signLesson(await recordBy(), note,
	    letters()),
	shares: (a) => sharesOf(needBegun().chain, a, (done) =>
	    tell({ step: "key", done: Math.round(done * 100), total: 100 })),
	recover: (a) => recovered(needBegun().chain, a),
	...recordCalls({ by: recordBy, sending, letters,
		sender: () => needWorking().sender,
		cases: () => needWorking().cases }),
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

	if (working !== null) {
		wipeKeys(working.keys);
		working.cases.forget();
	}
	forgetAll();
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
