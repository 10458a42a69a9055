// SPDX-License-Identifier: ISC
// Every screen of the reporter's page, one after the other, on a real site: the
// one place that knows the way.  It goes by roles and shapes and not by words,
// so it walks both languages and any form that conf/site.json may have.
//
//	start, its folds, unchecked, expired, out of reach, without scripts
//	each form: every step empty, with its errors, filled; sent
//	the receipt, its check with a wrong digit, done
//	the code, wrong and right; the box without and with answers; cleared

import assert from "node:assert/strict";

import type { Locator, Page } from "playwright-core";

import type { Tab } from "../e2e/browser.ts";
import { Officer } from "../e2e/officer.ts";
import type { Site } from "../e2e/site.ts";
import { until } from "../web/client.ts";

/** Called on each screen, when it stands still. */
export type See = (screen: string, page: Page) => Promise<void>;

export type Language = "zh" | "en";

const STEPS_MAX = 12;
/** Words that no other run has: the officer finds the report by them. */
function words(form: string, language: Language): string {
	return `${form} ${language}：这是一封试走各个页面的信，` +
	    "写得长一些，好让每一步都看得见。\n第二行 second line.";
}

export class Walk {
	private readonly site: Site;
	private readonly see: See;
	private readonly language: Language;
	private readonly tabs: Tab[] = [];

	constructor(site: Site, language: Language, see: See) {
		this.site = site;
		this.language = language;
		this.see = see;
	}

	/** All of it.  Every screen must be without a complaint of the page. */
	async all(): Promise<void> {
		await this.start();
		await this.troubles();
		const { page } = await this.opened();
		const forms = await page.locator(".doors .door").count() - 1;

		assert.ok(forms >= 2, `${forms} forms`);
		for (let i = 0; i < forms; i++) {
			const code = await this.form(i);

			if (code !== null)
				await this.box(i, code);
		}
		for (const tab of this.tabs)
			assert.deepEqual(tab.complaints, []);
	}

	private async tab(): Promise<Tab> {
		const tab = await this.site.phone.open();

		// Sealing and Argon2id are slow where others work as well.
		tab.page.setDefaultTimeout(60000);
		this.tabs.push(tab);
		return tab;
	}

	/** The start page in the walk's language. */
	private async opened(link = this.site.poster()): Promise<Tab> {
		const tab = await this.tab();

		await tab.page.goto(link);
		await this.translated(tab.page);
		return tab;
	}

	private async translated(page: Page): Promise<void> {
		await page.waitForSelector(".door");
		if (this.language === "en") {
			await page.click(".language button");
			await page.waitForFunction(() =>
			    document.documentElement.lang.startsWith("en"));
		}
	}

	private async start(): Promise<void> {
		const { page } = await this.opened();

		await this.see("start", page);
		await unfold(page);
		await this.see("start-unfolded", page);
		const plain = await this.opened(this.site.origin);
		await this.see("start-unchecked", plain.page);
	}

	/** What is shown when something is not as it should be. */
	private async troubles(): Promise<void> {
		const late = await this.tab();
		const year = 400 * 24 * 3600 * 1000;

		await late.page.clock.setFixedTime(Date.now() + year);
		await late.page.goto(this.site.poster());
		await this.translated(late.page);
		await this.see("expired", late.page);
		// In Chinese whatever is chosen: the choice comes with the start.
		const cut = await this.tab();
		await cut.page.route("**/v1/start", (route) => route.abort());
		await cut.page.goto(this.site.poster());
		await cut.page.waitForSelector(".notice.bad");
		await this.see("out-of-reach", cut.page);
		await this.bare();
	}

	/**
	 * What stands there without scripts.  Where scripts are off nothing can
	 * be measured, so it is unwrapped and no script is named.
	 */
	private async bare(): Promise<void> {
		const { page } = await this.tab();

		await page.route(this.site.origin + "/", async (route) => {
			const { text } = await this.site.world.intake.ask("/");

			await route.fulfill({ contentType: "text/html; charset=utf-8",
				body: text.replace(
				    /<\/?noscript>|<script [^]*?<\/script>/g, "") });
		});
		await page.goto(this.site.origin + "/");
		await page.waitForSelector("main h1");
		await this.see("no-scripts", page);
	}

