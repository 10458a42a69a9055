// SPDX-License-Identifier: ISC
// What a visit leaves: nothing on the phone, nothing but the sealed bytes on
// the way, and a page small enough for a bad network.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import {
	confirm, fillConcern, fillYouth, openBox, openStart, readCode, send,
	visible,
} from "./reporter.ts";
import { Site } from "./site.ts";

const WEIGHT_MAX = 60 * 1024;
const REQUESTS_MAX = 6;

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

describe("on the phone", () => {
	it("nothing is stored, named or put into the history", async () => {
		const tab = await site.tab();
		const { page } = tab;
		const link = site.poster();

		await openStart(tab, link);
		const history = await page.evaluate(() => window.history.length);
		await fillConcern(page, { text: "看完一遍流程，手机上不应当留下任何" +
		    "东西，标题和地址也不变。" });
		await send(page);
		const code = await readCode(page);
		await confirm(page, code);
		await openBox(tab, link, code);
		assert.deepEqual(await tab.context.cookies(), []);
		const left = await page.evaluate(async () => ({
			local: localStorage.length,
			session: sessionStorage.length,
			databases: (await indexedDB.databases()).length,
			caches: (await caches.keys()).length,
			workers: (await navigator.serviceWorker
			    .getRegistrations()).length,
			cookie: document.cookie,
			title: document.title,
			url: location.href,
		}));
		assert.deepEqual(left, { local: 0, session: 0, databases: 0,
			caches: 0, workers: 0, cookie: "", title: "信箱",
			url: link });
		// Two more pages were opened by the test itself, none by ours.
		assert.equal(await page.evaluate(() => window.history.length),
		    history + 2);
		assert.deepEqual(tab.complaints, []);
	});

	it("leaving now shows nothing and cannot be stepped back from",
	    async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		await fillYouth(page, { text: "有人走过来了，马上离开这个网页。" });
		await visible(page, "快速离开").click();
		await page.waitForURL("about:blank");
		await page.goBack();
		assert.ok(!(await page.content()).includes("有人走过来了"));
	});

	it("going away with words typed is asked about", async () => {
		const tab = await site.tab();
		const { page } = tab;

		await openStart(tab, site.poster());
		await fillYouth(page, { text: "写了一半，先别走。" });
		await visible(page, "返回").click();
		await visible(page, "接着写").click();
		assert.equal(await page.inputValue("textarea"),
		    "写了一半，先别走。");
		await visible(page, "返回").click();
		await visible(page, "不写了").click();
		await page.waitForSelector(".door");
	});
});

describe("on the way", () => {
	it("every request is to the site itself, without cookie or referrer",
	    async () => {
		const tab = await site.tab();

		await openStart(tab, site.poster());
		await fillYouth(tab.page, { text: "只和这个网站说话。" });
		await send(tab.page);
		await readCode(tab.page);
		assert.ok(tab.sent.length >= 6);
		for (const one of tab.sent) {
			assert.equal(new URL(one.url).origin, site.origin);
			assert.equal(one.headers["cookie"], undefined);
			assert.ok((one.headers["referer"] ?? "") === "");
		}
	});

	it("a first visit is small", async () => {
		const tab = await site.tab();
		const paths: string[] = [];
		let bytes = 0;

		await openStart(tab, site.poster());
		for (const one of tab.sent) {
			const { pathname } = new URL(one.url);
			const answer = await site.world.intake.ask(pathname,
			    { headers: { "accept-encoding": "gzip, deflate, br" } });

			paths.push(`${pathname} ${answer.body.length}`);
			bytes += answer.body.length;
		}
		console.log(`# first visit: ${bytes} bytes in ${paths.length} ` +
		    `requests: ${paths.join(", ")}`);
		assert.ok(bytes <= WEIGHT_MAX, `${bytes} bytes`);
		assert.ok(paths.length <= REQUESTS_MAX, paths.join(" "));
	});
});

describe("on a small phone", () => {
	it("nothing is wider than 320 pixels or too small to tap",
	    async () => {
		const tab = await site.phone.open({
			viewport: { width: 320, height: 568 } });
		const { page } = tab;
		const faults: string[] = [];
		const look = async (name: string): Promise<void> => {
			faults.push(...await page.evaluate((screen) => {
				const out: string[] = [];
				const wide = document.documentElement.scrollWidth;
				const taps = "button, a, select, summary, textarea, " +
				    "label.choice, input[type=text]";

				if (wide > document.documentElement.clientWidth)
					out.push(`${screen}: ${wide} wide`);
				for (const node of Array.from(
				    document.querySelectorAll(taps))) {
					const { width, height } =
					    node.getBoundingClientRect();

					if (width > 0 && (height < 43.9 || width < 43.9))
						out.push(`${screen}: ${node.tagName} ` +
						    `${node.textContent} ${width}x${height}`);
				}
				return out;
			}, name));
			// Letters of twice the size may be long, never wide.
			faults.push(...await page.evaluate((screen) => {
				const { style } = document.documentElement;

				style.fontSize = "225%";
				const wide = document.documentElement.scrollWidth;
				style.fontSize = "";
				return wide > document.documentElement.clientWidth ?
				    [`${screen}: ${wide} wide in large letters`] : [];
			}, name));
		};

		await openStart(tab, site.poster());
		await page.evaluate(() => document.querySelectorAll("details")
		    .forEach((one) => { one.open = true; }));
		await look("start");
		await fillConcern(page, { text: "屏幕很小，也要看得全、点得到，" +
		    "一个字也不能少。".repeat(3) });
		await look("concern");
		await send(page);
		const code = await readCode(page);
		await look("receipt");
		await visible(page, "抄好了").click();
		await look("confirm");
		await openBox(tab, site.poster(), code);
		await look("box");
		await openStart(tab, site.poster());
		await page.click(".door:has-text('查看答复')");
		await page.fill("textarea", code);
		await look("code");
		await openStart(tab, site.poster());
		await fillYouth(page, { text: "同上。", topics: ["表扬"] });
		await send(page);
		await look("youth");
		assert.deepEqual(faults, []);
	});

	it("without scripts it says why and names other channels",
	    async () => {
		const tab = await site.phone.open({ javaScriptEnabled: false });

		await tab.page.goto(site.poster());
		assert.match(await tab.page.textContent("main") ?? "",
		    /脚本.*没有表单.*12355.*12388/s);
		assert.equal(await tab.page.locator("input, textarea, button")
		    .count(), 0);
	});
});
