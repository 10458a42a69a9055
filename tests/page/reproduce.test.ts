// SPDX-License-Identifier: ISC
// The same source gives the same page, wherever and by whomever it is built:
// two other folders, of other depth, user mask, time zone, locale and home,
// against what was built here.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { after, it } from "node:test";

import { repo } from "../web/cluster.ts";

// Beside node_modules, so that hard links can stand for a second install.
const FOLDER = join(repo, "build/page-again");
after(() => rmSync(FOLDER, { recursive: true, force: true }));

function files(): string[] {
	return execFileSync("git", ["ls-files", "-z", "--cached", "--others",
		"--exclude-standard", "--", "assets", "conf", "src/kore", "Makefile",
		"package.json", "package-lock.json", ".npmrc"],
	    { cwd: repo, encoding: "utf8" }).split("\0").filter((f) => f !== "");
}

/** Path -> SHA-256 of everything below a folder of built pages. */
function sums(folder: string): Record<string, string> {
	const out: Record<string, string> = {};

	for (const name of readdirSync(folder, { recursive: true,
		encoding: "utf8" }).sort()) {
		const path = join(folder, name);
		if (statSync(path).isFile())
			out[name] = createHash("sha256").update(readFileSync(path))
			    .digest("hex");
	}
	return out;
}

function build(name: string, umask: string, env: Record<string, string>):
    Record<string, string> {
	const folder = join(FOLDER, name);

	mkdirSync(join(folder, "build"), { recursive: true });
	for (const file of files()) {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		copyFileSync(join(repo, file), join(folder, file));
	}
	execFileSync("cp", ["-al", join(repo, "node_modules"), folder]);
	writeFileSync(join(folder, "build/npm.stamp"), "");
	execFileSync("sh", ["-c", `umask ${umask}; exec make -s assets`],
	    { cwd: folder, stdio: "pipe",
		env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", ...env } });
	return sums(join(folder, "build/assets"));
}

it("two builds elsewhere are the build here, byte for byte", () => {
	rmSync(FOLDER, { recursive: true, force: true });
	const here = sums(join(repo, "build/assets"));

	assert.ok(Object.keys(here).length >= 9, Object.keys(here).join());
	assert.deepEqual(build("a", "022", { TZ: "UTC", LC_ALL: "C",
		HOME: join(FOLDER, "no home yet") }), here);
	assert.deepEqual(build("另一台/deeper/still", "077", {
		TZ: "Asia/Shanghai", LC_ALL: "zh_CN.UTF-8", LANG: "zh_CN.UTF-8",
		HOME: FOLDER, USER: "somebody", NO_COLOR: "1" }), here);
});
