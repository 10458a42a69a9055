// SPDX-License-Identifier: ISC
// Writes note.json: verifier keys, what a key may sign, and signed notes.
import { base64 } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { type Vkey, formatVkey, vkey } from "../../assets/lib/note.ts";
import {
	HOST, type Key, fixed, key, noteJson, rawNote, signatureLine, write,
} from "./fixed.ts";

const officer = key("officer/01");
const other = key("officer/02");
const rootA = key("root/a");
const rootB = key("root/b");
const stranger = key("officer/09", fixed("a stranger"));

// ---- vkeys
const vkeys: Record<string, unknown>[] = [];
function vk(name: string, text: string, result: string, v?: Vkey): void {
	vkeys.push({
		name, vkey: text, result,
		...(v === undefined ? {} : {
			key_name: v.name, id: hex(v.id), public: hex(v.key),
		}),
	});
}
const good = formatVkey(officer.vkey);
const [gName = "", gId = "", gKey = ""] = good.split("+");
vk("officer key", good, "OK", officer.vkey);
vk("empty", "", "FORMAT");
vk("no name", `+${gId}+${gKey}`, "FORMAT");
vk("space in the name", `box example+${gId}+${gKey}`, "FORMAT");
vk("ideographic space in the name", `box\u3000x+${gId}+${gKey}`, "FORMAT");
vk("upper-case id", `${gName}+${gId.toUpperCase()}+${gKey}`, "FORMAT");
vk("short id", `${gName}+${gId.slice(1)}+${gKey}`, "FORMAT");
vk("other id", `${gName}+00000000+${gKey}`, "FORMAT");
vk("other name, so other id", `${gName}x+${gId}+${gKey}`, "FORMAT");
vk("unpadded short key", `${gName}+${gId}+${gKey.slice(0, -4)}`, "FORMAT");
vk("two parts", `${gName}+${gKey}`, "FORMAT");
vk("space behind", `${good} `, "FORMAT");
{
	const cosigner = { ...officer.vkey, type: 4 };

	vk("cosignature type", formatVkey(cosigner), "FORMAT");
	for (const [what, k] of [
		["small-order key", "26e8958fc2b227b045c3f489f2ef98f0" +
		    "d5dfac05d3c63339b13802886d53fc05"],
		["identity as key", "01" + "00".repeat(31)],
		["non-canonical key", "f0" + "ff".repeat(30) + "7f"],
		["key off the curve", "02" + "00".repeat(31)],
	] as const) {
		vk(what, formatVkey(vkey(gName, fromHex(k))), "FORMAT");
	}
}

// ---- what may sign what
const fits: Record<string, unknown>[] = [];
const TEXTS = [
	"root/v1", "roster/v1", "entry/v1", "retention/v1", "login/v1",
	"self/v1", "promise/v1", "log1", "manifest/v1",
];
const MAY: Record<string, readonly string[]> = {
	"root/a": ["root/v1", "roster/v1"],
	"root/Key_2.b-c": ["root/v1", "roster/v1"],
	"officer/01": ["entry/v1", "retention/v1"],
	"login/01": ["login/v1"],
	"reporter": ["entry/v1", "self/v1"],
	"promise": ["promise/v1"],
	"log1": ["log1"],
	"release": ["manifest/v1"],
	"officer/1": [], "officer/001": [], "officer/0a": [], "officer/": [],
	"root/": [], "root/a/b": [], "root": [], "reporter/01": [],
	"log2": [], "other": [], "": [],
};
for (const [tail, may] of Object.entries(MAY)) {
	for (const text of TEXTS)
		fits.push({
			key_name: `${HOST}/${tail}`, first_line: `${HOST}/${text}`,
			fits: may.includes(text),
		});
}
for (const [k, f] of [
	["box.example.com/officer/01", `${HOST}/entry/v1`],
	[`${HOST}/officer/01`, "box.example.com/entry/v1"],
	["box.example.com/officer/01", "box.example.com/entry/v1"],
	[`${HOST}/officer/01`, `${HOST}/entry/v2`],
	[`${HOST}/officer/01`, `${HOST}/entry/v1 `],
	[`${HOST}/officer/01`, `${HOST}/entry/v1/`],
	[`x${HOST}/officer/01`, `x${HOST}/entry/v1`],
] as const)
	fits.push({ key_name: k, first_line: f, fits: false });

