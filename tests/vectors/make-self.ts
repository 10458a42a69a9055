// SPDX-License-Identifier: ISC
// Writes self.json and promise.json: what the reporter keeps, and what intake
// promises.
import { base64 } from "../../assets/lib/base64.ts";
import { concat, fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { hex } from "../../assets/lib/hex.ts";
import { formatIdentity } from "../../assets/lib/identity.ts";
import { formatVkey } from "../../assets/lib/note.ts";
import { signPromise } from "../../assets/lib/promise.ts";
import { seal } from "../../assets/lib/seal.ts";
import {
	SELF_NOTE_LEN, type Self, formatSelf, readSelf, writeSelf,
} from "../../assets/lib/self.ts";
import { wrapHeader } from "../../assets/lib/seal.ts";
import {
	CODE, HOST, type Key, fixed, fixedRandom, key, person, rawNote, reporter,
	write,
} from "./fixed.ts";

const r = reporter();
const by: Key = { name: r.vkey.name, seed: r.seed, vkey: r.vkey };
const self: Self = {
	thread: r.handle, form: "concern/1", className: "concern",
	root: fixed("pin"), roster: { version: 12, hash: fixed("roster") },
	to: ["01", "02", "03"], not: ["04", "09"], d: fixed("d"),
};
const plain: Self = {
	...self, form: "youth/1", className: "youth", root: undefined, not: [],
	to: ["05"],
};

// ---- texts
const texts: Record<string, unknown>[] = [];
function text(name: string, t: string, result: string, s?: Self): void {
	texts.push({
		name, text: t, result,
		...(s === undefined ? {} : { self: asJson(s) }),
	});
}
function asJson(s: Self): Record<string, unknown> {
	return {
		thread: hex(s.thread), form: s.form, class: s.className,
		root: s.root === undefined ? null : hex(s.root),
		roster_version: s.roster.version, roster_hash: hex(s.roster.hash),
		to: s.to, not: s.not, d: hex(s.d),
	};
}
const t = formatSelf(HOST, self);
text("with everything", t, "OK", self);
text("keys unchecked, nobody left out", formatSelf(HOST, plain), "OK", plain);
for (const [name, bad] of [
	["other kind", t.replace("self/v1", "entry/v1")],
	["other host", t.replace(HOST, "box.example.com")],
	["short thread", t.replace(base64(r.handle), "AAAA")],
	["unknown form", t.replace("concern/1", "concern/9")],
	["class in upper case", t.replace("class concern", "class Concern")],
	["no root", t.replace(/root .*\n/, "")],
	["short root", t.replace(/root .*/, "root AAAA")],
	["roster 0", t.replace("roster 12", "roster 0")],
	["no readers", t.replace(/to .*\n/, "")],
	["readers not rising", t.replace("to 01 02", "to 02 01")],
	["reader and left out", t.replace("not 04", "not 03")],
	["no commitment", t.replace(/d [^\n]*\n$/, "")],
	["short commitment", t.replace(/d [^\n]*\n$/, "d AAAA\n")],
	["unknown line", t + "x y\n"],
	["empty line", t + "\n"],
] as const)
	text(name, bad, "ENTRY");

// ---- files
const files: Record<string, unknown>[] = [];
function file(name: string, bytes: Uint8Array, result: string,
    s?: Self): void {
	files.push({
		name, file_b64: base64(bytes), result,
		...(s === undefined ? {} : { self: asJson(s) }),
	});
}
/** Any plaintext, sealed and 1,024 bytes long if it fits. */
function sealed(what: string, note: string | Uint8Array, fill = 0): Uint8Array {
	const out = new Uint8Array(SELF_NOTE_LEN).fill(fill);
	const bytes = typeof note === "string" ? utf8(note) : note;

	out.set(bytes);
	if (fill !== 0)
		out[bytes.length] = 0;
	const { header, payload } = seal(out, [r.identity.recipient], 1,
	    fixedRandom(what));
	return concat(header, payload);
}
const good = writeSelf(HOST, self, r, fixedRandom("self"));
file("with everything", good, "OK", self);
file("keys unchecked, nobody left out",
    writeSelf(HOST, plain, r, fixedRandom("self plain")), "OK", plain);
{
	const flip = (at: number): Uint8Array => {
		const out = good.slice();

		out[at] = (out[at] ?? 0) ^ 1;
		return out;
	};
	const other = person("01").keys.identity.recipient;
	const { header, payload } = seal(new Uint8Array(SELF_NOTE_LEN),
	    [other], 1, fixedRandom("for another"));

	file("for another", concat(header, payload), "AGE_NO_MATCH");
	file("payload changed", flip(1023), "AGE_PAYLOAD");
	file("nonce changed", flip(170), "AGE_PAYLOAD");
	file("MAC changed", flip(150), "AGE_HMAC");
	file("not age", new Uint8Array(1024).fill(0x61), "AGE_HEADER");
	const key16 = fixed("two").subarray(0, 16);
	const two = wrapHeader(key16, [r.identity.recipient], 2,
	    fixedRandom("two stanzas"));
	file("two stanzas", concat(two, new Uint8Array(1024 - two.length)),
	    "AGE_HEADER");
}
file("fill not zero", sealed("fill", rawNote(t, by), 7), "FORMAT");
file("empty", sealed("empty", ""), "NOTE");
file("not signed", sealed("unsigned", t), "NOTE");
file("signed by another", sealed("another", rawNote(t, key("reporter"))),
    "NOTE_UNSIGNED");
file("signature of another text", sealed("wrong", rawNote(t, by)
    .replace("class concern", "class youth")), "NOTE_SIGNATURE");
file("an entry in it", sealed("entry", rawNote(t.replace("self/v1",
    "retention/v1"), by)), "NOTE_KEY_NAME");
file("malformed", sealed("malformed", rawNote(t + "x y\n", by)), "ENTRY");
file("for another thread", sealed("thread", rawNote(
    t.replace(base64(r.handle), base64(fixed("t").subarray(0, 16))), by)),
    "ENTRY");
readSelf(HOST, good, r);

write("self.json", {
	about: "self, protocol section 5, for the reporter with this code. " +
	    "texts: grammar; files: 1,024 bytes, opened and verified. Written " +
	    "by make-self.ts.",
	host: HOST, code: CODE, identity: formatIdentity(r.identity.secret),
	reporter: formatVkey(r.vkey), sign_seed: hex(r.seed),
	note_len_max: SELF_NOTE_LEN, texts, files,
});

// ---- promises
const promise = key("promise");
const second = key("promise", fixed("second intake"));
const cases: Record<string, unknown>[] = [];
const d = fixed("commitment");
const DAY = "2026-11-23";
const p = fromUtf8(signPromise(HOST, d, DAY, promise.seed));
const pt = p.slice(0, p.indexOf("\n\n") + 1);
function check(name: string, note: string, result: string,
    today: string | null = DAY, keys: readonly Key[] = [promise, second]):
    void {
	cases.push({
		name, note, d: hex(d), today,
		keys: keys.map((k) => formatVkey(k.vkey)), result,
		...(result !== "OK" ? {} :
		    { date: DAY, in_log_by: "2026-11-25" }),
	});
}
check("given today", p, "OK");
check("by the second intake", rawNote(pt, second), "OK");
check("two days ago", p, "OK", "2026-11-25");
check("clock two days behind", p, "OK", "2026-11-21");
check("three days ago", p, "PROMISE", "2026-11-26");
check("clock three days behind", p, "PROMISE", "2026-11-20");
check("an old one, the date not asked", p, "OK", null);
check("for another entry", rawNote(pt.replace(base64(d),
    base64(fixed("other"))), promise), "PROMISE");
check("log date a day early", rawNote(pt.replace("11-25", "11-24"), promise),
    "PROMISE");
check("log date a day late", rawNote(pt.replace("11-25", "11-26"), promise),
    "PROMISE");
check("no such day", rawNote(pt.replace("date 2026-11-23",
    "date 2026-11-31"), promise), "PROMISE");
check("unknown line", rawNote(pt + "x y\n", promise), "PROMISE");
check("no log date", rawNote(pt.replace(/in-log-by .*\n/, ""), promise),
    "PROMISE");
check("by nobody known", rawNote(pt, key("promise", fixed("stranger"))),
    "NOTE_UNSIGNED");
check("changed", p.replace("date 2026-11-23", "date 2026-11-22"),
    "NOTE_SIGNATURE");
check("by an officer's key", rawNote(pt, person("01").sign),
    "NOTE_UNSIGNED");
check("by an officer's key that passes for known",
    rawNote(pt, person("01").sign), "NOTE_KEY_NAME", DAY,
    [person("01").sign]);
check("other kind", rawNote(pt.replace("promise/v1", "manifest/v1"),
    promise), "NOTE_KEY_NAME");
check("not a note", pt, "NOTE");
check("a problem document", '{"type":"about:blank"}', "NOTE");

write("promise.json", {
	about: "Promises, protocol section 8, verified by keys for d; today " +
	    "null: its age does not matter. Written by make-self.ts.",
	host: HOST, cases,
});