	/**
	 * Fill the i-th form and send it; gives the code, or null where the form
	 * says that it cannot be sent from here.
	 */
	private async form(i: number): Promise<string | null> {
		const { page } = await this.opened();
		const name = `form${i + 1}`;

		await page.locator(".doors .door").nth(i).click();
		await page.waitForSelector("h1");
		let asked = false;
		for (let step = 1; step <= STEPS_MAX; step++) {
			const main = page.locator("main .button.main:visible").last();
			const at = `${name}-${step}`;
			const asks = await page.locator(
			    ".question:visible, textarea:visible").count() > 0;

			await this.see(at, page);
			if (asks) {
				await main.click();
				await this.see(`${at}-errors`, page);
				await fill(page, words(name, this.language));
				await unfold(page);
				await this.see(`${at}-filled`, page);
			}
			if (asks && !asked)
				await this.leaving(page, name);
			asked = asked || asks;
			const before = await shown(page);
			await main.click();
			await page.waitForFunction((old) =>
			    document.querySelector(".code") !== null ||
			    (document.activeElement?.tagName === "H1" &&
				document.querySelector("main")?.innerText !== old),
			before);
			if (await page.locator(".code").count() > 0)
				return this.receipt(page, name);
		}
		return assert.fail(`${name} has more than ${STEPS_MAX} steps`);
	}

	/** The question before words are lost, and the way back to them. */
	private async leaving(page: Page, name: string): Promise<void> {
		const back = page.locator(".back button:visible").first();

		await back.click();
		const stay = page.locator(".back .button.main:visible");
		if (await stay.count() > 0) {
			await this.see(`${name}-leaving`, page);
			await stay.click();
			return;
		}
		// It went one step back: forward again, what was typed is there.
		await page.locator("main .button.main:visible").last().click();
	}

	private async receipt(page: Page, name: string): Promise<string> {
		const code = (await page.textContent(".code") ?? "")
		    .replace(/\D/g, "");

		assert.equal(code.length, 24);
		await this.see(`${name}-receipt`, page);
		await unfold(page);
		await page.locator("main .button.main:visible").last().click();
		await page.waitForSelector(".keypad");
		await this.see(`${name}-check`, page);
		const wrong = code.slice(-8).replace(/.$/, (last) =>
		    String((Number(last) + 1) % 10));
		await page.fill("textarea:visible", wrong);
		await this.see(`${name}-check-wrong`, page);
		await page.fill("textarea:visible", "");
		await page.locator("textarea:visible").fill(code.slice(-8));
		await page.waitForFunction(() =>
		    document.querySelector(".keypad") === null);
		await this.see(`${name}-done`, page);
		return code;
	}

	private async enter(code: string): Promise<Page> {
		const { page } = await this.opened();

		await page.locator(".doors .door").last().click();
		await page.waitForSelector(".keypad");
		await page.fill("textarea:visible", code);
		return page;
	}

	private async box(i: number, code: string): Promise<void> {
		const name = `form${i + 1}`;

		if (i === 0)
			await this.codes(code);
		let page = await this.enter(code);
		await page.locator("main .button.main:visible").last().click();
		await page.waitForSelector(".messages");
		await this.see(`${name}-box`, page);
		await this.answered(i);
		await until(async () => {
			page = await this.enter(code);
			await page.locator("main .button.main:visible").last()
			    .click();
			await page.waitForSelector(".messages");
			return page.locator(".messages .theirs").count();
		}, (n) => n >= 3, 60000, 1000);
		await this.see(`${name}-box-answered`, page);
		await page.locator("textarea:visible").last().fill("补一句。");
		await this.added(page);
		await this.see(`${name}-box-added`, page);
		await page.locator(".leave button:visible").click();
		await page.waitForFunction(() =>
		    document.querySelector(".messages") === null);
		await this.see(`${name}-cleared`, page);
	}

	/** Send the follow-up; the box comes back with it. */
	private async added(page: Page): Promise<void> {
		const mine = await page.locator(".messages .mine").count();

		await page.locator(".foot .button.main:visible").last().click();
		await page.waitForFunction((n) =>
		    document.querySelectorAll(".messages .mine").length > n, mine);
	}

