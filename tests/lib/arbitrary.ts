// SPDX-License-Identifier: ISC
// Random values of every format, for the property tests.
//	PROPERTY_RUNS=n	runs of each property (100; slow ones take a part)
//	PROPERTY_SEED=n	another run (1); 0 for one by chance
import fc, { type Arbitrary } from "fast-check";

import { dateOf, days } from "../../assets/lib/date.ts";
import {
	type Attach, type Entry, type Field, FORMS, KINDS,
} from "../../assets/lib/entry.ts";
import type { RosterName } from "../../assets/lib/grammar.ts";
import { hex } from "../../assets/lib/hex.ts";
import { identity } from "../../assets/lib/identity.ts";
import { vkey } from "../../assets/lib/note.ts";
import { threadHandle } from "../../assets/lib/receipt.ts";
import type { Root } from "../../assets/lib/root.ts";
import type { Roster } from "../../assets/lib/roster.ts";
import type { Self } from "../../assets/lib/self.ts";
import {
	EXTENSIONS, type Member, attachmentStem,
} from "../../assets/lib/tar.ts";
import { clean } from "../../assets/lib/text.ts";
import { HOST, type Key, fixed, key } from "../vectors/fixed.ts";

export const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 100);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 1);

fc.configureGlobal({
	numRuns: RUNS, ...(SEED === 0 ? {} : { seed: SEED }),
});

/** A record as our own code would make one. */
export function record<T>(model: { [K in keyof T]: Arbitrary<T[K]> }):
    Arbitrary<T> {
	return fc.record(model, { noNullPrototype: true }) as Arbitrary<T>;
}

export function bytes(min: number, max = min): Arbitrary<Uint8Array> {
	return fc.uint8Array({ minLength: min, maxLength: max });
}

export const hash = bytes(32);
export const day = fc.integer({ min: days("2000-01-01"),
	max: days("9998-01-01") }).map(dateOf);
const version = fc.integer({ min: 1, max: 0xffffffff });
const word = fc.stringMatching(/^[a-z0-9_-]{1,32}$/);
/** What a signed note may hold. */
export const cleanText = fc.string({ unit: "binary", maxLength: 80 })
    .map(clean);
export const line = cleanText.map((t) => t.replace(/\n/g, " "));
export const filled = fc.tuple(line, fc.constantFrom("x", "信", "-"))
    .map((t) => t.join(""));

/** Keys take their time: a few of each name serve all runs. */
const keys = new Map<string, Key>();
export function keyOf(tail: string, n = 0): Key {
	const label = `${tail} ${n}`;
	const known = keys.get(label) ?? key(tail, fixed(label));

	keys.set(label, known);
	return known;
}
const recipients = Array.from({ length: 12 }, (_, i) =>
    identity(fixed(`recipient ${i}`)).recipient);

const numberOf = (n: number): string => String(n).padStart(2, "0");
const numbers = (min: number, max: number): Arbitrary<string[]> =>
    fc.uniqueArray(fc.integer({ min: 0, max: 99 }),
        { minLength: min, maxLength: max })
    .map((l) => l.map(numberOf).sort());
const rosterName: Arbitrary<RosterName> = record({ version, hash });

export const root: Arbitrary<Root> = record({
	generation: fc.oneof(fc.constant(1), version),
	prev: hash,
	notAfter: day,
	keys: fc.uniqueArray(fc.integer({ min: 0, max: 9 }),
	    { minLength: 1, maxLength: 8 })
	    .map((l) => l.map((n) => keyOf(`root/k.${n}_-`).vkey)),
	threshold: fc.nat(),
}).map((r) => ({
	...r, prev: r.generation === 1 ? undefined : r.prev,
	threshold: 1 + r.threshold % r.keys.length,
}));

