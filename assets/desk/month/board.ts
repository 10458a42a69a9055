// SPDX-License-Identifier: ISC
// The rectification board: what is to be put right, by whom, until when, on
// what evidence, checked by whom; and the rules proposed for good.

import { days, shanghai } from "../../lib/date.ts";
import { type App, focus, newDraft } from "../app.ts";
import { type Child, button, el, heading, labelled, select } from "../dom.ts";
import { strangersText } from "../entry.ts";
import { leftWords } from "../sentences.ts";
import { fill, w } from "../words.ts";
import { ADVICE, type AdviceLine, type Board, type BoardLine } from
    "./board-lines.ts";

export interface BoardState {
	/** null: not asked for yet. */
	readonly board: Board | null;
	/** "": any unit. */
	readonly owner: string;
	readonly shown: "open" | "closed" | "advice";
}

export const NO_BOARD: BoardState = { board: null, owner: "", shown: "open" };

const TABS = ["open", "closed", "advice"] as const;

function change(app: App, more: Partial<BoardState>): void {
	app.desk.board = { ...app.desk.board, ...more };
	app.draw();
}

export function loadBoard(app: App, then: string): void {
	app.run(async () => {
		const board = await app.vault.ask("board", null);

		app.desk.board = { ...app.desk.board, board };
	}, then);
}

function openButton(app: App, line: BoardLine | AdviceLine): HTMLElement {
	return button(fill(w().month.openLetter, { number: line.number }),
	    "quiet", () => {
		app.go("letters");
		app.open(line.thread);
	});
}

/** Into the letter's thread, as a memo that begins with the word. */
function adviseButton(app: App, line: BoardLine): HTMLElement {
	return button(w().month.advise, "quiet", () => {
		app.go("letters");
		app.open(line.thread, () => {
			const { draft } = app.desk;

			if (draft.text === "")
				app.desk.draft = { ...newDraft(line.thread),
					kind: "memo", text: ADVICE };
			app.draw();
			focus("#answer");
		});
	});
}

function facts(line: BoardLine): Child[] {
	const m = w().month;
	const { evidence } = line;
	const row = (name: string, value: string): Child[] => [
		el("dt", {}, name), el("dd", {}, ...strangersText(value))];

	return [
		...row(m.owner, line.owner),
		...row(m.evidence, evidence === null ? m.noEvidence :
		    fill(m.evidenceBy, { text: evidence.text,
			date: evidence.date, nn: evidence.by })),
		...row(m.checked, line.closedBy === null ? m.notChecked :
		    fill(line.state === "dropped" ? m.droppedBy : m.checkedBy,
			{ nn: line.closedBy, date: line.closedOn ?? "" })),
	];
}

function card(app: App, line: BoardLine, today: string): HTMLElement {
	const left = days(line.due) - days(today);
	const when = line.state === "open" ?
	    `${line.due} ${leftWords(days(today), days(line.due))}` :
	    line.due;

	return el("li", { class: "item" + (line.overdue ? " late" : "") },
	    el("h2", {}, ...strangersText(line.what)),
	    el("p", { class: "when" + (line.overdue ? " bad strong" :
		line.state === "open" && left <= 7 ? " soon strong" : "") },
		fill(w().month.due, { when })),
	    el("dl", { class: "facts" }, ...facts(line)),
	    openButton(app, line),
	    line.state === "checked" ? adviseButton(app, line) : null);
}

function tabs(app: App, counts: Readonly<Record<(typeof TABS)[number],
    number>>): HTMLElement {
	const m = w().month;

	return el("div", { class: "strip", role: "group",
		"aria-label": m.sheetsLabel }, ...TABS.map((name) => {
		const node = button(`${m.boardTabs[name]} ${counts[name]}`,
		    "quiet", () => change(app, { shown: name }));

		node.id = "board-" + name;
		node.className = "chip";
		node.setAttribute("aria-pressed",
		    String(app.desk.board.shown === name));
		return node;
	}));
}

function adviceList(app: App, all: readonly AdviceLine[]): Child[] {
	const m = w().month;

	return [el("p", { class: "soft" }, m.adviceHint),
		all.length === 0 ? el("p", { class: "empty" }, m.adviceNone) :
		    el("ul", { class: "board" }, ...all.map((a) =>
			el("li", { class: "item" },
			    el("div", { class: "words" },
				...strangersText(a.text)),
			    el("p", { class: "soft" }, fill(m.adviceBy,
				{ nn: a.by, date: a.date })),
			    openButton(app, a))))];
}

function owners(app: App, lines: readonly BoardLine[]): HTMLElement {
	const m = w().month;
	const all = [...new Set(lines.map((l) => l.owner))].sort();
	const node = select([["", m.anyOwner],
		...all.map((o): [string, string] => [o, o])],
	    app.desk.board.owner, (owner) => change(app, { owner }));

	node.id = "owner";
	return labelled(m.owner, node);
}

export function boardView(app: App): HTMLElement {
	const { board, owner, shown } = app.desk.board;
	const m = w().month;
	const today = shanghai(Date.now());
	const some = (board?.lines ?? []).filter((l) => owner === "" ||
	    l.owner === owner);
	const open = some.filter((l) => l.state === "open");
	const closed = some.filter((l) => l.state !== "open");
	const advice = board?.advice ?? [];
	const lines = shown === "open" ? open : closed;
	const late = open.filter((l) => l.overdue).length;

	return el("section", { class: "room" },
	    el("p", { class: "only-paper" }, m.onlySheets),
	    el("div", { class: "no-paper" },
		el("div", { class: "room-bar" }, heading("h1", m.boardTitle),
		    tabs(app, { open: open.length, closed: closed.length,
			advice: advice.length }),
		    owners(app, board?.lines ?? [])),
		late === 0 || shown !== "open" ? null :
		    el("p", { class: "notice bad" }, fill(m.late, { n: late })),
		...shown === "advice" ? adviceList(app, advice) :
		    lines.length === 0 ? [el("p", { class: "empty" },
			m.boardNone[shown])] :
		    [el("ul", { class: "board" },
			...lines.map((l) => card(app, l, today)))]));
}
