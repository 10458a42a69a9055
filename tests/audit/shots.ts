// SPDX-License-Identifier: ISC
// A picture of every screen at 320, 390 and 768 px, in both languages, light
// and dark, and in large letters at 320 px; contact sheets of them; and what a
// script can measure on each: width, letters, targets, contrast.
//	node tests/audit/shots.ts [FOLDER]	(build/shots)
// Last line: shots: N passed, M failed; one screen is one.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { Site } from "../e2e/site.ts";
import { repo } from "../web/cluster.ts";
import { axe, sizes } from "./checks.ts";
import { contactSheets } from "./contact.ts";
import { type Language, Walk } from "./walk.ts";

const WIDTHS = [320, 390, 768] as const;
const THEMES = ["light", "dark"] as const;
/** Twice the letters: WCAG 1.4.4, and the phone's own largest. */
const LARGE = "225%";
const CONTRAST = ["color-contrast", "link-in-text-block"];
const out = process.argv[2] ?? join(repo, "build/shots");

/** Folder -> names of its pictures, in the order of the walk. */
const sheets = new Map<string, string[]>();
const faults: string[] = [];

async function shoot(page: Page, folder: string, screen: string):
    Promise<void> {
	const names = sheets.get(folder) ?? [];
	const name = `${String(names.length + 1).padStart(2, "0")}-${screen}.png`;

	mkdirSync(join(out, folder), { recursive: true });
	// The line on top sticks to where the page is, not to its beginning.
	await page.evaluate(() => window.scrollTo(0, 0));
	await page.screenshot({ path: join(out, folder, name),
		fullPage: true, animations: "disabled" });
	sheets.set(folder, [...names, name]);
}

function root(page: Page, size: string): Promise<void> {
	return page.evaluate((value) => {
		document.documentElement.style.fontSize = value;
	}, size);
}

/** All pictures and measures of one screen. */
async function look(language: Language, screen: string, page: Page):
    Promise<void> {
	const found: string[] = [];
	const before = page.viewportSize() ?? { width: 390, height: 844 };

	for (const colorScheme of THEMES) {
		await page.emulateMedia({ colorScheme });
		for (const width of WIDTHS) {
			await page.setViewportSize({ width, height: 844 });
			await shoot(page, `${language}-${width}-${colorScheme}`,
			    screen);
			if (colorScheme === "light")
				found.push(...await sizes(page));
		}
		await page.setViewportSize({ width: 320, height: 844 });
		found.push(...await axe(page, CONTRAST));
		await root(page, LARGE);
		await shoot(page, `${language}-320-${colorScheme}-large`, screen);
		if (colorScheme === "light")
			found.push(...await sizes(page));
		await root(page, "");
	}
	await page.emulateMedia({ colorScheme: "light" });
	await page.setViewportSize(before);
	for (const fault of new Set(found))
		faults.push(`${language} ${screen}: ${fault}`);
}

const site = await Site.create({ office: true });
let screens = 0;

try {
	rmSync(out, { recursive: true, force: true });
	for (const language of ["zh", "en"] as const)
		await new Walk(site, language, async (screen, page) => {
			await look(language, screen, page);
			screens++;
		}).all();
} finally {
	await site.close();
}
await contactSheets(out, sheets);
const bad = new Set(faults.map((one) => one.split(":")[0])).size;
for (const fault of faults)
	console.log(fault);
console.log(`${[...sheets.values()].flat().length} pictures in ${out}`);
console.log(`shots: ${screens - bad} passed, ${bad} failed`);
process.exit(bad === 0 ? 0 : 1);
