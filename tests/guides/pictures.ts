// SPDX-License-Identifier: ISC
// The pictures of docs/pictures, taken while the guides are walked on a real
// site with invented letters.  All programs, the browser too, believe that it
// is one fixed day (tests/month/clock.c), so that dates and days left do not
// change from one run to the next.
//	node tests/guides/pictures.ts [FOLDER]	(docs/pictures)

import { execFileSync, spawnSync } from "node:child_process";
import {
	chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync,
	rmSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { days, shanghai } from "../../assets/lib/date.ts";
import type { Site } from "../e2e/site.ts";
import { repo } from "../web/cluster.ts";
import type { Take } from "./guide.ts";
import { playOfficers, playReporters, stage } from "./stage.ts";
import { shrink, still } from "./still.ts";

/** A Tuesday with no key node near; the clock goes back 400 days at most. */
const DAY = "2026-11-10";
const POSTER_PX = "480";
const out = process.argv[2] ?? join(repo, "docs/pictures");
const qf = join(repo, "build/bin/qf");

/** This program again, on that day. */
function onThatDay(): number {
	const dir = mkdtempSync("/var/tmp/qfp-");
	const clock = join(dir, "clock.so");
	const from = days(DAY) - days(shanghai(Date.now()));

	copyFileSync(join(repo, "build/month/clock.so"), clock);
	// Users who may not enter the checkout load it too.
	chmodSync(dir, 0o755);
	chmodSync(clock, 0o755);
	try {
		return spawnSync(process.execPath, process.argv.slice(1), {
			stdio: "inherit", env: { ...process.env,
				// The browser's own buttons.
				LANGUAGE: "zh_CN",
				LD_PRELOAD: clock, QF_CLOCK_DAYS: String(from) } })
		    .status ?? 1;
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

/** A poster of the vectors' root, whose keys are in the open already. */
function poster(path: string, site: Site): void {
	const { chains } = JSON.parse(readFileSync(join(repo,
	    "tests/vectors/root.json"), "utf8")) as { chains: { notes: string[] }[] };
	const root = join(site.world.dir, "poster.note");
	const svg = join(site.world.dir, "poster.svg");

	writeFileSync(root, chains[0]?.notes[0] ?? "");
	execFileSync(qf, ["poster", "--root", root, "--words",
		join(repo, "conf/site.json"), "-o", svg, "S01"]);
	execFileSync("rsvg-convert", ["-w", POSTER_PX, "-o", path, svg]);
	shrink(path);
}

async function all(): Promise<void> {
	const site = await stage();
	const taken = new Set<string>();
	const take: Take = async (name, page, at) => {
		const path = join(out, `${name}.png`);

		if (taken.has(name))
			throw new Error(`${name} is taken twice`);
		taken.add(name);
		if (page === null)
			poster(path, site);
		else
			await still(page, at, path);
		console.log(`  ${name}`);
	};

	try {
		mkdirSync(out, { recursive: true });
		// First, so that the reporter's letters are not in the console.
		await playOfficers(site, take);
		await playReporters(site, take);
	} finally {
		await site.close();
	}
	for (const name of readdirSync(out))
		if (!taken.has(name.replace(/\.png$/, "")))
			rmSync(join(out, name));
	console.log(`${taken.size} pictures in ${out}`);
}

if (shanghai(Date.now()) === DAY)
	await all();
else
	process.exitCode = onThatDay();
