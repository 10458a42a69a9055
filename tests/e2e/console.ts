// SPDX-License-Identifier: ISC
// An officer at the desk: the real `qf desk`, a browser in front of it, and on
// its way to office a proxy that can be cut.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import { type Socket, connect } from "node:net";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { base64Url } from "../../assets/lib/base64.ts";
import { formatIdentity } from "../../assets/lib/identity.ts";
import { lock } from "../../assets/lib/keyfile.ts";
import { repo } from "../web/cluster.ts";
import type { Tab } from "./browser.ts";
import type { Site } from "./site.ts";

export const PASSPHRASE = "correct horse battery 马";
/** Enough work to be scrypt, not enough to be slow. */
const LOG_N = 10;
const qf = join(process.env["QF_BIN"] ?? join(repo, "build/bin"), "qf");

/** A CONNECT proxy that leads to office whatever name is asked for. */
export class Line {
	readonly port: number;
	/** Refuse new connections. */
	cut = false;
	private readonly server: Server;
	private readonly sockets = new Set<Socket>();

	private constructor(server: Server, port: number) {
		this.server = server;
		this.port = port;
	}

	static async start(office: number): Promise<Line> {
		const server = createServer();

		await new Promise<void>((resolve) =>
		    server.listen(0, "127.0.0.1", resolve));
		const at = server.address();
		const line = new Line(server, typeof at === "object" &&
		    at !== null ? at.port : 0);

		server.on("connect", (_request, client: Socket) =>
		    line.join(client, office));
		return line;
	}

	private join(client: Socket, office: number): void {
		if (this.cut) {
			client.destroy();
			return;
		}
		const far = connect(office, "127.0.0.1");
		const end = (): void => {
			client.destroy();
			far.destroy();
		};

		for (const s of [client, far]) {
			this.sockets.add(s);
			s.on("error", end);
			s.on("close", () => {
				this.sockets.delete(s);
				end();
			});
		}
		far.on("connect", () =>
		    client.write("HTTP/1.1 200 OK\r\n\r\n"));
		client.on("data", (part: Buffer) => far.write(part));
		far.on("data", (part: Buffer) => client.write(part));
	}

	/** End every connection there is. */
	drop(): void {
		for (const s of this.sockets)
			s.destroy();
	}

	stop(): void {
		this.drop();
		this.server.close();
	}
}

/** `qf desk`, and the folder with its officers' key files. */
export class Desk {
	readonly url: string;
	readonly line: Line;
	readonly site: Site;
	private readonly dir: string;
	private readonly child: ChildProcess;
	private readonly saidAll: readonly string[];
	private serial = 0;

	private constructor(site: Site, url: string, line: Line, dir: string,
	    child: ChildProcess, saidAll: readonly string[]) {
		this.saidAll = saidAll;
		this.site = site;
		this.url = url;
		this.line = line;
		this.dir = dir;
		this.child = child;
	}

	/**
	 * With a cache of its own, or other options or environment for it; its
	 * way may lead to another port than office's.  No proxy where office is
	 * reached at its own port.
	 */
	static async start(site: Site, cache?: readonly string[],
	    env: Record<string, string> = {},
	    office = site.world.office?.port ?? 0): Promise<Desk> {
		const { world } = site;
		const line = await Line.start(office);
		const dir = mkdtempSync("/var/tmp/qfd-");
		const child = spawn(qf, ["desk",
			"--office", world.officeUrl,
			"--ca", world.caFile,
			...cache ?? ["--cache", join(dir, "cache")],
			...world.officeUrl.endsWith(":9443") ? ["--proxy",
			    `http://127.0.0.1:${line.port}`] : []],
		    { stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, ...env } });
		const said: string[] = [];

		child.stderr?.on("data", (part: Buffer) => {
			said.push(part.toString("utf8"));
			process.stderr.write(part);
		});
		const url = await new Promise<string>((resolve, reject) => {
			let text = "";

			child.on("error", reject);
			child.on("exit", () => reject(new Error("qf desk ended")));
			child.stdout?.on("data", (part: Buffer) => {
				text += part.toString("utf8");
				if (text.includes("\n"))
					resolve(text.trim());
			});
		});

