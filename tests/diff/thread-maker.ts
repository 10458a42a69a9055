// SPDX-License-Identifier: ISC
// Random threads: a report and what officers and the reporter might write
// behind it, some of it forged, misdated, out of place or not to be opened.
import { addDays } from "../../assets/lib/date.ts";
import { base64 } from "../../assets/lib/base64.ts";
import { compare, utf8 } from "../../assets/lib/bytes.ts";
import {
	type Entry, type Field, FORMS, formatEntry,
} from "../../assets/lib/entry.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import type { Item } from "../../assets/lib/thread.ts";
import {
	type ValueKind, firstState, stepOf, stepsFrom, table,
} from "../../assets/lib/triage.ts";
import { HOST, type Key, fixed, rawNote, reporter } from
    "../vectors/fixed.ts";
import { rosterNotes, rosters, rootNote, who } from "../vectors/history.ts";
import type { Input } from "./kinds.ts";
import { type Rng, mutate } from "./mutate.ts";
import { writeContext, writeItems } from "./thread.ts";

const r = reporter();
const ME: Key = { name: r.vkey.name, seed: r.seed, vkey: r.vkey };
const NUMBERS = ["01", "02", "03", "04", "05", "06"];
const FIRST_DAY = "2026-03-02";

/** A thread as it grows. */
class Growing {
	readonly items: Item[] = [];
	readonly hashes: Uint8Array[] = [];
	/** What is likely to be the state. */
	state: string;
	date = FIRST_DAY;
	/** Approvals that the step just written waits for. */
	asked = 0;
	readonly form: (typeof FORMS)[number];
	private readonly rng: Rng;
	/** Hardly anything goes wrong, so that a case comes far. */
	private readonly calm: boolean;

	constructor(rng: Rng) {
		this.rng = rng;
		this.calm = !rng.one(3);
		this.form = rng.pick(FORMS);
		this.state = firstState(this.form);
	}

	/** Does the next thing go wrong?  Once in n, or seldom. */
	odd(n: number): boolean {
		return this.rng.one(this.calm ? 40 * n : n);
	}

	roster(): Entry["roster"] {
		const { rng } = this;
		const at = rosters.findIndex((o) => o.notBefore.slice(0, 7) ===
		    this.date.slice(0, 7));
		const i = this.odd(20) ? rng.below(rosters.length) : Math.max(at, 0);

		return { version: this.odd(40) ? 99 : i + 1,
			hash: rosters[i]?.hash ?? fixed("none") };
	}

	hash(): Uint8Array {
		return this.odd(15) || this.hashes.length === 0 ?
		    fixed("no entry") : this.rng.pick(this.hashes);
	}

	/** Distinct hashes, rising. */
	after(): Uint8Array[] {
		const { rng, hashes } = this;
		const list = this.calm || rng.one(3) ? hashes.slice(-1) :
		    Array.from({ length: rng.below(4) }, () => this.hash());
		const seen = new Map(list.map((h) => [hex(h), h]));

		return [...seen.values()].sort(compare);
	}

	readers(): string[] {
		const { rng } = this;

		return this.odd(4) ? NUMBERS.filter(() => rng.one(2)).slice(0, 5) :
		    ["01", "02", "03"];
	}

	add(e: Entry, by: Key): void {
		const { rng } = this;
		let text: string;

		try {
			text = formatEntry(HOST, e);
		} catch (err) {
			if (codeOf(err) === undefined)
				throw err;
			return;
		}
		const signed = utf8(rawNote(text, by));
		const note = this.odd(25) ? mutate(rng, signed, signed, true) :
		    signed;
		const payloadHash = this.odd(30) && this.items.length > 0 ?
		    rng.pick(this.items).payloadHash : rng.bytes(32);

		this.hashes.push(sha256(text));
		this.items.push({
			id: hex(payloadHash.subarray(0, 16)), payloadHash,
			stored: this.odd(15) ? addDays(this.date,
			    rng.pick([-3, -2, 1, 2, 3])) : this.date,
			note: this.odd(12) ? undefined : note,
			files: rng.one(2) ? undefined : e.attach.map((a) => ({
				name: a.member, size: a.size + (this.odd(15) ? 1 : 0),
				hash: a.hash,
			})).slice(this.odd(20) ? 1 : 0),
		});
	}
}

function value(g: Growing, rng: Rng, name: string, kind: ValueKind): string {
	switch (kind) {
	case "text":
		return rng.pick(["依程序办理", "x", "", "50%", "a\nb"]);
	case "label": {
		const row = rng.pick(table.labels).code;

		return rng.pick([row, `-${row}`, "own", "", "a b"]);
	}
	case "date":
		return rng.pick([addDays(g.date, rng.below(40) - 5), "2026-02-30"]);
	case "hash":
		return base64(g.hash());
	case "handle":
		return base64(rng.one(8) ? r.handle : fixed("dup").subarray(0, 16));
	case "officer":
		return rng.pick(NUMBERS);
	case "officers":
		return rng.pick(["-", "01", "02 03", "03 02", "01 01", "05", "9"]);
	case "yes":
		return rng.one(8) ? "no" : "yes";
	case "grant":
		return `${rng.pick(NUMBERS)} ` +
		    rng.pick(["all", base64(g.hash()), "none"]);
	case "word":
		if (name === "outcome")
			return rng.pick(table.outcomes).code;
		if (name === "major")
			return rng.pick([...table.major.bases.map((b) => b.code), "x"]);
		return rng.pick(table.states).code;
	}
}

