// SPDX-License-Identifier: ISC
// Writes able.json: who can still open all of a thread.
import { type AbleBy, able } from "../../assets/lib/able.ts";
import { base64 } from "../../assets/lib/base64.ts";
import { fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import {
	type Entry, formatEntry, readEntry, signEntry,
} from "../../assets/lib/entry.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import { formatVkey } from "../../assets/lib/note.ts";
import { formatRoster } from "../../assets/lib/roster.ts";
import { type Item, checkThread } from "../../assets/lib/thread.ts";
import { firstRoster, rootNote, signedRosters } from "./chain.ts";
import {
	HOST, fixed, key, person, rawNote, reporter, write,
} from "./fixed.ts";

const r = reporter();
const rows = new Map(["01", "02", "03", "04", "05"]
    .map((n) => [n, person(n)]));
/** Number 02 with another key, from the third roster on. */
const again = person("02", "02 again");
const who = (n: string, v = 2): ReturnType<typeof person> =>
    v === 3 && n === "02" ? again : rows.get(n) ?? person(n);

const first = firstRoster(["01", "02", "03", "04"]
    .map((n) => who(n).row), ["01", "02"]);
const t1 = formatRoster(HOST, first);
const t2 = formatRoster(HOST, {
	...first, version: 2, prev: sha256(t1), notBefore: "2026-11-20",
	notAfter: "2026-12-20",
	officers: ["01", "02", "03", "04", "05"].map((n) => who(n).row),
});
const t3 = formatRoster(HOST, {
	...first, version: 3, prev: sha256(t2), notBefore: "2026-11-24",
	notAfter: "2026-12-20",
	officers: ["01", "02", "03", "05"].map((n) => who(n, 3).row),
	revoked: [{ number: "04", date: "2026-11-24", reason: "left" }],
});
const { notes: rosterNotes, rosters } = signedRosters([t1, t2, t3]);
const named = (v: number): Entry["roster"] => ({
	version: v, hash: rosters[v - 1]?.hash ?? fixed("unknown"),
});
const DAYS = ["", "2026-11-02", "2026-11-21", "2026-11-25"];

const report: Entry = {
	kind: "report", thread: r.handle, after: [], date: "2026-11-21",
	roster: named(2), to: ["01", "02"], not: ["03"], form: "concern/1",
	key: r.vkey, replyTo: r.identity.recipient, fields: [], attach: [],
	text: "反映一件事。\n",
};
const hashOf = (note: string): Uint8Array => readEntry(HOST, utf8(note)).hash;
const sign = (e: Entry): string => fromUtf8(signEntry(HOST, e,
    e.officer === undefined ? r.seed :
	who(e.officer, e.roster.version).sign.seed));
const R = sign(report);
const A = hashOf(R);

function by(kind: Entry["kind"], nn: string, more: Partial<Entry> = {},
    v = 2): string {
	return sign({ ...report, kind, not: [], form: undefined,
		key: undefined, replyTo: undefined, officer: nn, after: [A],
		date: DAYS[v] ?? "", roster: named(v), text: `${kind}\n`,
		...more });
}
const followup = (more: Partial<Entry>): string => sign({ ...report,
	kind: "followup", form: undefined, replyTo: undefined, after: [A],
	text: "补充。\n", ...more });
const grant = (value: string, nn = "01", more: Partial<Entry> = {}, v = 2):
    string => by("event", nn, { fields: [{ name: "grant", value }],
	...more }, v);

/** The label decides the order of ties; stored on the day it was written. */
function item(label: string, note: string | undefined): Item {
	const payloadHash = fixed(`payload ${label}`);
	const bytes = note === undefined ? undefined : utf8(note);

	return { id: hex(payloadHash.subarray(0, 16)), payloadHash,
		stored: bytes === undefined ? "2026-11-21" :
		    readEntry(HOST, bytes).date,
		note: bytes, files: undefined };
}

const cases: Record<string, unknown>[] = [];

/** notes: in any order; who is what the author of the case says comes out. */
function add(name: string, notes: readonly (string | undefined)[],
    expect: string, more: { roster?: number; headers?: number;
	recused?: string[] } = {}): void {
	const { roster = 2, headers = 1, recused = [] } = more;
	const items = notes.map((note, i) => item(String(i), note));
	const view = checkThread({ host: HOST, rosters, handle: r.handle,
		viewer: "01", items });
	const judge: AbleBy = { rosters, headers, recused: new Set(recused),
		today: rosters[roster - 1] ?? rosters[0]! };
	const got = able(view, judge);

	if (got.join(" ") !== expect)
		throw new Error(`${name}: ${got.join(" ")}`);
	cases.push({ name, viewer: "01", roster, headers, recused,
		items: items.map((i) => ({ id: i.id,
			payload_hash: hex(i.payloadHash), stored: i.stored,
			note: i.note === undefined ? null : fromUtf8(i.note),
			files: null })),
		able: got });
}

// ---- by what the report says
add("a report to two", [R], "01 02");
add("nothing", [], "");
add("no report that opens", [undefined], "");
add("entries beside that do not open", [R, undefined], "01 02");
add("a number whose key was replaced", [R], "01", { roster: 3 });
add("one who was removed", [sign({ ...report, to: ["01", "04"] })], "01",
    { roster: 3 });
add("one who stepped aside", [R], "01", { recused: ["02"] });
add("everybody stepped aside", [R], "", { recused: ["01", "02"] });
add("a roster that nobody knows", [sign({ ...report,
    roster: { version: 2, hash: fixed("no such roster") } })], "");
add("not enrolled when it was written", [sign({ ...report, date: "2026-11-20",
    roster: named(1), to: ["01", "05"], not: [] })], "01");

// ---- by what follows
add("a follow-up to one of them", [R, followup({ to: ["01"] })], "01");
add("a follow-up to one who has not the report", [R,
    followup({ to: ["01", "02", "05"] })], "01 02");
add("a memo to one and another to the other", [R,
    by("memo", "01", { to: ["01"] }), by("memo", "02", { to: ["02"] })], "");
add("who opened what does not matter", [R, by("event", "02", { to: ["02"],
    fields: [{ name: "opened", value: base64(A) }] })], "01 02");
add("what nobody can trust does not matter", [R, rawNote(formatEntry(HOST, {
	...report, kind: "memo", not: [], form: undefined, key: undefined,
	replyTo: undefined, officer: "02", after: [A], to: ["02"],
}), key("officer/02", fixed("forger")))], "01 02");
add("a reply under the new roster", [R, by("reply", "01", { to: ["01", "02"] },
    3)], "01", { roster: 3 });

// ---- by grants
const five = grant("05 all");
const four = grant("04 all");
add("granted, and the header is there", [R, five], "01 02 05", { headers: 2 });
add("granted, and no header came", [R, five], "01 02");
add("granted, and no header is known", [R, five], "01 02", { headers: 0 });
add("two granted, one header", [R, five, four], "01 02", { headers: 2 });
add("two granted, two headers", [R, five, four], "01 02 04 05",
    { headers: 3 });
add("headers of one who was removed count", [R, five, four], "01",
    { headers: 2, roster: 3 });
add("the other one is left", [R, five, four], "01 05",
    { headers: 3, roster: 3 });
add("granted to one who read it already", [R, grant("02 all")], "01 02");
add("granted to a key that was replaced", [R, grant("02 all")], "01",
    { roster: 3, headers: 2 });
add("granted to the new key", [R, grant("02 all", "01", {}, 3)], "01 02",
    { roster: 3, headers: 2 });
add("granted to one who stepped aside", [R, five], "01 02",
    { headers: 2, recused: ["05"] });
add("granted to one left out", [R, grant("03 all")], "01 02", { headers: 2 });
add("granted by a stranger", [R, grant("05 all", "04")], "01 02",
    { headers: 2 });
add("a follow-up after the grant", [R, five, followup({ to: ["01", "02"],
    text: "又一件。\n" })], "01 02 05", { headers: 2 });
const memo = by("memo", "02");
const one = grant(`05 ${base64(A)}`);
add("a memo granted alone", [R, memo, grant(`05 ${base64(hashOf(memo))}`)],
    "01 02", { headers: 2 });
add("the report granted, not the event", [R, one], "01 02", { headers: 2 });
add("the report granted, and the memo not", [R, memo,
    grant(`05 ${base64(A)}`, "01", { to: ["01", "02", "05"] })], "01 02",
    { headers: 2 });
add("the report granted, and the memo", [R, memo,
    grant(`05 ${base64(A)}`, "01", { to: ["01", "02", "05"] }),
    grant(`05 ${base64(hashOf(memo))}`, "02", { to: ["01", "02", "05"] })],
    "01 02 05", { headers: 2 });

write("able.json", {
	about: "Who can still open all of a thread, protocol section 5: able " +
	    "by the roster of that version, the headers of the report and " +
	    "who stepped aside. Items as in thread.json. Written by " +
	    "make-able.ts.",
	host: HOST, handle: hex(r.handle),
	self: { key: formatVkey(r.vkey), to: report.to, not: report.not },
	root: rootNote, rosters: rosterNotes,
	cases,
});
