// SPDX-License-Identifier: ISC
// The screens of docs/officers/README.md: consoles of three officers on the
// same invented letters.

import assert from "node:assert/strict";

import type { Page } from "playwright-core";

import { addDays } from "../../assets/lib/date.ts";
import type { Tab } from "../e2e/browser.ts";
import { act, approve, fillAct, reopen, step } from "../e2e/casework.ts";
import { Desk, PASSPHRASE, openLetter, refresh } from "../e2e/console.ts";
import type { Site } from "../e2e/site.ts";
import { until } from "../web/client.ts";
import type { Cast } from "./guide.ts";

export const OFFICERS = "docs/officers/README.md";
const DESK = { viewport: { width: 1100, height: 720 },
	reducedMotion: "reduce" } as const;
const WIDE = { width: 1400, height: 900 };
const LETTERS = [
	{ text: "活动办完一个月才补签到表，实到九人写成六十余人。类似情况至少四次。",
		category: "A02.3", unit: "U06" },
	{ text: "本月填报表格二十一张，九张内容重复，要求当天上报。希望减少重复填报。",
		category: "A04.2", unit: "U03" },
	{ text: "青年来办事，窗口让回去等通知，一个月没有下文。", category: "A03.3",
		unit: "U07" },
] as const;
const FEEDBACK = "站里晚上关门早，下班赶不上咨询，能不能晚一点关？";
const [FRESH, SCREENED, WATCHED] = LETTERS.map((one) =>
    [...one.text].slice(0, 12).join("")) as [string, string, string];

export class Officers implements Cast {
	private readonly desk: Desk;
	private readonly tabs: Tab[] = [];
	private readonly at = new Map<string, Page>();
	readonly screens: Cast["screens"];

	private constructor(desk: Desk) {
		const one = async (): Promise<Page> => this.page("01");

		this.desk = desk;
		this.screens = {
			"unlock": () => this.unlock(),
			"key": () => this.key("01"),
			"inbox": () => this.inbox(),
			"letter": () => this.letter(),
			"step": one,
			"reply": one,
			"approvals": () => this.far(),
			"approve": () => this.other(),
			"agreed": () => this.agreed(),
			"grant": one,
			"item": () => this.watched(),
			"item-day": () => this.day(),
			"board": one,
			// The sheet wants a desk's width.
			"month": () => this.size(WIDE),
			"nodes": () => this.size(DESK.viewport),
			"campaigns": one,
			"lesson": one,
			"lesson-second": () => this.second(),
			"records": one,
			"summary": one,
			"summary-second": () => this.recount(),
			"answers": () => this.wish(),
			"sheet": () => this.sheet(),
			"lock": one,
			"shares": () => this.unlock(),
			"shares-key": () => this.key("02"),
			"shares-made": one,
			"recover": one,
		};
	}

	/** A desk, letters that have come in, two of them under way. */
	static async start(site: Site): Promise<Officers> {
		const cast = new Officers(await Desk.start(site));

		try {
			await cast.prepare();
		} catch (e) {
			await cast.stop();
			throw e;
		}
		return cast;
	}

	private async prepare(): Promise<void> {
		for (const { text, category, unit } of LETTERS)
			this.desk.send(text, { fields: [`category=${category}`,
				`unit=${unit}`, "truth=yes"] });
		const page = await this.officer("02");

		await openLetter(page, SCREENED);
		for (const to of ["R01", "R02", "R03"])
			await step(page, to);
		await act(page, "assign", { charge: "01", second: "02" });
		await openLetter(page, WATCHED);
		for (const to of ["R01", "R02", "R03", "R09"])
			await step(page, to);
		await step(page, "R17", { due: this.later(30) });
		await act(page, "item", { item: "办事事项一次告知", owner: "窗口单位",
			due: this.later(20) });
	}

	private later(days: number): string {
		return addDays(this.desk.site.world.keys.today, days);
	}

	private page(nn: string): Page {
		const page = this.at.get(nn);

		assert.ok(page, `${nn} is not at the desk`);
		return page;
	}

	private keep(nn: string, tab: Tab): Page {
		tab.page.setDefaultTimeout(60000);
		this.tabs.push(tab);
		this.at.set(nn, tab.page);
		return tab.page;
	}

