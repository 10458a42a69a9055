// SPDX-License-Identifier: ISC
// Plays the plan (plan.txt) on real services: every line of it is one deed of
// a reporter, an officer, an administrator, a thief.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { base64Url } from "../../assets/lib/base64.ts";
import { addDays } from "../../assets/lib/date.ts";
import { formatIdentity } from "../../assets/lib/identity.ts";
import type { Roster } from "../../assets/lib/roster.ts";
import { Line } from "../e2e/console.ts";
import { Screens } from "./screens.ts";
import { until } from "../web/client.ts";
import { repo } from "../web/cluster.ts";
import { World } from "../web/harness.ts";
import { Clock } from "./clock.ts";
import { letters } from "./letters.ts";
import * as plant from "./plant.ts";

const bin = join(repo, "build/bin/qf");
const forge = join(repo, "build/cli/forge");
/** What goes to office at once, and so by the line. */
const SENDING = ["sync", "status", "reply", "memo", "approve", "tell", "label",
	"assign", "recuse", "grant", "postpone", "extend", "review", "item",
	"major", "reported", "forge"];

export interface Said {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

export class Player {
	readonly clock: Clock;
	readonly world: World;
	readonly line: Line;
	/** Letter name to the id of its report. */
	readonly ids = new Map<string, string>();
	/** Letter name to the receipt code. */
	readonly codes = new Map<string, string>();
	/** What was planted: names in the plan to entry ids. */
	readonly planted = new Map<string, string>();
	readonly program = bin;
	day = 1;
	/** How often qf ran for an officer. */
	runs = 0;
	private screens: Screens | undefined;
	private readonly dir: string;
	private serial = 0;

	private constructor(clock: Clock, world: World, line: Line) {
		this.clock = clock;
		this.world = world;
		this.line = line;
		this.dir = mkdtempSync("/var/tmp/qfm-");
	}

	static async create(): Promise<Player> {
		const clock = new Clock();

		clock.set(1);
		const world = await World.create({ office: true,
			today: clock.date(1) });
		return new Player(clock, world,
		    await Line.start(world.office?.port ?? 0));
	}

	get today(): string {
		return this.clock.date(this.day);
	}

	/** The browser, once it is needed; on the last day only. */
	async browser(): Promise<Screens> {
		this.screens ??= await Screens.start(this);
		return this.screens;
	}

	async closeBrowser(): Promise<void> {
		await this.screens?.stop();
		this.screens = undefined;
	}

	async close(): Promise<void> {
		await this.closeBrowser();
		this.line.stop();
		await this.world.close();
		this.clock.close();
		rmSync(this.dir, { recursive: true, force: true });
	}

	// ---- tools ---------------------------------------------------------

	file(text: string | Uint8Array, name = "txt"): string {
		const path = join(this.dir, `${++this.serial}.${name}`);

		writeFileSync(path, text);
		return path;
	}

	store(folder: string): string {
		return join(this.dir, `store-${folder}`);
	}

	keyFile(nn: string): string {
		const { secret } = this.world.keys.officer(nn).identity;

		return this.file(formatIdentity(secret) + "\n", "key");
	}

	/** Never waited for by blocking: the line to office runs here. */
	run(program: string, args: readonly string[], input = ""):
	    Promise<Said> {
		return new Promise((resolve, reject) => {
			const child = execFile(program, [...args],
			    { encoding: "utf8", maxBuffer: 1 << 26 },
			    (error, out, err) => {
				const code = error === null ? 0 : error.code;

				if (typeof code === "number")
					resolve({ code, out, err });
				else
					reject(error ?? new Error(program));
			});

			child.stdin?.on("error", () => undefined);
			child.stdin?.end(input);
		});
	}

	/** qf as an officer with a store folder, his own unless said. */
	qf(nn: string, args: readonly string[], folder = nn): Promise<Said> {
		const { world } = this;
		const verb = args[0] ?? "";
		this.runs++;
		const more = ["--store", this.store(folder),
			"-i", this.keyFile(nn)];

		if (verb === "sync")
			more.push("--office", `https://${world.host}:9443`,
			    "--ca", world.caFile,
			    "--pin", base64Url(world.keys.pin));
		if (SENDING.includes(verb))
			more.push("--proxy", `http://127.0.0.1:${this.line.port}`);
		return verb === "forge" ? this.run(forge, [...args.slice(1),
			...more]) : this.run(bin, [...args, ...more]);
	}

