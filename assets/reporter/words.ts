// SPDX-License-Identifier: ISC
// Which language is shown.  Chinese first; English is a bundle of its own.

import { bundle } from "./bundle.ts";
import type { Text } from "./site.ts";
import { ENGLISH_URL } from "./trusted.ts";
import type { Strings } from "./strings.zh.ts";
import { zh } from "./strings.zh.ts";

let strings: Strings = zh;
let language: keyof Text = "zh";

export function s(): Strings {
	return strings;
}

/** The site's own words in the language shown; its list has no other. */
export function t(text: Text): string {
	return text[language] ?? "";
}

export function isChinese(): boolean {
	return language === "zh";
}

/** Put values into a sentence: fill("{n} left", { n: 3 }). */
export function fill(sentence: string,
    values: Readonly<Record<string, string | number>>): string {
	return sentence.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
		const value = values[name];
		return value === undefined ? whole : String(value);
	});
}

/** A list as one would say it. */
export function listed(items: readonly string[]): string {
	return items.join(language === "zh" ? "、" : ", ");
}

function english(): Promise<Strings> {
	return bundle(ENGLISH_URL, () =>
	    (globalThis as { qfEnglish?: Strings }).qfEnglish);
}

export async function switchLanguage(): Promise<void> {
	if (language === "zh") {
		strings = await english();
		language = "en";
	} else {
		strings = zh;
		language = "zh";
	}
	document.documentElement.lang = s().lang;
}
