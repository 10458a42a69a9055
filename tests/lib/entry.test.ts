// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { fromBase64 } from "../../assets/lib/base64.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import {
	type ReadEntry, checkAttachments, checkSums, field, formatEntry,
	isReporters, readEntry, signEntry, sums, verifyEntry,
} from "../../assets/lib/entry.ts";
import type { Kind } from "../../assets/lib/entry.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { formatRecipient } from "../../assets/lib/identity.ts";
import { formatVkey, parseVkey } from "../../assets/lib/note.ts";
import { throwsCode } from "./throws.ts";
import { type NoteJson, load, noteBytes, resultOf } from "./vectors.ts";

interface Case extends NoteJson {
	readonly name: string; readonly result: string; readonly entry?: unknown;
}
interface Verify {
	readonly name: string; readonly note: string; readonly author: string;
	readonly result: string;
}
interface Members {
	readonly name: string; readonly result: string;
	readonly members: { name: string; size: number; hash: string }[];
}
const v = load<{
	host: string; kinds: { kind: Kind; reporter: boolean }[];
	cases: Case[]; verify: Verify[]; members_of: string; members: Members[];
}>("entry.json");

function asJson(e: ReadEntry): unknown {
	return {
		kind: e.kind, thread: hex(e.thread), after: e.after.map(hex),
		date: e.date, roster_version: e.roster.version,
		roster_hash: hex(e.roster.hash), to: e.to, not: e.not,
		form: e.form ?? null,
		key: e.key === undefined ? null : formatVkey(e.key),
		reply_to: e.replyTo === undefined ? null :
		    formatRecipient(e.replyTo),
		officer: e.officer ?? null,
		fields: e.fields.map((f) => [f.name, f.value]),
		attach: e.attach.map((a) => [a.member, hex(a.hash), a.size, a.name]),
		text: e.text, hash: hex(e.hash),
	};
}

for (const c of v.cases) {
	test(`entry: ${c.name}`, () => {
		assert.equal(resultOf(() => readEntry(v.host, noteBytes(c))),
		    c.result);
		if (c.result !== "OK")
			return;
		const e = readEntry(v.host, noteBytes(c));
		assert.deepEqual(asJson(e), c.entry);
		assert.equal(formatEntry(v.host, e), e.note.text);
	});
}

for (const c of v.verify) {
	test(`entry signature: ${c.name}`, () => {
		const e = readEntry(v.host, utf8(c.note));

		assert.equal(resultOf(() =>
		    verifyEntry(v.host, e, parseVkey(c.author))), c.result);
	});
}

for (const c of v.members) {
	test(`entry members: ${c.name}`, () => {
		const e = readEntry(v.host, utf8(v.members_of));
		const files = c.members.map((m) =>
		    ({ ...m, hash: fromHex(m.hash) }));

		assert.equal(resultOf(() => checkSums(e, files)), c.result);
	});
}

test("kinds and who signs them", () => {
	for (const k of v.kinds)
		assert.equal(isReporters(k.kind), k.reporter);
});

test("the writer sorts, adds the final LF and refuses what it cannot read",
    () => {
	const good = v.cases.find((c) => c.name === "reply");
	const e = readEntry(v.host, noteBytes(good ?? {}));
	const h = [2, 1].map((n) => new Uint8Array(32).fill(n));
	const text = formatEntry(v.host,
	    { ...e, after: h, to: ["03", "01"], text: "x" });

	assert.match(text, /\nto 01 03\n/);
	assert.match(text, /\n\nx\n$/);
	assert.ok(text.indexOf("after AQEB") < text.indexOf("after AgIC"));
	for (const wrong of [
		{ to: [] }, { officer: undefined }, { date: "today" },
		{ fields: [{ name: "No", value: "" }] },
		{ fields: [{ name: "no", value: "tab\t" }] },
		{ text: "a\rb" }, { form: "youth/1" as const },
	])
		throwsCode("ENTRY", () => formatEntry(v.host, { ...e, ...wrong }));
	throwsCode("LIMIT", () => signEntry(v.host,
	    { ...e, text: "汉".repeat(20000) }, new Uint8Array(32)));
	assert.equal(field(e, "status"), "P4");
	assert.equal(field(e, "nothing"), undefined);
});

test("attachments are summed behind entry.note", () => {
	const note = utf8(v.members_of);
	const e = readEntry(v.host, note);
	const files = [
		{ name: "entry.note", data: note },
		{ name: "a01.jpg", data: utf8("not a picture, but its bytes") },
		{ name: "a02.docx", data: fromBase64("") },
	];

	assert.equal(sums(files).length, 2);
	checkAttachments(e, files);
	throwsCode("ATTACHMENT", () => checkAttachments(e, files.slice(0, 2)));
});
