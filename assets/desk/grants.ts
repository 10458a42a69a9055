// SPDX-License-Identifier: ISC
// Handing a thread, or one entry, to another officer: the event first, then a
// new header for each entry, same file key, for all who read it so far and
// the new one (docs/protocol.md section 5); the twin of qf grant.  What ended
// in the middle is gone on with by what the journal has.  In the worker.

import { base64 } from "../lib/base64.ts";
import { equal } from "../lib/bytes.ts";
import { type OpenRoster, officer } from "../lib/roster.ts";
import { wrapHeader } from "../lib/seal.ts";
import { type Checked, mayRead } from "../lib/thread.ts";
import type { Grant, Granted } from "./calls.ts";
import { stateOfView } from "./case-view.ts";
import type { Case } from "./cases.ts";
import { rosterToday } from "./chain.ts";
import type { Begun, Journal, Made } from "./journal.ts";
import { addHeader, heads } from "./office.ts";
import { refuse, Trouble } from "./problem.ts";
import type { Sender, Sending } from "./sending.ts";

/** First chunks of 65 KiB come with the headers. */
const AT_ONCE = 64;

/** Nobody is handed anything whom the reporter or the rules keep away. */
function refuseGrant(one: Case, roster: OpenRoster, g: Grant): void {
	const { view } = one;

	if (view.report === undefined)
		refuse({ kind: "no_report" });
	if (view.leftOut.has(g.nn))
		refuse({ kind: "no_grant", why: "left_out" });
	if (stateOfView(view).recused.has(g.nn))
		refuse({ kind: "no_grant", why: "recused" });
	if (officer(roster, g.nn) === undefined)
		refuse({ kind: "no_grant", why: "gone" });
	if (g.what !== "all" && entryOf(one, g.what) === undefined)
		refuse({ kind: "no_grant", why: "entry" });
}

function entryOf(one: Case, hash: string): Checked | undefined {
	return one.view.entries.find((c) => c.entry !== undefined &&
	    base64(c.entry.hash) === hash);
}

function isGranted(one: Case, g: Grant): boolean {
	return g.what === "all" ? one.view.grantedAll.has(g.nn) :
	    entryOf(one, g.what)?.granted.has(g.nn) ?? false;
}

/** All who read an entry from now on: who did, and the new one. */
function recipients(one: Case, c: Checked, roster: OpenRoster,
    g: Grant): Uint8Array[] {
	const { view } = one;
	const keys = roster.officers.filter((o) => o.number === g.nn ||
	    (!view.leftOut.has(o.number) && mayRead(view, c, o.number)))
	    .map((o) => o.recipient);

	if (c.entry?.kind === "reply" && view.report?.replyTo !== undefined)
		keys.push(view.report.replyTo);
	return keys.length > roster.slots ? refuse({ kind: "slots" }) : keys;
}

/**
 * What is his from now on and was not sealed to him from the start.  Another
 * thread's entry that office gave in this one is nobody's to hand on.
 */
function toHandOn(one: Case, g: Grant, by: string): Checked[] {
	return one.view.entries.filter((c) => c.entry !== undefined &&
	    !c.alarms.has("thread") && !c.entry.to.includes(g.nn) && mayRead(one.view, c, by) &&
	    (g.what === "all" || base64(c.entry.hash) === g.what ||
		grants(c, g)));
}

/** The event itself: he must see who made him a reader. */
function grants(c: Checked, g: Grant): boolean {
	return c.entry?.fields.some((f) => f.name === "grant" &&
	    f.value === `${g.nn} ${g.what}`) ?? false;
}

/** Problems of a grant that was not begun, or cannot be gone on with. */
const OVER = ["moved", "void", "alarmed", "no_grant", "no_report", "withheld"];

/** Where the event is there the headers are still to come. */
function isOver(s: Sending, g: Grant, caught: unknown): boolean {
	const one = s.cases.cases.get(g.thread);

	return caught instanceof Trouble && OVER.includes(caught.problem.kind) &&
	    (caught.problem.kind !== "withheld" || one === undefined ||
		!isGranted(one, g));
}

