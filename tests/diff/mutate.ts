// SPDX-License-Identifier: ISC
// Damage: bits, cuts, copies, splices, edits of lines and words.  Everything
// hangs on a seed, so that a finding comes again.

/** xorshift128 on 32-bit numbers; nothing here is secret. */
export class Rng {
	private s: [number, number, number, number];

	constructor(seed: number) {
		this.s = [seed | 0, 0x9e3779b9, 0x243f6a88, 0xb7e15162];
		for (let i = 0; i < 20; i++)
			this.next();
	}

	private next(): number {
		const [a, b, c, d] = this.s;
		let t = d ^ (d << 11);

		t ^= t >>> 8;
		const out = (t ^ a ^ (a >>> 19)) | 0;
		this.s = [out, a, b, c];
		return out >>> 0;
	}

	/** A number below n. */
	below(n: number): number {
		return this.next() % n;
	}

	/** True one time in n. */
	one(n: number): boolean {
		return this.below(n) === 0;
	}

	pick<T>(list: readonly T[]): T {
		const out = list[this.below(list.length)];

		if (out === undefined)
			throw new Error("nothing to pick");
		return out;
	}

	bytes(n: number): Uint8Array {
		return Uint8Array.from({ length: n }, () => this.below(256));
	}
}

/** Bytes as a string of as many characters, and back. */
export function latin(bytes: Uint8Array | string): string {
	return Buffer.from(bytes).toString("latin1");
}

export function unlatin(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text, "latin1"));
}

const NUMBERS = [
	"0", "1", "00", "01", "2", "3", "7", "8", "16", "17", "31", "32", "33",
	"64", "65", "99", "100", "400", "401", "4294967295", "4294967296",
	"9007199254740991", "9007199254740992", "18446744073709551615",
	"18446744073709551616", "99999999999999999999999", "-1", "+1", "1e3",
	"0x10", "1.0", " 1", "1 ", "",
];
/** What readers of text stumble over, as UTF-8 or as none. */
export const PIECES = [
	" ", "  ", "\t", "\r", "\n", "\n\n", "\r\n", "\0", "\x0b", "\x0c", "\x7f",
	"\x85", "\xa0", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
	"-", "--", "=", "==", "+", "/", "_", "%", "%25", "%0A", "%0a", ",", ".",
	"#", "A", "a", "Z", "é", "\ufeff", "\u0085", "\u00a0", "\u1680", "\u180e",
	"\u2003", "\u200b", "\u2014", "\u2014 ", "\u2028", "\u202e", "\u3000",
	"\u212a", "\u0130", "\u017f", "\uff11", "\uff0d", "\u4e00", "\u{1f600}",
].map((p) => /^[\x80-\xff]/.test(p) ? p : latin(p));

function cut(rng: Rng, text: string): [number, number] {
	const at = rng.below(text.length + 1);
	const len = rng.one(3) ? rng.below(text.length + 1) :
	    rng.below(Math.min(16, text.length + 1));

	return [at, Math.min(text.length, at + len)];
}

type Edit = (rng: Rng, text: string, other: string) => string;

const byteEdits: readonly Edit[] = [
	(rng, text) => { // one bit
		const at = rng.below(Math.max(1, text.length));
		const c = text.charCodeAt(at) ^ (1 << rng.below(8));

		return text.slice(0, at) + String.fromCharCode(c & 255) +
		    text.slice(at + 1);
	},
	(rng, text) => { // one byte
		const at = rng.below(Math.max(1, text.length));

		return text.slice(0, at) +
		    String.fromCharCode(rng.below(256)) + text.slice(at + 1);
	},
	(rng, text) => { // a piece gone
		const [from, to] = cut(rng, text);

		return text.slice(0, from) + text.slice(to);
	},
	(rng, text) => { // a piece twice
		const [from, to] = cut(rng, text);

		return text.slice(0, to) + text.slice(from);
	},
	(rng, text) => text.slice(0, rng.below(text.length + 1)),
	(rng, text) => text + latin(rng.bytes(1 + rng.below(40))),
	(rng, text) => {
		const at = rng.below(text.length + 1);

		return text.slice(0, at) + latin(rng.bytes(1 + rng.below(4))) +
		    text.slice(at);
	},
	(rng, text, other) => // the beginning of one, the end of another
	    text.slice(0, rng.below(text.length + 1)) +
	    other.slice(rng.below(other.length + 1)),
	(rng, text, other) => { // a piece of another
		const [from, to] = cut(rng, other);
		const at = rng.below(text.length + 1);

		return text.slice(0, at) + other.slice(from, to) +
		    text.slice(at + (rng.one(2) ? to - from : 0));
	},
];

function replaceOne(rng: Rng, text: string, what: RegExp,
    by: (found: string) => string): string {
	const found = [...text.matchAll(what)];

	if (found.length === 0)
		return text;
	const m = rng.pick(found);
	return text.slice(0, m.index) + by(m[0]) +
	    text.slice(m.index + m[0].length);
}

function editLines(rng: Rng, text: string,
    edit: (lines: string[], at: number) => void): string {
	const lines = text.split("\n");

	edit(lines, rng.below(lines.length));
	return lines.join("\n");
}

const textEdits: readonly Edit[] = [
	(rng, text) => editLines(rng, text, (l, i) => l.splice(i, 1)),
	(rng, text) => editLines(rng, text,
	    (l, i) => l.splice(i, 0, l[i] ?? "")),
	(rng, text) => editLines(rng, text, (l, i) => {
		const [gone = ""] = l.splice(i, 1);

		l.splice(rng.below(l.length + 1), 0, gone);
	}),
	(rng, text) => editLines(rng, text, (l, i) => {
		l[i] += rng.pick(PIECES);
	}),
	(rng, text, other) => editLines(rng, text, (l, i) => {
		l.splice(i, rng.below(2), rng.pick(other.split("\n")));
	}),
	(rng, text, other) => replaceOne(rng, text, /[^ \n]+/g, () =>
	    rng.pick(other.match(/[^ \n]+/g) ?? [""])),
	(rng, text) => replaceOne(rng, text, /[0-9]+/g,
	    () => rng.pick(NUMBERS)),
	(rng, text) => replaceOne(rng, text, /[0-9]+/g,
	    (n) => String(Number(n) + rng.pick([-1, 1]))),
	(rng, text) => replaceOne(rng, text, /[A-Za-z]/g, (c) =>
	    c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()),
	(rng, text) => replaceOne(rng, text, /[A-Za-z0-9+/]/g, () =>
	    rng.pick([..."ABab09+/-_=qpzry"])),
	(rng, text) => replaceOne(rng, text, / [^ \n]+/g,
	    (w) => rng.one(2) ? "" : w + w),
	(rng, text) => {
		const at = rng.below(text.length + 1);

		return text.slice(0, at) + rng.pick(PIECES) +
		    text.slice(at + rng.below(2));
	},
	(_, text) => text.replace(/\n$/, ""),
	(_, text) => text + "\n",
	(_, text) => text.replace(/\n/g, "\r\n"),
];

/** Damaged bytes: text says that lines and words are worth an edit. */
export function mutate(rng: Rng, data: Uint8Array, other: Uint8Array,
    text: boolean): Uint8Array {
	let out = latin(data);

	for (let n = 1 + (rng.one(3) ? rng.below(3) : 0); n > 0; n--) {
		const edits = text && !rng.one(4) ? textEdits : byteEdits;

		out = rng.pick(edits)(rng, out, latin(other));
	}
	return unlatin(out);
}
