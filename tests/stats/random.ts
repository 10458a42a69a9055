// SPDX-License-Identifier: ISC
// Small sets of cases that no officer would make: repeated states, labels
// taken back and given again, ratings before the answer, entries of liars.
import site from "../../conf/site.json" with { type: "json" };
import { addDays } from "../../assets/lib/date.ts";
import type { Case, Seen } from "../../assets/lib/stats.ts";
import { codesOf } from "./cases.ts";

export interface Dice {
	below(n: number): number;
	one(n: number): boolean;
	pick<T>(list: readonly T[]): T;
}

type Fields = { name: string; value: string }[];

const LABELS = ["I1", "I2", "I5", "I6", "-I1", "-I2", "-", "repeat", "first",
    "-repeat", "K1", "campaign:C1", "campaign:C1", "-campaign:C1",
    "campaign:C3", "campaign:C9", "campaign:"];
/** "+CODE:FORM:FROM:TO", several that run at once. */
const CAMPAIGNS = ["+C1:concern/1:2025-02-10:2025-08-31",
    "+C2:concern/1:2025-06-01:2026-03-31", "+C3:youth/1:2025-01-01:2026-12-31",
    "+C4:concern/1:2025-04-01:2025-05-30", "+C5:youth/1:2026-01-01:2026-01-31"];
const STATES = {
	concern: ["R01", "R06", "R07", "R08", "R09", "R09", "R11", "R12", "R13",
	    "R14", "R15", "R17", "R18", "R18"],
	youth: ["Q1", "Q3", "Q3", "Q4", "Q5"],
};
const OUTCOMES = [...codesOf("outcome"), "unverified", ""];

function many(d: Dice, most: number, one: () => Fields[number]): Fields {
	return Array.from({ length: d.below(most + 1) }, one);
}

function reportFields(d: Dice, form: "concern" | "youth", few: number): Fields {
	const topics = site.topics.slice(0, few).map((t) => t.code);

	const campaign = many(d, 2, () => ({ name: "campaign",
		value: d.pick(["C1", "C1", "C2", "C3", "C4", "C9", ""]) }));

	return form === "concern" ?
	    [...campaign, ...many(d, 2, () => ({ name: "category", value: d.pick([
		...codesOf("kind").slice(0, few).map((c) => c + d.pick(["", ".1"])),
		"E01", "Z"]) }))] :
	    [...campaign, ...many(d, 3, () => ({ name: "topic",
		value: d.pick([...topics, "Y77"]) })),
	    ...many(d, 2, () => ({ name: "kind", value: d.pick(["help", "ask",
		"advice", "complaint", "praise", "answered", ""]) })),
	    ...many(d, 2, () => ({ name: "station",
		value: d.pick(["S01", "S02", "S09", ""]) }))];
}

function laterEntry(d: Dice, date: string): Seen {
	const kind = d.pick(["event", "event", "reply", "followup"]);
	const fields: Fields = kind === "reply" ? many(d, 2, () => ({
		name: "status", value: d.pick(["P2", "P3", "P4", "P7", "P8", ""]) })) :
	    kind === "followup" ? many(d, 2, () => ({
		name: "rating", value: d.pick(["0", "1", "1", "2", "3", "", "11"]),
	    })) : [...many(d, 3, () => ({ name: "label", value: d.pick(LABELS) })),
		...many(d, 1, () => ({ name: "outcome",
		    value: d.pick(OUTCOMES) }))];

	return {
		trusted: !d.one(8), item: { stored: addDays(date, d.below(3)) },
		entry: { kind, date, fields },
	};
}

function randomCase(d: Dice, from: string, span: number, few: number): Case {
	const form = d.pick(["concern", "youth"] as const);
	const report: Seen = {
		trusted: true, item: { stored: addDays(from, d.below(span)) },
		entry: { kind: d.one(30) ? "memo" : "report", form: `${form}/1`,
			date: addDays(from, d.below(span)),
			fields: reportFields(d, form, few) },
	};
	const entries = [report];
	let at = report.item.stored;

	for (let i = d.below(12); i > 0; i--) {
		at = addDays(at, d.below(d.one(4) ? 60 : 9) - 1);
		entries.push(laterEntry(d, at));
	}
	return {
		view: { entries, report: report.entry?.kind === "report" ?
		    report.entry : undefined },
		state: {
			verdicts: new Map(entries.slice(1).flatMap((e) =>
			    e.entry?.kind === "event" && !d.one(6) ?
			    [[e, "done" as const]] : [])),
			moves: Array.from({ length: d.below(8) }, () => ({
				event: d.pick(entries), effect: d.pick(entries),
				to: d.pick(STATES[form]),
			})),
		},
	};
}

/** Cases within few rows reach the least that is shown; within many do not. */
export function randomCases(d: Dice): Case[] {
	const from = d.pick(["2025-01-01", "2025-06-11", "2026-01-20",
		"2026-03-30", "2025-12-20"]);
	const span = d.pick([20, 90, 400]);
	const few = 1 + d.below(6);

	return Array.from({ length: d.below(60) }, () =>
	    randomCase(d, from, span, few));
}

/** What is asked of them: the day, and periods guarded and not ("!"). */
export function randomWords(d: Dice): string {
	const period = (): string => d.pick(["2025", "2026"]) + d.pick(["",
		`-Q${1 + d.below(4)}`,
		`-${String(1 + d.below(12)).padStart(2, "0")}`]);

	return [d.pick(["2027-01-03", "2027-01-02", "2026-07-01", "2026-06-02",
		"2027-06-01"]), ...Array.from({ length: 4 }, () =>
	    period() + d.pick(["", "!"])), "2025", "2026", "2026-12",
	...d.one(4) ? [] : [...CAMPAIGNS.filter(() => !d.one(4)), "@C1", "@C2",
	    "@C3", "@C4", "@C9", "@C" + d.pick(["1!", "2!", "3!", "5"])]]
	    .join(" ");
}
