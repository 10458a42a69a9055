// SPDX-License-Identifier: ISC
// Rectification items: owner, day, evidence, and somebody else's check; the
// twin of src/sign/triage_item.c.

import { stateOf } from "./triage.ts";
import { type Event, type Verdict, type Work, value } from "./triage-work.ts";

/** Nothing is opened any more. */
const CONCLUDED: readonly string[] = ["P7", "P8"];

export function item(w: Work, v: Event): Verdict {
	const state = stateOf(w.state);

	if (state === undefined || CONCLUDED.includes(state.public))
		return "place";
	w.items.push({
		event: v.c, what: value(v, "item"),
		owner: value(v, "owner"), due: value(v, "due"),
		evidence: undefined, closed: undefined, state: "open",
	});
	return "done";
}

/** The open item that a field names, or what is wrong with it. */
function openItem(w: Work, v: Event, name: string):
    Work["items"][number] | Verdict {
	const event = w.named(v, name);
	const item = w.items.find((i) => i.event === event);

	if (item === undefined)
		return "unknown";
	return item.state === "open" ? item : "again";
}

export function itemDue(w: Work, v: Event): Verdict {
	const item = openItem(w, v, "of");

	if (typeof item === "string")
		return item;
	item.due = value(v, "due");
	return "done";
}

export function evidence(w: Work, v: Event): Verdict {
	const item = openItem(w, v, "of");

	if (typeof item === "string")
		return item;
	item.evidence = v.c;
	return "done";
}

/** Names the evidence: what came later is not taken for checked. */
export function check(w: Work, v: Event): Verdict {
	const event = w.named(v, "checked");
	const item = event === undefined ? undefined :
	    w.items.find((i) => i.evidence === event);

	if (item === undefined)
		return "unknown";
	if (item.state !== "open")
		return "again";
	if (event?.entry?.officer === v.author)
		return "own";
	item.state = "checked";
	item.closed = v.c;
	return "done";
}

export function drop(w: Work, v: Event): Verdict {
	const item = openItem(w, v, "drop");

	if (typeof item === "string")
		return item;
	if (item.event.entry?.officer === v.author)
		return "own";
	item.state = "dropped";
	item.closed = v.c;
	return "done";
}

