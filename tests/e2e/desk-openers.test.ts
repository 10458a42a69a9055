// SPDX-License-Identifier: ISC
// Hundreds of letters: the console's worker splits the opening among helpers,
// does it alone where they do not start, and ends them with everything else.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { fill } from "../bench/fill.ts";
import { until } from "../web/client.ts";
import type { Tab } from "./browser.ts";
import { Desk, unlock } from "./console.ts";
import { Site } from "./site.ts";

const THREADS = 300;

let site: Site;
let desk: Desk;

before(async () => {
	site = await Site.create({ office: true });
	await fill(site.world, 0, THREADS, 2);
	desk = await Desk.start(site, ["--no-cache"]);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

function helpers(tab: Tab): number {
	return tab.sent.filter((one) => one.url.endsWith("/opener.js")).length;
}

/** What the list shows, and that nothing in it is wrong. */
async function list(tab: Tab): Promise<string> {
	await tab.page.waitForSelector(".letter", { timeout: 60000 });
	assert.match(await tab.page.textContent(".count") ?? "",
	    new RegExp(String(THREADS)));
	assert.equal(await tab.page.locator(".letter .tag.bad").count(), 0);
	// But for who opened what.
	const all = (await tab.page.locator(".letter").allTextContents())
	    .map((text) => text.replace("●", "")).join("|");
	await tab.page.locator(".letter").first().click();
	await tab.page.waitForSelector("#checks:text-is('✓ 各项核对全部通过')");
	return all;
}

/**
 * An unlocked console whose worker begins with first, and makes a helper of
 * url by make.  What the browser would load for a helper is not a test's to
 * change.
 */
async function changed(first: string, make: string): Promise<Tab> {
	const tab = await desk.open();

	await tab.context.route("**/worker.js", async (route) => {
		const answer = await route.fetch();

		await route.fulfill({ response: answer, body:
		    `${first}\nconst Real = Worker;\nself.started = 0;\n` +
		    `self.Worker = function (url) { self.started += 1;\n${make} };\n` +
		    await answer.text() });
	});
	await tab.page.goto("about:blank");
	await tab.page.goto(desk.url);
	await unlock(tab.page, desk.keyFile("01"));
	return tab;
}

function started(tab: Tab): Promise<number> {
	return tab.page.workers()[0]?.evaluate(() =>
	    (self as unknown as { started: number }).started) ??
	    Promise.reject(new Error("no worker"));
}

let shown = "";

describe("hundreds of letters", () => {
	it("are opened by helpers, which end when it is locked", async () => {
		const tab = await desk.open();

		await unlock(tab.page, desk.keyFile("01"));
		shown = await list(tab);
		assert.equal(helpers(tab), Math.min(4, await tab.page.evaluate(
		    () => navigator.hardwareConcurrency)));
		assert.deepEqual(tab.complaints, []);
		await tab.page.click("button:text-is('锁定')");
		await tab.page.waitForSelector("h1:text-is('已锁定')");
		await until(async () => tab.page.workers().length, (n) => n === 0);
		await tab.page.close();
	});

	it("are opened all the same where none starts", async () => {
		const tab = await changed("", `
			const it = { postMessage() {}, terminate() {} };
			setTimeout(() => it.onerror());
			return it;`);

		assert.ok(await list(tab) === shown, "another list");
		assert.ok(await started(tab) > 0);
		await tab.page.close();
	});

	it("and where every opening fails in them", async () => {
		const tab = await changed("", `
			const it = new Real(url);
			const send = it.postMessage.bind(it);
			it.postMessage = (m) => send("secret" in m ? m :
			    { ...m, signers: null });
			return it;`);

		assert.ok(await list(tab) === shown, "another list");
		assert.ok(await started(tab) > 0);
		await tab.page.close();
	});

	it("or on one processor", async () => {
		const tab = await changed("Object.defineProperty(navigator," +
		    '"hardwareConcurrency", { value: 1 });',
		"return new Real(url);");

		assert.ok(await list(tab) === shown, "another list");
		assert.equal(await started(tab), 0);
		await tab.page.close();
	});

	it("wait for nobody when it is locked in the middle", async () => {
		const tab = await desk.open();

		await unlock(tab.page, desk.keyFile("01"));
		await tab.page.waitForSelector(".wait #progress");
		// No button yet: the page goes.
		await tab.page.goto("about:blank");
		await until(async () => tab.page.workers().length, (n) => n === 0);
		await tab.page.close();
	});
});
