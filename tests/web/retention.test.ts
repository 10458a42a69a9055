// SPDX-License-Identifier: ISC
// Contact data is destroyed by two officers, and nothing else is: the note
// takes the place of the bytes, in every way to read them.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { base64Url } from "../../assets/lib/base64.ts";
import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { addDays } from "../../assets/lib/date.ts";
import { signNote } from "../../assets/lib/note.ts";
import { type Retention, formatRetention } from "../../assets/lib/retention.ts";
import { type Answer, until } from "./client.ts";
import { World } from "./harness.ts";
import {
	ENTRY_TYPE, PAIRS_TYPE, call, fetchBody, listed, login, pair,
} from "./office.ts";
import { type Object1, Report, post } from "./report.ts";

let world: World;
let token: string;
let report: Report;
let contact: Object1;

const CANARY = "13800001234";

before(async () => {
	world = await World.create({ office: true });
	token = await login(world, "01");
	({ report, contact } = await sent());
});
after(async () => {
	await world.close();
});

/** A report and something behind it, both released. */
async function sent(): Promise<{ report: Report; contact: Object1 }> {
	const one = new Report(world.keys);
	const more = one.followup(`${CANARY}\n`, { fill: 262144 });

	assert.equal((await one.send(world.intake)).status, 201);
	assert.equal((await post(world.intake, "/v1/box/entries",
	    one.followupBody(more))).status, 201);
	await until(() => listed(world, token),
	    (all) => all.ids.includes(one.object.id));
	await until(() => lookup(one), (a) => a.text.includes(more.id));
	return { report: one, contact: more };
}

function lookup(of: Report): Promise<Answer> {
	return call(world, "/v1/threads/lookup", token,
	    pair(of.object.id, of.object.open), PAIRS_TYPE);
}

function retention(o: Object1, change: Partial<Retention> = {}): string {
	return formatRetention(world.host, { d: o.d, id: o.id,
		rule: "contact", date: world.keys.today, ...change });
}

function signed(text: string, ...numbers: string[]): Uint8Array {
	return signNote(world.host, text, numbers.map((n) => ({
		name: `${world.host}/officer/${n}`,
		seed: world.keys.officer(n).keys.signSeed,
	})));
}

function destroy(note: Uint8Array, of = report, open = of.object.open,
    as = token): Promise<Answer> {
	return call(world, "/v1/retention", as, concat(utf8(
	    `report ${of.object.id}\nreport-open ${base64Url(open)}\n\n`), note),
	    ENTRY_TYPE);
}

/** Everything that the database has of entries, without where it lies. */
function rows(): string {
	return world.cluster.sql("SELECT md5(string_agg(e::text, ''" +
	    " ORDER BY e.id)) FROM qf.entry e WHERE e.side = 'reporter';",
	    "postgres");
}

describe("a note that does not do", () => {
	it("changes nothing", async () => {
		const before = rows();
		const text = retention(contact);
		const stranger = { name: `${world.host}/officer/77`,
			seed: systemRandom(32) };
		const cases: [string, Promise<Answer>, number][] = [
			["by one officer", destroy(signed(text, "01")), 422],
			["twice by one", destroy(signed(text, "01", "01")), 422],
			["by one and a stranger", destroy(signNote(world.host,
			    text, [stranger, { name: `${world.host}/officer/01`,
				seed: world.keys.officer("01").keys.signSeed }])),
			    422],
			["by another rule", destroy(signed(retention(contact,
			    { rule: "report" }), "01", "02")), 422],
			["of another day", destroy(signed(retention(contact,
			    { date: addDays(world.keys.today, -3) }), "01",
			    "02")), 422],
			["bent", destroy(utf8(new TextDecoder().decode(
			    signed(text, "01", "02"))
			    .replace("rule contact", "rule contactt"))), 422],
			["no note", destroy(utf8("x")), 422],
			["of another commitment", destroy(signed(retention(contact,
			    { d: systemRandom(32) }), "01", "02")), 409],
			["of the report itself", destroy(signed(
			    retention(report.object), "01", "02")), 404],
			["of an unknown entry", destroy(signed(retention(contact,
			    { id: "00".repeat(16) }), "01", "02")), 404],
			["with a wrong open", destroy(signed(text, "01", "02"),
			    report, systemRandom(16)), 404],
			["without a session", destroy(signed(text, "01", "02"),
			    report, report.object.open, ""), 401],
		];

		for (const [name, answer, status] of cases)
			assert.equal((await answer).status, status, name);
		assert.equal(rows(), before);
	});

	it("is refused with another thread's open", async () => {
		const other = await sent();
		const before = rows();
		const answer = await destroy(signed(retention(contact), "01",
		    "02"), other.report);

		assert.equal(answer.status, 404);
		assert.equal(rows(), before);
	});
});

describe("the note of two officers", () => {
	it("takes the place of the bytes", async () => {
		const note = signed(retention(contact), "02", "01");
		const first = await destroy(note);

		assert.equal(first.status, 201, first.text);
		assert.deepEqual(first.json(),
		    { id: contact.id, date: world.keys.today });
		assert.equal((await destroy(note)).status, 200);
		assert.equal((await destroy(signed(retention(contact), "01",
		    "02"))).status, 200);

		const heads = await call(world, "/v1/heads", token,
		    pair(contact.id, report.object.open), PAIRS_TYPE);
		assert.ok(heads.body.includes(Buffer.from(note)));
		assert.ok(!heads.body.includes(Buffer.from(
		    contact.sealed.payload.subarray(0, 64))));
		const all = await call(world, "/v1/entries/fetch", token,
		    fetchBody(contact.id, report.object.open, 0, note.length),
		    ENTRY_TYPE);
		assert.deepEqual(all.body, Buffer.from(note));
		assert.ok((await lookup(report)).text.includes(contact.id));
	});

	it("leaves nothing of them in the tables", () => {
		for (const table of ["entry", "part", "header"])
			assert.equal(world.cluster.sql("SELECT count(*) FROM " +
			    `qf.${table} t WHERE t::text LIKE '%${Buffer.from(
				contact.sealed.payload.subarray(16, 64))
				.toString("hex")}%';`, "postgres").trim(), "0");
		assert.equal(world.cluster.sql("SELECT count(*) FROM qf.part p" +
		    ` WHERE p.entry = '\\x${contact.id}';`, "postgres").trim(),
		    "0");
	});

	it("lets nobody put the bytes back", async () => {
		const again = await post(world.intake, "/v1/box/entries",
		    report.followupBody(contact));

		assert.ok(again.status === 200 || again.status === 409,
		    again.text);
		assert.ok(!world.cluster.sql("SELECT e.payload::text FROM" +
		    ` qf.entry e WHERE e.id = '\\x${contact.id}';`, "postgres")
		    .includes(Buffer.from(contact.sealed.payload
			.subarray(16, 48)).toString("hex")));
	});

	it("leaves the report and other threads alone", async () => {
		const head = await call(world, "/v1/heads", token,
		    pair(report.object.id, report.object.open), PAIRS_TYPE);

		assert.ok(head.body.includes(Buffer.from(
		    report.object.sealed.payload.subarray(0, 64))));
	});
});
