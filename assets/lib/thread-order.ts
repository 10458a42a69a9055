// SPDX-License-Identifier: ISC
// Order of a thread: topological by `after`, ties by SHA-256(payload)
// (docs/protocol.md section 5), so that every reader sees the same one.  The
// report comes first whatever else names nothing.

import { compare } from "./bytes.ts";
import { hex } from "./hex.ts";
import type { Checked } from "./thread.ts";

/** Reports, other entries, forged copies of them, then what was not read. */
function rank(c: Checked): number {
	if (c.entry === undefined)
		return 3;
	if (c.forgedCopy)
		return 2;
	return c.entry.kind === "report" ? 0 : 1;
}

/** The order among entries that do not follow one another. */
function base(x: Checked, y: Checked): number {
	const byRank = rank(x) - rank(y);

	if (byRank !== 0)
		return byRank;
	// Of two reports the one stored first is the report.
	if (rank(x) === 0 && x.item.stored !== y.item.stored)
		return x.item.stored < y.item.stored ? -1 : 1;
	const byPayload = compare(x.item.payloadHash, y.item.payloadHash);
	if (byPayload !== 0)
		return byPayload;
	return x.item.id < y.item.id ? -1 : Number(x.item.id > y.item.id);
}

/** The entries in order, in a new array. */
export function inOrder<T extends Checked>(entries: readonly T[]): T[] {
	const left = [...entries].sort(base);
	const byHash = new Map<string, T>();
	const placed = new Set<T>();
	const out: T[] = [];

	for (const c of left) {
		const h = c.entry === undefined ? "" : hex(c.entry.hash);

		if (h !== "" && !byHash.has(h))
			byHash.set(h, c);
	}
	const before = new Map(left.map((c) => [c, (c.entry?.after ?? [])
	    .flatMap((h) => byHash.get(hex(h)) ?? [])]));
	const waits = (c: T): boolean =>
	    before.get(c)?.some((b) => !placed.has(b)) ?? false;
	while (left.length > 0) {
		// Entries name one another by hash, so there is no circle; were
		// there one, its first entry would be taken and nothing lost.
		const at = Math.max(left.findIndex((c) => !waits(c)), 0);

		for (const c of left.splice(at, 1)) {
			placed.add(c);
			out.push(c);
		}
	}
	return out;
}
