// SPDX-License-Identifier: ISC
// A picture of every screen of the console, taken while its tests walk them
// (tests/e2e/look.ts), with contact sheets; printed papers lie beside them.
//	node tests/audit/shots-desk.ts [FOLDER]	(build/shots-desk)
// Last line: that of tests/run-e2e.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from
    "node:fs";
import { join } from "node:path";

import { repo } from "../web/cluster.ts";
import { contactSheets } from "./contact.ts";

const COLUMNS = 3;
const ROWS = 3;
const out = process.argv[2] ?? join(repo, "build/shots-desk");
const tests = join(repo, "tests/e2e");
const walks = readdirSync(tests).filter((name) => /\.test\.ts$/.test(name) &&
    /from "\.\/look\.ts"|SHOTS/.test(
	readFileSync(join(tests, name), "utf8")));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const run = spawnSync(join(repo, "tests/run-e2e"),
    walks.map((name) => join("tests/e2e", name)),
    { stdio: ["ignore", "inherit", "inherit"],
	env: { ...process.env, SHOTS: out } });

for (const pdf of readdirSync(out).filter((name) => name.endsWith(".pdf")))
	execFileSync("pdftoppm", ["-r", "100", "-png", "-singlefile",
		join(out, pdf), join(out, `${pdf.slice(0, -4)}-printed`)]);
const sheets = new Map<string, string[]>();
for (const name of readdirSync(out).filter((n) => n.endsWith(".png")).sort()) {
	const folder = name.endsWith("-printed.png") ? "paper" :
	    [/-en[-.]/.test(name) ? "en" : "zh",
		/-390-/.test(name) ? "narrow" : "wide",
		/-dark\./.test(name) ? "dark" : "light"].join("-");

	mkdirSync(join(out, folder), { recursive: true });
	renameSync(join(out, name), join(out, folder, name));
	sheets.set(folder, [...sheets.get(folder) ?? [], name]);
}
await contactSheets(out, sheets, COLUMNS, ROWS);
console.log(`${[...sheets.values()].flat().length} pictures in ${out}`);
process.exit(run.status ?? 1);
