// SPDX-License-Identifier: ISC
// The console's sealed cache on real parts: the second unlock goes on where the
// first one ended; one that is damaged, old, of another officer or of another
// site is ignored; nothing readable is in it.

import assert from "node:assert/strict";
import { request } from "node:http";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync }
	from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";

import {
	type Kept, nameOf, openCache, sealCache,
} from "../../assets/desk/cache.ts";
import { hex } from "../../assets/lib/hex.ts";
import { until } from "../web/client.ts";
import type { Tab } from "./browser.ts";
import { Flock, canary } from "./canary.ts";
import { Desk, openLetter } from "./console.ts";
import { Site } from "./site.ts";

const WORD = canary("cache");

let site: Site;
let desk: Desk;
let first: Buffer;

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
	for (const n of ["第一封", "第二封"])
		desk.send(`${n}：值班室夜间无人，请核实。${WORD}`);
	const { cluster } = site.world;
	await until(async () => cluster.sql("SELECT count(*) FROM qf.entry e" +
	    " WHERE e.release IS NULL;", "postgres").trim(), (n) => n === "0");
});
after(async () => {
	await desk.stop();
	await site.close();
});

function path(number = "01"): string {
	const { host, keys } = site.world;

	return join(desk.cacheDir, nameOf(host, keys.officer(number).identity) +
	    ".desk");
}

function kept(): Kept {
	return openCache(site.world.host, site.world.keys.officer("01").identity,
	    readFileSync(path())) ?? assert.fail("it does not open");
}

/** What the worker asked the list for. */
function cursors(tab: Tab): string[] {
	return tab.sent.map((one) => new URL(one.url)).filter((url) =>
	    url.pathname === "/v1/reports").map((url) =>
	    url.searchParams.get("after") ?? "");
}

/** An unlock that shows count letters; the cursor where it began. */
async function unlock(count: number): Promise<string> {
	const tab = await desk.unlocked("01");

	await tab.page.waitForSelector(".letter");
	assert.equal(await tab.page.locator(".letter").count(), count);
	assert.equal(await tab.page.locator(".notice.bad").count(), 0);
	const [from] = cursors(tab);
	await tab.page.click("button:text-is('锁定')");
	await tab.page.waitForSelector("h1:text-is('已锁定')");
	await tab.page.close();
	return from ?? "";
}

/** Unlock until what is kept is another file than these bytes. */
async function again(count: number, before: Buffer): Promise<string> {
	const tab = await desk.unlocked("01");

	await tab.page.waitForSelector(".letter");
	assert.equal(await tab.page.locator(".letter").count(), count);
	await until(async () => readFileSync(path()), (now) =>
	    !now.equals(before));
	await tab.page.close();
	return cursors(tab)[0] ?? "";
}

describe("the cache", () => {
	it("is written behind the first unlock, for this user only", async () => {
		const tab = await desk.unlocked("01");

		await openLetter(tab.page, "第一封");
		await until(async () => readdirSync(dirname(path())).length,
		    (n) => n === 1);
		assert.equal(statSync(path()).mode & 0o777, 0o600);
		assert.equal(statSync(dirname(path())).mode & 0o777, 0o700);
		assert.equal(cursors(tab)[0], "0");
		assert.deepEqual(tab.complaints, []);
		first = readFileSync(path());
		const k = kept();
		assert.equal(k.reports.length, 2);
		assert.ok(k.cursor >= 2 && k.tried >= 2);
		assert.ok(k.held.signatures.length >= 2);
		// Two reporters' at least.
		assert.ok(k.held.keys.length >= 2);
		await tab.page.close();
	});

	it("lets the next unlock go on from there, and shows the same",
	    async () => {
		const { cursor } = kept();

		assert.equal(await unlock(2), String(cursor));
		// New letters come after it.
		desk.send(`第三封：车辆登记与实际不符，请核实。${WORD}`);
		const { page } = await desk.unlocked("01");
		await openLetter(page, "第三封");
		assert.equal(await page.locator(".letter").count(), 3);
		await until(async () => kept().reports.length, (n) => n === 3);
		await page.close();
	});

	it("keeps keys of answers too, and not of what nobody opened",
	    async () => {
		const { page } = await desk.unlocked("01");

		await openLetter(page, "第二封");
		await page.fill("#answer", `已收到，正在核实。${WORD}`);
		await page.click(".reply button[type=submit]");
		await page.waitForSelector("#stored");
		await page.click("#refresh");
		// What he opened is written down in entries of their own.
		await until(async () => kept().entries.length, (n) => n >= 2);
		await page.close();
		assert.notEqual(await unlock(3), "0");
	});

	it("holds nothing that can be read", () => {
		const flock = new Flock([WORD, "值班室", "test office",
			site.world.host]);
		const { found, files } = flock.findUnder(desk.cacheDir);

		assert.deepEqual(found, []);
		assert.equal(files, 1);
		const text = hex(readFileSync(path()));
		const k = kept();
		for (const [id, key] of [...k.reports, ...k.entries]) {
			assert.ok(!text.includes(id));
			assert.ok(!text.includes(hex(key)));
		}
		// Opened, it has no words either.
		assert.deepEqual(flock.find("kept", Buffer.from(JSON.stringify(k))),
		    []);
	});
});

