// SPDX-License-Identifier: ISC
// What could lead from a page back to people: days, amounts, units, places,
// names, and words copied from a letter.  A machine finds some of it; the five
// ticks of two officers are for the rest.

import { fold } from "../search.ts";
import type { CHECKED } from "../../lib/record.ts";

export interface Trace {
	readonly what: (typeof CHECKED)[number];
	readonly found: string;
}

/** So many characters in a row are no chance. */
const COPIED_LEN = 10;
const HAN = "零〇一二三四五六七八九十百千万两";
const SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董" +
    "萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚" +
    "谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";

const PATTERNS: readonly (readonly [Trace["what"], RegExp])[] = [
	["dates", new RegExp(`(?:\\d{2,4}|[${HAN}]{2,4})年(?!龄|轻|级|终|度)|` +
	    `\\d{4}[-/.]\\d{1,2}|(?:\\d{1,2}|[正腊冬${HAN}]{1,2})月份?` +
	    `(?:\\d{1,2}|[${HAN}]{1,3})?[日号]?|` +
	    "\\d{1,2}[日号]", "g")],
	["amounts", new RegExp(`(?:\\d[\\d,.]*|[${HAN}]+)[余多几]?` +
	    "[百千万亿]?(?:元|块钱?|美元)|[¥￥$]\\d[\\d,.]*", "g")],
	["places", /\d+(?:号楼|栋|幢|单元|室)|\p{Script=Han}{2,4}(?:路|大道|街|巷)\d+号/gu],
	["names", new RegExp(`[${SURNAMES}](?:某某?|书记|部长|主任|科长|处长|局长|` +
	    "站长|校长|老师|同志|经理|总)", "g")],
];

/** Each once, in the order of the checks' patterns. */
export function findTraces(text: string, units: readonly string[]): Trace[] {
	// Full-width digits are digits; spaces hide nothing.
	const plain = text.normalize("NFKC").replace(/[\s\p{Cf}]/gu, "");
	const out = PATTERNS.flatMap(([what, pattern]) =>
	    [...plain.matchAll(pattern)].map((m): Trace =>
		({ what, found: m[0] })));

	for (const found of units) {
		if (found !== "" && plain.includes(found.replace(/\s/g, "")))
			out.push({ what: "units", found });
	}
	return out.filter((t, i) => out.findIndex((o) => o.what === t.what &&
	    o.found === t.found) === i);
}

function letters(text: string): string[] {
	return Array.from(fold(text).replace(/[^\p{L}\p{N}]/gu, ""));
}

/** Of the text, the first passage that stands in one of the letters. */
export function findCopied(text: string, sources: Iterable<string>):
    string | undefined {
	const mine = letters(text);
	const at = new Map<string, number>();

	for (let i = mine.length - COPIED_LEN; i >= 0; i--)
		at.set(mine.slice(i, i + COPIED_LEN).join(""), i);
	for (const source of at.size === 0 ? [] : sources) {
		const theirs = letters(source);

		for (let i = 0; i + COPIED_LEN <= theirs.length; i++) {
			const found = theirs.slice(i, i + COPIED_LEN).join("");

			if (at.has(found))
				return found;
		}
	}
	return undefined;
}
