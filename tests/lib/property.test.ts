// SPDX-License-Identifier: ISC
// Values go round: what is written is read as the same value.
import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import {
	type Stanza, formatHeader, parseHeader, splitHeader,
} from "../../assets/lib/age-header.ts";
import { armor, fromArmor, isArmor } from "../../assets/lib/armor.ts";
import {
	base64, base64Raw, base64Url, fromBase64, fromBase64Raw, fromBase64Url,
} from "../../assets/lib/base64.ts";
import { bech32, fromBech32 } from "../../assets/lib/bech32.ts";
import {
	compare, concat, equal, fromUtf8, utf8,
} from "../../assets/lib/bytes.ts";
import { groups, newCode, normalCode } from "../../assets/lib/code.ts";
import { addDays, days, isDate } from "../../assets/lib/date.ts";
import {
	formatEntry, parseEntry, readEntry, signEntry, verifyEntry,
} from "../../assets/lib/entry.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import {
	formatIdentity, formatRecipient, identity, parseIdentity,
	parseIdentityFile, parseRecipient,
} from "../../assets/lib/identity.ts";
import { lock, unlock } from "../../assets/lib/keyfile.ts";
import { signLogin } from "../../assets/lib/login.ts";
import {
	extendsTree, includes, leafHash, merkleRoot, proveConsistency,
	proveInclusion, treeOfLeaves,
} from "../../assets/lib/merkle.ts";
import {
	formatVkey, openNote, parseNote, parseVkey, signNote, vkey,
} from "../../assets/lib/note.ts";
import { openPromise, signPromise } from "../../assets/lib/promise.ts";
import {
	formatRoot, parseLink, parseRoot, pinDigits,
} from "../../assets/lib/root.ts";
import { formatRoster, parseRoster } from "../../assets/lib/roster.ts";
import { seal, sealedLength } from "../../assets/lib/seal.ts";
import {
	formatSelf, parseSelf, readSelf, writeSelf,
} from "../../assets/lib/self.ts";
import { readNote, readTar, writeTar } from "../../assets/lib/tar.ts";
import { clean, decimal, isClean, points } from "../../assets/lib/text.ts";
import {
	openFirstChunk, openHeader, openPayload, rewrap, unseal,
} from "../../assets/lib/unseal.ts";
import { HOST, reporter } from "../vectors/fixed.ts";
import {
	RUNS, authorOf, bytes, cleanText, day, entry, hash, keyOf, line,
	members, record, root, roster, self,
} from "./arbitrary.ts";

/** Slow ones take a part of the runs. */
const few = (part: number): { numRuns: number } =>
    ({ numRuns: Math.max(5, Math.ceil(RUNS / part)) });
const me = identity(new Uint8Array(32).fill(0x41));
const you = identity(new Uint8Array(32).fill(0x42));

test("property: bytes in text go round, as Node has them", () => {
	fc.assert(fc.property(bytes(0, 200), (b) => {
		assert.equal(base64(b), Buffer.from(b).toString("base64"));
		assert.deepEqual(fromBase64(base64(b)), b);
		assert.deepEqual(fromBase64Raw(base64Raw(b)), b);
		assert.deepEqual(fromBase64Url(base64Url(b)), b);
		assert.deepEqual(fromHex(hex(b), b.length), b);
	}));
	fc.assert(fc.property(bytes(0, 60), fc.stringMatching(
	    /^[a-z0-9-]{1,30}$/), (b, hrp) => {
		const text = bech32(hrp, b);

		assert.deepEqual(fromBech32(hrp, text, b.length), b);
		assert.deepEqual(fromBech32(hrp, text.toUpperCase(), b.length), b);
	}));
	fc.assert(fc.property(bytes(0, 300), (b) => {
		assert.deepEqual(fromArmor(armor(b)), b);
		assert.ok(isArmor(utf8(armor(b))));
	}));
});

test("property: texts, numbers and dates go round", () => {
	fc.assert(fc.property(fc.string({ unit: "binary" }), (s) => {
		const c = clean(s);

		assert.ok(isClean(c));
		assert.equal(clean(c), c);
		assert.equal(fromUtf8(utf8(c)), c);
		assert.equal(points(c), [...c].length);
	}));
	fc.assert(fc.property(fc.maxSafeNat(), (n) =>
	    decimal(String(n), Number.MAX_SAFE_INTEGER, "FORMAT") === n));
	fc.assert(fc.property(day, fc.integer({ min: -400, max: 400 }),
	    (d, n) => {
		assert.ok(isDate(d));
		assert.equal(days(addDays(d, n)), days(d) + n);
	}));
	fc.assert(fc.property(bytes(0, 8), bytes(0, 8), (a, b) => {
		assert.equal(Math.sign(compare(a, b)),
		    Buffer.compare(a, b));
		assert.equal(equal(a, b), Buffer.compare(a, b) === 0);
	}));
});

