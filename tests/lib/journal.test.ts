// SPDX-License-Identifier: ISC
// The console's journal of grants: read back by whoever sealed it for the same
// site and by nobody else; anything else is as good as none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sealCache } from "../../assets/desk/cache.ts";
import {
	type Begun, Journal, openJournal, sealJournal,
} from "../../assets/desk/journal.ts";
import type { Net } from "../../assets/desk/net.ts";
import { Trouble } from "../../assets/desk/problem.ts";
import { nameOf, seal } from "../../assets/desk/sealed.ts";
import { base64 } from "../../assets/lib/base64.ts";
import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { identity } from "../../assets/lib/identity.ts";

const HOST = "box.example.org";
const INFO = HOST + "/desk/grants/v1";
const who = identity(systemRandom(32));
const other = identity(systemRandom(32));
const id = (): string => hex(systemRandom(16));

const all: Begun[] = [
	{ thread: id(), nn: "05", what: "all", roster: 0,
		headers: [] },
	{ thread: id(), nn: "00", what: base64(systemRandom(32)),
		roster: 12, headers: [[id(), systemRandom(900)],
		    [id(), systemRandom(1)]] },
];
const sealed = sealJournal(HOST, who, all);

function be(n: number, len = 4): Uint8Array {
	return fromHex(n.toString(16).padStart(2 * len, "0"));
}

const MAGIC = utf8("qf desk grants 1\n");
const by = (...parts: Uint8Array[]): Uint8Array => seal(INFO, who,
    concat(...parts), systemRandom);

test("journal: what was sealed is read back", () => {
	assert.deepEqual(openJournal(HOST, who, sealed), all);
	assert.deepEqual(openJournal(HOST, who, sealJournal(HOST, who, [])), []);
});

test("journal: the format is the one of the document", () => {
	const thread = id();
	const entry = id();

	assert.deepEqual(openJournal(HOST, who, by(MAGIC, be(1),
	    fromHex(thread), utf8("07"), new Uint8Array(32), be(3), be(1),
	    fromHex(entry), be(2), utf8("hh"))), [{ thread,
		nn: "07", what: "all", roster: 3,
		headers: [[entry, utf8("hh")]] }]);
});

test("journal: every damaged byte and every cut makes it none", () => {
	for (let i = 0; i < sealed.length; i++) {
		const bad = sealed.slice();

		bad[i] = (bad[i] ?? 0) ^ 1;
		assert.deepEqual(openJournal(HOST, who, bad), [], `byte ${i}`);
		assert.deepEqual(openJournal(HOST, who, sealed.subarray(0, i)),
		    [], `cut at ${i}`);
	}
});

test("journal: another identity's, site's or kind's is none", () => {
	assert.deepEqual(openJournal(HOST, other, sealed), []);
	assert.deepEqual(openJournal("other.example.org", who, sealed), []);
	assert.deepEqual(openJournal(HOST, who, sealCache(HOST, who,
	    { cursor: 0, tried: 0, reports: [], entries: [], spoilt: [],
		held: { signatures: [], keys: [] } })), []);
	assert.notEqual(nameOf(INFO, who), nameOf(HOST + "/desk/cache/v1", who));
});

test("journal: one that does not add up is none", () => {
	const one = [fromHex(id()), utf8("07"), new Uint8Array(32), be(0)];
	const wrong: [string, Uint8Array[]][] = [
		["version", [utf8("qf desk grants 0\n"), be(0)]],
		["behind it", [MAGIC, be(0), be(0)]],
		["count", [MAGIC, be(0xffffffff)]],
		["many", [MAGIC, be(65536)]],
		["number", [MAGIC, be(1), fromHex(id()), utf8("x7"),
		    new Uint8Array(32), be(0), be(0)]],
		["no text", [MAGIC, be(1), fromHex(id()), Uint8Array.of(0xff,
		    0xff), new Uint8Array(32), be(0), be(0)]],
		["headers", [MAGIC, be(1), ...one, be(4097)]],
		["header", [MAGIC, be(1), ...one, be(1), fromHex(id()),
		    be(65537), new Uint8Array(65537)]],
		["empty", []],
	];

	assert.equal(openJournal(HOST, who, by(MAGIC, be(1), ...one,
	    be(0))).length, 1);
	for (const [name, parts] of wrong)
		assert.deepEqual(openJournal(HOST, who, by(...parts)), [], name);
});

/** qf desk as the journal sees it: one file, which can be away. */
class Shelf {
	kept = new Uint8Array(0);
	away = false;
	asked: string[] = [];

	bytes(path: string, o: { body?: Uint8Array }): Promise<Uint8Array> {
		this.asked.push(path);
		if (this.away)
			return Promise.reject(new Trouble({ kind: "desk" }));
		if (o.body === undefined)
			return Promise.resolve(this.kept.slice());
		this.kept = o.body.slice();
		return Promise.resolve(new Uint8Array(0));
	}
}

test("journal: begun, made, ended; another page goes on", async () => {
	const shelf = new Shelf();
	const open = async (): Promise<Journal> => {
		const j = new Journal(shelf as unknown as Net, HOST, who);

		await j.load();
		await j.load();
		return j;
	};
	const [first, second] = all;
	assert.ok(first !== undefined && second !== undefined);
	const one = await open();

	assert.deepEqual(one.begun, []);
	await one.put(first);
	await one.put(second);
	await one.put({ ...first, roster: 4, headers: second.headers });
	const two = await open();
	assert.deepEqual(two.begun, [second,
		{ ...first, roster: 4, headers: second.headers }]);
	assert.deepEqual(two.find({ ...second, headers: [] } as Begun), second);
	assert.equal(two.find({ ...second, nn: "06" }), undefined);
	await two.end(second);
	assert.deepEqual((await open()).begun.map((b) => b.nn), ["05"]);
	await two.end(first);
	assert.deepEqual((await open()).begun, []);
	// One name, which tells nobody whose it is.
	assert.deepEqual([...new Set(shelf.asked)],
	    ["/cache/" + nameOf(INFO, who)]);
});

test("journal: what is not kept is known as long as the page lives",
    async () => {
	const shelf = new Shelf();
	const [first] = all;
	assert.ok(first !== undefined);
	shelf.away = true;
	for (const j of [new Journal(shelf as unknown as Net, HOST, who),
		new Journal(null, HOST, who)]) {
		await j.load();
		await j.put(first);
		assert.deepEqual(j.find(first), first);
		await j.end(first);
		assert.equal(j.find(first), undefined);
	}
	assert.equal(shelf.kept.length, 0);
});
