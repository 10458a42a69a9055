// SPDX-License-Identifier: ISC
// What the worker remembers of a letter that goes up in parts, and forgets when
// it is not to be sent any more.

import assert from "node:assert/strict";
import { it } from "node:test";

import { systemRandom } from "../../assets/lib/bytes.ts";
import { begin, Session } from "../../assets/reporter/session.ts";
import { sealPart, sealReport, sealRest }
	from "../../assets/reporter/writer.ts";
import { SiteKeys } from "../web/keys.ts";

const CHUNK = 65552;
const TEXT = "不寄了的话。";

function text(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString();
}

/** A report with a picture, sealed as far as its first part. */
function begun(): Session {
	const keys = new SiteKeys("box.test.example");
	const session = new Session();

	begin(session, { host: keys.host, roots: [text(keys.rootNote)],
		roster: text(keys.rosterNote), link: "", today: keys.today });
	session.draw();
	const sealed = sealReport(session, { form: "youth/1", class: "youth", not: [],
		fields: [], text: TEXT, photos: [systemRandom(300000)] },
	keys.today);
	assert.deepEqual(sealed, { upload: 1048848 });
	assert.equal(sealPart(session, { chunks: 4 }).length, 16 + 4 * CHUNK);
	return session;
}

it("a letter goes on part by part, and then its header is there", () => {
	const session = begun();

	while ((session.pending?.sealing.left ?? 0) > 0)
		sealPart(session, { chunks: 16 });
	const body = text(sealRest(session, { upload: "0".repeat(32) }));
	assert.match(body, /^mailbox .*\nupload 0{32}\n\nage-encryption/s);
	assert.equal(session.pending, null);
});

it("a letter that was left is forgotten, its code stays", () => {
	const session = begun();
	const { reporter } = session;

	session.forget();
	assert.equal(session.pending, null);
	assert.equal(session.last, null);
	assert.equal(session.reporter, reporter);
	assert.throws(() => sealPart(session, { chunks: 4 }));
	assert.throws(() => sealRest(session, { upload: "0".repeat(32) }));
});
