// SPDX-License-Identifier: ISC
// Writes stats.json: what the statistics count of plain cases, and of the
// signed ones of triage.json, which is to be written first.
import { Rng } from "../diff/mutate.ts";
import {
	formatCases, jsonSums, parseCases, report,
} from "../stats/cases.ts";
import { caseOf, makeLedger } from "../stats/ledger.ts";
import { randomCases, randomWords } from "../stats/random.ts";
import { signedFacts } from "../stats/signed.ts";
import { write } from "./fixed.ts";

const cases: Record<string, unknown>[] = [];

function add(name: string, words: string, text: string): void {
	const parsed = parseCases(text);

	cases.push({ name, words, text, report: report(words, parsed),
		json: jsonSums(words, parsed) });
}

add("two years of a small site", "2027-06-01 2025-03 2025-Q2 2025 2026-01 " +
    "2026-02! 2026-Q1 2026-Q4! 2026 2026!",
    formatCases(makeLedger(7, 90, 160).map(caseOf)));
const ran = "+C1:concern/1:2025-03-01:2025-12-15 " +
    "+C2:concern/1:2025-06-01:2026-06-30 +C3:youth/1:2026-01-01:2026-12-31 " +
    "+C4:concern/1:2026-07-01:2026-07-09";
add("campaigns, one within the other", "2027-06-01 " + ran + " 2025 2026 " +
    "@C1 @C2 @C3 @C4 @C1! @C2! @C3! @C4! @C9",
    formatCases(makeLedger(11, 700, 500).map((r, i) => caseOf(r,
	r.form === "youth/1" ? i % 3 === 0 && "C3" :
	    ["C1", "C2", false, "C4", "C1"][i % 5]))));
add("campaigns that are not over", "2026-06-02 " + ran + " @C1 @C2 @C2!",
    formatCases(makeLedger(12, 40, 0).map((r, i) => caseOf(r,
	["C1", "C2"][i % 3]))));
add("campaigns that end in one month", "2027-06-01 " +
    "+D2:concern/1:2025-02-01:2025-06-30 +D1:concern/1:2025-04-01:2025-06-15 " +
    "+D3:concern/1:2025-05-01:2025-06-20 2025 @D1 @D2 @D3 @D1!",
    formatCases(makeLedger(13, 200, 0).map((r, i) => caseOf(r,
	["D1", "D2", "D3"][i % 4]))));
add("nothing at all", "2027-06-01 2026-01 2026!", "");
for (let seed = 1; seed <= 16; seed++) {
	const rng = new Rng(seed);

	add(`random, ${seed}`, randomWords(rng), formatCases(randomCases(rng)));
}

write("stats.json", {
	about: "Statistics, docs/statistics.md: words are a day and periods, " +
	    "text the cases as tests/stats/cases.ts has them, report what it " +
	    "writes of them, json the SHA-256 of each sheet as JSON; signed the facts of the cases of triage.json. " +
	    "Written by make-stats.ts.",
	cases,
	signed: signedFacts(),
});