	private async officer(nn: string): Promise<Page> {
		return this.at.get(nn) ??
		    this.keep(nn, await this.desk.unlocked(nn, DESK));
	}

	private async unlock(): Promise<Page> {
		return this.keep("01", await this.desk.open(DESK));
	}

	/** File and passphrase of an officer, where the screen asks for them. */
	private async key(nn: string): Promise<Page> {
		const page = this.page("01");

		await page.setInputFiles("input[type=file]",
		    this.desk.keyFile(nn));
		await page.fill("input[type=password]", PASSPHRASE);
		return page;
	}

	private async inbox(): Promise<Page> {
		const page = this.page("01");

		await page.waitForSelector(".panes");
		while (await page.locator(".letter").count() < LETTERS.length) {
			await page.waitForTimeout(500);
			await refresh(page);
		}
		return page;
	}

	private async letter(): Promise<Page> {
		const page = this.page("01");

		await openLetter(page, FRESH);
		// That it was opened is signed and stored by itself.
		await page.waitForSelector(".letter[aria-current]:not(.unread)");
		return page;
	}

	/** To where others must agree. */
	private async far(): Promise<Page> {
		const page = this.page("01");

		for (const to of ["R02", "R03", "R09", "R10", "R11"])
			await step(page, to);
		return page;
	}

	private async other(): Promise<Page> {
		const page = await this.officer("02");

		await this.again(page, FRESH, "[data-approve]");
		return page;
	}

	private async agreed(): Promise<Page> {
		const [one, two, three] = [this.page("01"), this.page("02"),
			await this.officer("03")];

		// What 02 signed is stored before 03 looks.
		await two.waitForSelector("#stored");
		await this.again(three, FRESH, "[data-approve]");
		await approve(three, { reason: "同意初核" });
		await this.again(one, FRESH, ".panel h2:has-text('R13')");
		return one;
	}

	/** A letter as the others left it, once that has come. */
	private async again(page: Page, words: string, sign: string):
	    Promise<void> {
		await until(async () => {
			await reopen(page, words);
			await page.click(".letter[aria-current]");
			await page.waitForSelector("#checks");
			return page.locator(sign).count();
		}, (n) => n > 0, 60000, 500);
	}

	private async watched(): Promise<Page> {
		const page = this.page("01");

		await step(page, "R17", { due: this.later(45) });
		return page;
	}

	private async day(): Promise<Page> {
		const page = this.page("01");

		await fillAct(page, { due: this.later(10) });
		return page;
	}

	/** The first officer's text comes to the second. */
	private async second(): Promise<Page> {
		const [one, two] = [this.page("01"), this.page("02")];
		const note = await one.inputValue("#lesson-note");

		await two.click("#room-month");
		await two.click("#sheet-lesson");
		await two.fill("#lesson-pasted", note);
		return two;
	}

	/** The first officer's summary comes to the second. */
	private async recount(): Promise<Page> {
		const [one, two] = [this.page("01"), this.page("02")];
		const note = await one.inputValue("#record-note");

		await two.click("#room-records");
		await two.click("#record-summary");
		await two.fill("#record-pasted", note);
		return two;
	}

	/** Another officer has feedback that is closed. */
	private async wish(): Promise<Page> {
		this.desk.send(FEEDBACK, { form: "youth", fields: ["kind=advice",
			"topic=Y11", "reply=code", "notice=2026-11-26"] });
		const page = await this.officer("05");

		await openLetter(page, [...FEEDBACK].slice(0, 12).join(""));
		for (const to of ["Q1", "Q6", "Q5"])
			await step(page, to);
		return page;
	}

	private async size(viewport: { width: number; height: number }):
	    Promise<Page> {
		await this.page("01").setViewportSize(viewport);
		return this.page("01");
	}

	private async sheet(): Promise<Page> {
		const page = this.page("01");

		await page.click("#room-letters");
		await this.again(page, FRESH, "#sheet");
		return page;
	}

	/** No page complained of anything. */
	quiet(): void {
		for (const tab of this.tabs)
			assert.deepEqual(tab.complaints, []);
	}

	async stop(): Promise<void> {
		for (const { context } of this.tabs)
			await context.close();
		assert.equal(await this.desk.stop(), 0);
	}
}
