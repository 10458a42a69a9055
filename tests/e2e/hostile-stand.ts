// SPDX-License-Identifier: ISC
// A real site whose officers reach office through one that lies: the console's
// own modules, its page and qf; and what must hold of all that left them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { Cases } from "../../assets/desk/cases.ts";
import { checkPin, loadChain } from "../../assets/desk/chain.ts";
import { Net } from "../../assets/desk/net.ts";
import { unlockOfficer } from "../../assets/desk/officer.ts";
import { Trouble } from "../../assets/desk/problem.ts";
import { Sender, type Sending } from "../../assets/desk/sending.ts";
import { Session } from "../../assets/desk/session.ts";
import { base64Url } from "../../assets/lib/base64.ts";
import { ed25519Public } from "../../assets/lib/ed25519.ts";
import { type ReadEntry, verifyEntry } from "../../assets/lib/entry.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { formatIdentity } from "../../assets/lib/identity.ts";
import { openNote, vkey } from "../../assets/lib/note.ts";
import { repo } from "../web/cluster.ts";
import { World } from "../web/harness.ts";
import { Flock, bytesForms } from "./canary.ts";
import { Desk, PASSPHRASE } from "./console.ts";
import { COOKIE, type Call, Hostile, type Lie } from "./hostile.ts";
import { Site } from "./site.ts";
import { objectIn, openedBy } from "./stored.ts";

const QF = join(process.env["QF_BIN"] ?? join(repo, "build/bin"), "qf");
const nothing = (): void => undefined;
const realFetch = globalThis.fetch;

export interface Ran {
	readonly status: number | null;
	readonly out: string;
	readonly err: string;
}

/** qf, which must not be waited for in place: its way leads through us. */
export function qf(args: readonly string[],
    env: Record<string, string> = {}): Promise<Ran> {
	return new Promise((resolve, reject) => {
		const run = spawn(QF, args, { env: { ...process.env, ...env } });
		let out = "";
		let err = "";

		run.stdout.on("data", (part: Buffer) => {
			out += part.toString("utf8");
		});
		run.stderr.on("data", (part: Buffer) => {
			err += part.toString("utf8");
		});
		run.on("error", reject);
		run.on("close", (status) => resolve({ status, out, err }));
		run.stdin.end(`${PASSPHRASE}\n`);
	});
}

/** A refusal in words, never a bug. */
export function isRefusal(caught: unknown): boolean {
	return caught instanceof Trouble || codeOf(caught) !== undefined;
}

export class Stand {
	readonly site: Site;
	readonly office: Hostile;
	readonly desk: Desk;
	/** The roster of before the one in force. */
	readonly older: Uint8Array;
	/** Where the worker's calls go. */
	origin: string;
	private readonly dir = mkdtempSync("/var/tmp/qfh-");
	private readonly files = new Map<string, string>();

	private constructor(site: Site, office: Hostile, desk: Desk,
	    older: Uint8Array) {
		this.site = site;
		this.office = office;
		this.desk = desk;
		this.older = older;
		this.origin = desk.origin;
		globalThis.fetch = (path, o) => {
			const { mode, redirect, cache, credentials, referrerPolicy,
				...rest } = o ?? {};

			void [mode, redirect, cache, credentials, referrerPolicy];
			return realFetch(this.origin + String(path), rest);
		};
	}

	/** With a second roster, which names an auditor, officer 12's key. */
	static async start(): Promise<Stand> {
		const world = await World.create({ office: true, start: false });
		const { keys, cluster, host } = world;
		const older = keys.rosterNote;
		const auditor = keys.enrol("12");
		const note = keys.nextRoster({ roles: [...keys.roster.roles,
			{ role: "auditor", number: "12", login: vkey(
			    `${host}/login/12`,
			    ed25519Public(auditor.keys.loginSeed)) }] });

		try {
			cluster.sql(keys.publishSql("roster", 2, note), "postgres");
			for (const s of world.services)
				s.spawn();
			for (const s of world.services)
				await s.ready("/v1/start");
			const site = await Site.before(world);
			const office = await Hostile.start(world);

			return new Stand(site, office, await Desk.start(site,
			    undefined, {}, office.port), older);
		} catch (e) {
			await world.close();
			throw e;
		}
	}

	async stop(): Promise<void> {
		globalThis.fetch = realFetch;
		await this.desk.stop();
		this.office.stop();
		await this.site.close();
		rmSync(this.dir, { recursive: true, force: true });
	}

	get host(): string {
		return this.site.world.host;
	}

	keyFile(nn: string): string {
		const path = this.files.get(nn) ?? this.desk.keyFile(nn);

		this.files.set(nn, path);
		return path;
	}

	/** What f does under a lie; the truth holds again afterwards. */
	async under<T>(lie: Lie, f: () => Promise<T>): Promise<T> {
		this.office.lie = lie;
		try {
			return await f();
		} finally {
			this.office.lie = null;
		}
	}

	/** An officer who has logged in, by the console's own modules. */
	async logIn(nn = "01"): Promise<Sending> {
		const net = new Net(this.desk.token);
		const { host, site: { world: { keys } } } = this;
		const chain = await loadChain(net, host, null, nothing);

		checkPin(chain, base64Url(keys.pin));
		const who = await unlockOfficer(chain,
		    readFileSync(this.keyFile(nn)), PASSPHRASE, nothing);
		const session = new Session(net, { host, offline: false,
			origin: `https://${host}:9443`, nn: who.me.nn,
			loginSeed: who.keys.loginSeed });
		const cases = new Cases(chain, session, who.keys.identity,
		    who.me.nn);

		return { chain, cases, session, tell: nothing, today: keys.today,
			by: { host, nn: who.me.nn, signSeed: who.keys.signSeed } };
	}

