// SPDX-License-Identifier: ISC
// The desk opens an entry by the header that holds its payload's key.

import assert from "node:assert/strict";
import { it } from "node:test";

import { openHead } from "../../assets/desk/opened.ts";
import { systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { identity } from "../../assets/lib/identity.ts";
import { entryId } from "../../assets/lib/object.ts";
import { seal, wrapHeader } from "../../assets/lib/seal.ts";
import { NOTE_NAME, writeTar } from "../../assets/lib/tar.ts";

it("a newer header that opens and holds another key is passed over", () => {
	const me = identity(systemRandom(32));
	const note = utf8("what it says");
	const { header, payload } = seal(writeTar(
	    [{ name: NOTE_NAME, data: note }]), [me.recipient], 8);
	const forged = wrapHeader(systemRandom(16), [me.recipient], 8);
	const head = { id: entryId(payload), size: payload.length,
		head: payload };

	for (const headers of [[header], [forged, header], [header, forged]])
		assert.deepEqual(openHead({ ...head, headers }, me).note, note);
	assert.equal(openHead({ ...head, headers: [forged] }, me).unread, "seal");
	assert.equal(openHead({ ...head, headers: [] }, me).unread, "closed");
	assert.equal(openHead({ ...head, headers: [header],
		head: payload.map((b, i) => i === 100 ? b ^ 1 : b) }, me).unread,
	"bytes");
});
