// SPDX-License-Identifier: ISC
// What TypeScript makes of an input that both languages are given; verdict_*.c
// have the same list for C.  An input has a context, which is good text, and
// data, which are bytes that somebody damaged.
import { checkSlots, parseHeader, splitHeader } from
    "../../assets/lib/age-header.ts";
import { fromArmor } from "../../assets/lib/armor.ts";
import {
	fromBase64, fromBase64Raw, fromBase64Url,
} from "../../assets/lib/base64.ts";
import { fromBech32 } from "../../assets/lib/bech32.ts";
import { concat, equal, fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { normalCode } from "../../assets/lib/code.ts";
import { days, isDate } from "../../assets/lib/date.ts";
import { formatEntry, readEntry, verifyEntry } from
    "../../assets/lib/entry.ts";
import { type Code, Failure, codeOf, fail } from "../../assets/lib/err.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import {
	type Identity, formatIdentity, formatRecipient, parseIdentity,
	parseRecipient,
} from "../../assets/lib/identity.ts";
import { isLocked, openKeyFile, unlock } from "../../assets/lib/keyfile.ts";
import {
	type Vkey, formatVkey, isKeyName, keyFits, openNote, parseNote,
	parseVkey, sameVkey,
} from "../../assets/lib/note.ts";
import { bucketOfPayload } from "../../assets/lib/object.ts";
import { openPromise } from "../../assets/lib/promise.ts";
import { threadHandle } from "../../assets/lib/receipt.ts";
import { formatRoot, openRootChain, parseRoot } from
    "../../assets/lib/root.ts";
import {
	type OpenRoster, checkSuccession, currentRoster, formatRoster,
	openRoster, parseRoster,
} from "../../assets/lib/roster.ts";
import { formatSelf, parseSelf, readSelf } from "../../assets/lib/self.ts";
import { type Member, readNote, readTar } from "../../assets/lib/tar.ts";
import { decimal, isClean, points } from "../../assets/lib/text.ts";
import {
	openFirstChunk, openMembers, unseal,
} from "../../assets/lib/unseal.ts";
import { HOST } from "../vectors/fixed.ts";
import { parseCases, report } from "../stats/cases.ts";
import { thread } from "./thread.ts";

export interface Input {
	readonly context: string;
	readonly data: Uint8Array;
}

/** What was read, written again in the one way both languages share. */
type Read = (context: string, data: Uint8Array) =>
    string | Uint8Array | Promise<string>;

/** Texts reach TypeScript as strings: bytes that are none fail at the door. */
function text(data: Uint8Array, code: Code): string {
	try {
		return fromUtf8(data);
	} catch {
		return fail(code, "not UTF-8");
	}
}

function header(_: string, data: Uint8Array): string {
	const h = parseHeader(data);
	let profile = 1;

	try {
		checkSlots(h, h.stanzas.length);
	} catch {
		profile = 0;
	}
	return h.stanzas.map((s) => `${s.args.join(" ")}\n${hex(s.body)}\n`)
	    .join("") + `${hex(h.mac)}\n` +
	    `${h.covered.length} ${h.length} ${profile}\n`;
}

function members(list: readonly Member[]): string {
	return list.map((m) => `${m.name} ${m.data.length}\n` +
	    `${hex(sha256(m.data))}\n`).join("");
}

function first(context: string, data: Uint8Array): Uint8Array {
	const [key = "", len = ""] = context.split(" ");

	return readNote(openFirstChunk(fromHex(key), data, Number(len)));
}

function split(slots: string, data: Uint8Array): string {
	const parts = splitHeader(data);

	checkSlots(parseHeader(parts.header), Number(slots));
	const bucket = bucketOfPayload(parts.payload.length);
	return `${parts.header.length} ${parts.payload.length} ${bucket}\n`;
}

function keyPair(id: Identity): string {
	return `${formatIdentity(id.secret)}\n${formatRecipient(id.recipient)}\n`;
}

function bech32(context: string, data: Uint8Array): string {
	const [hrp = "", len = ""] = context.split(" ");

	return hex(fromBech32(hrp, text(data, "FORMAT"), Number(len))) + "\n";
}

function base64(variant: string, data: Uint8Array): string {
	const decode = variant === "raw" ? fromBase64Raw :
	    variant === "url" ? fromBase64Url : fromBase64;

	return hex(decode(text(data, "FORMAT"))) + "\n";
}

function date(_: string, data: Uint8Array): string {
	const day = text(data, "FORMAT");

	return isDate(day) ? `${day} ${days(day)}\n` : fail("FORMAT");
}

function clean(_: string, data: Uint8Array): string {
	const t = text(data, "FORMAT");

	return isClean(t) ? `${points(t)}\n` : fail("FORMAT");
}

function fits(firstLine: string, data: Uint8Array): string {
	const name = text(data, "FORMAT");

	if (!isKeyName(name))
		fail("FORMAT");
	return keyFits(HOST, name, firstLine) ? "" : fail("NOTE_KEY_NAME");
}

function note(_: string, data: Uint8Array): string {
	const n = parseNote(data);

	return n.text + n.signatures.map((s) =>
	    `${s.name}\n${hex(s.id)}\n${s.bytes.length}\n` +
	    (s.bytes.length === 64 ? `${hex(s.bytes)}\n` : "")).join("");
}

function keys(words: readonly string[]): Vkey[] {
	return words.filter((w) => w !== "").map((w) => parseVkey(w));
}

