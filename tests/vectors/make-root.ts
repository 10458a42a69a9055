// SPDX-License-Identifier: ISC
// Writes root.json and roster.json: grammar, signatures, succession, dates.
import { base64 } from "../../assets/lib/base64.ts";
import { addDays } from "../../assets/lib/date.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import { formatRecipient } from "../../assets/lib/identity.ts";
import { formatVkey, vkey } from "../../assets/lib/note.ts";
import { type Root, formatRoot, pinDigits } from "../../assets/lib/root.ts";
import { type Roster, formatRoster } from "../../assets/lib/roster.ts";
import {
	HOST, type Key, fixed, key, person, rawNote, signatureLine, write,
} from "./fixed.ts";

const K = ["a", "b", "c", "d"].map((l) => key(`root/${l}`));
const [a, b, c, d] = K as [Key, Key, Key, Key];
const TODAY = "2026-11-24";

// ---- root texts
const rootTexts: Record<string, unknown>[] = [];
function rootText(name: string, text: string, result: string,
    r?: Root): void {
	rootTexts.push({
		name, text, result,
		...(r === undefined ? {} : {
			generation: r.generation,
			prev: r.prev === undefined ? null : hex(r.prev),
			threshold: r.threshold, not_after: r.notAfter,
			keys: r.keys.map((k) => k.name), hash: hex(sha256(text)),
		}),
	});
}
const r1: Root = {
	generation: 1, prev: undefined, threshold: 2, notAfter: "2027-11-30",
	keys: [a.vkey, b.vkey, c.vkey],
};
const t1 = formatRoot(HOST, r1);
const r2: Root = {
	...r1, generation: 2, prev: sha256(t1), notAfter: "2027-12-20",
	keys: [b.vkey, c.vkey, d.vkey],
};
const t2 = formatRoot(HOST, r2);
const one = { ...r1, threshold: 1, keys: [a.vkey] };
rootText("generation 1", t1, "OK", r1);
rootText("generation 2", t2, "OK", r2);
rootText("one key", formatRoot(HOST, one), "OK", one);
for (const [name, text] of [
	["other host", t1.replace(HOST, "box.example.com")],
	["other kind", t1.replace("root/v1", "roster/v1")],
	["other version", t1.replace("root/v1", "root/v2")],
	["first line alone", `${HOST}/root/v1\n`],
	["generation 0", t1.replace("generation 1", "generation 0")],
	["generation 01", t1.replace("generation 1", "generation 01")],
	["generation +1", t1.replace("generation 1", "generation +1")],
	["generation over 32 bits", t2.replace("generation 2",
	    "generation 4294967296")],
	["no generation", t1.replace("generation 1\n", "")],
	["prev in generation 1", t1.replace("prev -", `prev ${base64(fixed("p"))}`)],
	["no prev in generation 2", t2.replace(/prev .*/, "prev -")],
	["short prev", t2.replace(/prev .*/, "prev AAAA")],
	["prev not canonical", t2.replace(/prev (.*).=/, "prev $1B=")],
	["threshold 0", t1.replace("threshold 2", "threshold 0")],
	["threshold over the keys", t1.replace("threshold 2", "threshold 4")],
	["threshold 2 with a space", t1.replace("threshold 2", "threshold 2 ")],
	["two spaces", t1.replace("threshold 2", "threshold  2")],
	["no such day", t1.replace("2027-11-30", "2027-11-31")],
	["month 0", t1.replace("2027-11-30", "2027-00-30")],
	["leap day in a common year", t1.replace("2027-11-30", "2027-02-29")],
	["date with time", t1.replace("2027-11-30", "2027-11-30T00:00")],
	["no keys", t1.replace(/key .*\n/g, "")],
	["a key twice", t1.replace(`key ${formatVkey(b.vkey)}`,
	    `key ${formatVkey(a.vkey)}`)],
	["one public key under two names", t1.replace(formatVkey(b.vkey),
	    formatVkey(vkey(`${HOST}/root/b`, a.vkey.key)))],
	["one name for two keys", t1.replace(formatVkey(b.vkey),
	    formatVkey(vkey(`${HOST}/root/a`, b.vkey.key)))],
	["an officer's key", t1.replace(formatVkey(b.vkey),
	    formatVkey(person("01").sign.vkey))],
	["a key of another host", t1.replace(formatVkey(b.vkey),
	    formatVkey(key("root/b", fixed("o"), "box.example.com").vkey))],
	["a damaged key", t1.replace(formatVkey(b.vkey),
	    formatVkey(b.vkey).slice(0, -4))],
	["unknown line", t1 + "comment x\n"],
	["lines in another order", t1.replace(
	    "threshold 2\nnot-after 2027-11-30", "not-after 2027-11-30\nthreshold 2")],
	["a line twice", t1.replace("threshold 2\n", "threshold 2\nthreshold 2\n")],
	["an empty line", t1.replace("threshold", "\nthreshold")],
	["an empty line at the end", t1 + "\n"],
	["17 keys", formatKeys(17)],
] as const)
	rootText(name, text, "ROOT");
