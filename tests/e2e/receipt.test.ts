// SPDX-License-Identifier: ISC
// The screen that shows the digits: copied and checked, or skipped on purpose;
// and what may be kept beside the paper.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { formatVkey } from "../../assets/lib/note.ts";
import { repo } from "../web/cluster.ts";
import type { Tab } from "./browser.ts";
import { confirm, fillYouth, openStart, readCode, send, type, visible }
	from "./reporter.ts";
import { Site } from "./site.ts";

let site: Site;
let dir: string;

before(async () => {
	site = await Site.create();
	dir = mkdtempSync(join(tmpdir(), "qf-receipt-"));
});
after(async () => {
	await site.close();
	rmSync(dir, { recursive: true });
});

async function received(): Promise<{ tab: Tab; code: string }> {
	const tab = await site.tab();

	await openStart(tab, site.poster());
	await fillYouth(tab.page, { text: "寄到以后，只看回执码的反馈。" });
	await send(tab.page);
	return { tab, code: await readCode(tab.page) };
}

describe("the digits", () => {
	it("stand in six groups, to be copied and checked", async () => {
		const { tab, code } = await received();
		const { page } = tab;

		assert.match(code, /^\d{24}$/);
		assert.deepEqual(await page.$$eval(".code span", (all) =>
		    all.map((one) => one.textContent?.length)),
		[4, 4, 4, 4, 4, 4]);
		assert.match(await page.textContent("main") ?? "",
		    /抄在纸上.*只显示这一次.*不要截图/s);
		await visible(page, "抄好了").click();
		assert.equal(await page.locator(".code").count(), 0);
		const wrong = code.slice(-8).replace(/.$/, (one) =>
		    String((Number(one) + 1) % 10));
		await type(page, wrong);
		assert.match(await page.textContent(".counter.error") ?? "",
		    /和回执码不一样/);
		// All groups stay to be corrected, or to be looked at again.
		assert.equal((await page.inputValue("textarea"))
		    .replace(/\D/g, ""), wrong);
		await visible(page, "没抄全").click();
		assert.equal(await readCode(page), code);
		// Pasted, full width, with spaces.
		await visible(page, "抄好了").click();
		await page.fill("textarea", code.slice(-8).replace(/\d/g, (one) =>
		    String.fromCharCode(0xff10 + Number(one))).replace(/^.{4}/,
		    "$&　"));
		await page.waitForSelector("h1:text-is('好了')");
		assert.ok(!(await page.content()).includes(code.slice(0, 4)));
		assert.deepEqual(tab.complaints, []);
	});

	it("can be skipped with one more tap, not with a double one",
	    async () => {
		const { tab } = await received();
		const { page } = tab;

		await visible(page, "不核对").dblclick();
		await page.waitForTimeout(300);
		assert.equal(await page.locator(".code").count(), 1);
		await page.waitForTimeout(1100);
		await visible(page, "再点一次就结束").click();
		await page.waitForSelector("h1:text-is('好了')");
	});
});

describe("a picture of them", () => {
	it("is made here, when asked, and is gone with the screen", async () => {
		const { tab, code } = await received();
		const { page } = tab;
		const asked = tab.sent.length;

		assert.equal(await page.locator("img").count(), 0);
		await page.click("summary:has-text('做成图片')");
		assert.match(await page.textContent("details[open]") ?? "",
		    /可能自动传到网上/);
		await visible(page, "做一张回执码图片").click();
		const source = await page.getAttribute("img.kept", "src") ?? "";
		assert.match(source, /^blob:/);
		const seen = await page.evaluate(async (url) => {
			const blob = await (await createImageBitmap(
			    document.querySelector("img") as HTMLImageElement));
			const canvas = document.createElement("canvas");
			canvas.width = blob.width;
			canvas.height = blob.height;
			const context = canvas.getContext("2d");
			context?.drawImage(blob, 0, 0);
			const { data } = context?.getImageData(0, 0, blob.width,
			    blob.height) ?? { data: [] };
			let dark = 0;
			for (let i = 0; i < data.length; i += 4)
				dark += (data[i] ?? 255) < 64 ? 1 : 0;
			return { size: [blob.width, blob.height], dark, url };
		}, source);
		assert.deepEqual(seen.size, [720, 525]);
		assert.ok(seen.dark > 5000 && seen.dark < 100000,
		    `${seen.dark} dark points`);
		assert.ok(tab.sent.slice(asked).every((one) =>
		    one.url.startsWith("blob:") || one.url.endsWith("/later.js")),
		"made on the page");
		await confirm(page, code);
		assert.equal(await page.locator("img").count(), 0);
		assert.equal(await page.evaluate((url) => new Promise((done) => {
			const image = new Image();
			image.onload = () => done("there");
			image.onerror = () => done("gone");
			image.src = url;
		}), source), "gone");
	});

	it("is not made where canvases hold noise", async () => {
		const { tab } = await received();
		const { page } = tab;

		await page.evaluate(() => {
			CanvasRenderingContext2D.prototype.getImageData = (_x, _y, w,
			    h) => new ImageData(w, h);
		});
		await page.click("summary:has-text('做成图片')");
		await visible(page, "做一张回执码图片").click();
		await page.waitForSelector("text=不让网页做图片");
		assert.equal(await page.locator("img").count(), 0);
	});
});

describe("the proof of receipt", () => {
	it("is the promise as signed, as text and as a file", async () => {
		const { tab, code } = await received();
		const { page } = tab;

		for (const last of [false, true]) {
			if (last)
				await confirm(page, code);
			await page.click("summary:has-text('收件凭据')");
			const [download] = await Promise.all([
				page.waitForEvent("download"),
				page.click("a:has-text('存成小文件')"),
			]);
			assert.equal(download.suggestedFilename(), "note.txt");
			const path = join(dir, "note.txt");
			await download.saveAs(path);
			const note = readFileSync(path, "utf8");
			assert.equal(await page.textContent(".proof"), note);
			assert.ok(!note.includes(code.slice(0, 8)));
			const key = join(dir, "promise.vkey");
			writeFileSync(key, formatVkey(site.world.keys.promise) + "\n");
			const text = execFileSync(join(repo, "build/bin/qf"),
			    ["note", "verify", "-k", key, path],
			    { encoding: "utf8" });
			assert.match(text, /\/promise\/v1\nd [A-Za-z0-9+/=]{44}\n/);
		}
	});
});
