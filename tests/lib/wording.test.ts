// SPDX-License-Identifier: ISC
// The words a reporter meets: short, the same in both languages, and none of
// those that promise or threaten.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

import "../../assets/reporter/strings.en.ts";
import { type Strings, zh } from "../../assets/reporter/strings.zh.ts";

// As a page gets them: the English ones are a script that leaves them behind.
const en = (globalThis as { qfEnglish?: Strings }).qfEnglish ?? zh;

const conf = readFileSync(new URL("../../conf/site.json", import.meta.url),
    "utf8");
/** Official wordings are quoted, not written here. */
const site: unknown = JSON.parse(conf, (name, value: unknown) =>
    name === "official" || name === "words" ? undefined : value);

/** All strings below a value; of texts in two languages, one of them. */
function strings(value: unknown, language?: "zh" | "en"): string[] {
	if (typeof value === "string")
		return [value];
	if (typeof value !== "object" || value === null)
		return [];
	if (language !== undefined && "zh" in value && "en" in value) {
		const { zh, en, ...rest } = value;
		return [...strings(language === "zh" ? zh : en),
			...strings(rest, language)];
	}
	return Object.values(value).flatMap((one) => strings(one, language));
}

const chinese = [...strings(zh), ...strings(site, "zh")];
const english = [...strings(en), ...strings(site, "en")];

/** What is read in one breath: up to a full stop, colon or the like. */
function sentences(texts: readonly string[]): string[] {
	return texts.flatMap((text) => text.split(/[。！？；：…\n]+/))
	    .map((one) => one.trim()).filter((one) => one !== "");
}

/** As a reader counts: a character, a word of letters, a number is one. */
function length(sentence: string): number {
	return (sentence.match(/[\u3400-\u9fff]|[A-Za-z]+|[0-9]+/g) ?? []).length;
}

describe("Chinese sentences", () => {
	it("have twenty characters at most, but for a few", () => {
		const all = sentences(chinese);
		const long = all.filter((one) => length(one) > 20);
		const longest = all.reduce((a, b) =>
		    length(b) > length(a) ? b : a);

		console.log(`# sentences: ${all.length}, of which ${long.length} ` +
		    `have more than 20 characters; the longest ` +
		    `${length(longest)}: ${longest}`);
		assert.ok(length(longest) <= 24, longest);
		assert.ok(long.length <= all.length * 0.02,
		    long.map((one) => `${length(one)} ${one}`).join("\n"));
	});

	it("say nothing of what cannot be kept, and threaten nobody", () => {
		const never = /绝对|100\s?%|百分之百|必查|必复|严惩|后果自负|纪委监委|奖励/;

		assert.deepEqual(chinese.filter((one) => never.test(one)), []);
		assert.deepEqual(english.filter((one) =>
		    /\babsolute|guarantee|100\s?%|completely anonymous|reward/i
			.test(one)), []);
	});
});

describe("English", () => {
	it("is there for every string, in English", () => {
		const names = (value: object): string[] =>
		    Object.entries(value).flatMap(([name, one]) =>
			typeof one === "object" && one !== null ?
			    names(one as object).map((below) => `${name}.${below}`) :
			    [name]);

		assert.deepEqual(names(en).sort(), names(zh).sort());
		// Its own name for Chinese is in Chinese.
		assert.deepEqual(english.filter((one) =>
		    /[\u3400-\u9fff]/.test(one)), ["中文"]);
	});

	it("fills in the same values", () => {
		const holes = (texts: object): Record<string, string> =>
		    Object.fromEntries(Object.entries(texts).map(([name, one]) =>
			[name, (String(one).match(/\{[a-z]+\}/g) ?? []).sort()
			    .join()]));

		assert.deepEqual(holes(en), holes(zh));
	});
});