test("property: keys and codes go round", () => {
	fc.assert(fc.property(hash, (b) => {
		const id = identity(b);
		const text = formatIdentity(b);

		assert.deepEqual(parseIdentity(text), id);
		assert.deepEqual(parseIdentityFile(`# x\n${text}\n`), [id]);
		assert.deepEqual(parseRecipient(formatRecipient(id.recipient)),
		    id.recipient);
	}), few(2));
	fc.assert(fc.property(hash, line, (seed, name) => {
		const v = vkey(name.replace(/[\s+]/g, "_") + "x",
		    keyOf("reporter", (seed[0] ?? 0) % 4).vkey.key);

		assert.deepEqual(parseVkey(formatVkey(v)), v);
	}));
	fc.assert(fc.property(fc.infiniteStream(fc.nat(255)), (stream) => {
		const code = newCode((n) => Uint8Array.from({ length: n },
		    () => stream.next().value ?? 0));

		assert.equal(normalCode(code), code);
		assert.equal(normalCode(groups(code)), code);
	}));
	fc.assert(fc.property(hash, (pin) => {
		const n = BigInt("0x" + hex(pin)).toString().padStart(78, "0");

		assert.equal(pinDigits(pin).replace(/ /g, ""), n.slice(0, 20));
	}));
});

test("property: a poster's link goes round", () => {
	const station = fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
	    { nil: undefined });
	const pin = fc.option(hash, { nil: undefined });

	fc.assert(fc.property(station, pin, (s, p) => {
		const parts = [...s === undefined ? [] : [`s=${s}`],
			...p === undefined ? [] : [`r1=${base64Url(p)}`]];

		for (const order of [parts, [...parts].reverse()])
			assert.deepEqual(parseLink("#" + order.join("&")),
			    { station: s, pin: p });
	}));
});

const stanza: fc.Arbitrary<Stanza> = record({
	args: fc.array(fc.stringMatching(/^[\x21-\x7e]{1,30}$/),
	    { minLength: 1, maxLength: 8 }),
	body: bytes(0, 200),
});

test("property: age headers and files go round", () => {
	fc.assert(fc.property(bytes(16), fc.array(stanza,
	    { minLength: 1, maxLength: 32 }), bytes(0, 50), (k, list, rest) => {
		const text = formatHeader(k, list);
		const h = parseHeader(concat(text, rest));

		assert.deepEqual(h.stanzas, list);
		assert.equal(h.length, text.length);
		assert.deepEqual(splitHeader(concat(text, rest)),
		    { header: text, payload: rest });
	}));
	fc.assert(fc.property(bytes(0, 300), fc.integer({ min: 1, max: 8 }),
	    (plain, slots) => {
		const s = seal(plain, [me.recipient], slots);
		const again = rewrap(s.header, [me], [you.recipient], slots);

		assert.equal(s.payload.length, sealedLength(plain.length));
		assert.deepEqual(unseal(concat(s.header, s.payload), [you, me]),
		    plain);
		assert.deepEqual(openHeader(again, [you]), s.fileKey);
		assert.deepEqual(openPayload(s.fileKey, s.payload), plain);
	}), few(6));
});

test("property: a locked key file goes round", async () => {
	await fc.assert(fc.asyncProperty(hash, fc.string({ minLength: 1 }),
	    async (b, pass) => {
		const file = lock(`# ${pass.length}\n${formatIdentity(b)}\n`,
		    pass, 1);

		assert.deepEqual(await unlock(file, pass), [identity(b)]);
		assert.deepEqual(await unlock(utf8(armor(file)), pass),
		    [identity(b)]);
	}), few(4));
});

test("property: archives go round", () => {
	fc.assert(fc.property(members, (m) => {
		const tar = writeTar(m);
		const s = seal(tar, [me.recipient], 1);

		assert.deepEqual(readTar(tar), m);
		assert.deepEqual(readNote(tar.subarray(0, 65536)), m[0]?.data);
		assert.deepEqual(readTar(openPayload(s.fileKey, s.payload)), m);
		assert.deepEqual(readNote(openFirstChunk(s.fileKey, s.payload,
		    s.payload.length)), m[0]?.data);
	}), few(2));
});

