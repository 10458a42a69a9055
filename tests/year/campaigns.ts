// SPDX-License-Identifier: ISC
// The campaigns of the planned year: some overlap, one starts where another
// ends, one lasts nearly all year, one is over before anybody writes to it, and
// one still runs.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { repo } from "../web/cluster.ts";
import type { Case, Roll, Value } from "./case.ts";
import { dice } from "./case.ts";

/** Code, form, first and last day. */
const ALL: readonly (readonly [string, string, string, string])[] = [
	["ZX1", "concern/1", "2026-03-02", "2026-05-20"],
	["ZX2", "concern/1", "2026-05-06", "2026-09-30"],
	["ZX3", "concern/1", "2026-10-09", "2026-11-30"],
	["ZX4", "concern/1", "2025-11-03", "2025-12-20"],
	["ZX5", "concern/1", "2026-11-02", "2027-03-31"],
	["ZX6", "youth/1", "2026-07-01", "2026-08-31"],
	["ZX7", "youth/1", "2026-07-20", "2026-12-10"],
	["ZX8", "youth/1", "2026-01-05", "2026-12-18"],
];
/** Those whose sheets can be made in January 2027. */
export const ENDED: readonly string[] = ALL.filter(([, , , to]) =>
    to < "2027-01-01").map(([code]) => code);

/** The lists of conf/site.json with these campaigns in place of its own. */
export function siteFile(): string {
	const own = JSON.parse(readFileSync(join(repo, "conf/site.json"),
	    "utf8")) as { campaigns: object[] };

	own.campaigns = ALL.map(([code, form, from, to]) => ({
		...own.campaigns[0], code, zh: `专项${code.slice(2)}`,
		en: code, form, from, to }));
	return JSON.stringify(own);
}

function of(form: string): typeof ALL {
	return ALL.filter(([, f]) => f === form);
}

function running(form: string, day: string): string[] {
	return of(form).filter(([, , from, to]) => from <= day && day <= to)
	    .map(([code]) => code);
}

/** Dice of its own: what else becomes of the case stays as it was. */
function own(number: number): Roll {
	return dice(number * 7919 + 1);
}

/** By the address of its poster; some keep one that is over or is none. */
export function named(number: number, form: string, day: string): Value[] {
	const roll = own(number);
	const now = running(form, day);
	const any = of(form);
	const code = roll(3) === 0 ? now[roll(now.length + 1)] :
	    roll(60) === 0 ? any[roll(any.length)]?.[0] :
	    roll(200) === 0 ? "ZX9" : undefined;

	return code === undefined ? [] : [["f", "campaign", code]];
}

/** What officers say that a case is of, and take back. */
export function labelCampaign(c: Case): void {
	const roll = own(-c.number - 1);
	const any = of(c.form);
	const [code = ""] = any[roll(any.length)] ?? [];

	if (roll(7) !== 0)
		return;
	c.label(c.to[roll(c.to.length)] ?? "01", [`campaign:${code}`]);
	switch (roll(6)) {
	case 0:
		c.label("01", [`-campaign:${code}`]);
		break;
	case 1:
		c.label("01", [`campaign:${any[roll(any.length)]?.[0] ?? ""}`]);
		break;
	case 2:
		c.label("01", ["campaign:ZX9"]);
	}
}
