// SPDX-License-Identifier: ISC
// The console's sealed cache: read back by whoever sealed it for the same site
// and by nobody else; anything else is as good as none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";

import {
	type Kept, nameOf, openCache, sealCache,
} from "../../assets/desk/cache.ts";
import { Cases } from "../../assets/desk/cases.ts";
import type { Chain } from "../../assets/desk/chain.ts";
import { Net } from "../../assets/desk/net.ts";
import { Session } from "../../assets/desk/session.ts";
import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { forgetAll } from "../../assets/lib/ed25519.ts";
import { hkdf } from "../../assets/lib/hash.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { identity } from "../../assets/lib/identity.ts";

const HOST = "box.example.org";
const who = identity(systemRandom(32));
const other = identity(systemRandom(32));

function id(): string {
	return hex(systemRandom(16));
}

const kept: Kept = {
	cursor: 2 ** 40 + 7, tried: 13104,
	reports: [[id(), systemRandom(16)], [id(), systemRandom(16)]],
	entries: [[id(), systemRandom(16)]],
	spoilt: [id(), id(), id()],
	held: { signatures: [hex(systemRandom(32))],
		keys: [hex(systemRandom(32)), hex(systemRandom(32))] },
};
const sealed = sealCache(HOST, who, kept);

/** Sealed as docs/protocol.md section 7 says it, whatever the plaintext. */
function by(plain: Uint8Array, host = HOST): Uint8Array {
	const salt = systemRandom(16);
	const key = hkdf(who.secret, salt, host + "/desk/cache/v1", 32);

	return concat(salt,
	    chacha20poly1305(key, new Uint8Array(12)).encrypt(plain));
}

function be(n: number, len: number): Uint8Array {
	return fromHex(n.toString(16).padStart(2 * len, "0"));
}

function plainOf(magic = "qf desk cache 2\n", cursor = 5,
    ...rest: Uint8Array[]): Uint8Array {
	return concat(utf8(magic), be(cursor, 8), be(3, 4), ...rest);
}

const NONE = [be(0, 4), be(0, 4), be(0, 4), be(0, 4), be(0, 4)];
const NOTHING = { signatures: [], keys: [] };

test("cache: what was sealed is read back", () => {
	assert.deepEqual(openCache(HOST, who, sealed), kept);
	const none = { cursor: 0, tried: 0, reports: [], entries: [],
		spoilt: [], held: NOTHING };
	assert.deepEqual(openCache(HOST, who, sealCache(HOST, who, none)), none);
});

test("cache: many signatures are not too many", () => {
	const name = "ab".repeat(32);
	const names = Array.from({ length: 200000 }, () => name);
	const many = { ...kept, held: { signatures: names, keys: names } };

	assert.equal(openCache(HOST, who, sealCache(HOST, who, many))
	    ?.held.signatures.length, 200000);
});

test("cache: the format is the one of the document", () => {
	const key = systemRandom(16);
	const one = id();

	assert.deepEqual(openCache(HOST, who, by(plainOf(undefined, undefined,
	    be(1, 4), fromHex(one), key, be(0, 4), be(1, 4), fromHex(one),
	    be(0, 4), be(0, 4)))), { cursor: 5, tried: 3, reports: [[one, key]],
		entries: [], spoilt: [one], held: NOTHING });
});

test("cache: every damaged byte and every cut makes it none", () => {
	for (let i = 0; i < sealed.length; i++) {
		const bad = sealed.slice();

		bad[i] = (bad[i] ?? 0) ^ 1;
		assert.equal(openCache(HOST, who, bad), null, `byte ${i}`);
		assert.equal(openCache(HOST, who, sealed.subarray(0, i)), null,
		    `cut at ${i}`);
	}
	assert.equal(openCache(HOST, who, concat(sealed, new Uint8Array(1))),
	    null);
});

test("cache: another identity's or another site's is none", () => {
	assert.equal(openCache(HOST, other, sealed), null);
	assert.equal(openCache("other.example.org", who, sealed), null);
	assert.notEqual(nameOf(HOST, who), nameOf(HOST, other));
	assert.notEqual(nameOf(HOST, who), nameOf("other.example.org", who));
	assert.match(nameOf(HOST, who), /^[0-9a-f]{32}$/);
});

test("cache: one of another version, or that does not add up, is none", () => {
	const wrong: [string, Uint8Array][] = [
		["version", plainOf("qf desk cache 1\n", 5, ...NONE)],
		["behind it", plainOf(undefined, 5, ...NONE, new Uint8Array(1))],
		["cut", plainOf(undefined, 5, ...NONE.slice(1))],
		["count", plainOf(undefined, 5, be(0xffffffff, 4),
		    ...NONE.slice(1))],
		["cursor", plainOf(undefined, 2 ** 53, ...NONE)],
		["empty", new Uint8Array(0)],
	];

	assert.notEqual(openCache(HOST, who, by(plainOf(undefined, 5, ...NONE))),
	    null);
	for (const [name, plain] of wrong)
		assert.equal(openCache(HOST, who, by(plain)), null, name);
});

test("cache: no key, id or signature stands in it, nor twice the same", () => {
	const text = hex(sealed);

	for (const [name, key] of [...kept.reports, ...kept.entries]) {
		assert.ok(!text.includes(name));
		assert.ok(!text.includes(hex(key)));
	}
	for (const name of [...kept.spoilt, ...kept.held.signatures,
	    ...kept.held.keys])
		assert.ok(!text.includes(name));
	assert.ok(!text.includes(hex(who.secret)));
	assert.notDeepEqual(sealCache(HOST, who, kept), sealed);
});

test("cache: what was kept goes on, and is overwritten when it is locked",
    () => {
	const chain = { host: HOST, roots: [], rosters: [] } as unknown as Chain;
	const session = new Session(new Net(""), { host: HOST, nn: "01",
		origin: "https://office.example.org", offline: false,
		loginSeed: systemRandom(32) });
	const cases = new Cases(chain, session, who, "01");

	assert.equal(cases.isNew, true);
	cases.restore(kept);
	assert.equal(cases.isNew, false);
	const now = cases.kept();
	// Entries are kept again once they were opened again.
	assert.deepEqual({ ...now, entries: kept.entries }, kept);
	assert.equal(cases.damaged, 3);
	const keys = now.reports.map(([, key]) => key);
	assert.ok(keys.length === 2 && keys.every((key) =>
	    key.some((b) => b !== 0)));
	cases.forget();
	forgetAll();
	assert.ok([...keys, ...kept.entries.map(([, key]) => key)].every((key) =>
	    key.every((b) => b === 0)));
	assert.deepEqual(cases.kept().held, NOTHING);
});
