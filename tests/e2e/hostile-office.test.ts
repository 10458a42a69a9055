// SPDX-License-Identifier: ISC
// An office that lies, to the console's own modules, to its page and to qf:
// it may make them alarm, wait or refuse.  Nothing is signed but what the
// officer wrote and the login to the right office, nothing forged is shown as
// genuine, and no key and no word leaves unsealed.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { loadChain } from "../../assets/desk/chain.ts";
import { Net } from "../../assets/desk/net.ts";
import { Trouble } from "../../assets/desk/problem.ts";
import { Sender } from "../../assets/desk/sending.ts";
import { Trials } from "../../assets/desk/trial.ts";
import { systemRandom } from "../../assets/lib/bytes.ts";
import { hex } from "../../assets/lib/hex.ts";
import { openValue } from "../../assets/lib/object.ts";
import { canary } from "./canary.ts";
import { Desk, openLetter } from "./console.ts";
import { type Lie } from "./hostile.ts";
import {
	at, endless, enlarged, forgedHeaders, invented, inventing, liesOf,
	rolledBack, seeded, unsigned, usurped, withholding,
} from "./hostile-lies.ts";
import {
	Stand, checkSecrets, checkSigned, isPost, isRefusal, qf,
} from "./hostile-stand.ts";
import { type Found, Officer } from "./officer.ts";

const WORDS = canary("反映");
const ANSWER = canary("答复");
const FORGED = "这是伪造的一句";
const SEED = Number(process.env["HOSTILE_SEED"] ?? 7);
const RANDOM = Number(process.env["HOSTILE_RUNS"] ?? 6);
/** 1: every lie about every call; 3: every third one, by turns. */
const EVERY = Number(process.env["HOSTILE_EVERY"] ?? 3);
/** All that is asked on the way to a sent answer. */
const CALLS = ["/v1/roots/1", "/v1/roots/2", "/v1/roster", "/v1/roster/1",
	"/v1/session/challenge", "/v1/session", "/v1/reports",
	"/v1/threads/lookup", "/v1/heads", "/v1/entries/fetch", "/v1/entries",
] as const;
/** Not asked where what comes before it was not believed. */
const SELDOM: readonly string[] = ["/v1/entries", "/v1/heads",
	"/v1/entries/fetch"];

let stand: Stand;
let found: Found;

before(async () => {
	stand = await Stand.start();
	// Its first chunk is not all of it: the rest is fetched.
	stand.desk.send(`${WORDS}，请核实。`, { files: [stand.desk.file("a.jpg",
	    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]),
		randomBytes(90000)]))] });
	found = await (await Officer.login(stand.site.world, "01")).wait(WORDS);
});
after(async () => {
	await stand.stop();
});

function told(what: string, caught: unknown): Error {
	return new Error(`${what}: ${caught instanceof Error ?
	    caught.stack ?? caught.message : String(caught)}`);
}

const work = (text: string | null): ReturnType<Stand["work"]> =>
    stand.work(text, [WORDS, ANSWER]);

/** A console under one lie; what became of it. */
async function outcome(lie: Lie, text: string | null): Promise<string> {
	try {
		const cases = await stand.under(lie, () => work(text));
		const all = [...cases.cases.values()];

		return all.length === 0 ? "nothing" :
		    all.some((c) => c.view.all.size > 0 || c.line.entries.some(
			(e) => cases.openedOf(e.id).unread !== null)) ?
			"alarm" : "done";
	} catch (caught) {
		if (!isRefusal(caught))
			throw caught;
		return "refused";
	}
}

