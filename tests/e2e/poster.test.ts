// SPDX-License-Identifier: ISC
// From the wall to the page: what a decoder reads from a picture of the poster
// opens the site, with the keys checked and the station known; what the poster
// prints beside it is what the page shows to those who typed the address.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from
    "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";

import { repo } from "../web/cluster.ts";
import { SiteKeys } from "../web/keys.ts";
import type { Phone } from "./browser.ts";
import { Site } from "./site.ts";

const QF = join(repo, "build/bin/qf");
const WORDS = join(repo, "conf/site.json");
const folder = mkdtempSync(join(tmpdir(), "qf-poster-"));

let site: Site;
let phone: Phone;

before(async () => {
	site = await Site.create();
	phone = await site.phoneOutside();
	writeFileSync(join(folder, "root.note"), site.world.keys.rootNote);
});
after(async () => {
	await phone.close();
	await site.close();
	rmSync(folder, { recursive: true });
});

function tool(name: string, ...args: string[]): string {
	return execFileSync(name, args, { cwd: folder, encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"] });
}

function poster(...args: string[]): string {
	return tool(QF, "poster", "--root", "root.note", "--words", WORDS,
	    ...args);
}

/** What a phone's camera would read. */
function decode(picture: string): string {
	return tool("zbarimg", "--nodbus", "-q", "--raw", picture).trim();
}

describe("a poster", () => {
	it("scanned, opens its station's page with the keys checked",
	    async () => {
		poster("-o", "s02.svg", "S02");
		tool("rsvg-convert", "-w", "900", "-o", "s02.png", "s02.svg");
		const link = decode("s02.png");
		assert.match(link, /^https:\/\/box\.test\.example\/#s=S02&r1=/);
		const { page, complaints } = await phone.open();
		await page.goto(link);
		await page.waitForSelector(".door");
		const text = await page.textContent("main") ?? "";
		assert.match(text, /已核对：和海报上的一致/);
		assert.match(text, /大学城联青服务站/);
		assert.deepEqual(complaints, []);
	});

	it("prints the digits that the page shows at the plain address",
	    async () => {
		poster("-o", "s01.pdf", "S01");
		const printed = tool("pdftotext", "-layout", "s01.pdf", "-");
		const [address] = /https:\/\/\S+/.exec(printed) ?? [];
		const [digits] = /\d{4}( \d{4}){4}/.exec(printed) ?? [];
		const { page } = await phone.open();
		await page.goto(address ?? "");
		await page.waitForSelector(".door");
		const shown = await page.textContent(".keys, main") ?? "";
		assert.match(await page.textContent("main") ?? "", /没有核对/);
		assert.ok(digits !== undefined && shown.replace(/\s/g, "")
		    .includes(digits.replace(/\s/g, "")), `${digits}: ${shown}`);
	});

	it("comes out of a browser's printer, a sheet for each station",
	    async () => {
		poster("-o", "print.html", "S01", "S03");
		const { page } = await phone.open();
		await page.goto(`file://${join(folder, "print.html")}`);
		await page.pdf({ path: join(folder, "print.pdf"),
			preferCSSPageSize: true, printBackground: true });
		assert.match(tool("pdfinfo", "print.pdf"),
		    /Pages: +2\n[^]*A4/);
		tool("pdftoppm", "-r", "70", "-png", "print.pdf", "print");
		assert.match(decode("print-1.png"), /#s=S01&r1=/);
		assert.match(decode("print-2.png"), /#s=S03&r1=/);
	});

	it("of a campaign, scanned, opens the campaign's form", async () => {
		const { today } = site.world.keys;
		const days = { from: today, to: today };
		const words = JSON.parse(readFileSync(WORDS, "utf8")) as {
			campaigns: object[] };

		Object.assign(words.campaigns[0] ?? {}, days);
		writeFileSync(join(folder, "words.json"), JSON.stringify(words));
		tool(QF, "poster", "--root", "root.note", "--words", "words.json",
		    "-o", "c.svg", "JF2026");
		tool("rsvg-convert", "-w", "900", "-o", "c.png", "c.svg");
		const link = decode("c.png");
		assert.match(link, /^https:\/\/box\.test\.example\/#s=JF2026&r1=/);
		for (const [url, open, trusted] of [[link, days, true],
			[link, { from: "2020-01-01", to: "2020-01-02" }, true],
			[link.replace(/&r1=.*/, ""), days, false]] as const) {
			const { page, complaints } = await phone.open();

			await page.route("**/v1/start", async (route) => {
				const start = (await site.forward(route.request()))
				    .json<{ site: { campaigns: object[] } }>();

				Object.assign(start.site.campaigns[0] ?? {}, open);
				await route.fulfill({ json: start });
			});
			await page.goto(url);
			// Over, or with no pin to check: the start page as ever.
			if (open !== days || !trusted) {
				await page.waitForSelector(".door");
				continue;
			}
			await page.waitForSelector(".lead:visible >> " +
			    "text=/^基层减负专项：反映重复填表/");
			assert.equal(await page.locator(".door:visible").count(), 0);
			assert.deepEqual(complaints, []);
		}
	});

	it("is drawn only when the live site hangs on its pin", async () => {
		const run = promisify(execFile);
		const draw = (root: string) => run(QF, ["poster", "--root",
			join(folder, root), "--words", WORDS, "--site",
			`https://127.0.0.1:${site.relay.port}`, "--ca",
			site.world.caFile, "S01"]);
		const other = new SiteKeys(site.world.host);

		assert.match((await draw("root.note")).stdout, /<svg /);
		writeFileSync(join(folder, "other.note"), other.rootNote);
		await assert.rejects(draw("other.note"),
		    /does not fit the pinned root/);
	});
});
