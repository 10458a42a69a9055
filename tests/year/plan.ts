// SPDX-License-Identifier: ISC
// A planned year from a seed: every entry of every thread, and the ledger of
// what came of it.  The same seed gives the same plan and the same ledger;
// keys and sealed bytes are drawn anew each time.

import { addDays, days } from "../../assets/lib/date.ts";
import {
	type Case, Over, type Planned, type Roll, dice, pick,
} from "./case.ts";
import { concern, playConcern } from "./concern.ts";
import { playYouth, youth } from "./youth.ts";

export const FIRST_DAY = "2026-01-01";
/** A duplicate and its first are sealed by one process: fill.ts has no more. */
export const SHARDS_MAX = 4;

/** How often reports come in each month. */
const MONTHS = [6, 5, 8, 9, 10, 9, 12, 12, 9, 8, 8, 6]
    .map((n, i): [number, number] => [i + 1, n]);

export interface Plan {
	/** By day, then thread by thread. */
	readonly entries: readonly Planned[];
	readonly cases: readonly Case[];
	/** JSON lines. */
	readonly ledger: string;
}

function dayOf(roll: Roll): string {
	const month = String(pick(roll, MONTHS)).padStart(2, "0");
	const first = `2026-${month}-01`;
	const next = month === "12" ? "2027-01-01" :
	    `2026-${String(Number(month) + 1).padStart(2, "0")}-01`;

	return addDays(first, roll(days(next) - days(first)));
}

export function makePlan(seed: number, concerns: number, feedback: number):
    Plan {
	const roll = dice(seed);
	const order = [
		...Array.from({ length: concerns }, () =>
		    ({ day: dayOf(roll), form: "concern" })),
		...Array.from({ length: feedback }, () =>
		    ({ day: dayOf(roll), form: "youth" })),
	].sort((a, b) => a.day < b.day ? -1 : a.day > b.day ? 1 : 0);
	const firsts = new Map<number, number[]>();
	const cases = order.map(({ day, form }, n) => {
		const own = dice(seed * 100003 + n);
		const earlier = firsts.get(n % SHARDS_MAX) ?? [];

		if (form === "youth") {
			const y = youth(n, day, own);

			play(() => playYouth(y));
			return y;
		}
		const c = concern(n, day, own);

		play(() => playConcern(c, earlier));
		firsts.set(n % SHARDS_MAX, [...earlier, n]);
		return c;
	});
	const entries = cases.flatMap((c) => c.entries.map((e, at) =>
	    ({ e, at }))).sort((a, b) => a.e.day < b.e.day ? -1 :
	    a.e.day > b.e.day ? 1 : a.e.case - b.e.case || a.at - b.at)
	    .map(({ e }) => e);

	return { entries, cases, ledger: cases.flatMap((c) => c.ledger)
	    .map((l) => JSON.stringify(l) + "\n").join("") };
}

function play(deeds: () => void): void {
	try {
		deeds();
	} catch (e) {
		if (!(e instanceof Over))
			throw e;
	}
}

/** The lines of main.c for one of several processes. */
export function* sealLines(plan: Plan, shard: number, shards: number,
    rosterOn: (day: string) => number): Generator<string> {
	let seq = 0;

	for (const e of plan.entries) {
		seq += 2;
		const c = plan.cases[e.case];

		if (c === undefined || e.case % shards !== shard)
			continue;
		const place = `${e.case} ${seq} ${e.day} ${e.date} ` +
		    String(rosterOn(e.day));

		yield e.kind === "report" ? `report ${place} ${c.form} ` +
		    `${c.form === "youth/1" ? "youth" : "concern"} ` +
		    `${c.to.join(",")}\n` :
		    `entry ${place} ${e.kind} ${e.by} ${c.to.join(",")} ` +
		    `${e.after.join(",")}\n`;
		for (const [kind, name, value] of e.fields)
			yield `${kind} ${name} ${value}\n`;
		if (e.text !== "")
			yield `t ${e.text}\n`;
		yield ".\n";
		if (e.twice)
			yield `= ${seq + 1}\n`;
	}
}
