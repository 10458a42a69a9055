// SPDX-License-Identifier: ISC
// The console without a network: what `qf sync` fetched goes over a stick to a
// machine that cannot reach anything, is read and answered there in a browser,
// comes back over the stick and is sent; the reporter reads it in the box.

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync }
	from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { base64Url } from "../../assets/lib/base64.ts";
import { until } from "../web/client.ts";
import { repo } from "../web/cluster.ts";
import type { Tab } from "./browser.ts";
import { Desk, PASSPHRASE, openLetter, unlock } from "./console.ts";
import { look } from "./look.ts";
import { Site } from "./site.ts";

const QF = join(repo, "build/bin/qf");
const WORDS = "断网也应当能读到这一句，请核实值班安排。";
const ANSWER = "断网时写下的答复：已收到，正在核实。";

let site: Site;
let desk: Desk;
let dir = "";
let key = "";
let code = "";
let child: ChildProcess;
let url = "";

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	dir = mkdtempSync("/var/tmp/qfo-");
	key = desk.keyFile("01");
});
after(async () => {
	child.kill("SIGKILL");
	await desk.stop();
	await site.close();
	rmSync(dir, { recursive: true, force: true });
});

/** What it wrote on both; not waited for in place, the line runs here. */
function qf(...args: readonly string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		const run = spawn(QF, args);
		let said = "";

		for (const out of [run.stdout, run.stderr])
			out.on("data", (part: Buffer) => {
				said += part.toString("utf8");
			});
		run.on("error", reject);
		run.on("close", (status) => {
			if (status === 0)
				resolve(said);
			else
				reject(new Error(`qf ${args[0] ?? ""}: ${said}`));
		});
		run.stdin.end(`${PASSPHRASE}\n`);
	});
}

function sync(): Promise<string> {
	const { world } = site;

	return qf("sync", "--office", `https://${world.host}:9443`,
	    "--ca", world.caFile, "--pin", base64Url(world.keys.pin),
	    "--proxy", `http://127.0.0.1:${desk.line.port}`,
	    "--store", join(dir, "net"), "-i", key, "--passphrase-fd", "0");
}

function startOffline(): Promise<void> {
	child = spawn(QF, ["desk", "--offline", "--store", join(dir, "far")],
	    { stdio: ["ignore", "pipe", "inherit"] });
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("exit", () => reject(new Error("qf desk ended")));
		child.stdout?.on("data", (part: Buffer) => {
			url += part.toString("utf8");
			if (url.includes("\n"))
				resolve();
		});
	});
}

async function open(file: string): Promise<Tab> {
	const tab = await site.phone.open({ isMobile: false, hasTouch: false,
		viewport: { width: 1280, height: 800 } });

	await tab.page.goto(url.trim());
	await tab.page.waitForSelector("#offline");
	await unlock(tab.page, file);
	return tab;
}

/** Every file below a folder, as one. */
function bytesOf(folder: string): Buffer {
	return Buffer.concat(readdirSync(folder, { recursive: true,
		withFileTypes: true }).filter((f) => f.isFile())
	    .map((f) => readFileSync(join(f.parentPath, f.name))));
}

function isNowhere(words: string, folder: string): void {
	const all = bytesOf(folder);

	assert.ok(all.length > 0);
	for (const form of [words, Buffer.from(words).toString("base64")
	    .slice(4, -4)])
		assert.ok(!all.includes(form), folder);
}

/** What the desk answers to a body of bytes. */
async function post(path: string, body: Uint8Array | string):
    Promise<number> {
	const answer = await fetch(new URL(path, url), { method: "POST",
		headers: { "X-Qingfeng-Desk": new URL(url).hash.slice(3),
			"Content-Type": "application/octet-stream" },
		body: body as Uint8Array<ArrayBuffer> | string });

	await answer.arrayBuffer();
	return answer.status;
}

async function get(path: string): Promise<number> {
	const answer = await fetch(new URL(path, url), { headers: {
		"X-Qingfeng-Desk": new URL(url).hash.slice(3) } });

	await answer.arrayBuffer();
	return answer.status;
}

