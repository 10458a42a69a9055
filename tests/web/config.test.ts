// SPDX-License-Identifier: ISC
// A configuration is taken whole or not at all, with the line that is wrong.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { repo } from "./cluster.ts";
import { World } from "./harness.ts";
import type { Service } from "./service.ts";

let world: World;
let s: Service;

before(async () => {
	world = await World.create({ start: false });
	s = world.intake;
});
after(async () => {
	await world.close();
});

/** Configure with some lines changed; undefined leaves one out. */
function checked(change: Record<string, string | undefined>):
    { status: number; text: string } {
	const lines: Record<string, string> = {};

	for (const [n, v] of Object.entries({ ...s.lines, ...change }))
		if (v !== undefined)
			lines[n] = v;
	s.writeSettings(lines);
	return s.check("--check", "-s", s.settings);
}

describe("the command line", () => {
	it("helps on standard output with status 0", () => {
		for (const flag of ["-h", "--help"]) {
			const { status, text } = s.check(flag);

			assert.equal(status, 0);
			assert.match(text, /^usage: qingfeng-intake -s FILE/);
			assert.match(text, /\nexample: /);
		}
		assert.match(s.check("--version").text, /^qingfeng-intake \d/);
	});

	it("ends with 2 for what it does not know", () => {
		for (const args of [[], ["-s"], ["--check"], ["-x"], ["file"],
			["-s", "a", "-s", "b"], ["-n"], ["-r"], ["-f"]]) {
			const { status, text } = s.check(...args);

			assert.equal(status, 2, args.join(" "));
			assert.match(text, /^usage: /);
		}
	});
});

describe("a configuration", () => {
	it("is good as the harness has it", () => {
		const { status, text } = checked({});

		assert.equal(status, 0, text);
		assert.match(text, /is good\n$/);
	});

	it("is written right in the example and told in the docs", () => {
		const example = join(repo, "conf/intake.conf");
		const docs = readFileSync(join(repo, "docs/configure.md"), "utf8");
		const { text } = s.check("--check", "-s", example);

		/* At most its folders are missing here; no line of it is wrong. */
		assert.doesNotMatch(text, /intake\.conf:\d+:|is missing/);
		for (const name of [...Object.keys(s.lines), "alias", "workers",
			"connections", "body-seconds", "origin", "release"])
			assert.ok(docs.includes(`\`${name}\``), name);
	});

	it("names file, line and fault", () => {
		for (const [change, said] of [
			[{ "colour": "red" }, /service\.conf:\d+: unknown name "colour"/],
			[{ "release": "immediate" }, /unknown name "release"/],
			[{ "host": undefined }, /service\.conf: host is missing/],
			[{ "site": undefined }, /site is missing/],
			[{ "promise-key": undefined }, /promise-key is missing/],
			[{ "database": undefined }, /database is missing/],
			[{ "host": "Box.Example" }, /:\d+: host: not a usable value/],
			[{ "host": "box/example" }, /host: not a usable value/],
			[{ "host": "a..b" }, /host: not a name that signed texts can/],
			[{ "listen": "localhost 80" }, /listen: not a usable value/],
			[{ "listen": "127.0.0.1" }, /listen: not a usable value/],
			[{ "listen": "127.0.0.1 0" }, /listen: not a usable value/],
			[{ "listen": "127.0.0.1 65536" }, /listen: not a usable/],
			[{ "listen": "127.0.0.1 80 81" }, /listen: not a usable/],
			[{ "root": "relative" }, /root: not a usable value/],
			[{ "root": "/has space" }, /root: not a usable value/],
			[{ "root": "/does/not/exist" }, /root .* is not a folder/],
			[{ "key-root": "/etc/passwd" }, /key-root .* is not a folder/],
			[{ "user": "root;x" }, /user: not a usable value/],
			[{ "workers": "1" }, /workers must be a number from 2 to 32/],
			[{ "workers": "02" }, /workers must be a number/],
			[{ "workers": "two" }, /workers must be a number/],
			[{ "connections": "5" }, /connections must be a number/],
			[{ "site": "/nothing/here" }, /site: No such file/],
			[{ "site": "/etc" }, /site: /],
			[{ "promise-key": "/nothing" }, /promise-key: No such file/],
			[{ "promise-key": "/../key/key.pem" }, /promise-key: /],
			[{ "host": "other.example" }, /promise-key: this key may not/],
			[{ "body-seconds": "" }, /needs one value|not a line/],
			[{ "user": " x" }, /user needs one value after one space/],
			[{ "user": "x " }, /not a line/],
			[{ "user": "x\ty" }, /not a line/],
			[{ "user": "信" }, /not a line/],
		] as const) {
			const { status, text } = checked(change);

			assert.equal(status, 1, JSON.stringify(change));
			assert.match(text, /^qingfeng-intake: error: \//);
			assert.match(text, said);
		}
	});

	it("has each name once and ends with a line feed", () => {
		const good = Object.entries(s.lines).map(([n, v]) => `${n} ${v}\n`)
		    .join("");

		for (const [text, said] of [
			[good + "workers 2\nworkers 3\n", /workers is given twice/],
			[good + "workers 2", /last line has no line feed/],
			[good + "alias a\n".repeat(8), /alias: at most 7 of them/],
			["x".repeat(20000), /over a limit/],
			["", /is missing/],
		] as const) {
			writeFileSync(s.settings, text);
			const { status, text: out } = s.check("--check", "-s",
			    s.settings);

			assert.equal(status, 1);
			assert.match(out, said);
		}
		writeFileSync(s.settings, `# comment\n\n${good}`);
		assert.equal(s.check("--check", "-s", s.settings).status, 0);
	});
});

describe("the site's file", () => {
	type Json = Record<string, unknown>;
	const real = readFileSync(join(repo, "conf/site.json"), "utf8");

	function judged(text: string): { status: number; text: string } {
		const file = join(world.dir, "site.json");

		writeFileSync(file, text);
		return checked({ site: file });
	}

	it("is refused with the place that is wrong", () => {
		for (const [change, said] of [
			[(j: Json) => delete j["format"], /site: the file: format is missing/],
			[(j: Json) => {
				j["name"] = { zh: "x" };
			}, /site: name: en is missing/],
			[(j: Json) => {
				j["stations"] = [];
			}, /site: stations: wants a list of 1 to 200/],
			[(j: Json) => {
				const l = j["stations"] as Json[];

				l.push(l[0] ?? {});
			}, /site: stations: code S01 is there twice/],
			[(j: Json) => {
				(j["units"] as Json[])[0] = { code: "a b", zh: "x", en: "x" };
			}, /site: units\[0\]\.code: a code is 1 to 16/],
			[(j: Json) => delete j["texts"], /texts is missing/],
		] as const) {
			const j = JSON.parse(real) as Json;

			change(j);
			const { status, text } = judged(JSON.stringify(j));
			assert.equal(status, 1, text);
			assert.match(text, said);
		}
	});

	it("is refused when it is no JSON, doubled or too large", () => {
		assert.match(judged("{").text, /site: JSON: line 1, column/);
		assert.match(judged("[]").text, /site: the file: wants an object/);
		assert.match(judged('{"format":1,"format":1}').text, /duplicate/);
		assert.match(judged(" ".repeat(257 * 1024) + real).text,
		    /over a limit/);
		assert.equal(judged(real).status, 0);
	});
});
