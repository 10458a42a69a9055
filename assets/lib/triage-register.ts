// SPDX-License-Identifier: ISC
// What is noted down of a case besides its state: labels, who is in charge,
// days, the list of major matters; the twin of src/sign/triage_register.c.

import { officersOf } from "./act.ts";
import { bytes } from "./grammar.ts";
import { hex } from "./hex.ts";
import { isMovable, table } from "./triage.ts";
import { type Event, type Verdict, type Work, value } from "./triage-work.ts";

export function label(w: Work, v: Event): Verdict {
	const groupOf = (code: string): string | undefined =>
	    table.labels.find((l) => l.code === code)?.group;

	for (const said of v.act.all("label")) {
		const removes = said.startsWith("-");
		const name = removes ? said.slice(1) : said;
		const group = removes ? undefined : groupOf(name);

		w.labels = w.labels.filter((old) => old !== name &&
		    !(group !== undefined && groupOf(old) === group));
		if (!removes)
			w.labels.push(name);
	}
	return "done";
}

export function assign(w: Work, v: Event): Verdict {
	const numbers = officersOf(value(v, "assign"));

	if (numbers.some((n) => !w.view.readers.has(n) ||
	    w.view.leftOut.has(n) || w.recused.has(n)))
		return "reader";
	[w.charge, w.second] = numbers;
	return "done";
}

/** Who reads what is thread.ts's: this only says what came of it. */
export function grant(_w: Work, v: Event): Verdict {
	return v.c.alarms.has("grant") ? "refused" : "done";
}

export function opened(w: Work, v: Event): Verdict {
	for (const said of v.act.all("opened")) {
		const h = hex(bytes(said, 32, "ENTRY"));

		w.opened.set(h, (w.opened.get(h) ?? new Set())
		    .add(v.author));
	}
	return "done";
}

export function setDue(w: Work, v: Event): Verdict {
	if (!isMovable(w.state ?? ""))
		return "place";
	w.due = value(v, "due");
	return "done";
}

export function extend(w: Work): Verdict {
	if (!table.clocks.some((r) => r.extension !== undefined &&
	    w.clockSince.has(r.id)))
		return "place";
	if (w.extended)
		return "again";
	w.extended = true;
	return "done";
}

export function review(w: Work, v: Event): Verdict {
	const rules = table.clocks.filter((r) => (r.review ?? false) &&
	    w.clockSince.has(r.id));

	// The next review counts from this one.
	for (const r of rules) {
		w.clockSince.set(r.id, v.e.date);
		w.due = undefined;
	}
	return rules.length > 0 ? "done" : "place";
}

export function major(w: Work, v: Event): Verdict {
	const basis = value(v, "major");

	if (!table.major.bases.some((b) => b.code === basis))
		return "field";
	if (w.bases.has(basis))
		return "again";
	// What was reported before says nothing of the new matter.
	if (w.bases.size === 0 || w.reported)
		w.majorSince = v.e.date;
	w.bases.add(basis);
	w.reported = table.major.ends.includes(w.state ?? "");
	return "done";
}

export function tellUpward(w: Work): Verdict {
	if (w.bases.size === 0)
		return "place";
	if (w.reported)
		return "again";
	w.reported = true;
	return "done";
}

