// SPDX-License-Identifier: ISC
// A year and a bit of invented cases from a seed: a ledger of plain rows, and
// the cases that the statistics are given.  Which figure a row counts in is
// not said here: tests/stats/ledger.sql says it from the rows alone.
import type { Case, Seen } from "../../assets/lib/stats.ts";

export interface LedgerRow {
	readonly id: number; readonly form: string; readonly stored: string;
	readonly category: string | null; readonly label: string | null;
	readonly labelled: string; readonly again: number;
	readonly told: string | null;
	readonly outcome: string | null; readonly kind: string | null;
	readonly topic1: string | null; readonly topic2: string | null;
	readonly station: string | null; readonly rating: number;
	readonly rated: string | null;
	readonly moves: readonly { readonly to: string; readonly date: string }[];
}

/** xorshift: the same numbers everywhere. */
function dice(seed: number): (n: number) => number {
	let x = seed | 0;

	return (n) => {
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		return (x >>> 0) % n;
	};
}

const START = Date.UTC(2025, 0, 1);
const day = (n: number): string =>
    new Date(START + n * 86400000).toISOString().slice(0, 10);
const DAYS = 730;

const KINDS = ["A01", "A02.1", "A02.2", "A03", "A04.2", "A09", "B01.2", "B02",
    "B03", "B04", "B05.1", "B09.1", "C02.1", "D01", "F01", "E01", "Z"];
const OUTCOMES = ["form1", "form2", "form3", "form4", "cleared", "rectified",
    "unverified"];

/** Small numbers are the likelier: most cells are to be guarded. */
function rare<T>(of: readonly T[], roll: (n: number) => number): T {
	return of[Math.min(roll(of.length), roll(of.length),
	    roll(of.length))] as T;
}

function concernRow(id: number, roll: (n: number) => number): LedgerRow {
	let at = roll(DAYS);
	const stored = at;
	const moves: { to: string; date: string }[] = [];
	const go = (to: string, most: number): void => {
		at += roll(most);
		moves.push({ to, date: day(at) });
	};
	const told = roll(5) === 0 ? null : day(at + roll(30));
	let outcome: string | null = null;

	if (roll(30) === 0) {
		go("R07", 40);
	} else if (roll(20) !== 0) {
		go("R01", 6);
		go("R02", 1);
		go("R03", 4);
		if (roll(8) === 0) {
			go(roll(2) === 0 ? "R08" : "R06", 9);
		} else if (roll(8) !== 0) {
			go("R09", 9);
			go("R10", 2);
			go("R11", 50);
			go(rare(["R13", "R12", "R14", "R15"], roll), 12);
			if (roll(4) === 0)
				go("R17", 20);
			if (roll(4) !== 0) {
				outcome = rare(OUTCOMES, roll);
				go("R18", 40);
			}
		}
	}
	return {
		id, form: "concern/1", stored: day(stored),
		category: rare(KINDS, roll),
		label: roll(9) === 0 ? null : `I${1 + Math.min(roll(5), roll(5))}`,
		labelled: day(stored + roll(20)),
		again: roll(6) === 0 ? 1 : 0, told, outcome, kind: null,
		topic1: null, topic2: null, station: null, rating: 0, rated: null,
		moves,
	};
}

function youthRow(id: number, roll: (n: number) => number): LedgerRow {
	const stored = roll(DAYS);
	const moves: { to: string; date: string }[] = [];
	const topics = ["Y01", "Y02", "Y03", "Y04", "Y05", "Y06", "Y07", "Y08",
	    "Y09", "Y10", "Y11", "Y12", "Y13", "Y99"];
	let at = stored + roll(2);
	let [rating, rated]: [number, string | null] = [0, null];

	moves.push({ to: "Q1", date: day(at) });
	if (roll(10) !== 0) {
		at += roll(15);
		moves.push({ to: "Q3", date: day(at) });
		if (roll(2) === 0) {
			rating = 1 + Math.min(roll(3), roll(3));
			at += roll(6);
			rated = day(at);
			if (rating === 3)
				moves.push({ to: "Q4", date: day(at + 1) });
		}
	}
	return {
		id, form: "youth/1", stored: day(stored), category: null,
		label: null, labelled: day(stored), again: 0, told: null, outcome: null,
		kind: rare(["ask", "advice", "help", "complaint", "praise"], roll),
		topic1: rare(topics, roll),
		topic2: roll(4) === 0 ? rare(topics, roll) : null,
		station: roll(3) === 0 ? `S0${1 + roll(3)}` : null,
		rating, rated, moves,
	};
}

export function makeLedger(seed: number, concerns: number,
    youth: number): LedgerRow[] {
	const roll = dice(seed);

	return [
		...Array.from({ length: concerns }, (_, i) => concernRow(i, roll)),
		...Array.from({ length: youth }, (_, i) =>
		    youthRow(concerns + i, roll)),
	];
}

/** As a checked thread and its state would have it. */
export function caseOf(r: LedgerRow, campaign?: unknown): Case {
	const seen = (kind: string, date: string,
	    fields: Readonly<Record<string, string | null>>,
	    form?: string): Seen => ({
		trusted: true, item: { stored: date }, entry: {
			kind, date, form,
			fields: Object.entries(fields).flatMap(([name, value]) =>
			    value === null ? [] :
				[{ name: name.replace(/[12]$/, ""), value }]),
		},
	});
	const report = seen("report", r.stored, { category: r.category,
		kind: r.kind, topic1: r.topic1, topic2: r.topic2,
		station: r.station,
		campaign: typeof campaign === "string" ? campaign : null },
	    r.form);
	const entries = [report];

	if (r.told !== null)
		entries.push(seen("reply", r.told, { status: "P4" }));
	if (r.rated !== null)
		entries.push(seen("followup", r.rated,
		    { rating: String(r.rating) }));
	const label = seen("event", r.labelled, { label1: r.label,
		label2: r.again === 1 ? "repeat" : null });

	entries.push(label);
	return {
		view: { entries, report: report.entry },
		state: {
			verdicts: new Map([[label, "done"]]),
			moves: r.moves.map((m) => {
				const event = seen("event", m.date, {
					outcome: m.to === "R18" ? r.outcome : null,
				});

				return { to: m.to, event, effect: event };
			}),
		},
	};
}
