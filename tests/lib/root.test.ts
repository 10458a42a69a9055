// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { base64Url } from "../../assets/lib/base64.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { formatRecipient } from "../../assets/lib/identity.ts";
import { formatVkey } from "../../assets/lib/note.ts";
import {
	formatRoot, openRootChain, parseLink, parseRoot, pinDigits, rootPin,
} from "../../assets/lib/root.ts";
import {
	type OpenRoster, checkSuccession, classNumbers, currentRoster,
	formatRoster, isNewestOn, officer, openRoster, parseRoster,
} from "../../assets/lib/roster.ts";
import { throwsCode } from "./throws.ts";
import { load, resultOf } from "./vectors.ts";

interface TextCase {
	readonly name: string; readonly text: string; readonly result: string;
	readonly [more: string]: unknown;
}
const roots = load<{
	host: string; texts: TextCase[];
	chains: {
		name: string; notes: string[]; pin: string | null; result: string;
	}[];
	pins: { pin: string; digits: string }[];
}>("root.json");
const rosters = load<{
	host: string; texts: TextCase[];
	chains: {
		name: string; roots: string[]; rosters: string[]; today: string;
		result: string; current?: string;
	}[];
	newest: { date: string; v1: boolean; v2: boolean }[];
}>("roster.json");
const HOST = roots.host;

for (const c of roots.texts) {
	test(`root: ${c.name}`, () => {
		assert.equal(resultOf(() => parseRoot(HOST, c.text)), c.result);
		if (c.result !== "OK")
			return;
		const r = parseRoot(HOST, c.text);
		assert.deepEqual({
			generation: r.generation, threshold: r.threshold,
			prev: r.prev === undefined ? null : hex(r.prev),
			not_after: r.notAfter, keys: r.keys.map((k) => k.name),
			hash: hex(sha256(c.text)),
		}, {
			generation: c.generation, threshold: c.threshold,
			prev: c.prev, not_after: c.not_after, keys: c.keys,
			hash: c.hash,
		});
		assert.equal(formatRoot(HOST, r), c.text);
	});
}

for (const c of roots.chains) {
	test(`root chain: ${c.name}`, () => {
		const open = (): unknown => openRootChain(HOST,
		    c.notes.map((n) => utf8(n)),
		    c.pin === null ? undefined : fromHex(c.pin));

		assert.equal(resultOf(open), c.result);
	});
}

for (const c of rosters.texts) {
	test(`roster: ${c.name}`, () => {
		assert.equal(resultOf(() => parseRoster(HOST, c.text)), c.result);
		if (c.result !== "OK")
			return;
		const r = parseRoster(HOST, c.text);
		assert.deepEqual({
			name: c.name, text: c.text, result: "OK",
			version: r.version,
			prev: r.prev === undefined ? null : hex(r.prev),
			not_before: r.notBefore, not_after: r.notAfter,
			slots: r.slots, promises: r.promises.map(formatVkey),
			log: r.log === undefined ? null : formatVkey(r.log),
			witnesses: r.witnesses.map(formatVkey), quorum: r.quorum,
			officers: r.officers.map((o) => ({
				number: o.number,
				recipient: formatRecipient(o.recipient),
				entry: formatVkey(o.entry), login: formatVkey(o.login),
				office: o.office,
			})),
			classes: r.classes, roles: r.roles.map((h) => ({
				...h, login: formatVkey(h.login),
			})),
			revoked: r.revoked, hash: hex(sha256(c.text)),
		}, c);
		assert.equal(formatRoster(HOST, r), c.text);
		assert.equal(officer(r, r.officers[0]?.number ?? "")?.number,
		    r.officers[0]?.number);
		assert.equal(officer(r, "98"), undefined);
		assert.deepEqual(classNumbers(r, "no-such-class"), []);
	});
}

/** As a client walks them: each verified, each behind the one before. */
function walk(c: (typeof rosters.chains)[number]): OpenRoster[] {
	const chain = openRootChain(HOST, c.roots.map((n) => utf8(n)),
	    undefined);
	const out: OpenRoster[] = [];

	for (const note of c.rosters) {
		const r = openRoster(HOST, utf8(note), chain);
		const before = out[out.length - 1];

		if (before !== undefined)
			checkSuccession(before, r);
		out.push(r);
	}
	return out;
}

for (const c of rosters.chains) {
	test(`roster chain: ${c.name}`, () => {
		assert.equal(resultOf(() => walk(c)), c.result);
		if (c.current === undefined)
			return;
		const chain = openRootChain(HOST, c.roots.map((n) => utf8(n)),
		    undefined);
		const last = utf8(c.rosters[c.rosters.length - 1] ?? "");
		assert.equal(resultOf(() =>
		    currentRoster(HOST, last, chain, c.today)), c.current);
	});
}

test("which roster was the newest on a day", () => {
	const c = rosters.chains.find((x) => x.name === "two versions");

	assert.ok(c !== undefined);
	const two = walk(c);
	for (const n of rosters.newest) {
		assert.equal(isNewestOn(two, 0, n.date), n.v1, n.date);
		assert.equal(isNewestOn(two, 1, n.date), n.v2, n.date);
	}
	assert.equal(isNewestOn(two, 2, "2026-11-20"), false);

	// Made ahead of its day, then overtaken by one that revokes somebody.
	const [one, later] = two as [OpenRoster, OpenRoster];
	const three = [one, { ...later, notBefore: "2026-11-30" },
		{ ...later, version: 3, notBefore: "2026-11-20" }];
	assert.deepEqual([0, 1, 2].map((i) =>
	    isNewestOn(three, i, "2026-11-24")), [false, false, true]);
});

test("pins as posters print them", () => {
	for (const p of roots.pins)
		assert.equal(pinDigits(fromHex(p.pin)), p.digits);
});

test("a poster's link", () => {
	const pin = rootPin("x");
	const r1 = base64Url(pin);

	assert.equal(r1.length, 43);
	assert.deepEqual(parseLink(`#s=A-01&r1=${r1}`),
	    { station: "A-01", pin });
	assert.deepEqual(parseLink(""), { station: undefined, pin: undefined });
	assert.deepEqual(parseLink("#s=<b>"),
	    { station: undefined, pin: undefined });
	throwsCode("PIN", () => parseLink(`#r1=${r1.slice(1)}`));
	throwsCode("PIN", () => parseLink("#s=A&r1="));
});
