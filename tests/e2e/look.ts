// SPDX-License-Identifier: ISC
// A screen of the console as its officers may have it, measured; and a picture
// of each where SHOTS names a folder for them (make shots-desk).

import assert from "node:assert/strict";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { axe } from "../audit/checks.ts";

const THEMES = ["light", "dark"] as const;

/** A picture, if one is wanted. */
export async function shoot(page: Page, name: string): Promise<void> {
	const folder = process.env["SHOTS"];

	if (folder !== undefined)
		await page.screenshot({ fullPage: true, animations: "disabled",
			path: join(folder, `${name}.png`) });
}

/** Where a printed paper is to lie as well. */
export function paperPath(name: string): { path?: string } {
	const folder = process.env["SHOTS"];

	return folder === undefined ? {} :
	    { path: join(folder, `${name}.pdf`) };
}

/** What makes the page wider than the window, if anything does: texts, boxes. */
function tooWide(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const found: string[] = [];
		const texts = document.createTreeWalker(document.body,
		    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);

		if (document.documentElement.scrollWidth <= innerWidth)
			return found;
		while (texts.nextNode() !== null) {
			const range = document.createRange();
			const at = texts.currentNode;

			range.selectNode(at);
			const { right } = range.getBoundingClientRect();
			if (right > innerWidth)
				found.push(`${at.nodeName} to ${right}: ` +
				    (at.textContent ?? "").slice(0, 40));
		}
		return [`${document.documentElement.scrollWidth} px`, ...found];
	});
}

/**
 * Light and dark, wide and narrow: nothing that axe finds, nothing cut.  In
 * English as well where `both`; the page is Chinese before and after.
 */
export async function look(page: Page, name: string, both = false):
    Promise<void> {
	for (const language of both ? ["zh", "en"] : ["zh"]) {
		for (const width of [1280, 390]) {
			await page.setViewportSize({ width, height: 800 });
			await page.evaluate(() => new Promise((drawn) =>
			    requestAnimationFrame(drawn)));
			for (const colorScheme of THEMES) {
				const shot = `${name}-${language}-${width}-` +
				    colorScheme;

				await page.emulateMedia({ colorScheme,
					reducedMotion: "reduce" });
				assert.deepEqual(await axe(page), [], shot);
				assert.deepEqual(await tooWide(page), [], shot);
				await shoot(page, shot);
			}
		}
		if (both)
			await page.click("#language");
	}
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.emulateMedia({ colorScheme: "light" });
}
