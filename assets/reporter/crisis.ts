// SPDX-License-Identifier: ISC
// Words of somebody in danger.  They are looked for on the page alone, so that
// help is named at once and not by an officer some days later; nothing is kept
// from being sent and nothing is sent about it.

export function mentions(words: readonly string[], text: string): boolean {
	const low = text.toLowerCase();

	return words.some((word) => low.indexOf(word.toLowerCase()) >= 0);
}
