// SPDX-License-Identifier: ISC
// Good and bad inputs of each kind out of tests/vectors, before any damage.
import { readFileSync, readdirSync } from "node:fs";
import { inflateSync } from "node:zlib";

import { armor } from "../../assets/lib/armor.ts";
import { base64, fromBase64 } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { lock } from "../../assets/lib/keyfile.ts";
import { formatVkey, parseNote } from "../../assets/lib/note.ts";
import { parseRoot } from "../../assets/lib/root.ts";
import { type Member, writeTar } from "../../assets/lib/tar.ts";
import { openPayload } from "../../assets/lib/unseal.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { HOST, key } from "../vectors/fixed.ts";
import type { Input } from "./kinds.ts";

const VECTORS = new URL("../vectors/", import.meta.url);
/** Two chunks; what is longer only takes time. */
const SEED_MAX = 140_000;

type Json = any;
const all = new Map<string, Input[]>();

function json(name: string): Json {
	return JSON.parse(readFileSync(new URL(name, VECTORS), "utf8"));
}

function add(kind: string, context: string, data: Uint8Array | string): void {
	const bytes = typeof data === "string" ? utf8(data) : data;

	if (bytes.length > SEED_MAX)
		return;
	all.set(kind, [...all.get(kind) ?? [], { context, data: bytes }]);
}

function note(c: Json): Uint8Array {
	return c.note === undefined ? fromBase64(c.note_b64) : utf8(c.note);
}

function ageVectors(): void {
	const folder = new URL("cctv-age/", VECTORS);

	for (const name of readdirSync(folder)) {
		if (name === "README.md")
			continue;
		const raw = readFileSync(new URL(name, folder));
		const end = raw.indexOf("\n\n");
		const head = raw.subarray(0, end).toString();
		const body = raw.subarray(end + 2);
		const file = new Uint8Array(head.includes("compressed: ") ?
		    inflateSync(body) : body);
		const ids = [...head.matchAll(
		    /^identity: (AGE-SECRET-KEY-1\S+)$/gm)].map((m) => m[1]);

		if (head.includes("armored: yes")) {
			add("armor", "", file);
			continue;
		}
		add("header", "", file.subarray(0, 4096));
		if (ids.length > 0)
			add("file", ids.join(" "), file);
	}
}

function archive(list: readonly Json[]): Uint8Array {
	const members: Member[] = list.map((m) => {
		const unit = m.repeat === "" ? Uint8Array.of(0) : utf8(m.repeat);

		return {
			name: m.name,
			data: Uint8Array.from({ length: m.size },
			    (_, i) => unit[i % unit.length] ?? 0),
		};
	});

	return writeTar(members);
}

