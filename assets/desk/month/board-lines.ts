// SPDX-License-Identifier: ISC
// In the worker: rectification items of every case that opens, and what should
// become a rule.  Lists what is in the threads; keeps nothing of its own.

import { base64 } from "../../lib/base64.ts";
import { hex } from "../../lib/hex.ts";
import type { ThreadView } from "../../lib/thread.ts";
import { type ItemView, itemViews, stateOfView } from "../case-view.ts";

/** A memo that begins so is a proposal for a rule, in either language. */
export const ADVICE = "制度建议：";
const NUMBER_LEN = 12;
/** Passed to the superior: no notes, no copies (Rule Art. 15). */
const UPWARD = "R07";

export interface BoardLine extends ItemView {
	/** Entry id of the report, to open it by. */
	readonly thread: string;
	readonly number: string;
	readonly overdue: boolean;
	/** Day of the check or drop. */
	readonly closedOn: string | null;
}

export interface AdviceLine {
	readonly thread: string;
	readonly number: string;
	readonly date: string;
	readonly by: string;
	readonly text: string;
}

export interface Board {
	readonly lines: readonly BoardLine[];
	readonly advice: readonly AdviceLine[];
}

export interface BoardCase {
	readonly id: string;
	readonly handle: Uint8Array;
	readonly view: ThreadView;
}

/** Overdue and open first, by day; then what is closed, newest first. */
export function inOrder(lines: readonly BoardLine[]): BoardLine[] {
	const rank = (l: BoardLine): number => l.state === "open" ? 0 : 1;

	return [...lines].sort((a, b) => rank(a) - rank(b) ||
	    (rank(a) === 0 ? a.due.localeCompare(b.due) :
		(b.closedOn ?? "").localeCompare(a.closedOn ?? "")) ||
	    a.number.localeCompare(b.number));
}

function linesOf(c: BoardCase, today: string): BoardLine[] {
	const { items } = stateOfView(c.view);

	return itemViews(items).map((item, i) => ({
		...item, thread: c.id,
		number: hex(c.handle).slice(0, NUMBER_LEN),
		overdue: item.state === "open" && item.due < today,
		closedOn: items[i]?.closed?.entry?.date ?? null,
	}));
}

/** Each once, though the same entry may stand in a thread twice. */
function adviceOf(c: BoardCase): AdviceLine[] {
	const seen = new Set<string>();

	return c.view.entries.flatMap(({ trusted, entry: e }) => {
		const isNew = trusted && e?.kind === "memo" &&
		    e.text.startsWith(ADVICE) && !seen.has(base64(e.hash));

		if (!isNew)
			return [];
		seen.add(base64(e.hash));
		return [{ thread: c.id, date: e.date, by: e.officer ?? "",
			number: hex(c.handle).slice(0, NUMBER_LEN),
			text: e.text.slice(ADVICE.length).trim() }];
	});
}

export function boardOf(cases: readonly BoardCase[], today: string): Board {
	const some = cases.filter((c) =>
	    stateOfView(c.view).state !== UPWARD);

	return {
		lines: inOrder(some.flatMap((c) => linesOf(c, today))),
		advice: some.flatMap(adviceOf).sort((a, b) =>
		    b.date.localeCompare(a.date)),
	};
}