/**
 * The event, then the headers.  What is to be done is written down before it
 * is done, so that whatever breaks it off, the same call goes on with it.
 */
export async function grant(s: Sending, sender: Sender, journal: Journal,
    g: Grant): Promise<Granted> {
	const before = journal.find(g);

	try {
		return await goOn(s, sender, journal, before, g);
	} catch (caught) {
		if (isOver(s, g, caught))
			await journal.end(g);
		throw caught;
	}
}

async function goOn(s: Sending, sender: Sender, journal: Journal,
    before: Begun | undefined, g: Grant): Promise<Granted> {
	const roster = rosterToday(s.chain, s.today);

	refuseGrant(s.cases.caseOf(g.thread), roster, g);
	if (before === undefined)
		await journal.put(named(g, 0, []));
	if (!isGranted(s.cases.caseOf(g.thread), g)) {
		const { confirmed } = await sender.send(s, { thread: g.thread, kind: "event",
			status: "", text: "", fields: [
				{ name: "grant", value: `${g.nn} ${g.what}` },
				{ name: "reason", value: g.reason },
			] });

		// Nobody would know why he reads it.
		if (!confirmed)
			refuse({ kind: "stored" });
	}
	const one = await s.cases.refresh(g.thread, s.tell);
	sender.refuseWithheld(one);
	refuseGrant(one, roster, g);
	const there = before === undefined ? [] :
	    await headersThere(s, one, before);
	// Who was in the roster when they were made may be out by now.
	const headers = before?.roster === roster.version ? before.headers :
	    [...there, ...make(s, one, roster, g, there)];

	await journal.put(named(g, roster.version, headers));
	await handOn(s, one, headers, there);
	await journal.end(g);
	// By what office has now: who can open it is counted by headers.
	s.cases.handed(g.thread);
	const now = await s.cases.refresh(g.thread, s.tell);
	return {
		thread: sender.show(s.cases, now, s.by.nn, s.today),
		handed: headers.map(([id]) => id),
		closed: now.view.entries.length - now.view.entries
		    .filter((c) => c.entry !== undefined).length,
	};
}

/** As the journal has it: without a word. */
function named({ thread, nn, what }: Grant, roster: number,
    headers: readonly Made[]): Begun {
	return { thread, nn, what, roster, headers };
}

/** Which of the headers office has got already. */
async function headersThere(s: Sending, one: Case, b: Begun):
    Promise<Made[]> {
	const there: Made[] = [];

	for (let i = 0; i < b.headers.length; i += AT_ONCE) {
		const some = new Map(b.headers.slice(i, i + AT_ONCE));

		for (const head of await heads(s.session, [...some.keys()]
		    .map((id) => ({ id, open: one.pair.open })))) {
			const header = some.get(head.id);

			if (header !== undefined &&
			    head.headers.some((h) => equal(h, header)))
				there.push([head.id, header]);
		}
	}
	return there;
}

/** New headers for all that is to be handed on, but for what is there. */
function make(s: Sending, one: Case, roster: OpenRoster, g: Grant,
    there: readonly Made[]): Made[] {
	const done = new Set(there.map(([id]) => id));

	return toHandOn(one, g, s.by.nn).flatMap((c): Made[] => {
		const { id } = c.item;
		const { fileKey } = s.cases.openedOf(id);

		return fileKey === null || done.has(id) ? [] :
		    [[id, wrapHeader(fileKey, recipients(one, c, roster, g),
			roster.slots)]];
	});
}

async function handOn(s: Sending, one: Case, headers: readonly Made[],
    there: readonly Made[]): Promise<void> {
	const done = new Set(there.map(([id]) => id));

	for (const [i, [id, header]] of headers.entries()) {
		s.tell({ step: "grant", done: i, total: headers.length });
		if (!done.has(id) && isHere(one, id))
			await addHeader(s.session, id, one.pair.open, header);
	}
}

/** What was destroyed since takes no header. */
function isHere(one: Case, id: string): boolean {
	return one.view.entries.some((c) => c.item.id === id &&
	    c.entry !== undefined);
}
