// SPDX-License-Identifier: ISC
// Of damaged inputs, and of ones that are right but for what they hold: each
// is refused with a Failure, or what was read is written again as the same
// bytes.  Nothing else is ever thrown, and nothing hangs.  (tests/diff holds
// the same inputs against C.)
import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { parseHeader, splitHeader } from "../../assets/lib/age-header.ts";
import { armor, fromArmor } from "../../assets/lib/armor.ts";
import {
	base64, base64Raw, base64Url, fromBase64, fromBase64Raw, fromBase64Url,
} from "../../assets/lib/base64.ts";
import { bech32, fromBech32 } from "../../assets/lib/bech32.ts";
import { concat, fromUtf8, latin1, utf8 } from "../../assets/lib/bytes.ts";
import { normalCode } from "../../assets/lib/code.ts";
import { dateOf, days, isDate } from "../../assets/lib/date.ts";
import { formatEntry, readEntry } from "../../assets/lib/entry.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import {
	formatIdentity, formatRecipient, parseIdentity, parseIdentityFile,
	parseRecipient,
} from "../../assets/lib/identity.ts";
import { signLogin } from "../../assets/lib/login.ts";
import {
	type Note, formatVkey, openNote, parseNote, parseVkey,
} from "../../assets/lib/note.ts";
import { signPromise } from "../../assets/lib/promise.ts";
import { formatRoot, parseLink, parseRoot } from
    "../../assets/lib/root.ts";
import { formatRoster, parseRoster } from "../../assets/lib/roster.ts";
import { sealPayload } from "../../assets/lib/seal.ts";
import { formatSelf, parseSelf } from "../../assets/lib/self.ts";
import { readTar, writeTar } from "../../assets/lib/tar.ts";
import { decimal } from "../../assets/lib/text.ts";
import { openPayload, unseal } from "../../assets/lib/unseal.ts";
import { kinds } from "../diff/kinds.ts";
import { makers } from "../diff/makers.ts";
import { PIECES, Rng, latin, mutate, unlatin } from "../diff/mutate.ts";
import { seeds } from "../diff/seeds.ts";
import { HOST, fixed, key } from "../vectors/fixed.ts";
import { RUNS } from "./arbitrary.ts";

/** However busy the machine: a parser of 64 KiB is done by then. */
const HANGS_MS = 10_000;

type Bytes = Uint8Array | string;
/** What the input says, and what was read of it, written again. */
type Again = (context: string, data: Uint8Array) => [Bytes, Bytes];

function noteText(n: Note): string {
	return `${n.text}\n` + n.signatures.map((s) =>
	    `\u2014 ${s.name} ${base64(concat(s.id, s.bytes))}\n`).join("");
}

function headerText(data: Uint8Array): [Bytes, Bytes] {
	const h = parseHeader(data);
	const lines = h.stanzas.flatMap((s) => {
		const body = base64Raw(s.body);
		const full = body.match(/.{64}/g) ?? [];

		return [`-> ${s.args.join(" ")}`, ...full,
			body.slice(full.length * 64)];
	});

	return [latin1(data.subarray(0, h.length)), ["age-encryption.org/v1",
		...lines, `--- ${base64Raw(h.mac)}`, ""].join("\n")];
}

/** Sealed again with the same nonce, a payload is the same. */
function resealed(fileKey: Uint8Array, payload: Uint8Array): [Bytes, Bytes] {
	return [payload, sealPayload(fileKey, openPayload(fileKey, payload),
	    () => payload.subarray(0, 16))];
}

function tar(data: Uint8Array): [Bytes, Bytes] {
	const small = writeTar(readTar(data));

	// A sender may take a larger bucket: zeros to its end.
	return [data, concat(small, new Uint8Array(data.length - small.length))];
}

function bases(variant: string, text: string): [Bytes, Bytes] {
	if (variant === "raw")
		return [text, base64Raw(fromBase64Raw(text))];
	return [text, variant === "url" ? base64Url(fromBase64Url(text)) :
	    base64(fromBase64(text))];
}

