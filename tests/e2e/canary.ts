// SPDX-License-Identifier: ISC
// Words planted in every text a reporter types, and the search for them in
// whatever encoding a careless program might have left them.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

/** A word that occurs nowhere else: ASCII and Chinese. */
export function canary(label: string): string {
	return `${label}${randomBytes(6).toString("hex")}金丝雀鸣`;
}

/** The middle of the base64 of text at each of the three alignments. */
function base64Forms(bytes: Buffer): string[] {
	return [0, 1, 2].map((shift) => {
		const text = Buffer.concat([Buffer.alloc(shift), bytes])
		    .toString("base64");
		const from = Math.ceil(shift * 8 / 6);
		const to = Math.floor((shift + bytes.length) * 8 / 6);

		return text.slice(from, to);
	});
}

function swapped(bytes: Buffer): Buffer {
	return Buffer.from(bytes).swap16();
}

/** Every form in which these bytes, a key for example, would still be they. */
export function bytesForms(bytes: Uint8Array): Map<string, Buffer> {
	const raw = Buffer.from(bytes);
	const out = new Map<string, Buffer>([
		["raw", raw],
		["hex", Buffer.from(raw.toString("hex"))],
		["HEX", Buffer.from(raw.toString("hex").toUpperCase())],
	]);

	base64Forms(raw).forEach((text, i) => {
		out.set(`base64+${i}`, Buffer.from(text));
		out.set(`base64url+${i}`, Buffer.from(text.replace(/\+/g, "-")
		    .replace(/\//g, "_")));
	});
	return out;
}

/** Every form in which the word would still be the word. */
export function forms(word: string): Map<string, Buffer> {
	const utf8 = Buffer.from(word, "utf8");
	const utf16 = Buffer.from(word, "utf16le");
	const out = new Map<string, Buffer>([
		["plain", utf8],
		["hex", Buffer.from(utf8.toString("hex"))],
		["HEX", Buffer.from(utf8.toString("hex").toUpperCase())],
		["utf-16le", utf16],
		["utf-16be", swapped(utf16)],
		["url", Buffer.from(encodeURIComponent(word))],
		["json", Buffer.from(JSON.stringify(word).replace(/[^\0-\x7f]/g,
		    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
		    .slice(1, -1))],
	]);

	base64Forms(utf8).forEach((text, i) => {
		out.set(`base64+${i}`, Buffer.from(text));
		out.set(`base64url+${i}`, Buffer.from(text.replace(/\+/g, "-")
		    .replace(/\//g, "_")));
	});
	return out;
}

export class Flock {
	readonly words: readonly string[];
	private readonly all: [string, Buffer][];

	constructor(words: readonly string[]) {
		this.words = words;
		this.all = words.flatMap((word) =>
		    Array.from(forms(word)).map(([name, bytes]):
			[string, Buffer] => [`${word} as ${name}`, bytes]));
	}

	/** Where any word is found in bytes; empty is good. */
	find(where: string, bytes: Buffer): string[] {
		return this.all.filter(([, form]) => bytes.includes(form))
		    .map(([name]) => `${where}: ${name}`);
	}

	/** The same for every file under a folder. */
	findUnder(folder: string): { found: string[]; files: number;
	    size: number } {
		const out = { found: [] as string[], files: 0, size: 0 };

		for (const [path, bytes] of contents(folder)) {
			out.files += 1;
			out.size += bytes.length;
			out.found.push(...this.find(path, bytes));
		}
		return out;
	}
}

/** Contents of every file under a folder that is still there. */
function *contents(folder: string): Generator<[string, Buffer]> {
	for (const name of readdirSync(folder, { recursive: true })) {
		const path = join(folder, String(name));

		if (statSync(path, { throwIfNoEntry: false })?.isFile() === true)
			yield [path, readFileSync(path)];
	}
}

/** How many files hold these bytes. */
export function filesWith(folder: string, bytes: Buffer): number {
	let n = 0;

	for (const [, content] of contents(folder))
		n += content.includes(bytes) ? 1 : 0;
	return n;
}

/** What compressed bytes hold, for requests a browser might have packed. */
export function unpacked(bytes: Buffer): Buffer[] {
	const out = [bytes];

	for (const unpack of [gunzipSync, inflateSync, inflateRawSync]) {
		try {
			out.push(unpack(bytes));
		} catch {
			/* not of that kind */
		}
	}
	return out;
}
