// SPDX-License-Identifier: ISC
// The screens of docs/reporters/README.md: a phone before a real site.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";

import type { Tab } from "../e2e/browser.ts";
import { Officer } from "../e2e/officer.ts";
import { CAMERA, draw, tag } from "../e2e/pictures.ts";
import { openBox, openStart, readCode, type } from "../e2e/reporter.ts";
import type { Site } from "../e2e/site.ts";
import { until } from "../web/client.ts";
import type { Cast } from "./guide.ts";

export const REPORTERS = "docs/reporters/README.md";
const WECHAT = "Mozilla/5.0 (Linux; Android 10; HarmonyOS) " +
    "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0 Mobile " +
    "Safari/537.36 MicroMessenger/8.0.44";
/** Words of the letter that the guide has written, and of its answer. */
const WORDS = "站里晚上八点关门";
const ANSWER = "下个月起，每周三延长到二十一点三十分。谢谢您的建议。";

export class Reporters implements Cast {
	private readonly site: Site;
	private readonly tabs: Tab[] = [];
	/** The tab that the guide is at. */
	private page: Page | undefined;
	private receipt: Page | undefined;
	private code = "";
	readonly drawn = ["poster"];
	readonly screens: Cast["screens"];

	constructor(site: Site) {
		const here = async (): Promise<Page> => this.here();

		this.site = site;
		this.screens = {
			"wechat": () => this.open({ userAgent: WECHAT }),
			"start": () => this.open(),
			"unchecked": () => this.open({}, site.origin),
			"youth": () => this.open(),
			"receipt": async () => {
				this.code = await readCode(this.here());
				assert.equal(this.code.length, 24);
				return this.here();
			},
			"concern": () => this.other(),
			"concern-what": here,
			"concern-text": here,
			"concern-send": here,
			"concern-receipt": here,
			"leader": () => this.open(),
			"photo": () => this.photo(),
			"code": () => this.back(),
			"check": here,
			"done": async () => {
				await type(this.here(), this.code.slice(-8));
				return this.here();
			},
			"open": () => this.open(),
			"open-wrong": async () => {
				const { code } = this;

				await this.here().fill("textarea.digits",
				    code.slice(0, -1) + String((Number(code.slice(-1)) +
					1) % 10));
				return this.here();
			},
			"open-code": async () => {
				// Not tapped: a tapped key would be drawn a shade apart.
				await this.here().fill("textarea.digits", this.code);
				return this.here();
			},
			"answered": () => this.answered(),
			"follow": async () => {
				// The rating was received: what is there stays.
				await this.here().waitForSelector(
				    "text=补充已经收到");
				return this.here();
			},
			"leave": async () => {
				await this.here().waitForFunction(() => document
				    .querySelectorAll(".messages .mine").length > 2);
				return this.here();
			},
			"cleared": here,
			"crisis": () => this.open(),
			"retaliation": () => this.open(),
			"limits": () => this.open(),
		};
	}

	private here(): Page {
		assert.ok(this.page, "no screen was opened");
		return this.page;
	}

	private async tab(more = {}): Promise<Tab> {
		const tab = await this.site.phone.open({ reducedMotion: "reduce",
			...more });

		tab.page.setDefaultTimeout(60000);
		this.tabs.push(tab);
		this.page = tab.page;
		return tab;
	}

	private async open(more = {}, link = this.site.poster()): Promise<Page> {
		const tab = await this.tab(more);

		await openStart(tab, link);
		return tab.page;
	}

	/** The other form, while the first letter's receipt waits in its tab. */
	private other(): Promise<Page> {
		this.receipt = this.here();
		return this.open();
	}

	private async back(): Promise<Page> {
		assert.ok(this.receipt, "no receipt");
		this.page = this.receipt;
		return this.receipt;
	}

	private async photo(): Promise<Page> {
		const page = await this.open();
		const path = join(this.site.world.dir, "photo.jpg");

		tag(path, await draw(page, { width: 800, height: 600,
			format: "jpeg" }), CAMERA);
		await page.click(".door:has-text('青年反馈')");
		await page.setInputFiles("input[type=file]", { name: "photo.jpg",
			mimeType: "image/jpeg", buffer: readFileSync(path) });
		return page;
	}

	/** The office answers; the box is opened until that is in it. */
	private async answered(): Promise<Page> {
		const { page } = this;
		const officer = await Officer.login(this.site.world, "05");
		const found = await officer.wait(WORDS);
		const tab = this.tabs.find((one) => one.page === page);

		assert.ok(tab, "no tab");
		// What was pressed is still opening; it must not come later.
		await tab.page.locator(".messages").waitFor();
		await officer.reply(found, ANSWER, { status: "P7" });
		await until(async () => {
			await openBox(tab, this.site.poster(), this.code);
			return tab.page.locator(".messages .theirs").count();
		}, (n) => n === 1, 60000, 1000);
		return tab.page;
	}

	/** No page complained of anything. */
	quiet(): void {
		for (const tab of this.tabs)
			assert.deepEqual(tab.complaints, []);
	}
}
