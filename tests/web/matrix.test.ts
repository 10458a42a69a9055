// SPDX-License-Identifier: ISC
// Every office call, as everybody who should not: strangers, ended sessions,
// other roles, an officer of another class, one who was revoked; with no open,
// a wrong one, another thread's.  What they hear is what they would hear of a
// thing that does not exist, and nothing changes.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { base64Url } from "../../assets/lib/base64.ts";
import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { ed25519Public } from "../../assets/lib/ed25519.ts";
import { signNote, vkey } from "../../assets/lib/note.ts";
import { formatRetention } from "../../assets/lib/retention.ts";
import { type Answer, until } from "./client.ts";
import { World } from "./harness.ts";
import {
	ENTRY_TYPE, PAIRS_TYPE, call, entryBody, fetchBody, headerBody, listed,
	login, pair,
} from "./office.ts";
import { type Object1, Report, post } from "./report.ts";

let world: World;
let mine: Report;
let more: Object1; // behind the report
let other: Report;
const tokens = new Map<string, string>();

before(async () => {
	world = await World.create({ office: true });
	mine = new Report(world.keys);
	other = new Report(world.keys);
	more = mine.followup("more\n");
	for (const r of [mine, other])
		assert.equal((await r.send(world.intake)).status, 201);
	assert.equal((await post(world.intake, "/v1/box/entries",
	    mine.followupBody(more))).status, 201);
	const token = await login(world, "01");
	await until(() => listed(world, token), (all) =>
	    [mine, other].every((r) => all.ids.includes(r.object.id)));
	await until(() => call(world, "/v1/threads/lookup", token,
	    pair(mine.object.id, mine.object.open), PAIRS_TYPE),
	    (a) => a.text.includes(more.id));

	tokens.set("a reader", token);
	tokens.set("an officer of another class", await login(world, "05"));
	tokens.set("an auditor", await login(world, "11", { role: "auditor" }));
	tokens.set("nobody", "");
	tokens.set("a stranger with a token of the right size",
	    base64Url(systemRandom(32)));
	const ended = await login(world, "02");
	await call(world, "/v1/session/close", ended);
	tokens.set("a reader whose session ended", ended);
	tokens.set("a supervisor", await supervisor());
	tokens.set("a reader who was revoked since", await revoked());
});
after(async () => {
	await world.close();
});

async function publish(change: Parameters<typeof world.keys.nextRoster>[0]):
    Promise<void> {
	const note = world.keys.nextRoster(change);
	const a = await call(world, "/v1/roster", "", note, "text/plain");

	assert.equal(a.status, 201, a.text);
}

async function supervisor(): Promise<string> {
	const seed = systemRandom(32);

	await publish({ roles: [...world.keys.roster.roles, {
		role: "supervisor", number: "12",
		login: vkey(`${world.host}/login/12`, ed25519Public(seed)) }] });
	return until(() => login(world, "12", { role: "supervisor", seed })
	    .catch(() => ""), (t) => t !== "");
}

/** Logged in while he was one, and then taken off the roster. */
async function revoked(): Promise<string> {
	const token = await login(world, "03");

	await publish({
		officers: world.keys.roster.officers
		    .filter((o) => o.number !== "03"),
		classes: world.keys.roster.classes.map((c) => ({ ...c,
			numbers: c.numbers.filter((n) => n !== "03") })),
		revoked: [{ number: "03", date: world.keys.today,
			reason: "left" }],
	});
	return token;
}

interface Named {
	readonly id: string;
	readonly entry: string;
	readonly d: Uint8Array;
	readonly open: Uint8Array;
}

/** What each call says of a thing: its name, a path, a body. */
const calls: Record<string, (n: Named) => { path: string;
    body?: Uint8Array; type?: string; method?: string }> = {
	lookup: (n) => ({ path: "/v1/threads/lookup", type: PAIRS_TYPE,
		body: pair(n.id, n.open) }),
	heads: (n) => ({ path: "/v1/heads", type: PAIRS_TYPE,
		body: pair(n.entry, n.open) }),
	fetch: (n) => ({ path: "/v1/entries/fetch", type: ENTRY_TYPE,
		body: fetchBody(n.entry, n.open, 0, 100) }),
	entry: (n) => ({ path: "/v1/entries", type: ENTRY_TYPE,
		body: entryBody(n.id, n.open, "office", written) }),
	header: (n) => ({ path: "/v1/headers", type: ENTRY_TYPE,
		body: headerBody(n.entry, n.open, other.object.sealed.header) }),
	retention: (n) => ({ path: "/v1/retention", type: ENTRY_TYPE,
		body: concat(utf8(`report ${n.id}\nreport-open ` +
		    `${base64Url(n.open)}\n\n`), retention(n)) }),
};
let written: Object1;