describe("without a network", () => {
	it("what was fetched comes over a stick", async () => {
		code = desk.send(WORDS);
		await until(sync, (said) => said.startsWith("1 threads"));
		await qf("export", "--store", join(dir, "net"), join(dir, "out"));
		await qf("import", "--pin", base64Url(site.world.keys.pin),
		    "--office", `https://${site.world.host}:9443`,
		    "--officer", "01", "--store", join(dir, "far"), join(dir, "out"));
	});

	it("the console says so and lets in whose folder it is", async () => {
		desk.line.cut = true;
		desk.line.drop();
		await startOffline();
		const other = await open(desk.keyFile("02"));
		await other.page.waitForSelector("[role=alert]");
		assert.match(await other.page.textContent("[role=alert]") ?? "",
		    /收件夹是 01 号岗位的/);
		await other.page.close();
	});

	it("a letter is read and answered", async () => {
		const { page, sent } = await open(key);

		await page.waitForSelector(".panes");
		await openLetter(page, "断网也应当");
		assert.equal(await page.textContent("#checks"),
		    "✓ 各项核对全部通过");
		// That it was opened is in the outbox first.
		await until(async () => readdirSync(join(dir, "far/outbox")),
		    (rows) => rows.length === 1);
		await page.selectOption("#status", "P4");
		await page.fill("#answer", ANSWER);
		await page.click(".reply button[type=submit]");
		await page.waitForSelector("#stored");
		assert.match(await page.textContent("#stored") ?? "",
		    /已放入待发箱，联网后由 qf sync 寄出/);
		assert.ok(!/已存入|读回/.test(
		    await page.textContent("#stored") ?? ""));
		assert.match(await page.textContent(".thread") ?? "",
		    new RegExp(ANSWER));
		await look(page, "offline", true);
		// Nothing but loopback was asked, and nobody to log in to.
		assert.deepEqual(sent.filter((one) => !one.url.startsWith(
		    new URL(url).origin) || one.url.includes("/session")), []);
	});

	it("no socket of it leads anywhere else", () => {
		const fds = `/proc/${child.pid ?? 0}/fd`;
		const inodes = new Set(readdirSync(fds).flatMap((fd) => {
			const m = /^socket:\[(\d+)\]$/.exec(readlinkSync(join(fds, fd)));

			return m?.[1] === undefined ? [] : [m[1]];
		}));
		const rows = readFileSync("/proc/net/tcp", "ascii").split("\n")
		    .map((line) => line.trim().split(/\s+/))
		    .filter((row) => inodes.has(row[9] ?? ""));

		assert.ok(rows.length >= 1);
		for (const row of rows)
			assert.match(row[1] ?? "", /^0100007F:/);
	});

	it("what is not there or not right is refused as office would",
	    async () => {
		const none = "00".repeat(16);
		const open = "A".repeat(22);
		const before = readdirSync(join(dir, "far/outbox")).length;
		const entry = (id: string, audience: string, body: string): string =>
			`report ${id}\nreport-open ${open}\naudience ${audience}\n` +
			`open ${"A".repeat(43)}\n\n${body}`;
		const [thread = ""] = readdirSync(join(dir, "far/threads"));

		for (const [path, body, want] of [
			["/v1/entries", "", 422],
			["/v1/entries", entry(none, "office", "x"), 404],
			["/v1/entries", entry(thread, "all", "x"), 422],
			["/v1/entries", entry(thread, "office", "x"), 422],
			["/v1/entries", entry(thread, "office", "").slice(0, -1), 422],
			["/v1/entries", entry("..", "office", "x"), 422],
			["/v1/headers", `entry ${none}\nopen ${open}\n\nx`, 404],
			["/v1/headers", `open ${open}\nentry ${none}\n\nx`, 422],
			["/v1/entries/fetch", `entry ${none}\nopen ${open}\n` +
			    "from 0\nlen 9\n\n", 404],
			["/v1/entries/fetch", `entry ${none}\nopen ${open}\n` +
			    "from -1\nlen 9\n\n", 422],
			["/v1/threads/lookup", "short", 422],
			["/v1/heads", "x".repeat(32 * 257), 422],
			["/v1/heads", new Uint8Array(32), 200],
			["/v1/threads/lookup", new Uint8Array(32), 200],
			["/v1/session/challenge", "", 502],
			["/v1/retention", "", 502],
		] as const)
			assert.equal(await post(path, body), want, `${path} ${body}`);
		for (const [path, want] of [["/v1/roster", 200],
			["/v1/roots/1", 200], ["/v1/roots/2", 404],
			["/v1/roster/x", 404], ["/v1/reports?after=0", 200],
			["/v1/reports?after=9", 200], ["/v1/reports?after=x", 422],
			["/v1/audit", 502]] as const)
			assert.equal(await get(path), want, path);
		assert.equal(readdirSync(join(dir, "far/outbox")).length, before);
	});

	it("what one machine writes at once the other cannot", async () => {
		await assert.rejects(qf("inbox", "--store", join(dir, "none"), "-i", key,
		    "--passphrase-fd", "0"));
		await assert.rejects(qf("reply", "--offline", "--status", "P2",
		    "--store", join(dir, "far"), "-i", key, "--passphrase-fd", "0",
		    readdirSync(join(dir, "far/threads"))[0] ?? ""),
		    /another qf is at work/);
	});

	it("everything lies sealed, and is carried back", async () => {
		const ended = new Promise((resolve) => child.on("exit", resolve));

		child.kill("SIGTERM");
		assert.equal(await ended, 0);
		assert.equal(readdirSync(join(dir, "far/outbox")).length, 2);
		for (const folder of ["far", "net", "out"])
			for (const words of [WORDS, ANSWER, "AGE-SECRET"])
				isNowhere(words, join(dir, folder));
		await qf("export", "--store", join(dir, "far"), join(dir, "back"));
		isNowhere(ANSWER, join(dir, "back"));
		const said = await qf("import", "--store", join(dir, "net"),
		    join(dir, "back"));
		assert.match(said, /2 written elsewhere and not sent/);
	});

	it("is sent once there is a network, and read in the box", async () => {
		desk.line.cut = false;
		assert.match(await sync(), /2 sent/);
		const { world } = site;
		const box = (): string => execFileSync(QF, ["box",
			"--site", `https://127.0.0.1:${world.intake.port}`,
			"--ca", world.caFile, "--pin", base64Url(world.keys.pin),
			"--receipt-fd", "0"], { input: code, encoding: "utf8",
			stdio: ["pipe", "pipe", "pipe"] });

		await until(async () => box(), (said) => said.includes(ANSWER));
		assert.match(box(), /^status P4 /m);
		const shown = await qf("show", "--store", join(dir, "net"), "-i", key,
		    "--passphrase-fd", "0",
		    readdirSync(join(dir, "net/threads"))[0] ?? "");
		assert.match(shown, new RegExp(ANSWER));
		assert.ok(!/^!/m.test(shown), shown);
	});
});