function formatKeys(n: number): string {
	const keys = Array.from({ length: n }, (_, i) =>
	    `key ${formatVkey(key(`root/k${i}`).vkey)}\n`);

	return t1.replace(/key .*\n/g, "") + keys.join("");
}
{
	const r = {
		...r1, keys: Array.from({ length: 16 },
		    (_, i) => key(`root/k${i}`).vkey),
	};

	rootText("16 keys", formatRoot(HOST, r), "OK", r);
}

// ---- chains of roots
const chains: Record<string, unknown>[] = [];
const n1 = rawNote(t1, a, b);
const n2 = rawNote(t2, b, c);
function chain(name: string, notes: readonly string[], pin: string | null,
    result: string): void {
	chains.push({ name, notes, pin, result });
}
const pin = hex(sha256(t1));
const r3: Root = {
	...r2, generation: 3, prev: sha256(t2), threshold: 1, keys: [d.vkey],
};
const t3 = formatRoot(HOST, r3);
chain("generation 1", [n1], pin, "OK");
chain("generation 1 without a pin", [n1], null, "OK");
chain("all three keys", [rawNote(t1, a, b, c)], pin, "OK");
chain("a stranger beside", [rawNote(t1, d, a, b)], pin, "OK");
chain("two generations", [n1, n2], pin, "OK");
chain("three generations", [n1, n2, rawNote(t3, b, c, d)], pin, "OK");
chain("none", [], pin, "CHAIN");
chain("other pin", [n1], hex(fixed("pin")), "PIN");
chain("begins with generation 2", [n2], pin, "CHAIN");
chain("a generation skipped", [n1, rawNote(t3, b, c, d)], pin, "CHAIN");
chain("generation 1 again", [n1, n1], pin, "CHAIN");
chain("other prev", [n1, rawNote(t2.replace(base64(sha256(t1)),
    base64(fixed("prev"))), b, c)], pin, "CHAIN");
chain("one signature", [rawNote(t1, a)], pin, "THRESHOLD");
chain("one signature twice", [rawNote(t1, a, a)], pin, "THRESHOLD");
chain("strangers only", [rawNote(t1, d, key("root/e"))], pin, "THRESHOLD");
chain("enough new keys, too few old", [n1, rawNote(t2, c, d)], pin,
    "THRESHOLD");
chain("enough old keys, too few new", [n1, rawNote(t2, a, b)], pin,
    "THRESHOLD");
chain("a known key's bad signature",
    [rawNote(t1, a, b) + signatureLine(c, t1 + "x\n")], pin,
    "NOTE_SIGNATURE");
chain("not a root", [rawNote(t1 + "x y\n", a, b)], pin, "ROOT");
chain("not a note", [t1], pin, "NOTE");
chain("third by its own key alone", [n1, n2, rawNote(t3, d)], pin,
    "THRESHOLD");

const pins = [
	{ pin, digits: pinDigits(sha256(t1)) },
	{ pin: "00".repeat(32), digits: "0000 0000 0000 0000 0000" },
	{ pin: "ff".repeat(32), digits: "1157 9208 9237 3161 9542" },
	{ pin: "00".repeat(31) + "01", digits: "0000 0000 0000 0000 0000" },
];

write("root.json", {
	about: "Roots, protocol section 4. texts: grammar; chains: notes of " +
	    "generation 1, 2 ... against the pin; pins: what a poster prints. " +
	    "Written by make-root.ts.",
	host: HOST, texts: rootTexts, chains, pins,
});

