// SPDX-License-Identifier: ISC
// Contact data to its end: left on the phone, found by officers, destroyed by
// two of them with `qf`, gone from the office and from their own folders.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { base64Url } from "../../assets/lib/base64.ts";
import { until } from "../web/client.ts";
import { repo } from "../web/cluster.ts";
import { Desk, PASSPHRASE } from "./console.ts";
import { Hostile } from "./hostile.ts";
import { problem } from "./hostile-lies.ts";
import { fillYouth, openStart, readCode, row, send } from "./reporter.ts";
import { Site } from "./site.ts";

const QF = join(repo, "build/bin/qf");
const PHONE = "微信同号 13800001234";

let site: Site;
let office: Hostile;
let desk: Desk;
let dir = "";
const keys = new Map<string, string>();

before(async () => {
	site = await Site.create({ office: true });
	office = await Hostile.start(site.world);
	desk = await Desk.start(site, undefined, {}, office.port);
	dir = mkdtempSync("/var/tmp/qfc-");
});
after(async () => {
	await desk.stop();
	office.stop();
	await site.close();
	rmSync(dir, { recursive: true, force: true });
});

interface Said {
	readonly status: number;
	readonly out: string;
	readonly err: string;
}

/**
 * qf as an officer with a store folder of his own.  Not waited for in place:
 * the line to the office runs in this process.
 */
function qf(number: string, verb: readonly string[],
    ...rest: readonly string[]): Promise<Said> {
	const { world } = site;
	const key = keys.get(number) ?? desk.keyFile(number);
	const sync = verb[0] === "sync" ? ["--office",
		`https://${world.host}:9443`, "--ca", world.caFile,
		"--pin", base64Url(world.keys.pin)] : [];
	const line = verb[0] === "sync" || verb[1] === "destroy" ?
	    ["--proxy", `http://127.0.0.1:${desk.line.port}`] : [];

	keys.set(number, key);
	return new Promise((resolve, reject) => {
		const child = spawn(QF, [...verb, "--store", join(dir, number),
			"-i", key, "--passphrase-fd", "0", ...sync, ...line,
			...rest]);
		let out = "";
		let err = "";

		child.stdout.on("data", (part: Buffer) => {
			out += part.toString("utf8");
		});
		child.stderr.on("data", (part: Buffer) => {
			err += part.toString("utf8");
		});
		child.on("error", reject);
		child.on("close", (status) =>
		    resolve({ status: status ?? -1, out, err }));
		child.stdin.end(`${PASSPHRASE}\n`);
	});
}

/** A bundle out of a folder, or into another of the same officer. */
function carry(command: readonly string[]): void {
	execFileSync(QF, command, { stdio: ["ignore", "ignore", "pipe"] });
}

function shownIn(folder: string, thread: string): string {
	return execFileSync(QF, ["show", "--store", join(dir, folder), "-i",
		keys.get("05") ?? "", "--passphrase-fd", "0", thread],
	    { input: `${PASSPHRASE}\n`, encoding: "utf8" });
}

async function synced(number: string): Promise<string> {
	const said = await qf(number, ["sync"]);

	assert.equal(said.status, 0, said.err);
	return said.out;
}