describe("the console's worker", () => {
	const counts = new Map<string, number>();
	const count = (what: string): void => {
		counts.set(what, (counts.get(what) ?? 0) + 1);
	};

	it("works through a proxy that tells the truth", async () => {
		const cases = await work(ANSWER);

		assert.equal(cases.cases.size, 1);
		assert.deepEqual([...[...cases.cases.values()][0]?.view.all ??
		    ["none"]], []);
	});

	it("bears every lie about every call", async () => {
		const dice = seeded(SEED);
		let n = 0;
		let turn = 0;

		// A thread that grows by each would take ever longer to check.
		for (const path of CALLS)
			for (const [name, lie] of liesOf(dice)) {
				const earlier = stand.office.lies;

				if (turn++ % EVERY !== 0 && name !== "nothing")
					continue;
				try {
					count(await outcome(at(path, lie),
					    path === "/v1/entries" || n++ % 8 === 0 ?
					    ANSWER : null));
				} catch (caught) {
					throw told(`${path}: ${name}`, caught);
				}
				assert.ok(stand.office.lies > earlier ||
				    name === "replayed" || SELDOM.includes(path),
				    `${path}: ${name} was not told`);
			}
	});

	it("bears lies drawn from a seed", async () => {
		const dice = seeded(SEED + 1);
		const all = [...liesOf(dice)];

		for (let i = 0; i < RANDOM; i++) {
			const lies: string[] = [];
			const lie: Lie = (said, call, earlier) => {
				const [name, one] = all[dice(all.length)] ?? ["", null];

				if (one === null || dice(4) !== 0)
					return said;
				lies.push(`${call.path}: ${name}`);
				return one(said, call, earlier);
			};

			try {
				count(await outcome(lie, i % 8 === 0 ? ANSWER : null));
			} catch (caught) {
				throw told(lies.join(", "), caught);
			}
		}
	});

	it("was refused and alarmed, and let through by turns", (t) => {
		t.diagnostic(`figure: ${JSON.stringify([...counts])}`);
		for (const what of ["done", "refused", "alarm", "nothing"])
			assert.ok((counts.get(what) ?? 0) > 0, what);
	});
});

describe("a forged header in front of the true one", () => {
	for (const n of [1, 5])
		it(`hides nothing, ${n} of them`, async () => {
			// Whatever the tests before left in the thread.
			const honest = (await work(null)).cases.get(found.id);
			const { keys } = stand.site.world;
			const cases = await stand.under(forgedHeaders(keys, "01",
			    found.id, n), () => work(null));

			assert.ok(cases.cases.has(found.id));
			assert.equal(cases.missing, 0);
			assert.deepEqual(cases.cases.get(found.id)?.view.all,
			    honest?.view.all);
			// The true key is what a later unlock goes on from.
			const key = cases.kept().reports
			    .find(([id]) => id === found.id)?.[1];
			assert.ok(key !== undefined);
			assert.deepEqual(cases.cases.get(found.id)?.pair.open,
			    openValue(stand.host, key));
		});
});

describe("file keys that are let go", () => {
	const isWiped = (key: Uint8Array): boolean => key.every((x) => x === 0);

	it("are overwritten, and the ones in use are not", async () => {
		const made: Uint8Array[] = [];
		// Looked at as they are made; nothing else is changed.
		const real = Object.getOwnPropertyDescriptor(Trials.prototype,
		    "try")?.value as Trials["try"];
		const s = await stand.logIn();

		Trials.prototype.try = async function (header) {
			const key = await real.call(this, header);

			if (typeof key !== "string")
				made.push(key);
			return key;
		};
		try {
			await stand.under(forgedHeaders(stand.site.world.keys, "01",
			    found.id, 40), () => s.cases.sync(() => undefined));
		} finally {
			Trials.prototype.try = real;
		}
		// Of 41 that opened one is used and 32 are kept to be tried.
		assert.ok(made.length > 40 && made.filter(isWiped).length >= 8);
		const kept = s.cases.kept();
		assert.ok(kept.reports.every(([, key]) => !isWiped(key)));
		assert.equal((await s.cases.files(found.id, found.id)).length, 2);
		// One that office does not know: all is begun anew.
		const lost = systemRandom(16);
		const again = await stand.logIn();
		again.cases.restore({ ...kept, reports: [...kept.reports,
			[hex(systemRandom(16)), lost]] });
		await again.cases.sync(() => undefined);
		assert.ok(isWiped(lost));
		assert.ok(kept.reports.every(([, key]) => !isWiped(key)));
		assert.equal((await again.cases.files(found.id, found.id)).length,
		    2);
	});
});

describe("what it takes back", () => {
	it("is told, and nothing is signed without it", async () => {
		const sending = await stand.logIn();
		const sender = new Sender();

		await work(ANSWER);
		await sending.cases.sync(() => undefined);
		const one = await sending.cases.refresh(found.id, () => undefined);
		sender.show(sending.cases, one, sending.by.nn, sending.today);
		const answer = one.view.entries.find((c) =>
		    c.entry?.text.includes(ANSWER))?.item.id ?? "none";
		const posts = (): number => stand.office.calls.filter((c) =>
		    isPost(c, "/v1/entries")).length;
		const earlier = posts();
		await stand.under(withholding((id) => id === answer), () =>
		    assert.rejects(sender.send(sending, { thread: found.id,
			kind: "reply", status: "P2", fields: [], text: ANSWER }),
		    (e) => e instanceof Trouble && e.problem.kind === "withheld"));
		assert.equal(posts(), earlier);
	});
});

