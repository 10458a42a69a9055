// SPDX-License-Identifier: ISC
// Seeds for the fuzz targets, out of tests/vectors: one file for each input,
// named by its hash, in DIR/TARGET.
//	node tests/fuzz/seeds.ts DIR
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

import { signLogin } from "../../assets/lib/login.ts";
import { HOST, fixed, key, rawNote } from "../vectors/fixed.ts";

const dir = process.argv[2] ?? "build/fuzz/seeds";
const VECTORS = new URL("../vectors/", import.meta.url);
/** Two chunks and a header; what is longer only slows the fuzzers. */
const SEED_MAX = 140_000;

type Json = Record<string, any>;

function json(name: string): Json {
	return JSON.parse(readFileSync(new URL(name, VECTORS), "utf8"));
}

function seed(target: string, ...parts: (string | Uint8Array)[]): void {
	const bytes = Buffer.concat(parts.map((p) => Buffer.from(p)));
	const name = createHash("sha256").update(bytes).digest("hex");

	if (bytes.length === 0 || bytes.length > SEED_MAX)
		return;
	mkdirSync(`${dir}/${target}`, { recursive: true });
	writeFileSync(`${dir}/${target}/${name.slice(0, 16)}`, bytes);
}

const hex = (s: string): Buffer => Buffer.from(s, "hex");
const b64 = (s: string): Buffer => Buffer.from(s, "base64");

/** The bytes of a note that stands as text or, not being text, as base64. */
function note(c: Json): Uint8Array {
	return c.note === undefined ? b64(c.note_b64) : Buffer.from(c.note);
}

/** Files of the age specification's own vectors, each for its layer. */
function age(): void {
	const folder = new URL("cctv-age/", VECTORS);

	for (const name of readdirSync(folder)) {
		const raw = readFileSync(new URL(name, folder));
		const end = raw.indexOf("\n\n");
		const head = raw.subarray(0, end).toString();
		const body = raw.subarray(end + 2);
		const file = head.includes("compressed: ") &&
		    name !== "README.md" ? inflateSync(body) : body;

		if (name === "README.md")
			continue;
		if (name.startsWith("armor_")) {
			seed("armor", file);
			continue;
		}
		seed("stream", file);
		const mac = file.indexOf("\n--- ");
		const lf = file.indexOf("\n", mac + 1);
		seed("header", mac < 0 || lf < 0 ? file :
		    file.subarray(0, lf + 1));
	}
}

/** ustar's one header block and the bytes, as the vectors describe them. */
function archive(members: Json[]): Buffer {
	const parts: Buffer[] = [];

	for (const m of members) {
		const unit = Buffer.from(m.repeat === "" ? "\0" : m.repeat);
		const data = Buffer.alloc(m.size, unit);
		const block = Buffer.alloc(512);

		block.write(m.name);
		block.write("0000600\0" + "0000000\0" + "0000000\0", 100);
		block.write(m.size.toString(8).padStart(11, "0"), 124);
		block.write("0".repeat(11), 136);
		block.write("        0", 148);
		block.write("ustar\0" + "00", 257);
		block.write("0000000\0" + "0000000\0", 329);
		const sum = block.reduce((a, x) => a + x, 0);
		block.write(sum.toString(8).padStart(6, "0") + "\0 ", 148);
		parts.push(block, data,
		    Buffer.alloc((512 - m.size % 512) % 512));
	}
	const len = parts.reduce((a, p) => a + p.length, 1024);
	const bucket = [4, 16, 64, 256].find((k) => k * 1024 >= len) ?? 1024;

	return Buffer.concat([...parts, Buffer.alloc(bucket * 1024)])
	    .subarray(0, bucket * 1024);
}

function seal(): void {
	const v = json("seal.json");

	for (const c of v.receipts.typed)
		seed("receipt", c.typed);
	for (const c of v.receipts.good)
		seed("receipt", c.code);
	for (const c of v.bech32.good) {
		for (const s of [c.identity, c.recipient])
			seed("bech32", s);
		seed("identity", `# public key: ${c.recipient}\n${c.identity}\n`);
		seed("identity", `${c.identity.toLowerCase()}\r\n\r\n`);
	}
	for (const s of v.bech32.bad_recipients)
		seed("bech32", s);
	for (const s of ["", "A", "Zg==", "Zm8", "_-8", "00ff", "TEiF0ypqr+bp"])
		seed("base64", s);
	for (const c of v.headers.list)
		seed("header", c.header);
	for (const c of v.objects) {
		/* A long one stands there by its hash alone. */
		if (c.payload_base64 === undefined)
			continue;
		seed("object", c.header, b64(c.payload_base64));
		seed("object", c.rewrapped.header, b64(c.payload_base64));
	}
	for (const c of v.bad_objects)
		seed("object", c.header, b64(c.payload_base64));
	for (const c of v.tars.good)
		seed("tar", archive(c.members));
	for (const c of v.tars.bad.list) {
		const bytes = archive(v.tars.bad.members);

		for (const e of c.edits ?? [])
			bytes.set(hex(e.hex ?? ""), e.at);
		seed("tar", bytes);
	}
	for (const c of v.selves)
		seed("self", b64(c.file_base64));
	seed("identity", v.locked.text);
	for (const n of [64, 65])
		seed("identity", `${v.bech32.good[0].identity}\n`.repeat(n));
	seed("header", b64(v.locked.file_base64));
}