	async json<T>(nn: string, args: readonly string[], folder = nn):
	    Promise<T> {
		const said = await this.qf(nn, [...args, "--json"], folder);

		if (said.code !== 0)
			throw new Error(`qf ${args.join(" ")}: ${said.err}`);
		return JSON.parse(said.out) as T;
	}

	id(letter: string): string {
		const id = this.ids.get(letter);

		if (id === undefined)
			throw new Error(`letter ${letter} was not sent`);
		return id;
	}

	/** An operand of the plan, as the head of plan.txt says. */
	private async operand(token: string, nn = ""): Promise<string> {
		if (token.startsWith("item:")) {
			const { case: { items } } = await this.json<{ case: {
				items: { id: string }[] } }>(nn,
			    ["show", this.id(token.slice(5))]);

			return items[0]?.id ?? "";
		}
		if (token.startsWith("@"))
			return this.id(token.slice(1));
		if (token.startsWith("="))
			return this.file(token.slice(1) + "\n");
		if (/^\+\d+$/.test(token))
			return addDays(this.today, Number(token));
		if (token.startsWith("key:"))
			return this.keyFile(token.slice(4));
		return token;
	}

	private operands(args: readonly string[], nn = ""): Promise<string[]> {
		return Promise.all(args.map((a) => this.operand(a, nn)));
	}

	// ---- deeds ---------------------------------------------------------

	/** All that waits is released; what reporters sent can be seen. */
	async released(): Promise<void> {
		await until(async () => this.world.cluster.count(
		    "qf.entry WHERE release IS NULL") + this.world.cluster.count(
		    "qf.header WHERE release IS NULL"), (n) => n === 0,
		20000, 100);
	}

	/** Stop everything, and start it on another day. */
	private async begin(day: number): Promise<void> {
		if (day === this.day)
			return;
		if (day < this.day)
			throw new Error(`day ${day} comes before ${this.day}`);
		await this.released();
		await this.stop();
		this.day = day;
		this.clock.set(day);
		await this.start();
		const at = this.world.cluster.sql("SELECT qf.today()");
		if (at !== this.today)
			throw new Error(`it is ${at}, not ${this.today}`);
	}

	async stop(): Promise<void> {
		for (const s of this.world.services)
			await s.stop();
		this.world.cluster.stop("fast");
	}

	async start(): Promise<void> {
		this.world.cluster.start();
		for (const s of this.world.services)
			s.spawn();
		for (const s of this.world.services)
			await s.ready("/v1/start");
	}

	/** Letters of one day; which report is which, their promises say. */
	private async send(names: readonly string[]): Promise<void> {
		await Promise.all(names.map(async (name) => {
			const letter = letters[name];
			if (letter === undefined)
				throw new Error(`no letter ${name}`);
			const said = await this.run(bin, ["send", "--json",
				...this.site(), "--form", letter.form,
				...letter.fields.flatMap((f) => ["--field", f]),
				...(letter.avoid ?? []).flatMap((n) =>
				    ["--avoid", n]),
				...letter.class === undefined ? [] :
				    ["--class", letter.class],
				this.file(letter.text)]);

			if (said.code !== 0)
				throw new Error(`send ${name}: ${said.err}`);
			const { receipt, d } = JSON.parse(said.out) as
			    { receipt: string; d: string };
			this.codes.set(name, receipt.replace(/\s/g, ""));
			this.ids.set(name, this.world.cluster.sql(
			    "SELECT encode(id, 'hex') FROM qf.entry WHERE d = " +
			    `decode('${d}', 'base64')`));
		}));
		await this.released();
	}

	/** The report that says what the letter says, in a reader's folder. */
	async find(name: string, nn: string): Promise<void> {
		const known = new Set(this.ids.values());

		await this.officer(nn, ["sync"]);
		for (const { id } of await this.json<{ id: string }[]>(nn,
		    ["inbox"])) {
			if (known.has(id))
				continue;
			const { entries } = await this.json<{ entries: { entry: null |
				{ kind: string; text: string } }[] }>(nn, ["show", id]);

			if (entries.some((e) => e.entry?.kind === "report" &&
			    e.entry.text.trim() === letters[name]?.text))
				this.ids.set(name, id);
		}
		this.id(name);
	}

	private site(): string[] {
		const { world } = this;

		return ["--site", `https://127.0.0.1:${world.intake.port}`,
			"--ca", world.caFile, "--pin", base64Url(world.keys.pin)];
	}

	/** The reporter writes again, or rates. */
	private async again(name: string, args: readonly string[]):
	    Promise<void> {
		const said = await this.run(bin, ["box", ...this.site(),
			"--receipt-fd", "0",
			...await this.operands(args)],
		    `${this.codes.get(name) ?? ""}\n`);

		if (said.code !== 0)
			throw new Error(`box ${name}: ${said.err}`);
	}

