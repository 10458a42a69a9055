// SPDX-License-Identifier: ISC
// Who can still open all of a thread (docs/protocol.md section 5, "Still
// open"): a thread that one officer alone can open is lost with his key.  The
// twin of src/sign/thread_able.c.

import { equal } from "./bytes.ts";
import type { ReadEntry } from "./entry.ts";
import { type Officer, type OpenRoster, officer } from "./roster.ts";
import type { Checked, ThreadView } from "./thread.ts";

/** What there is to judge by, beside the thread itself. */
export interface AbleBy {
	/** Verified, history included. */
	readonly rosters: readonly OpenRoster[];
	/** The one in force. */
	readonly today: OpenRoster;
	/** Who stepped aside. */
	readonly recused: ReadonlySet<string>;
	/** How many headers of the report are known. */
	readonly headers: number;
}

function isGranted(view: ThreadView, c: Checked, nn: string): boolean {
	return view.grantedAll.has(nn) || c.granted.has(nn);
}

/** Had the number the key of today in the roster that the entry names? */
function isSameKey(by: AbleBy, e: ReadEntry, o: Officer): boolean {
	const r = by.rosters.find((one) => one.version === e.roster.version &&
	    equal(one.hash, e.roster.hash));
	const then = r === undefined ? undefined : officer(r, o.number);

	return then !== undefined && equal(then.recipient, o.recipient);
}

/** A grant that holds, under a roster in which he had today's key. */
function hasGrant(view: ThreadView, by: AbleBy, o: Officer): boolean {
	return view.entries.some((c) => c.trusted && !c.alarms.has("grant") &&
	    c.entry?.kind === "event" && c.entry.fields.some((f) =>
		f.name === "grant" && f.value.startsWith(o.number + " ")) &&
	    isSameKey(by, c.entry, o));
}

/** Numbers that open the report by a further header and by no other. */
function grantedCount(view: ThreadView, report: Checked): number {
	return new Set([...view.grantedAll, ...report.granted].filter((nn) =>
	    report.entry?.to.includes(nn) !== true)).size;
}

/**
 * Officers of the roster in force who count for every trusted entry, rising;
 * none where there is no trusted report.
 */
export function able(view: ThreadView, by: AbleBy): string[] {
	const report = view.entries.find((c) => c.entry !== undefined &&
	    c.entry === view.report);

	if (report === undefined)
		return [];
	// Who opened what is nothing that could be lost.
	const rest = view.entries.filter((c) => c.trusted && c !== report &&
	    c.entry?.fields.some((f) => f.name === "opened") !== true);
	// Whom a header is for nobody can tell: with too few none counts.
	const handed = by.headers > grantedCount(view, report);

	return by.today.officers.filter((o) => {
		const nn = o.number;
		const byGrant = hasGrant(view, by, o);
		const opens = (c: Checked, here: boolean): boolean =>
		    c.entry !== undefined && (c.entry.to.includes(nn) &&
			isSameKey(by, c.entry, o) ||
			here && byGrant && isGranted(view, c, nn));

		return !view.leftOut.has(nn) && !by.recused.has(nn) &&
		    opens(report, handed) && rest.every((c) => opens(c, true));
	}).map((o) => o.number);
}
