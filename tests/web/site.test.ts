// SPDX-License-Identifier: ISC
// conf/site.json, its JSON Schema and intake's own check of it: the file has
// the schema's shape, and what the schema refuses intake refuses too.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { Ajv2020 } from "ajv/dist/2020.js";

import { repo } from "./cluster.ts";

type Json = unknown;
type Path = readonly (string | number)[];

const real = readFileSync(join(repo, "conf/site.json"), "utf8");
const schema = JSON.parse(readFileSync(join(repo, "conf/site.schema.json"),
    "utf8")) as object;
// Strict: a slip in the schema is an error, not a rule that never holds.
const allows = new Ajv2020({ strict: true, strictRequired: false,
	strictTypes: false, allErrors: false }).compile(schema);

/** What intake says of each document; "" when it takes it. */
function judged(documents: readonly string[]): string[] {
	const { status, stdout } = spawnSync(
	    join(repo, "build/web/site-check"), {
		input: documents.map((one) => one + "\0").join(""),
		maxBuffer: 64 * 1024 * 1024 });

	assert.equal(status, 0);
	return stdout.toString("utf8").split("\n").slice(0, -1);
}

/** The document with one or two of everything, so that thousands are quick. */
const small = JSON.stringify(JSON.parse(real), (name, value: unknown) =>
    Array.isArray(value) && name !== "fields" && name !== "forms" ?
	value.slice(0, 2) : value);

/** Every value of the document, the first of those of one kind of place. */
function places(): Path[] {
	const seen = new Set<string>();
	const found: Path[] = [];
	const walk = (value: Json, path: Path, kind: string): void => {
		const control = (value as { control?: string } | null)?.control;
		const here = control === undefined ? kind : `${kind}:${control}`;

		if (!seen.has(here)) {
			seen.add(here);
			found.push(path);
		}
		if (typeof value !== "object" || value === null)
			return;
		for (const [name, child] of Object.entries(value))
			walk(child, [...path, Array.isArray(value) ? Number(name) :
			    name], `${here}.${Array.isArray(value) ? "*" : name}`);
	};

	walk(JSON.parse(small), [], "");
	return found;
}

const TAKE_AWAY = Symbol("take away");
const ADD_MEMBER = Symbol("add a member");
const EMPTY_LINES = ["", "a\tb", "a\nb", "\u0085", "\ufeffa", "字".repeat(2001)];
/** What is put in the place of a value, whatever it was. */
const OTHERS: readonly (Json | symbol)[] = [TAKE_AWAY, ADD_MEMBER, null, true,
	-1, 0, 3, 1.5, 99999, "x", "A B", "Üx", "no/1", "2026-13-01",
	...EMPTY_LINES, [], {}, ["x"], [{}], { zh: "x", en: "x" }, { zh: "x" },
	{ code: "x", zh: "x", en: "x" }, Array(201).fill("x")];

function change(path: Path, other: Json | symbol): Json {
	const root: unknown[] = [JSON.parse(small)];
	let at = root as unknown as Record<string | number, unknown>;
	let last: string | number = 0;

	for (const step of path) {
		at = at[last] as typeof at;
		last = step;
	}
	const value = at[last];
	if (other === TAKE_AWAY && Array.isArray(at))
		at.splice(Number(last), 1);
	else if (other === TAKE_AWAY)
		delete at[last];
	else if (other === ADD_MEMBER)
		at[last] = typeof value === "object" && !Array.isArray(value) ?
		    { ...value, "no_such-member": 1 } : [value];
	else
		at[last] = other;
	return root[0];
}

describe("conf/site.json", () => {
	it("has the shape of its JSON Schema", () => {
		assert.equal(allows(JSON.parse(real)), true,
		    JSON.stringify(allows.errors));
		assert.deepEqual(judged([real]), [""]);
	});

	it("is refused by intake wherever the schema refuses it", () => {
		const wrong: { name: string; text: string }[] = [];
		let right = 0;

		for (const path of places())
			for (const other of OTHERS) {
				const site = change(path, other);

				if (site === undefined || allows(site))
					right += 1;
				else
					wrong.push({ name: `${path.join(".")} = ` +
					    String(other).slice(0, 40),
					    text: JSON.stringify(site) });
			}
		const said = judged(wrong.map((one) => one.text));
		const taken = wrong.filter((_one, i) => said[i] === "")
		    .map((one) => one.name);

		console.log(`# site.json: ${wrong.length} wrong variants refused ` +
		    `by both, ${right} allowed by the schema`);
		assert.ok(wrong.length > 3000, String(wrong.length));
		assert.equal(said.length, wrong.length);
		assert.deepEqual(taken, []);
		// No fault is told without its place.
		assert.deepEqual(said.filter((one) => !/^[^:]*: ./.test(one)), []);
	});

	it("is refused when a name names nothing", () => {
		type Any = Record<string, any>;
		const field = (j: Any, form: number, name: string): Any =>
		    j["forms"][form].fields.find((one: Any) => one["name"] === name);
		const cases: readonly [(j: Any) => void, RegExp][] = [
			[(j) => j["stations"].push(j["stations"][0]),
				/^stations: code S01 is there twice$/],
			[(j) => j["categories"][1].children[0].code = "A01",
				/^categories: code A01 is there twice$/],
			[(j) => j["forms"][0].class = "nobody",
				/^forms\[0\]: class: nobody is not in class_names$/],
			[(j) => field(j, 1, "level")["options"][0].class = "nobody",
				/options\[0\]: class: nobody/],
			[(j) => j["categories"][0].say = "nothing",
				/^categories\[0\]: say: nothing is not in texts$/],
			[(j) => j["crisis"].say = "safety", /^crisis: say: safety/],
			[(j) => j["forms"].pop(), /there is no such form/],
			[(j) => j["forms"][1].id = "youth/1", /no such form|twice/],
			[(j) => field(j, 1, "level")["default"] = "general",
				/^concern\/1\.level: there is no code general$/],
			[(j) => field(j, 1, "post")["name"] = "level",
				/^concern\/1\.level: the name is taken$/],
			[(j) => field(j, 1, "post")["name"] = "flag", /name is taken/],
			[(j) => field(j, 1, "post")["name"] = "rating_text",
				/name is taken/],
			[(j) => field(j, 0, "contact")["when"].field = "notice",
				/^youth\/1\.contact: when: names no earlier field/],
			[(j) => field(j, 0, "contact")["when"].is = ["letter"],
				/^youth\/1\.contact: there is no code letter$/],
			[(j) => field(j, 1, "truth")["control"] = "notice",
				/^concern\/1\.truth: a form has one notice$/],
			[(j) => j["forms"][1].text.min = 3001, /min is over max/],
			[(j) => j["banner"].categories.push("X01"),
				/^banner: there is no code X01$/],
			[(j) => j["banner"].form = "youth/1",
				/^banner: the form asks for no category$/],
			[(j) => j["campaigns"][0].to = "2026-10-31",
				/^campaigns: from is after to$/],
			[(j) => j["campaigns"][0].code = "S02",
				/^campaigns: S02 is a station$/],
			[(j) => j["campaigns"][0].to = "2027-02-29",
				/wants a date/],
			[(j) => j["nodes"][0].dates.reverse(),
				/^nodes: dates must rise$/],
			[(j) => j["rating"].why.for = ["4"],
				/^rating\.why\.for: there is no code 4$/],
		];
		const said = judged(cases.map(([wrong]) => {
			const j = JSON.parse(real) as Any;

			wrong(j);
			return JSON.stringify(j);
		}));

		cases.forEach(([, words], i) => assert.match(said[i] ?? "", words));
	});
});
