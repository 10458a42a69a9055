// SPDX-License-Identifier: ISC
// The outside age vectors, verdict by verdict.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";

import { parseHeader } from "../../assets/lib/age-header.ts";
import { fromArmor } from "../../assets/lib/armor.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import {
	type Identity, identity, parseIdentity,
} from "../../assets/lib/identity.ts";
import { openHeaderByPassphrase } from "../../assets/lib/keyfile.ts";
import { Unsealer, openHeader } from "../../assets/lib/unseal.ts";
import { throwsCode } from "./throws.ts";

const FOLDER = new URL("../vectors/cctv-age/", import.meta.url);
const VERDICT: Record<string, string> = {
	AGE_ARMOR: "armor failure",
	AGE_HEADER: "header failure",
	AGE_LIMIT: "header failure",
	AGE_STANZAS: "header failure",
	AGE_WORK: "header failure",
	AGE_HMAC: "HMAC failure",
	AGE_NO_MATCH: "no match",
	AGE_PAYLOAD: "payload failure",
};

interface Vector {
	readonly keys: Map<string, string[]>;
	readonly file: Uint8Array;
}

function load(name: string): Vector {
	const raw = readFileSync(new URL(name, FOLDER));
	const end = raw.indexOf("\n\n");
	const keys = new Map<string, string[]>();

	for (const line of raw.subarray(0, end).toString().split("\n")) {
		const at = line.indexOf(": ");
		const key = line.slice(0, at);

		keys.set(key, [...(keys.get(key) ?? []), line.slice(at + 2)]);
	}
	const body = raw.subarray(end + 2);
	const file = keys.has("compressed") ? inflateSync(body) : body;
	return { keys, file: new Uint8Array(file) };
}

/**
 * Reads as the vectors' own reader does, which does not know where the file
 * ends: a chunk that does not open by its place is tried the other way round,
 * released, and then found to be cut or to have something behind it.
 */
function stream(fileKey: Uint8Array, payload: Uint8Array,
    release: (plain: Uint8Array) => void): void {
	const u = new Unsealer(fileKey, payload.subarray(0, 16));
	const size = 65552;

	for (let i = 16; ; i += size) {
		const chunk = payload.subarray(i, i + size);
		const last = i + size >= payload.length;

		try {
			release(u.push(chunk, last));
		} catch (e) {
			if (chunk.length === size || !last)
				release(u.push(chunk, !last));
			throw e;
		}
		if (last)
			return;
	}
}

/**
 * The vector's identities; a post-quantum one is no identity here, and a
 * reader has some key even where the vector names none of his.
 */
function identities(v: Vector): Identity[] {
	const out: Identity[] = [];

	for (const text of v.keys.get("identity") ?? []) {
		if (text.startsWith("AGE-SECRET-KEY-PQ-"))
			throwsCode("AGE_IDENTITY", () => parseIdentity(text));
		else
			out.push(parseIdentity(text));
	}
	return out.length > 0 ? out : [identity(new Uint8Array(32).fill(9))];
}

async function open(v: Vector, release: (plain: Uint8Array) => void):
    Promise<void> {
	const file = v.keys.has("armored") ?
	    fromArmor(Buffer.from(v.file).toString("latin1")) : v.file;
	const passphrases = v.keys.get("passphrase") ?? [];
	const ids = identities(v);
	let fileKey: Uint8Array | undefined;

	for (const p of passphrases) {
		try {
			fileKey ??= await openHeaderByPassphrase(file, p);
		} catch (e) {
			if (codeOf(e) !== "AGE_NO_MATCH")
				throw e;
		}
	}
	fileKey ??= openHeader(file, ids);
	stream(fileKey, file.subarray(parseHeader(file).length), release);
}

/** What a reader without the post-quantum key must say of a vector for it. */
const WITHOUT_PQ: Record<string, string> = {
	// The first breaks the grammar of stanzas, the other an X25519 stanza.
	hybrid_not_canonical_body: "header failure",
	hybrid_x25519_arg: "header failure",
};
const names = readdirSync(FOLDER).filter((n) => n !== "README.md");

test("cctv: all vectors are there", () => {
	assert.equal(names.length, 143);
	assert.equal(names.filter((n) => n.includes("hybrid")).length, 19);
});

for (const name of names) {
	const v = load(name);
	const pq = name.includes("hybrid");
	const want = pq ? WITHOUT_PQ[name] ?? "no match" :
	    v.keys.get("expect")?.[0];

	test(`cctv ${name}`, async () => {
		const released: Uint8Array[] = [];
		let got = "success";

		try {
			await open(v, (plain) => released.push(plain));
		} catch (e) {
			got = VERDICT[codeOf(e) ?? ""] ?? String(e);
		}
		assert.equal(got, want);
		if (v.keys.has("payload") && !pq)
			assert.equal(hex(sha256(...released)),
			    v.keys.get("payload")?.[0]);
	});
}
