// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { hex } from "../../assets/lib/hex.ts";
import { parseNote } from "../../assets/lib/note.ts";
import {
	type Joint, countersign, formatRecord, isPeriod, openRecord, signRecord,
} from "../../assets/lib/record.ts";
import {
	formatRetention, isRetention, openRetention,
} from "../../assets/lib/retention.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { openRoster } from "../../assets/lib/roster.ts";
import { person } from "../vectors/fixed.ts";
import { throwsCode } from "./throws.ts";
import { load, resultOf } from "./vectors.ts";

const v = load<{
	host: string; root: string; rosters: string[];
	cases: { name: string; note: string; result: string;
	    record?: unknown }[];
}>("record.json");
const roots = openRootChain(v.host, [utf8(v.root)], undefined);
const rosters = v.rosters.map((n) => openRoster(v.host, utf8(n), roots));

for (const c of v.cases) {
	test(`record: ${c.name}`, () => {
		const note = utf8(c.note);

		assert.equal(resultOf(() => openRecord(v.host, note, rosters)),
		    c.result);
		if (c.result !== "OK")
			return;
		const r = openRecord(v.host, note, rosters);
		assert.deepEqual({
			kind: r.kind, date: r.date, roster: r.roster.version,
			period: r.period,
			fields: r.fields.map((f) => [f.name, f.value]),
			text: r.text, signers: r.signers,
			complete: r.complete, publishable: r.publishable,
			hash: hex(r.hash),
		}, c.record);
		assert.equal(formatRecord(v.host, r), parseNote(note).text);
	});
}

test("record: what would not be read is not written", () => {
	const r: Joint = openRecord(v.host, utf8(v.cases[0]?.note ?? ""),
	    rosters);
	const seed = new Uint8Array(32).fill(1);

	for (const bad of [
		{ ...r, period: "2026-13" }, { ...r, date: "2026-02-30" },
		{ ...r, fields: [{ name: "A", value: "" }] },
		{ ...r, fields: [{ name: "a", value: "x\u0000" }] },
		{ ...r, fields: Array.from({ length: 65 }, () =>
		    ({ name: "a", value: "" })) },
		{ ...r, text: "\u0007" },
	])
		throwsCode("RECORD", () => signRecord(v.host, bad, "01", seed));
	throwsCode("LIMIT", () => signRecord(v.host,
	    { ...r, text: "x".repeat(64 * 1024 - 400) }, "01", seed));
	assert.match(fromUtf8(signRecord(v.host, { ...r, text: "no line end" },
	    "01", seed)), /\nno line end\n\n/);
});

test("record: a second officer makes a draft complete, the same never",
    () => {
	const note = (name: string): Uint8Array => utf8(v.cases
	    .find((c) => c.name === name)?.note ?? "");
	const draft = note("a draft");
	const seed = (nn: string): Uint8Array => person(nn).sign.seed;
	const both = countersign(v.host, draft, "02", seed("02"), rosters);
	const r = openRecord(v.host, both, rosters);

	assert.deepEqual(r.signers, ["01", "02"]);
	assert.ok(r.complete);
	assert.equal(parseNote(both).text, parseNote(draft).text);
	throwsCode("RECORD", () => countersign(v.host, draft, "01", seed("01"),
	    rosters));
	throwsCode("RECORD", () => countersign(v.host, both, "02", seed("02"),
	    rosters));
	throwsCode("NOTE_UNSIGNED", () => countersign(v.host, draft, "02",
	    seed("02"), rosters.map((x) => ({ ...x, officers: x.officers
		.filter((o) => o.number !== "01") }))));
	throwsCode("NOTE", () => countersign(v.host, utf8("x"), "02",
	    seed("02"), rosters));
	const long = signRecord(v.host, { ...r, text: "x".repeat(64 * 1024 -
	    formatRecord(v.host, { ...r, text: "" }).length - 2 * 150) },
	    "01", seed("01"));
	const again = countersign(v.host, long, "02", seed("02"), rosters);
	throwsCode("LIMIT", () => countersign(v.host, again, "03", seed("03"),
	    rosters));
});

test("record: a period is a month, a quarter, a year or none", () => {
	assert.ok(["-", "2026", "2026-01", "2026-Q3"].every(isPeriod));
	assert.ok(!["", "2026-00", "2026-Q9", "20260", "2026-1", "0000-13"]
	    .some(isPeriod));
});

const kept = load<{
	cases: { name: string; note: string; result: string;
	    retention?: unknown }[];
}>("retention.json");

for (const c of kept.cases) {
	test(`retention: ${c.name}`, () => {
		const note = utf8(c.note);

		assert.equal(resultOf(() => openRetention(v.host, note,
		    rosters)), c.result);
		if (c.result !== "OK")
			return;
		const r = openRetention(v.host, note, rosters);
		assert.deepEqual({ ...r, d: hex(r.d) }, c.retention);
		assert.equal(formatRetention(v.host, r), parseNote(note).text);
		assert.ok(isRetention(v.host, note));
		assert.ok(!isRetention("box.example.com", note));
	});
}

test("retention: nothing else begins like one", () => {
	for (const text of ["", `${v.host}/retention/v1`,
		`${v.host}/retention/v1\n`, `${v.host}/record/v1\nd x\n`])
		assert.ok(!isRetention(v.host, utf8(text)));
});
