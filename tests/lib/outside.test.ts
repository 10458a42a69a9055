// SPDX-License-Identifier: ISC
// What the specifications print as examples, and what Debian's argon2 says,
// through our own wrappers; tests/unit/test_outside.c reads the same file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";

import { type Stanza, formatHeader } from "../../assets/lib/age-header.ts";
import { base64Raw } from "../../assets/lib/base64.ts";
import { bech32, fromBech32 } from "../../assets/lib/bech32.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import {
	ed25519Public, ed25519Sign, ed25519Verify,
} from "../../assets/lib/ed25519.ts";
import { hkdf, sha256 } from "../../assets/lib/hash.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { identity } from "../../assets/lib/identity.ts";
import { openNote, parseNote, parseVkey } from "../../assets/lib/note.ts";
import { receipt } from "../../assets/lib/receipt.ts";
import { chunkNonce, wrapKey } from "../../assets/lib/seal.ts";
import { decrypt, openHeader } from "../../assets/lib/unseal.ts";
import { throwsCode } from "./throws.ts";
import { load, resultOf } from "./vectors.ts";

type Case<K extends string> = Readonly<Record<K | "name", string>>;
const v = load<{
	note: Case<"vkey" | "text" | "signature">[];
	rfc7748: (Case<"scalar" | "u" | "out"> & { public?: string })[];
	rfc8032: Case<"seed" | "public" | "message" | "signature">[];
	rfc8439: {
		chacha20: Case<"key" | "nonce" | "plain" | "cipher">;
		aead: Case<"key" | "nonce" | "aad" | "plain" | "sealed">[];
	};
	rfc5869: Case<"ikm" | "salt" | "info" | "okm">[];
	bip173: (Case<"text" | "hrp"> & { len: number; valid: boolean })[];
	argon2id: Case<"host" | "code" | "salt" | "secret">[];
}>("outside.json");

for (const c of v.note) {
	test(`note of others: ${c.name}`, () => {
		const bytes = utf8(`${c.text}\n${c.signature}`);
		const key = parseVkey(c.vkey);
		const note = parseNote(bytes);
		const [s] = note.signatures;

		assert.equal(note.text, c.text);
		assert.ok(s !== undefined && s.name === key.name);
		assert.deepEqual(s.id, key.id);
		assert.ok(ed25519Verify(key.key, utf8(note.text), s.bytes));
		assert.ok(!ed25519Verify(key.key, utf8(note.text + "."),
		    s.bytes));
		// None of our tables knows such a name.
		throwsCode("NOTE_KEY_NAME",
		    () => openNote("box.example.org", bytes, [key]));
	});
}

for (const c of v.rfc7748) {
	test(`X25519: RFC 7748 ${c.name}`, () => {
		const who = identity(fromHex(c.scalar));
		const share = fromHex(c.u);
		// A stanza sealed by hand with the RFC's shared secret.
		const fileKey = utf8("0123456789abcdef");
		const stanza: Stanza = {
			args: ["X25519", base64Raw(share)],
			body: chacha20poly1305(
			    wrapKey(fromHex(c.out), share, who.recipient),
			    new Uint8Array(12)).encrypt(fileKey),
		};

		if (c.public !== undefined)
			assert.equal(hex(who.recipient), c.public);
		assert.deepEqual(openHeader(formatHeader(fileKey, [stanza]),
		    [who]), fileKey);
	});
}

for (const c of v.rfc8032) {
	test(`Ed25519: RFC 8032 ${c.name}`, () => {
		const seed = fromHex(c.seed);
		const message = fromHex(c.message);

		assert.equal(hex(ed25519Public(seed)), c.public);
		assert.equal(hex(ed25519Sign(seed, message)), c.signature);
		assert.ok(ed25519Verify(fromHex(c.public), message,
		    fromHex(c.signature)));
	});
}

test("ChaCha20-Poly1305: RFC 8439", () => {
	const c = v.rfc8439.chacha20;
	const nonce = chunkNonce(0x4a000000, false);
	const sealed = chacha20poly1305(fromHex(c.key), nonce)
	    .encrypt(fromHex(c.plain));

	// The sample's nonce is the one of such a chunk.
	assert.equal(hex(nonce), c.nonce);
	assert.equal(hex(sealed.subarray(0, -16)), c.cipher);
	assert.deepEqual(decrypt(fromHex(c.key), nonce, sealed),
	    fromHex(c.plain));
	// With associated data, which age never has: the library itself.
	for (const a of v.rfc8439.aead)
		assert.equal(hex(chacha20poly1305(fromHex(a.key),
		    fromHex(a.nonce), fromHex(a.aad)).encrypt(fromHex(a.plain))),
		    a.sealed);
});

test("HKDF: RFC 5869", () => {
	// At most one hash of output: none of the formats has more.
	for (const c of v.rfc5869)
		assert.equal(hex(hkdf(fromHex(c.ikm), fromHex(c.salt),
		    fromHex(c.info), 32)), c.okm.slice(0, 64), c.name);
	assert.equal(hex(hkdf(fromHex("0b".repeat(22)), "", "", 32)),
	    v.rfc5869[2]?.okm.slice(0, 64));
});

test("Bech32: BIP-173 but the length", () => {
	for (const c of v.bip173) {
		const text = Buffer.from(c.text, "hex").toString("latin1");
		const hrp = Buffer.from(c.hrp, "hex").toString("latin1");
		const decode = (): Uint8Array => fromBech32(hrp, text, c.len);

		assert.equal(resultOf(decode), c.valid ? "OK" : "FORMAT", c.name);
		if (c.valid)
			assert.equal(bech32(hrp, decode()), text.toLowerCase());
	}
	assert.equal(v.bip173.length, 19);
});

for (const c of v.argon2id) {
	test(`Argon2id: Debian's argon2, ${c.name}`, () => {
		const salt = sha256(c.host + "/receipt/v1").subarray(0, 16);
		const octal = Array.from(salt,
		    (b) => "\\" + b.toString(8).padStart(3, "0")).join("");
		// Only a shell can hand over a salt that is not UTF-8.
		const theirs = execFileSync("sh", ["-c",
			'argon2 "$(printf "$1")" -id -t 2 -k 19456 -p 1 -l 32 ' +
			"-v 13 -r", "sh", octal], { input: c.code }).toString();
		const secret = fromHex(theirs.trim());
		const r = receipt(c.host, c.code);

		assert.equal(hex(salt), c.salt);
		assert.equal(hex(secret), c.secret);
		assert.deepEqual(r.identity.secret,
		    hkdf(secret, "", "receipt/v1/age-x25519", 32));
		assert.deepEqual(r.seed,
		    hkdf(secret, "", "receipt/v1/ed25519", 32));
		assert.deepEqual(r.mbox,
		    hkdf(secret, "", "receipt/v1/mailbox", 16));
	});
}

test("a Kelvin sign is no letter of a key", () => {
	const text = bech32("k", Uint8Array.of(1)).toUpperCase();

	assert.deepEqual(fromBech32("k", text, 1), Uint8Array.of(1));
	throwsCode("FORMAT", () => fromBech32("k",
	    "\u212a" + text.slice(1), 1));
});
