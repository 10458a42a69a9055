// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { fromBase64 } from "../../assets/lib/base64.ts";
import { fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { ed25519Public } from "../../assets/lib/ed25519.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { formatIdentity, identity } from "../../assets/lib/identity.ts";
import { signLogin } from "../../assets/lib/login.ts";
import {
	formatVkey, openNote, parseVkey, vkey,
} from "../../assets/lib/note.ts";
import { officerKeys } from "../../assets/lib/officer.ts";
import { openPromise, signPromise } from "../../assets/lib/promise.ts";
import { receipt } from "../../assets/lib/receipt.ts";
import {
	SELF_LEN, SELF_NOTE_LEN, type Self, formatSelf, parseSelf, readSelf,
	writeSelf,
} from "../../assets/lib/self.ts";
import { throwsCode } from "./throws.ts";
import { load, resultOf } from "./vectors.ts";

interface Case {
	readonly name: string; readonly result: string; readonly self?: unknown;
}
const v = load<{
	host: string; code: string; identity: string; reporter: string;
	note_len_max: number; texts: (Case & { text: string })[];
	files: (Case & { file_b64: string })[];
}>("self.json");
const p = load<{
	host: string; cases: {
		name: string; note: string; d: string; today: string | null;
		keys: string[]; result: string; date?: string;
		in_log_by?: string;
	}[];
}>("promise.json");
const me = receipt(v.host, v.code);

function asJson(s: Self): unknown {
	return {
		thread: hex(s.thread), form: s.form, class: s.className,
		root: s.root === undefined ? null : hex(s.root),
		roster_version: s.roster.version, roster_hash: hex(s.roster.hash),
		to: s.to, not: s.not, d: hex(s.d),
	};
}

test("self: the keys are the code's", () => {
	assert.equal(formatIdentity(me.identity.secret), v.identity);
	assert.equal(formatVkey(me.vkey), v.reporter);
	assert.equal(SELF_NOTE_LEN, v.note_len_max);
});

for (const c of v.texts) {
	test(`self text: ${c.name}`, () => {
		assert.equal(resultOf(() => parseSelf(v.host, c.text)), c.result);
		if (c.result !== "OK")
			return;
		assert.deepEqual(asJson(parseSelf(v.host, c.text)), c.self);
		assert.equal(formatSelf(v.host, parseSelf(v.host, c.text)), c.text);
	});
}

for (const c of v.files) {
	test(`self file: ${c.name}`, () => {
		const file = fromBase64(c.file_b64);

		assert.equal(file.length, SELF_LEN);
		assert.equal(resultOf(() => readSelf(v.host, file, me)), c.result);
		if (c.result === "OK")
			assert.deepEqual(asJson(readSelf(v.host, file, me)), c.self);
	});
}

test("self: another length is refused, and what does not fit", () => {
	const file = fromBase64(v.files[0]?.file_b64 ?? "");
	const s = readSelf(v.host, file, me);
	const all = (from: number, to: number): string[] => Array.from(
	    { length: to - from }, (_, i) => String(from + i).padStart(2, "0"));

	throwsCode("AGE_HEADER", () => readSelf(v.host, file.subarray(1), me));
	assert.equal(writeSelf(v.host, { ...s, to: all(0, 31), not: all(31, 62) },
	    me).length, SELF_LEN);
	const host = `${"a".repeat(60)}.`.repeat(3) + "example";
	const far = receipt(host, v.code);
	throwsCode("LIMIT", () => writeSelf(host, {
		...s, thread: far.handle, className: "c".repeat(32),
		to: all(0, 32), not: all(32, 64),
	}, far));
});

for (const c of p.cases) {
	test(`promise: ${c.name}`, () => {
		const open = (): unknown => openPromise(p.host, utf8(c.note),
		    c.keys.map((k) => parseVkey(k)), fromHex(c.d),
		    c.today ?? undefined);

		assert.equal(resultOf(open), c.result);
		if (c.result === "OK")
			assert.deepEqual(open(),
			    { date: c.date, inLogBy: c.in_log_by });
	});
}

test("promise: over the end of a year", () => {
	const seed = new Uint8Array(32).fill(9);
	const d = new Uint8Array(32).fill(8);
	const note = signPromise(p.host, d, "2026-12-30", seed);

	assert.match(fromUtf8(note), /\nin-log-by 2027-01-01\n/);
});

test("login: composed by the client", () => {
	const who = officerKeys(identity(new Uint8Array(32).fill(5)));
	const seed = who.loginSeed;
	const base = {
		at: "https://office.example:9443", number: "01",
		nonce: new Uint8Array(32).fill(1), until: 1795000000,
	};
	const k = vkey(`${p.host}/login/01`, ed25519Public(seed));

	assert.notDeepEqual(who.signSeed, who.loginSeed);
	const { text } = openNote(p.host, signLogin(p.host, base, seed), [k]);
	assert.equal(text, `${p.host}/login/v1\n` +
	    "at https://office.example:9443\nofficer 01\n" +
	    "nonce AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n" +
	    "until 1795000000\n");
	assert.match(fromUtf8(signLogin(p.host, { ...base, role: "auditor" },
	    seed)), /\nrole auditor 01\n/);
	for (const wrong of [
		{ at: "https://office.example/" }, { at: "office.example" },
		{ at: "https://a b" }, { number: "1" }, { until: -1 },
		{ until: 1.5 }, { nonce: new Uint8Array(16) }, { role: "A" },
	])
		throwsCode("FORMAT", () => signLogin(p.host,
		    { ...base, ...wrong }, seed));
});