function sealed(): void {
	const v = json("seal.json");

	for (const c of v.headers.list)
		add("header", "", c.header);
	for (const c of [...v.objects, ...v.bad_objects]) {
		if (c.payload_base64 === undefined)
			continue;
		const payload = fromBase64(c.payload_base64);
		const whole = concat(utf8(c.header), payload);

		add("file", c.identity ?? c.identities.join(" "), whole);
		add("split", String(c.slots), whole);
		if (c.file_key === undefined)
			continue;
		add("payload", c.file_key, payload);
		add("first", `${c.file_key} ${payload.length}`, payload);
		add("tar", "", openPayload(fromHex(c.file_key), payload));
	}
	for (const c of v.tars.good) {
		if (c.len <= SEED_MAX)
			add("tar", "", archive(c.members));
	}
	for (const c of v.tars.bad.list) {
		const bytes = archive(v.tars.bad.members);

		for (const e of c.edits ?? [])
			bytes.set(fromHex(e.hex ?? ""), e.at);
		add("tar", "", bytes);
	}
	add("tar", "", writeTar(["entry.note", "a01.jpg", "a02.docx"].map(
	    (name, i) => ({ name, data: utf8("x".repeat(i * 700)) }))));
	for (const c of v.bech32.good) {
		add("identity", "", c.identity);
		add("identity", "", c.identity.toLowerCase());
		add("recipient", "", c.recipient);
		add("recipient", "", c.recipient.toUpperCase());
		add("bech32", "age 32", c.recipient);
		add("bech32", "age-secret-key- 32", c.identity);
		add("idfile", "", `# public key: ${c.recipient}\n${c.identity}\n`);
		add("idfile", "", `${c.identity}\r\n\r\n# x\r\n${c.identity}`);
	}
	for (const s of v.bech32.bad_recipients)
		add("recipient", "", s);
	for (const n of [63, 64, 65])
		add("idfile", "", `${v.bech32.good[0].identity}\n`.repeat(n));
	add("idfile", "", v.locked.text);
	for (const c of v.receipts.typed)
		add("receipt", "", c.typed);
	for (const b of ["", "f", "fo", "foo", "\xff\xfe\xfd", "foob".repeat(99)]) {
		add("base64", "std", base64(utf8(b)));
		add("base64", "raw", base64(utf8(b)).replace(/=/g, ""));
		add("base64", "url", base64(utf8(b)).replace(/=/g, "")
		    .replace(/\//g, "_").replace(/\+/g, "-"));
		add("hex", "", hex(utf8(b)));
	}
	for (const text of [v.locked.text, `${v.bech32.good[0].identity}\n`,
		"no key\n", ""]) {
		const file = lock(text, v.locked.passphrase, 2);

		add("locked", v.locked.passphrase, file);
		add("locked", "wrong", file);
		add("armor", "", armor(file));
	}
	add("locked", v.locked.passphrase, v.locked.text);
	add("armor", "", armor(new Uint8Array(0)));
	add("armor", "", `\n ${armor(new Uint8Array(48))}\n\t`);
}

/** The root keys that a list of root notes names. */
function rootKeys(notes: readonly string[]): string[] {
	return notes.flatMap((n) => {
		try {
			return parseRoot(HOST, parseNote(utf8(n)).text).keys
			    .map(formatVkey);
		} catch (e) {
			if (codeOf(e) === undefined)
				throw e;
			return [];
		}
	});
}

function nul(notes: readonly string[]): string {
	return notes.map((n) => n + "\0").join("");
}

function chains(): void {
	for (const c of json("root.json").chains) {
		const keys = [...new Set(rootKeys(c.notes))].join(" ");

		add("chain", `1000 ${c.pin ?? "-"} -`, nul(c.notes));
		for (const n of c.notes)
			add("signed", keys, n);
	}
	for (const c of json("roster.json").chains) {
		const context = `${c.roots.length} -`;

		add("chain", `${context} -`, nul([...c.roots, ...c.rosters]));
		add("chain", `${context} ${c.today}`,
		    nul([...c.roots, ...c.rosters]));
	}
}

function signed(): void {
	const notes = json("note.json");
	const self = json("self.json");

	for (const c of notes.notes) {
		add("note", "", note(c));
		add("signed", [...new Set(c.keys)].join(" "), note(c));
	}
	for (const c of notes.vkeys) {
		add("vkey", "ed25519", c.vkey);
		add("vkey", "witness", c.vkey);
	}
	for (const c of notes.fits)
		add("fits", c.first_line, c.key_name);
	for (const name of ["root", "roster"]) {
		for (const c of json(`${name}.json`).texts)
			add(name, "", c.text);
	}
	for (const c of json("entry.json").cases)
		add("entry", "", note(c));
	for (const c of json("entry.json").verify)
		add("entry", c.author, note(c));
	for (const c of self.texts)
		add("self", "", c.text);
	for (const c of self.files)
		add("selffile", `${self.identity} ${self.reporter}`,
		    fromBase64(c.file_b64));
	for (const c of json("promise.json").cases)
		add("promise", [c.d, c.today ?? "-", ...c.keys].join(" "),
		    note(c));
	chains();
}

function texts(): void {
	for (const c of json("outside.json").bip173) {
		if (c.hrp !== "" && c.hrp !== "20" && Number("0x" + c.hrp) !== 0x80)
			add("bech32", `${Buffer.from(c.hrp, "hex")
			    .toString("latin1")} ${c.len}`, fromHex(c.text));
	}
	for (const max of ["9", "16", "4294967295", "9007199254740991"]) {
		for (const n of ["0", "1", "9", "16", "17", "4294967296"])
			add("decimal", max, n);
	}
	for (const d of ["2024-02-29", "2026-02-29", "2026-06-31", "2000-01-01",
		"1999-12-31", "9999-12-31", "2026-13-01", "2026-00-10"])
		add("date", "", d);
	for (const t of ["", "a\nb", "清风信箱", "\u{1f4ee} e\u0301", "\u2028",
		"\ufffe\uffff\u{10ffff}"])
		add("text", "", t);
	add("vkey", "witness", formatVkey({ ...key("x").vkey, type: 4 }));
}

ageVectors();
sealed();
signed();
texts();

export const seeds: ReadonlyMap<string, readonly Input[]> = all;
