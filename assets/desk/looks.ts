// SPDX-License-Identifier: ISC
// Who opened what: a signed event, written by itself when a thread is shown,
// for the auditor's questions and for nobody else's eyes.  The twin of qf
// show.

import { base64 } from "../lib/base64.ts";
import { hex } from "../lib/hex.ts";
import type { Checked, ThreadView } from "../lib/thread.ts";
import type { FieldView } from "./calls.ts";
import { stateOfView } from "./case-view.ts";

/** Hashes in one event, by the table of triage. */
const OPENED_MAX = 64;

export function isLook(c: Checked): boolean {
	return c.entry?.kind === "event" &&
	    c.entry.fields.some((f) => f.name === "opened");
}

/** What others wrote and this officer has not said that he opened. */
function isNews(c: Checked, view: ThreadView, nn: string): boolean {
	const { entry } = c;

	return entry !== undefined && entry.kind !== "event" &&
	    entry.officer !== nn && !(stateOfView(view).opened
	    .get(hex(entry.hash))?.has(nn) ?? false);
}

/**
 * The fields of the next event; empty where there is nothing to say, or where
 * a word of this officer's would not count.
 */
export function lookFields(view: ThreadView, nn: string): FieldView[] {
	if (!view.readers.has(nn) || view.leftOut.has(nn) ||
	    view.report === undefined)
		return [];
	// The same entry may stand there twice.
	const hashes = new Set(view.entries.filter((c) => isNews(c, view, nn))
	    .map((c) => base64(c.entry?.hash ?? new Uint8Array(0))));

	return [...hashes].slice(0, OPENED_MAX)
	    .map((value) => ({ name: "opened", value }));
}
