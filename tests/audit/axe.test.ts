// SPDX-License-Identifier: ISC
// axe-core on every screen of the reporter's page, both languages, light and
// dark: no violation; nothing too small or too wide on a phone of 390 px.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Site } from "../e2e/site.ts";
import { axe, sizes } from "./checks.ts";
import { Walk } from "./walk.ts";

let site: Site;

before(async () => {
	site = await Site.create({ office: true });
});
after(async () => {
	await site.close();
});

/** Each bends the page in one way. */
const BENT: readonly (readonly [string, RegExp, () => void])[] = [
	["letters that fade", /color-contrast/, () => {
		(document.querySelector("p") as HTMLElement).style.color = "#bbb";
	}],
	["a field without a name", /label/, () => {
		document.querySelector("main")
		    ?.appendChild(document.createElement("input"));
	}],
	["letters of 12 px", /^12 px/, () => {
		(document.querySelector("p") as HTMLElement).style.fontSize =
		    "12px";
	}],
	["a button of 30 px", /x 30 px/, () => {
		const { style } = document.querySelector("header button") as
		    HTMLElement;
		style.minHeight = "0";
		style.height = "30px";
		style.padding = "0";
	}],
	["a line that does not break", /px wide on/, () => {
		(document.querySelector("h1") as HTMLElement).style.width =
		    "1000px";
	}],
];

describe("the checks see", () => {
	for (const [what, said, bend] of BENT)
		it(what, async () => {
			const { page } = await site.tab();

			await page.goto(site.poster());
			await page.waitForSelector(".door");
			await page.evaluate(bend);
			const found = [...await sizes(page), ...await axe(page)];
			assert.ok(found.some((one) => said.test(one)),
			    found.join("\n"));
		});
});

describe("nothing is wrong", () => {
	for (const language of ["zh", "en"] as const) {
		it(`on any screen in ${language}`, { timeout: 1200000 },
		    async (t) => {
			const faults: string[] = [];
			let screens = 0;

			await new Walk(site, language, async (screen, page) => {
				for (const colorScheme of ["light", "dark"] as const) {
					await page.emulateMedia({ colorScheme });
					for (const fault of [...await axe(page),
						...await sizes(page)])
						faults.push(`${screen} ${colorScheme}: ` +
						    fault);
				}
				screens++;
			}).all();
			t.diagnostic(`axe ${language}: ${screens} screens`);
			assert.deepEqual(faults, []);
			assert.ok(screens >= 25, `${screens} screens`);
		});
	}
});