async function refused(lie: Lie): Promise<string> {
	try {
		await stand.under(lie, () => work(null));
	} catch (caught) {
		if (!(caught instanceof Trouble))
			throw caught;
		return caught.problem.kind;
	}
	return "nothing";
}

describe("the roots, the roster and the listing", () => {
	it("are refused when others signed them, or one line is new", async () => {
		const { host } = stand;

		assert.equal(await refused(usurped(host)), "pin");
		assert.equal(await refused(unsigned(host)), "unchained");
		assert.equal(await refused(enlarged), "unchained");
		for (const [name, lie] of [["u", usurped(host)],
			["v", unsigned(host)], ["w", enlarged]] as const) {
			const said = await stand.under(lie, () => stand.sync(name));

			assert.equal(said.status, 1);
			assert.match(said.err, /qf: error: the office's r/);
		}
	});

	it("are not taken back to an older one that was true", async () => {
		const lie = rolledBack(stand.older, 2);
		const net = new Net(stand.desk.token);
		const known = await loadChain(net, stand.host, null,
		    () => undefined);

		assert.equal(known.newest.version, 2);
		// As each sync and each signature of the worker asks for it.
		await stand.under(lie, () => assert.rejects(loadChain(net,
		    stand.host, known, () => undefined), (e) =>
		    e instanceof Trouble && e.problem.kind === "unchained"));
		assert.equal((await stand.sync("kept")).status, 0);
		const said = await stand.under(lie, () => stand.sync("kept"));
		assert.equal(said.status, 1);
		assert.match(said.err, /qf: error: the office's newest roster/);
		assert.ok(existsSync(join(stand.folder("kept"), "roster/2")));
		const [thread = ""] = readdirSync(join(stand.folder("kept"),
		    "threads"));
		const reply = await stand.under(lie, () => qf(["reply",
			...stand.args("01", "kept"), ...stand.line, thread,
			stand.desk.file("answer.txt", ANSWER)]));
		assert.equal(reply.status, 1);
		assert.match(reply.err, /the office's newest roster/);
		assert.equal((await stand.sync("kept")).status, 0);
	});

	it("are said on the page before a key is asked for", async () => {
		const tab = await stand.site.phone.open();

		try {
			await stand.under(unsigned(stand.host), async () => {
				await tab.page.goto(stand.desk.url);
				await tab.page.waitForSelector("[role=alert]");
			});
			assert.match(await tab.page.textContent("[role=alert]") ?? "",
			    /名单核对不上/);
			assert.equal(await tab.page.locator(
			    "input[type=password]:visible").count(), 0);
		} finally {
			await tab.page.close();
		}
	});

	it("end", async () => {
		assert.equal(await refused(endless), "answer");
		const said = await stand.under(endless, () =>
		    stand.sync("endless"));
		assert.equal(said.status, 1);
		assert.match(said.err, /the listing of reports/);
		// It goes on behind what was invented, or says that it cannot.
		const next = await stand.sync("endless");
		assert.ok(next.status === 0 ||
		    /withholds what it had or lists/.test(next.err), next.err);
	});
});

describe("an answer that comes byte by byte", () => {
	const drip = (path: string): Lie => at(path, (said) =>
	    ({ ...said, drips: true }));
	const PATIENCE = { QF_PATIENCE: "2" };
	/** Two seconds, and whatever a machine that does more takes besides. */
	const BOUND_MS = 60000;

	it("is given up by qf, which says so", async () => {
		for (const path of ["/v1/roster/1", "/v1/reports", "/v1/heads"]) {
			const start = Date.now();
			const said = await stand.under(drip(path), () =>
			    stand.sync(`drip${path.length}`, "01", PATIENCE));

			assert.equal(said.status, 1);
			assert.match(said.err, /no answer in time: Operation too slow/);
			assert.ok(Date.now() - start < BOUND_MS);
		}
		const said = await stand.sync("drip0", "01", { QF_PATIENCE: "0" });
		assert.match(said.err, /QF_PATIENCE is a number of seconds/);
	});

	it("is given up by the console, which says so", async () => {
		const desk = await Desk.start(stand.site, undefined, PATIENCE,
		    stand.office.port);
		const tab = await stand.site.phone.open();

		try {
			await stand.under(drip("/v1/roster"), async () => {
				await tab.page.goto(desk.url);
				await tab.page.waitForSelector("[role=alert]",
				    { timeout: BOUND_MS });
			});
			assert.match(await tab.page.textContent("[role=alert]") ?? "",
			    /连不上内网服务/);
		} finally {
			await tab.page.close();
			await desk.stop();
		}
	});
});

describe("what it invents", () => {
	const lie = (): Lie => {
		const { keys } = stand.site.world;

		return inventing(invented(keys, found.entry, FORGED), keys.today);
	};

	it("is never shown as genuine by the worker", async () => {
		// Nothing of theirs is followed, and all of it is alarmed.
		const cases = await stand.under(lie(), () => work(ANSWER));
		const [one] = cases.cases.values();
		const forged = one?.view.entries.filter((c) =>
		    c.entry?.text.includes(FORGED)) ?? [];

		assert.equal(forged.length, 2);
		for (const c of forged)
			assert.ok(c.alarms.has("signature") && !c.trusted);
	});

	it("is alarmed on the page", async () => {
		const tab = await stand.desk.unlocked("01");

		try {
			await stand.under(lie(), async () => {
				await openLetter(tab.page, WORDS);
				await tab.page.waitForSelector("#checks");
			});
			assert.ok(!/全部通过/.test(
			    await tab.page.textContent("#checks") ?? ""));
			const shown = tab.page.locator(".entry", { hasText: FORGED });
			assert.ok(await shown.count() > 0);
			for (const text of await shown.allTextContents())
				assert.match(text, /签名/);
		} finally {
			await tab.page.close();
		}
	});

	it("is alarmed by qf, which answers the truth", async () => {
		const first = await stand.sync("told");
		assert.equal(first.status, 0, first.err);
		await stand.under(lie(), () => stand.sync("told"));
		const [thread = ""] = readdirSync(join(stand.folder("told"),
		    "threads"));
		const args = stand.args("01", "told");
		const shown = await qf(["show", ...args, thread]);
		assert.match(shown.out, new RegExp(FORGED));
		assert.match(shown.out, /^! .*sign/m);
		// What it invented and does not have is told.
		const next = await stand.sync("told");
		assert.equal(next.status, 1);
		assert.match(next.err, /an entry was gone from it/);
		const reply = await qf(["reply", ...args, ...stand.line, thread,
			stand.desk.file("answer.txt", ANSWER)]);
		assert.equal(reply.status, 0, reply.err);
	});
});

describe("qf", () => {
	it("bears every lie about every call", async () => {
		const dice = seeded(SEED + 2);
		let failed = 0;
		let n = 0;

		for (const path of CALLS.filter((p) => p !== "/v1/entries"))
			for (const [name, lie] of liesOf(dice)) {
				// It waits and tries again, which others test.
				if (name === "broken" || dice(5) !== 0)
					continue;
				const store = `s${n++}`;
				const said = await stand.under(at(path, lie),
				    () => stand.sync(store));

				assert.ok(said.status === 0 || said.status === 1,
				    `${path}: ${name}: ${said.err}`);
				assert.ok(said.status === 0 || said.err !== "",
				    `${path}: ${name}: nothing said`);
				failed += said.status;
				if (said.status === 0)
					continue;
				// What it was told does not stay with it.
				const next = await stand.sync(store);
				assert.ok(next.status === 0 ||
				    SELDOM.includes(path) ||
				    /withholds what it had or lists/.test(next.err),
				    `${path}: ${name}: then ${next.err}`);
			}
		assert.ok(failed > 3);
	});
});

describe("what left", () => {
	it("is signed only as the officer meant it", () => {
		const { logins, entries } = checkSigned(stand, (e) =>
		    Buffer.from(e.thread).equals(found.entry.thread) &&
		    e.to.every((n) => found.entry.to.includes(n)) &&
		    (e.kind === "event" ? e.text === "" &&
			e.fields.every((f) => f.name === "opened") :
			e.kind === "reply" && e.text.trim() === ANSWER));

		assert.ok(logins > 20 && entries > 2, `${logins} ${entries}`);
	});

	it("has no key and no word in it", async () => {
		checkSecrets(stand, [WORDS, ANSWER], [await work(null)]);
	});

	it("was written into the folder under its own name", () => {
		// Whatever else came, the roster that is kept is the true one.
		assert.deepEqual(new Uint8Array(readFileSync(join(
		    stand.folder("told"), "roster/2"))),
		new Uint8Array(stand.site.world.keys.rosterNote));
	});
});
