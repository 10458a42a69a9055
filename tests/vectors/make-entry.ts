// SPDX-License-Identifier: ISC
// Writes entry.json: the strict grammar of entries, their one signature, and
// the attach lines against an archive's members.
import { base64 } from "../../assets/lib/base64.ts";
import { fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import {
	type Entry, KINDS, formatEntry, isReporters, readEntry, signEntry,
} from "../../assets/lib/entry.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import { formatRecipient } from "../../assets/lib/identity.ts";
import { formatVkey } from "../../assets/lib/note.ts";
import { threadHandle } from "../../assets/lib/receipt.ts";
import {
	HOST, type Key, fixed, key, noteJson, person, rawNote, reporter,
	signatureLine, write,
} from "./fixed.ts";

const r = reporter();
const by: Key = { name: r.vkey.name, seed: r.seed, vkey: r.vkey };
const one = person("01");
const two = person("02");
const picture = utf8("not a picture, but its bytes");
const paper = utf8("");
const heads = [fixed("head 1"), fixed("head 2")];

const report: Entry = {
	kind: "report", thread: r.handle, after: [], date: "2026-11-23",
	roster: { version: 12, hash: fixed("roster") },
	to: ["01", "02", "03"], not: [], form: "concern/1", key: r.vkey,
	replyTo: r.identity.recipient, fields: [], attach: [],
	text: "张某在采购中指定供应商。\n\n第二段。\n",
};
const full: Entry = {
	...report, not: ["04", "09"],
	fields: [
		{ name: "category", value: "C03" },
		{ name: "where", value: "食堂 2 楼\n靠窗，约 50% 的时候" },
		{ name: "field_3", value: "" },
		{ name: "a".repeat(32), value: " %0A is not an escape here " },
		{ name: "category", value: "C04" },
	],
	attach: [
		{
			member: "a01.jpg", hash: sha256(picture),
			size: picture.length, name: "发票 1.jpg",
		},
		{ member: "a02.docx", hash: sha256(paper), size: 0, name: "" },
	],
	text: "",
};
const followup: Entry = {
	...report, kind: "followup", after: heads, form: undefined,
	replyTo: undefined, fields: [{ name: "rating", value: "3" }], text: "",
};
const contact: Entry = {
	...report, kind: "contact", form: undefined, key: undefined,
	replyTo: undefined, fields: [{ name: "phone", value: "13800000000" }],
	text: "",
};
const reply: Entry = {
	...contact, kind: "reply", after: heads, officer: "01",
	fields: [{ name: "status", value: "P4" }], text: "已受理。\n",
};
const memo: Entry = { ...reply, kind: "memo", fields: [] };
const event: Entry = {
	...memo, kind: "event", text: "",
	fields: [
		{ name: "from", value: "R03" }, { name: "to", value: "R09" },
		{ name: "grant", value: "04 all" },
	],
};

const cases: Record<string, unknown>[] = [];
/** The parsed entry as both languages must see it. */
function parsed(noteText: string): Record<string, unknown> {
	const e = readEntry(HOST, utf8(noteText));

	return {
		kind: e.kind, thread: hex(e.thread), after: e.after.map(hex),
		date: e.date, roster_version: e.roster.version,
		roster_hash: hex(e.roster.hash), to: e.to, not: e.not,
		form: e.form ?? null,
		key: e.key === undefined ? null : formatVkey(e.key),
		reply_to: e.replyTo === undefined ? null :
		    formatRecipient(e.replyTo),
		officer: e.officer ?? null,
		fields: e.fields.map((f) => [f.name, f.value]),
		attach: e.attach.map((a) => [a.member, hex(a.hash), a.size, a.name]),
		text: e.text, hash: hex(e.hash),
	};
}
function ok(name: string, note: string): void {
	cases.push({ name, note, result: "OK", entry: parsed(note) });
}
function good(name: string, e: Entry): void {
	const seed = e.officer === "01" ? one.sign.seed : r.seed;

	ok(name, fromUtf8(signEntry(HOST, e, seed)));
}
function bad(name: string, text: string, result = "ENTRY", k = by): void {
	cases.push({ name, ...noteJson(rawNote(text, k)), result });
}
good("report", report);
good("report with everything", full);
good("youth report", { ...report, form: "youth/1" });
good("followup", followup);
good("followup that has seen nothing", { ...followup, after: [] });
good("contact", contact);
good("reply", reply);
good("reply with a status and no text", { ...reply, text: "" });
good("memo", memo);
good("event", event);
good("one reader", { ...report, to: ["00"] });
good("32 readers", {
	...report,
	to: Array.from({ length: 32 }, (_, i) => String(i).padStart(2, "0")),
});
good("64 heads, 64 fields, 16 attachments", {
	...followup, after: Array.from({ length: 64 }, (_, i) => fixed(`h${i}`)),
	fields: Array.from({ length: 64 }, (_, i) =>
	    ({ name: `f${i}`, value: "v" })),
	attach: Array.from({ length: 16 }, (_, i) => ({
		member: `a${String(i + 1).padStart(2, "0")}.png`,
		hash: fixed(`a${i}`), size: 67108864, name: "",
	})),
});
good("text that looks like lines", {
	...report, text: "\nfield a b\nkind report\n\n— x y\n\n",
});
good("a line separator in a field", {
	...report, fields: [{ name: "a", value: "b\u2028c\u2029d" }],
});
ok("report without free text",
    rawNote(formatEntry(HOST, { ...report, text: "" }), by));

const t = formatEntry(HOST, report);
const tf = formatEntry(HOST, full);
const tu = formatEntry(HOST, followup);
const tr = formatEntry(HOST, reply);
const tc = formatEntry(HOST, contact);
const keyLine = `key ${formatVkey(r.vkey)}`;
const otherReporter = key("reporter", fixed("another reporter"));
const lowerHead = `after ${base64(heads[0] ?? r.handle)}`;
const higherHead = `after ${base64(heads[1] ?? r.handle)}`;
const swapLines = (text: string, a: string, b: string): string =>
    text.replace(a, "\0").replace(b, a).replace("\0", b);
for (const [name, text] of [
	["first line of another version", t.replace("entry/v1", "entry/v2")],
	["unknown kind", t.replace("kind report", "kind note")],
	["kind in upper case", t.replace("kind report", "kind Report")],
	["no kind", t.replace("kind report\n", "")],
	["kind twice", t.replace("kind report\n", "kind report\nkind report\n")],
	["space behind the kind", t.replace("kind report", "kind report ")],
	["two spaces", t.replace("kind report", "kind  report")],
	["thread of another key", t.replace(base64(r.handle),
	    base64(threadHandle(HOST, otherReporter.vkey.key)))],
	["short thread", t.replace(base64(r.handle), "AAAA")],
	["thread unpadded", t.replace(base64(r.handle),
	    base64(r.handle).replace(/=+$/, ""))],
	["a report that follows", t.replace("after -", lowerHead)],
	["no after", t.replace("after -\n", "")],
	["after - twice", t.replace("after -\n", "after -\nafter -\n")],
	["after - and a head", tu.replace(lowerHead, "after -\n" + lowerHead)],
	["a head and after -", tu.replace(lowerHead, lowerHead + "\nafter -")],
	["heads not rising", swapLines(tu, lowerHead, higherHead)],
	["a head twice", tu.replace(lowerHead, lowerHead + "\n" + lowerHead)],
	["short head", tu.replace(lowerHead, "after AAAA")],
	["65 heads", tu.replace(lowerHead + "\n", "").replace(higherHead,
	    Array.from({ length: 65 }, (_, i) => fixed(`h${i}`)).map(hex).sort()
	    .map((h) => `after ${Buffer.from(h, "hex").toString("base64")}`)
	    .join("\n"))],
	["no such day", t.replace("2026-11-23", "2026-11-31")],
	["date of one digit", t.replace("2026-11-23", "2026-11-3")],
	["roster 0", t.replace("roster 12", "roster 0")],
	["roster 012", t.replace("roster 12", "roster 012")],
	["roster over 32 bits", t.replace("roster 12", "roster 4294967296")],
	["roster without its hash", t.replace(/roster 12 .*/, "roster 12")],
	["roster and more", t.replace(/(roster 12 .*)/, "$1 x")],
	["no readers", t.replace("to 01 02 03\n", "")],
	["empty readers", t.replace("to 01 02 03", "to ")],
	["to alone", t.replace("to 01 02 03", "to")],
	["readers not rising", t.replace("to 01 02 03", "to 02 01 03")],
	["a reader twice", t.replace("to 01 02 03", "to 01 01 02")],
	["reader of one digit", t.replace("to 01 02 03", "to 1 02 03")],
	["reader of three digits", t.replace("to 01 02 03", "to 001 02 03")],
	["two spaces between readers", t.replace("to 01 02 03", "to 01  02")],
	["space behind the readers", t.replace("to 01 02 03", "to 01 02 03 ")],
	["33 readers", t.replace("to 01 02 03", "to " + Array.from({ length: 33 },
	    (_, i) => String(i).padStart(2, "0")).join(" "))],
	["reader and left out", tf.replace("not 04 09", "not 03 04")],
	["nobody left out", tf.replace("not 04 09", "not ")],
	["left out not rising", tf.replace("not 04 09", "not 09 04")],
	["not before to", swapLines(tf, "to 01 02 03", "not 04 09")],
	["unknown form", t.replace("concern/1", "concern/2")],
	["no form", t.replace("form concern/1\n", "")],
	["form in a followup", tu.replace("key ", "form youth/1\nkey ")],
	["no key", t.replace(keyLine + "\n", "")],
	["key of another name", t.replace(formatVkey(r.vkey),
	    formatVkey(key("promise", r.seed).vkey))],
	["damaged key", t.replace(formatVkey(r.vkey),
	    formatVkey(r.vkey).slice(0, -4))],
	["key of another host", t.replace(formatVkey(r.vkey),
	    formatVkey(key("reporter", r.seed, "box.example.com").vkey))],
	["no reply-to", t.replace(/reply-to .*\n/, "")],
	["reply-to in upper case", t.replace(/reply-to .*/, (m) => "reply-to " +
	    m.slice(9).toUpperCase())],
	["reply-to damaged", t.replace(/(reply-to .*)./, "$1b")],
	["reply-to in a followup", tu.replace(keyLine, keyLine + "\nreply-to " +
	    formatRecipient(r.identity.recipient))],
	["key in a contact", tc.replace("field ", keyLine + "\nfield ")],
	["left out in a contact", tc.replace("to 01 02 03",
	    "to 01 02 03\nnot 04")],
	["officer in a report", t.replace("form ", "officer 01\nform ")],
	["field without a value", t.replace(/\n\n/, "\nfield name\n\n")],
	["field without a name", t.replace(/\n\n/, "\nfield  value\n\n")],
	["field name in upper case", t.replace(/\n\n/, "\nfield Name v\n\n")],
	["field name with a hyphen", t.replace(/\n\n/, "\nfield a-b v\n\n")],
	["field name of 33 letters", t.replace(/\n\n/,
	    `\nfield ${"a".repeat(33)} v\n\n`)],
	["escape in lower case", t.replace(/\n\n/, "\nfield a b%0a\n\n")],
	["other escape", t.replace(/\n\n/, "\nfield a b%20c\n\n")],
	["bare percent", t.replace(/\n\n/, "\nfield a 50%\n\n")],
	["cut escape", t.replace(/\n\n/, "\nfield a b%2\n\n")],
	["65 fields", t.replace(/\n\n/, "\n" + Array.from({ length: 65 },
	    (_, i) => `field f${i} v\n`).join("") + "\n")],
	["field behind attach", tf.replace(/(field category C04\n)((?:.*\n)*)(attach a02.*\n)/,
	    "$2$3$1")],
	["attach not from a01", tf.replace("a01.jpg", "a02.jpg")],
	["attach twice", tf.replace("a02.docx", "a01.docx")],
	["attach with a gap", tf.replace("a02.docx", "a03.docx")],
	["unknown extension", tf.replace("a01.jpg", "a01.exe")],
	["extension in upper case", tf.replace("a01.jpg", "a01.JPG")],
	["attach with a path", tf.replace("a01.jpg", "../a01.jpg")],
	["attach hash short", tf.replace(base64(sha256(paper)), "AAAA")],
	["attach size with a zero", tf.replace(` ${picture.length} `,
	    ` 0${picture.length} `)],
	["attach size negative", tf.replace(` ${picture.length} `, " -1 ")],
	["attach over 64 MiB", tf.replace(` ${picture.length} `, " 67108865 ")],
	["attach without a name", tf.replace(" 0 -\n", " 0\n")],
	["attach with an empty name", tf.replace(" 0 -\n", " 0 \n")],
	["17 attachments", t.replace(/\n\n/, "\n" + Array.from({ length: 17 },
	    (_, i) => `attach a${String(i + 1).padStart(2, "0")}.png ` +
	    `${base64(fixed("x"))} 1 -\n`).join("") + "\n")],
	["unknown line", t.replace("date ", "note x\ndate ")],
	["line with another case", t.replace("date ", "Date ")],
	["lines in another order", swapLines(t, "date 2026-11-23",
	    "to 01 02 03")],
	["no empty line", t.replace("\n\n", "\n")],
	["empty line of a space", t.replace("\n\n", "\n \n")],
	["header alone", t.slice(0, t.indexOf("\n\n") + 1)],
	["first line alone", `${HOST}/entry/v1\n`],
] as const)
	bad(name, text);
bad("reply without its officer", tr.replace("officer 01\n", ""), "ENTRY",
    one.sign);
bad("officer of one digit", tr.replace("officer 01", "officer 1"), "ENTRY",
    one.sign);
bad("form in a reply", tr.replace("officer", "form youth/1\nofficer"),
    "ENTRY", one.sign);
bad("another host", t.replace(HOST, "box.example.com"));
// Whose signature line it is.
bad("report signed by an officer's key", t, "ENTRY", one.sign);
bad("reply signed by another officer", tr, "ENTRY", two.sign);
bad("reply signed by the reporter", tr, "ENTRY", by);
bad("reply signed by the login key", tr, "ENTRY", one.login);
cases.push({
	name: "two signatures", note: rawNote(t, by, one.sign), result: "ENTRY",
});
cases.push({
	name: "the same signature twice", note: rawNote(t, by, by),
	result: "ENTRY",
});
cases.push({ name: "no signature", note: t, result: "NOTE" });
cases.push({
	name: "a control character", note: rawNote(t + "\u0007\n", by),
	result: "NOTE",
});
cases.push({ name: "empty", note: "", result: "NOTE" });

// ---- signatures
const verify: Record<string, unknown>[] = [];
function check(name: string, note: string, author: Key, result: string): void {
	verify.push({ name, note, author: formatVkey(author.vkey), result });
}
const nt = rawNote(t, by);
const ntr = rawNote(tr, one.sign);
const stranger = key("officer/01", fixed("stranger"));
check("report by its key", nt, by, "OK");
check("contact by the report's key", rawNote(tc, by), by, "OK");
check("reply by the officer's key", ntr, one.sign, "OK");
check("report by another reporter", rawNote(t, otherReporter), by,
    "ENTRY_SIGNATURE");
check("reply forged under the officer's name", rawNote(tr, stranger),
    one.sign, "ENTRY_SIGNATURE");
check("reply with the officer's key id and another signature", tr + "\n" +
    signatureLine(one.sign, tr + "x\n"), one.sign, "ENTRY_SIGNATURE");
check("reply changed after signing", ntr.replace("已受理", "不受理"),
    one.sign, "ENTRY_SIGNATURE");
check("reply against another officer's key", ntr, two.sign,
    "ENTRY_SIGNATURE");

// ---- members
const sum = (name: string, data: Uint8Array): Record<string, unknown> =>
    ({ name, size: data.length, hash: hex(sha256(data)) });
const a1 = sum("a01.jpg", picture);
const a2 = sum("a02.docx", paper);
const members = [
	{ name: "as announced", members: [a1, a2], result: "OK" },
	{ name: "one missing", members: [a1], result: "ATTACHMENT" },
	{ name: "none", members: [], result: "ATTACHMENT" },
	{
		name: "one more", members: [a1, a2, sum("a03.png", paper)],
		result: "ATTACHMENT",
	},
	{ name: "swapped", members: [a2, a1], result: "ATTACHMENT" },
	{
		name: "other name", members: [{ ...a1, name: "a01.png" }, a2],
		result: "ATTACHMENT",
	},
	{
		name: "other size", members: [{ ...a1, size: 1 }, a2],
		result: "ATTACHMENT",
	},
	{
		name: "other bytes", members: [{ ...a1, hash: a2.hash }, a2],
		result: "ATTACHMENT",
	},
];

write("entry.json", {
	about: "Entries, protocol section 5. cases: note (or note_b64) is read; " +
	    "entry is what is in it, text with its final LF, field values " +
	    "with their escapes undone. verify: the one signature. members: " +
	    "against members_of. Written by make-entry.ts.",
	host: HOST, kinds: KINDS.map((k) => ({ kind: k,
	    reporter: isReporters(k) })),
	cases, verify, members_of: fromUtf8(signEntry(HOST, full, r.seed)),
	members,
});
