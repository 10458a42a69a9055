// SPDX-License-Identifier: ISC
// From the tap on "send" to the digits, on a phone four times as slow as this
// machine: under a second, because the code was drawn and its keys derived
// while one wrote.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Brake } from "./brake.ts";
import type { Tab } from "./browser.ts";
import { fillYouth, openStart } from "./reporter.ts";
import { Site } from "./site.ts";

const RATE = 4;
const LIMIT_MS = 1000;
/** The brake was on, but for the ticks that processor time is counted in. */
const SHARE_MAX = 1 / RATE + 0.05;
/** The best of some: other work on this machine only makes it slower. */
const TRIES = 8;

let site: Site;

before(async () => {
	site = await Site.create();
});
after(async () => {
	await site.close();
});

/** Keep the worker busy: what it gets of a core is what the brake leaves. */
function spin(tab: Tab): Promise<unknown> {
	return tab.page.workers()[0]?.evaluate(() => {
		const begun = Date.now();
		let sum = 0;

		while (Date.now() - begun < 500)
			sum += 1;
		return sum;
	}) ?? Promise.reject(new Error("no worker"));
}

/** From tap to digits by the page's own clock; what it had of a core. */
async function sent(): Promise<{ ms: number; share: number }> {
	const tab = await site.tab();
	const { page } = tab;

	await openStart(tab, site.poster());
	await fillYouth(page, { text: "字".repeat(1000) });
	// Who writes a thousand characters leaves the worker all the time.
	await page.waitForTimeout(2500);
	const brake = await Brake.put(tab, RATE);
	try {
		const share = await brake.share(() => spin(tab));
		const ms = await page.evaluate(() => new Promise<number>((done) => {
			const button = document.querySelector(".foot .button.main") as
			    HTMLButtonElement;
			const begun = performance.now();
			const look = () => {
				if (document.querySelector(".code") === null)
					requestAnimationFrame(look);
				else
					done(performance.now() - begun);
			};
			button.click();
			requestAnimationFrame(look);
		}));
		return { ms, share };
	} finally {
		await brake.release();
		await page.close();
	}
}

describe("a report of 1,000 characters", () => {
	it("is received within a second of the tap", async (t) => {
		const all: { ms: number; share: number }[] = [];
		const braked = (): typeof all => all.filter((one) =>
		    one.share < SHARE_MAX);

		while (all.length < TRIES &&
		    !braked().some((one) => one.ms < LIMIT_MS))
			all.push(await sent());
		const said = all.map((one) => `${Math.round(one.ms)} ms on ` +
		    one.share.toFixed(2)).join(", ");
		const best = braked().reduce((a, b) => a.ms < b.ms ? a : b,
		    { ms: Infinity, share: NaN });

		t.diagnostic(`figure: tap to receipt ${Math.round(best.ms)} ms, ` +
		    `page and worker on ${best.share.toFixed(2)} of a core`);
		assert.ok(best.ms < LIMIT_MS, said);
	});
});