	/** What the worker does: log in, read all, say so, and answer. */
	async work(text: string | null, genuine: readonly string[]):
	    Promise<Cases> {
		const sending = await this.logIn();
		const { cases } = sending;

		try {
			await cases.sync(nothing);
			const sender = new Sender();
			for (const id of [...cases.cases.keys()]) {
				const one = await cases.refresh(id, nothing);

				sender.show(cases, one, sending.by.nn, sending.today);
				await sender.look(sending, id);
				if (text !== null)
					await sender.send(sending, { thread: id,
						kind: "reply", status: "P2",
						fields: [], text });
			}
		} finally {
			checkShown(cases, genuine);
		}
		return cases;
	}

	args(nn: string, store: string): string[] {
		return ["--store", join(this.dir, store), "-i", this.keyFile(nn),
			"--passphrase-fd", "0"];
	}

	get line(): string[] {
		return ["--proxy", `http://127.0.0.1:${this.desk.line.port}`];
	}

	/** A folder of the store, to be looked into. */
	folder(store: string): string {
		return join(this.dir, store);
	}

	sync(store: string, nn = "01", env: Record<string, string> = {}):
	    Promise<Ran> {
		const { world } = this.site;

		return qf(["sync", "--office", `https://${this.host}:9443`,
			"--ca", world.caFile, "--pin", base64Url(world.keys.pin),
			...this.line, ...this.args(nn, store)], env);
	}
}

/** What stands there without an alarm is what was written. */
export function checkShown(cases: Cases, genuine: readonly string[]): void {
	for (const one of cases.cases.values())
		for (const c of one.view.entries) {
			if (c.entry === undefined || c.entry.kind === "event")
				continue;
			const { text } = c.entry;

			assert.ok(genuine.some((words) => text.includes(words)) ||
			    (c.alarms.size > 0 && !c.trusted), text);
		}
}

export function isPost(c: Call, path: string): boolean {
	return c.method === "POST" && c.path === path;
}

/** Entries that office received, opened, in order. */
export function entriesIn(stand: Stand, calls: readonly Call[]): ReadEntry[] {
	const { world } = stand.site;

	return calls.filter((c) => isPost(c, "/v1/entries")).map((c) =>
	    openedBy(world, "01", objectIn(c.body)) ??
	    assert.fail("an entry that its author cannot open"));
}

const ASKED = new RegExp("^/v1/(session/(challenge|close)|threads/lookup|" +
    "heads|entries/fetch|headers)$");

/**
 * All that an officer's programs sent: logins to this office and nowhere else,
 * entries by their signer's key, and nothing of another kind.
 */
export function checkSigned(stand: Stand, meant: (e: ReadEntry) => boolean):
    { logins: number; entries: number } {
	const { host } = stand;
	const { keys } = stand.site.world;
	const key = (nn: string, role: "login" | "officer"): ReturnType<
	    typeof vkey> => {
		const { loginSeed, signSeed } = keys.officer(nn).keys;

		return vkey(`${host}/${role}/${nn}`, ed25519Public(
		    role === "login" ? loginSeed : signSeed));
	};
	let logins = 0;
	let entries = 0;

	for (const call of stand.office.calls) {
		if (call.method !== "POST")
			continue;
		if (call.path === "/v1/session") {
			const { text } = openNote(host, call.body,
			    ["01", "03", "12"].map((nn) => key(nn, "login")));

			assert.match(text, new RegExp(`^${host}/login/v1\n` +
			    `at https://${host}:9443\n` +
			    "(officer 0[13]|role auditor 12)\n" +
			    "nonce [A-Za-z0-9+/=]{44}\nuntil [0-9]+\n$"));
			logins++;
		} else if (call.path === "/v1/entries") {
			const [e] = entriesIn(stand, [call]);

			assert.ok(e !== undefined);
			verifyEntry(host, e, key(e.officer ?? "", "officer"));
			assert.ok(meant(e), `${e.kind}: ${e.text}`);
			entries++;
		} else {
			assert.match(call.path, ASKED);
		}
	}
	return { logins, entries };
}

/** No secret, no file key and no word is in anything that was sent. */
export function checkSecrets(stand: Stand, words: readonly string[],
    cases: readonly Cases[]): void {
	const { keys } = stand.site.world;
	const all = Buffer.concat(stand.office.calls.map((c) =>
	    Buffer.concat([Buffer.from(c.head), c.body])));
	const officers = ["01", "03", "12"].map((nn) => keys.officer(nn));
	const flock = new Flock([...words, PASSPHRASE,
		...officers.map((o) => formatIdentity(o.identity.secret))]);
	const fileKeys = cases.flatMap((one) => [...one.cases.values()]
	    .flatMap((c) => c.view.entries.flatMap((e) =>
		one.openedOf(e.item.id).fileKey ?? [])));
	const secrets = [...fileKeys, ...officers.flatMap((o) =>
	    [o.identity.secret, o.keys.signSeed, o.keys.loginSeed])];
	const isIn = (bytes: Uint8Array): string[] => [...bytesForms(bytes)]
	    .filter(([, form]) => all.includes(form)).map(([name]) => name);

	assert.deepEqual(flock.find("sent", all), []);
	assert.ok(fileKeys.length > 1);
	for (const secret of secrets)
		assert.deepEqual(isIn(secret), []);
	assert.ok(!all.includes(COOKIE) && !/^cookie$/im.test(
	    stand.office.calls.map((c) => c.head).join("\n")));
	// The search finds what is there: the right to a thread goes raw in
	// pairs, and as text in preambles.
	for (const one of cases)
		for (const { pair } of one.cases.values())
			assert.ok(isIn(pair.open).length > 0);
}
