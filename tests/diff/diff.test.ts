// SPDX-License-Identifier: ISC
// C and TypeScript read the same damaged inputs and must say the same of each:
// the same error, or the same value.
//	DIFF_COUNT=n	inputs of each kind (2000), fewer of slow ones
//	DIFF_SEED=n	another run (1)
//	DIFF_KIND=kind	only this one; then the verdicts are counted aloud
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { concat } from "../../assets/lib/bytes.ts";
import { type Input, kinds, record, verdict } from "./kinds.ts";
import { makers } from "./makers.ts";
import { Rng, latin, mutate } from "./mutate.ts";
import { seeds } from "./seeds.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const COUNT = Number(process.env["DIFF_COUNT"] ?? 2000);
/** Kinds with many curve points in each input have fewer inputs. */
const COST: Readonly<Record<string, number>> = {
	chain: 8, thread: 8, stats: 8, selffile: 4, file: 2, split: 2, roster: 2, idfile: 2,
};
const SEED = Number(process.env["DIFF_SEED"] ?? 1);
const ONLY = process.env["DIFF_KIND"];
/**
 * Of two faults each language may meet another first.  In a header both are
 * the vectors' "header failure"; in a roster one row may be too many and
 * another name a wrong key.
 */
const HEADER = { AGE_LIMIT: "AGE_HEADER", AGE_STANZAS: "AGE_HEADER" };
const ROSTER = { LIMIT: "ROSTER" };
const CLASS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	header: HEADER, file: HEADER, split: HEADER, selffile: HEADER,
	locked: HEADER, roster: ROSTER, chain: ROSTER,
};

function same(kind: string, a: string, b: string): boolean {
	const classes = CLASS[kind] ?? {};

	return (classes[a] ?? a) === (classes[b] ?? b);
}

/** No text at all: an edit of lines would do nothing. */
const BINARY = new Set(["tar", "payload", "first", "selffile"]);

function inputs(kind: string): Input[] {
	const rng = new Rng(SEED);
	const known = seeds.get(kind) ?? [];
	const maker = makers[kind];
	const out = [...known];

	while (out.length < known.length + COUNT / (COST[kind] ?? 1)) {
		if (maker !== undefined && (known.length === 0 || rng.one(2))) {
			out.push(maker(rng));
			continue;
		}
		const { context, data } = rng.pick(known);

		out.push({
			context,
			data: mutate(rng, data, rng.pick(known).data,
			    !BINARY.has(kind)),
		});
	}
	return out;
}

function inC(kind: string, list: readonly Input[]): string[] {
	const r = spawnSync(ROOT + "build/diff/verdict", {
		input: concat(...list.map((i) => record(kind, i))),
		maxBuffer: 1 << 28,
	});

	assert.equal(r.status, 0, `verdict: ${r.signal} ${r.stderr}`);
	return r.stdout.toString().split("\n").slice(0, -1);
}

function show(kind: string, n: number, i: Input, c: string, ts: string):
    string {
	const file = `${ROOT}build/diff/found-${kind}-${n}`;
	const text = latin(i.data);

	mkdirSync(ROOT + "build/diff", { recursive: true });
	writeFileSync(file, record(kind, i));
	return `C ${c}, TypeScript ${ts}: ${file}\n` +
	    `  context ${JSON.stringify(i.context.slice(0, 200))}\n` +
	    `  data ${JSON.stringify(text.slice(0, 600))}`;
}

for (const kind of Object.keys(kinds)) {
	if (ONLY !== undefined && ONLY !== kind)
		continue;
	test(`diff: ${kind}`, async () => {
		const list = inputs(kind);
		const c = inC(kind, list);
		const differ: string[] = [];
		const counts = new Map<string, number>();

		assert.equal(c.length, list.length);
		for (const [n, i] of list.entries()) {
			let ts: string;

			try {
				ts = await verdict(kind, i);
			} catch (e) {
				ts = `threw ${String(e)}`;
			}
			const name = ts.split(" ")[0] ?? "";

			counts.set(name, (counts.get(name) ?? 0) + 1);
			if (!same(kind, ts, c[n] ?? ""))
				differ.push(show(kind, n, i, c[n] ?? "", ts));
		}
		if (ONLY !== undefined)
			console.log(kind, Object.fromEntries(counts));
		// Not all bad, not all the same: something was read.
		assert.ok((counts.get("OK") ?? 0) > 0, "none was good");
		assert.ok(new Set(c).size > 1, "all alike");
		assert.equal(differ.length, 0, `${differ.length} of ` +
		    `${list.length} differ\n${differ.slice(0, 8).join("\n")}`);
	});
}
