// SPDX-License-Identifier: ISC
// The opened box: who still gets what is added, ratings, pictures, nothing
// typed lost, and nothing left in the page when one leaves.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { base64Url } from "../../assets/lib/base64.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { newCode } from "../../assets/lib/code.ts";
import { receipt } from "../../assets/lib/receipt.ts";
import type { Roster } from "../../assets/lib/roster.ts";
import { readTar } from "../../assets/lib/tar.ts";
import { unseal } from "../../assets/lib/unseal.ts";
import { sleep, until } from "../web/client.ts";
import { type EntryOptions, Report } from "../web/report.ts";
import type { Tab } from "./browser.ts";
import { left } from "./heap.ts";
import { Officer } from "./officer.ts";
import { draw } from "./pictures.ts";
import { confirm, fillYouth, openBox, openStart, readCode, send, type, visible }
	from "./reporter.ts";
import { Site } from "./site.ts";
import { fieldsOf, objectIn, openedBy, readersOf } from "./stored.ts";

let site: Site;
let dir: string;

before(async () => {
	site = await Site.create({ office: true });
	dir = mkdtempSync(join(tmpdir(), "qf-box-"));
});
after(async () => {
	await site.close();
	rmSync(dir, { recursive: true });
});

/** A report as another phone sent it; gives its digits. */
async function reported(o: EntryOptions): Promise<string> {
	const code = newCode();
	const answer = await new Report(site.world.keys, o,
	    receipt(site.world.host, code)).send(site.world.intake);

	assert.equal(answer.status, 201);
	return code;
}

async function opened(code: string): Promise<Tab> {
	const tab = await site.tab();

	await openBox(tab, site.poster(), code);
	return tab;
}

function posted(tab: Tab): Uint8Array {
	const posts = tab.posts("/v1/box/entries");

	return objectIn(posts[posts.length - 1]?.body ?? Buffer.alloc(0));
}

async function publish(change: Partial<Roster>): Promise<void> {
	const { world } = site;
	const note = Buffer.from(world.keys.nextRoster(change)).toString("utf8");
	let good = 0;

	world.cluster.sql(world.keys.publishSql("roster",
	    world.keys.roster.version, utf8(note)), "postgres");
	await until(() => world.intake.ask("/v1/start"), (a) => {
		good = a.json<{ roster: string }>().roster === note ?
		    good + 1 : 0;
		return good === 8;
	}, 10000);
}

async function add(tab: Tab, text: string): Promise<void> {
	const mine = tab.page.locator(".messages .mine");
	const n = await mine.count();

	await tab.page.fill("textarea:visible", text);
	await visible(tab.page, "加密并寄出补充").click();
	await mine.nth(n).waitFor();
	await tab.page.locator("text=补充已经收到").waitFor();
}

