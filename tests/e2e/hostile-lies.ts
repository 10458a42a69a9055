// SPDX-License-Identifier: ISC
// The lies: those that ask for no knowledge of what is said, and those of an
// office that knows its trade.

import { base64 } from "../../assets/lib/base64.ts";
import { systemRandom } from "../../assets/lib/bytes.ts";
import { type Entry, type ReadEntry, signEntry } from "../../assets/lib/entry.ts";
import { entryId } from "../../assets/lib/object.ts";
import { seal, wrapHeader } from "../../assets/lib/seal.ts";
import { writeTar } from "../../assets/lib/tar.ts";
import { SiteKeys } from "../web/keys.ts";
import { type Call, COOKIE, type Lie, type Said } from "./hostile.ts";

/** A small generator with a seed, so that a failure comes again. */
export function seeded(seed: number): (below: number) => number {
	let state = seed >>> 0;

	return (below) => {
		state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 >>> 0;
		return (state >>> 8) % below;
	};
}

function flip(body: Buffer, count: number, dice: (n: number) => number): Buffer {
	const out = Buffer.from(body);

	for (let i = 0; i < count && out.length > 0; i++) {
		const at = dice(out.length);

		out[at] = (out[at] ?? 0) ^ 1 << dice(8);
	}
	return out;
}

/** Lists in a JSON answer in another order, or with something twice. */
function lists(body: Buffer, change: (list: unknown[]) => unknown[]): Buffer {
	const walk = (v: unknown): unknown => Array.isArray(v) ?
	    change(v.map(walk)) : typeof v === "object" && v !== null ?
		Object.fromEntries(Object.entries(v)
		    .map(([k, x]) => [k, walk(x)])) : v;

	try {
		return Buffer.from(JSON.stringify(walk(JSON.parse(
		    body.toString("utf8")))));
	} catch {
		return Buffer.from([...body].reverse());
	}
}

/** Each number and text in a JSON answer is something else. */
function values(body: Buffer, number: unknown, text: unknown): Buffer {
	const walk = (v: unknown): unknown => Array.isArray(v) ? v.map(walk) :
	    typeof v === "number" ? number : typeof v === "string" ? text :
		typeof v === "object" && v !== null ?
		    Object.fromEntries(Object.entries(v)
			.map(([k, x]) => [k, walk(x)])) : v;

	try {
		return Buffer.from(JSON.stringify(walk(JSON.parse(
		    body.toString("utf8")))));
	} catch {
		return Buffer.alloc(64, 0xfe);
	}
}

/** More than any answer may have, and more than the desk passes on. */
const HUGE = Buffer.alloc(65 * 1024 * 1024, 0x20);
const DEEP = Buffer.from("[".repeat(1 << 20) + "]".repeat(1 << 20));

/** Every way of lying that asks for no knowledge of what is said. */
export function liesOf(dice: (n: number) => number): ReadonlyMap<string, Lie> {
	const body = (change: (b: Buffer) => Buffer): Lie => (said) =>
	    ({ ...said, body: change(said.body) });
	const refused = (status: number, name: string): Lie => () =>
	    problem(status, name);

	return new Map<string, Lie>([
		["empty", body(() => Buffer.alloc(0))],
		["half", body((b) => b.subarray(0, b.length >> 1))],
		["one byte less", body((b) => b.subarray(0, -1))],
		["one byte more", body((b) => Buffer.concat([b, Buffer.of(0)]))],
		["twice", body((b) => Buffer.concat([b, b]))],
		["a bit flipped", body((b) => flip(b, 1, dice))],
		["bits flipped", body((b) => flip(b, 40, dice))],
		["zeros", body((b) => Buffer.alloc(b.length))],
		["ones", body((b) => Buffer.alloc(b.length, 0xff))],
		["backwards", body((b) => lists(b, (l) => [...l].reverse()))],
		["things twice", body((b) => lists(b, (l) => [...l, ...l]))],
		["things left out", body((b) => lists(b, (l) => l.slice(1)))],
		["nothing", body((b) => lists(b, () => []))],
		["other JSON", body(() => Buffer.from('{"threads":{},"id":1}'))],
		["numbers too large", body((b) => values(b, 1e300, "x"))],
		["numbers below zero", body((b) => values(b, -1, ""))],
		["numbers for texts", body((b) => values(b, "1", 1))],
		["null", body((b) => values(b, null, null))],
		["nested deeply", body(() => DEEP)],
		["huge", body(() => HUGE)],
		["led elsewhere", (said) => ({ ...said, status: 307,
			headers: { "Location": "https://elsewhere.invalid:9443/",
				"Set-Cookie": "a=b; Path=/" } })],
		["a cookie", (said) => ({ ...said, headers: { "Set-Cookie":
			`${COOKIE}=1; Path=/; Max-Age=9999` } })],
		["replayed", (said, _, earlier) => earlier[0] ?? said],
		["not there", refused(404, "not-found")],
		["denied", refused(403, "denied")],
		["logged out", refused(401, "bearer")],
		["broken", refused(500, "internal")],
		["a conflict", refused(409, "conflict")],
		["a number of its own", (said) => ({ ...said, status: 299 })],
	]);
}

