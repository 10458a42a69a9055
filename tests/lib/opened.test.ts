// SPDX-License-Identifier: ISC
// The desk opens an entry by the header that holds its payload's key.

import assert from "node:assert/strict";
import { it } from "node:test";

import { openHead } from "../../assets/desk/opened.ts";
import { Trials } from "../../assets/desk/trial.ts";
import { systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { verifyAhead } from "../../assets/lib/ed25519-fast.ts";
import { ed25519Verify } from "../../assets/lib/ed25519.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import {
	type Identity, identity, parseIdentity,
} from "../../assets/lib/identity.ts";
import { entryId } from "../../assets/lib/object.ts";
import { seal, wrapHeader } from "../../assets/lib/seal.ts";
import { NOTE_NAME, writeTar } from "../../assets/lib/tar.ts";
import { openHeader } from "../../assets/lib/unseal.ts";
import { load, resultOf } from "./vectors.ts";

it("a newer header that opens and holds another key is passed over", async () => {
	const me = identity(systemRandom(32));
	const trials = await Trials.create(me);
	const note = utf8("what it says");
	const { header, payload } = seal(writeTar(
	    [{ name: NOTE_NAME, data: note }]), [me.recipient], 8);
	const forged = wrapHeader(systemRandom(16), [me.recipient], 8);
	const head = { id: entryId(payload), size: payload.length,
		head: payload };

	for (const headers of [[header], [forged, header], [header, forged]])
		assert.deepEqual((await openHead({ ...head, headers }, trials))
		    .note, note);
	assert.equal((await openHead({ ...head, headers: [forged] }, trials))
	    .unread, "seal");
	assert.equal((await openHead({ ...head, headers: [] }, trials)).unread,
	    "closed");
	assert.equal((await openHead({ ...head, headers: [header],
		head: payload.map((b, i) => i === 100 ? b ^ 1 : b) }, trials))
	    .unread, "bytes");
});

it("a key that the listing gave is used if it is the payload's own",
    async () => {
	const me = identity(systemRandom(32));
	const trials = await Trials.create(me);
	const note = utf8("what it says");
	const { header, payload, fileKey } = seal(writeTar(
	    [{ name: NOTE_NAME, data: note }]), [me.recipient], 8);
	const head = { id: entryId(payload), size: payload.length,
		head: payload, headers: [header] };

	assert.deepEqual((await openHead({ ...head, headers: [] }, trials,
	    fileKey)).note, note);
	assert.deepEqual((await openHead(head, trials, systemRandom(16))).note,
	    note);
});

it("the browser's X25519 opens and refuses what the library does", async () => {
	const v = load<{ headers: { list: { header: string }[] };
	    bad_objects: { header: string; identity: string }[] }>("seal.json");
	const me = identity(systemRandom(32));
	const you = identity(systemRandom(32));
	const good = seal(new Uint8Array(4096), [you.recipient, me.recipient], 8)
	    .header;
	const cases: [Uint8Array, Identity][] = [[good, me], [good, you],
	    [good, identity(systemRandom(32))]];
	// Every byte bent once: wrong MACs, shares of low order, no base64.
	for (let i = 0; i < good.length; i += 7)
		cases.push([good.map((b, j) => j === i ? b ^ 0x21 : b), me]);
	for (const h of v.headers.list)
		cases.push([utf8(h.header), me]);
	for (const h of v.bad_objects)
		cases.push([utf8(h.header), parseIdentity(h.identity)]);

	for (const [header, who] of cases) {
		const got = await (await Trials.create(who)).try(header);

		assert.equal(typeof got === "string" ? got : "OK",
		    resultOf(() => openHeader(header, [who])));
		if (typeof got !== "string")
			assert.deepEqual(got, openHeader(header, [who]));
	}
});

it("signatures checked ahead are those that libsodium takes", async () => {
	const v = load<{ cases: { name: string; public: string; message: string;
	    signature: string; valid: boolean }[] }>("ed25519.json");
	const all = v.cases.map((c) => ({ key: fromHex(c.public),
		message: fromHex(c.message), signature: fromHex(c.signature) }));

	await verifyAhead(all);
	v.cases.forEach((c, i) => {
		const one = all[i];

		assert.equal(one !== undefined && ed25519Verify(one.key,
		    one.message, one.signature), c.valid, c.name);
	});
});
