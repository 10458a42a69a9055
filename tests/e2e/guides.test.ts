// SPDX-License-Identifier: ISC
// The guides, walked as they are written (tests/guides/guide.ts): every label
// that they quote stands on the screen they speak of, and leads on.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openGuide, readGuide, walk } from "../guides/guide.ts";
import { OFFICERS } from "../guides/officers.ts";
import { REPORTERS } from "../guides/reporters.ts";
import { repo } from "../web/cluster.ts";
import { playOfficers, playReporters, stage } from "../guides/stage.ts";
import type { Site } from "./site.ts";

let site: Site;

before(async () => {
	site = await stage();
});
after(async () => {
	await site.close();
});

/** As a guide is walked: every picture it shows comes by, once. */
async function pictured(path: string, play: typeof playReporters):
    Promise<void> {
	const seen: string[] = [];

	await play(site, async (name) => {
		seen.push(name);
	});
	assert.deepEqual(seen, readGuide(openGuide(path)).filter((one) =>
	    one.kind === "picture").map((one) => "name" in one ? one.name : ""));
	assert.equal(new Set(seen).size, seen.length);
}

describe("the guide", () => {
	it("for reporters leads from the poster to the answer",
	    { timeout: 600000 }, () => pictured(REPORTERS, playReporters));

	it("for officers leads through their day", { timeout: 900000 },
	    () => pictured(OFFICERS, playOfficers));

	it("that names what is on no screen, or in another order, fails",
	    async () => {
		const { page } = await site.tab();

		await page.setContent("<h1>甲</h1><p>乙</p><button>丙</button>");
		for (const [text, ok] of [["「甲」「乙」，点「丙」", true],
			["「乙」「甲」", false], ["「丁」", false],
			["点「乙」", false], ["「甲」里没有在「乙」里写“字”", false]] as const) {
			const done = walk({ name: "a guide", text:
			    `<!-- screen one -->\n${text}` }, { screens: {
				one: async () => page } }, async () => undefined, 500);

			await (ok ? done : assert.rejects(done));
		}
		await assert.rejects(walk({ name: "a guide", text: "「甲」" },
		    { screens: {} }, async () => undefined), /on no screen/);
		await assert.rejects(walk({ name: "a guide", text: "" },
		    { screens: { one: async () => page } },
		    async () => undefined), /does not name/);
		await page.close();
	});

	it("that shows a picture nobody takes, or does not show one that is there, is told",
	    () => {
		const docs = mkdtempSync(join(tmpdir(), "guides-"));
		const check = (text: string): string => {
			for (const folder of ["officers", "reporters"])
				writeFileSync(join(docs, folder, "README.md"),
				    folder === "officers" ? text : "");
			writeFileSync(join(docs, "other.md"), "");
			return spawnSync(join(repo, "tests/guides/check"), [docs],
			    { encoding: "utf8" }).stderr;
		};

		try {
			for (const folder of ["officers", "reporters", "pictures"])
				mkdirSync(join(docs, folder));
			writeFileSync(join(docs, "pictures/a.png"), "x");
			assert.equal(check("![a](../pictures/a.png)"), "");
			assert.match(check(""), /a.png is there and not shown/);
			assert.match(check("![a](../pictures/a.png)" +
			    "![b](../pictures/b.png)"), /b.png is shown and not there/);
			assert.match(check("![a](../../pictures/a.png)"),
			    /a.png is not taken by make pictures/);
			assert.match(check("![a](../pictures/a.png)" +
			    "![a](../pictures/a.png)"), /a.png is shown twice/);
			writeFileSync(join(docs, "pictures/a.png"),
			    Buffer.alloc(1572865));
			assert.match(check("![a](../pictures/a.png)"), /1572865 bytes/);
		} finally {
			rmSync(docs, { recursive: true, force: true });
		}
	});
});
