// SPDX-License-Identifier: ISC
// What a person does on the reporter's page, step by step, by the words that
// stand there.

import type { Page } from "playwright-core";

import type { Tab } from "./browser.ts";

export interface Concern {
	readonly category?: readonly string[];
	readonly unit?: string;
	readonly level?: string;
	readonly text: string;
}

export interface Youth {
	readonly kind?: string;
	readonly topics?: readonly string[];
	readonly text: string;
}

/** A label that begins with these words. */
export function row(page: Page, words: string): ReturnType<Page["locator"]> {
	return page.locator("label.choice:visible", {
		hasText: new RegExp("^\\s*" + words.replace(/[()]/g, "\\$&")),
	}).first();
}

export function visible(page: Page, name: string):
    ReturnType<Page["locator"]> {
	return page.locator(`button:visible:has-text("${name}")`).first();
}

export async function openStart(tab: Tab, link: string): Promise<void> {
	// The same link again would only be another place in the same page.
	await tab.page.goto("about:blank");
	await tab.page.goto(link);
	await tab.page.locator(".door").first().waitFor();
}

export async function fillYouth(page: Page, youth: Youth): Promise<void> {
	await page.click(".door:has-text('青年反馈')");
	await row(page, youth.kind ?? "求助").click();
	await page.fill("textarea", youth.text);
	if (youth.topics !== undefined) {
		await page.click("summary:has-text('点开来选')");
		for (const topic of youth.topics)
			await row(page, topic).click();
	}
	await row(page, "我已看过告知").click();
}

export async function fillConcern(page: Page, concern: Concern):
    Promise<void> {
	await page.click(".door:has-text('反映作风问题')");
	await visible(page, "知道了").click();
	const [family, ...below] = concern.category ?? ["作风不实"];
	await page.locator("button.family:visible",
	    { hasText: family ?? "" }).first().click();
	for (const words of below)
		await row(page, words).click();
	if (concern.unit === undefined)
		await page.selectOption("fieldset:has-text('所在单位') select", "U02");
	else {
		await page.selectOption("fieldset:has-text('所在单位') select",
		    { label: "名单里没有，自己写" });
		await page.fill("fieldset:has-text('所在单位') input", concern.unit);
	}
	if (concern.level !== undefined)
		await page.selectOption("fieldset:has-text('级别') select",
		    concern.level);
	await visible(page, "下一步").click();
	await page.fill("textarea:visible", concern.text);
	await visible(page, "下一步").click();
	await row(page, "我反映的是").click();
}

export async function send(page: Page): Promise<void> {
	await visible(page, "寄").click();
}

/** The 24 digits, once the page says that they are a receipt. */
export async function readCode(page: Page): Promise<string> {
	// No handle is kept: it would keep the screen's memory too.
	await page.locator(".code").waitFor();
	return (await page.textContent(".code") ?? "").replace(/\D/g, "");
}

/** Type digits on the page's own keypad. */
export async function type(page: Page, digits: string): Promise<void> {
	for (const digit of digits)
		await page.click(`.keypad button:text-is("${digit}")`);
}

/** Copy, check the last two groups, be done. */
export async function confirm(page: Page, code: string): Promise<void> {
	await visible(page, "抄好了").click();
	await type(page, code.slice(-8));
	await page.locator("h1:text-is('好了')").waitFor();
}

export async function openBox(tab: Tab, link: string, code: string):
    Promise<void> {
	await openStart(tab, link);
	await tab.page.click(".door:has-text('查看答复')");
	await type(tab.page, code);
	await tab.page.click("button:text-is('打开')");
	await tab.page.locator(".messages").waitFor();
}