test("property: signed notes go round", () => {
	fc.assert(fc.property(cleanText, fc.uniqueArray(fc.nat(3),
	    { minLength: 1 }), (body, who) => {
		const text = `${HOST}/roster/v1\n${body}\n`;
		const by = who.map((n) => keyOf(`root/${n}`));
		const note = signNote(HOST, text, by);
		const open = openNote(HOST, note, by.map((k) => k.vkey));

		assert.equal(open.text, text);
		assert.deepEqual(open.signers, by.map((k) => k.vkey));
		const n = parseNote(note);
		assert.equal(`${n.text}\n` + n.signatures.map((s) =>
		    `\u2014 ${s.name} ${base64(concat(s.id, s.bytes))}\n`)
		    .join(""), fromUtf8(note));
	}), few(4));
});

test("property: roots and rosters go round", () => {
	fc.assert(fc.property(root, (r) => {
		assert.deepEqual(parseRoot(HOST, formatRoot(HOST, r)), r);
	}), few(2));
	fc.assert(fc.property(roster, (r) => {
		assert.deepEqual(parseRoster(HOST, formatRoster(HOST, r)), r);
	}), few(3));
});

test("property: entries go round", () => {
	fc.assert(fc.property(entry, (e) => {
		const text = formatEntry(HOST, e);
		const parsed = parseEntry(HOST, text);

		assert.deepEqual(parsed, e);
		assert.equal(formatEntry(HOST, parsed), text);
	}));
	fc.assert(fc.property(entry, (e) => {
		const who = authorOf(e);
		const read = readEntry(HOST, signEntry(HOST, e, who.seed));

		verifyEntry(HOST, read, who.vkey);
		assert.equal(read.text, e.text);
		assert.throws(() => verifyEntry(HOST, read,
		    keyOf(who.name.slice(HOST.length + 1), 9).vkey));
	}), few(4));
});

test("property: self goes round, at its one length", () => {
	fc.assert(fc.property(self, (s) => {
		assert.deepEqual(parseSelf(HOST, formatSelf(HOST, s)), s);
	}));
	fc.assert(fc.property(self, (s) => {
		const mine = { ...s, thread: reporter().handle };
		const file = writeSelf(HOST, mine, reporter());

		assert.equal(file.length, 1024);
		assert.deepEqual(readSelf(HOST, file, reporter()), mine);
	}), few(6));
});

test("property: promises and logins go round", () => {
	fc.assert(fc.property(hash, day, (d, date) => {
		const { seed, vkey: k } = keyOf("promise");

		assert.deepEqual(openPromise(HOST, signPromise(HOST, d, date,
		    seed), [k], d, undefined),
		    { date, inLogBy: addDays(date, 2) });
	}), few(4));
	fc.assert(fc.property(record({
		at: fc.constantFrom("https://office.example:9443",
		    "http://[::1]:8443"),
		role: fc.option(fc.stringMatching(/^[a-z0-9_-]{1,32}$/),
		    { nil: undefined }),
		number: fc.nat(99).map((n) => String(n).padStart(2, "0")),
		nonce: hash, until: fc.maxSafeNat(),
	}), (l) => {
		const k = keyOf(`login/${l.number}`);
		const { text } = openNote(HOST, signLogin(HOST, l, k.seed),
		    [k.vkey]);

		assert.deepEqual(text.split("\n"), [`${HOST}/login/v1`,
			`at ${l.at}`, l.role === undefined ?
			`officer ${l.number}` : `role ${l.role} ${l.number}`,
			`nonce ${base64(l.nonce)}`, `until ${l.until}`, ""]);
	}), few(4));
});

test("property: what a log proves holds, and nothing else", () => {
	fc.assert(fc.property(fc.array(hash, { minLength: 2, maxLength: 40 }),
	    fc.nat(), fc.nat(), (data, a, b) => {
		const leaves = data.map(leafHash);
		const n = leaves.length;
		const i = a % n;
		const m = 1 + b % n;
		const t = treeOfLeaves(leaves);
		const leaf = leaves[i] ?? leafHash(utf8(""));
		const old = merkleRoot(treeOfLeaves(leaves.slice(0, m)));
		const p = proveInclusion(t, i);

		assert.ok(includes(leaf, i, n, p, merkleRoot(t)));
		assert.equal(includes(leaf, (i + 1) % n, n, p, merkleRoot(t)),
		    false);
		assert.ok(extendsTree(m, old, n, merkleRoot(t),
		    proveConsistency(t, m)));
	}));
});
