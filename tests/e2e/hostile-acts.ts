// SPDX-License-Identifier: ISC
// Acts of officers under an office that lies, at the console and by qf, and
// what the real office received of them, held against what was meant.

import assert from "node:assert/strict";

import type { Case } from "../../assets/desk/cases.ts";
import { grant } from "../../assets/desk/grants.ts";
import { Journal } from "../../assets/desk/journal.ts";
import { PAIRS_TYPE } from "../../assets/desk/net.ts";
import { Trouble } from "../../assets/desk/problem.ts";
import { Sender, type Sending } from "../../assets/desk/sending.ts";
import { base64, base64Url } from "../../assets/lib/base64.ts";
import { concat } from "../../assets/lib/bytes.ts";
import type { ReadEntry } from "../../assets/lib/entry.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import { heads } from "../../assets/lib/thread.ts";
import { openHeader } from "../../assets/lib/unseal.ts";
import { canary } from "./canary.ts";
import type { Block, Call, Lie } from "./hostile.ts";
import { Stand, entriesIn, isPost, isRefusal, qf } from "./hostile-stand.ts";
import { type Found, Officer } from "./officer.ts";
import { objectIn, readersOf } from "./stored.ts";

export const WORDS = canary("反映");
export const OTHER = canary("另一封");
export const ANSWER = canary("答复");
export const nothing = (): void => undefined;

export let stand: Stand;
/** Read by 01, 02 and 03; and by 01 and 02 alone, who leave out 03. */
export let a: Found;
export let b: Found;
/** What office may say of the other thread: its lines and its heads. */
export let lines: unknown[];
export let bHeads: Map<string, Buffer>;
/** Officers who were handed the first one by now. */
export const granted: string[] = [];

export async function begin(): Promise<void> {
	stand = await Stand.start();
	stand.desk.send(`${WORDS}，请核实。`);
	stand.desk.send(`${OTHER}，请核实。`, { more: ["--avoid", "03"] });
	const officer = await Officer.login(stand.site.world, "01");
	a = await officer.wait(WORDS);
	b = await officer.wait(OTHER);
	await other();
}

export async function end(): Promise<void> {
	await stand.stop();
}

/** As an office has it: an answer stands in the other thread too. */
async function other(): Promise<void> {
	const s = await stand.logIn();

	await s.cases.sync(nothing);
	const sender = new Sender();
	sender.show(s.cases, await s.cases.refresh(b.id, nothing), "01", s.today);
	await sender.send(s, { thread: b.id, kind: "reply", status: "P2",
		fields: [], text: ANSWER });
	const { threads } = JSON.parse(Buffer.from(await s.session.bytes(
	    "/v1/threads/lookup", { type: PAIRS_TYPE, max: 1 << 20,
		body: concat(fromHex(b.id), b.open) })).toString("utf8")) as
	    { threads: { entries: { id: string }[] }[] };
	lines = threads[0]?.entries ?? [];
	bHeads = new Map();
	for (const { id } of threads[0]?.entries ?? [])
		bHeads.set(id, Buffer.from(await s.session.bytes("/v1/heads",
		    { type: PAIRS_TYPE, max: 1 << 20,
			body: concat(fromHex(id), b.open) })));
	assert.equal(bHeads.size, 2);
}

/** What is meant to be signed and sent, of the first thread. */
export interface Meant {
	readonly kind: ReadEntry["kind"];
	readonly fields: Readonly<Record<string, string>>;
	readonly text: string;
	/** An officer who is handed the thread. */
	readonly to?: string;
}

export const REPLY: Meant = { kind: "reply", fields: { status: "P2" },
	text: ANSWER };
export const LABEL: Meant = { kind: "event", fields: { label: "I1" }, text: "" };

export function granting(nn: string): Meant {
	return { kind: "event", text: "", to: nn,
		fields: { grant: `${nn} all`, reason: "协办" } };
}

function readers(): string[] {
	return [...a.entry.to, ...granted].sort();
}

/** Who opens a header, and to which key. */
function opens(header: Uint8Array): Map<string, Uint8Array> {
	const out = new Map<string, Uint8Array>();

	for (const { number, identity } of stand.site.world.keys.officers) {
		try {
			out.set(number, openHeader(header, [identity]));
		} catch (e) {
			if (codeOf(e) !== "AGE_NO_MATCH")
				throw e;
		}
	}
	return out;
}

/**
 * Hold what the real office received against what was meant.  before is the
 * thread as an honest office shows it, and its files' keys.
 */
export function checkSent(calls: readonly Call[], meant: Meant, honest: Case,
    keyOf: (id: string) => Uint8Array | null): void {
	for (const [i, e] of entriesIn(stand, calls).entries()) {
		const call = calls.filter((c) => isPost(c, "/v1/entries"))[i];
		const body = call?.body ?? Buffer.alloc(0);

		assert.match(body.subarray(0, 200).toString("latin1"),
		    new RegExp(`^report ${a.id}\nreport-open ` +
			`${base64Url(a.open)}\naudience ` +
			`${meant.kind === "reply" ? "reporter" : "office"}\n`));
		assert.deepEqual(e.thread, a.entry.thread);
		assert.equal(e.kind, meant.kind);
		assert.deepEqual(Object.fromEntries(e.fields.map((f) =>
		    [f.name, f.value])), meant.fields);
		assert.equal(e.text.trim(), meant.text);
		assert.deepEqual(e.to, readers());
		assert.deepEqual(e.after.map(base64), heads(honest.view,
		    meant.kind).map(base64));
		assert.deepEqual(readersOf(stand.site.world, objectIn(body)),
		    readers());
	}
	for (const call of calls.filter((c) => isPost(c, "/v1/headers"))) {
		const text = call.body.subarray(0, 200).toString("latin1");
		const id = /^entry ([0-9a-f]{32})\n/.exec(text)?.[1] ?? "";
		const got = opens(objectIn(call.body));

		assert.ok(meant.to !== undefined, "a header nobody asked for");
		assert.match(text, new RegExp(`\nopen ${base64Url(a.open)}\n\n`));
		// Of nothing but this thread: its entries, and the event itself.
		assert.ok(!bHeads.has(id), "another thread was handed on");
		assert.ok(got.has(meant.to));
		for (const [nn, key] of got) {
			assert.ok([...readers(), meant.to].includes(nn), nn);
			if (keyOf(id) !== null)
				assert.deepEqual(key, keyOf(id));
		}
	}
}

