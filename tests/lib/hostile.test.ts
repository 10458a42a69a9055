// SPDX-License-Identifier: ISC
// The bytes of tests/hostile/make.ts against this library: each is refused with
// the same error as in C, after 64 KiB and one chunk at most, with under 1 MiB
// of arrays.  Reads and arrays are counted; the times are in the diagnostics.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";

import { parseHeader, splitHeader } from "../../assets/lib/age-header.ts";
import { type Code, codeOf } from "../../assets/lib/err.ts";
import { openKeyFile, unlock } from "../../assets/lib/keyfile.ts";
import { openNote, parseNote } from "../../assets/lib/note.ts";
import { readNote } from "../../assets/lib/tar.ts";
import {
	openFirstChunk, openHeader, openMembers,
} from "../../assets/lib/unseal.ts";
import { type Hostile, ME, SIGNER, bytesOf, hostiles } from "../hostile/make.ts";
import { HOST } from "../vectors/fixed.ts";
import { throwsCode } from "./throws.ts";

const READ_MAX = 65536 + 65552;
const GROWTH_MAX = 1024 * 1024;

/** An array that tells how far it was read: by index, or handed out in part. */
class Watched {
	seen = 0;
	readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = new Proxy(bytes, { get: (target, name) => {
			if (typeof name === "string" && /^\d+$/.test(name))
				this.see(Number(name) + 1);
			if (name === "subarray")
				return (from = 0, to = target.length) => {
					this.see(Math.min(to, target.length));
					return target.subarray(from, to);
				};
			const value: unknown = Reflect.get(target, name, target);

			if (typeof value !== "function" || name === "constructor")
				return value;
			/* Whatever else it is asked for may read all of it. */
			this.see(target.length);
			return value.bind(target) as unknown;
		} });
	}

	private see(end: number): void {
		this.seen = Math.max(this.seen, end);
	}
}

/** Bytes of arrays that are made of a length while f runs. */
async function arrays(f: () => unknown): Promise<number> {
	const real = globalThis.Uint8Array;
	const before = process.memoryUsage().arrayBuffers;
	let sum = 0;

	globalThis.Uint8Array = new Proxy(real, { construct: (c, args, to) => {
		sum += typeof args[0] === "number" ? args[0] : 0;
		return Reflect.construct(c, args, to) as object;
	} });
	try {
		await f();
	} finally {
		globalThis.Uint8Array = real;
	}
	return Math.max(sum, process.memoryUsage().arrayBuffers - before);
}

const ALL = new Map<string, Hostile>(hostiles().map((h) => [h.name, h]));

function input(name: string): Uint8Array {
	const h = ALL.get(name);

	return h === undefined ? assert.fail(name) : bytesOf(h);
}

/**
 * f must fail so: once watched (or, where f hands the array on to the engine,
 * held to have read it all), once more with nothing in between for the time.
 */
async function refuses(t: TestContext, code: Code, f: (b: Uint8Array) =>
    unknown, bytes: Uint8Array, how: { before?: number; unwatched?: true } = {}):
    Promise<void> {
	const w = new Watched(bytes);
	const given = how.unwatched === true ? bytes : w.bytes;
	const failure = async (b: Uint8Array): Promise<unknown> => {
		try {
			await f(b);
		} catch (e) {
			return e;
		}
		return undefined;
	};
	let got: unknown;
	const made = await arrays(async () => {
		got = await failure(given);
	});
	const read = (how.before ?? 0) +
	    (how.unwatched === true ? bytes.length : w.seen);
	const start = performance.now();
	await failure(bytes);
	const ms = performance.now() - start;

	t.diagnostic(`${t.name}: ${f.name} read ${read} bytes, made arrays of ` +
	    `${made}, took ${ms.toFixed(2)} ms`);
	assert.equal(codeOf(got), code, `${f.name}: ${String(got)}`);
	assert.ok(read <= READ_MAX, `${f.name} read ${read}`);
	assert.ok(made <= GROWTH_MAX, `${f.name} made arrays of ${made}`);
}

const HEADERS: readonly (readonly [string, Code])[] = [
	["no-newline", "AGE_LIMIT"], ["no-line", "AGE_HEADER"],
	["stanzas", "AGE_STANZAS"], ["stanzas-small", "AGE_STANZAS"],
];

for (const [name, code] of HEADERS)
	test(`hostile: ${name}`, async (t) => {
		const bytes = input(name);
		const open = (b: Uint8Array): unknown => openHeader(b, [ME]);

		for (const f of [parseHeader, splitHeader, open])
			await refuses(t, code, f, bytes);
	});

test("hostile: work", async (t) => {
	const file = input("work");
	const keyFile = (b: Uint8Array): unknown =>
	    openKeyFile(b, "a passphrase");
	const locked = (b: Uint8Array): unknown => unlock(b, "a passphrase");

	for (const f of [keyFile, locked]) {
		await refuses(t, "AGE_WORK", f, file);
		/* And 64 MiB are no key file, whatever they hold. */
		await refuses(t, "LIMIT", f, input("no-newline"));
		await refuses(t, "LIMIT", f, input("no-line"));
	}
});

const ARCHIVES: readonly (readonly [string, Code])[] = [
	["tar-path", "TAR_NAME"], ["tar-link", "TAR_TYPE"],
	["tar-size", "TAR_SIZE"], ["tar-twice", "TAR_TWICE"],
];

for (const [name, code] of ARCHIVES)
	test(`hostile: ${name}`, async (t) => {
		const { header, payload } = splitHeader(input(name));
		const key = openHeader(header, [ME]);
		const members = (b: Uint8Array): unknown => openMembers(key, b);

		await refuses(t, code, members, payload,
		    { before: header.length });
		/* The note before it is good and can be shown. */
		const note = readNote(openFirstChunk(key, payload,
		    payload.length));
		assert.equal(Buffer.from(note).toString(), `${HOST}/entry/v1\n`);
	});

test("hostile: note", async (t) => {
	const open = (b: Uint8Array): unknown =>
	    openNote(HOST, b, [SIGNER.vkey]);
	const long = input("note"), short = input("note-small");

	for (const f of [parseNote, open]) {
		/* Refused by its length: not a byte of it is looked at. */
		const w = new Watched(long);

		await refuses(t, "LIMIT", f, long);
		throwsCode("LIMIT", () => f(w.bytes));
		assert.equal(w.seen, 0);
		/* Short enough, and refused for its lines. */
		assert.ok(short.length <= 65536);
		await refuses(t, "LIMIT", f, short, { unwatched: true });
	}
});
