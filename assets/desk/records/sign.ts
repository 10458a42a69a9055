// SPDX-License-Identifier: ISC
// In the worker: what all records have in common (docs/protocol.md section 5).
// Two officers of the roster in force sign; what is wrong with a note becomes
// one problem, with the reason's code.

import { fromUtf8, utf8 } from "../../lib/bytes.ts";
import { codeOf } from "../../lib/err.ts";
import {
	type Joint, type OpenRecord, type RecordKind, countersign, openRecord,
	signRecord,
} from "../../lib/record.ts";
import { clean } from "../../lib/text.ts";
import type { Chain } from "../chain.ts";
import { findCopied, findTraces } from "../month/traces.ts";
import { refuse } from "../problem.ts";
import { site } from "../site.ts";
import type { Head } from "./types.ts";

export interface RecordBy {
	readonly chain: Chain;
	readonly nn: string;
	readonly signSeed: Uint8Array;
	readonly today: string;
}

/** Names that a page must not have: units, stations, the organ. */
function units(): string[] {
	return [site.organ, ...site.stations,
		...site.units.filter((u) => u.code !== "outside")]
	    .flatMap((u) => [u.zh, u.en]);
}

/** TRACES and COPIED are refused here, whoever signs. */
export function inspect(words: string, letters: Iterable<string>): void {
	const traces = findTraces(words, units());
	const copied = traces.length > 0 ? undefined :
	    findCopied(words, letters);

	if (traces.length > 0)
		refuse({ kind: "traces", traces });
	if (copied !== undefined)
		refuse({ kind: "copied", found: copied });
}

/** Whatever the formats refuse is told as a record's fault. */
export function asRecord<T>(act: () => T): T {
	try {
		return act();
	} catch (caught) {
		const code = codeOf(caught);

		if (code === undefined)
			throw caught;
		return refuse({ kind: "record", why: code });
	}
}

export function readRecord(chain: Chain, kind: RecordKind, note: string):
    OpenRecord {
	const r = asRecord(() => openRecord(chain.host, utf8(note),
	    chain.rosters));

	return r.kind === kind ? r : refuse({ kind: "record", why: "RECORD" });
}

/** A first signature: a draft. */
export function signFirst(by: RecordBy, r: Pick<Joint, "kind" | "period" |
    "fields" | "text">): string {
	const { newest, host } = by.chain;

	return asRecord(() => fromUtf8(signRecord(host, { ...r, date: by.today,
		roster: { version: newest.version, hash: newest.hash } },
	    by.nn, by.signSeed)));
}

/** Somebody else signed it, by the roster in force. */
export function needSecond(by: RecordBy, r: OpenRecord): void {
	if (r.signers.includes(by.nn))
		refuse({ kind: "record", why: "NOTE_SIGNATURE" });
	if (r.roster.version !== by.chain.newest.version)
		refuse({ kind: "record", why: "EXPIRED" });
}

export function signSecond(by: RecordBy, r: OpenRecord, note: string):
    string {
	needSecond(by, r);
	return asRecord(() => fromUtf8(countersign(by.chain.host, utf8(note),
	    by.nn, by.signSeed, by.chain.rosters)));
}

export function headOf(chain: Chain, note: string, r: OpenRecord): Head {
	return { note, date: r.date, period: r.period, signers: r.signers,
		complete: r.kind === "answers" || r.kind === "campaign" ?
			r.publishable : r.complete,
		old: r.roster.version !== chain.newest.version };
}

export function values(r: OpenRecord, name: string): string[] {
	return r.fields.filter((f) => f.name === name).map((f) => f.value);
}

/** Typed words as one line of a field. */
export function oneLine(text: string): string {
	return clean(text).replace(/\s+/g, " ").trim();
}

/** RECORD unless everything asked for was ticked. */
export function needTicks(ticked: readonly string[],
    asked: readonly string[]): void {
	if (!asked.every((one) => ticked.includes(one)))
		refuse({ kind: "record", why: "RECORD" });
}
