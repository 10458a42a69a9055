// SPDX-License-Identifier: ISC
// The build says what is wrong with the Kore it finds, and leaves nothing.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

function buildFrom(change: (source: string) => void): string {
	const room = mkdtempSync(join(tmpdir(), "qf-kore-build-"));
	const source = join(room, "source"), out = join(room, "out");
	try {
		cpSync("/usr/share/kore", source, { recursive: true });
		change(source);
		const r = spawnSync("src/kore/build.sh", [out], { encoding: "utf8", env: { ...process.env, KORE_SOURCE: source } });
		assert.equal(r.status, 1);
		assert.equal(existsSync(out) || existsSync(out + ".new"), false);
		return r.stderr;
	} finally {
		rmSync(room, { recursive: true, force: true });
	}
}

test("other_version_is_refused", () => {
	const said = buildFrom((source) => writeFileSync(join(source, "RELEASE"), "4.2.3\n"));
	assert.match(said, /kore: error: Kore 4\.2\.3 is installed, the patches are for 4\.1\.0/);
});

test("missing_source_is_named", () => {
	const said = buildFrom((source) => rmSync(source, { recursive: true }));
	assert.match(said, /kore: error: no Kore source in .*\nkore: hint: apt-get install kore/);
});

test("patch_that_does_not_apply_is_named", () => {
	const said = buildFrom((source) => {
		const file = join(source, "src/msg.c");
		writeFileSync(file, readFileSync(file, "utf8").replace("c->hdlr_extra = NULL;", "c->hdlr_extra = 0;"));
	});
	assert.match(said, /kore: error: 0005-deliver-messages-once\.patch does not apply to /);
});
