// SPDX-License-Identifier: ISC
// Contact sheets: many pictures on one, to be looked at together.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { type Page, chromium } from "playwright-core";

import { CHROMIUM } from "../e2e/browser.ts";

/** Side by side. */
const COLUMNS = 8;

async function contact(page: Page, out: string, folder: string, sheet: string,
    names: readonly string[], columns: number): Promise<void> {
	const wide = 1500 / columns - 14;
	const cells = names.map((name) => `<figure><img src="${folder}/` +
	    `${name}" width="${wide}"><figcaption>${name.slice(0, -4)}` +
	    "</figcaption></figure>").join("\n");
	const file = join(out, `${sheet}.html`);

	writeFileSync(file, "<!doctype html><meta charset=utf-8><title>" +
	    `${folder}</title><style>body{margin:12px;font:13px sans-serif;` +
	    "background:#888;display:flex;flex-wrap:wrap;align-items:" +
	    "flex-start;gap:12px}figure{margin:0}img{display:block}" +
	    `</style>\n${cells}\n`);
	await page.goto(pathToFileURL(file).href);
	await page.screenshot({ path: join(out, `${sheet}.png`),
		fullPage: true });
}

/**
 * Into the folder out, beside the folders of the pictures.
 *	sheets	folder to the names of its pictures, in order
 *	columns	pictures side by side
 *	rows	of them on one sheet
 */
export async function contactSheets(out: string,
    sheets: ReadonlyMap<string, readonly string[]>, columns = COLUMNS,
    rows = 1): Promise<void> {
	const each = columns * rows;
	const browser = await chromium.launch({ executablePath: CHROMIUM,
		args: ["--no-sandbox", "--disable-gpu"] });

	try {
		const page = await browser.newPage({ viewport: { width: 1600,
			height: 900 } });

		for (const [folder, names] of sheets)
			for (let i = 0; i < names.length; i += each)
				await contact(page, out, folder,
				    `${folder}-${i / each + 1}`,
				    names.slice(i, i + each), columns);
	} finally {
		await browser.close();
	}
}