describe("a cache is ignored without harm that is", () => {
	it("damaged or cut", async () => {
		const good = readFileSync(path());
		const bad = Buffer.from(good);

		bad[40] = (bad[40] ?? 0) ^ 1;
		for (const bytes of [bad, good.subarray(0, 100), Buffer.alloc(0),
			Buffer.alloc(33 * 1024 * 1024)]) {
			writeFileSync(path(), bytes);
			assert.equal(await again(3, bytes), "0");
			assert.equal(kept().reports.length, 3);
		}
	});

	it("old: what came since is read anew", async () => {
		const { cursor } = openCache(site.world.host,
		    site.world.keys.officer("01").identity, first) ?? { cursor: 0 };

		writeFileSync(path(), first);
		assert.equal(await again(3, first), String(cursor));
		assert.equal(kept().reports.length, 3);
	});

	it("another officer's", async () => {
		const { host, keys } = site.world;
		const theirs = Buffer.from(sealCache(host,
		    keys.officer("02").identity, { ...kept(), reports: [] }));

		writeFileSync(path(), theirs);
		assert.equal(await again(3, theirs), "0");
	});

	it("of another site", async () => {
		const { keys } = site.world;
		const theirs = Buffer.from(sealCache("other.example.org",
		    keys.officer("01").identity, { ...kept(), reports: [] }));

		writeFileSync(path(), theirs);
		assert.equal(await again(3, theirs), "0");
	});

	it("of a list that office does not have any more", async () => {
		const { host, keys } = site.world;
		const k = kept();
		// The seal fits; what it says does not.
		const strange = Buffer.from(sealCache(host,
		    keys.officer("01").identity, { ...k, cursor: k.cursor + 5000,
			reports: [["ab".repeat(16), new Uint8Array(16)]] }));

		writeFileSync(path(), strange);
		await again(3, strange);
		assert.deepEqual(kept().reports.map(([id]) => id).sort(),
		    k.reports.map(([id]) => id).sort());
	});

	it("wrong about a key: the headers are tried", async () => {
		const { host, keys } = site.world;
		const k = kept();
		const strange = Buffer.from(sealCache(host,
		    keys.officer("01").identity, { ...k,
			held: { signatures: [], keys: [] },
			entries: k.entries.map(([id]) =>
			    [id, new Uint8Array(16)] as const) }));

		writeFileSync(path(), strange);
		await again(3, strange);
		assert.deepEqual(kept().entries.length, k.entries.length);
		assert.notDeepEqual(kept().entries[0]?.[1], new Uint8Array(16));
	});
});