// ---- roster texts
const P = ["01", "02", "03", "05", "06", "09"].map((n) => person(n));
const promise = key("promise");
const auditor = person("11").login;
const base: Roster = {
	version: 1, prev: undefined, notBefore: "2026-11-01",
	notAfter: "2026-12-01", slots: 8, promises: [promise.vkey],
	log: undefined, witnesses: [], quorum: 0,
	officers: P.map((p) => p.row),
	classes: [
		{ name: "youth", numbers: ["05", "06"] },
		{ name: "concern", numbers: ["01", "02", "03"] },
		{ name: "leadership", numbers: ["03", "09"] },
	],
	roles: [], revoked: [],
};
const s1 = formatRoster(HOST, base);
const full: Roster = {
	...base, version: 2, prev: sha256(s1), notBefore: "2026-11-20",
	notAfter: "2026-12-21",
	promises: [promise.vkey, key("promise", fixed("second intake")).vkey],
	log: key("log1").vkey,
	witnesses: [
		vkey("witness.example/w1", key("x", fixed("w1")).vkey.key, 4),
		key("w2", fixed("w2"), "witness.example").vkey,
	],
	quorum: 1,
	roles: [
		{ role: "auditor", number: "11", login: auditor.vkey },
		{ role: "supervisor", number: "12", login: person("12").login.vkey },
		{ role: "supervisor", number: "11", login: auditor.vkey },
	],
	revoked: [
		{ number: "00", date: "2026-10-20", reason: "key-lost" },
		{ number: "04", date: "2026-11-19", reason: "left" },
	],
};
const s2 = formatRoster(HOST, full);
const rosterTexts: Record<string, unknown>[] = [];
function rosterText(name: string, text: string, result: string,
    r?: Roster): void {
	rosterTexts.push({
		name, text, result,
		...(r === undefined ? {} : {
			version: r.version,
			prev: r.prev === undefined ? null : hex(r.prev),
			not_before: r.notBefore, not_after: r.notAfter,
			slots: r.slots,
			promises: r.promises.map(formatVkey),
			log: r.log === undefined ? null : formatVkey(r.log),
			witnesses: r.witnesses.map(formatVkey), quorum: r.quorum,
			officers: r.officers.map((o) => ({
				number: o.number,
				recipient: formatRecipient(o.recipient),
				entry: formatVkey(o.entry), login: formatVkey(o.login),
				office: o.office,
			})),
			classes: r.classes, roles: r.roles.map((h) => ({
				...h, login: formatVkey(h.login),
			})),
			revoked: r.revoked, hash: hex(sha256(text)),
		}),
	});
}
rosterText("version 1", s1, "OK", base);
rosterText("with everything", s2, "OK", full);
{
	const day = { ...base, notAfter: base.notBefore };
	const longest = { ...base, notAfter: addDays(base.notBefore, 31) };
	const least: Roster = {
		...base, slots: 3,
		classes: [{ name: "a-b_9", numbers: ["01", "09"] }],
	};
	const most = { ...base, slots: 32 };
	const wide = {
		...base, officers: base.officers.map((o, i) => i > 0 ? o :
		    { ...o, office: "第一 监督检查室 \u2028(一)" }),
	};

	rosterText("one day", formatRoster(HOST, day), "OK", day);
	rosterText("31 days", formatRoster(HOST, longest), "OK", longest);
	rosterText("3 slots", formatRoster(HOST, least), "OK", least);
	rosterText("32 slots", formatRoster(HOST, most), "OK", most);
	rosterText("office name with spaces", formatRoster(HOST, wide), "OK",
	    wide);
}
const row01 = s1.split("\n").find((l) => l.startsWith("officer 01")) ?? "";
const row02 = s1.split("\n").find((l) => l.startsWith("officer 02")) ?? "";
const word = (row: string, i: number): string => row.split(" ")[i] ?? "";
const classLine = "class concern 01 02 03";
for (const [name, text] of [
	["other host", s1.replace(HOST, "box.example.com")],
	["other kind", s1.replace("roster/v1", "root/v1")],
	["version 0", s1.replace("version 1", "version 0")],
	["prev in version 1", s1.replace("prev -", `prev ${base64(fixed("p"))}`)],
	["no prev in version 2", s2.replace(/prev .*/, "prev -")],
	["32 days", s1.replace("2026-12-01", "2026-12-03")],
	["ends before it begins", s1.replace("2026-12-01", "2026-10-31")],
	["no such day", s1.replace("2026-12-01", "2026-11-31")],
	["2 slots", s1.replace("slots 8", "slots 2")],
	["33 slots", s1.replace("slots 8", "slots 33")],
	["no slots", s1.replace("slots 8\n", "")],
	["no promise key", s1.replace(/promise .*\n/, "")],
	["promise key of another name", s1.replace(formatVkey(promise.vkey),
	    formatVkey(key("log1").vkey))],
	["a promise key twice", s1.replace(/(promise .*\n)/, "$1$1")],
	["log key of another name", s2.replace(formatVkey(key("log1").vkey),
	    formatVkey(promise.vkey))],
	["two logs", s2.replace(/(log .*\n)/, "$1$1")],
	["witnesses without a quorum", s2.replace("quorum 1\n", "")],
	["quorum 0", s2.replace("quorum 1", "quorum 0")],
	["quorum over the witnesses", s2.replace("quorum 1", "quorum 3")],
	["quorum without witnesses", s2.replace(/witness .*\n/g, "")],
	["a witness twice", s2.replace(/(witness .*\n)/, "$1$1")],
	["no officers", s1.replace(/officer .*\n/g, "")],
	["an officer twice", s1.replace(row01, row01 + "\n" + row01)],
	["officers not rising", s1.replace(row01 + "\n", "")
	    .replace(row02, row02 + "\n" + row01)],
	["officer number of one digit", s1.replace("officer 01", "officer 1")],
	["officer number of three digits", s1.replace("officer 01",
	    "officer 001")],
	["entry key of another number", s1.replace(word(row01, 3),
	    word(row02, 3))],
	["login key in the entry key's place", s1.replace(word(row01, 3),
	    word(row01, 4))],
	["two officers with one recipient", s1.replace(word(row02, 2),
	    word(row01, 2))],
	["two officers with one entry key", s1.replace(word(row02, 3),
	    formatVkey(vkey(`${HOST}/officer/02`, P[0]!.sign.vkey.key)))],
	["two officers with one login key", s1.replace(word(row02, 4),
	    formatVkey(vkey(`${HOST}/login/02`, P[0]!.login.vkey.key)))],
	["upper-case recipient", s1.replace(word(row01, 2),
	    word(row01, 2).toUpperCase())],
	["damaged recipient", s1.replace(word(row01, 2),
	    word(row01, 2).slice(0, -1) + "q")],
	["no office name", s1.replace(row01, row01.split(" ").slice(0, 5)
	    .join(" "))],
	["empty office name", s1.replace(row01, row01.split(" ").slice(0, 5)
	    .join(" ") + " ")],
	["office name over 120 bytes", s1.replace(row01, row01 +
	    "室".repeat(40))],
	["no class", s1.replace(/class .*\n/g, "")],
	["class of one", s1.replace(classLine, "class concern 01")],
	["class of nobody", s1.replace(classLine, "class concern")],
	["class that fills all slots", s1.replace("slots 8", "slots 3")],
	["class not rising", s1.replace(classLine, "class concern 02 01 03")],
	["class with one twice", s1.replace(classLine,
	    "class concern 01 01 02")],
	["class with a stranger", s1.replace(classLine,
	    "class concern 01 02 07")],
	["class twice", s1.replace(classLine, classLine + "\n" + classLine)],
	["class name in upper case", s1.replace("class concern",
	    "class Concern")],
	["two spaces in a class", s1.replace(classLine,
	    "class concern 01  02 03")],
	["space behind a class", s1.replace(classLine, classLine + " ")],
	["role with an officer's number", s2.replace("role supervisor 12",
	    "role supervisor 01")],
	["role twice", s2.replace(/(role auditor .*\n)/, "$1$1")],
	["role number with two keys", s2.replace(/role supervisor 11 .*/,
	    "role supervisor 11 " +
	    formatVkey(key("login/11", fixed("y")).vkey))],
	["role key of another number", s2.replace(/role supervisor 12 .*/,
	    "role supervisor 12 " + formatVkey(auditor.vkey))],
	["revoked officer still there", s2.replace("revoked 04", "revoked 01")],
	["revoked role still there", s2.replace("revoked 04", "revoked 11")],
	["revoked twice", s2.replace("revoked 04", "revoked 00")],
	["revoked without a reason", s2.replace(" left\n", "\n")],
	["revoked on no day", s2.replace("2026-11-19", "2026-11-99")],
	["reason of two words", s2.replace(" left\n", " left office\n")],
	["unknown line", s1 + "note x\n"],
	["empty line at the end", s1 + "\n"],
	["classes before officers", s1.replace(classLine + "\n", "")
	    .replace(row01, classLine + "\n" + row01)],
] as const)
	rosterText(name, text, "ROSTER");
{
	const rows = Array.from({ length: 65 }, (_, i) => {
		const o = person(String(i + 10)).row;

		return `officer ${o.number} ${formatRecipient(o.recipient)} ` +
		    `${formatVkey(o.entry)} ${formatVkey(o.login)} x\n`;
	});

	rosterText("65 officers", s1.replace(/officer .*\n/g, "")
	    .replace("class youth 05 06", rows.join("") + "class youth 10 11")
	    .replace(classLine, "class concern 12 13")
	    .replace("class leadership 03 09", "class leadership 14 15"),
	    "LIMIT");
}

