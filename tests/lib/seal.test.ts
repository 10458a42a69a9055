// SPDX-License-Identifier: ISC
// The vectors that the C side wrote, and sealing there and back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import {
	checkSlots, parseHeader, splitHeader,
} from "../../assets/lib/age-header.ts";
import { fromBase64 } from "../../assets/lib/base64.ts";
import { concat, equal, fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import {
	formatIdentity, formatRecipient, identity, parseIdentity,
	parseIdentityFile, parseRecipient,
} from "../../assets/lib/identity.ts";
import { ed25519Public } from "../../assets/lib/ed25519.ts";
import {
	bucketOfPayload, commitment, entryId, openHash, openValue,
} from "../../assets/lib/object.ts";
import type { LeafType } from "../../assets/lib/object.ts";
import { officerKeys } from "../../assets/lib/officer.ts";
import {
	groups, mailboxHash, normalCode, receipt,
} from "../../assets/lib/receipt.ts";
import {
	Sealer, seal, sealPayload, sealedLength, wrapHeader,
} from "../../assets/lib/seal.ts";
import {
	type Member, TarMembers, TarReader, readNote, readTar, writeTar,
} from "../../assets/lib/tar.ts";
import {
	Unsealer, chunkAt, openChunk, openFirstChunk, openHeader, openHeaders,
	openMembers, openPayload, rewrap, unseal,
} from "../../assets/lib/unseal.ts";
import { throwsCode } from "./throws.ts";
import { load, resultOf } from "./vectors.ts";

interface MemberJson {
	readonly name: string; readonly repeat: string; readonly size: number;
}
interface HeaderCase {
	readonly what: string; readonly header: string;
	readonly identity: string; readonly parse: string;
	readonly profile?: boolean; readonly open?: string;
}
interface ObjectCase {
	readonly slots: number; readonly members: MemberJson[];
	readonly identities: string[]; readonly header: string;
	readonly header_hash: string; readonly file_key: string;
	readonly nonce: string; readonly payload_len: number;
	readonly payload_hash: string; readonly payload_base64?: string;
	readonly id: string; readonly open: string; readonly open_hash: string;
	readonly type: LeafType; readonly d: string;
	readonly rewrapped: {
		header: string; identities: string[]; type: LeafType; d: string;
	};
}
const v = load<{
	host: string;
	receipts: {
		good: Record<"code" | "shown" | "identity" | "recipient" |
		    "sign_seed" | "sign_public" | "mailbox" | "mailbox_hash" |
		    "thread", string>[];
		typed: { typed: string; code?: string; err?: string }[];
	};
	officers: Record<"identity" | "recipient" | "entry_seed" |
	    "entry_public" | "login_seed" | "login_public", string>[];
	bech32: {
		good: Record<"secret" | "public" | "identity" | "recipient",
		    string>[];
		bad_recipients: string[];
	};
	tars: {
		good: { members: MemberJson[]; len: number; sha256: string }[];
		bad: {
			members: MemberJson[];
			list: {
				what: string; err: string;
				edits: { at: number; hex: string }[];
			}[];
		};
	};
	headers: { file_key: string; slots: number; list: HeaderCase[] };
	objects: ObjectCase[];
	bad_objects: {
		what: string; err: string; slots: number; identity: string;
		header: string; payload_base64: string;
	}[];
	selves: { identity: string; note: string; file_base64: string }[];
}>("seal.json");

function members(list: readonly MemberJson[]): Member[] {
	return list.map(({ name, repeat, size }) => {
		const piece = utf8(repeat);

		return {
			name, data: new Uint8Array(size)
			    .map((_, i) => piece[i % piece.length] ?? 0),
		};
	});
}

for (const r of v.receipts.good) {
	test(`receipt ${r.shown}`, () => {
		const got = receipt(v.host, r.code);

		assert.equal(groups(r.code), r.shown);
		assert.equal(formatIdentity(got.identity.secret), r.identity);
		assert.equal(formatRecipient(got.identity.recipient), r.recipient);
		assert.equal(hex(got.seed), r.sign_seed);
		assert.equal(hex(got.vkey.key), r.sign_public);
		assert.equal(hex(got.mbox), r.mailbox);
		assert.equal(hex(mailboxHash(got.mbox)), r.mailbox_hash);
		assert.equal(hex(got.handle), r.thread);
	});
}

test("receipts as typed", () => {
	for (const t of v.receipts.typed) {
		assert.equal(resultOf(() => normalCode(t.typed)), t.err ?? "OK",
		    t.typed);
		if (t.code !== undefined)
			assert.equal(normalCode(t.typed), t.code);
	}
});

test("officers' keys", () => {
	for (const o of v.officers) {
		const k = officerKeys(parseIdentity(o.identity));

		assert.equal(formatRecipient(k.identity.recipient), o.recipient);
		assert.equal(hex(k.signSeed), o.entry_seed);
		assert.equal(hex(ed25519Public(k.signSeed)), o.entry_public);
		assert.equal(hex(k.loginSeed), o.login_seed);
		assert.equal(hex(ed25519Public(k.loginSeed)), o.login_public);
	}
});

test("bech32", () => {
	for (const b of v.bech32.good) {
		const id = identity(fromHex(b.secret));

		assert.equal(hex(id.recipient), b.public);
		assert.equal(formatIdentity(id.secret), b.identity);
		assert.equal(formatRecipient(id.recipient), b.recipient);
		assert.deepEqual(parseIdentity(b.identity), id);
		assert.deepEqual(parseRecipient(b.recipient), id.recipient);
	}
	for (const b of v.bech32.bad_recipients)
		throwsCode("AGE_RECIPIENT", () => parseRecipient(b));
	throwsCode("AGE_IDENTITY", () =>
	    parseIdentity(v.bech32.good[0]?.recipient ?? ""));
});

test("identity files", () => {
	const id = v.bech32.good[0]?.identity ?? "";

	assert.equal(parseIdentityFile(`# c\r\n\r\n${id}\r\n`).length, 1);
	assert.equal(parseIdentityFile(`${id}\n${id}`).length, 2);
	throwsCode("AGE_IDENTITY", () => parseIdentityFile(""));
	throwsCode("AGE_IDENTITY", () => parseIdentityFile("# only\n"));
	throwsCode("AGE_IDENTITY", () => parseIdentityFile(`${id} \n`));
	throwsCode("AGE_IDENTITY", () => parseIdentityFile("ssh-ed25519 x\n"));
	throwsCode("LIMIT", () => parseIdentityFile("#".repeat(65537)));
});

/** readTar by pieces of a length. */
function readPieces(tar: Uint8Array, piece: number): Member[] {
	const out = new TarMembers();
	const reader = new TarReader(out);

	for (let at = 0; at < tar.length; at += piece)
		reader.push(tar.subarray(at, at + piece));
	reader.end();
	return out.whole();
}

const PIECES = [1, 7, 511, 512, 4096];

for (const [i, t] of v.tars.good.entries()) {
	test(`tar ${i}`, () => {
		const m = members(t.members);
		const tar = writeTar(m);

		assert.equal(tar.length, t.len);
		assert.equal(hex(sha256(tar)), t.sha256);
		assert.deepEqual(readTar(tar), m);
		for (const n of PIECES.filter((n) => tar.length / n < 1e4))
			assert.deepEqual(readPieces(tar, n), m);
		assert.deepEqual(readNote(tar.subarray(0, 65536)), m[0]?.data);
	});
}

for (const b of v.tars.bad.list) {
	test(`tar: ${b.what}`, () => {
		const tar = writeTar(members(v.tars.bad.members));

		for (const e of b.edits)
			tar.set(fromHex(e.hex), e.at);
		assert.equal(resultOf(() => readTar(tar)), b.err);
		for (const n of PIECES)
			assert.equal(resultOf(() => readPieces(tar, n)), b.err);
	});
}

test("tar: a reader that refused stays so", () => {
	const r = new TarReader(new TarMembers());
	const tar = writeTar([{ name: "entry.note", data: utf8("x") }]);

	throwsCode("TAR", () => r.end());
	throwsCode("TAR", () => r.push(new Uint8Array(512)));
	throwsCode("TAR", () => r.push(tar));
	throwsCode("TAR", () => r.end());
	throwsCode("LIMIT", () => readTar(new Uint8Array(64 * 1024 * 1024 + 1)));
});

test("tar: what the writer refuses", () => {
	const note = { name: "entry.note", data: utf8("x") };

	throwsCode("TAR", () => writeTar([]));
	throwsCode("TAR", () => writeTar([{ ...note, name: "note" }]));
	throwsCode("TAR", () => writeTar([note, { ...note, name: "a02.jpg" }]));
	throwsCode("LIMIT", () => writeTar([
		{ ...note, data: new Uint8Array(60001) },
	]));
	throwsCode("LIMIT", () => writeTar([note,
		{ name: "a01.bin", data: new Uint8Array(64 * 1024 * 1024) },
	]));
	throwsCode("TAR", () => readTar(writeTar([note]).subarray(512)));
	throwsCode("TAR", () => readTar(new Uint8Array(4096)));
	throwsCode("TAR", () => readNote(writeTar([
		{ ...note, data: new Uint8Array(5000) },
	]).subarray(0, 4096)));
});

test("tar: the note alone is read as strictly", () => {
	const tar = writeTar([{ name: "entry.note", data: utf8("x") }]);
	const filled = tar.slice();

	filled[1023] = 1;
	throwsCode("TAR", () => readNote(filled));
	throwsCode("TAR", () => readTar(filled));
	// Of two faults the same as a reader of streams tells: the first.
	throwsCode("LIMIT", () => readTar(new Uint8Array(64 * 1024 * 1024 + 1)));
	const key = new Uint8Array(16);
	const payload = sealPayload(key, tar);
	assert.deepEqual(openFirstChunk(key, payload, payload.length), tar);
	for (const len of [payload.length - 1, payload.length + 1, 0])
		throwsCode("AGE_PAYLOAD",
		    () => openFirstChunk(key, payload, len));
	throwsCode("AGE_PAYLOAD",
	    () => openFirstChunk(key, payload.subarray(0, 8), payload.length));
	throwsCode("AGE_PAYLOAD", () => openMembers(key, payload.subarray(0, 8)));
});

for (const h of v.headers.list) {
	test(`header: ${h.what}`, () => {
		const bytes = utf8(h.header);

		assert.equal(resultOf(() => parseHeader(bytes)), h.parse);
		if (h.parse !== "OK")
			return;
		assert.equal(parseHeader(bytes).length, bytes.length);
		assert.equal(resultOf(() =>
		    checkSlots(parseHeader(bytes), v.headers.slots)),
		    h.profile === true ? "OK" : "SLOTS");
		const open = (): Uint8Array =>
		    openHeader(bytes, [parseIdentity(h.identity)]);
		assert.equal(resultOf(open), h.open);
		if (h.open === "OK")
			assert.equal(hex(open()), v.headers.file_key);
	});
}

/** All that a reader does with an object. */
function openObject(header: Uint8Array, payload: Uint8Array, who: string,
    slots: number): Member[] {
	checkSlots(parseHeader(header), slots);
	bucketOfPayload(payload.length);
	const key = openHeader(header, [parseIdentity(who)]);
	const found = openMembers(key, payload);

	assert.deepEqual(readTar(openPayload(key, payload)), found);
	return found;
}

for (const [i, o] of v.objects.entries()) {
	test(`object ${i}`, () => {
		const header = utf8(o.header);
		const key = fromHex(o.file_key);
		const m = members(o.members);
		const nonce = fromHex(o.nonce);
		const sealer = new Sealer(key, () => nonce);
		const tar = writeTar(m);
		const parts = [nonce];
		for (let at = 0; at < tar.length; at += 65536)
			parts.push(sealer.push(tar.subarray(at, at + 65536),
			    at + 65536 >= tar.length));
		const payload = concat(...parts);

		assert.equal(payload.length, o.payload_len);
		assert.equal(hex(sha256(payload)), o.payload_hash);
		if (o.payload_base64 !== undefined)
			assert.ok(equal(payload, fromBase64(o.payload_base64)));
		assert.equal(hex(sha256(header)), o.header_hash);
		for (const who of o.identities) {
			assert.deepEqual(openObject(header, payload, who, o.slots),
			    m);
			assert.equal(hex(openHeader(header, [parseIdentity(who)])),
			    o.file_key);
		}
		assert.equal(entryId(payload), o.id);
		assert.equal(hex(openValue(v.host, key)), o.open);
		assert.equal(hex(openHash(openValue(v.host, key))), o.open_hash);
		assert.equal(hex(commitment(v.host, o.type, header, payload)), o.d);
		const again = utf8(o.rewrapped.header);
		for (const who of o.rewrapped.identities)
			assert.deepEqual(openObject(again, payload, who, o.slots), m);
		assert.equal(hex(commitment(v.host, o.rewrapped.type, again,
		    payload)), o.rewrapped.d);
		assert.deepEqual(openFirstChunk(key, payload.subarray(0, 65568),
		    payload.length), tar.subarray(0, 65536));
	});
}

for (const b of v.bad_objects) {
	test(`object: ${b.what}`, () => {
		assert.equal(resultOf(() => openObject(utf8(b.header),
		    fromBase64(b.payload_base64), b.identity, b.slots)), b.err);
	});
}

test("self files of the C side", () => {
	for (const s of v.selves) {
		const plain = unseal(fromBase64(s.file_base64),
		    [parseIdentity(s.identity)]);
		const zero = plain.indexOf(0);

		assert.equal(fromUtf8(plain.subarray(0, zero)), s.note);
	}
});

// ---- there and back

/** Bytes of all arrays that are still in use. */
function arrayBytes(): number {
	setFlagsFromString("--expose-gc");
	const gc = runInNewContext("gc") as () => void;

	/* Twice: the arrays of the first are freed in the background. */
	gc();
	gc();
	return process.memoryUsage().arrayBuffers;
}

const me = identity(new Uint8Array(32).fill(1));
const you = identity(new Uint8Array(32).fill(2));
const her = identity(new Uint8Array(32).fill(3));

test("seal and open at the edges of chunks", () => {
	for (const n of [0, 1, 65535, 65536, 65537, 131072, 131073]) {
		const plain = new Uint8Array(n).map((_, i) => i % 251);
		const s = seal(plain, [me.recipient, you.recipient], 8);

		assert.equal(s.payload.length, sealedLength(n));
		assert.equal(s.header.length, 854);
		checkSlots(parseHeader(s.header), 8);
		assert.deepEqual(splitHeader(concat(s.header, s.payload)),
		    { header: s.header, payload: s.payload });
		for (const who of [me, you])
			assert.deepEqual(unseal(concat(s.header, s.payload), [who]),
			    plain);
		throwsCode("AGE_NO_MATCH", () => openHeader(s.header, [her]));
		throwsCode("AGE_NO_MATCH", () => openHeader(s.header, []));
		throwsCode("AGE_PAYLOAD", () => openPayload(s.fileKey,
		    s.payload.subarray(0, -1)));
		throwsCode("AGE_PAYLOAD", () => openPayload(s.fileKey,
		    concat(s.payload, new Uint8Array(1))));
	}
});

test("any one chunk is found and opened alone", () => {
	for (const n of [0, 1, 65535, 65536, 65537, 131072, 200000]) {
		const plain = new Uint8Array(n).map((_, i) => i % 251);
		const { payload, fileKey } = seal(plain, [me.recipient], 1);
		const nonce = payload.subarray(0, 16);
		const count = Math.max(1, Math.ceil(n / 65536));

		for (let i = count - 1; i >= 0; i--) {
			const at = chunkAt(payload.length, i);
			const sealed = payload.subarray(at.offset,
			    at.offset + at.length);

			assert.equal(at.last, i === count - 1);
			assert.deepEqual(openChunk(fileKey, nonce, i, at.last, sealed),
			    plain.subarray(i * 65536, (i + 1) * 65536));
			throwsCode("AGE_PAYLOAD", () => openChunk(fileKey, nonce,
			    i + 1, at.last, sealed));
			throwsCode("AGE_PAYLOAD", () => openChunk(fileKey, nonce, i,
			    !at.last, sealed));
		}
		for (const i of [-1, count, count + 1])
			throwsCode("NOT_FOUND", () => chunkAt(payload.length, i));
	}
	const full = 16 + 65552;

	for (const bad of [0, 15, 16, 31, full + 1, full + 15, full + 16])
		throwsCode("AGE_PAYLOAD", () => chunkAt(bad, 0));
	assert.equal(chunkAt(32, 0).last, true);
	assert.equal(chunkAt(full + 17, 0).last, false);
});

test("64 MiB go both ways in constant memory", () => {
	const { header, fileKey } = seal(utf8(""), [me.recipient], 8);
	const sealer = new Sealer(openHeader(header, [me]));
	const unsealer = new Unsealer(fileKey, sealer.nonce);
	const plain = new Uint8Array(65536).map((_, i) => i % 251);
	const most = { before: arrayBytes(), now: 0 };
	const count = 1024;

	for (let i = 0; i < count; i++) {
		const last = i === count - 1;
		const back = unsealer.push(sealer.push(plain, last), last);

		if (i % 128 === 0) {
			assert.ok(equal(back, plain));
			most.now = Math.max(most.now, arrayBytes());
		}
	}
	assert.ok(most.now - most.before < 1024 * 1024, JSON.stringify(most));
});

test("recipients stand anywhere among the slots", () => {
	const seen = new Set<number>();
	const key = new Uint8Array(16);

	for (let i = 0; i < 60 && seen.size < 4; i++) {
		const h = wrapHeader(key, [me.recipient], 4);

		for (let at = 0; at < 4; at++) {
			// Take one stanza away: who loses it cannot open.
			const lines = fromUtf8(h).split("\n");

			lines.splice(1 + 2 * at, 2);
			const less = utf8(lines.join("\n"));
			if (resultOf(() => openHeader(less, [me])) ===
			    "AGE_NO_MATCH")
				seen.add(at);
		}
	}
	assert.equal(seen.size, 4);
});

test("slots are exact", () => {
	const key = new Uint8Array(16);
	const all = [me, you, her].map((i) => i.recipient);

	throwsCode("SLOTS", () => wrapHeader(key, [], 8));
	throwsCode("SLOTS", () => wrapHeader(key, all, 2));
	throwsCode("SLOTS", () => wrapHeader(key, all, 33));
	throwsCode("AGE_RECIPIENT", () => wrapHeader(key,
	    [new Uint8Array(32)], 1));
	assert.equal(wrapHeader(key, all, 3).length, 22 + 3 * 98 + 48);
	throwsCode("SLOTS", () => checkSlots(parseHeader(
	    wrapHeader(key, all, 3)), 8));
});

test("a re-wrap gives the same payload to others", () => {
	const s = seal(utf8("text"), [me.recipient], 8);
	const again = rewrap(s.header, [me], [you.recipient], 8);

	assert.equal(fromUtf8(unseal(concat(again, s.payload), [you])), "text");
	throwsCode("AGE_NO_MATCH", () => openHeader(again, [me]));
	assert.deepEqual(openHeaders([again, s.header], [me]), s.fileKey);
	assert.deepEqual(openHeaders([again, s.header], [you]), s.fileKey);
	throwsCode("AGE_NO_MATCH", () => openHeaders([again, s.header], [her]));
	throwsCode("AGE_NO_MATCH", () => openHeaders([], [me]));
	const bad = again.slice();
	bad[bad.length - 5] = (bad[bad.length - 5] ?? 0) === 65 ? 66 : 65;
	throwsCode("AGE_HMAC", () => openHeaders([bad], [you]));
	assert.deepEqual(openHeaders([bad, s.header], [me]), s.fileKey);
});

test("a stream is sealed once, in order, and ends once", () => {
	const s = new Sealer(new Uint8Array(16));
	const full = new Uint8Array(65536);

	throwsCode("FORMAT", () => s.push(new Uint8Array(1), false));
	throwsCode("FORMAT", () => s.push(new Uint8Array(65537), true));
	s.push(full, false);
	throwsCode("FORMAT", () => s.push(new Uint8Array(0), true));
	s.push(full, true);
	throwsCode("FORMAT", () => s.push(full, true));
	throwsCode("AGE_HEADER", () => new Unsealer(new Uint8Array(16),
	    new Uint8Array(15)));
});

test("short randomness is an error, not a weaker key", () => {
	assert.throws(() => seal(utf8("x"), [me.recipient], 8,
	    (n) => new Uint8Array(Math.min(n, 16))));
	assert.throws(() => seal(utf8("x"), [me.recipient], 8, () => {
		throw new Error("no randomness");
	}));
});