/** A step that the table has from where the case may stand, or any. */
function step(g: Growing, rng: Rng): Field[] {
	const next = stepsFrom(g.state);
	const to = next.length === 0 || g.odd(12) ?
	    rng.pick(table.states).code : rng.pick(next).to;
	const from = g.odd(12) ? rng.pick(table.states).code : g.state;
	const row = stepOf(from, to);

	if (!g.odd(3))
		g.state = to;
	g.asked = row?.approvals ?? 0;
	return [{ name: "from", value: from }, { name: "to", value: to },
		{ name: "reason", value: "依程序办理" },
		...(row?.needs ?? []).map((name) => named(g, rng, name))];
}

function named(g: Growing, rng: Rng, name: string): Field {
	const row = table.fields.find((f) => f.name === name);

	return { name, value: value(g, rng, name, row?.value ?? "word") };
}

function fieldsOfEvent(g: Growing, rng: Rng): Field[] {
	const act = rng.one(3) ? rng.pick(table.acts) : table.acts[0];
	const may = (act?.may ?? []).filter(() => g.odd(2));
	const names = act?.act === "step" ? may : [...act?.must ?? [], ...may];
	const out = act?.act === "step" ? step(g, rng) : [];

	out.push(...names.map((name) => named(g, rng, name)));
	if (g.odd(20))
		out.push(rng.pick([...out, { name: "other", value: "x" }]));
	if (g.odd(6))
		out.push(named(g, rng, "grant"));
	return out;
}

/** Others say yes to the step that was proposed last. */
function approvals(g: Growing, proposer: string): void {
	const proposal = g.hashes[g.hashes.length - 1];
	const others = ["01", "02", "03"].filter((n) => n !== proposer);

	for (const nn of others.slice(0, g.asked)) {
		if (proposal === undefined || g.odd(6))
			continue;
		g.add(event(g, g.odd(10) ? proposer : nn,
		    [{ name: "approves", value: base64(proposal) }]),
		    who(nn).sign);
	}
	g.asked = 0;
}

function event(g: Growing, officer: string, fields: Field[]): Entry {
	return {
		kind: "event", thread: r.handle, after: g.after(), date: g.date,
		roster: g.roster(), to: g.readers(), not: [], officer, fields,
		attach: [], text: "",
	};
}

function officers(g: Growing, rng: Rng): void {
	const kind = rng.pick(["event", "event", "event", "memo", "reply"] as const);
	const nn = g.odd(6) ? rng.pick(NUMBERS) : rng.pick(["01", "02", "03"]);
	const status = { name: "status", value: rng.pick(["P1", "P2", "P4", "P8",
		"P9", "P0", "p1", ""]) };

	g.add({
		...event(g, nn, kind === "event" ? fieldsOfEvent(g, rng) :
		    kind === "reply" ? [status].slice(rng.below(2)) : []),
		kind, thread: g.odd(30) ? fixed("other").subarray(0, 16) : r.handle,
		after: kind === "reply" && !g.odd(2) ? g.hashes.slice(0, 1) :
		    g.after(),
		text: rng.one(2) ? "x\n" : "",
	}, who(g.odd(25) ? rng.pick(NUMBERS) : nn).sign);
	approvals(g, nn);
}

function reporters(g: Growing, rng: Rng, kind: "report" | "followup" |
    "contact"): void {
	const keyed = kind !== "contact";
	const to = g.readers();

	g.add({
		kind, thread: r.handle,
		after: kind === "report" ? [] : rng.one(2) ? g.after() : [],
		date: g.date, roster: g.roster(), to,
		not: keyed ? NUMBERS.filter((n) => !to.includes(n) && rng.one(4)) :
		    [],
		form: kind === "report" ? g.form : undefined,
		key: keyed ? r.vkey : undefined,
		replyTo: kind === "report" ? r.identity.recipient : undefined,
		fields: kind === "followup" && rng.one(2) ?
		    [{ name: "rating", value: rng.pick(["1", "2", "3", "4"]) }] :
		    [{ name: "category", value: rng.pick(["A01", "C03"]) }],
		attach: rng.one(4) ? [{ member: "a01.jpg", hash: fixed("a"),
			size: 3, name: "" }] : [],
		text: "反映一件事。\n",
	}, g.odd(25) ? who("01").sign : ME);
}

export function threadMaker(rng: Rng): Input {
	const g = new Growing(rng);

	if (!g.odd(15))
		reporters(g, rng, "report");
	for (let n = rng.below(16); n > 0; n--) {
		if (rng.one(3))
			g.date = addDays(g.date, rng.below(20));
		if (rng.one(6))
			reporters(g, rng, g.odd(15) ? "report" : rng.pick(
			    ["followup", "followup", "contact"]));
		else
			officers(g, rng);
	}
	const items = [...g.items];
	if (items.length > 0 && rng.one(10))
		items.push(rng.pick(items));
	for (let i = items.length - 1; i > 0 && rng.one(2); i--)
		items.push(...items.splice(rng.below(i + 1), 1));
	const viewer = rng.one(4) ? "reporter" : rng.pick(NUMBERS);
	return {
		context: writeContext({
			host: HOST, handle: r.handle, viewer,
			self: viewer === "reporter" ? { key: r.vkey,
				to: ["01", "02"], not: rng.one(2) ? ["04"] : [] } :
			    undefined,
		}, addDays(g.date, rng.below(60)), [rootNote, ...rosterNotes]),
		data: writeItems(items),
	};
}
