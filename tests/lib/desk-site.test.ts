// SPDX-License-Identifier: ISC
// The console's reading of a site.json that it was given: what it needs of the
// real one, and no more; everything else is refused with a problem in words.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { shortValue, statsLists } from "../../assets/desk/labels.ts";
import { readSite, site, useSite } from "../../assets/desk/site.ts";
import { Trouble } from "../../assets/desk/problem.ts";

type Json = Record<string, unknown>;

const real = readFileSync(new URL("../../conf/site.json", import.meta.url),
    "utf8");
const parse = (): Json => JSON.parse(real) as Json;

function judged(value: unknown): string {
	try {
		readSite(value);
		return "";
	} catch (caught) {
		return caught instanceof Trouble ? caught.problem.kind :
		    String(caught);
	}
}

test("site: the real one is read, and nothing but what is needed", () => {
	const own = readSite(parse());

	assert.deepEqual(Object.keys(own).sort(), ["banner", "campaigns",
		"categories", "class_names", "forms", "nodes", "organ",
		"public_status", "rating", "stations", "texts", "topics", "units"]);
	assert.deepEqual(own.stations.map((s) => [s.code, s.zh]),
	    site.stations.map((s) => [s.code, s.zh]));
	assert.deepEqual(own.nodes.flatMap((n) => n.dates ?? []),
	    site.nodes.flatMap((n) => n.dates ?? []));
	assert.ok(!JSON.stringify(own).includes("hours"));
});

test("site: whatever stands in the place of a value is refused or read",
    () => {
	const others: unknown[] = [undefined, null, true, -1, 1e9, "", "a\nb",
		"a\u202eb", "\u0000", "字".repeat(2001), [], {}, [[]], ["x"],
		{ zh: "x" }, Array(201).fill({ code: "x", zh: "x", en: "x" }),
		"__proto__", "<b>x</b>"];
	let [read, refused] = [0, 0];
	const walk = (root: unknown, at: unknown): void => {
		if (typeof at !== "object" || at === null)
			return;
		const here = at as Json;

		for (const [name, value] of Object.entries(here).slice(0, 20)) {
			for (const other of others) {
				here[name] = other;
				const said = judged(root);

				assert.ok(said === "" || said === "words",
				    `${name}: ${said}`);
				if (said === "")
					read++;
				else
					refused++;
			}
			here[name] = value;
			walk(root, value);
		}
	};
	const one = parse();

	// A few of everything, so that it is quick.
	for (const name of ["stations", "units", "topics", "categories", "nodes",
		"questions", "channels"])
		one[name] = (one[name] as unknown[]).slice(0, 2);
	for (const f of one["forms"] as Json[])
		f["fields"] = (f["fields"] as unknown[]).slice(0, 3);
	walk(one, one);
	assert.ok(read > 100 && refused > 500, `${read} ${refused}`);
});

test("site: codes twice, days out of order and deep trees are refused", () => {
	for (const change of [
		(s: Json) => (s["units"] as Json[]).push((s["units"] as Json[])[0] ??
		    {}),
		(s: Json) => Object.assign((s["campaigns"] as Json[])[0] ?? {},
		    { from: "2027-04-01" }),
		(s: Json) => Object.assign((s["campaigns"] as Json[])[0] ?? {},
		    { form: "other/1" }),
		(s: Json) => Object.assign((s["nodes"] as Json[])[0] ?? {},
		    { dates: ["2026-02-30"] }),
		(s: Json) => Object.assign(s["public_status"] as Json,
		    { P9: { zh: "x", en: "x" } }),
		(s: Json) => delete (s["public_status"] as Json)["P3"],
		(s: Json) => Object.assign(s, { format: 2 }),
		(s: Json) => Object.assign((s["categories"] as Json[])[0] ?? {},
		    { children: [{ code: "a", zh: "a", en: "a", children: [{
			code: "b", zh: "b", en: "b", children: [{ code: "c",
			    zh: "c", en: "c" }] }] }] }),
		(s: Json) => s["class_names"] = JSON.parse(
		    '{"__proto__": {"zh": "x", "en": "x"}}'),
	]) {
		const one = parse();

		change(one);
		assert.equal(judged(one), "words", String(change));
	}
	assert.equal(judged(null), "words");
	assert.equal(judged("x"), "words");
});

test("site: what is used is what labels and statistics go by", () => {
	const before = site;
	const one = parse();

	Object.assign((one["units"] as Json[])[0] ?? {}, { zh: "综合处" });
	one["stations"] = [{ code: "S77", zh: "新站", en: "New" }];
	useSite(readSite(one));
	try {
		assert.equal(shortValue("concern/1", "unit", "U01"), "综合处");
		assert.deepEqual(statsLists.stations.map((s) => s.code), ["S77"]);
	} finally {
		useSite(before);
	}
	assert.notEqual(shortValue("concern/1", "unit", "U01"), "综合处");
});