// ---- rosters, verified
const verify: Record<string, unknown>[] = [];
/** rosters are added one after the other; the last one gives the result. */
function check(name: string, roots: readonly string[],
    rosters: readonly string[], today: string, result: string,
    current?: string): void {
	verify.push({
		name, roots, rosters, today, result,
		...(current === undefined ? {} : { current }),
	});
}
const m1 = rawNote(s1, a, b);
const m2 = rawNote(s2, b, c);
check("version 1", [n1], [m1], TODAY, "OK", "OK");
check("two versions", [n1], [m1, m2], TODAY, "OK", "OK");
check("begins with version 2", [n1], [m2], TODAY, "OK", "OK");
check("by the newest root", [n1, n2], [m2], TODAY, "OK", "OK");
check("first day", [n1], [m1], "2026-11-01", "OK", "OK");
check("last day", [n1], [m1], "2026-12-01", "OK", "OK");
check("a day early", [n1], [m1], "2026-10-31", "OK", "EXPIRED");
check("a day late", [n1], [m1], "2026-12-02", "OK", "EXPIRED");
check("by an older root", [n1, n2], [m1], TODAY, "OK", "THRESHOLD");
check("one signature", [n1], [rawNote(s1, a)], TODAY, "THRESHOLD");
check("one key twice", [n1], [rawNote(s1, a, a)], TODAY, "THRESHOLD");
check("strangers", [n1], [rawNote(s1, d, key("root/e"))], TODAY,
    "THRESHOLD");