/** What came of it, and what the real office received. */
export interface Came {
	readonly refused: string | null;
	readonly calls: readonly Call[];
	readonly after: Case | undefined;
}

export interface Under {
	readonly lie?: Lie;
	readonly block?: Block;
}

/** One act at a console that has seen the thread as it is. */
export async function atConsole(meant: Meant, how: Under,
    again?: (s: Sending, sender: Sender) => Promise<void>): Promise<Came> {
	const s = await stand.logIn();
	const sender = new Sender();
	let refused: string | null = null;

	await s.cases.sync(nothing);
	await sender.look(s, a.id);
	const honest = await s.cases.refresh(a.id, nothing);
	sender.show(s.cases, honest, "01", s.today);
	const keys = new Map(honest.line.entries.map((e) =>
	    [e.id, s.cases.openedOf(e.id).fileKey?.slice() ?? null]));
	const from = stand.office.passed.length;
	stand.office.lie = how.lie ?? null;
	stand.office.block = how.block ?? null;
	try {
		await act(s, sender, meant);
	} catch (caught) {
		if (!isRefusal(caught))
			throw caught;
		refused = caught instanceof Trouble ? caught.problem.kind :
		    String(codeOf(caught));
	} finally {
		stand.office.lie = stand.office.block = null;
	}
	const calls = stand.office.passed.slice(from);
	checkSent(calls, meant, honest, (id) => keys.get(id) ?? null);
	handed(calls, meant);
	await again?.(s, sender);
	return { refused, calls, after: s.cases.cases.get(a.id) };
}

/** One that is kept nowhere. */
export function journal(s: Sending): Journal {
	return new Journal(null, stand.host, stand.site.world.keys.officer(
	    s.by.nn).identity);
}

export async function act(s: Sending, sender: Sender, meant: Meant): Promise<void> {
	if (meant.to !== undefined) {
		await grant(s, sender, journal(s), { thread: a.id, nn: meant.to,
			what: "all", reason: meant.fields["reason"] ?? "" });
		return;
	}
	await sender.send(s, { thread: a.id, text: meant.text,
		kind: meant.kind === "reply" ? "reply" : "event",
		status: meant.fields["status"] ?? "",
		fields: meant.kind === "reply" ? [] :
		    Object.entries(meant.fields).map(([name, value]) =>
			({ name, value })) });
}

export const STORE = "acts";

function commandOf(meant: Meant): string[] {
	const args = stand.args("01", STORE);

	if (meant.to !== undefined)
		return ["grant", "--again", "--reason",
			meant.fields["reason"] ?? "", ...args, ...stand.line,
			meant.to, a.id];
	return meant.kind === "reply" ?
		["reply", "--status", "P2", ...args, ...stand.line, a.id,
			stand.desk.file("answer.txt", meant.text)] :
		["label", ...args, ...stand.line, a.id, "I1"];
}

/** The same by qf, whose folder has seen the thread as it is. */
export async function byQf(meant: Meant, how: Under): Promise<Came & { err: string }> {
	const synced = await stand.sync(STORE);
	const s = await stand.logIn();

	// What it withheld once is told until somebody has looked.
	assert.ok(synced.status === 0 || /withholds/.test(synced.err), synced.err);
	await qf(["inbox", "--seen", ...stand.args("01", STORE)]);
	await s.cases.sync(nothing);
	const honest = s.cases.caseOf(a.id);
	const from = stand.office.passed.length;
	stand.office.lie = how.lie ?? null;
	stand.office.block = how.block ?? null;
	const ran = await qf(commandOf(meant));
	stand.office.lie = stand.office.block = null;
	const calls = stand.office.passed.slice(from);
	checkSent(calls, meant, honest, (id) =>
	    s.cases.openedOf(id).fileKey);
	handed(calls, meant);
	assert.ok(ran.status === 0 || ran.status === 1, ran.err);
	assert.ok(ran.status === 0 || /qf: error: /.test(ran.err), ran.err);
	return { refused: ran.status === 0 ? null : ran.err, calls,
		after: undefined, err: ran.err };
}

/** He reads from now on, if the event arrived. */
function handed(calls: readonly Call[], { to }: Meant): void {
	if (to !== undefined && entry(calls).length > 0 && !granted.includes(to))
		granted.push(to);
}

export const entry = (calls: readonly Call[]): readonly Call[] =>
    calls.filter((c) => isPost(c, "/v1/entries"));
export const headers = (calls: readonly Call[]): readonly Call[] =>
    calls.filter((c) => isPost(c, "/v1/headers"));

/** Is an entry of this thread newer than now?  All was looked at before. */
export async function newer(): Promise<(id: string) => boolean> {
	const s = await stand.logIn();

	await s.cases.sync(nothing);
	await new Sender().look(s, a.id);
	const known = new Set([...lines as { id: string }[],
		...s.cases.caseOf(a.id).line.entries].map((e) => e.id));

	return (id) => !known.has(id);
}
