// SPDX-License-Identifier: ISC
// Everything that can go wrong while one writes and sends: each is said, the
// text stays, and nothing claims to have arrived that has not.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { addDays } from "../../assets/lib/date.ts";
import { formatRoster } from "../../assets/lib/roster.ts";
import { signNote } from "../../assets/lib/note.ts";
import { signPromise } from "../../assets/lib/promise.ts";
import { systemRandom } from "../../assets/lib/bytes.ts";
import { SiteKeys } from "../web/keys.ts";
import type { Tab } from "./browser.ts";
import {
	fillConcern, fillYouth, openStart, readCode, send, type, visible,
} from "./reporter.ts";
import { Site } from "./site.ts";
import { counts } from "./stored.ts";

const TEXT = "这是一条不应当丢掉的反馈，写了很久。";

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

/** The trouble shown, with the text still in its box. */
async function trouble(tab: Tab): Promise<string> {
	const said = await tab.page.textContent(".foot .notice.bad") ?? "";

	assert.equal(await tab.page.inputValue("textarea"), TEXT);
	assert.equal(await tab.page.locator(".code").count(), 0);
	assert.equal(await tab.page.isEnabled("textarea"), true);
	return said;
}

async function written(link = site.poster()): Promise<Tab> {
	const tab = await site.tab();

	await openStart(tab, link);
	await fillYouth(tab.page, { text: TEXT });
	return tab;
}

function sentBodies(tab: Tab): Buffer[] {
	return tab.posts("/v1/threads").map((one) => one.body);
}

describe("when the server cannot take it", () => {
	it("a stopped database means later, and the same bytes again",
	    async () => {
		const tab = await written();
		const before = counts(site.world);

		site.world.cluster.stop("fast");
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		assert.match(await trouble(tab), /忙不过来.*内容还在/s);
		site.world.cluster.start();
		await site.world.intake.ready("/v1/start");
		assert.equal(counts(site.world), before);
		await visible(tab.page, "再寄一次").click();
		await readCode(tab.page);
		const [first, second] = sentBodies(tab);
		assert.ok(first !== undefined && second !== undefined);
		assert.ok(first.equals(second));
	});

	it("a lost answer is asked for again, and one report is stored",
	    async () => {
		const tab = await written();
		const [threads] = counts(site.world).split("/").map(Number);
		let stored = 0;

		// The request arrives; its answer does not.
		await tab.page.route("**/v1/threads", async (route) => {
			stored = (await site.forward(route.request())).status;
			await route.abort();
		}, { times: 1 });
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		assert.equal(stored, 201);
		assert.match(await trouble(tab), /没有连上/);
		await visible(tab.page, "再寄一次").click();
		await readCode(tab.page);
		assert.equal(counts(site.world).split("/")[0],
		    String((threads ?? 0) + 1));
	});

	it("other words after a lost answer get another receipt",
	    async () => {
		const tab = await written();

		await tab.page.route("**/v1/threads", async (route) => {
			await site.forward(route.request());
			await route.abort();
		}, { times: 1 });
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		await tab.page.fill("textarea", TEXT + "又加一句。");
		assert.match(await tab.page.textContent(".foot") ?? "",
		    /换一个新的回执码/);
		await visible(tab.page, "再寄一次").click();
		await readCode(tab.page);
		const mailboxes = sentBodies(tab).map((body) =>
		    body.toString("latin1").split("\n")[0]);
		assert.equal(new Set(mailboxes).size, 2);
	});

	it("no network is said", async () => {
		const tab = await written();

		await tab.context.setOffline(true);
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		assert.match(await trouble(tab), /没有连上/);
	});

	it("a refusal is said with its number", async () => {
		const tab = await written();

		await tab.page.route("**/v1/threads", (route) =>
		    route.fulfill({ status: 422, body: "{}",
			contentType: "application/problem+json" }));
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		assert.match(await trouble(tab), /没有收下（422）/);
	});
});

