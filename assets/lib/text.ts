// SPDX-License-Identifier: ISC
// The few text rules that every format of ours shares (docs/protocol.md
// section 2): lines, decimals without leading zeros, no control characters.

import { type Code, fail } from "./err.ts";

const FORBIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff]/;
const LONE_SURROGATE =
    /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;

/** One look is enough where there is none of these, which is nearly always. */
const ODD = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff\ud800-\udfff]/;

/** True for text that a signed note may hold. */
export function isClean(text: string): boolean {
	return !ODD.test(text) ||
	    (!FORBIDDEN.test(text) && !LONE_SURROGATE.test(text));
}

/**
 * What a writer makes of typed text: CRLF becomes LF, every forbidden
 * character a space, an unpaired surrogate U+FFFD.
 */
export function clean(text: string): string {
	let out = "";

	for (const c of text.replace(/\r\n/g, "\n")) {
		if (FORBIDDEN.test(c))
			out += " ";
		else
			out += /^[\ud800-\udfff]$/.test(c) ? "\ufffd" : c;
	}
	return out;
}

/** Code points, as the forms count characters. */
export function points(text: string): number {
	return Array.from(text).length;
}

/** A decimal without sign or leading zeros, at most max; throws code. */
export function decimal(text: string, max: number, code: Code): number {
	if (!/^(0|[1-9][0-9]{0,15})$/.test(text))
		fail(code, "decimal");
	const v = Number(text);
	if (v > max)
		fail(code, "decimal");
	return v;
}

/**
 * A cursor over lines that all end in LF.  Made for the strict grammars: each
 * key is taken in its place or not at all.
 */
export class Lines {
	private readonly lines: string[];
	private at = 0;
	private readonly code: Code;

	/** Throws code when text is not clean or does not end in LF. */
	constructor(text: string, code: Code) {
		this.code = code;
		if (!text.endsWith("\n") || !isClean(text))
			fail(code, "text");
		this.lines = text.slice(0, -1).split("\n");
	}

	/** The next line must be exactly this one. */
	expect(line: string): void {
		if (this.lines[this.at] !== line)
			fail(this.code, "line");
		this.at++;
	}

	/** The value behind "key " if the next line has that key. */
	maybe(key: string): string | undefined {
		const line = this.lines[this.at];

		if (line === undefined || !line.startsWith(key + " "))
			return undefined;
		this.at++;
		return line.slice(key.length + 1);
	}

	/** The value behind "key "; the line must be there. */
	one(key: string): string {
		return this.maybe(key) ?? fail(this.code, key);
	}

	/**
	 * The values of all lines with that key, each parsed in its turn, min to
	 * max of them; one too many throws over.
	 */
	many<T>(key: string, min: number, max: number, over: Code,
	    parse: (value: string, i: number) => T): T[] {
		const out: T[] = [];

		for (;;) {
			const v = this.maybe(key);

			if (v === undefined)
				break;
			if (out.length === max)
				fail(over, "too many lines");
			out.push(parse(v, out.length));
		}
		if (out.length < min)
			fail(this.code, key);
		return out;
	}

	/** What is left, with its LFs; "" at the end. */
	rest(): string {
		const left = this.lines.slice(this.at);

		this.at = this.lines.length;
		return left.length === 0 ? "" : left.join("\n") + "\n";
	}

	/** Nothing may be left. */
	end(): void {
		if (this.at !== this.lines.length)
			fail(this.code, "unknown line");
	}
}
