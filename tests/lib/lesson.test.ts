// SPDX-License-Identifier: ISC
// What a teaching case may not have in it: what leads to people, and a
// letter's own words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { findCopied, findTraces } from
    "../../assets/desk/month/traces.ts";

const UNITS = ["组织部", "湖东联青服务站", "Youth activity centre"];

function found(text: string): string[] {
	return findTraces(text, UNITS).map((t) => `${t.what} ${t.found}`);
}

test("lesson: days, amounts, units and names are found", () => {
	for (const [text, trace] of [
		["今年3月的一次活动", "dates 3月"],
		["2025年的活动", "dates 2025年"],
		["二〇二五年的活动", "dates 二〇二五年"],
		["十二月二十日那天", "dates 十二月二十日"],
		["在 2025-03 月报上", "dates 2025-03"],
		["１５日晚上", "dates 15日"],
		["收了500元", "amounts 500元"],
		["收了５ ０ ０ 余元", "amounts 500余元"],
		["共三万元", "amounts 三万元"],
		["花了几十块钱，十多块", "amounts 十多块"],
		["价值￥3,000", "amounts ¥3,000"],
		["组织部的人", "units 组织部"],
		["组 织\u200b部的人", "units 组织部"],
		["湖东联青服务站门口", "units 湖东联青服务站"],
		["at the Youth activity centre", "units Youth activity centre"],
		["张某让人补签", "names 张某"],
		["李主任让人补签", "names 李主任"],
	] as const)
		assert.ok(found(text).includes(trace), `${text}: ${found(text)}`);
});

test("lesson: a case written without them passes", () => {
	for (const text of [
		"某单位为了让台账好看，活动结束后补签到、补照片。青年说，跑了两趟没办成。",
		"启示：台账是为工作服务的，不能反过来。青年年轻，话直，要听得进去。",
		"An office asked for photographs of every visit.",
		"",
	])
		assert.deepEqual(findTraces(text, UNITS), []);
});

test("lesson: each trace is told once", () => {
	assert.deepEqual(found("3月，3月，500元，500元"),
	    ["dates 3月", "amounts 500元"]);
});

test("lesson: ten characters of a letter in a row are copied", () => {
	const letter = "值班表是补的，签名不是本人，每周三都这样。";

	assert.equal(findCopied("他说，签名 不是本人，每周三、都这样。", [letter]),
	    "签名不是本人每周三都");
	assert.equal(findCopied("签名不是本人每周三", [letter]), undefined);
	assert.equal(findCopied("值班表不真实，签名有代签。",
	    ["", letter]), undefined);
	assert.equal(findCopied("", [letter]), undefined);
	assert.equal(findCopied("ＡＢＣＤＥＦＧＨＩＪ", ["x abc-defghij"]),
	    "abcdefghij");
});