describe("without a promise that verifies, nothing is claimed", () => {
	for (const [name, note] of [
		["of another key", () => signPromise(site.world.host,
		    new Uint8Array(32), site.world.keys.today,
		    systemRandom(32))],
		["for another object", () => signPromise(site.world.host,
		    new Uint8Array(32), site.world.keys.today,
		    site.world.keys.promiseSeed)],
		["that is empty", () => new Uint8Array(0)],
	] as const)
		it(`a promise ${name}`, async () => {
			const tab = await written();

			await tab.page.route("**/v1/threads", (route) =>
			    route.fulfill({ status: 201,
				contentType: "text/plain; charset=utf-8",
				body: Buffer.from(note()) }));
			await send(tab.page);
			await tab.page.waitForSelector(".foot .notice.bad");
			assert.match(await trouble(tab), /不能算收到/);
		});
});

describe("without the Worker nothing is sealed, and it is said", () => {
	it("when its script does not come; trying again helps", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await page.route("**/worker.js", (route) => route.abort(),
		    { times: 1 });
		await page.goto(site.poster());
		await page.locator(".notice.bad").waitFor();
		assert.match(await page.textContent(".notice.bad") ?? "", /没有连上/);
		assert.equal(await page.locator(".door").count(), 0);
		await visible(page, "再试一次").click();
		await page.locator(".door").first().waitFor();
	});

	it("when its script fails, or the engine has none", async () => {
		for (const broken of ["throw new Error('no')", ""]) {
			const tab = await site.tab();
			const { page } = tab;

			if (broken === "")
				await page.addInitScript(() => {
					Object.defineProperty(globalThis, "Worker",
					    { value: undefined });
				});
			else
				await page.route("**/worker.js", (route) =>
				    route.fulfill({ contentType: "text/javascript",
					body: broken }));
			await page.goto(site.poster());
			await page.locator(".notice.bad").waitFor();
			assert.match(await page.textContent(".notice.bad") ?? "",
			    /浏览器太旧，不能加密/);
			assert.equal(await page.locator(".door").count(), 0);
		}
	});

	it("when it is stopped while one writes: the words stay", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await page.addInitScript(() => {
			const workers: Worker[] = [];
			const Real = Worker;

			Object.assign(globalThis, { workers, Worker: function(url:
			    string): Worker {
				const one = new Real(url);
				workers.push(one);
				return one;
			} });
		});
		await openStart(tab, site.poster());
		await fillYouth(page, { text: TEXT });
		// As a phone short of memory does, without a word.
		await page.evaluate(() => {
			const { workers } = globalThis as unknown as
			    { workers: Worker[] };
			workers[0]?.dispatchEvent(new ErrorEvent("error",
			    { message: "out of memory" }));
			workers[0]?.terminate();
		});
		await send(page);
		await page.locator(".foot .notice.bad, .code").first().waitFor();
		if (await page.locator(".code").count() === 0) {
			await trouble(tab);
			await visible(page, "再寄一次").click();
		}
		await readCode(page);
		assert.equal(tab.posts("/v1/threads").length, 1);
	});
});

