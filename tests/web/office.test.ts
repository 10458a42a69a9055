// SPDX-License-Identifier: ISC
// Office: who may log in, who may ask for what, and that nobody learns of a
// thing that he cannot open.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { wrapHeader } from "../../assets/lib/seal.ts";
import { type Answer, until } from "./client.ts";
import { World } from "./harness.ts";
import {
	ENTRY_TYPE, PAIRS_TYPE, call, entryBody, fetchBody, headerBody, listed,
	login, office, pair, tryLogin,
} from "./office.ts";
import { Report } from "./report.ts";

let world: World;
let token: string; // officer 01

before(async () => {
	world = await World.create({ office: true });
	token = await login(world, "01");
});
after(async () => {
	await world.close();
});

function problem(a: Answer, status: number, name: string): void {
	assert.equal(a.status, status, a.text);
	assert.equal(a.headers["content-type"], "application/problem+json");
	assert.equal(a.json<{ type: string }>().type,
	    `urn:qingfeng:error:${name}`);
}

/** Sent and released: in the listing. */
async function released(report = new Report(world.keys)): Promise<Report> {
	assert.equal((await report.send(world.intake)).status, 201);
	await until(() => listed(world, token),
	    (all) => all.ids.includes(report.object.id));
	return report;
}

function lookup(id: string, open: Uint8Array, as = token): Promise<Answer> {
	return call(world, "/v1/threads/lookup", as, pair(id, open), PAIRS_TYPE);
}

describe("a session", () => {
	it("opens for a note that the client composed and signed", async () => {
		const a = await tryLogin(world, "02");

		assert.equal(a.status, 201);
		assert.deepEqual(Object.keys(a.json<object>()),
		    ["token", "role", "number"]);
		assert.equal(a.headers["cache-control"], "no-store");
	});

	it("opens for nobody else, and says nothing more", async () => {
		for (const change of [
			{ seed: systemRandom(32) },
			{ at: "https://other.example" },
			{ nonce: systemRandom(32) },
			{ role: "auditor" }, // officer 01 is none
		])
			problem(await tryLogin(world, "01", change), 403, "denied");
		problem(await tryLogin(world, "01", { until: 1 }), 422, "expired");
	});

	it("a nonce is spent once", async () => {
		const c = (await call(world, "/v1/session/challenge"))
		    .json<{ nonce: string; until: number }>();
		const change = { until: c.until,
			nonce: new Uint8Array(Buffer.from(c.nonce, "base64")) };

		assert.equal((await tryLogin(world, "01", change)).status, 201);
		problem(await tryLogin(world, "01", change), 403, "denied");
	});

	it("ends when it is closed", async () => {
		const t = await login(world, "03");

		assert.equal((await call(world, "/v1/session/close", t)).status, 200);
		problem(await call(world, "/v1/reports", t, undefined, undefined,
		    "GET"), 401, "bearer");
	});

	it("a token is kept hashed only", () => {
		const rows = world.cluster.sql("SELECT s::text FROM qf.session s;",
		    "postgres");

		assert.notEqual(rows, "");
		const raw = Buffer.from(token, "base64url").toString("hex");

		assert.ok(!rows.includes(raw));
	});
});

describe("roles", () => {
	const calls: [string, string, Uint8Array | undefined,
	    string | undefined][] = [
		["GET", "/v1/reports", undefined, undefined],
		["POST", "/v1/threads/lookup", new Uint8Array(32), PAIRS_TYPE],
		["POST", "/v1/heads", new Uint8Array(32), PAIRS_TYPE],
		["POST", "/v1/entries/fetch", utf8("x"), ENTRY_TYPE],
		["POST", "/v1/entries", utf8("x"), ENTRY_TYPE],
		["POST", "/v1/headers", utf8("x"), ENTRY_TYPE],
		["GET", "/v1/audit", undefined, undefined],
	];

	it("a stranger gets 401 everywhere", async () => {
		for (const [method, path, body, type] of calls)
			for (const t of ["", "AAAA",
				Buffer.alloc(32).toString("base64url")])
				problem(await call(world, path, t, body, type,
				    method), 401, "bearer");
	});

	it("an auditor reads the audit and nothing else", async () => {
		const t = await login(world, "11", { role: "auditor" });

		for (const [method, path, body, type] of calls) {
			const a = await call(world, path, t, body, type, method);

			if (path === "/v1/audit")
				assert.equal(a.status, 200);
			else
				problem(a, 403, "denied");
		}
		const { rows } = (await call(world, "/v1/audit?after=0", t,
		    undefined, undefined, "GET")).json<{ rows: { number: number;
			date: string; actor: string; action: string;
			prev: string; chain: string }[] }>();

		assert.ok(rows.some((r) => r.actor === "officer 01" &&
		    r.action === "session opened"));
		let prev = Buffer.alloc(32);

		for (const r of rows) {
			const { createHash } = await import("node:crypto");

			assert.equal(r.prev, prev.toString("base64"));
			prev = createHash("sha256").update(prev)
			    .update(`${r.date}\n${r.actor}\n${r.action}\n`).digest();
			assert.equal(r.chain, prev.toString("base64"));
		}
	});

	it("an officer does not read the audit", async () => {
		problem(await call(world, "/v1/audit", token, undefined, undefined,
		    "GET"), 403, "denied");
	});
});

