// SPDX-License-Identifier: ISC
// The pieces of which every record's screen is made: boxes to write in, ticks,
// a button that asks for them, the text that travels to the other officer.

import { type App, alarmBox, explain, problemOf } from "../app.ts";
import type { Summary } from "../calls.ts";
import { letterWords } from "../act-controls.ts";
import { type Child, button, el, labelled, newId, replace, select } from
    "../dom.ts";
import { strangersText } from "../entry.ts";
import { type Problem, refuse } from "../problem.ts";
import { fill, w } from "../words.ts";
import { put } from "./state.ts";
import type { DeskKind, RecordView, ViewOf } from "./types.ts";

/** Rows of a list that one looks for a letter in. */
const ROWS = 12;

export interface Area {
	readonly id: string;
	readonly label: string;
	readonly hint: string;
	/** 1: a line. */
	readonly rows: number;
	readonly value: string;
	readonly put: (value: string) => void;
}

export function area(o: Area): HTMLElement {
	const about = newId();
	const common = { class: "input", id: o.id, autocomplete: "off",
		spellcheck: "false", "aria-describedby": about };
	const node = o.rows === 1 ?
	    el("input", { ...common, type: "text" }) :
	    el("textarea", { ...common, rows: String(o.rows) });

	node.value = o.value;
	node.addEventListener("input", () => o.put(node.value));
	return labelled(o.label, node,
	    el("p", { class: "soft", id: about }, o.hint));
}

export interface Ticks {
	readonly legend: string;
	readonly words: readonly string[];
	readonly names: Readonly<Record<string, string>>;
	readonly ticked: readonly string[];
	/** What is ticked now; draws. */
	readonly change: (ticked: readonly string[]) => void;
}

export function tickBox(o: Ticks): HTMLElement {
	return el("fieldset", { class: "ticks" },
	    el("legend", {}, o.legend), ...o.words.map((word) => {
		const node = el("input", { type: "checkbox", id: "tick-" + word,
			checked: o.ticked.includes(word) });

		node.addEventListener("change", () => {
			const rest = o.ticked.filter((t) => t !== word);

			o.change(node.checked ? [...rest, word] : rest);
		});
		return el("label", { class: "choice" }, node,
		    o.names[word] ?? word);
	    }));
}

/** Says why, if it is pressed too early. */
export function signButton(o: { id: string; label: string; ready: boolean;
    hint: string; act: () => void }): Child[] {
	const node = button(o.label, "main", () => {
		if (o.ready)
			o.act();
	});

	node.id = o.id;
	node.setAttribute("aria-disabled", String(!o.ready));
	return [node, o.ready ? null : el("p", { class: "soft" }, o.hint)];
}

/** To be carried to the other officer: shown, and marked when entered. */
export function handing(id: string, note: string, hint: string):
    HTMLElement {
	const node = el("textarea", { class: "input note-text", rows: "8", id,
		readonly: true, spellcheck: "false" });

	node.value = note;
	node.addEventListener("focus", () => node.select());
	return labelled(w().month.lessonNote, node,
	    el("p", { class: "soft" }, hint));
}

export function problemBox(id: string, problem: Problem | null): Child {
	const box = problem === null ? null : alarmBox(explain(problem));

	if (box !== null) {
		box.id = id;
		box.tabIndex = -1;
	}
	return box;
}

/** Ask the worker for a record; what goes wrong stands beside the form. */
export function ask<K extends DeskKind>(app: App, kind: K,
    act: () => Promise<RecordView>, then: string): void {
	put(app, kind, { problem: null } as Partial<typeof app.desk.records[K]>);
	app.run(async () => {
		try {
			const view = await act();

			if (view.kind !== kind)
				refuse({ kind: "bug" });
			put(app, kind, { view: view as ViewOf<K>, ticks: [] } as
			    unknown as Partial<typeof app.desk.records[K]>);
		} catch (caught) {
			put(app, kind, { problem: problemOf(caught) } as
			    Partial<typeof app.desk.records[K]>);
		}
	}, then);
}

/** As second: what the first handed over. */
export function pasting(app: App, kind: DeskKind): Child[] {
	const m = w().month;
	const { pasted } = app.desk.records[kind];

	return [el("hr", {}), area({ id: "record-pasted",
		label: m.lessonPasted, hint: m.lessonPastedHint, rows: 4,
		value: pasted, put: (value) => put(app, kind,
		    { pasted: value }) }),
	button(m.lessonOpen, "plain", () => ask(app, kind, () =>
	    app.vault.ask("openRecord", { kind,
		note: app.desk.records[kind].pasted }),
	    ".record h2, #record-problem"))];
}

/** Officers of the newest roster but for this one; none is chosen at first. */
export function secondSelect(app: App, chosen: string,
    change: (nn: string) => void): HTMLElement {
	const r = w().records;
	const others = app.desk.me.others;
	const node = select([["", r.secondNone], ...others.map((o):
	    [string, string] => [o.nn, fill(w().numbered,
		{ nn: o.nn, office: o.office })])], chosen, change);

	node.id = "record-second";
	return labelled(r.second, node, el("p", { class: "soft" },
	    r.secondHint));
}

export interface Picks {
	readonly id: string;
	readonly label: string;
	readonly none: string;
	readonly query: string;
	readonly find: (query: string) => void;
	readonly all: readonly Summary[];
	readonly row: (s: Summary, words: readonly Child[]) => HTMLElement;
}

/** Letters to choose from, narrowed by words; drawn anew by itself. */
export function picks(o: Picks): HTMLElement {
	const find = el("input", { class: "input", type: "search", id: o.id,
		autocomplete: "off", spellcheck: "false" });
	const list = el("div", { class: "picks", role: "group",
		"aria-label": o.label });
	const wordsOf = (s: Summary): string => `${s.number} · ${letterWords(s)}`;
	const fillList = (): void => {
		const query = find.value.trim();
		const some = o.all.filter((s) => query === "" ||
		    wordsOf(s).includes(query));

		replace(list, ...some.slice(0, ROWS).map((s) =>
		    o.row(s, strangersText(wordsOf(s)))),
		some.length === 0 ? el("p", { class: "soft" }, o.none) :
		    some.length <= ROWS ? null : el("p", { class: "soft" },
			fill(w().records.more, { n: some.length - ROWS })));
	};

	find.value = o.query;
	find.addEventListener("input", () => {
		o.find(find.value);
		fillList();
	});
	fillList();
	return el("div", {}, labelled(o.label, find), list);
}