function signed(context: string, data: Uint8Array): string {
	const known = keys(context.split(" "));
	const n = openNote(HOST, data, known);

	return n.text + known.map((k) =>
	    n.signers.some((s) => sameVkey(s, k)) ? "1\n" : "0\n").join("");
}

function entry(author: string, data: Uint8Array): string {
	const e = readEntry(HOST, data);

	if (author !== "")
		verifyEntry(HOST, e, parseVkey(author));
	return formatEntry(HOST, e) + e.fields.map((f) => `\n${f.value}`)
	    .join("");
}

function selffile(context: string, data: Uint8Array): string {
	const [id = "", key = ""] = context.split(" ");
	const vkey = parseVkey(key);
	const none = new Uint8Array(0);

	return formatSelf(HOST, readSelf(HOST, data, {
		identity: parseIdentity(id), vkey, seed: none, mbox: none,
		handle: threadHandle(HOST, vkey.key),
	}));
}

function promise(context: string, data: Uint8Array): string {
	const [d = "", day = "", ...known] = context.split(" ");
	const p = openPromise(HOST, data, keys(known), fromHex(d),
	    day === "-" ? undefined : day);

	return `${p.date} ${p.inLogBy}\n`;
}

/** Notes that NULs end. */
export function splitNotes(data: Uint8Array): Uint8Array[] {
	const out: Uint8Array[] = [];

	for (let at = 0; at < data.length;) {
		const nul = data.indexOf(0, at);
		const end = nul < 0 ? data.length : nul;

		out.push(data.subarray(at, end));
		at = end + 1;
	}
	return out;
}

/**
 * C adds notes to a chain one by one; here the functions that make the same of
 * lists are put together in that order.
 */
function chain(context: string, data: Uint8Array): string {
	const [count = "", pin = "", today = ""] = context.split(" ");
	const notes = splitNotes(data);
	const rootNotes = notes.slice(0, Number(count));
	const roots = rootNotes.length === 0 ? [] : openRootChain(HOST,
	    rootNotes, pin === "-" ? undefined : fromHex(pin));
	const rosters: OpenRoster[] = [];

	for (const n of notes.slice(Number(count))) {
		const older = rosters[rosters.length - 1];
		const newer = openRoster(HOST, n, roots);

		if (older !== undefined && equal(older.hash, newer.hash))
			throw new Failure("EXISTS" as Code);
		if (older !== undefined)
			checkSuccession(older, newer);
		rosters.push(newer);
	}
	const last = notes[notes.length - 1];
	if (today !== "-") {
		if (rosters.length === 0 || last === undefined)
			fail("NOT_FOUND");
		currentRoster(HOST, last, roots, today);
	}
	return [roots[roots.length - 1], rosters[rosters.length - 1]]
	    .map((o) => o === undefined ? "" : hex(o.hash) + "\n").join("");
}

export const kinds: Readonly<Record<string, Read>> = {
	header,
	file: (context, data) =>
	    unseal(data, context.split(" ").map(parseIdentity)),
	armor: (_, data) => fromArmor(Buffer.from(data).toString("latin1")),
	tar: (_, data) => members(readTar(data)),
	payload: (context, data) =>
	    members(openMembers(fromHex(context), data)),
	first,
	split,
	recipient: (_, data) => formatRecipient(
	    parseRecipient(text(data, "AGE_RECIPIENT"))) + "\n",
	identity: (_, data) => keyPair(
	    parseIdentity(text(data, "AGE_IDENTITY"))),
	idfile: async (_, data) => (await openKeyFile(data, "")).map(keyPair)
	    .join(""),
	islocked: (_, data) => isLocked(data) ? "" : fail("NOT_FOUND"),
	locked: async (context, data) => (await unlock(data, context))
	    .map(keyPair).join(""),
	receipt: (_, data) => normalCode(text(data, "FORMAT")) + "\n",
	bech32,
	base64,
	hex: (_, data) => hex(fromHex(text(data, "FORMAT"))) + "\n",
	decimal: (context, data) => decimal(text(data, "FORMAT"),
	    Number(context), "FORMAT") + "\n",
	date,
	text: clean,
	vkey: (context, data) => formatVkey(parseVkey(text(data, "FORMAT"),
	    "FORMAT", context === "witness")) + "\n",
	fits,
	note,
	signed,
	root: (_, data) => formatRoot(HOST, parseRoot(HOST, text(data, "ROOT"))),
	roster: (_, data) => formatRoster(HOST,
	    parseRoster(HOST, text(data, "ROSTER"))),
	entry,
	self: (_, data) => formatSelf(HOST,
	    parseSelf(HOST, text(data, "ENTRY"))),
	selffile,
	promise,
	chain,
	thread,
	stats: (words, data) => report(words, parseCases(fromUtf8(data))),
};

/** As verdict.c answers; anything but a Failure is thrown. */
export async function verdict(kind: string, input: Input): Promise<string> {
	const read = kinds[kind];

	if (read === undefined)
		throw new Error(`no kind ${kind}`);
	try {
		const out = await read(input.context, input.data);

		return `OK ${hex(sha256(out))}`;
	} catch (e) {
		const code = codeOf(e);

		if (code === undefined)
			throw e;
		return code;
	}
}

/** The record that verdict.c reads. */
export function record(kind: string, input: Input): Uint8Array {
	const context = utf8(input.context);

	return concat(utf8(`${kind} ${context.length} ${input.data.length}\n`),
	    context, input.data);
}