// ---- notes
const notes: Record<string, unknown>[] = [];
function add(name: string, note: string | Uint8Array, keys: readonly Key[],
    result: string, more?: Record<string, unknown>): void {
	notes.push({
		name, ...noteJson(note), keys: keys.map((k) => formatVkey(k.vkey)),
		result, ...more,
	});
}
const text = `${HOST}/entry/v1\nhello\n`;
const line = signatureLine(officer, text);
const ok = { text, signers: [officer.name] };
const body = line.slice(line.lastIndexOf(" ") + 1, -1);
const head = line.slice(0, line.lastIndexOf(" ") + 1);

add("one signature", text + "\n" + line, [officer], "OK", ok);
add("key among others", text + "\n" + line, [other, officer, rootA], "OK", ok);
add("two signers", rawNote(text, officer, other), [officer, other], "OK",
    { text, signers: [officer.name, other.name] });
add("unknown signer ignored", rawNote(text, stranger, officer), [officer],
    "OK", ok);
add("unknown signer's bad signature ignored",
    text + "\n" + signatureLine(stranger, text + "x") + line, [officer],
    "OK", ok);
add("unknown signer's long signature ignored", text + "\n" +
    `\u2014 witness.example ${base64(new Uint8Array(76).fill(7))}\n` + line,
    [officer], "OK", ok);
add("the same signature twice", text + "\n" + line + line, [officer], "OK",
    ok);
{
	const blank = `${HOST}/entry/v1\n\na\n\n\nb\n\n`;

	add("empty lines in the text", rawNote(blank, officer), [officer], "OK",
	    { text: blank, signers: [officer.name] });
	const dashes = `${HOST}/entry/v1\n\n${line}`;
	add("a signature line in the text", rawNote(dashes, officer), [officer],
	    "OK", { text: dashes, signers: [officer.name] });
	const wide = `${HOST}/entry/v1\n中文 \u{1f4ee} e\u0301 \u2028\u3000\n`;
	add("text beyond ASCII", rawNote(wide, officer), [officer], "OK",
	    { text: wide, signers: [officer.name] });
}
add("nobody known", rawNote(text, stranger), [officer], "NOTE_UNSIGNED");
add("no keys at all", text + "\n" + line, [], "NOTE_UNSIGNED");
add("same name, other key", rawNote(text, key("officer/01", fixed("x"))),
    [officer], "NOTE_UNSIGNED");
add("same id and other name", text + "\n" + line.replace("/01 ", "/02 "),
    [officer], "NOTE_UNSIGNED");
add("signature of another text", text + "\n" + signatureLine(officer,
    text + "x\n"), [officer], "NOTE_SIGNATURE");
add("text changed", text.replace("hello", "hullo") + "\n" + line, [officer],
    "NOTE_SIGNATURE");
add("one good and one bad of known keys",
    text + "\n" + line + signatureLine(other, text + "x"), [officer, other],
    "NOTE_SIGNATURE");