/** Lists that must be rising, distinct and parts of one another. */
export const roster: Arbitrary<Roster> = record({
	version: fc.oneof(fc.constant(1), version), prev: hash, notBefore: day,
	days: fc.integer({ min: 0, max: 31 }),
	slots: fc.integer({ min: 3, max: 32 }),
	promises: fc.integer({ min: 1, max: 3 }),
	log: fc.boolean(),
	witnesses: fc.array(fc.constantFrom(1, 4), { maxLength: 3 }),
	quorum: fc.nat(),
	numbers: numbers(4, 12),
	office: fc.array(filled.filter((o) => Buffer.byteLength(o) <= 120),
	    { minLength: 8, maxLength: 8 }),
	officers: fc.integer({ min: 2, max: 8 }),
	classes: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
	roles: fc.uniqueArray(word, { maxLength: 3 }),
	reason: word,
}).map((r): Roster => {
	const officers = r.numbers.slice(0, Math.min(r.officers,
	    r.numbers.length - 2));
	const [holder = "", gone = ""] = r.numbers.slice(officers.length);
	const witnesses = r.witnesses.map((type, i) => {
		const k = keyOf(`witness${i}`);

		return vkey(`witness.example/${i}`, k.vkey.key, type);
	});

	return {
		version: r.version,
		prev: r.version === 1 ? undefined : r.prev,
		notBefore: r.notBefore,
		notAfter: dateOf(days(r.notBefore) + r.days),
		slots: r.slots,
		promises: Array.from({ length: r.promises }, (_, i) =>
		    keyOf("promise", i).vkey),
		log: r.log ? keyOf("log1").vkey : undefined,
		witnesses,
		quorum: witnesses.length === 0 ? 0 :
		    1 + r.quorum % witnesses.length,
		officers: officers.map((number, i) => ({
			number, recipient: recipients[i] ?? fixed("none"),
			entry: keyOf(`officer/${number}`).vkey,
			login: keyOf(`login/${number}`).vkey,
			office: r.office[i] ?? "x",
		})),
		classes: r.classes.map((name) => ({
			name, numbers: officers.slice(0, Math.max(2, r.slots - 1)),
		})),
		roles: r.roles.map((role) => ({
			role, number: holder, login: keyOf(`login/${holder}`).vkey,
		})),
		revoked: [{ number: gone, date: r.notBefore, reason: r.reason }],
	};
});

const field: Arbitrary<Field> = record({
	name: fc.stringMatching(/^[a-z0-9_]{1,32}$/),
	value: fc.oneof(cleanText, fc.constantFrom("%", "%0A", "%25", "%250A",
	    "a\nb", "")),
});

const attach: Arbitrary<Omit<Attach, "member">> = record({
	hash, size: fc.integer({ min: 0, max: 64 * 1024 * 1024 }),
	name: line.filter((n) => n !== "-"),
});

export const entry: Arbitrary<Entry> = record({
	kind: fc.constantFrom(...KINDS),
	thread: bytes(16),
	after: fc.uniqueArray(hash, { maxLength: 3, selector: hex }),
	date: day,
	roster: rosterName,
	to: numbers(2, 8),
	form: fc.constantFrom(...FORMS),
	officer: fc.integer({ min: 0, max: 99 }).map(numberOf),
	left: fc.integer({ min: 0, max: 1 }),
	fields: fc.array(field, { maxLength: 5 }),
	attach: fc.array(fc.tuple(attach, fc.constantFrom(...EXTENSIONS)),
	    { maxLength: 3 }),
	text: cleanText,
	reporter: fc.integer({ min: 0, max: 3 }),
}).map((r): Entry => {
	const who = keyOf("reporter", r.reporter);
	const keyed = r.kind === "report" || r.kind === "followup";
	const officers = r.kind === "reply" || r.kind === "memo" ||
	    r.kind === "event";

	return {
		kind: r.kind,
		thread: keyed ? threadHandle(HOST, who.vkey.key) : r.thread,
		after: r.kind === "report" ? [] : r.after.sort(Buffer.compare),
		date: r.date, roster: r.roster,
		to: r.to.slice(r.left), not: keyed ? r.to.slice(0, r.left) : [],
		form: r.kind === "report" ? r.form : undefined,
		key: keyed ? who.vkey : undefined,
		replyTo: r.kind === "report" ? recipients[0] : undefined,
		officer: officers ? r.officer : undefined,
		fields: r.fields,
		attach: r.attach.map(([a, ext], i) =>
		    ({ ...a, member: `${attachmentStem(i + 1)}.${ext}` })),
		text: r.text === "" || r.text.endsWith("\n") ? r.text :
		    r.text + "\n",
	};
});

/** Whose key signs an entry. */
export function authorOf(e: Entry): Key {
	if (e.officer !== undefined)
		return keyOf(`officer/${e.officer}`);
	return [0, 1, 2, 3].map((n) => keyOf("reporter", n)).find((k) =>
	    e.key !== undefined && hex(k.vkey.key) === hex(e.key.key)) ??
	    keyOf("reporter");
}

export const self: Arbitrary<Self> = record({
	thread: bytes(16), form: fc.constantFrom(...FORMS), className: word,
	root: fc.option(hash, { nil: undefined }), roster: rosterName,
	numbers: numbers(2, 8), left: fc.integer({ min: 0, max: 1 }), d: hash,
}).map(({ numbers: n, left, ...s }) =>
    ({ ...s, to: n.slice(left), not: n.slice(0, left) }));

export const members: Arbitrary<Member[]> = fc.tuple(bytes(0, 2000),
    fc.array(fc.tuple(bytes(0, 1200), fc.constantFrom(...EXTENSIONS)),
        { maxLength: 4 }))
    .map(([note, files]) => [
	{ name: "entry.note", data: note },
	...files.map(([data, ext], i) =>
	    ({ name: `${attachmentStem(i + 1)}.${ext}`, data })),
]);
