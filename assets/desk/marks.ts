// SPDX-License-Identifier: ISC
// What somebody wrote, shown so that nothing in it can hide or reorder:
// direction, zero-width and control characters become visible marks.  Links
// stay text: nothing here makes one.

/**
 * Invisible or misleading: soft hyphen, fillers, joiners, directional marks,
 * embeddings and isolates, line separators, word joiners, variation selectors,
 * tags, controls.
 */
const HIDDEN = new RegExp("[" +
    "\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c" +
    "\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f" +
    "\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff" +
    "\\uffa0\\ufff0-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}" +
    "\\ue000-\\uf8ff\\u{f0000}-\\u{10ffff}]", "u");
const PICTURE = /\p{Extended_Pictographic}/u;
const MODIFIER = /[\u{1f3fb}-\u{1f3ff}]/u;
const HAN = /\p{Script=Han}/u;

/** Hidden characters that are part of what stands before them. */
function belongs(c: string, before: string, after: string): boolean {
	const code = c.codePointAt(0) ?? 0;

	// A joiner between the parts of one emoji.
	if (code === 0x200d)
		return PICTURE.test(after) && (PICTURE.test(before) ||
		    MODIFIER.test(before) || before === "\ufe0f");
	if (code === 0xfe0f || code === 0xfe0e)
		return PICTURE.test(before) || /[0-9#*]/.test(before);
	// The glyph variants of rare names.
	return code >= 0xe0100 && code <= 0xe01ef && HAN.test(before);
}

export interface Run {
	readonly text: string;
	/** Set for one hidden character: "U+202E". */
	readonly mark: boolean;
}

/** The text as runs of plain characters and single marks. */
export function runs(text: string): Run[] {
	// Nearly always: no character is looked at singly.
	if (text !== "" && !HIDDEN.test(text))
		return [{ text, mark: false }];
	const all = Array.from(text);
	const out: Run[] = [];
	let plain = "";

	all.forEach((c, i) => {
		if (!HIDDEN.test(c) ||
		    belongs(c, all[i - 1] ?? "", all[i + 1] ?? "")) {
			plain += c;
			return;
		}
		if (plain !== "")
			out.push({ text: plain, mark: false });
		plain = "";
		out.push({ mark: true, text: "U+" +
		    (c.codePointAt(0) ?? 0).toString(16).toUpperCase()
			.padStart(4, "0") });
	});
	if (plain !== "")
		out.push({ text: plain, mark: false });
	return out;
}
