// SPDX-License-Identifier: ISC
// Who reads, which days, which words: the reporter's page without the page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

import { addDays } from "../../assets/lib/date.ts";
import { monthsBack, nodesNear, openCampaigns }
	from "../../assets/reporter/calendar.ts";
import type { Readers } from "../../assets/reporter/calls.ts";
import { mentions } from "../../assets/reporter/crisis.ts";
import { classAbove, classOf, isApart, numbersOf, readersLeft }
	from "../../assets/reporter/route.ts";
import { pathTo, type Site } from "../../assets/reporter/site.ts";

const site = JSON.parse(readFileSync(new URL("../../conf/site.json",
    import.meta.url), "utf8")) as Site;

function readers(classes: Record<string, readonly string[]>): Readers {
	const all: Record<string, { nn: string; office: string }[]> = {};

	for (const [name, list] of Object.entries(classes))
		all[name] = list.map((one) => {
			const [nn = "", office = ""] = one.split(" ");
			return { nn, office };
		});
	return { trust: "checked", version: 1, until: "2026-12-26", digits: "",
		station: null, classes: all };
}

const roster = readers({
	youth: ["05 A", "06 B"],
	concern: ["01 C", "02 D", "03 D"],
	leadership: ["09 E", "10 F"],
});

describe("the class that reads", () => {
	it("is the form's until an answer names one above it", () => {
		assert.equal(classOf(site, "concern", []), "concern");
		assert.equal(classOf(site, "concern", ["leadership"]), "leadership");
		assert.equal(classOf(site, "concern", ["leadership", "concern"]),
		    "leadership");
		assert.equal(classOf(site, "leadership", ["youth"]), "leadership");
		assert.equal(classOf(site, "concern", ["nobody"]), "concern");
	});

	it("loses the offices left out, all of them", () => {
		const left = (...offices: string[]) =>
		    readersLeft(roster, "concern", offices).map((one) => one.nn);

		assert.deepEqual(left(), ["01", "02", "03"]);
		assert.deepEqual(left("C"), ["02", "03"]);
		assert.deepEqual(left("D"), ["01"]);
		assert.deepEqual(left("E"), ["01", "02", "03"]);
		assert.deepEqual(readersLeft(null, "concern", []), []);
		assert.deepEqual(numbersOf(roster, ["D", "E"]), ["02", "03", "09"]);
		assert.deepEqual(numbersOf(null, ["D"]), []);
	});

	it("is followed by the next that has two left", () => {
		assert.equal(classAbove(site, roster, "concern", ["D"]),
		    "leadership");
		assert.equal(classAbove(site, roster, "youth", []), "concern");
		assert.equal(classAbove(site, roster, "youth", ["D"]), "leadership");
		assert.equal(classAbove(site, roster, "concern", ["E"]), null);
		assert.equal(classAbove(site, roster, "leadership", []), null);
	});

	it("is apart only when nobody of it is in another", () => {
		assert.ok(isApart(roster, "leadership"));
		assert.ok(!isApart(readers({ concern: ["01 C", "09 E"],
			leadership: ["09 E", "10 F"] }), "leadership"));
		assert.ok(!isApart(roster, "nobody"));
		assert.ok(!isApart(null, "leadership"));
	});
});

describe("the days", () => {
	const names = (day: string): string[] => nodesNear(site, day)
	    .map((one) => one.zh ?? "");

	it("of a node are fourteen before and fourteen after", () => {
		const day = "2027-02-06";

		assert.deepEqual(names(addDays(day, -15)), []);
		assert.deepEqual(names(addDays(day, -14)), ["春节"]);
		assert.deepEqual(names(day), ["春节"]);
		assert.deepEqual(names(addDays(day, 14)), ["春节"]);
		assert.deepEqual(names(addDays(day, 15)), []);
	});

	it("of two nodes may be the same", () => {
		assert.deepEqual(names("2026-09-28"), ["中秋", "国庆"]);
		assert.deepEqual(names("2028-01-14"), ["元旦", "春节"]);
	});

	it("are the table's for 2026 to 2030, not a calendar's", () => {
		const table = site.nodes.filter((one) => one.dates !== undefined);

		assert.deepEqual(table.map((one) => [one.zh, ...one.dates ?? []]), [
			["元旦", "2026-01-01", "2027-01-01", "2028-01-01",
				"2029-01-01", "2030-01-01"],
			["春节", "2026-02-17", "2027-02-06", "2028-01-26",
				"2029-02-13", "2030-02-03"],
			["清明", "2026-04-05", "2027-04-05", "2028-04-04",
				"2029-04-04", "2030-04-05"],
			["五一", "2026-05-01", "2027-05-01", "2028-05-01",
				"2029-05-01", "2030-05-01"],
			["端午", "2026-06-19", "2027-06-09", "2028-05-28",
				"2029-06-16", "2030-06-05"],
			["中秋", "2026-09-25", "2027-09-15", "2028-10-03",
				"2029-09-22", "2030-09-12"],
			["国庆", "2026-10-01", "2027-10-01", "2028-10-01",
				"2029-10-01", "2030-10-01"],
		]);
	});

	it("of a campaign are its first to its last", () => {
		const { from = "", to = "" } = site.campaigns[0] ?? {};
		const open = (day: string) => openCampaigns(site, day).length;

		assert.deepEqual([addDays(from, -1), from, to, addDays(to, 1)]
		    .map(open), [0, 1, 1, 0]);
	});

	it("give months that go back over the turn of a year", () => {
		assert.deepEqual(monthsBack("2027-02-28", 4),
		    ["2027-02", "2027-01", "2026-12", "2026-11"]);
		assert.equal(monthsBack("2026-11-26", 60)[59], "2021-12");
	});
});

describe("the words of somebody in danger", () => {
	it("are found wherever they stand, in either script", () => {
		const { words } = site.crisis;

		assert.ok(mentions(words, "最近总想着自杀，睡不着"));
		assert.ok(mentions(words, "I want to KILL MYSELF"));
		assert.ok(mentions(words, "孩子在学校被霸凌了"));
		assert.ok(!mentions(words, "希望站里晚上开到九点半"));
		assert.ok(!mentions(words, ""));
		assert.ok(!mentions([], "自杀"));
	});
});

describe("the tree of categories", () => {
	it("gives the way to a code", () => {
		const way = (code: string) => pathTo(site.categories, code)
		    .map((one) => one.code);

		assert.deepEqual(way("A02.3"), ["A", "A02", "A02.3"]);
		assert.deepEqual(way("Z"), ["Z"]);
		assert.deepEqual(way("X"), []);
	});

	it("raises crimes and retaliation to the superior", () => {
		const routed = (code: string) => classOf(site, "concern",
		    pathTo(site.categories, code).reduce((all: string[], one) =>
			one.class === undefined ? all : all.concat(one.class), []));

		assert.deepEqual(["A02.3", "B01", "C02.2", "D", "D02", "F01", "F02",
			"Z"].map(routed), ["concern", "concern", "concern",
			"leadership", "leadership", "leadership", "concern",
			"concern"]);
	});
});
