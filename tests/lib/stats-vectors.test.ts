// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import {
	formatCases, jsonSums, parseCases, report,
} from "../stats/cases.ts";
import { signedFacts } from "../stats/signed.ts";
import { load } from "./vectors.ts";

const v = load<{
	cases: {
		name: string; words: string; text: string; report: string;
		json: string[];
	}[];
	signed: unknown;
}>("stats.json");

for (const c of v.cases) {
	test(`stats: ${c.name}`, () => {
		const cases = parseCases(c.text);

		assert.equal(report(c.words, cases), c.report);
		assert.equal(report(c.words, [...cases].reverse()), c.report);
		assert.deepEqual(jsonSums(c.words, cases), c.json);
		assert.equal(formatCases(cases), c.text);
	});
}

test("stats: facts of signed cases", () => {
	assert.deepEqual(signedFacts(), v.signed);
});
