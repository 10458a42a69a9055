// SPDX-License-Identifier: ISC
// Sending from the page: answers, acts, what goes with them, grants.  What
// went wrong stays beside what was filled in.

import type { Act } from "../lib/triage.ts";
import {
	type ActDraft, eventOf, missing, newAct, replyOf, stepOfAct, suffixOf, sureKey,
	tellOf, tellWords,
} from "./acts.ts";
import { type App, newDraft, problemOf } from "./app.ts";
import type { Draft, Inbox, Stored, Thread } from "./calls.ts";
import { refuse } from "./problem.ts";
import { w } from "./words.ts";

/** A thread that came anew from the worker, here and in the list. */
function take(app: App, thread: Thread): void {
	const { desk } = app;

	desk.thread = thread;
	desk.inbox = { ...desk.inbox, threads: desk.inbox.threads.map((t) =>
	    t.id === thread.id ? thread.summary : t) };
}

/** Somebody else was first: what is new, for the officer to look at. */
async function reread(app: App, id: string): Promise<void> {
	const { desk } = app;
	const before = new Set(desk.thread?.entries.map((e) => e.id));

	take(app, await app.vault.ask("thread", { id }));
	desk.news = desk.thread?.entries.filter((e) => !before.has(e.id)) ?? [];
}

async function send(app: App, draft: Draft): Promise<Stored> {
	try {
		const stored = await app.vault.ask("send", draft);

		take(app, stored.thread);
		app.desk.news = [];
		return stored;
	} catch (caught) {
		if (problemOf(caught).kind === "moved")
			await reread(app, draft.thread);
		throw caught;
	}
}

/** The answer or memo that is being written. */
export function sendDraft(app: App): void {
	const { desk } = app;

	if (desk.sending)
		return;
	desk.stored = desk.sendProblem = null;
	desk.acted = false;
	app.sending(async () => {
		try {
			desk.stored = await send(app, desk.draft);
			desk.draft = newDraft(desk.stored.thread.id);
			desk.half = false;
			return "#stored";
		} catch (caught) {
			desk.sendProblem = problemOf(caught);
			return "#answer";
		}
	});
}

export function beginAct(app: App, act: Act, o: Partial<ActDraft> = {}): void {
	const { desk } = app;
	const { thread } = desk;
	const first = newAct(act, o);

	if (desk.sending || thread === null)
		return;
	desk.act = { ...first, text: act === "extend" ?
	    w().act.extendPassage :
	    tellWords(tellOf(first, thread)?.status ?? "") };
	desk.actProblem = desk.sendProblem = desk.granted = desk.stored = null;
	desk.news = [];
	app.draw();
	document.getElementById("act")?.focus();
	document.getElementById("act")?.scrollIntoView({ block: "nearest" });
}

export function endAct(app: App): void {
	app.desk.act = app.desk.actProblem = null;
	app.draw();
	document.getElementById("todo")?.focus();
}

/** Sign it, or ask first what must be asked. */
export function submitAct(app: App): void {
	const { desk } = app;
	const { act, thread } = desk;

	if (act === null || thread === null || desk.sending ||
	    missing(act, thread).length > 0)
		return;
	if (!act.sure && sureKey(act, desk.me.nn) !== null) {
		desk.act = { ...act, sure: true };
		app.draw();
		document.getElementById("sure")?.focus();
		return;
	}
	app.sending(() => act.act === "grant" ? grant(app, act, thread) :
	    sendAct(app, act, thread));
}

/** Read when it is sent: what lies on the disk then is what is signed. */
async function withFiles(act: ActDraft, draft: Draft): Promise<Draft> {
	if (act.files.length === 0)
		return draft;
	return { ...draft, files: await Promise.all(act.files.map(async (f) => ({
		suffix: suffixOf(f.name) ?? refuse({ kind: "text" }),
		bytes: await readFile(f),
	}))) };
}

