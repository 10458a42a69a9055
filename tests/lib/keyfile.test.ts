// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { armor, fromArmor, isArmor } from "../../assets/lib/armor.ts";
import { fromBase64 } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { type Code, codeOf } from "../../assets/lib/err.ts";
import { formatIdentity, identity } from "../../assets/lib/identity.ts";
import {
	isLocked, lock, openKeyFile, unlock,
} from "../../assets/lib/keyfile.ts";
import { seal } from "../../assets/lib/seal.ts";
import { throwsCode } from "./throws.ts";
import { load } from "./vectors.ts";

const { locked: v } = load<{ locked: Record<"passphrase" | "text" |
    "identity" | "file_base64", string> }>("seal.json");
const FILE = fromBase64(v.file_base64);

async function rejects(code: Code, p: Promise<unknown>): Promise<void> {
	await assert.rejects(p, (e) => codeOf(e) === code);
}

test("key file: the C side's opens, armored too", async () => {
	const want = [v.identity];
	const open = async (f: Uint8Array): Promise<string[]> =>
	    (await openKeyFile(f, v.passphrase))
	    .map((i) => formatIdentity(i.secret));

	assert.deepEqual(await open(FILE), want);
	assert.deepEqual(await open(utf8(armor(FILE))), want);
	assert.deepEqual(await open(utf8(`\n ${armor(FILE)}\n\n`)), want);
	assert.deepEqual(await open(utf8(v.text)), want);
	assert.equal(isLocked(FILE), true);
	assert.equal(isLocked(utf8(v.text)), false);
	assert.equal(isArmor(utf8(armor(FILE))), true);
});

test("key file: each damage has its own error", async () => {
	const flip = (at: number): Uint8Array => {
		const out = FILE.slice();

		out[at] = (out[at] ?? 0) ^ 1;
		return out;
	};

	await rejects("PASSPHRASE", unlock(FILE, "wrong"));
	await rejects("PASSPHRASE", unlock(FILE, ""));
	await rejects("AGE_PAYLOAD", unlock(flip(FILE.length - 1),
	    v.passphrase));
	await rejects("AGE_HEADER", unlock(FILE.subarray(0, 100), v.passphrase));
	await rejects("AGE_ARMOR", unlock(utf8(armor(FILE).slice(0, -10)),
	    v.passphrase));
	await rejects("AGE_IDENTITY", unlock(lock("no key\n", "p", 4), "p"));
	await rejects("AGE_IDENTITY", openKeyFile(utf8("hello\n"), "p"));
	await rejects("AGE_IDENTITY", openKeyFile(Uint8Array.of(0xff), "p"));
	await rejects("LIMIT", openKeyFile(new Uint8Array(200000), "p"));
	// Sealed to a key, not locked with a passphrase.
	const id = identity(new Uint8Array(32).fill(7));
	const s = seal(utf8(v.text), [id.recipient], 1);
	await rejects("PASSPHRASE", unlock(
	    Uint8Array.from([...s.header, ...s.payload]), "p"));
	throwsCode("PASSPHRASE", () => lock(v.text, ""));
	throwsCode("LIMIT", () => lock(v.text, "p", 21));
	throwsCode("LIMIT", () => lock("#".repeat(65537), "p", 4));
});

test("key file: a comment may be in any encoding", async () => {
	// "密钥" as GBK writes it.
	const gbk = Uint8Array.of(0x23, 0xc3, 0xdc, 0xd4, 0xbf, 0x0a);
	const plain = concat(gbk, utf8(v.text));

	assert.equal((await openKeyFile(plain, "")).length, 1);
	await rejects("AGE_IDENTITY", openKeyFile(
	    concat(gbk.subarray(1), utf8(v.text)), ""));
});

test("key file: at most 64 keys in 64 KiB", async () => {
	const file = (n: number): Uint8Array => utf8(`${v.identity}\n`.repeat(n));

	assert.equal((await openKeyFile(file(64), "")).length, 64);
	await rejects("LIMIT", openKeyFile(file(65), ""));
	await rejects("LIMIT", openKeyFile(concat(FILE, new Uint8Array(65536)),
	    v.passphrase));
});

test("key file: another version of age is no list of keys", async () => {
	await rejects("AGE_HEADER", openKeyFile(utf8("age-encryption.org/v2\n"),
	    v.passphrase));
});

test("key file: a work factor over 2^20 is refused unseen", async () => {
	const text = Buffer.from(FILE).toString("latin1")
	    .replace(/(-> scrypt \S+) 10/, "$1 21");

	await rejects("AGE_WORK", unlock(
	    new Uint8Array(Buffer.from(text, "latin1")), v.passphrase));
});

test("key file: locking there and back", async () => {
	const file = lock(v.text, v.passphrase, 6);
	const [id] = await unlock(file, v.passphrase);

	assert.equal(formatIdentity(id?.secret ?? file), v.identity);
	let last = 0;
	await unlock(file, v.passphrase, (done) => {
		last = done;
	});
	assert.equal(last, 1);
});

test("armor: columns, padding and edges", () => {
	for (const n of [0, 1, 47, 48, 49, 96, 1000]) {
		const b = new Uint8Array(n).fill(0xa5);

		assert.deepEqual(fromArmor(armor(b)), b);
		assert.deepEqual(fromArmor(armor(b).replace(/\n/g, "\r\n")), b);
	}
	const good = armor(new Uint8Array(100));
	for (const ok of [" ".repeat(512) + good, good + "\r\n\t ".repeat(256)])
		assert.equal(fromArmor(ok).length, 100);
	// What is not seen to be armored is not.
	assert.equal(isArmor(utf8(" ".repeat(498) + good)), true);
	assert.equal(isArmor(utf8(" ".repeat(499) + good)), false);
	assert.equal(isArmor(utf8("\u00a0" + good)), false);
	for (const bad of [
		"", good.slice(1), good.replace("BEGIN", "begin"),
		good.replace("END", "EMD"), "x" + good, good + "x",
		good.replace("AAAA\n", "AAA\n"), good.replace("\nAAAA", "\n AAAA"),
		good.replace("AAAA\n", "AAAA\n\n"),
		good.replace(/\n$/, " \n"), "\v" + good, good + "\u00a0",
		" ".repeat(513) + good, good + " ".repeat(1025),
	])
		throwsCode("AGE_ARMOR", () => fromArmor(bad));
});
