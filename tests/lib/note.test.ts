// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { concat, fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import {
	ed25519Public, ed25519Sign, ed25519Verify, isEd25519Public,
} from "../../assets/lib/ed25519.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import {
	formatVkey, keyFits, openNote, parseNote, parseVkey, signNote, vkey,
} from "../../assets/lib/note.ts";
import { clean, isClean } from "../../assets/lib/text.ts";
import { throwsCode } from "./throws.ts";
import { type NoteJson, load, noteBytes, resultOf } from "./vectors.ts";

interface Ed25519Case {
	readonly name: string; readonly public: string; readonly message: string;
	readonly signature: string; readonly valid: boolean;
}
interface VkeyCase {
	readonly name: string; readonly vkey: string; readonly result: string;
	readonly key_name?: string; readonly id?: string;
	readonly public?: string;
}
interface NoteCase extends NoteJson {
	readonly name: string; readonly keys: readonly string[];
	readonly result: string; readonly text?: string;
	readonly signers?: readonly string[];
}

const ed25519 = load<{ small_order: string[]; cases: Ed25519Case[] }>(
    "ed25519.json");

for (const c of ed25519.cases) {
	test(`ed25519: ${c.name}`, () => {
		assert.equal(ed25519Verify(fromHex(c.public), fromHex(c.message),
		    fromHex(c.signature)), c.valid);
	});
}

test("ed25519: a small-order key signs nothing", () => {
	const points = ed25519.small_order.map((p) => fromHex(p));
	const none = new Uint8Array(32);

	assert.equal(points.length, 14);
	for (const a of points) {
		for (const r of points) {
			for (let m = 0; m < 16; m++)
				assert.ok(!ed25519Verify(a, utf8(String(m)),
				    concat(r, none)));
		}
		assert.ok(!isEd25519Public(a));
	}
});

test("ed25519: wrong lengths are no signature", () => {
	const seed = new Uint8Array(32).fill(1);
	const message = utf8("m");
	const sig = ed25519Sign(seed, message);
	const pk = ed25519Public(seed);

	assert.equal(ed25519Verify(pk, message, sig), true);
	assert.equal(ed25519Verify(pk, message, sig.subarray(1)), false);
	assert.equal(ed25519Verify(pk.subarray(1), message, sig), false);
});

const v = load<{
	host: string; vkeys: VkeyCase[]; notes: NoteCase[];
	fits: { key_name: string; first_line: string; fits: boolean }[];
}>("note.json");

for (const c of v.vkeys) {
	test(`vkey: ${c.name}`, () => {
		assert.equal(resultOf(() => parseVkey(c.vkey)), c.result);
		if (c.result !== "OK")
			return;
		const k = parseVkey(c.vkey);
		assert.equal(k.name, c.key_name);
		assert.equal(hex(k.id), c.id);
		assert.equal(hex(k.key), c.public);
		assert.equal(formatVkey(k), c.vkey);
	});
}

test("key names fit first lines", () => {
	for (const c of v.fits)
		assert.equal(keyFits(v.host, c.key_name, c.first_line), c.fits,
		    `${c.key_name} ${c.first_line}`);
});

for (const c of v.notes) {
	test(`note: ${c.name}`, () => {
		const keys = c.keys.map((k) => parseVkey(k));
		const open = (): ReturnType<typeof openNote> =>
		    openNote(v.host, noteBytes(c), keys);

		assert.equal(resultOf(open), c.result);
		if (c.result !== "OK")
			return;
		assert.equal(open().text, c.text);
		assert.deepEqual(open().signers.map((s) => s.name), c.signers);
	});
}

test("a note that we sign opens", () => {
	const seed = new Uint8Array(32).fill(3);
	const name = `${v.host}/officer/07`;
	const text = `${v.host}/entry/v1\n你好\n`;
	const note = signNote(v.host, text, [{ name, seed }]);
	const k = vkey(name, ed25519Public(seed));

	assert.equal(openNote(v.host, note, [k]).text, text);
	throwsCode("NOTE_KEY_NAME", () => signNote(v.host,
	    `${v.host}/roster/v1\n`, [{ name, seed }]));
	throwsCode("NOTE", () => signNote(v.host, text + "no LF",
	    [{ name, seed }]));
	throwsCode("NOTE", () => signNote(v.host, text + "\t\n",
	    [{ name, seed }]));
	throwsCode("NOTE", () => signNote(v.host, text, []));
	assert.match(fromUtf8(note), /^box.*\n你好\n\n\u2014 /);
});

test("the first fault in a note's signature lines is told", () => {
	const bad = "\u2014 x\n";
	const line = "\u2014 x AAAAAAA=\n";
	const note = (lines: string): Uint8Array => utf8(`a\n\n${lines}`);

	throwsCode("NOTE", () => parseNote(note(bad + line.repeat(17))));
	throwsCode("LIMIT", () => parseNote(note(line.repeat(16) + bad)));
	assert.equal(parseNote(note(line.repeat(16))).signatures.length, 16);
});

test("a note is at most 64 KiB", () => {
	const seed = new Uint8Array(32).fill(3);
	const name = `${v.host}/officer/07`;
	const sign = (n: number): Uint8Array => signNote(v.host,
	    `${v.host}/entry/v1\n${"a".repeat(n)}\n`, [{ name, seed }]);
	const most = 65536 - sign(0).length;
	const k = vkey(name, ed25519Public(seed));

	assert.equal(openNote(v.host, sign(most), [k]).signers.length, 1);
	throwsCode("LIMIT", () => sign(most + 1));
	throwsCode("LIMIT", () => openNote(v.host, new Uint8Array(65537), [k]));
});

test("typed text becomes clean", () => {
	const typed = "a\r\nb\rc\td\u0000e\ufefff\u0085g\ud800h\u{1f600}";

	assert.equal(clean(typed), "a\nb c d e f g\ufffdh\u{1f600}");
	assert.equal(isClean(clean(typed)), true);
	assert.equal(isClean(typed), false);
	for (const lone of ["\ud800", "\udc00", "a\ud800", "\udc00\udc00b"])
		assert.equal(isClean(lone), false);
	assert.equal(isClean("\u{1f600}\u{1f600}"), true);
	throwsCode("FORMAT", () => utf8("\ud800"));
});