		return new Desk(site, url, line, dir, child, said);
	}

	/** Where what it keeps lies. */
	get cacheDir(): string {
		return join(this.dir, "cache");
	}

	/** What it wrote on standard error. */
	get said(): string {
		return this.saidAll.join("");
	}

	get origin(): string {
		return new URL(this.url).origin;
	}

	get token(): string {
		return new URL(this.url).hash.slice(3);
	}

	/** The path of an officer's key file, locked. */
	keyFile(number: string, change: (file: Uint8Array) => Uint8Array =
	    (file) => file): string {
		const { secret } = this.site.world.keys.officer(number).identity;

		this.serial += 1;
		return this.file(`${this.serial}-${number}.key`, change(lock(`# officer ${number}\n` +
		    `${formatIdentity(secret)}\n`, PASSPHRASE, LOG_N)));
	}

	/** The same without a passphrase. */
	plainKeyFile(number: string): string {
		const { secret } = this.site.world.keys.officer(number).identity;

		this.serial += 1;
		return this.file(`${this.serial}-${number}.plain`,
		    `# officer ${number}\n${formatIdentity(secret)}\n`);
	}

	/** Any file of this content. */
	file(name: string, content: string | Uint8Array): string {
		const path = join(this.dir, name);

		writeFileSync(path, content);
		return path;
	}

	/** The unlock screen in a browser of its own. */
	async open(more: Record<string, unknown> = {}): Promise<Tab> {
		const tab = await this.site.phone.open({ isMobile: false,
			hasTouch: false, viewport: { width: 1280, height: 800 },
			...more });

		await tab.page.goto(this.url);
		await tab.page.waitForSelector("input[type=file]");
		return tab;
	}

	/** An officer at work. */
	async unlocked(number: string, more: Record<string, unknown> = {}):
	    Promise<Tab> {
		const tab = await this.open(more);

		await unlock(tab.page, this.keyFile(number));
		await tab.page.waitForSelector(".panes");
		return tab;
	}

	/** A report without a browser, long enough; gives the receipt code. */
	send(text: string, o: { form?: string; fields?: readonly string[];
	    more?: readonly string[]; files?: readonly string[] } = {}): string {
		const { world } = this.site;
		const fields = o.fields ??
		    ["category=A04.4", "unit=U02", "truth=yes"];

		return execFileSync(qf, ["send",
			"--site", `https://127.0.0.1:${world.intake.port}`,
			"--ca", world.caFile, "--pin", base64Url(world.keys.pin),
			"--form", o.form ?? "concern",
			...fields.flatMap((f) => ["--field", f]),
			...o.more ?? [], this.file("letter.txt",
			    text + "\n请按规定核实，并告知办理的情况。\n"),
			...o.files ?? []],
		    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
		    .replace(/\s/g, "");
	}

	async stop(): Promise<number | null> {
		const ended = new Promise<number | null>((resolve) =>
		    this.child.on("exit", resolve));

		this.child.kill("SIGTERM");
		const code = await ended;
		this.line.stop();
		rmSync(this.dir, { recursive: true, force: true });
		return code;
	}
}

export async function unlock(page: Page, file: string,
    passphrase = PASSPHRASE): Promise<void> {
	await page.setInputFiles("input[type=file]", file);
	await page.fill("input[type=password]", passphrase);
	await page.click("button:text-is('解锁')");
}

/** What the page says in its alarm box. */
export async function said(page: Page): Promise<string> {
	await page.waitForSelector("[role=alert]");
	return await page.textContent("[role=alert]") ?? "";
}

/** Ask office again until a letter with these words is there, and open it. */
export async function openLetter(page: Page, words: string): Promise<void> {
	const row = page.locator(".letter", { hasText: words });

	for (let i = 0; i < 30 && await row.count() === 0; i++) {
		await page.waitForTimeout(500);
		await refresh(page);
	}
	await row.first().click();
	await page.waitForSelector("#checks");
}

/** Ask office again until there are so many letters in the list. */
export async function letters(page: Page, n: number): Promise<void> {
	for (let i = 0; i < 60; i++) {
		await refresh(page);
		if (await page.locator(".letter").count() === n)
			return;
		await page.waitForTimeout(500);
	}
	throw new Error(`not ${n} letters`);
}

export async function refresh(page: Page): Promise<void> {
	await page.click("#refresh");
	await settled(page);
}

/** Until nothing is fetched any more. */
export async function settled(page: Page): Promise<void> {
	await page.waitForFunction(() => /^(刷新|Refresh)$/.test(
	    document.querySelector("#refresh")?.textContent ?? ""));
}
