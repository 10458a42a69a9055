// SPDX-License-Identifier: ISC
// The configuration comes from the program, and nothing in it is passed over.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { configText, makeRoom, probeArguments } from "./service.ts";

const PROBE = process.env["PROBE"] ?? "build/web/kore-probe";

function startWith(line: string): { code: number | null; output: string } {
	const room = makeRoom(), conf = join(room, "probe.conf");
	writeFileSync(conf, line + "\n" + configText(room, "127.0.0.1", 1, { }));
	try {
		// Port 1 is never bound: the faulty line comes first.
		const r = spawnSync(PROBE, probeArguments(conf), { encoding: "utf8", timeout: 3000 });
		return { code: r.status, output: r.stdout + r.stderr };
	} finally {
		rmSync(room, { recursive: true, force: true });
	}
}

test("config_unknown_setting_ends_start", () => {
	const r = startWith("http_body_maximum 1000");
	assert.equal(r.code, 1);
	assert.match(r.output, /unknown setting "http_body_maximum" on line 1/);
});

test("config_setting_without_value_ends_start", () => {
	const r = startWith("http_body_max");
	assert.equal(r.code, 1);
	assert.match(r.output, /no value for "http_body_max" on line 1/);
});
