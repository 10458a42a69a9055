// SPDX-License-Identifier: ISC
// Lighthouse, as a phone, on a real site: the median of three runs for
// performance, every run for the rest.  The figures are for people as well.
//	node tests/audit/lighthouse.ts
// Last line: lighthouse: N passed, M failed.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { spki } from "../e2e/browser.ts";
import { Site } from "../e2e/site.ts";
import { repo } from "../web/cluster.ts";

const RUNS = 3;
const PROGRAM = join(repo, "tests/audit/node_modules/lighthouse/cli/index.js");
const OUT = join(repo, "build/audit");
const LEAST = { performance: 95, accessibility: 100, "best-practices": 100 };

interface Report {
	readonly categories: Record<string, { readonly score: number | null;
	    readonly auditRefs: readonly { readonly id: string;
		readonly weight: number }[] }>;
	readonly audits: Record<string, { readonly title: string;
	    readonly score: number | null; readonly numericValue?: number;
	    readonly displayValue?: string }>;
}

function once(site: Site, link: string, file: string): Promise<Report> {
	const flags = ["--headless=new", "--no-sandbox", "--disable-gpu",
		`--host-resolver-rules="MAP ${site.world.host} 127.0.0.1"`,
		`--ignore-certificate-errors-spki-list=${spki(site.certificate)}`];
	const child = spawn(process.execPath, [PROGRAM, link, "--quiet",
		"--output=json", `--output-path=${file}`, "--locale=en",
		`--only-categories=${Object.keys(LEAST).join()}`,
		`--chrome-flags=${flags.join(" ")}`],
	    { stdio: ["ignore", "inherit", "inherit"],
		env: { ...process.env, CHROME_PATH: "/usr/bin/chromium" } });

	return new Promise((resolve, reject) => child.on("close", (code) => {
		if (code !== 0 || !existsSync(file))
			reject(new Error(`lighthouse ended with ${code}`));
		else
			resolve(JSON.parse(readFileSync(file, "utf8")) as Report);
	}));
}

function score(report: Report, category: string): number {
	return Math.round((report.categories[category]?.score ?? 0) * 100);
}

/** What keeps a category from 100. */
function faults(report: Report, category: string): string[] {
	return (report.categories[category]?.auditRefs ?? [])
	    .filter((ref) => ref.weight > 0)
	    .map((ref) => report.audits[ref.id])
	    .filter((one) => one !== undefined && one.score !== null &&
		one.score < 1)
	    .map((one) => `${one?.title}: ${one?.displayValue ?? ""}`);
}

const site = await Site.create();
let passed = 0, failed = 0;

try {
	const reports: Report[] = [];

	mkdirSync(OUT, { recursive: true });
	for (let i = 1; i <= RUNS; i++)
		reports.push(await once(site, site.poster(),
		    join(OUT, `lighthouse-${i}.json`)));
	for (const [category, least] of Object.entries(LEAST)) {
		const scores = reports.map((one) => score(one, category))
		    .sort((a, b) => a - b);
		const counts = category === "performance" ?
			scores[RUNS >> 1] ?? 0 : scores[0] ?? 0;
		const good = counts >= least;

		console.log(`${good ? "  ok" : "FAIL"}  ${category} ` +
		    `${scores.join(" ")} (at least ${least})`);
		if (!good)
			console.log(reports.flatMap((one) =>
			    faults(one, category)).join("\n"));
		if (good)
			passed++;
		else
			failed++;
	}
	for (const id of ["first-contentful-paint", "largest-contentful-paint",
		"total-blocking-time", "cumulative-layout-shift", "speed-index"])
		console.log(`      ${id}: ` + reports.map((one) =>
		    one.audits[id]?.displayValue ?? "").join(", "));
} finally {
	await site.close();
}
console.log(`lighthouse: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