/** Status and length of the answer to a call to the desk. */
function ask(at: Desk, url: string, headers: Record<string, string>,
    body: Buffer | null = null): Promise<{ status: number; len: number }> {
	return new Promise((resolve, reject) => {
		const r = request(at.origin + url, { headers,
			method: body === null ? "GET" : "POST" }, (answer) => {
			let len = 0;

			answer.on("data", (part: Buffer) => {
				len += part.length;
			});
			answer.on("end", () => resolve({ len,
				status: answer.statusCode ?? 0 }));
		    });

		r.on("error", reject);
		r.end(body ?? undefined);
	});
}

describe("the desk's place for it", () => {
	const NAME = "/cache/" + "0f".repeat(16);

	it("wants the token and a name, and takes no more than its limit",
	    async () => {
		const token = { "X-Qingfeng-Desk": desk.token };
		const some = Buffer.from("some bytes");
		const most = Buffer.alloc(32 * 1024 * 1024, 7);
		const status = async (...a: Parameters<typeof ask>): Promise<number> =>
		    (await ask(...a)).status;

		assert.equal(await status(desk, NAME, {}), 403);
		assert.equal(await status(desk, NAME, {}, some), 403);
		assert.equal(await status(desk, NAME, { ...token,
			"Origin": "http://evil" }, some), 403);
		for (const bad of ["/cache/", "/cache/" + "0F".repeat(16),
			NAME + "0", "/cache/../" + "0f".repeat(16),
			"/cache/%2e%2e" + "0f".repeat(13)])
			assert.equal(await status(desk, bad, token, some), 404, bad);
		assert.deepEqual(await ask(desk, NAME, token),
		    { status: 200, len: 0 });
		// More than an upload to office may be, up to its own limit.
		assert.equal(await status(desk, NAME, token, most), 200);
		assert.deepEqual(await ask(desk, NAME, token),
		    { status: 200, len: most.length });
		assert.equal(await status(desk, NAME, token,
		    Buffer.concat([most, some])), 413);
		assert.equal((await ask(desk, NAME, token)).len, most.length);
		// Without the token not even a body of that length is taken in.
		assert.ok([403, 413].includes(await status(desk, NAME, {}, most)));
		rmSync(join(desk.cacheDir, "0f".repeat(16) + ".desk"));
	});

	it("is nowhere with --no-cache", async () => {
		const files = readdirSync(desk.cacheDir);
		const none = await Desk.start(site, ["--no-cache"]);
		const { page, sent } = await none.unlocked("01");

		await page.waitForSelector(".letter");
		await page.waitForTimeout(500);
		assert.ok(sent.every((one) => !one.url.includes("/cache/")));
		assert.equal((await ask(none, NAME,
		    { "X-Qingfeng-Desk": none.token }, Buffer.from("x"))).status,
		    404);
		assert.throws(() => readdirSync(none.cacheDir));
		assert.deepEqual(readdirSync(desk.cacheDir), files);
		assert.equal(await none.stop(), 0);
	});

	it("that cannot be written costs nothing but time", async () => {
		const full = await Desk.start(site,
		    ["--cache", desk.file("a-file", "no folder") + "/x"]);
		const tab = await full.unlocked("01");

		await tab.page.waitForSelector(".letter");
		assert.equal(await tab.page.locator(".letter").count(), 3);
		await until(async () => full.said, (said) =>
		    /cannot make the folder/.test(said) &&
		    /hint: every unlock takes its full time/.test(said));
		const told = full.said;
		await tab.page.click("#refresh");
		assert.equal((await ask(full, NAME,
		    { "X-Qingfeng-Desk": full.token }, Buffer.from("x"))).status,
		    500);
		// Said once.
		assert.equal(full.said, told);
		// A pipe in the place of the file holds nothing up.
		assert.equal(await full.stop(), 0);
	});

	it("is below the user's folder of caches without --cache", async () => {
		const home = join(desk.cacheDir, "home");

		mkdirSync(home);
		const own = await Desk.start(site, [], { XDG_CACHE_HOME: home });
		await own.unlocked("01");
		await until(async () => {
			try {
				return readdirSync(join(home, "qingfeng"));
			} catch {
				return [];
			}
		}, (files) => files.length === 1 && files[0]?.endsWith(".desk") === true);
		assert.equal(await own.stop(), 0);
	});
});