describe("what opens can be asked for, nothing else", () => {
	it("a report is listed among decoys after a release", async () => {
		const r = await released();
		const { ids, cursor } = await listed(world, token);

		assert.ok(ids.length >= 9, `${ids.length} with decoys`);
		assert.equal(new Set(ids).size, ids.length);
		assert.deepEqual((await listed(world, token, cursor)).ids, []);
		assert.ok(ids.includes(r.object.id));
	});

	it("unknown ids and wrong opens are told alike", async () => {
		const r = await released();
		const good = await lookup(r.object.id, r.object.open);

		assert.equal(good.json<{ threads: unknown[] }>().threads.length, 1);
		const other = await released();
		const unknown: [string, Uint8Array][] = [
			[Buffer.from(systemRandom(16)).toString("hex"),
				r.object.open],
			[r.object.id, systemRandom(16)],
			[r.object.id, other.object.open],
		];
		const answers = new Set<string>();

		for (const [id, open] of unknown) {
			const said = [
				await lookup(id, open),
				await call(world, "/v1/heads", token, pair(id, open),
				    PAIRS_TYPE),
				await call(world, "/v1/entries/fetch", token,
				    fetchBody(id, open, 0, 100), ENTRY_TYPE),
				await call(world, "/v1/entries", token, entryBody(id,
				    open, "office", r.reply("no")), ENTRY_TYPE),
				await call(world, "/v1/headers", token, headerBody(id,
				    open, r.object.sealed.header), ENTRY_TYPE),
			];

			assert.deepEqual(said.map((a) => a.status),
			    [200, 200, 404, 404, 404]);
			answers.add(said.map((a) => a.text).join("\n"));
		}
		assert.equal(answers.size, 1);
		assert.equal(world.cluster.count("qf.header"), 0);
	});

	it("heads and fetch give the bytes that were sent", async () => {
		const r = await released(new Report(world.keys,
		    { fill: 256 * 1024 }));
		const { header, payload } = r.object.sealed;
		const h = await call(world, "/v1/heads", token,
		    pair(r.object.id, r.object.open), PAIRS_TYPE);
		const len = h.body.readUInt32BE(24);
		const stored = h.body.subarray(28 + 4, 28 + len);

		assert.equal(h.body.subarray(0, 16).toString("hex"), r.object.id);
		assert.deepEqual(new Uint8Array(stored), header);
		assert.deepEqual(new Uint8Array(h.body.subarray(28 + len + 4)),
		    payload.subarray(0, 65568));
		const rest = await call(world, "/v1/entries/fetch", token,
		    fetchBody(r.object.id, r.object.open, 65568, 1 << 20),
		    ENTRY_TYPE);

		assert.deepEqual(new Uint8Array(rest.body),
		    payload.subarray(65568));
	});
});

