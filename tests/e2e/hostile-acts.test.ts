// SPDX-License-Identifier: ISC
// What officers do under an office that lies: an answer, an act, a thread
// handed on, by the console and by qf.  What the real office receives is what
// an honest one would have received, or nothing.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { grant } from "../../assets/desk/grants.ts";
import { Trouble } from "../../assets/desk/problem.ts";
import { Sender } from "../../assets/desk/sending.ts";
import { splitHeader } from "../../assets/lib/age-header.ts";
import { base64 } from "../../assets/lib/base64.ts";
import { wrapHeader } from "../../assets/lib/seal.ts";
import type { Block, Call, Lie } from "./hostile.ts";
import {
	ANSWER, LABEL, OTHER, REPLY, STORE, WORDS, a, act, atConsole, b, bHeads,
	begin, byQf, checkSent, end, entry, granted, granting, headers, journal,
	lines, newer, nothing, stand,
} from "./hostile-acts.ts";
import {
	at, giving, heading, liesOf, listing, problem, seeded, swapping,
	withholding,
} from "./hostile-lies.ts";
import { checkSecrets, checkSigned, isPost, qf } from "./hostile-stand.ts";
import { objectIn } from "./stored.ts";

const SEED = Number(process.env["HOSTILE_SEED"] ?? 7);

before(begin);
after(end);

describe("an act at an honest office", () => {
	it("is what is held against below", async () => {
		for (const meant of [REPLY, LABEL]) {
			const came = await atConsole(meant, {});

			assert.equal(came.refused, null);
			assert.equal(entry(came.calls).length, 1);
			const other = await byQf(meant, {});
			assert.equal(other.refused, null);
			assert.equal(entry(other.calls).length, 1);
		}
	});
});

describe("another thread's entries, given in this one", () => {
	it("are alarmed, and neither followed nor handed on", async () => {
		const lie = giving(lines, bHeads);

		for (const meant of [REPLY, LABEL, granting("05")]) {
			const came = await atConsole(meant, { lie });

			// Mixed in while he works: he is asked to look first.
			assert.ok(came.refused === null || came.refused === "moved",
			    came.refused ?? "");
			for (const c of came.after?.view.entries ?? [])
				assert.ok(!bHeads.has(c.item.id) ||
				    (c.alarms.has("thread") && !c.trusted));
		}
		assert.ok(!granted.includes("05"));
	});

	it("are not handed on by the console where he saw them", async () => {
		const lie = giving(lines, bHeads);
		const s = await stand.logIn();
		const sender = new Sender();

		await s.cases.sync(nothing);
		await sender.look(s, a.id);
		const honest = await s.cases.refresh(a.id, nothing);
		const from = stand.office.passed.length;
		await stand.under(lie, async () => {
			sender.show(s.cases, await s.cases.refresh(a.id, nothing),
			    "01", s.today);
			const { handed } = await grant(s, sender, journal(s), {
				thread: a.id, nn: "05", what: "all", reason: "协办" });
			assert.ok(handed.length > 1);
		});
		const calls = stand.office.passed.slice(from);
		checkSent(calls, granting("05"), honest, (id) =>
		    s.cases.openedOf(id).fileKey);
		assert.equal(entry(calls).length, 1);
		assert.ok(headers(calls).length > 1);
		granted.push("05");
	});

	it("are not handed on by qf", async () => {
		const lie = giving(lines, bHeads);
		const came = await byQf(granting("06"), { lie });

		assert.equal(entry(came.calls).length, 1);
		assert.ok(headers(came.calls).length > 1);
		await byQf(REPLY, { lie });
		await byQf(LABEL, { lie });
	});
});