describe("contact data", () => {
	let thread = "";

	it("is found by its readers, and is not due yet", async () => {
		const tab = await site.tab();

		await openStart(tab, site.poster("S02"));
		await fillYouth(tab.page, { text: "想约一次当面咨询。" });
		await row(tab.page, "留联系方式").click();
		await tab.page.getByRole("textbox", { name: /^联系方式/ })
		    .fill(PHONE);
		await row(tab.page, "我同意用它来答复我").click();
		await send(tab.page);
		await readCode(tab.page);
		await until(() => synced("05"), () => existsSync(
		    join(dir, "05/threads")) && readdirSync(
		    join(dir, "05/threads")).length === 1);
		await until(() => synced("05"), () => readdirSync(join(dir,
		    "05/threads", readdirSync(join(dir, "05/threads"))[0] ?? ""))
		    .filter((f) => f.endsWith(".payload")).length === 2);
		await synced("06");
		[thread = ""] = readdirSync(join(dir, "05/threads"));
		assert.match((await qf("05", ["contact", "due"])).out, / open$/m);
		assert.match((await qf("05", ["show"], thread)).out, new RegExp(PHONE));
		const early = await qf("05", ["contact", "destroy"], thread);
		assert.equal(early.status, 1);
		assert.match(early.err, /the case is not closed/);
	});

	it("is destroyed by two officers, and never by one", async () => {
		const note = join(dir, "gone.note");
		const first = await qf("05", ["contact", "destroy"], "--early", "-o",
		    note, thread);
		assert.equal(first.status, 0, first.err);
		const twice = await qf("05", ["contact", "destroy"], "--early",
		    "--with", note, thread);
		assert.equal(twice.status, 1);
		assert.match(twice.err, /another officer must sign it/);
		// A machine without a network has all of it meanwhile.
		carry(["export", "--store", join(dir, "05"), join(dir, "stick")]);
		carry(["import", "--store", join(dir, "air"), "--pin",
			base64Url(site.world.keys.pin), "--office",
			`https://${site.world.host}:9443`, "--officer", "05",
			join(dir, "stick")]);
		assert.match(shownIn("air", thread), new RegExp(PHONE));
		const payloads = (): number => readdirSync(join(dir, "06/threads",
		    thread)).filter((f) => f.endsWith(".payload")).length;
		const before = payloads();
		for (const [said, words] of [
			[problem(409, "conflict"), /answers 409/],
			[{ status: 201, body: Buffer.from('{"id":"","date":""}') },
				/does not show the officers' note/]] as const) {
			office.block = (call) => call.path === "/v1/retention" ?
			    said : null;
			const lied = await qf("06", ["contact", "destroy"],
			    "--early", "--with", note, thread);
			office.block = null;
			assert.equal(lied.status, 1);
			assert.match(lied.err, words);
			assert.equal(payloads(), before);
		}
		const second = await qf("06", ["contact", "destroy"], "--early",
		    "--with", note, thread);
		assert.equal(second.status, 0, second.err);
	});

	it("is gone from the folders of both, and said to be", async () => {
		for (const number of ["06", "05"]) {
			await synced(number);
			const shown = (await qf(number, ["show"], thread)).out;

			assert.match(shown,
			    /destroyed on \d{4}-\d\d-\d\d by officers 05 06/);
			assert.ok(!shown.includes(PHONE));
			assert.ok(!/^!/m.test(shown), shown);
			assert.equal((await qf(number, ["contact", "due"])).out, "");
			const files = readdirSync(join(dir, number, "threads",
			    thread));
			assert.equal(files.filter((f) =>
			    f.endsWith(".retention")).length, 1);
			const [gone = ""] = files.filter((f) =>
			    f.endsWith(".retention"));
			assert.ok(!files.includes(gone.replace("retention",
			    "payload")));
		}
		assert.match((await qf("05", ["contact", "destroy"], "--early",
		    thread)).err, /no contact data/);
	});

	it("goes from behind an air gap, and from what was carried", () => {
		const stick = join(dir, "stick");
		const air = join(dir, "air/threads", thread);
		const hash = (): string[] => readdirSync(join(stick, "objects"));
		const had = hash();
		const [gone = ""] = readdirSync(join(dir, "05/threads", thread))
		    .filter((f) => f.endsWith(".retention"));
		const id = gone.replace(".retention", "");

		assert.ok(existsSync(join(air, `${id}.payload`)));
		assert.ok(had.some((name) => name.startsWith(id)));
		carry(["export", "--store", join(dir, "05"), stick]);
		assert.ok(!hash().some((name) => name.startsWith(id)));
		carry(["import", "--store", join(dir, "air"), stick]);
		assert.deepEqual(readdirSync(air).filter((f) =>
		    f.startsWith(id)), [gone]);
		assert.match(shownIn("air", thread), /destroyed on .* by officers 05 06/);
		assert.ok(!shownIn("air", thread).includes(PHONE));
	});

	it("is said to be gone in the console, without an alarm", async () => {
		const tab = await desk.unlocked("05");

		await tab.page.click(".letter");
		await tab.page.waitForSelector(".thread .entry");
		const text = await tab.page.textContent(".thread") ?? "";
		assert.match(text, /已按期销毁/);
		assert.match(await tab.page.textContent("#checks") ?? "", /通过/);
		assert.ok(!text.includes(PHONE));
	});

	it("a note that was bent in the folder says nothing", async () => {
		const folder = join(dir, "05/threads", thread);
		const [name = ""] = readdirSync(folder)
		    .filter((f) => f.endsWith(".retention"));
		const path = join(folder, name);
		const note = readFileSync(path, "utf8");

		writeFileSync(path, note.replace("rule contact", "rule contacts"));
		assert.ok(!(await qf("05", ["show"], thread)).out
		    .includes("destroyed"));
		// The next sync fetches it again.
		await synced("05");
		assert.equal(readFileSync(path, "utf8"), note);
	});
});
