// SPDX-License-Identifier: ISC
// One thread of a planned year: what is written in it, entry by entry, and
// what came of that as lines of the ledger.  Nothing here walks the table of
// triage: who plans a step says himself what becomes of it, and the ledger
// holds the programs to that.

import { isWorkday } from "../../assets/lib/calendar.ts";
import { addDays } from "../../assets/lib/date.ts";

/** The last day on which anything is written. */
export const LAST_DAY = "2027-01-04";

export type Roll = (n: number) => number;

/** splitmix32: the same numbers everywhere. */
export function dice(seed: number): Roll {
	let x = seed | 0;

	return (n) => {
		x = (x + 0x9e3779b9) | 0;
		let z = Math.imul(x ^ (x >>> 16), 0x21f0aaad);

		z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
		return ((z ^ (z >>> 15)) >>> 0) % n;
	};
}

/** One of the list, by weight. */
export function pick<T>(roll: Roll, of: readonly (readonly [T, number])[]): T {
	let left = roll(of.reduce((sum, [, n]) => sum + n, 0));

	for (const [one, n] of of) {
		if ((left -= n) < 0)
			return one;
	}
	throw new Error("no weights");
}

/** f: as it stands; h: an entry's place; d: a case's number. */
export type Value = readonly ["f" | "h" | "d", string, string | number];
export type Kind = "report" | "followup" | "reply" | "memo" | "event";

export interface Planned {
	readonly case: number;
	readonly kind: Kind;
	/** Of storing. */
	readonly day: string;
	readonly date: string;
	/** "-": the reporter. */
	readonly by: string;
	readonly after: readonly number[];
	readonly fields: readonly Value[];
	readonly text: string;
	/** Sealed and stored twice. */
	readonly twice: boolean;
}

export type Line = Readonly<Record<string, unknown>>;

/** Thrown where the year ends before the case does. */
export class Over extends Error {}

interface How {
	readonly text?: string;
	/** The day of storing is the day after. */
	readonly late?: boolean;
	readonly twice?: boolean;
	/** Days that the date lies before that of storing, too many. */
	readonly back?: number;
}

export class Case {
	readonly number: number;
	readonly form: string;
	readonly to: readonly string[];
	readonly entries: Planned[] = [];
	readonly ledger: Line[] = [];
	readonly roll: Roll;
	day: string;
	state: string;
	private heads: number[] = [0];
	/** Places of the last public entry and of the last reply. */
	private open = 0;
	private reply = 0;

	constructor(number: number, form: string, to: readonly string[],
	    day: string, roll: Roll, fields: readonly Value[], text: string) {
		// Now and then a phone's report is stored after midnight.
		const date = roll(50) === 0 ? addDays(day, -1) : day;

		this.number = number;
		this.form = form;
		this.to = to;
		this.day = day;
		this.roll = roll;
		this.state = form === "youth/1" ? "Q0" : "R00";
		this.entries.push({ case: number, kind: "report", day, date,
			by: "-", after: [], fields, text, twice: false });
		this.ledger.push({ case: number, what: "report", form, stored: day,
			date, ...asRecord(fields) });
	}

	get officer(): string {
		return this.to[this.roll(this.to.length)] ?? "01";
	}

	/** Another than these. */
	other(...than: readonly string[]): string {
		const left = this.to.filter((n) => !than.includes(n));

		return left[this.roll(left.length)] ?? "01";
	}

	chance(percent: number): boolean {
		return this.roll(1000) < percent * 10;
	}

	/** Some days on, then to a day on which people work. */
	pass(days: number): void {
		let day = addDays(this.day, days);

		while (!isWorkday(day))
			day = addDays(day, 1);
		this.until(day);
	}

	/** Reporters write on any day. */
	until(day: string): void {
		if (day > LAST_DAY)
			throw new Over();
		this.day = day;
	}

	private log(date: string, what: string, more: Line): void {
		this.ledger.push({ case: this.number, what, date,
			stored: this.day, ...more });
	}

	private put(kind: Kind, by: string, fields: readonly Value[],
	    after: readonly number[], how: How): number {
		if (how.late ?? false)
			this.until(addDays(this.day, 1));
		const date = addDays(this.day, -(how.back ??
		    (how.late ?? false ? 1 : 0)));

		this.entries.push({ case: this.number, kind, day: this.day, date,
			by, after, fields, text: how.text ?? "",
			twice: how.twice ?? false });
		if (how.twice ?? false)
			this.log(date, "untrusted", { alarm: "duplicate" });
		return this.entries.length - 1;
	}

	private get lastDate(): string {
		return this.entries.at(-1)?.date ?? this.day;
	}