async function readFile(file: File): Promise<Uint8Array> {
	try {
		return new Uint8Array(await file.arrayBuffer());
	} catch {
		// Gone or changed since it was chosen.
		return refuse({ kind: "file" });
	}
}

async function sendAct(app: App, act: ActDraft, thread: Thread):
    Promise<string> {
	const { desk } = app;
	const reply = replyOf(act, thread);

	desk.stored = desk.actProblem = null;
	desk.acted = true;
	try {
		desk.stored = await send(app, await withFiles(act,
		    eventOf(act, thread)));
		desk.act = null;
	} catch (caught) {
		desk.actProblem = problemOf(caught);
		// What was chosen may have gone with what others did.
		if (desk.thread !== null && act.act === "step" &&
		    stepOfAct(act, desk.thread) === undefined)
			desk.act = null;
		return desk.act === null ? "#todo" : "#act";
	}
	return reply === null ? "#stored" : sendSecond(app, reply);
}

/** The event stands, whatever becomes of the words that go with it. */
async function sendSecond(app: App, reply: Draft): Promise<string> {
	const { desk } = app;

	desk.draft = reply;
	try {
		desk.stored = await send(app, reply);
		desk.draft = newDraft(reply.thread);
		return "#stored";
	} catch (caught) {
		desk.sendProblem = problemOf(caught);
		desk.half = true;
		return "#answer";
	}
}

async function grant(app: App, act: ActDraft, thread: Thread):
    Promise<string> {
	const { desk } = app;
	const nn = act.values["nn"] ?? "";

	desk.actProblem = null;
	try {
		const result = await app.vault.ask("grant", { thread: thread.id, nn,
			what: act.values["what"] ?? "",
			reason: act.values["reason"] ?? "" });

		take(app, result.thread);
		desk.granted = { nn, result };
		desk.act = null;
		desk.news = [];
		await unended(app);
		return "#granted";
	} catch (caught) {
		desk.actProblem = problemOf(caught);
		if (desk.actProblem.kind === "moved")
			await reread(app, thread.id);
		await unended(app);
		return "#act";
	}
}

async function unended(app: App): Promise<void> {
	const { desk } = app;

	desk.inbox = { ...desk.inbox,
		begun: await app.vault.ask("begun", null) };
}

/**
 * Go on with a grant that was broken off, in its letter.  Where its event was
 * not stored the form asks once more why.
 */
export function goOn(app: App, g: Inbox["begun"][number]): void {
	const value = `${g.nn} ${g.what}`;

	app.open(g.thread, () => {
		const event = app.desk.thread?.entries.find((e) =>
		    e.kind === "event" && e.fields.some((f) =>
			f.name === "grant" && f.value === value));

		beginAct(app, "grant", { values: { nn: g.nn, what: g.what,
			reason: event?.fields.find((f) =>
			    f.name === "reason")?.value ?? "" } });
		submitAct(app);
	});
}

/**
 * Opening leaves a trace, without a question.  The thread shows whatever
 * becomes of it; what was not written down is tried again at the next opening.
 */
export async function writeLook(app: App, id: string): Promise<void> {
	const { desk } = app;

	try {
		const thread = await app.vault.ask("opened", { id });

		if (thread === null || desk.thread?.id !== id || desk.sending)
			return;
		take(app, thread);
	} catch (caught) {
		if (desk.thread?.id !== id)
			return;
		desk.lookProblem = problemOf(caught);
	}
	// Drawing would break into what is typed: half a date is no value yet.
	if (document.activeElement?.matches("textarea, input, select") !== true)
		app.draw();
}

/** The reply that tells the reporter what the state says. */
export function prepareTelling(app: App, status: string): void {
	const { desk } = app;

	if (desk.sending || desk.thread === null)
		return;
	desk.draft = { ...newDraft(desk.thread.id), status,
		text: desk.draft.text === "" ? tellWords(status) :
		    desk.draft.text };
	desk.stored = desk.sendProblem = null;
	app.draw();
	document.getElementById("answer")?.focus();
	document.getElementById("answer")?.scrollIntoView({ block: "center" });
}