	/** What the reporter reads of the case. */
	async box(name: string): Promise<string> {
		const said = await this.run(bin, ["box", ...this.site(),
			"--receipt-fd", "0"],
		    `${this.codes.get(name) ?? ""}\n`);

		if (said.code !== 0)
			throw new Error(`box ${name}: ${said.err}`);
		return said.out;
	}

	/** +NN:class somebody joins it; -NN:reason somebody is revoked. */
	private async roster(changes: readonly string[]): Promise<void> {
		const { keys } = this.world;
		let { officers, classes, revoked } = keys.roster;

		for (const change of changes) {
			const [who = "", what = ""] = change.slice(1).split(":");

			if (change.startsWith("+")) {
				officers = [...officers, keys.row(keys.enrol(who))]
				    .sort((a, b) => a.number < b.number ? -1 : 1);
				classes = classes.map((c) => c.name !== what ? c :
				    { ...c, numbers: [...c.numbers, who].sort() });
				continue;
			}
			officers = officers.filter((o) => o.number !== who);
			classes = classes.map((c) => ({ ...c,
				numbers: c.numbers.filter((n) => n !== who) }));
			revoked = [...revoked, { number: who, date: this.today,
				reason: what }].sort((a, b) =>
			    a.number < b.number ? -1 : 1);
		}
		const next: Partial<Roster> = { officers, classes, revoked,
			notBefore: this.today, notAfter: addDays(this.today, 30) };
		const note = this.file(keys.nextRoster(next), "note");
		const said = await this.run(bin, ["roster", "publish",
			"--database", this.world.cluster.conninfo("qf_office"), note]);
		if (said.code !== 0)
			throw new Error(`roster: ${said.err}`);
		await this.known(`\nversion ${keys.roster.version}\n`);
	}

	/** Every worker of both services has read the newest roster. */
	private async known(line: string): Promise<void> {
		for (const [service, path] of [
			[this.world.office, "/v1/roster"],
			[this.world.intake, "/v1/start"]] as const) {
			let good = 0;

			await until(async () => (await service?.ask(path))?.text ?? "",
			    (text) => {
				good = text.includes(path === "/v1/roster" ? line :
				    JSON.stringify(line).slice(1, -1)) ? good + 1 : 0;
				return good === 8;
			}, 20000, 100);
		}
	}

	/** One line of the plan. */
	async deed(text: string): Promise<void> {
		const [verb = "", ...rest] = text.split(/\s+/);

		if (verb === "day")
			return this.begin(Number(rest[0]));
		if (verb === "send")
			return this.send(rest);
		if (verb === "again") {
			await this.again(rest[0] ?? "", rest.slice(1));
			return this.released();
		}
		if (verb === "sync") {
			await this.released();
			await Promise.all(rest.map((nn) =>
			    this.officer(nn, ["sync"])));
			return;
		}
		if (verb === "page" || verb === "desk" || verb === "reads") {
			this.runs++;
			return (await this.browser()).deed(verb, rest);
		}
		if (verb === "roster")
			return this.roster(rest);
		if (verb === "plant")
			return plant.deed(this, rest);
		if (verb === "fails") {
			const [words = "", who = "", ...args] = rest;
			const said = await this.as(who, args);

			if (said.code !== 1 || !new RegExp(words.slice(1, -1)
			    .replace(/_/g, " ")).test(said.err))
				throw new Error(`exit ${said.code}: ${said.err}`);
			return;
		}
		return this.officer(verb, rest);
	}

	/** NN, or NN/FOLDER: somebody else with NN's key. */
	private async as(who: string, args: readonly string[]): Promise<Said> {
		const [nn = "", folder = nn] = who.split("/");

		return this.qf(nn, await this.operands(args, nn), folder);
	}

	private async officer(who: string, args: readonly string[]):
	    Promise<void> {
		const said = await this.as(who, args);

		if (said.code !== 0)
			throw new Error(`exit ${said.code}: ${said.err}`);
	}

	/** The whole plan, from a file. */
	async play(path: string): Promise<void> {
		for (const [i, raw] of readFileSync(path, "utf8").split("\n")
		    .entries()) {
			const text = raw.replace(/^#.*/, "").trim();

			if (text === "")
				continue;
			try {
				await this.deed(text);
			} catch (e) {
				throw new Error(`plan, line ${i + 1}: ${text}: ` +
				    (e instanceof Error ? e.message : String(e)));
			}
		}
	}
}
