// SPDX-License-Identifier: ISC
// Shares of an officer's key: made in the console, on paper page by page, typed
// back in another browser, and the file that comes of them unlocks.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import type { Page } from "playwright-core";

import { Desk, PASSPHRASE, said, unlock } from "./console.ts";
import { look } from "./look.ts";
import { Site } from "./site.ts";

const NEW = "另一个口令 2027";
let site: Site;
let desk: Desk;
/** As the paper has them. */
let printed: string[] = [];

before(async () => {
	site = await Site.create({ office: true });
	desk = await Desk.start(site);
});
after(async () => {
	assert.equal(await desk.stop(), 0);
	await site.close();
});

async function kept(page: Page): Promise<string> {
	return page.evaluate(async () => JSON.stringify([
		Object.entries(localStorage), Object.entries(sessionStorage),
		document.cookie, location.href, await indexedDB.databases(),
		await caches.keys().catch(() => [])]));
}

async function type(page: Page, at: number, text: string): Promise<void> {
	await page.fill(`#share-${at}`, text);
	await page.locator(`#share-${at}`).blur();
}

describe("making shares", () => {
	it("wants the file and its passphrase, and no more needed than made",
	    { timeout: 120000 }, async () => {
		const { page } = await desk.open();

		await look(page, "shares-unlock");
		await page.click("text=做恢复份额");
		await look(page, "shares-make");
		await page.click("button[type=submit]");
		assert.match(await said(page), /请先选密钥文件/);
		await page.setInputFiles("#key-file", desk.keyFile("02"));
		await page.fill("#passphrase", "wrong");
		await page.click("button[type=submit]");
		await page.waitForFunction(() => /口令/.test(document
		    .querySelector("[role=alert]")?.textContent ?? ""));
		await page.selectOption("#k", "6");
		await page.click("button[type=submit]");
		await page.waitForFunction(() => /不能比总份数多/.test(document
		    .querySelector("[role=alert]")?.textContent ?? ""));
		await page.close();
	});

	it("puts each on a page of its own, and leaves nothing",
	    { timeout: 120000 }, async () => {
		const { page } = await desk.open();

		await page.click("text=做恢复份额");
		await page.setInputFiles("#key-file", desk.keyFile("02"));
		await page.fill("#passphrase", PASSPHRASE);
		await page.selectOption("#n", "4");
		await page.click("button[type=submit]");
		await page.waitForSelector(".share");
		await look(page, "shares-made");
		const file = desk.file("shares.pdf",
		    await page.pdf({ preferCSSPageSize: true }));
		assert.match(execFileSync("pdfinfo", [file], { encoding: "utf8" }),
		    /^Pages: +4$/m);
		for (let i = 1; i <= 4; i++) {
			const text = execFileSync("pdftotext", ["-layout", "-f",
				String(i), "-l", String(i), file, "-"],
			    { encoding: "utf8" });

			assert.match(text, new RegExp(`第 ${i} 份，共 4 份`));
			assert.match(text, new RegExp(site.world.host));
			assert.match(text, /编号 +02/);
			assert.match(text, /4 份中任意 3 份/);
			const groups = text.match(/\b[0-9A-HJKMNP-TV-Z]{4}\b/g)
			    ?.filter((g) => !/^20[0-9]{2}$/.test(g) ||
				text.split(g).length > 2 ||
				!text.includes(g + "-")) ?? [];
			assert.equal(groups.length, 17, text);
			printed.push(groups.join(" "));
		}
		assert.equal(new Set(printed).size, 4);
		await page.click("text=完成，清除屏幕");
		await page.waitForSelector(".unlock");
		const left = await page.content() + await kept(page);
		for (const text of printed)
			assert.ok(!left.includes(text.slice(0, 9)) &&
			    !left.includes(text.slice(0, 4) + "</span>"));
		await page.close();
	});
});

describe("recovering", () => {
	it("tells a mistyped share at once, and which", { timeout: 120000 },
	    async () => {
		const { page } = await desk.open();
		const [one = "", two = "", three = ""] = printed;

		await page.click("text=用份额恢复密钥");
		assert.equal(await page.locator("#typed textarea").count(), 2);
		await type(page, 1, one.replace(/^(.{6})(.)/, (_, a: string,
		    b: string) => a + (b === "7" ? "8" : "7")));
		assert.match(await page.textContent("#typed") ?? "",
		    /校验位不对/);
		await look(page, "shares-wrong");
		await type(page, 1, one.slice(5));
		assert.match(await page.textContent("#typed") ?? "",
		    /不是十七组/);
		await type(page, 1, one.toLowerCase().replace(/ /g, ""));
		assert.match(await page.textContent("#typed") ?? "", /校验位对/);
		// It says itself how many there must be.
		assert.equal(await page.locator("#typed textarea").count(), 3);
		await type(page, 2, two);
		await page.fill("#new-passphrase", NEW);
		await page.fill("#again", NEW);
		await page.click("button[type=submit]");
		assert.match(await said(page), /第 3 份：不是十七组/);
		await type(page, 3, one);
		await page.click("button[type=submit]");
		await page.waitForFunction(() => /输了两遍/.test(document
		    .querySelector("[role=alert]")?.textContent ?? ""));
		await type(page, 3, three);
		await page.fill("#again", "x");
		await page.click("button[type=submit]");
		await page.waitForFunction(() => /不一样/.test(document
		    .querySelector("[role=alert]")?.textContent ?? ""));
		for (const field of ["#new-passphrase", "#again"])
			await page.fill(field, "short");
		await page.click("button[type=submit]");
		await page.waitForFunction(() => /太短/.test(document
		    .querySelector("[role=alert]")?.textContent ?? ""));
		await page.close();
	});

	it("makes a file that the new passphrase alone unlocks",
	    { timeout: 180000 }, async () => {
		const { page } = await desk.open();

		await page.click("text=用份额恢复密钥");
		await type(page, 1, printed[3] ?? "");
		await type(page, 2, printed[0] ?? "");
		await type(page, 3, printed[2] ?? "");
		await page.fill("#new-passphrase", NEW);
		await page.fill("#again", NEW);
		await page.click("button[type=submit]");
		await page.waitForSelector("text=这是办信人 02 的密钥",
		    { timeout: 60000 });
		await look(page, "shares-recovered");
		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page.click("text=保存密钥文件")]);
		assert.equal(download.suggestedFilename(), "officer-02.key");
		const bytes = readFileSync(await download.path());
		const file = desk.file("recovered.key", bytes);

		assert.match(bytes.toString("latin1"), /^age-encryption\.org\/v1\n-> scrypt /);
		await page.click("text=完成，清除屏幕");
		await page.waitForSelector(".unlock");
		assert.ok(!(await page.content() + await kept(page))
		    .includes((printed[0] ?? "").slice(0, 9)));
		await unlock(page, file, PASSPHRASE);
		assert.match(await said(page), /口令/);
		await unlock(page, file, NEW);
		await page.waitForSelector(".panes", { timeout: 60000 });
		assert.match(await page.textContent(".me") ?? "", /02/);
		await page.close();
	});
});