describe("a whole other thread in this one's place", () => {
	it("is answered by nobody, and not handed on", async () => {
		const lie = swapping(base64(b.entry.thread), lines, bHeads);

		for (const meant of [REPLY, LABEL, granting("09")]) {
			const came = await atConsole(meant, { lie });

			assert.equal(came.refused, "withheld");
			assert.equal(entry(came.calls).length, 0);
			assert.equal(headers(came.calls).length, 0);
		}
		const ran = await byQf(REPLY, { lie });
		assert.match(ran.err, /withholds what it had or lists/);
		assert.equal(entry(ran.calls).length, 0);
		// He has looked at what is missing, and goes on with what he has.
		const next = await byQf(granting("09"), { lie });
		assert.equal(entry(next.calls).length, 1);
	});

	it("is nobody's where the own one was never seen", async () => {
		const s = await stand.logIn();
		const lie = swapping(base64(b.entry.thread), lines, bHeads);
		const from = stand.office.passed.length;

		await stand.under(lie, async () => {
			await s.cases.sync(nothing);
			const one = s.cases.caseOf(a.id);
			const sender = new Sender();

			assert.equal(one.view.report, undefined);
			assert.ok(one.view.alarms.has("no-report"));
			for (const c of one.view.entries)
				assert.ok(!c.trusted && c.alarms.has("thread"));
			sender.show(s.cases, one, "01", s.today);
			await assert.rejects(act(s, sender, REPLY), (e) =>
			    e instanceof Trouble && e.problem.kind === "not_reader");
			await assert.rejects(act(s, sender, granting("09")), (e) =>
			    e instanceof Trouble && e.problem.kind === "no_report");
			const said = await stand.sync("swapped");
			assert.equal(said.status, 0, said.err);
		});
		const args = stand.args("01", "swapped");
		const shown = await qf(["show", ...args, a.id]);
		assert.match(shown.out, /^! .*no report/m);
		const grants = await qf(["grant", "--offline", "--again", "--reason",
			"协办", ...args, "09", a.id]);
		assert.equal(grants.status, 1);
		assert.match(grants.err, /has no report that can be trusted/);
		const reply = await qf(["reply", "--offline", ...args, a.id,
			stand.desk.file("answer.txt", ANSWER)]);
		assert.equal(reply.status, 1);
		assert.match(reply.err, /no report that can be trusted/);
		assert.equal(entry(stand.office.passed.slice(from)).length, 0);
	});
});

describe("another day for what was stored", () => {
	it("is told, and nothing is signed past it", async () => {
		const lie = at("/v1/threads/lookup", (said) => ({ ...said,
			body: Buffer.from(said.body.toString("utf8").replace(
			    /"date":\s*"[0-9-]+"/g,
			    '"date":"2026-01-05"')) }));
		// By another date an officer's own entry loses its effect.
		await atConsole(REPLY, {});
		const came = await atConsole(REPLY, { lie });
		const qfs = await byQf(REPLY, { lie });

		assert.equal(came.refused, "moved");
		assert.equal(entry(came.calls).length, 0);
		assert.match(qfs.err, /given another date/);
		assert.match(qfs.err, /hint: nothing was signed/);
		assert.equal(entry(qfs.calls).length, 0);
	});
});

describe("what it says that it stored, and does not show", () => {
	it("is told, and nobody is handed anything after it", async () => {
		const lie = withholding(await newer());
		const came = await atConsole(granting("10"), { lie });

		assert.equal(came.refused, "stored");
		assert.equal(headers(came.calls).length, 0);
	});

	it("is told by qf at once", async () => {
		const came = await byQf(REPLY,
		    { lie: withholding(await newer()) });

		assert.match(came.refused ?? "", /an entry was gone from it/);
		assert.match(came.refused ?? "", /withholds what it had or lists/);
	});

	it("is told when it has another number", async () => {
		const lie = at("/v1/entries", (said) => ({ ...said,
			body: Buffer.from(`{"id":"${"0a".repeat(16)}",` +
			    `"date":"${stand.site.world.keys.today}"}`) }));
		const came = await atConsole(REPLY, { lie });

		assert.equal(came.refused, "stored");
		assert.match((await byQf(REPLY, { lie })).refused ?? "",
		    /what the office stored/);
	});
});

