// SPDX-License-Identifier: ISC
// Where a case stands (docs/protocol.md section 5): state lives in events,
// `field from R03`, `field to R09`.  An event whose `from` is not the state at
// its place is void and shown as a conflict.

import { type Form, field } from "./entry.ts";
import type { Checked, ThreadView } from "./thread.ts";

/** The state before any event. */
const FIRST: Readonly<Record<Form, string>> =
    { "concern/1": "R00", "youth/1": "Q0" };

export interface CaseState {
	/** undefined while there is no report. */
	readonly state: string | undefined;
	/** Events that were void at their place. */
	readonly conflicts: readonly Checked[];
}

/** Walk the trusted events in order. */
export function caseState(t: ThreadView): CaseState {
	const form = t.report?.form;
	const conflicts: Checked[] = [];
	let state = form === undefined ? undefined : FIRST[form];

	for (const c of t.entries) {
		const to = c.entry === undefined || c.entry.kind !== "event" ?
		    undefined : field(c.entry, "to");

		if (c.entry === undefined || to === undefined || !c.trusted)
			continue;
		if (field(c.entry, "from") === state)
			state = to;
		else
			conflicts.push(c);
	}
	return { state, conflicts };
}
