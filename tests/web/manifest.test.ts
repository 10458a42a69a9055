// SPDX-License-Identifier: ISC
// The signed list of the page's files: served, held against the program, and
// what `qf manifest check` makes of a site that serves another page to some.

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { type Server, createServer } from "node:https";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { repo } from "./cluster.ts";
import { World } from "./harness.ts";
import type { Service } from "./service.ts";

const QF = join(repo, "build/bin/qf");
const PAGE = join(repo, "build/assets/reporter");
const CANARY = Buffer.from("fetch('https://elsewhere.example/')\n");

let world: World;
let intake: Service;
let note = "";

function file(name: string): string {
	return join(world.dir, name);
}

function qf(...args: string[]): string {
	return execFileSync(QF, args, { encoding: "utf8", cwd: world.dir,
		stdio: ["ignore", "pipe", "pipe"] });
}

before(async () => {
	world = await World.create({ start: false });
	intake = world.intake;
	writeFileSync(file("release.vkey"), qf("keygen", "--release", "--host",
	    world.host, "--plain", "-o", "release.key"));
	qf("manifest", "new", "--host", world.host, "--release", "0.1.0",
	    "--date", "2026-11-26", "-o", "manifest.txt", PAGE);
	qf("manifest", "sign", "-k", "release.key", "-o", "manifest.note",
	    "manifest.txt");
	note = readFileSync(file("manifest.note"), "utf8");
});
after(async () => {
	await world.close();
});

/** Configure with this manifest, as `--check` sees it. */
function checked(name: string, text: string): string {
	writeFileSync(file(name), text);
	intake.writeSettings({ ...intake.lines, manifest: file(name) });
	const { status, text: said } = intake.check("--check", "-s",
	    intake.settings);

	assert.equal(status === 0, / is good$/m.test(said), said);
	return said;
}

describe("the manifest that intake is given", () => {
	it("must list exactly the files of the program", () => {
		assert.match(checked("good.note", note), /is good/);
		assert.match(checked("hash.note", note.replace(
		    /^file (..)/m, (_, two: string) =>
			two === "00" ? "file 11" : "file 00")),
		    /manifest: \/ is another in this program/);
		assert.match(checked("fewer.note", note.replace(
		    /^file .* \/worker\.js\n/m, "")), /manifest: lists \d+ files/);
		assert.match(checked("other.note", note.replace(
		    "/worker.js\n", "/worker2.js\n")), /worker2\.js is another/);
		assert.match(checked("bare.note",
		    readFileSync(file("manifest.txt"), "utf8")), /manifest: /);
		assert.match(checked("host.note", note.replace(
		    /^[^/]*/, "other.example")), /manifest: /);
		intake.writeSettings({ ...intake.lines,
			manifest: file("nowhere") });
		assert.match(intake.check("--check", "-s", intake.settings).text,
		    /manifest: No such file/);
	});

	it("is not there when there is none", async () => {
		intake.writeSettings(intake.lines);
		await intake.start("/v1/start");
		try {
			assert.equal((await intake.ask("/v1/manifest")).status, 404);
		} finally {
			await intake.stop();
		}
	});

	it("is served as it was given", async () => {
		intake.writeSettings({ ...intake.lines,
			manifest: file("good.note") });
		writeFileSync(file("good.note"), note);
		await intake.start("/v1/start");
		const answer = await intake.ask("/v1/manifest");

		assert.equal(answer.status, 200);
		assert.equal(answer.text, note);
		assert.equal(answer.headers["content-type"],
		    "text/plain; charset=utf-8");
		assert.equal(answer.headers["cache-control"], "no-cache");
	});
});

/** How a dishonest front bends an answer; null passes it on. */
type Bend = (request: IncomingMessage) => Buffer | null;

async function front(bend: Bend): Promise<Server> {
	const pki = join(world.dir, "pki", world.host);
	const server = createServer({ cert: readFileSync(`${pki}.pem`),
		key: readFileSync(`${pki}.key`) }, (request, response) => {
		const bent = bend(request);
		const accept = String(request.headers["accept-encoding"] ?? "");
		const headers = { "accept-encoding": accept };

		if (bent !== null) {
			const br = /\bbr\b/.test(accept);
			response.writeHead(200, br ?
			    { "content-encoding": "br" } : {});
			response.end(br ? brotliCompressSync(bent) : bent);
			return;
		}
		void intake.ask(request.url ?? "/", { headers }).then((answer) => {
			const { "transfer-encoding": _, ...rest } = answer.headers;
			response.writeHead(answer.status, rest as
			    Record<string, string>);
			response.end(answer.body);
		});
	});

	await new Promise<void>((resolve) =>
	    server.listen(0, "127.0.0.1", resolve));
	return server;
}

