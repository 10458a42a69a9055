// SPDX-License-Identifier: ISC
// Byte arrays on their way to a helper.

import { concat } from "../lib/bytes.ts";

/** Many in one buffer, which is handed over: copying each costs far more. */
export interface Packed {
	readonly bytes: Uint8Array;
	readonly lens: readonly number[];
}

export function pack(list: readonly Uint8Array[]): Packed {
	return { bytes: concat(...list), lens: list.map((b) => b.length) };
}

/** Views. */
export function unpack({ bytes, lens }: Packed): Uint8Array[] {
	let at = 0;

	return lens.map((len) => bytes.subarray(at, at += len));
}