/** NFKC makes ASCII digits of full-width ones. */
function digits(text: string): string {
	return [...text.normalize("NFKC")].filter((c) => /[0-9]/.test(c)).join("");
}

function signed(context: string, data: Uint8Array): [Bytes, Bytes] {
	const known = context.split(" ").filter((w) => w !== "")
	    .map((w) => parseVkey(w));

	assert.ok(openNote(HOST, data, known).signers.length > 0);
	return [fromUtf8(data), noteText(parseNote(data))];
}

const again: Readonly<Record<string, Again>> = {
	header: (_, d) => headerText(d),
	file: (context, d) => {
		const ids = context.split(" ").map(parseIdentity);
		const { header, payload } = splitHeader(d);

		assert.ok(unseal(d, ids).length <= payload.length);
		return headerText(header);
	},
	payload: (context, d) => resealed(fromHex(context), d),
	armor: (_, d) => [latin1(d).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "")
	    .replace(/\r\n/g, "\n") + "\n", armor(fromArmor(latin1(d)))],
	tar: (_, d) => tar(d),
	recipient: (_, d) => [fromUtf8(d).toLowerCase(),
		formatRecipient(parseRecipient(fromUtf8(d)))],
	identity: (_, d) => [fromUtf8(d).toUpperCase(),
		formatIdentity(parseIdentity(fromUtf8(d)).secret)],
	idfile: (_, d) => [latin1(d).split("\n").map((l) => l.replace(/\r$/, ""))
	    .filter((l) => l !== "" && !l.startsWith("#")).join("\n")
	    .toUpperCase(), parseIdentityFile(latin1(d))
	    .map((i) => formatIdentity(i.secret)).join("\n")],
	receipt: (_, d) => [digits(fromUtf8(d)), normalCode(fromUtf8(d))],
	bech32: (context, d) => {
		const [hrp = "", len = ""] = context.split(" ");
		const text = fromUtf8(d);

		return [text.toLowerCase(),
			bech32(hrp, fromBech32(hrp, text, Number(len)))];
	},
	base64: (context, d) => bases(context, fromUtf8(d)),
	hex: (_, d) => [fromUtf8(d), hex(fromHex(fromUtf8(d)))],
	decimal: (context, d) => [fromUtf8(d), String(decimal(fromUtf8(d),
	    Number(context), "FORMAT"))],
	date: (_, d) => [fromUtf8(d), isDate(fromUtf8(d)) ?
		dateOf(days(fromUtf8(d))) : fromUtf8(d)],
	vkey: (context, d) => [fromUtf8(d), formatVkey(parseVkey(fromUtf8(d),
	    "FORMAT", context === "witness"))],
	note: (_, d) => [fromUtf8(d), noteText(parseNote(d))],
	signed,
	root: (_, d) => [fromUtf8(d), formatRoot(HOST,
	    parseRoot(HOST, fromUtf8(d)))],
	roster: (_, d) => [fromUtf8(d), formatRoster(HOST,
	    parseRoster(HOST, fromUtf8(d)))],
	entry: (_, d) => {
		const e = readEntry(HOST, d);

		return [e.note.text, formatEntry(HOST, e)];
	},
	self: (_, d) => [fromUtf8(d), formatSelf(HOST,
	    parseSelf(HOST, fromUtf8(d)))],
	promise: (context, d) => {
		const [hash = "", , ...keys] = context.split(" ");
		const n = openNote(HOST, d, keys.map((k) => parseVkey(k)));
		const date = /^date (.*)$/m.exec(n.text)?.[1] ?? "";

		// The reader itself says whether there is anything to compare.
		void kinds["promise"]?.(context, d);
		return [n.text, parseNote(signPromise(HOST, fromHex(hash), date,
		    key("promise").seed)).text];
	},
};

function damaged(kind: string, seed: number): { context: string;
    data: Uint8Array } {
	const rng = new Rng(seed);
	const known = seeds.get(kind) ?? [];
	const maker = makers[kind];

	if (maker !== undefined && (known.length === 0 || rng.one(2)))
		return maker(rng);
	const { context, data } = rng.pick(known);
	return { context, data: rng.one(6) ? data : mutate(rng, data, rng.pick(known).data,
	    kind !== "tar" && kind !== "payload") };
}