function retention(n: Named): Uint8Array {
	const text = formatRetention(world.host, { d: n.d, id: n.entry,
		rule: "contact", date: world.keys.today });

	return signNote(world.host, text, ["01", "02"].map((nn) => ({
		name: `${world.host}/officer/${nn}`,
		seed: world.keys.officer(nn).keys.signSeed })));
}

function ask(name: string, n: Named, who: string): Promise<Answer> {
	const c = calls[name];

	assert.ok(c !== undefined);
	const { path, body, type, method } = c(n);
	return call(world, path, tokens.get(who), body, type, method);
}

function unknown(): Named {
	return { id: Buffer.from(systemRandom(16)).toString("hex"),
		entry: Buffer.from(systemRandom(16)).toString("hex"),
		d: systemRandom(32), open: systemRandom(16) };
}

function real(open: Uint8Array): Named {
	return { id: mine.object.id, entry: more.id, d: more.d, open };
}

/** What can be heard; the ids that an answer repeats are the asker's own. */
function heard(a: Answer): unknown {
	return { status: a.status, text: a.text, length: a.body.length,
		type: a.headers["content-type"],
		cache: a.headers["cache-control"],
		names: Object.keys(a.headers).sort() };
}

/** Every row but those of sessions and of who did what. */
function rows(): string {
	return ["thread", "entry", "part", "header", "destroyed", "note"]
	    .map((t) => world.cluster.sql("SELECT coalesce(md5(string_agg(" +
		`x::text, '' ORDER BY x::text)), '-') FROM qf.${t} x;`,
	    "postgres").trim()).join(" ");
}

describe("who may not", () => {
	const outside = ["nobody", "a stranger with a token of the right size",
		"a reader whose session ended", "an auditor", "a supervisor",
		"a reader who was revoked since"];

	for (const who of outside) {
		it(`${who}: hears of a real thing what he hears of none`,
		    async () => {
			written = mine.reply("not to be stored");
			const before = rows();

			for (const name of Object.keys(calls)) {
				const good = await ask(name,
				    real(mine.object.open), who);
				const none = await ask(name, unknown(), who);

				assert.ok([401, 403].includes(good.status),
				    `${name}: ${good.status}`);
				assert.deepEqual(heard(good), heard(none), name);
			}
			assert.equal(rows(), before);
		});
	}

	for (const who of ["an officer of another class", "a reader"]) {
		it(`${who}: with a wrong open hears nothing either`, async () => {
			written = mine.reply("not to be stored");
			const before = rows();

			for (const name of Object.keys(calls)) {
				const none = heard(await ask(name, unknown(), who));

				for (const open of [systemRandom(16),
					other.object.open, new Uint8Array(16)])
					assert.deepEqual(heard(await ask(name,
					    real(open), who)), none, name);
			}
			assert.equal(rows(), before);
		});
	}

	it("none but officers see the listing, none but the auditor the audit",
	    async () => {
		for (const [who, token] of tokens) {
			const list = await call(world, "/v1/reports?after=0", token,
			    undefined, undefined, "GET");
			const audit = await call(world, "/v1/audit", token,
			    undefined, undefined, "GET");

			assert.equal(list.status === 200,
			    ["a reader", "an officer of another class"]
				.includes(who), who);
			assert.equal(audit.status === 200, who === "an auditor",
			    who);
		}
	});

	it("the reader himself, with the right open, is heard", async () => {
		written = mine.reply("stored");
		for (const [name, status] of [["lookup", 200], ["heads", 200],
			["fetch", 200], ["entry", 201], ["header", 201],
			["retention", 201]] as const)
			assert.equal((await ask(name, real(mine.object.open),
			    "a reader")).status, status, name);
	});
});