check("by an officer", [n1], [rawNote(s1, P[0]!.sign)], TODAY, "THRESHOLD");
check("a known key's bad signature", [n1],
    [m1 + signatureLine(c, s2)], TODAY, "NOTE_SIGNATURE");
check("malformed", [n1], [rawNote(s1 + "x y\n", a, b)], TODAY, "ROSTER");
check("not a note", [n1], [s1], TODAY, "NOTE");
check("back to version 1", [n1], [m2, m1], TODAY, "CHAIN");
{
	const stray = formatRoster(HOST, { ...full, prev: fixed("prev") });
	const third: Roster = {
		...full, version: 3, prev: sha256(s2), notBefore: "2026-11-24",
	};
	const gap = formatRoster(HOST, { ...full, version: 7 });

	check("other prev", [n1], [m1, rawNote(stray, a, b)], TODAY, "CHAIN");
	check("same version, other text", [n1], [m2, rawNote(stray, a, b)],
	    TODAY, "CHAIN");
	check("three versions", [n1],
	    [m1, m2, rawNote(formatRoster(HOST, third), a, b)], TODAY, "OK",
	    "OK");
	check("back to an older root's keys", [n1, n2],
	    [m1, m2, rawNote(formatRoster(HOST, third), a, b)], TODAY,
	    "THRESHOLD");
	check("a version number left out", [n1],
	    [m1, rawNote(gap, a, b)], TODAY, "OK", "OK");
	check("a version withheld", [n1],
	    [m1, rawNote(formatRoster(HOST, third), a, b)], TODAY, "CHAIN");
}
{
	const long = formatRoot(HOST, {
		...r1, notAfter: addDays(TODAY, 401),
	});
	const edge = formatRoot(HOST, {
		...r1, notAfter: addDays(TODAY, 400),
	});
	const old = formatRoot(HOST, { ...r1, notAfter: addDays(TODAY, -1) });
	const last = formatRoot(HOST, { ...r1, notAfter: TODAY });

	check("root for 401 days", [rawNote(long, a, b)], [m1], TODAY, "OK",
	    "ROOT");
	check("root for 400 days", [rawNote(edge, a, b)], [m1], TODAY, "OK",
	    "OK");
	check("root expired yesterday", [rawNote(old, a, b)], [m1], TODAY, "OK",
	    "EXPIRED");
	check("root's last day", [rawNote(last, a, b)], [m1], TODAY, "OK", "OK");
}

const newest = [
	["2026-10-31", false, false], ["2026-11-01", true, false],
	["2026-11-19", true, false], ["2026-11-20", true, true],
	["2026-11-21", false, true], ["2027-06-01", false, true],
].map(([date, v1, v2]) => ({ date, v1, v2 }));

write("roster.json", {
	about: "Rosters, protocol section 4. texts: grammar; chains: the notes " +
	    "of rosters are added to verified roots one by one, result is the " +
	    "last one's (all before are OK), current that of using it today; " +
	    "newest: whether version 1 and 2 of `two versions` count as the " +
	    "newest on a date. Written by make-root.ts.",
	host: HOST, texts: rosterTexts, chains: verify, newest,
});
