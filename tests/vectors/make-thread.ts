// SPDX-License-Identifier: ISC
// Writes thread.json: what a reader makes of a thread, honest or not.
import {
	type Entry, formatEntry, readEntry, signEntry, sums,
} from "../../assets/lib/entry.ts";
import { base64 } from "../../assets/lib/base64.ts";
import { compare, fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import { formatVkey } from "../../assets/lib/note.ts";
import { threadHandle } from "../../assets/lib/receipt.ts";
import { formatRoster } from "../../assets/lib/roster.ts";
import {
	type Item, type ThreadInput, type ThreadView, checkThread, heads,
} from "../../assets/lib/thread.ts";
import { firstRoster, rootNote, signedRosters } from "./chain.ts";
import {
	HOST, type Key, fixed, key, person, rawNote, reporter, write,
} from "./fixed.ts";

const r = reporter();
const by: Key = { name: r.vkey.name, seed: r.seed, vkey: r.vkey };
const P = new Map(["01", "02", "03", "04", "05", "06"]
    .map((n) => [n, person(n)]));
const who = (n: string): NonNullable<ReturnType<typeof P.get>> => {
	const p = P.get(n);

	if (p === undefined)
		throw new Error(n);
	return p;
};

// ---- a root and three rosters; 04 is revoked by the third
const first = firstRoster(["01", "02", "03", "04"]
    .map((n) => who(n).row), ["01", "02", "03"]);
const t1 = formatRoster(HOST, first);
const t2 = formatRoster(HOST, {
	...first, version: 2, prev: sha256(t1), notBefore: "2026-11-20",
	notAfter: "2026-12-20",
	officers: ["01", "02", "03", "04", "05"].map((n) => who(n).row),
});
const t3 = formatRoster(HOST, {
	...first, version: 3, prev: sha256(t2), notBefore: "2026-11-25",
	notAfter: "2026-12-10",
	officers: ["01", "02", "03", "05"].map((n) => who(n).row),
	revoked: [{ number: "04", date: "2026-11-25", reason: "key-lost" }],
});
const { notes: rosterNotes, rosters } = signedRosters([t1, t2, t3]);
const named = (v: number): Entry["roster"] => ({
	version: v, hash: rosters[v - 1]?.hash ?? fixed("unknown"),
});

// ---- entries
const report: Entry = {
	kind: "report", thread: r.handle, after: [], date: "2026-11-21",
	roster: named(2), to: ["01", "02"], not: ["03"], form: "concern/1",
	key: r.vkey, replyTo: r.identity.recipient, fields: [], attach: [],
	text: "反映一件事。\n",
};
const followup: Entry = {
	...report, kind: "followup", form: undefined, replyTo: undefined,
	text: "补充。\n",
};
const contact: Entry = { ...followup, kind: "contact", key: undefined, not: [] };
function officers(kind: Entry["kind"], nn: string, more: Partial<Entry>):
    Entry {
	return { ...contact, kind, officer: nn, text: `${kind} ${nn}\n`, ...more };
}
const sign = (e: Entry): string => fromUtf8(signEntry(HOST, e,
    e.officer === undefined ? r.seed : who(e.officer).sign.seed));
const hashOf = (note: string): Uint8Array => readEntry(HOST, utf8(note)).hash;

/** The label decides the payload's hash, and with it the order of ties. */
function item(label: string, note: string | undefined, stored = "2026-11-21",
    files?: Item["files"]): Item {
	const payloadHash = fixed(`payload ${label}`);

	return {
		id: hex(payloadHash.subarray(0, 16)), payloadHash, stored,
		note: note === undefined ? undefined : utf8(note), files,
	};
}

const R = sign(report);
const A = hashOf(R);
const F = sign({ ...followup, after: [] });
const reply = officers("reply", "01", {
	after: [A], fields: [{ name: "status", value: "P2" }],
});
const Y = sign(reply);
const memo = sign(officers("memo", "02", { after: [A] }));

const cases: Record<string, unknown>[] = [];
const SELF = { key: r.vkey, to: report.to, not: report.not };

function view(v: ThreadView): Record<string, unknown> {
	return {
		order: v.entries.map((c) => c.item.id),
		entries: v.entries.map((c) => ({
			id: c.item.id, alarms: [...c.alarms].sort(),
			after_unreadable: c.afterUnreadable, trusted: c.trusted,
			granted: [...c.granted].sort(),
		})),
		alarms: [...v.alarms].sort(), all: [...v.all].sort(),
		report: v.report === undefined ? null : hex(v.report.hash),
		readers: [...v.readers].sort(), left_out: [...v.leftOut].sort(),
		granted_all: [...v.grantedAll].sort(), status: v.status ?? null,
		heads_reply: heads(v, "reply").map(hex),
		heads_memo: heads(v, "memo").map(hex),
	};
}

/**
 * expect is what the author of the case says must come out; the whole answer
 * is written down, so that another implementation is held to all of it.
 */
function add(name: string, items: readonly Item[],
    expect: { all?: string[]; status?: string | null; readers?: string;
	order?: string[] },
    viewer = "01"): void {
	const input: ThreadInput = {
		host: HOST, rosters, handle: r.handle, viewer,
		self: viewer === "reporter" ? SELF : undefined, items,
	};
	const v = view(checkThread(input));
	const want: Record<string, unknown> = {
		all: (expect.all ?? []).sort(),
		...(expect.status === undefined ? {} : { status: expect.status }),
		...(expect.readers === undefined ? {} :
		    { readers: expect.readers.split(" ") }),
		...(expect.order === undefined ? {} : { order: expect.order.map(
		    (l) => hex(fixed(`payload ${l}`).subarray(0, 16))) }),
	};

	for (const [k, w] of Object.entries(want)) {
		if (JSON.stringify(v[k]) !== JSON.stringify(w))
			throw new Error(`${name}: ${k} is ${JSON.stringify(v[k])}`);
	}
	cases.push({
		name, viewer,
		items: items.map((i) => ({
			id: i.id, payload_hash: hex(i.payloadHash), stored: i.stored,
			note: i.note === undefined ? null : fromUtf8(i.note),
			files: i.files === undefined ? null : i.files.map((f) =>
			    ({ ...f, hash: hex(f.hash) })),
		})),
		view: v,
	});
}

// ---- honest threads
add("a report", [item("r", R)], { readers: "01 02", status: null });
add("nothing", [], { all: ["no-report"] });
add("report, follow-up, reply, memo", [
	item("m", memo), item("y", Y), item("f", F), item("r", R),
], { readers: "01 02", status: "P2" });
add("the same in another order", [
	item("r", R), item("f", F), item("y", Y), item("m", memo),
], { status: "P2" });
{
	const y2 = sign(officers("reply", "02", {
		after: [hashOf(Y)], date: "2026-11-22",
		fields: [{ name: "status", value: "P7" }],
	}));
	const f2 = sign({ ...followup, after: [hashOf(y2)], date: "2026-11-23" });

	add("an answer to an answer", [
		item("a", f2, "2026-11-23"), item("b", y2, "2026-11-22"),
		item("c", Y), item("d", R),
	], { order: ["d", "c", "b", "a"], status: "P7" });
	const f1 = sign({ ...followup, after: [hashOf(Y)] });
	const y3 = sign(officers("reply", "02", {
		after: [hashOf(f1), hashOf(Y)].sort(compare),
		fields: [{ name: "status", value: "P4" }],
	}));

	// On one day: only the reply's own `after` can tell the reporter, who
	// opens no follow-up, which of two replies is the last.
	add("a reply behind a follow-up", [
		item("a", y3), item("f", f1), item("y", Y), item("r", R),
	], { order: ["r", "y", "f", "a"], status: "P4" });
	add("a reply behind a follow-up, the reporter's side", [
		item("a", y3), item("y", Y),
	], { order: ["y", "a"], status: "P4" }, "reporter");
	add("two heads", [item("r", R), item("y", Y), item("f", F)],
	    { status: "P2" });
	add("the reporter's side", [
		item("y", Y), item("b", y2, "2026-11-22"),
	], { status: "P7", readers: "01 02" }, "reporter");
}
add("the reporter with nothing yet", [], { readers: "01 02" }, "reporter");
add("unopened entries beside", [item("r", R), item("x", undefined)], {});
{
	const note = sign({ ...contact, after: [A],
		fields: [{ name: "phone", value: "x" }] });

	add("a contact", [item("r", R), item("c", note)], {});
	add("a contact without its report", [item("c", note)],
	    { all: ["after-unknown", "key", "no-report"] });
	add("an unreadable head", [item("r", R), item("y", sign({ ...reply,
	    after: [A, hashOf(F)] })), item("x", undefined)], {});
	add("a head nobody has", [item("r", R), item("y", sign({ ...reply,
	    after: [A, hashOf(F)] }))], { all: ["after-unknown"] });
}
{
	const data = utf8("a picture");
	const file = { name: "a01.jpg", data };
	const s = sums([{ name: "entry.note", data: utf8("") }, file]);
	const note = sign({
		...report,
		attach: [{ member: "a01.jpg", hash: sha256(data),
			size: data.length, name: "" }],
	});

	add("attachments that fit", [item("r", note, "2026-11-21", s)], {});
	add("attachments not fetched", [item("r", note)], {});
	add("an attachment missing", [item("r", note, "2026-11-21", [])],
	    { all: ["attachment"] });
}

// ---- grants
{
	const grantAll = sign(officers("event", "01", {
		after: [A], fields: [{ name: "grant", value: "05 all" }],
	}));
	const late = sign(officers("reply", "05", {
		after: [A], to: ["01", "05"],
		fields: [{ name: "status", value: "P4" }],
	}));

	add("granted all", [item("r", R), item("e", grantAll)],
	    { readers: "01 02 05" });
	add("granted all, seen by the new reader", [
		item("r", R), item("e", grantAll),
	], { readers: "01 02 05" }, "05");
	const memo5 = sign(officers("memo", "05", {
		after: [hashOf(grantAll)], to: ["01", "05"],
	}));
	add("the new reader writes", [
		item("r", R), item("e", grantAll), item("m", memo5),
	], { readers: "01 02 05" });
	add("one who was not granted writes", [
		item("r", R), item("m", late),
	], { all: ["author-not-reader"], status: null });
	// A reply cannot name the grant: it may come before it in order.
	for (const [g, y] of ["ey", "ye", "pq", "qp"])
		add(`the new reader answers, ${g}${y}`, [
			item("r", R), item(g ?? "", grantAll), item(y ?? "", late),
		], { readers: "01 02 05", status: "P4" });
	const one = sign(officers("event", "02", {
		after: [A],
		fields: [{ name: "grant", value: `05 ${base64(hashOf(memo))}` }],
	}));
	add("one memo granted", [item("r", R), item("m", memo), item("e", one)],
	    { readers: "01 02" });
	const theReport = sign(officers("event", "02", {
		after: [A], fields: [{ name: "grant", value: `05 ${base64(A)}` }],
	}));
	add("the report granted", [item("r", R), item("e", theReport)],
	    { readers: "01 02 05" });
	for (const [name, value] of [
		["to one left out", "03 all"],
		["to nobody in the roster", "09 all"],
		["of two words more", "05 all now"],
		["of nothing", "05"],
		["of no hash", "05 AAAA"],
		["to no number", "5 all"],
	] as const) {
		const bad = sign(officers("event", "01", {
			after: [A], fields: [{ name: "grant", value }],
		}));

		add(`grant ${name}`, [item("r", R), item("e", bad)],
		    { all: ["grant"], readers: "01 02" });
	}
	const own = sign(officers("memo", "02", { after: [A], to: ["02"] }));
	const peek = sign(officers("event", "01", {
		after: [A],
		fields: [{ name: "grant", value: `05 ${base64(hashOf(own))}` }],
	}));
	add("grant of what its author cannot read", [
		item("r", R), item("m", own), item("e", peek),
	], { all: ["grant"] }, "02");
	const selfish = sign(officers("event", "05", {
		after: [A], to: ["01", "05"],
		fields: [{ name: "grant", value: "05 all" }],
	}));
	add("a stranger grants to himself", [item("r", R), item("e", selfish)],
	    { all: ["author-not-reader", "grant"], readers: "01 02" });
}

// ---- what is wrong
const other = key("reporter", fixed("another reporter"));
const strange: Entry = {
	...report, key: other.vkey, thread: threadHandle(HOST, other.vkey.key),
};
const strangeNote = rawNote(formatEntry(HOST, strange), other);
add("an entry of another thread", [item("r", R), item("s", strangeNote)],
    { all: ["thread"] });
add("only an entry of another thread", [item("s", strangeNote)],
    { all: ["no-report", "thread"] });
add("not a note", [item("r", R), item("x", "hello\n")], { all: ["note"] });
add("not an entry", [item("r", R),
    item("x", rawNote(`${HOST}/entry/v1\nkind x\n\n`, by))],
    { all: ["entry"] });
add("a second report", [
	item("r", R), item("s", sign({ ...report, text: "另一件。\n" }),
	    "2026-11-22"),
], { all: ["second-report"] });
add("the same entry twice", [item("r", R), item("f", F), item("g", F)],
    { all: ["duplicate"] });
{
	const forger = key("officer/02", fixed("forger"));
	const text = formatEntry(HOST, { ...reply, officer: "02" });

	add("a reply forged by a reader", [
		item("r", R), item("y", rawNote(text, forger)),
	], { all: ["signature"], status: null });
	add("the reporter sees a forged reply", [
		item("y", rawNote(text, forger)),
	], { all: ["signature"], status: null }, "reporter");
	const mine = rawNote(R.slice(0, R.indexOf("\n\n\u2014") + 1),
	    { ...by, seed: fixed("not the seed") });
	add("a report with a wrong signature", [item("r", mine)],
	    { all: ["no-report", "signature"] });
}
{
	const forged = (note: string): string => rawNote(
	    note.slice(0, note.indexOf("\n\n\u2014") + 1),
	    { ...by, seed: fixed("not the seed") });
	const asOfficer = rawNote(Y.slice(0, Y.indexOf("\n\n\u2014") + 1),
	    key("officer/01", fixed("forger")));

	add("a copy of the report, stored first, with a wrong signature", [
		item("a", forged(R), "2026-11-20"), item("r", R), item("f", F),
	], { all: ["duplicate", "signature"], order: ["r", "f", "a"],
		readers: "01 02" });
	add("copies of the report, none of them signed", [
		item("a", forged(R)), item("b", forged(R)),
	], { all: ["duplicate", "no-report", "signature"] });
	for (const first of ["a", "z"])
		add(`a copy ${first} of a reply with a wrong signature`, [
			item("r", R), item(first, asOfficer), item("y", Y),
		], { all: ["duplicate", "signature"], status: "P2",
			order: ["r", "y", first] });
	for (const first of ["a", "z"])
		add(`a copy ${first} of a follow-up with a wrong signature`, [
			item("r", R), item(first, forged(F)), item("f", F),
		], { all: ["duplicate", "signature"],
			order: ["r", "f", first] });
}
add("a follow-up without its report", [item("f", F)], { all: ["no-report"] });
{
	const outsider = officers("reply", "04", {
		to: ["01", "02", "04"], after: [A],
		fields: [{ name: "status", value: "P7" }],
	});

	add("a reply by no reader", [item("r", R), item("y", sign(outsider))],
	    { all: ["author-not-reader"], status: null });
	// The reporter sees no grants: who addresses himself too may answer.
	add("the reporter sees one who was granted", [
		item("y", sign(outsider)),
	], { status: "P7" }, "reporter");
	const left = officers("reply", "03", { to: ["01", "03"], after: [A] });
	add("a reply by one left out", [item("r", R), item("y", sign(left))],
	    { all: ["author-not-reader", "to-left-out"] });
	add("the reporter sees a reply by one left out", [
		item("y", sign(left)),
	], { all: ["author-not-reader", "to-left-out"] }, "reporter");
	const six = rawNote(formatEntry(HOST, { ...reply, officer: "06" }),
	    who("06").sign);
	add("a reply by no officer", [item("r", R), item("y", six)],
	    { all: ["author-not-reader", "author-unknown", "key"] });
}
{
	const note = sign({ ...report, to: ["01", "02", "04"] });
	const revokedEarly = sign(officers("reply", "04", {
		after: [hashOf(note)], date: "2026-11-24",
	}));
	const revoked = sign(officers("reply", "04", {
		after: [hashOf(note)], date: "2026-11-26",
		fields: [{ name: "status", value: "P7" }],
	}));
	const revokedNamed = sign(officers("reply", "04", {
		after: [hashOf(note)], date: "2026-11-26", roster: named(3),
		fields: [{ name: "status", value: "P7" }],
	}));

	add("an officer before his key was revoked", [
		item("r", note), item("y", revokedEarly, "2026-11-24"),
	], {});
	add("an officer after his key was revoked", [
		item("r", note), item("y", revoked, "2026-11-26"),
	], { all: ["roster-old"], status: null });
	add("a revoked officer who names the new roster", [
		item("r", note), item("y", revokedNamed, "2026-11-26"),
	], { all: ["author-unknown", "key"], status: null });
}
add("an unknown roster", [item("r", sign({ ...report,
    roster: { version: 2, hash: fixed("no such roster") } }))],
    { all: ["roster-unknown"] });
add("an unknown version", [item("r", sign({ ...report,
    roster: { ...named(2), version: 5 } }))], { all: ["roster-unknown"] });
add("the roster before", [item("r", sign({ ...report, roster: named(1) }))],
    { all: ["roster-old"] });
add("the roster before on the day of the change", [
	item("r", sign({ ...report, roster: named(1), date: "2026-11-20" }),
	    "2026-11-20"),
], {});
add("a roster not yet published", [item("r", sign({ ...report,
    roster: named(3) }))], { all: ["roster-expired", "roster-old"] });
add("an expired roster", [
	item("r", sign({ ...report, roster: named(3), date: "2026-12-11" }),
	    "2026-12-11"),
], { all: ["roster-expired"] });
add("stored two days later", [item("r", R, "2026-11-23")], {});
add("stored three days later", [item("r", R, "2026-11-24")],
    { all: ["date"] });
add("dated two days ahead", [item("r", sign({ ...report,
    date: "2026-11-23" }))], {});
add("dated three days ahead", [item("r", sign({ ...report,
    date: "2026-11-24" }))], { all: ["date"] });
add("a reply long before it was stored", [
	item("r", R), item("y", Y, "2026-11-24"),
], { all: ["date"], status: null });
add("a reader who is no officer", [item("r", sign({ ...report,
    to: ["01", "08"] }))], { all: ["to-unknown"] });
add("not addressed to you", [item("r", R)], { all: ["not-reader"] }, "05");
add("seen by one left out", [item("r", R)], { all: ["not-reader"] }, "03");
add("a follow-up to one left out before", [
	item("r", R), item("f", sign({ ...followup, after: [A],
	    to: ["01", "03"], not: [] })),
], { all: ["to-left-out"] });
add("a reply that follows a memo", [
	item("r", R), item("m", memo), item("y", sign({ ...reply,
	    after: [hashOf(memo)] })),
], { all: ["after-kind"] });
add("a memo that follows a memo", [
	item("r", R), item("m", memo), item("n", sign(officers("memo", "01",
	    { after: [hashOf(memo)] }))),
], {});
add("a status that does not exist", [
	item("r", R), item("y", sign({ ...reply,
	    fields: [{ name: "status", value: "P9" }] })),
], { all: ["status"], status: null });
add("two statuses in one reply", [
	item("r", R), item("y", sign({ ...reply, fields: [
		{ name: "status", value: "P3" }, { name: "status", value: "P4" },
	] })),
], { all: ["status"], status: null });
add("a bad status leaves the one before", [
	item("r", R), item("y", Y), item("z", sign(officers("reply", "01", {
		after: [hashOf(Y)], fields: [{ name: "status", value: "X" }],
	}))),
], { all: ["status"], status: "P2" });
add("a memo shown to the reporter", [item("m", sign(officers("memo", "01",
    { after: [] })))], { all: ["not-reader"] }, "reporter");

write("thread.json", {
	about: "Threads, protocol section 5. items as the services gave them " +
	    "(files null: not fetched; note null: could not be opened), view " +
	    "what a reader makes of them; alarms by the words of " +
	    "src/sign/thread.h. The reporter's self gives key, to and not. " +
	    "Written by make-thread.ts.",
	host: HOST, handle: hex(r.handle),
	self: { key: formatVkey(r.vkey), to: report.to, not: report.not },
	root: rootNote, rosters: rosterNotes,
	cases,
});
