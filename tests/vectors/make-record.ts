// SPDX-License-Identifier: ISC
// Writes record.json and retention.json: what two officers sign together,
// honest or not.
import { fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import {
	CHECKED, type Joint, type OpenRecord, formatRecord, openRecord, signRecord,
} from "../../assets/lib/record.ts";
import {
	type OpenRetention, type Retention, formatRetention, openRetention,
	signRetention,
} from "../../assets/lib/retention.ts";
import { formatRoster } from "../../assets/lib/roster.ts";
import { firstRoster, rootNote, signedRosters } from "./chain.ts";
import {
	HOST, fixed, key, person, rawNote, signatureLine, write,
} from "./fixed.ts";

const one = person("01");
const two = person("02");
const three = person("03");

// ---- a root and two rosters; 03 is only in the second
const first = firstRoster([one.row, two.row], ["01", "02"]);
const t1 = formatRoster(HOST, first);
const t2 = formatRoster(HOST, {
	...first, version: 2, prev: sha256(t1), notBefore: "2026-11-20",
	notAfter: "2026-12-20", officers: [one.row, two.row, three.row],
});
const { notes: rosterNotes, rosters } = signedRosters([t1, t2]);
const named = (v: number): Joint["roster"] => ({
	version: v, hash: rosters[v - 1]?.hash ?? fixed("unknown"),
});

// ---- records
const good: Joint = {
	kind: "answers", date: "2026-11-30", roster: named(2),
	period: "2026-11",
	fields: [
		{ name: "topic", value: "Y02" },
		{ name: "wish", value: "自习室周末开门\n晚一点关门" },
		{ name: "answer", value: "12 月起开到 21 点，达 100%。" },
	],
	text: "本月共答复这些愿望。\n",
};
const text = formatRecord(HOST, good);
const bare = formatRecord(HOST, { ...good, kind: "summary", period: "-",
	fields: [], text: "" });
const cases: Record<string, unknown>[] = [];

function asJson(r: OpenRecord): Record<string, unknown> {
	return {
		kind: r.kind, date: r.date, roster: r.roster.version,
		period: r.period,
		fields: r.fields.map((f) => [f.name, f.value]), text: r.text,
		signers: r.signers, complete: r.complete,
		publishable: r.publishable, hash: hex(r.hash),
	};
}

function check(name: string, note: string, result: string): void {
	cases.push({ name, note, result, ...(result !== "OK" ? {} :
	    { record: asJson(openRecord(HOST, utf8(note), rosters)) }) });
}

function bent(name: string, t: string, result = "RECORD"): void {
	check(name, rawNote(t, one.sign, two.sign), result);
}

check("a draft", fromUtf8(signRecord(HOST, good, "01", one.sign.seed)), "OK");
check("by two", rawNote(text, one.sign, two.sign), "OK");
check("by three", rawNote(text, three.sign, one.sign, two.sign), "OK");
check("by one officer twice", rawNote(text, two.sign, two.sign), "OK");
check("nothing but its head", rawNote(bare, two.sign, one.sign), "OK");
for (const period of ["2026-01", "2026-12", "2026-Q1", "2026-Q4", "2026"])
	bent(`period ${period}`, text.replace("period 2026-11",
	    `period ${period}`), "OK");
bent("under the first roster", formatRecord(HOST, { ...good,
	date: "2026-11-19", roster: named(1) }), "OK");
check("and a stranger's signature", rawNote(text, one.sign,
    key("officer/77", fixed("nobody"))), "OK");
check("by strangers only", rawNote(text, key("officer/77", fixed("nobody"))),
    "NOTE_UNSIGNED");
check("by another key under an officer's name",
    rawNote(text, key("officer/01", fixed("not his"))), "NOTE_UNSIGNED");
check("by a login key", rawNote(text, one.login), "NOTE_UNSIGNED");
check("a signature of another text", text + "\n" +
    signatureLine(one.sign, text) + signatureLine(two.sign, bare),
    "NOTE_SIGNATURE");
check("changed after signing", rawNote(text, one.sign, two.sign)
    .replace("21 点", "22 点"), "NOTE_SIGNATURE");
check("an officer of the next roster", rawNote(formatRecord(HOST, { ...good,
	date: "2026-11-19", roster: named(1) }), three.sign),
    "NOTE_UNSIGNED");
bent("by an old roster", formatRecord(HOST, { ...good, roster: named(1) }),
    "EXPIRED");
bent("before its roster", formatRecord(HOST, { ...good, date: "2026-11-19" }),
    "EXPIRED");
bent("after its roster", formatRecord(HOST, { ...good, date: "2026-12-21" }),
    "EXPIRED");
bent("an unknown roster", formatRecord(HOST, { ...good,
	roster: { version: 2, hash: fixed("unknown") } }), "CHAIN");
check("not a note", text, "NOTE");
bent("no free text's empty line", text.slice(0, text.indexOf("\n\n") + 1));
const page: Joint = { ...good, fields: [...good.fields,
	...CHECKED.map((value) => ({ name: "checked", value }))] };
bent("a page with everything checked", formatRecord(HOST, page), "OK");
check("a page by one officer", rawNote(formatRecord(HOST, page), one.sign),
    "OK");
for (const word of CHECKED)
	bent(`a page without ${word} checked`, formatRecord(HOST, page)
	    .replace(`field checked ${word}\n`, ""), "OK");
bent("a summary with everything checked", formatRecord(HOST,
    { ...page, kind: "summary" }), "OK");
for (const [name, from, to] of [
	["other host", HOST + "/record", "box.example.com/record"],
	["other version", "record/v1", "record/v2"],
	["unknown kind", "kind answers", "kind answer"],
	["no kind", "kind answers\n", ""],
	["no such day", "date 2026-11-30", "date 2026-11-31"],
	["roster 0", "roster 2", "roster 0"],
	["no period", "period 2026-11\n", ""],
	["month 13", "period 2026-11", "period 2026-13"],
	["month 1", "period 2026-11", "period 2026-1"],
	["quarter 5", "period 2026-11", "period 2026-Q5"],
	["quarter 0", "period 2026-11", "period 2026-Q0"],
	["a small q", "period 2026-11", "period 2026-q1"],
	["year 26", "period 2026-11", "period 26"],
	["a day", "period 2026-11", "period 2026-11-01"],
	["period empty", "period 2026-11", "period "],
	["two periods", "period 2026-11", "period 2026-11\nperiod 2026-12"],
	["fields before the period", "period 2026-11\nfield topic Y02",
	    "field topic Y02\nperiod 2026-11"],
	["field of no name", "field topic Y02", "field  Y02"],
	["field of no value", "field topic Y02", "field topic"],
	["field in upper case", "field topic Y02", "field Topic Y02"],
	["unknown escape", "%25", "%41"],
	["unknown line", "field topic Y02", "attach a01.jpg"],
	["line end of another world", "period 2026-11\n", "period 2026-11 \n"],
] as const)
	bent(name, text.replace(from, to));
const many = (n: number): Joint => ({ ...good,
	fields: Array.from({ length: n }, () => ({ name: "n", value: "1" })) });
bent("as many fields as there may be", formatRecord(HOST, many(64)), "OK");
bent("one more", formatRecord(HOST, many(64)).replace("field n 1\n",
    "field n 1\nfield n 1\n"));

write("record.json", {
	about: "Records, protocol section 5: what officers sign together, " +
	    "opened by the rosters. Written by make-record.ts.",
	host: HOST, root: rootNote, rosters: rosterNotes, cases,
});

// ---- retention: 2026-11-20 has two rosters in force
const gone: Retention = {
	d: fixed("commitment"), id: hex(fixed("payload").subarray(0, 16)),
	rule: "contact", date: "2026-11-30",
};
const rt = formatRetention(HOST, gone);
const onDay = (date: string): string => formatRetention(HOST,
    { ...gone, date });
const kept: Record<string, unknown>[] = [];

function retentionJson(r: OpenRetention): Record<string, unknown> {
	return { d: hex(r.d), id: r.id, rule: r.rule, date: r.date,
		signers: r.signers, complete: r.complete };
}

function keep(name: string, note: string, result: string): void {
	kept.push({ name, note, result, ...(result !== "OK" ? {} :
	    { retention: retentionJson(openRetention(HOST, utf8(note),
		rosters)) }) });
}

keep("by one", fromUtf8(signRetention(HOST, gone, "01", one.sign.seed)), "OK");
keep("by two", rawNote(rt, two.sign, one.sign), "OK");
keep("by three", rawNote(rt, two.sign, three.sign, one.sign), "OK");
keep("by one officer twice", rawNote(rt, two.sign, two.sign), "OK");
keep("by one and a stranger", rawNote(rt, two.sign,
    key("officer/77", fixed("nobody"))), "OK");
keep("on a day of two rosters, by an officer of the second",
    rawNote(onDay("2026-11-20"), one.sign, three.sign), "OK");
keep("before the second roster", rawNote(onDay("2026-11-19"), one.sign,
    three.sign), "OK");
keep("by nobody of that day", rawNote(onDay("2026-11-19"), three.sign),
    "NOTE_UNSIGNED");
keep("by strangers", rawNote(rt, key("officer/77", fixed("nobody"))),
    "NOTE_UNSIGNED");
keep("by login keys", rawNote(rt, one.login, two.login), "NOTE_UNSIGNED");
keep("when no roster was in force", rawNote(onDay("2026-12-21"), one.sign,
    two.sign), "EXPIRED");
keep("changed after signing", rawNote(rt, one.sign, two.sign)
    .replace("rule contact", "rule report"), "NOTE_SIGNATURE");
keep("one signature of another text", rt + "\n" +
    signatureLine(one.sign, rt) + signatureLine(two.sign, text),
    "NOTE_SIGNATURE");
keep("not a note", rt, "NOTE");
for (const [name, from, to] of [
	["other host", HOST + "/ret", "box.example.com/ret"],
	["other kind", "retention/v1", "record/v1"],
	["no commitment", /d [^\n]*\n/, ""],
	["short commitment", /\nd .*/, "\nd AAAA"],
	["no id", /id .*\n/, ""],
	["short id", /id ../, "id "],
	["id in upper case", /id ..../, "id ABCD"],
	["no rule", /rule .*\n/, ""],
	["rule of two words", "rule contact", "rule contact data"],
	["rule in upper case", "rule contact", "rule Contact"],
	["no such day", "2026-11-30", "2026-11-31"],
	["unknown line", /$/, "x y\n"],
] as const)
	keep(name, rawNote(rt.replace(from, to), one.sign, two.sign), "RECORD");

write("retention.json", {
	about: "Retention notes, protocol section 8, opened by the rosters. " +
	    "Written by make-record.ts.",
	host: HOST, root: rootNote, rosters: rosterNotes, cases: kept,
});