describe("an answer of the youth class", () => {
	it("is rated after what is under way, not between", async () => {
		const words = "两件事同时寄的反馈。";
		const first = await site.tab();
		await openStart(first, site.poster());
		await fillYouth(first.page, { text: words });
		await send(first.page);
		const code = await readCode(first.page);
		const officer = await Officer.login(site.world, "05");
		await officer.reply(await officer.wait(words), "看过了。",
		    { status: "P7" });
		const tab = await opened(code);
		const { page } = tab;
		await until(async () => {
			await openBox(tab, site.poster(), code);
			return page.textContent("main");
		}, (text) => (text ?? "").includes("看过了"), 20000, 500);

		let go: () => void = () => undefined;
		const held = new Promise<void>((resolve) => {
			go = resolve;
		});
		await page.route("**/v1/box/entries", async (route) => {
			await held;
			await route.continue();
		}, { times: 1 });
		await page.fill("textarea:visible", "补充的话。");
		await page.click("label.choice:has-text('基本满意')");
		await visible(page, "加密并寄出补充").click();
		await until(() => Promise.resolve(tab.posts("/v1/box/entries")),
		    (all) => all.length === 1, 20000, 50);
		await visible(page, "寄出评价").click({ force: true });
		await sleep(1000);
		assert.equal(tab.posts("/v1/box/entries").length, 1);
		go();
		await page.locator("text=补充已经收到").first().waitFor();
		assert.equal(openedBy(site.world, "05", posted(tab))?.text,
		    "补充的话。\n");
		await visible(page, "寄出评价").click();
		await until(() => Promise.resolve(tab.posts("/v1/box/entries")),
		    (all) => all.length === 2, 20000, 50);
		await page.locator("text=寄出评价").waitFor({ state: "detached" });
		const rated = openedBy(site.world, "05", posted(tab));
		assert.deepEqual(rated === undefined ? [] : fieldsOf(rated),
		    ["rating=2"]);
		assert.deepEqual(tab.complaints, []);
	});

	it("is rated, with words when it did not help, once", async () => {
		const words = "夜里路灯不亮，走路看不见。";
		const first = await site.tab();
		await openStart(first, site.poster());
		await fillYouth(first.page, { text: words });
		await send(first.page);
		const code = await readCode(first.page);
		const officer = await Officer.login(site.world, "05");
		await officer.reply(await officer.wait(words), "已经转给路灯所。",
		    { status: "P7" });
		const tab = await opened(code);
		const { page } = tab;
		await until(async () => {
			await openBox(tab, site.poster(), code);
			return page.textContent("main");
		}, (text) => (text ?? "").includes("路灯所"), 20000, 500);

		const why = page.locator("textarea").first();
		assert.equal(await why.isVisible(), false);
		await page.click("label.choice:has-text('基本满意')");
		assert.equal(await why.isVisible(), false);
		await page.click("label.choice:has-text('不满意')");
		await why.fill("字".repeat(201));
		// What is being added at the same time must not be lost.
		await page.fill("textarea >> nth=1", "还有一盏也不亮。");
		await visible(page, "寄出评价").click();
		assert.equal(tab.posts("/v1/box/entries").length, 0);
		assert.match(await page.textContent("p.error:not(.counter):visible") ?? "",
		    /最多 200 字，现在 201 字/);
		await why.fill("灯还是不亮。\n一直没人来。");
		await visible(page, "寄出评价").click();
		await page.locator("text=补充已经收到").first().waitFor();
		const rated = openedBy(site.world, "06", posted(tab));
		assert.deepEqual(rated === undefined ? [] : fieldsOf(rated),
		    ["rating=3", "rating_text=灯还是不亮。\n一直没人来。"]);
		assert.equal(rated?.text, "");
		assert.equal(await page.locator("text=寄出评价").count(), 0);
		assert.equal(await page.inputValue("textarea:visible"),
		    "还有一盏也不亮。");
		await visible(page, "加密并寄出补充").click();
		await page.waitForFunction(() => document.querySelectorAll(
		    ".messages .mine").length === 3);
		assert.equal(openedBy(site.world, "05", posted(tab))?.text,
		    "还有一盏也不亮。\n");
		assert.equal(await page.inputValue("textarea:visible"), "");
		assert.deepEqual(tab.complaints, []);
	});
});

describe("what is added", () => {
	it("may have pictures, and is listed by date and size", async () => {
		const tab = await opened(await reported({ to: ["01", "02"] }));
		const { page } = tab;
		const path = join(dir, "more.jpg");

		writeFileSync(path, await draw(page, { width: 2400, height: 1800,
			format: "jpeg", noise: 1 }));
		await page.setInputFiles(".file input", path);
		await page.locator(".photos li").first().waitFor();
		await add(tab, "照片在这里。");
		const size = await page.locator(".mine").last().textContent();
		assert.match(size ?? "", /您补充了一次（约 (1|4)\sMB）/);
		assert.equal(await page.locator(".photos li").count(), 0);
		const parts = tab.sent.filter((one) => one.method === "PATCH");
		const object = Buffer.concat([posted(tab),
			...parts.map((one) => one.body)]);
		const [, file] = readTar(unseal(new Uint8Array(object),
		    [site.world.keys.officer("02").identity]));
		assert.equal(file?.name, "a01.jpg");
		assert.ok((file?.data.length ?? 0) > 256 * 1024);
		assert.deepEqual(tab.complaints, []);
	});

	it("goes to who is left of the readers, never to who was left out",
	    async () => {
		const { keys } = site.world;
		const code = await reported({ to: ["01", "03"], not: ["02"] });
		const lone = await reported({ to: ["01", "03"], not: ["09"] });

		await publish({
			officers: keys.roster.officers.filter((one) =>
			    one.number !== "01"),
			classes: [
				{ name: "youth", numbers: ["05", "06"] },
				{ name: "concern", numbers: ["02", "03", "06"] },
				{ name: "leadership", numbers: ["09", "10"] },
			],
			revoked: [{ number: "01", date: keys.today,
				reason: "left" }],
		});
		const tab = await opened(code);
		const { page } = tab;
		const text = await page.textContent("main") ?? "";
		assert.match(text, /1 个原收件岗位已不在名单/);
		assert.match(text, /没有寄给test office/);
		// 06 came later; 02 was left out and is not even offered; with one
		// reader left the superior is.
		assert.equal(await page.locator("label.choice").count(), 3);
		assert.equal(await page.locator("label.choice input:checked")
		    .count(), 0);
		assert.match(text, /原来的收件人不足两个。也可以寄给上级/);
		await add(tab, "只给剩下的那一位。");
		assert.deepEqual(readersOf(site.world, posted(tab)), ["03"]);
		assert.deepEqual(openedBy(site.world, "03", posted(tab))?.not,
		    ["02"]);
		await page.click("label.choice:has-text('新来的岗位')");
		for (const box of await page.locator(
		    "label.choice:has-text('寄给上级')").all())
			await box.click();
		await add(tab, "也给新来的和上级。");
		assert.deepEqual(readersOf(site.world, posted(tab)),
		    ["03", "06", "09", "10"]);
		// Nor is a superior offered who was left out.
		const other = await opened(lone);
		assert.equal(await other.page.locator(
		    "label.choice:has-text('上级')").count(), 1);
	});
});