	/** An officer's entry behind everything that was written. */
	private inner(kind: Kind, by: string, fields: readonly Value[],
	    how: How): number {
		const at = this.put(kind, by, fields, this.heads, how);

		this.heads = [at];
		return at;
	}

	/** A step that takes effect. */
	step(by: string, to: string, fields: readonly Value[] = [],
	    how: How = {}): number {
		const at = this.inner("event", by, [["f", "from", this.state],
			["f", "to", to], ["f", "reason", "依程序办理"], ...fields], how);

		this.moved(to, fields);
		return at;
	}

	private moved(to: string, fields: readonly Value[]): void {
		this.log(this.lastDate, "moved", { from: this.state, to,
			...asRecord(fields) });
		this.state = to;
	}

	/** The same step by two officers at once: one of them is void. */
	race(to: string, fields: readonly Value[] = []): void {
		const first = this.officer;
		const after = this.heads;
		const all: Value[] = [["f", "from", this.state], ["f", "to", to],
			["f", "reason", "依程序办理"], ...fields];
		const places = [first, this.other(first)].map((by) =>
		    this.put("event", by, all, after, {}));

		this.heads = places;
		this.log(this.day, "void", { verdict: "from" });
		this.moved(to, fields);
	}

	/** A step that others approve; takes effect with the last of them. */
	approved(by: string, to: string, needed: number,
	    fields: readonly Value[] = []): void {
		const at = this.propose(by, to, fields);
		const who = [by];

		for (let i = 0; i < needed; i++) {
			if (this.chance(50))
				this.pass(1 + this.roll(3));
			if (this.chance(2))
				this.void(by, "own", ["h", "approves", at]);
			who.push(this.other(...who));
			this.note(who.at(-1) ?? "", "approve", ["h", "approves", at]);
			if (i + 1 < needed && this.chance(2))
				this.void(who.at(-1) ?? "", "again",
				    ["h", "approves", at]);
		}
		this.moved(to, fields);
	}

	propose(by: string, to: string, fields: readonly Value[] = []): number {
		return this.inner("event", by, [["f", "from", this.state],
			["f", "to", to], ["f", "reason", "集体研究的意见"], ...fields],
		    {});
	}

	/** An event that changes nothing, and why. */
	void(by: string, verdict: string, ...fields: readonly Value[]): number {
		const at = this.inner("event", by, fields, {});

		this.log(this.lastDate, "void", { verdict });
		return at;
	}

	/** A step that is void. */
	voidStep(by: string, verdict: string, from: string, to: string,
	    ...more: readonly Value[]): void {
		this.void(by, verdict, ["f", "from", from], ["f", "to", to],
		    ["f", "reason", "误操作"], ...more);
	}

	/** An event by somebody whose word counts for nothing here. */
	untrusted(by: string, alarm: string, how: How,
	    ...fields: readonly Value[]): void {
		this.inner("event", by, fields, how);
		this.log(this.lastDate, "untrusted", { alarm });
	}

	/** An event that counts in no figure. */
	note(by: string, act: string, ...fields: readonly Value[]): number {
		const at = this.inner("event", by, fields, {});

		this.log(this.lastDate, "noted", { act });
		return at;
	}

	memo(by: string, text: string): void {
		this.inner("memo", by, [], { text });
		this.log(this.lastDate, "noted", { act: "memo" });
	}

	label(by: string, labels: readonly string[], how: How = {}): void {
		this.inner("event", by, labels.map((l): Value =>
		    ["f", "label", l]), how);
		this.log(this.lastDate, "label", { labels });
	}

	private hang(at: number): void {
		this.heads = [...this.heads.filter((h) => h !== this.open &&
		    h !== this.reply), at];
		this.open = at;
	}

	/** An answer that the reporter reads. */
	tell(by: string, status: string, text: string, how: How = {}): void {
		const after = [...new Set([this.open, this.reply])];
		const at = this.put("reply", by, [["f", "status", status]], after,
		    { ...how, text });

		this.hang(at);
		this.reply = at;
		this.log(this.lastDate, "told", { status });
	}

	/** The reporter writes again. */
	write(text: string, rating?: number): void {
		const at = this.put("followup", "-", rating === undefined ? [] :
		    [["f", "rating", String(rating)]], [this.open], { text });

		this.hang(at);
		if (rating !== undefined)
			this.log(this.day, "rated", { rating });
		else
			this.log(this.day, "noted", { act: "followup" });
	}
}

function asRecord(fields: readonly Value[]): Line {
	const out: Record<string, unknown> = {};

	for (const [, name, value] of fields) {
		const before = out[name];

		out[name] = before === undefined ? value :
		    [...Array.isArray(before) ? before as unknown[] : [before],
			value];
	}
	return out;
}