describe("an invented conflict", () => {
	const block = (path: string): Block => (call) => call.path === path ?
	    problem(409, "conflict") : null;

	it("keeps an answer from office, and nothing else", async () => {
		const all = (): Call[] => stand.office.calls.filter((c) =>
		    isPost(c, "/v1/entries"));
		const from = all().length;
		let mine: readonly Call[] = [];
		const came = await atConsole(REPLY, { block: block("/v1/entries") },
		    async (s, sender) => {
			const start = stand.office.passed.length;

			await act(s, sender, REPLY);
			mine = entry(stand.office.passed.slice(start));
		});

		assert.equal(came.refused, "refused");
		assert.equal(entry(came.calls).length, 0);
		// The same words are the same bytes, and office has them once.
		assert.equal(mine.length, 1);
		assert.deepEqual(mine[0]?.body, all()[from]?.body);
	});

	it("is waited out by qf", async () => {
		const sealed = (c: Call | undefined): Uint8Array => splitHeader(
		    objectIn(c?.body ?? Buffer.alloc(0))).payload;
		const from = stand.office.calls.length;
		const came = await byQf(REPLY, { block: block("/v1/entries") });

		assert.match(came.refused ?? "", /answers 409/);
		assert.equal(entry(came.calls).length, 0);
		const [blocked] = entry(stand.office.calls.slice(from)
		    .filter((c) => !stand.office.passed.includes(c)));
		const start = stand.office.passed.length;
		const next = await stand.sync(STORE);
		assert.equal(next.status, 0, next.err);
		const [sent] = entry(stand.office.passed.slice(start));
		assert.deepEqual(sealed(sent), sealed(blocked));
	});

	it("of headers loses none of them", async () => {
		const came = await byQf(granting("10"),
		    { block: block("/v1/headers") });

		assert.match(came.refused ?? "", /answers 409/);
		assert.equal(headers(came.calls).length, 0);
		const s = await stand.logIn();
		await s.cases.sync(nothing);
		const start = stand.office.passed.length;
		const next = await stand.sync(STORE);
		assert.equal(next.status, 0, next.err);
		const calls = stand.office.passed.slice(start);
		checkSent(calls, granting("10"), s.cases.caseOf(a.id), (id) =>
		    s.cases.openedOf(id).fileKey);
		assert.ok(headers(calls).length > 1);
	});
});

describe("lies about what an act asks for", () => {
	it("change nothing of what is sent", async () => {
		const dice = seeded(SEED + 3);
		const did = { done: 0, refused: 0 };
		const acts = [REPLY, LABEL, granting("05")];
		let turn = 0;

		for (const path of ["/v1/threads/lookup", "/v1/heads",
			"/v1/entries", "/v1/headers"])
			for (const [name, lie] of liesOf(dice)) {
				// Size and depth are hostile-office's; qf waits and
				// tries again where office is broken.
				if (["huge", "nested deeply", "broken"].includes(name) ||
				    turn++ % 7 !== 0)
					continue;
				const meant = path === "/v1/headers" ? granting("05") :
				    acts[turn % acts.length] ?? REPLY;
				const how = { lie: at(path, lie) };
				const came = turn % 2 === 0 ?
				    await atConsole(meant, how) :
				    await byQf(meant, how);

				did[came.refused === null ? "done" : "refused"]++;
			}
		assert.ok(did.done > 0 && did.refused > 0, JSON.stringify(did));
	});
});