export function be(value: number, len: number): Buffer {
	const out = Buffer.alloc(len);

	out.writeUIntBE(value, len - Math.min(len, 6), Math.min(len, 6));
	return out;
}

/** At one path only. */
export function at(path: string, lie: Lie): Lie {
	return (said, call, earlier) => call.path === path ?
	    lie(said, call, earlier) : said;
}

export function problem(status: number, name: string): Said {
	return { status,
		body: Buffer.from(`{"type":"urn:qingfeng:error:${name}"}`) };
}

/** Headers that open to these, each to a key of its own, before the listing. */
export function forgedHeaders(keys: SiteKeys, nn: string, id: string,
    n: number): Lie {
	return at("/v1/reports", (said) => said.body.length <= 8 ? said :
	    { ...said, body: Buffer.concat([said.body.subarray(0, 8),
		...Array.from({ length: n }, () => listed(id,
		    wrapHeader(systemRandom(16), keys.recipients(nn), 8))),
		said.body.subarray(8)]) });
}

/** One more row in the listing. */
export function listing(id: string, header: Uint8Array): Lie {
	return at("/v1/reports", (said) => said.body.length <= 8 ? said :
	    { ...said, body: Buffer.concat([said.body,
		listed(id, header)]) });
}

/** One more header for an entry that office gives. */
export function heading(id: string, header: Uint8Array): Lie {
	return at("/v1/heads", (said) => {
		const from = said.body.indexOf(Buffer.from(id, "hex"));
		const len = from + 24;

		return from < 0 ? said : { ...said, body: Buffer.concat([
			said.body.subarray(0, len),
			be(said.body.readUInt32BE(len) + 4 + header.length, 4),
			be(header.length, 4), header,
			said.body.subarray(len + 4)]) };
	});
}

function listed(id: string, header: Uint8Array): Buffer {
	return Buffer.concat([Buffer.from(id, "hex"), be(header.length, 4),
		header]);
}

/** A listing without an end: each page has one more thing of nobody's. */
export const endless: Lie = at("/v1/reports", (_, call) => {
	const after = Number(/after=([0-9]+)/.exec(call.head)?.[1] ?? 0);

	return { status: 200, body: Buffer.concat([be(after + 1, 8),
		systemRandom(16), be(1, 4), Buffer.of(0)]) };
});

/** Roots and rosters of a site's other holder, of the same name. */
export function usurped(host: string): Lie {
	const other = new SiteKeys(host);

	return (said, call) => call.path === "/v1/roots/1" ?
	    { status: 200, body: Buffer.from(other.rootNote) } :
	    /^\/v1\/roster/.test(call.path) ?
		{ status: 200, body: Buffer.from(other.rosterNote) } : said;
}

/** The true roots, and a roster that they did not sign. */
export function unsigned(host: string): Lie {
	const other = new SiteKeys(host);

	return (said, call) => /^\/v1\/roster/.test(call.path) ?
	    { status: 200, body: Buffer.from(other.rosterNote) } : said;
}

/** One more officer, whose keys are the office's, in the true roster. */
export const enlarged: Lie = (said, call) => {
	const text = said.body.toString("utf8");
	const line = /^officer 02 .*$/m.exec(text)?.[0];

	return !/^\/v1\/roster/.test(call.path) || line === undefined ? said :
	    { ...said, body: Buffer.from(text.replace(line, line + "\n" +
		line.replace("officer 02", "officer 98"))) };
};

/** The true roster of before, and as if there had been none since. */
export function rolledBack(older: Uint8Array, newest: number): Lie {
	return (said, call) => call.path === "/v1/roster" ?
	    { status: 200, body: Buffer.from(older) } :
	    call.path === `/v1/roster/${newest}` ?
		problem(404, "not-found") : said;
}