add("good and then bad of one key",
    text + "\n" + line + signatureLine(officer, text + "x"), [officer],
    "NOTE_SIGNATURE");
{
	const short = concat(officer.vkey.id, new Uint8Array(63));
	const long = concat(officer.vkey.id, new Uint8Array(65));
	const none = officer.vkey.id;

	add("known key's signature of 63 bytes",
	    `${text}\n${head}${base64(short)}\n`, [officer], "NOTE_SIGNATURE");
	add("known key's signature of 65 bytes",
	    `${text}\n${head}${base64(long)}\n`, [officer], "NOTE_SIGNATURE");
	add("a key id alone", `${text}\n${head}${base64(none)}\n`, [officer],
	    "NOTE");
}
{
	const roster = `${HOST}/roster/v1\n`;

	add("an officer signs a roster", rawNote(roster, officer), [officer],
	    "NOTE_KEY_NAME");
	add("a root signs an entry", rawNote(text, rootA), [rootA],
	    "NOTE_KEY_NAME");
	add("two roots sign a roster", rawNote(roster, rootA, rootB),
	    [rootA, rootB], "OK",
	    { text: roster, signers: [rootA.name, rootB.name] });
	add("an officer beside a root", rawNote(roster, rootA, officer),
	    [rootA, officer], "NOTE_KEY_NAME");
	const elsewhere = "box.example.com/entry/v1\nhello\n";
	add("text of another site", rawNote(elsewhere, officer), [officer],
	    "NOTE_KEY_NAME");
	const foreign = key("officer/01", fixed("f"), "box.example.com");
	add("key of another site", rawNote(text, foreign), [foreign],
	    "NOTE_KEY_NAME");
}
// Not notes at all.
for (const [name, note] of [
	["empty", ""],
	["an LF", "\n"],
	["two LFs", "\n\n"],
	["text without signatures", text],
	["text and an empty line", text + "\n"],
	["no empty line", text + line],
	["no final LF", (text + "\n" + line).slice(0, -1)],
	["empty line behind", text + "\n" + line + "\n"],
	["text behind the signatures", text + "\n" + line + "more\n"],
	["two empty lines", text + "\n" + line + "\n" + line.slice(2)],
	["hyphen for the dash", text + "\n" + line.replace("\u2014", "-")],
	["no space behind the dash", text + "\n" + line.replace(" ", "")],
	["two spaces", text + "\n" + head + " " + body + "\n"],
	["space at the end", text + "\n" + head + body + " \n"],
	["no signature", text + "\n" + head.slice(0, -1) + "\n"],
	["signature not base64", text + "\n" + head + body.slice(0, -1) + "*\n"],
	["signature unpadded", text + "\n" + head + body.replace(/=+$/, "") +
	    "\n"],
	["signature not canonical", text + "\n" + head +
	    base64(concat(officer.vkey.id, new Uint8Array(63)))
	    .replace(/A==$|A=$/, (m) => m.replace("A", "B")) + "\n"],
	["plus in the name", text + "\n" + line.replace("/01", "+01")],
	["CRLF", (text + "\n" + line).replace(/\n/g, "\r\n")],
	["tab", rawNote(text + "\t\n", officer)],
	["NUL", rawNote(text + "\0\n", officer)],
	["DEL", rawNote(text + "\u007f\n", officer)],
	["C1 control", rawNote(text + "\u0085\n", officer)],
	["BOM at the start", rawNote("\ufeff" + text, officer)],
	["BOM in the text", rawNote(text + "a\ufeffb\n", officer)],
] as const)
	add(name, note, [officer], "NOTE");
{
	const raw = utf8(text + "\n" + line);
	const at = text.length - 2;

	for (const [name, bytes] of [
		["overlong UTF-8", [0xc0, 0xaf]],
		["UTF-8 surrogate", [0xed, 0xa0, 0x80]],
		["UTF-8 over U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
		["lone continuation byte", [0x80]],
		["cut sequence", [0xe4, 0xb8]],
		["Latin-1", [0xe9]],
	] as const)
		add(name, concat(raw.subarray(0, at), Uint8Array.from(bytes),
		    raw.subarray(at)), [officer], "NOTE");
}
{
	const many = (n: number): string => text + "\n" + line +
	    signatureLine(stranger, text).repeat(n - 1);
	add("16 signatures", many(16), [officer], "OK", ok);
	add("17 signatures", many(17), [officer], "LIMIT");
}

write("note.json", {
	about: "Signed notes, protocol section 2. notes: note (or note_b64) " +
	    "verified for host by keys. Written by make-note.ts.",
	host: HOST,
	vkeys, fits, notes,
});