describe("when one leaves", () => {
	const secret = { reply: "答复里的暗号是翠鸟", typed: "还没寄出的话是白鹭",
		pasted: "改过主意的话是夜莺" };

	it("the box is asked about once, and then nothing of it is left",
	    async () => {
		const code = newCode();
		const keys = receipt(site.world.host, code);
		const report = new Report(site.world.keys, { to: ["02", "03"],
			text: "离开以后什么都不留。\n" }, keys);
		await report.send(site.world.intake);
		const officer = await Officer.login(site.world, "02");
		await officer.reply(await officer.wait("离开以后"), secret.reply);
		const tab = await site.tab();
		const { page } = tab;
		await until(async () => {
			await openBox(tab, site.poster(), code);
			return page.textContent("main");
		}, (text) => (text ?? "").includes(secret.reply), 20000, 500);
		await page.fill("textarea:visible", secret.pasted);
		await page.fill("textarea:visible", secret.typed);
		const words = [secret.reply, secret.typed, code,
			code.replace(/(.{4})(?=.)/g, "$1 "), base64Url(keys.mbox),
			base64Url(keys.mbox).slice(0, 20)];
		// The search finds them while they are there.
		for (const word of [secret.reply, secret.typed,
			base64Url(keys.mbox)])
			assert.notDeepEqual(await left(tab, [word]), [], word);

		await visible(page, "看完了").click();
		await visible(page, "接着写").click();
		assert.equal(await page.inputValue("textarea:visible"),
		    secret.typed);
		await visible(page, "看完了").click();
		await visible(page, "不写了").click();
		await page.locator("h1:text-is('已经清空')").first().waitFor();
		assert.deepEqual(await left(tab, words), []);
		assert.equal(page.workers().length, 0);
		assert.deepEqual(tab.complaints, []);
	});

	it("nothing of a report that was sent is left either", async () => {
		const tab = await site.tab();
		const { page } = tab;
		const path = join(dir, "small.png");

		await openStart(tab, site.poster());
		await fillYouth(page, { text: secret.typed });
		writeFileSync(path, await draw(page, { width: 200, height: 100,
			format: "png" }));
		await page.setInputFiles(".file input", path);
		await page.locator(".photos li").first().waitFor();
		assert.notDeepEqual(await left(tab, [secret.typed]), []);
		await send(page);
		const code = await readCode(page);
		// The words are gone before the digits are.
		assert.deepEqual(await left(tab, [secret.typed]), []);
		await confirm(page, code);
		assert.deepEqual(await left(tab, [secret.typed, code,
			code.slice(0, 16), code.replace(/(.{4})(?=.)/g, "$1 ")]), []);
		assert.equal(page.workers().length, 0);
	});

	it("a wrong code typed is not kept by the page that asks for it",
	    async () => {
		const tab = await site.tab();
		const { page } = tab;
		const code = newCode();

		await openStart(tab, site.poster());
		await page.click(".door:has-text('查看答复')");
		await type(page, code);
		await visible(page, "快速离开").click();
		await page.waitForURL("about:blank");
		assert.deepEqual(await left(tab, [code]), []);
	});
});