describe("what officers add", () => {
	it("a reply is stored once and reaches the box", async () => {
		const r = await released();
		const reply = r.reply("an answer");
		const body = entryBody(r.object.id, r.object.open, "reporter",
		    reply);
		const first = await call(world, "/v1/entries", token, body,
		    ENTRY_TYPE);

		assert.equal(first.status, 201, first.text);
		const again = await call(world, "/v1/entries", token, body,
		    ENTRY_TYPE);

		assert.equal(again.status, 200);
		assert.equal(again.text, first.text);
		const box = await until(() => world.intake.ask("/v1/box",
		    { headers: r.bearer }), (a) => a.text.includes(reply.id));

		assert.equal(box.status, 200);
		const bytes = await world.intake.ask(
		    `/v1/box/entries/${reply.id}`, { headers: r.bearer });

		assert.deepEqual(new Uint8Array(bytes.body), reply.bytes);
	});

	it("what is for the office stays out of the box", async () => {
		const r = await released();
		const memo = r.reply("between us");

		assert.equal((await call(world, "/v1/entries", token, entryBody(
		    r.object.id, r.object.open, "office", memo), ENTRY_TYPE))
		    .status, 201);
		// Another release has passed when a later report is listed.
		await released();
		const box = await world.intake.ask("/v1/box",
		    { headers: r.bearer });

		assert.ok(!box.text.includes(memo.id));
		assert.equal((await world.intake.ask(`/v1/box/entries/${memo.id}`,
		    { headers: r.bearer })).status, 404);
	});

	it("a re-wrapped header is appended and comes first", async () => {
		const r = await released();
		const header = wrapHeader(r.object.sealed.fileKey,
		    world.keys.recipients("01", "02", "03"), 8);
		const a = await call(world, "/v1/headers", token, headerBody(
		    r.object.id, r.object.open, header), ENTRY_TYPE);

		assert.equal(a.status, 201, a.text);
		const h = await call(world, "/v1/heads", token,
		    pair(r.object.id, r.object.open), PAIRS_TYPE);
		const len = h.body.readUInt32BE(28);

		assert.deepEqual(new Uint8Array(h.body.subarray(32, 32 + len)),
		    header);
	});

	it("bad bodies have each their own error", async () => {
		const r = await released();
		const { id, open } = r.object;
		const few = new Report(world.keys, { slots: 7 }).object;
		const post = (body: Uint8Array): Promise<Answer> =>
		    call(world, "/v1/entries", token, body, ENTRY_TYPE);

		problem(await post(entryBody(id, open, "office", few)), 422,
		    "slots");
		problem(await post(entryBody(id, open, "all", r.reply("x"))), 400,
		    "preamble");
		problem(await post(entryBody("zz", open, "office", r.reply("x"))),
		    400, "preamble");
		const cut = r.reply("x");

		problem(await post(entryBody(id, open, "office", { ...cut,
			bytes: cut.bytes.subarray(0, cut.bytes.length - 1) })),
		    422, "age-payload");
		problem(await post(entryBody(id, open, "office", { ...cut,
			bytes: utf8("not age at all\n") })), 422, "age-header");
		problem(await call(world, "/v1/threads/lookup", token,
		    new Uint8Array(33), PAIRS_TYPE), 400, "format");
		problem(await call(world, "/v1/heads", token,
		    new Uint8Array(64), PAIRS_TYPE), 400, "format");
		problem(await call(world, "/v1/threads/lookup", token,
		    new Uint8Array(32 * 257), PAIRS_TYPE), 413, "limit");
		problem(await call(world, "/v1/entries", token, utf8("x"),
		    "text/plain"), 415, "media-type");
		problem(await call(world, "/v1/reports?after=x", token, undefined,
		    undefined, "GET"), 400, "format");
	});
});

describe("roots and rosters", () => {
	it("come as they were published", async () => {
		const a = await office(world).ask("/v1/roster");

		assert.deepEqual(new Uint8Array(a.body), world.keys.rosterNote);
		assert.deepEqual(new Uint8Array((await office(world).ask(
		    "/v1/roots/1")).body), world.keys.rootNote);
		problem(await office(world).ask("/v1/roots/2"), 404, "not-found");
	});

	it("a roster is stored only if enough roots signed the next one",
	    async () => {
		const kept = [world.keys.roster, world.keys.rosterNote] as const;
		const gone = world.keys.nextRoster({ classes: [
			{ name: "youth", numbers: ["05", "06"] },
			{ name: "concern", numbers: ["01", "02"] }],
		officers: kept[0].officers.filter((o) => o.number !== "03"),
		revoked: [{ number: "03", date: world.keys.today,
			reason: "key-lost" }] });
		const send = (note: Uint8Array): Promise<Answer> =>
		    call(world, "/v1/roster", "", note, "text/plain");
		const lines = Buffer.from(gone).toString("utf8").split("\n");
		const one = utf8(lines.slice(0, -2).join("\n") + "\n");

		problem(await send(one), 422, "threshold");
		problem(await send(utf8("no note")), 422, "note");
		const third = await login(world, "03");

		assert.equal((await send(gone)).status, 201);
		assert.equal((await send(gone)).status, 200);
		problem(await send(kept[1]), 422, "chain");
		// Who was taken out is out at once, with a session or without.
		await until(() => call(world, "/v1/reports", third, undefined,
		    undefined, "GET"), (a) => a.status === 403);
		await until(() => tryLogin(world, "03"), (a) => a.status === 403);
		assert.equal((await listed(world, token)).ids.length > 0, true);
	});

	it("keys that the newest root dropped store no roster", async () => {
		const send = (note: Uint8Array, what = "roster"): Promise<Answer> =>
		    call(world, `/v1/${what}`, "", note, "text/plain");
		const root = world.keys.nextRoot();

		assert.equal((await send(root, "roots")).status, 201);
		// Signed by a and b, of which the new root knows only b.
		problem(await send(world.keys.nextRoster({})), 422, "threshold");
	});
});
