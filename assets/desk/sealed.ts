// SPDX-License-Identifier: ISC
// What the console leaves at qf desk: rows of bytes, sealed by a key of the
// officer's identity, so that qf desk, which keeps them, can neither read nor
// make them: a key of the recipient alone would let anybody make some.
//
//	salt16 || ChaCha20-Poly1305(HKDF(identity, salt, INFO), 0, plain)

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";

import { type Random, concat, wipe } from "../lib/bytes.ts";
import { hkdf } from "../lib/hash.ts";
import { fromHex, hex } from "../lib/hex.ts";
import type { Identity } from "../lib/identity.ts";
import { decrypt } from "../lib/unseal.ts";

/** As qf desk takes it. */
export const SEALED_MAX = 32 * 1024 * 1024;
const SALT_LEN = 16;

/** A thing's id, 32 hexadecimal digits, and its file key, 16 bytes. */
export type KeyOf = readonly [string, Uint8Array];

/** Writes rows into an array that has their length. */
export class Writer {
	readonly bytes: Uint8Array;
	private at = 0;

	constructor(len: number) {
		this.bytes = new Uint8Array(len);
	}

	put(...parts: readonly Uint8Array[]): void {
		for (const part of parts) {
			this.bytes.set(part, this.at);
			this.at += part.length;
		}
	}

	number(n: number, len: 4 | 8): void {
		const view = new DataView(this.bytes.buffer, this.at, len);

		if (len === 8)
			view.setBigUint64(0, BigInt(n));
		else
			view.setUint32(0, n);
		this.at += len;
	}

	keys(all: readonly KeyOf[]): void {
		this.number(all.length, 4);
		for (const [id, key] of all)
			this.put(fromHex(id), key);
	}

	names(all: readonly string[]): void {
		this.number(all.length, 4);
		for (const name of all)
			this.put(fromHex(name));
	}
}

/** Reads rows until something does not fit: then throws. */
export class Reader {
	private at = 0;
	private readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	take(len: number): Uint8Array {
		if (this.at + len > this.bytes.length)
			throw new RangeError();
		this.at += len;
		return this.bytes.slice(this.at - len, this.at);
	}

	number(len: 4 | 8, max = Number.MAX_SAFE_INTEGER): number {
		const view = new DataView(this.take(len).buffer);
		const n = len === 8 ? Number(view.getBigUint64(0)) :
		    view.getUint32(0);

		if (n > max)
			throw new RangeError();
		return n;
	}

	list<T>(len: number, one: (row: Uint8Array) => T): T[] {
		const n = this.number(4);

		// Before anything of that many is made.
		if (n * len > this.bytes.length - this.at)
			throw new RangeError();
		return Array.from({ length: n }, () => one(this.take(len)));
	}

	end(): void {
		if (this.at !== this.bytes.length)
			throw new RangeError();
	}
}

/** Wipes plain. */
export function seal(info: string, who: Identity, plain: Uint8Array,
    random: Random): Uint8Array {
	const salt = random(SALT_LEN);
	const key = hkdf(who.secret, salt, info, 32);
	const sealed = chacha20poly1305(key, new Uint8Array(12)).encrypt(plain);

	wipe(key, plain);
	return concat(salt, sealed);
}

/** Null for anything that this identity did not seal under this name. */
export function unseal(info: string, who: Identity, bytes: Uint8Array):
    Uint8Array | null {
	if (bytes.length < SALT_LEN)
		return null;
	const key = hkdf(who.secret, bytes.subarray(0, SALT_LEN), info, 32);
	const plain = decrypt(key, new Uint8Array(12), bytes.subarray(SALT_LEN));

	wipe(key);
	return plain ?? null;
}

/** What tells nobody whose it is, or of which site. */
export function nameOf(info: string, who: Identity): string {
	return hex(hkdf(who.secret, "", info + " name", 16));
}