describe("a header for an officer whom the reporter left out", () => {
	it("opens, is alarmed, and lets him do nothing", async () => {
		const { keys } = stand.site.world;
		const s = await stand.logIn();

		await s.cases.sync(nothing);
		const key = s.cases.openedOf(b.id).fileKey ??
		    assert.fail("no key");
		// As whoever reads it and holds the office could make it.
		const header = wrapHeader(key, keys.recipients("03"), 8);
		const lie: Lie = (said, call, earlier) => heading(b.id, header)(
		    listing(b.id, header)(said, call, earlier), call, earlier);
		const from = stand.office.passed.length;
		await stand.under(lie, async () => {
			const left = await stand.logIn("03");
			const sender = new Sender();

			await left.cases.sync(nothing);
			const one = left.cases.caseOf(b.id);
			for (const c of one.view.entries)
				assert.ok(c.entry === undefined ||
				    c.alarms.has("not-reader"));
			assert.ok(one.view.leftOut.has("03"));
			sender.show(left.cases, one, "03", left.today);
			assert.equal(await sender.look(left, b.id), null);
			for (const draft of [REPLY, LABEL])
				await assert.rejects(sender.send(left, {
					thread: b.id, status: "", text: draft.text,
					kind: draft.kind === "reply" ? "reply" :
					    "event", fields: draft.kind === "reply" ?
					    [] : [{ name: "label", value: "I1" }] }),
				(e) => e instanceof Trouble &&
				    e.problem.kind === "not_reader");
			await assert.rejects(grant(left, sender, journal(left), {
				thread: b.id, nn: "05", what: "all", reason: "协办" }), (e) =>
			    e instanceof Trouble && e.problem.kind === "not_reader");
			await stand.sync("left", "03");
		});
		const args = stand.args("03", "left");
		assert.match((await qf(["show", ...args, b.id])).out,
		    /^! .*not addressed to you/m);
		for (const command of [["reply", ...args, b.id,
			stand.desk.file("answer.txt", ANSWER)],
		["grant", "--reason", "协办", ...args, "05", b.id]]) {
			const ran = await qf([...command, "--offline"]);

			assert.equal(ran.status, 1);
			assert.match(ran.err, /you are not a reader/);
		}
		assert.deepEqual(stand.office.passed.slice(from).filter((c) =>
		    isPost(c, "/v1/entries") || isPost(c, "/v1/headers")), []);
	});
});

describe("the audit", () => {
	const audit = (...more: readonly string[]): ReturnType<typeof qf> => {
		const { world } = stand.site;

		return qf(["audit", ...more, "--office",
			`https://${stand.host}:9443`, "--ca", world.caFile,
			"--host", stand.host, "--number", "12", "-i",
			stand.keyFile("12"), "--passphrase-fd", "0",
			...stand.line]);
	};

	it("is never verified where it was lied about", async () => {
		const dice = seeded(SEED + 4);
		const seen = join(stand.folder(STORE), "../audit.seen");
		const first = await audit("verify", "--seen", seen);

		assert.equal(first.status, 0, first.err);
		assert.ok(existsSync(seen));
		for (const [name, lie] of liesOf(dice)) {
			if (["huge", "nested deeply", "one byte less", "one byte more",
				"twice",
				"replayed", "a cookie", "a number of its own",
			].includes(name))
				continue;
			const ran = await stand.under(at("/v1/audit", lie), () =>
			    audit("verify", "--seen", seen));

			assert.equal(ran.status, 1, name);
			assert.match(ran.err, /qf: error: /);
		}
		const last = await audit("verify", "--seen", seen);
		assert.equal(last.status, 0, last.err);
	});

	it("writes no word of office's to a terminal as it is", async () => {
		const lie = at("/v1/audit", (said) => ({ ...said, body: Buffer.from(
		    said.body.toString("utf8").replace("session opened",
			"\\u001b[2Jnothing")) }));
		const ran = await stand.under(lie, () => audit());

		assert.equal(ran.status, 1);
		assert.ok(!ran.out.includes("\u001b"));
	});
});

describe("what left", () => {
	it("is signed only as the officer meant it", () => {
		checkSigned(stand, (e) => [a, b].some((one) =>
		    Buffer.from(e.thread).equals(one.entry.thread)) &&
		    (e.kind === "reply" ? e.text.trim() === ANSWER :
			e.kind === "event" && e.text === "" &&
			e.fields.every((f) => ["opened", "label", "grant",
			    "reason"].includes(f.name))));
	});

	it("has no key and no word in it", async () => {
		const s = await stand.logIn();

		await s.cases.sync(nothing);
		checkSecrets(stand, [WORDS, OTHER, ANSWER], [s.cases]);
		assert.ok(readdirSync(stand.folder(STORE)).includes("outbox"));
	});
});
