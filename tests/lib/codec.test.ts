// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import {
	base64, base64Raw, base64Url, fromBase64, fromBase64Raw, fromBase64Url,
} from "../../assets/lib/base64.ts";
import {
	ascii, compare, concat, equal, fromUtf8, systemRandom, utf8, wipe,
} from "../../assets/lib/bytes.ts";
import { newCode } from "../../assets/lib/code.ts";
import {
	addDays, dateOf, days, isDate, shanghai,
} from "../../assets/lib/date.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { Lines, decimal, points } from "../../assets/lib/text.ts";
import { throwsCode } from "./throws.ts";

test("base64 is Node's, and canonical only", () => {
	for (let n = 0; n < 70; n++) {
		const b = systemRandom(n);

		assert.equal(base64(b), Buffer.from(b).toString("base64"));
		assert.equal(base64Url(b), Buffer.from(b).toString("base64url"));
		assert.deepEqual(fromBase64(base64(b)), b);
		assert.deepEqual(fromBase64Raw(base64Raw(b)), b);
		assert.deepEqual(fromBase64Url(base64Url(b), n), b);
	}
	for (const bad of ["A", "AA", "AAA", "AB==", "AAB=", "AA=A", "A===",
		"====", "AA==AA==", " AA==", "AA==\n", "AA-_", "AAA=A"])
		throwsCode("FORMAT", () => fromBase64(bad));
	for (const bad of ["A", "AA==", "AB", "AAB", "AA-_", "AAAAA"])
		throwsCode("FORMAT", () => fromBase64Raw(bad));
	throwsCode("FORMAT", () => fromBase64Url("AA+/"));
	throwsCode("FORMAT", () => fromBase64("AAAA", 2));
});

test("hex is lower case, whole bytes", () => {
	assert.equal(hex(Uint8Array.of(0, 9, 255)), "0009ff");
	assert.deepEqual(fromHex("0009ff", 3), Uint8Array.of(0, 9, 255));
	for (const bad of ["0", "0G", "FF", " 00", "0x"])
		throwsCode("FORMAT", () => fromHex(bad));
	throwsCode("FORMAT", () => fromHex("00", 2));
});

test("bytes", () => {
	const a = Uint8Array.of(1, 2);

	assert.deepEqual(concat(a, new Uint8Array(0), a),
	    Uint8Array.of(1, 2, 1, 2));
	assert.equal(equal(a, Uint8Array.of(1, 2)), true);
	assert.equal(equal(a, Uint8Array.of(1, 3)), false);
	assert.equal(equal(a, Uint8Array.of(1)), false);
	assert.equal(equal(Uint8Array.of(1), Uint8Array.of(1, 0)), false);
	assert.ok(compare(a, Uint8Array.of(1, 3)) < 0);
	assert.ok(compare(a, Uint8Array.of(1)) > 0);
	assert.equal(compare(a, a), 0);
	wipe(a);
	assert.deepEqual(a, new Uint8Array(2));
	assert.equal(systemRandom(70000).length, 70000);
	assert.notDeepEqual(systemRandom(32), systemRandom(32));
	assert.equal(ascii(utf8("a~ \n")), "a~ \n");
	assert.equal(ascii(utf8("é")), undefined);
	assert.equal(fromUtf8(utf8("\ufeff汉\u{1f600}")), "\ufeff汉\u{1f600}");
	throwsCode("FORMAT", () => fromUtf8(Uint8Array.of(0xff)));
});

test("without a system source there is no randomness at all", () => {
	const real = Object.getOwnPropertyDescriptor(globalThis, "crypto");

	assert.ok(real !== undefined);
	try {
		for (const value of [undefined, {}, { getRandomValues: (): never => {
			throw new Error("quota");
		} }]) {
			Object.defineProperty(globalThis, "crypto",
			    { value, configurable: true });
			throwsCode("RANDOM", () => systemRandom(16));
		}
	} finally {
		Object.defineProperty(globalThis, "crypto", real);
	}
});

test("dates are Shanghai's", () => {
	assert.equal(shanghai(Date.parse("2026-11-23T15:59:59Z")), "2026-11-23");
	assert.equal(shanghai(Date.parse("2026-11-23T16:00:00Z")), "2026-11-24");
	assert.equal(days("1970-01-01"), 0);
	assert.equal(days("2000-03-01"), 11017);
	assert.equal(dateOf(days("2024-02-29")), "2024-02-29");
	assert.equal(addDays("2026-12-31", 1), "2027-01-01");
	assert.equal(addDays("2026-03-01", -1), "2026-02-28");
	for (const good of ["2000-01-01", "2024-02-29", "9999-12-31"])
		assert.equal(isDate(good), true, good);
	for (const bad of ["1999-12-31", "2023-02-29", "2026-13-01",
		"2026-00-10", "2026-10-00", "2026-1-01", "2026-01-01 ", "",
		"２０26-01-01", "10000-01-01"])
		assert.equal(isDate(bad), false, bad);
});

test("SHA-256 joins its parts", () => {
	assert.equal(hex(sha256("ab", utf8("c"))),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("decimals and lines", () => {
	assert.equal(decimal("0", 9, "FORMAT"), 0);
	assert.equal(decimal("4294967295", 4294967295, "FORMAT"), 4294967295);
	for (const bad of ["", "00", "01", "-1", "+1", "1 ", "1.0", "1e3", "10",
		"99999999999999999999"])
		throwsCode("ROOT", () => decimal(bad, 9, "ROOT"));
	const lines = new Lines("a 1\nb 2\nb 3\n", "ROOT");
	assert.equal(lines.maybe("b"), undefined);
	assert.equal(lines.one("a"), "1");
	assert.deepEqual(lines.many("b", 0, 2, "LIMIT", Number), [2, 3]);
	lines.end();
	assert.equal(lines.rest(), "");
	throwsCode("LIMIT", () => new Lines("b 1\nb 2\n", "ROOT")
	    .many("b", 0, 1, "LIMIT", Number));
	throwsCode("ROOT", () => new Lines("a 1", "ROOT"));
	throwsCode("ROOT", () => new Lines("a\t1\n", "ROOT"));
	throwsCode("ROOT", () => new Lines("a 1\n", "ROOT").end());
	assert.equal(points("汉字\u{1f600}a"), 4);
});

test("randomness that is none is refused", () => {
	const real = crypto.getRandomValues.bind(crypto);

	try {
		crypto.getRandomValues = <T>(array: T): T => array;
		throwsCode("RANDOM", () => systemRandom(16));
		throwsCode("RANDOM", () => systemRandom(32));
		throwsCode("RANDOM", () => newCode());
		crypto.getRandomValues = () => {
			throw new Error("no entropy");
		};
		throwsCode("RANDOM", () => systemRandom(1));
	} finally {
		crypto.getRandomValues = real;
	}
	// One byte may well be zero.
	assert.equal(systemRandom(1).length, 1);
});
