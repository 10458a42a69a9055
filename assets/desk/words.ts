// SPDX-License-Identifier: ISC
// Which language is shown: Chinese first.

import { en } from "./words.en.ts";
import { type Words, zh } from "./words.zh.ts";

let words: Words = zh;

export function w(): Words {
	return words;
}

export function language(): "zh" | "en" {
	return words === zh ? "zh" : "en";
}

export function switchLanguage(): void {
	words = words === zh ? en : zh;
	document.documentElement.lang = words.lang;
	document.title = words.title;
}

/** Put values into a sentence: fill("{n} left", { n: 3 }). */
export function fill(sentence: string,
    values: Readonly<Record<string, string | number>>): string {
	return sentence.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
	    String(values[name] ?? whole));
}

export function size(bytes: number): string {
	return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` :
	    `${Math.round(bytes / 1024 / 1024)} MB`;
}