	private async codes(code: string): Promise<void> {
		const { page } = await this.opened();

		await page.locator(".doors .door").last().click();
		await page.waitForSelector(".keypad");
		await this.see("code", page);
		await page.fill("textarea:visible", code.slice(0, 22) + "00");
		await this.see("code-wrong", page);
		// The right check of another code: nobody has that box.
		await page.fill("textarea:visible", "407193652088441572609384");
		await page.locator("main .button.main:visible").last().click();
		await page.waitForSelector(".notice.bad");
		await this.see("code-unknown", page);
	}

	/** A good answer with a status, a bad one, and the last word. */
	private async answered(i: number): Promise<void> {
		const text = words(`form${i + 1}`, this.language);
		const { officer, found } = await this.reader(text);

		await officer.reply(found, "请再说一下是哪几天的事，" +
		    "越清楚越好。\n不用写您自己的情况。", { status: "P3" });
		await officer.reply(found, "假的答复。", { forged: true });
		await officer.reply(found, "已经办好了。", { status:
			i % 2 === 0 ? "P7" : "P6" });
	}

	/** Whichever officer can open it. */
	private async reader(text: string): Promise<{ officer: Officer;
	    found: Awaited<ReturnType<Officer["wait"]>> }> {
		const { officers } = this.site.world.keys;

		return until(async () => {
			for (const { number } of officers) {
				const officer = await Officer.login(this.site.world,
				    number);
				const found = (await officer.inbox()).find((one) =>
				    one.entry.text.includes(text));

				if (found !== undefined)
					return { officer, found };
			}
			return undefined;
		}, (one) => one !== undefined, 60000, 1000) as Promise<{
			officer: Officer;
			found: Awaited<ReturnType<Officer["wait"]>> }>;
	}
}

function shown(page: Page): Promise<string | undefined> {
	return page.evaluate(() =>
	    document.querySelector("main")?.innerText);
}

/** Open everything that folds. */
export async function unfold(page: Page): Promise<void> {
	await page.evaluate(() => document.querySelectorAll("details")
	    .forEach((one) => { one.open = true; }));
}

/** Give every visible question some answer that it takes. */
export async function fill(page: Page, text: string): Promise<void> {
	// A choice may bring further questions: look until nothing is new.
	for (let round = 0; round < 6; round++) {
		if (!await fillOnce(page, text))
			return;
	}
}

async function first(all: Locator): Promise<Locator | null> {
	return await all.count() > 0 ? all.first() : null;
}

/** One pass; false when there was nothing left to do. */
async function fillOnce(page: Page, text: string): Promise<boolean> {
	let did = false;

	for (const group of await page.locator(".question:visible").all()) {
		const radio = await first(group.locator(
		    "label.choice:visible:has(input[type=radio])"));
		const none = await group.locator(
		    "input[type=radio]:checked").count() === 0;

		if (radio !== null && none) {
			await radio.click();
			did = true;
		}
		// A tree begins with buttons; what is below them are radios.
		const family = await first(group.locator("button.family:visible"));
		if (family !== null && await group.locator(
		    ".family[aria-pressed=true]").count() === 0) {
			await family.click();
			did = true;
		}
	}
	for (const list of await page.locator("select:visible").all()) {
		if (await list.inputValue() !== "")
			continue;
		const values = await list.locator("option").evaluateAll((all) =>
		    all.map((one) => (one as HTMLOptionElement).value));
		const value = values.find((one) => one !== "");

		if (value !== undefined) {
			await list.selectOption(value);
			did = true;
		}
	}
	for (const area of await page.locator("textarea:visible").all()) {
		if (await area.inputValue() === "") {
			await area.fill(text);
			did = true;
		}
	}
	return await tick(page) || did;
}

/** The boxes that must be ticked stand alone in their question. */
async function tick(page: Page): Promise<boolean> {
	let did = false;

	for (const label of await page.locator(
	    "label.choice:visible:has(input[type=checkbox][required])," +
	    "label.choice:visible:has(input[type=checkbox][aria-required])," +
	    ".question:visible > label.choice:only-of-type" +
	    ":has(input[type=checkbox])").all()) {
		if (!await label.locator("input").isChecked()) {
			await label.click();
			did = true;
		}
	}
	return did;
}

