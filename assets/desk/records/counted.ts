// SPDX-License-Identifier: ISC
// A record whose figures the second officer counts again: what differs, the
// ticks, the second signature, and the page that prints when both have signed.

import type { App } from "../app.ts";
import { type Child, el } from "../dom.ts";
import { printButton } from "../print.ts";
import { fill, w } from "../words.ts";
import { ask, problemBox, signButton } from "./parts.ts";
import { kept, waits } from "./signed.ts";
import type { ClosingView, SummaryView } from "./types.ts";

type CountedView = SummaryView | ClosingView;

/** The ticks of the second, one more where figures differ. */
type Ticking = (differs: readonly string[]) =>
    { readonly box: HTMLElement; readonly ready: boolean };

/** What was counted here, and why it may be something else. */
function recount(v: Pick<SummaryView, "lines" | "counted" |
    "recounted">): Child {
	const r = w().records;
	const n = v.lines.filter((l) => l.here !== null).length;

	if (!v.recounted)
		return el("p", { class: "notice" }, fill(r.notCounted,
		    { both: v.counted.join(w().noSeparator) }));
	return n === 0 ? el("p", { class: "notice", id: "recount" },
	    r.recountSame) :
	    el("div", { class: "notice bad", id: "recount" },
		el("p", {}, fill(r.recountDiffers, { n })),
		el("ul", {}, ...r.why.map((one) => el("li", {}, one))));
}

function second(app: App, v: CountedView, ticking: Ticking): Child[] {
	const { box, ready } = ticking(v.lines.some((l) => l.here !== null) ?
		["differs"] : []);

	return !v.counted.includes(app.desk.me.nn) ? [] :
	    [box, ...signButton({ id: "record-sign",
		label: w().month.lessonSecond, ready, hint: w().records.tick,
		act: () => ask(app, v.kind, () => app.vault.ask("signRecord",
		    { kind: v.kind, note: v.note,
			checked: app.desk.records[v.kind].ticks }),
		    ".record h2, #record-problem") })];
}

function unsigned(): HTMLElement {
	return el("p", { class: "only-paper" }, w().month.lessonUnsigned);
}

function wrong(app: App, kind: CountedView["kind"]): Child {
	return problemBox("record-problem", app.desk.records[kind].problem);
}

/** Before there is one. */
export function unwritten(app: App, kind: CountedView["kind"],
    form: readonly Child[]): Child[] {
	return [unsigned(), el("div", { class: "no-paper" }, wrong(app, kind),
	    ...form)];
}

export function countedView(app: App, v: CountedView, page: HTMLElement,
    ticking: Ticking): Child[] {
	return [
		v.complete ? null : unsigned(),
		el("div", { class: "no-paper" }, wrong(app, v.kind),
		    ...waits(v), recount(v),
		    v.complete ? printButton(w().month.print) : page,
		    ...v.complete || v.old ||
			v.signers.includes(app.desk.me.nn) ? [] :
			second(app, v, ticking)),
		v.complete ? page : null,
		el("div", { class: "no-paper" }, ...kept(app, v)),
	];
}