describe("the readers' keys", () => {
	it("an expired roster: nothing can be written, a box can be opened",
	    async () => {
		const { world } = site;
		const roster = world.keys.roster;
		const old = signNote(world.host, formatRoster(world.host,
		    { ...roster, notBefore: addDays(world.keys.today, -20),
			notAfter: addDays(world.keys.today, -1) }),
		    world.keys.roots.slice(0, 2));
		const tab = await site.tab();

		await tab.page.route("**/v1/start", async (route) => {
			const start = (await site.forward(route.request()))
			    .json<{ roster: string }>();

			start.roster = Buffer.from(old).toString("utf8");
			await route.fulfill({ json: start });
		});
		await openStart(tab, site.poster());
		assert.match(await tab.page.textContent(".notice.bad") ?? "",
		    /名单已过期/);
		assert.equal(await tab.page.locator(".door").count(), 1);
	});

	it("a roster that expires while one writes is refused", async () => {
		const tab = await site.tab();

		await tab.page.clock.install();
		await openStart(tab, site.poster());
		await fillYouth(tab.page, { text: TEXT });
		await tab.page.clock.setFixedTime(Date.now() + 40 * 86400e3);
		await send(tab.page);
		await tab.page.waitForSelector(".foot .notice.bad");
		assert.match(await trouble(tab), /名单已过期/);
		assert.equal(tab.posts("/v1/threads").length, 0);
	});

	it("a phone whose date is too early is told so", async () => {
		const tab = await site.tab();

		await tab.page.clock.install({ time: new Date("2020-01-01") });
		await openStart(tab, site.poster());
		assert.match(await tab.page.textContent(".notice.bad") ?? "",
		    /手机日期好像不对/);
		assert.equal(await tab.page.locator(".door").count(), 1);
	});

	it("a roster of strangers is refused", async () => {
		const strangers = new SiteKeys(site.world.host);
		const tab = await site.tab();

		await tab.page.route("**/v1/start", async (route) => {
			const start = (await site.forward(route.request()))
			    .json<{ roots: string[]; roster: string }>();

			start.roots = [Buffer.from(strangers.rootNote)
			    .toString("utf8")];
			start.roster = Buffer.from(strangers.rosterNote)
			    .toString("utf8");
			await route.fulfill({ json: start });
		});
		await openStart(tab, site.poster());
		assert.match(await tab.page.textContent(".notice.bad") ?? "",
		    /钥匙核对不上/);
		assert.equal(await tab.page.locator(".door").count(), 1);
	});

	it("a cut link is refused, not taken for one without a pin",
	    async () => {
		const tab = await site.tab();

		await openStart(tab, site.poster().slice(0, -3));
		assert.match(await tab.page.textContent(".notice.bad") ?? "",
		    /钥匙核对不上/);
	});

	it("without a pin they are said to be unchecked", async () => {
		const tab = await site.tab();

		await openStart(tab, site.origin);
		assert.match(await tab.page.textContent(".keys") ?? "",
		    /没有核对.*核对数字应当是/s);
		await fillConcern(tab.page, { text: "没有扫码，直接输入网址打开的，" +
		    "也应当能够写、能够寄出。" });
		assert.match(await tab.page.textContent(".who:visible") ?? "",
		    /还没有核对/);
		await send(tab.page);
		await readCode(tab.page);
	});
});

describe("a code typed in", () => {
	it("with one wrong digit is told before anything is asked",
	    async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		const asked = tab.sent.length;
		await page.click(".door:has-text('查看答复')");
		await type(page, "407193652088441572609385");
		assert.match(await page.textContent(".counter") ?? "", /有一位不对/);
		assert.equal(await page.inputValue("textarea"),
		    "4071 9365 2088\n4415 7260 9385");
		await page.click("button:text-is('打开')");
		assert.equal(tab.sent.length, asked);
		// One digit mended, the others kept; pasted full width too.
		await page.click("button:text-is('删除')");
		await type(page, "4");
		assert.match(await page.textContent(".counter") ?? "",
		    /已输入 24 位/);
		await page.fill("textarea", "４０７１-9365 2088　4415 7260 9384");
		assert.match(await page.textContent(".counter") ?? "",
		    /已输入 24 位/);
	});

	it("that opens nothing is told", async () => {
		const tab = await site.tab();

		await openStart(tab, site.poster());
		await tab.page.click(".door:has-text('查看答复')");
		await type(tab.page, "407193652088441572609384");
		await tab.page.click("button:text-is('打开')");
		await tab.page.waitForSelector(".notice.bad");
		assert.match(await tab.page.textContent(".notice.bad") ?? "",
		    /没有找到/);
	});
});