/** Runs f; a Failure gives undefined, anything else is thrown. */
async function guarded<T>(f: () => T | Promise<T>): Promise<T | undefined> {
	const begin = performance.now();

	try {
		return await f();
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
		return undefined;
	} finally {
		assert.ok(performance.now() - begin < HANGS_MS, "hangs");
	}
}

for (const kind of Object.keys(kinds)) {
	test(`damage: ${kind}`, async () => {
		const read = kinds[kind];
		const compare = again[kind];
		let good = 0;

		assert.ok(read !== undefined);
		await fc.assert(fc.asyncProperty(fc.nat(0x7fffffff), async (n) => {
			const { context, data } = damaged(kind, n);
			const before = data.slice();
			const out = await guarded(() => read(context, data));

			assert.deepEqual(data, before, "the input was changed");
			if (out === undefined)
				return;
			good++;
			if (compare === undefined)
				return;
			const [want, got] = compare(context, data);
			assert.deepEqual(got, want);
		}), { numRuns: kind === "thread" ? Math.ceil(RUNS / 5) : RUNS });
		assert.ok(good > 0 || RUNS < 1000, "none was good");
	});
}

test("damage: a poster's link", () => {
	const good = "#s=12_a-B&r1=" + base64Url(fixed("pin"));

	fc.assert(fc.property(fc.nat(0x7fffffff), (n) => {
		const rng = new Rng(n);
		const text = latin(mutate(rng, utf8(good), utf8("#r1=&s=&r1=A"),
		    true));
		let link: ReturnType<typeof parseLink>;

		try {
			link = parseLink(text);
		} catch (e) {
			assert.equal(codeOf(e), "PIN");
			assert.match(text, /(^#?|&)r1=/);
			return;
		}
		const parts = text.replace(/^#/, "").split("&");
		// A pin is there or it is not: a cut one never passes for none.
		assert.equal(link.pin !== undefined,
		    parts.some((p) => p.startsWith("r1=")));
		if (link.pin !== undefined)
			assert.ok(parts.includes("r1=" + base64Url(link.pin)));
		if (link.station !== undefined)
			assert.ok(parts.includes("s=" + link.station));
	}), { numRuns: RUNS * 5 });
});

test("damage: values that a login cannot have", () => {
	const text = fc.string({ unit: "binary" });

	fc.assert(fc.property(fc.record({
		at: fc.oneof(text, text.map((t) => "https://a" + t)),
		role: fc.option(text, { nil: undefined }),
		number: fc.oneof(text, fc.constant("01")),
		nonce: fc.uint8Array({ minLength: 31, maxLength: 33 }),
		until: fc.oneof(fc.double(), fc.maxSafeInteger()),
	}), (l) => {
		let note: Note;

		try {
			note = parseNote(signLogin(HOST, l, fixed("login")));
		} catch (e) {
			assert.equal(codeOf(e), "FORMAT", String(e));
			return;
		}
		// No value brings a line of its own.
		assert.equal(note.text.split("\n").length, 6);
		assert.deepEqual(fromBase64(/^nonce (.*)$/m.exec(note.text)?.[1] ??
		    ""), l.nonce);
	}), { numRuns: RUNS * 3 });
});

test("damage: a piece that comes 20,000 times hangs nothing", async () => {
	for (const [kind, read] of Object.entries(kinds)) {
		// How a thread's items stand one behind the other is the test's own.
		if (kind === "thread")
			continue;
		const seed = seeds.get(kind)?.[0] ?? makers[kind]?.(new Rng(1));

		assert.ok(seed !== undefined, kind);
		for (const piece of ["->", "a", "\u2014 x AAAA\n", "\n\n", ...PIECES]) {
			const text = latin(seed.data);
			const half = text.length >> 1;

			await guarded(() => read(seed.context, unlatin(
			    text.slice(0, half) + piece.repeat(20_000) +
			    text.slice(half))));
		}
	}
});