export interface Bytes {
	readonly id: string;
	readonly header: Uint8Array;
	readonly payload: Uint8Array;
}

/** Entries sealed to officer 01 as anybody may, whose authors are not theirs. */
export function invented(keys: SiteKeys, report: ReadEntry, text: string):
    Bytes[] {
	const base: Entry = { kind: "reply", thread: report.thread,
		after: [report.hash], date: keys.today,
		roster: report.roster, to: report.to, not: [], officer: "02",
		fields: [], attach: [], text: `${text}\n` };
	const forger = systemRandom(32);

	return ([base, { ...base, kind: "memo", officer: "01" },
		{ ...base, kind: "event", text: "",
			fields: [{ name: "charge", value: "03" }] }] as Entry[])
	    .map((e) => {
		const { header, payload } = seal(writeTar([{ name: "entry.note",
			data: signEntry(keys.host, e, forger) }]),
		    [keys.officer("01").identity.recipient], keys.roster.slots);

		return { id: entryId(payload), header, payload };
	});
}

function headOf(one: Bytes): Buffer {
	const head = one.payload.subarray(0, 65568);

	return Buffer.concat([Buffer.from(one.id, "hex"),
		be(one.header.length + one.payload.length, 8),
		be(one.header.length + 4, 4), be(one.header.length, 4),
		one.header, be(head.length, 4), head]);
}

function lineOf(one: Bytes, today: string): unknown {
	return { id: one.id, report: false, side: "office",
		audience: "reporter", d: base64(systemRandom(32)), date: today,
		size: one.header.length + one.payload.length };
}

/** The lie that these entries are in every thread. */
export function inventing(all: readonly Bytes[], today: string): Lie {
	return giving(all.map((one) => lineOf(one, today)),
	    new Map(all.map((one) => [one.id, headOf(one)])), all);
}

interface Answered {
	threads: { ref: number; handle: string; entries: { id: string }[] }[];
}

/** A lookup's answer, changed; another answer as it is. */
function looked(said: Said, change: (doc: Answered) => void): Said {
	if (said.status !== 200)
		return said;
	const doc = JSON.parse(said.body.toString("utf8")) as Answered;

	change(doc);
	return { ...said, body: Buffer.from(JSON.stringify(doc)) };
}

function asks(call: Call, id: string): boolean {
	return call.body.includes(Buffer.from(id, "hex")) ||
	    call.body.includes(id);
}

/** These lines in each thread, and their heads where they are asked for. */
export function giving(lines: readonly unknown[],
    heads: ReadonlyMap<string, Buffer>, payloads: readonly Bytes[] = []): Lie {
	return (said, call) => {
		if (call.path === "/v1/threads/lookup")
			return looked(said, (doc) => doc.threads.forEach((t) =>
			    (t.entries as unknown[]).push(...lines)));
		return called(said, call, heads, payloads);
	};
}

function called(said: Said, call: Call, heads: ReadonlyMap<string, Buffer>,
    payloads: readonly Bytes[]): Said {
	const asked = [...heads].filter(([id]) => asks(call, id));
	const whole = payloads.find((one) => asks(call, one.id));

	if (call.path === "/v1/heads" && asked.length > 0)
		return { status: 200, body: Buffer.concat([
			said.status === 200 ? said.body : Buffer.alloc(0),
			...asked.filter(([id]) => !said.body.includes(
			    Buffer.from(id, "hex"))).map(([, b]) => b)]) };
	if (call.path === "/v1/entries/fetch" && whole !== undefined)
		return { status: 200, body: Buffer.from(whole.payload) };
	return said;
}

/** A whole other thread in the place of every one. */
export function swapping(handle: string, lines: readonly unknown[],
    heads: ReadonlyMap<string, Buffer>): Lie {
	return (said, call) => call.path === "/v1/threads/lookup" ?
	    looked(said, (doc) => doc.threads.forEach((t) => {
		t.handle = handle;
		t.entries = lines as { id: string }[];
	    })) : called(said, call, heads, []);
}

/** Entries that are left out of every thread. */
export function withholding(hides: (id: string) => boolean): Lie {
	return at("/v1/threads/lookup", (said) => looked(said, (doc) =>
	    doc.threads.forEach((t) => {
		t.entries = t.entries.filter((e) => !hides(e.id));
	    })));
}