function signed(): void {
	const notes = json("note.json");
	const self = json("self.json");

	for (const c of notes.notes)
		seed("note", note(c));
	for (const c of notes.vkeys)
		seed("vkey", c.vkey);
	for (const c of notes.fits)
		seed("vkey", c.key_name);
	for (const tail of ["root/ab", "promise", "officer/01", "reporter"]) {
		for (const kind of ["root", "promise", "entry", "self"])
			seed("note", rawNote(`${HOST}/${kind}/v1\n`, key(tail)));
	}
	for (const name of ["root", "roster"]) {
		for (const c of json(`${name}.json`).texts)
			seed(name, c.text);
	}
	for (const c of json("root.json").chains) {
		for (const n of c.notes)
			seed("root", n);
	}
	for (const c of json("entry.json").cases) {
		seed("entry", note(c));
		seed("text", note(c));
	}
	const page = `${HOST}/manifest/v1\nrelease 0.1.0\ndate 2026-11-26\n` +
	    ["/", "/en.js", "/main.js"].map((path, i) =>
		`file ${"0f".repeat(32)} ${i * 1205} ${path}\n`).join("");
	seed("manifest", page);
	seed("manifest", rawNote(page, key("release")));
	seed("manifest", rawNote(page, key("promise")));
	for (const c of json("promise.json").cases)
		seed("promise", hex(c.d), note(c));
	for (const target of ["record", "retention"]) {
		for (const c of json(`${target}.json`).cases) {
			const text = String(c.note);

			seed(target, text);
			seed(target, text.slice(0,
			    text.lastIndexOf("\n\n") + 1));
		}
	}
	for (const c of self.texts)
		seed("self", c.text);
	for (const c of self.files)
		seed("self", b64(c.file_b64));
	for (const target of ["thread", "triage"]) {
		for (const c of json(`${target}.json`).cases) {
			const parts = c.items.map((i: Json) =>
			    i.note === null || i.note === undefined ? "\0" :
				i.note + "\0");
			seed(target, ...parts);
		}
	}
}

/** What no vector holds: logins, key files, preambles, settings. */
function rest(): void {
	const until = 1_764_000_001;
	const nonce = fixed("nonce");
	const base = { at: "https://office.example:9443", nonce };

	for (const l of [{ ...base, number: "01", until },
		{ ...base, number: "01", until: 1 },
		{ ...base, number: "11", role: "auditor", until }])
		seed("login", signLogin(HOST, l, key(`login/${l.number}`).seed));
	for (const tail of ["promise", "root/ab"]) {
		const k = key(tail);
		const typed = Buffer.concat([Buffer.from([1]), k.seed]);
		const id = Buffer.from(k.vkey.id).toString("hex");

		seed("keyfile", `# signing key\nPRIVATE+KEY+${k.name}+${id}+` +
		    `${typed.toString("base64")}\n`);
	}
	const word = Buffer.alloc(16, 7).toString("base64url");
	for (const date of ["2024-02-29", "2026-02-29", "2026-06-31",
		"2000-01-01", "9999-12-31"])
		seed("text", `${date}\n`);
	const post = (...names: string[]): string =>
	    names.map((n) => `${n} ${word}\n`).join("") + "\nobject";

	seed("preamble", post("mailbox", "thread", "open", "self"));
	seed("preamble", post("mailbox", "thread", "open", "self", "upload"));
	seed("preamble", post("mailbox", "open"));
	seed("preamble", post("report", "report-open", "audience", "open"));
	seed("preamble", post("entry", "open", "from", "len"));
	const tus = "Tus-Resumable: 1.0.0\n";

	for (const length of ["1048848", "67125264", "9".repeat(30), "00"])
		seed("tus", `${tus}Upload-Length: ${length}\nHost: ${HOST}\n`);
	for (const offset of ["0", "1048848", "-1"])
		seed("tus", `${tus}Upload-Offset: ${offset}\nContent-Type: ` +
		    "application/offset+octet-stream\n");
	for (const more of ["Upload-Metadata: filename eA==\n",
		"Upload-Checksum: sha1 eA==\n", "Upload-Concat: partial\n",
		"Upload-Defer-Length: 1\n", "X-HTTP-Method-Override: PATCH\n",
		tus])
		seed("tus", `${tus}Upload-Length: 1048848\n${more}`);
	const file = (n: number): string => ` ${"0a".repeat(32)} ${n}`;
	const id = (c: string): string => " " + c.repeat(32);
	const bundle = `qingfeng-bundle/1\nhost ${HOST}\n` +
	    "office https://office.example:9443\nofficer 02\n" +
	    `root 1${file(9)}\nroot 2${file(8)}\nroster 1${file(7)}\n`;
	seed("bundle", bundle + "end 3\n");
	seed("bundle", `${bundle}thread${id("1")}${file(1)}${file(2)}\n` +
	    `entry${id("1")}${file(3)}${file(4)}\n` +
	    `entry${id("2")}${file(3)}${file(0)}\ngone${id("3")}${file(6)}\n` +
	    `unsent${file(5)}\nend 8\n`);
	const row = (n: number): Buffer => Buffer.concat([hex("0b".repeat(16)),
		Buffer.from([0, 0, 0, n]), Buffer.alloc(n, 104)]);
	seed("grantfile", row(1));
	seed("grantfile", row(200), row(3));
	seed("grantfile", row(200).subarray(0, 100));
	seed("keys", "\x00qingfeng-keys/1\n", Buffer.alloc(24 + 16));
	seed("keys", "\x01", Buffer.alloc(96, 7));
	seed("keys", "\x01", Buffer.alloc(47, 7));
	for (const s of ["intake", "office"])
		seed("config", readFileSync(`conf/${s}.conf`));
}

age();
seal();
signed();
rest();
