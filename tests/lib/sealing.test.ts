// SPDX-License-Identifier: ISC
// What is sealed part by part is what is sealed in one piece.

import assert from "node:assert/strict";
import { test } from "node:test";

import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { identity } from "../../assets/lib/identity.ts";
import {
	LEAF, commitment, entryId, openHash, openValue,
} from "../../assets/lib/object.ts";
import { seal, sealedLength } from "../../assets/lib/seal.ts";
import { Sealing } from "../../assets/lib/sealing.ts";
import { TarWriter, readTar, writeTar } from "../../assets/lib/tar.ts";
import { unseal } from "../../assets/lib/unseal.ts";
import { throwsCode } from "./throws.ts";

const HOST = "reports.example";
const me = identity(new Uint8Array(32).fill(1));

/** The same "random" bytes for both ways. */
function counting(): (len: number) => Uint8Array {
	let next = 1;

	return (len) => new Uint8Array(len).map(() => next++ % 251);
}

function members(photo: number): { name: string; data: Uint8Array }[] {
	return [{ name: "entry.note", data: utf8("a note\n") },
		...(photo === 0 ? [] : [{ name: "a01.jpg",
		    data: new Uint8Array(photo).map((_, i) => i % 249) }])];
}

test("parts of any number of chunks are the object in one piece", () => {
	for (const [photo, chunks] of [[0, 1], [0, Infinity], [5000, 4],
		[100000, 3], [300000, 4], [300000, 16], [1100000, 5]] as const) {
		const all = members(photo);
		const whole = seal(writeTar(all), [me.recipient], 8, counting());
		const sealing = new Sealing(all, [me.recipient], 8, counting());
		const parts = [];

		while (sealing.left > 0)
			parts.push(sealing.next(chunks));
		const payload = concat(...parts);
		const named = sealing.finish(HOST);
		assert.deepEqual(sealing.header, whole.header);
		assert.equal(sealing.len, payload.length);
		assert.ok(Buffer.from(payload).equals(whole.payload));
		assert.equal(named.id, entryId(payload));
		assert.deepEqual(named.d,
		    commitment(HOST, LEAF.entry, whole.header, payload));
		assert.deepEqual(named.open,
		    openHash(openValue(HOST, whole.fileKey)));
		const [, file] = readTar(unseal(concat(whole.header, payload),
		    [me]));
		assert.equal(file?.data.length ?? 0, photo);
	}
});

test("every part but the last has its whole chunks, the first the nonce", () => {
	const sealing = new Sealing(members(300000), [me.recipient], 8);

	assert.equal(sealing.len, sealedLength(1024 * 1024));
	assert.equal(sealing.next(4).length, 16 + 4 * 65552);
	assert.equal(sealing.next(8).length, 8 * 65552);
	throwsCode("FORMAT", () => sealing.finish(HOST));
	assert.equal(sealing.next(16).length, 4 * 65552);
	assert.equal(sealing.next(16).length, 0);
	sealing.finish(HOST);
});

test("an archive read in pieces is the archive", () => {
	const all = members(100000);
	const whole = writeTar(all);
	const tar = new TarWriter(all);

	assert.equal(tar.len, whole.length);
	for (const [from, len] of [[0, 512], [500, 600], [511, 2], [1, 300000],
		[262143, 9], [262144, 1]] as const)
		assert.deepEqual(tar.read(from, len),
		    whole.slice(from, from + len));
	throwsCode("TAR", () => new TarWriter([]));
	throwsCode("TAR", () => new TarWriter([...all, ...all]));
	throwsCode("LIMIT", () => new TarWriter([
		{ name: "entry.note", data: new Uint8Array(60001) }]));
});