/** Not execFileSync: the front answers from this very process. */
function check(...args: string[]):
    Promise<{ code: number; out: string; err: string }> {
	return new Promise((resolve) => {
		const child = spawn(QF, ["manifest", "check", "--ca",
			world.caFile, ...args], { cwd: world.dir,
			stdio: ["ignore", "pipe", "pipe"] });
		let out = "", err = "";

		child.stdout.on("data", (part: Buffer) => { out += part; });
		child.stderr.on("data", (part: Buffer) => { err += part; });
		child.on("close", (code) =>
		    resolve({ code: code ?? -1, out, err }));
	});
}

async function through(bend: Bend, ...args: string[]):
    ReturnType<typeof check> {
	const server = await front(bend);
	const at = server.address();
	const port = typeof at === "object" && at !== null ? at.port : 0;

	try {
		return await check("--site", `https://127.0.0.1:${port}`, ...args);
	} finally {
		server.close();
	}
}

describe("qf manifest check", () => {
	it("finds an honest site right, in every coding", async () => {
		const { code, out, err } = await through(() => null,
		    "-k", "release.vkey");
		const files = [...note.matchAll(/^file \S+ \d+ (\S+)$/gm)]
		    .map((one) => one[1] ?? "");

		assert.equal(code, 0, err);
		assert.equal(out, files.map((one) => `ok ${one}\n`).join(""));
		assert.match(err, /the page is that of release 0\.1\.0/);
		assert.ok(files.length >= 5, files.join());
	});

	for (const [what, bend] of [
		["another script", (r) => r.url === "/main.js" ? CANARY : null],
		["another script to browsers only", (r) =>
		    r.url === "/worker.js" &&
		    /\bbr\b/.test(String(r.headers["accept-encoding"])) ?
			CANARY : null],
		["one byte more", (r) => r.url !== "/" ? null : Buffer.concat([
			readFileSync(join(PAGE, "index.html")),
			Buffer.from("\n")])],
		["nothing", (r) => r.url === "/en.js" ? Buffer.alloc(0) : null],
	] as const satisfies readonly (readonly [string, Bend])[]) {
		it(`tells of a site that serves ${what}`, async () => {
			const { code, out, err } = await through(bend,
			    "-k", "release.vkey");

			assert.equal(code, 1);
			assert.match(err, /is not the file in the manifest/);
			assert.match(err, /hint: tell others .*: 1 of \d+ files/);
			assert.match(out, /^ok \/style\.css$/m);
		});
	}

	it("tells of a page for one kind of phone", async () => {
		const bend: Bend = (r) => r.url === "/main.js" &&
		    /MicroMessenger/.test(r.headers["user-agent"] ?? "") ?
			CANARY : null;

		assert.equal((await through(bend, "-k", "release.vkey")).code, 0);
		assert.equal((await through(bend, "-k", "release.vkey", "--agent",
		    "Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0")).code,
		1);
	});

	it("believes no manifest but the release key's", async () => {
		writeFileSync(file("mallory.vkey"), qf("keygen", "--release",
		    "--host", world.host, "--plain", "-o", "mallory.key"));
		const other = await through(() => null, "-k", "mallory.vkey");
		assert.equal(other.code, 1);
		assert.match(other.err, /the site's manifest: /);
		assert.equal(other.out, "");
		// A list of the bent page, signed by somebody else.
		const bent = await through((r) => r.url === "/v1/manifest" ?
		    Buffer.from(note.replace("0.1.0", "0.1.1")) : null,
		"-k", "release.vkey");
		assert.equal(bent.code, 1);
	});

	it("compares with a list of one's own build, unsigned", async () => {
		const { code, err } = await through((r) =>
		    r.url === "/v1/manifest" ? CANARY : null,
		"--manifest", "manifest.txt");

		assert.equal(code, 0, err);
		assert.match(err, /was not verified: no key was given/);
	});
});
