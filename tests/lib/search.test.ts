// SPDX-License-Identifier: ISC
// Search and filters of the console: pure functions.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Summary } from "../../assets/desk/calls.ts";
import {
	type Filter, NO_FILTER, QUICK, factsOf, filtered, isFiltered, isQuick,
} from "../../assets/desk/filter.ts";
import {
	Hits, SearchIndex, fold, packHits, terms,
} from "../../assets/desk/search.ts";

function index(docs: Record<string, string>): SearchIndex {
	const all = new SearchIndex();

	for (const [id, text] of Object.entries(docs))
		all.put(id, text);
	return all;
}

test("search: Chinese and English, parts of words, any case and width", () => {
	const all = index({ a: "单位补录签到表，活动人数写多了", b: "Ｗi-Fi ROOM 101",
		c: "签到很方便" });
	const ids = (q: string): string[] => all.find(q).map((h) => h.id);

	assert.deepEqual(ids("签到"), ["a", "c"]);
	assert.deepEqual(ids("签到 人数"), ["a"]);
	assert.deepEqual(ids("wi-fi"), ["b"]);
	assert.deepEqual(ids("ｒｏｏｍ"), ["b"]);
	assert.deepEqual(ids("没有"), []);
	assert.deepEqual(ids(""), []);
	assert.deepEqual(ids("   "), []);
});

test("search: hits cross to the page whole", () => {
	const all = index({ a: "一\t二\n签到表\r\n三\u2028四", b: "签到",
		c: "没有" });
	const found = all.find("签到");
	const hits = new Hits(packHits(found));

	assert.deepEqual(found.map((h) => hits.get(h.id)), found);
	assert.equal(found[0]?.before, "一 二 ");
	assert.ok(hits.has("b") && !hits.has("c"));
	assert.equal(hits.get("c"), undefined);
	assert.equal(new Hits(packHits([])).has(""), false);
});

test("search: hidden characters hide nothing", () => {
	const all = index({ a: "签\u200b到\u202e表", b: "Ame\u0301lie" });

	assert.equal(all.find("签到表").length, 1);
	assert.equal(all.find("\u200b签到").length, 1);
	assert.equal(all.find("amélie").length, 1);
});

test("search: shows what stands round the first word", () => {
	const [hit] = index({ a: "很久以前".repeat(20) + "Late Fee" +
	    "后来呢".repeat(20) }).find("late");

	assert.equal(hit?.found, "Late");
	assert.match(hit?.before ?? "", /^…[\u4e00-\u9fff]{18}$/);
	assert.match(hit?.behind ?? "", /^ Fee.*…$/);
	const [whole] = index({ b: "签到表" }).find("签到");
	assert.deepEqual([whole?.before, whole?.found, whole?.behind],
	    ["", "签到", "表"]);
});

test("search: what was replaced or dropped is not found any more", () => {
	const all = index({ a: "旧的" });

	all.put("a", "新的");
	assert.equal(all.find("旧的").length, 0);
	assert.equal(all.find("新的").length, 1);
	all.drop("a");
	assert.equal(all.find("新的").length, 0);
});

test("search: a query has an end", () => {
	assert.equal(terms("a ".repeat(1000)).length, 8);
	assert.equal(terms("x".repeat(10000))[0]?.length, 200);
	assert.equal(fold("ＡＢＣ　ｄ"), "abc d");
});

const plain: Summary = {
	id: "1", number: "1", form: "concern/1", fields: [], opening: "", date: "2026-11-20",
	newest: "2026-11-20", size: 1, entries: 1, alarms: false, able: null,
	answered: true, pending: false, status: null, state: "R03",
	untold: false, clocks: [], labels: [], charge: null, second: null,
	unread: false, asked: false, conflicts: 0, major: false,
	recused: false, rating: 0, first: "",
};
const clock = (due: string, more: object = {}): Summary["clocks"][number] => ({
	id: "screen", zh: "甄别", en: "Screen", item: null, since: "2026-11-20",
	due, overdue: false, today: false, soon: false, weekendsOnly: false,
	...more,
});

test("filter: each question is answered by its own letters", () => {
	const all: Summary[] = [
		{ ...plain, id: "overdue", clocks: [clock("2026-11-01",
		    { overdue: true })] },
		{ ...plain, id: "today", clocks: [clock("2026-11-26",
		    { today: true })] },
		{ ...plain, id: "asked", asked: true },
		{ ...plain, id: "unread", unread: true },
		{ ...plain, id: "open", answered: false },
		{ ...plain, id: "untold", untold: true },
		{ ...plain, id: "mine", second: "02" },
		{ ...plain, id: "major", major: true },
		{ ...plain, id: "alone", able: ["01"] },
		{ ...plain, id: "alarm", alarms: true },
	];

	for (const quick of ["overdue", "today", "asked", "unread", "open",
		"untold", "mine", "major", "alone", "alarm"] as const)
		assert.deepEqual(all.filter((t) => isQuick(t, quick, "02"))
		    .map((t) => t.id), [quick]);
});

test("filter: conditions add up; what is due comes first", () => {
	const all: Summary[] = [
		{ ...plain, id: "a", newest: "2026-11-25" },
		{ ...plain, id: "b", clocks: [clock("2026-12-01")], labels: ["I1"] },
		{ ...plain, id: "c", clocks: [clock("2026-11-27")], labels: ["I1"],
			state: "R09" },
		{ ...plain, id: "d", form: "youth/1", state: "Q0" },
	];
	const ids = (more: Partial<Filter>): string[] => filtered(all,
	    { ...NO_FILTER, ...more }, "01").map((t) => t.id);

	assert.deepEqual(ids({}), ["c", "b", "a", "d"]);
	assert.deepEqual(ids({ sort: "newest" }), ["a", "b", "c", "d"]);
	assert.deepEqual(ids({ label: "I1" }), ["c", "b"]);
	assert.deepEqual(ids({ label: "I1", state: "R03" }), ["b"]);
	assert.deepEqual(ids({ form: "youth/1" }), ["d"]);
	assert.deepEqual(ids({ hits: new Hits("a\t\t\t") }), ["a"]);
	assert.ok(!isFiltered({ ...NO_FILTER, sort: "newest" }));
	assert.ok(isFiltered({ ...NO_FILTER, hits: new Hits("") }));
	const facts = factsOf(all, "01");
	for (const q of QUICK)
		assert.equal(facts.counts.get(q), all.filter((t) =>
		    isQuick(t, q, "01")).length, q);
	assert.deepEqual(facts.labels, ["I1"]);
	assert.equal(factsOf([...all], "01").counts.get("unread"),
	    facts.counts.get("unread"));
	// The list itself stays as it came.
	assert.deepEqual(all.map((t) => t.id), ["a", "b", "c", "d"]);
});
