// SPDX-License-Identifier: ISC
// 清风课堂: a page for the monthly meeting.  One officer writes it afresh and
// signs, a second reads, checks the same five things and signs; only then does
// it print.  It travels between them as the text of a signed note.

import { CHECKED } from "../../lib/record.ts";
import { definitions } from "../../lib/stats.ts";
import { type App, problemOf } from "../app.ts";
import { type Child, button, el } from "../dom.ts";
import { strangersText } from "../entry.ts";
import { printButton } from "../print.ts";
import type { Problem } from "../problem.ts";
import {
	area, handing, problemBox, signButton, tickBox,
} from "../records/parts.ts";
import { fill, language, w } from "../words.ts";
import type { Lesson } from "./lesson-record.ts";

export interface LessonState {
	readonly words: string;
	/** One a line. */
	readonly measures: string;
	readonly ticks: readonly string[];
	/** What the first officer handed over. */
	readonly pasted: string;
	readonly lesson: Lesson | null;
	readonly problem: Problem | null;
}

export const NO_LESSON: LessonState = { words: "", measures: "", ticks: [],
	pasted: "", lesson: null, problem: null };

export function isLessonTyped(s: LessonState): boolean {
	return s.lesson === null && (s.words !== "" || s.measures !== "");
}

function put(app: App, more: Partial<LessonState>): void {
	app.desk.lesson = { ...app.desk.lesson, ...more };
}

/** Ask the worker; what goes wrong stands beside the form. */
function ask(app: App, act: () => Promise<Lesson>, then: string): void {
	put(app, { problem: null });
	app.run(async () => {
		try {
			put(app, { lesson: await act(), ticks: [], problem: null });
		} catch (caught) {
			put(app, { problem: problemOf(caught) });
		}
	}, then);
}

function box(app: App, name: "words" | "measures" | "pasted", label: string,
    hint: string, rows: number): HTMLElement {
	return area({ id: "lesson-" + name, label, hint, rows,
		value: app.desk.lesson[name],
		put: (value) => put(app, { [name]: value }) });
}

function ticks(app: App): HTMLElement {
	const m = w().month;

	return tickBox({ legend: m.lessonChecks, words: CHECKED,
		names: m.lessonChecked, ticked: app.desk.lesson.ticks,
		change: (all) => {
			put(app, { ticks: all });
			app.draw();
		} });
}

function sign(app: App, label: string, act: () => void): Child[] {
	return signButton({ id: "lesson-sign", label, act,
		ready: CHECKED.every((word) =>
		    app.desk.lesson.ticks.includes(word)),
		hint: w().month.lessonTick });
}

function writing(app: App): Child[] {
	const m = w().month;
	const { period } = app.desk.month;

	return [
		el("p", { class: "soft" }, m.lessonLead),
		box(app, "words", m.lessonWords, m.lessonWordsHint, 9),
		box(app, "measures", m.lessonMeasures, m.lessonMeasuresHint, 4),
		ticks(app),
		...sign(app, m.lessonDraft, () => {
			const { words, measures, ticks: checked } =
			    app.desk.lesson;

			ask(app, () => app.vault.ask("draftLesson", { period,
				words, checked, measures: measures.split("\n")
				    .map((l) => l.trim()).filter((l) => l !== ""),
			}), "#lesson-note, #lesson-problem");
		}),
		el("hr", {}),
		box(app, "pasted", m.lessonPasted, m.lessonPastedHint, 4),
		button(m.lessonOpen, "plain", () => {
			const note = app.desk.lesson.pasted;

			ask(app, () => app.vault.ask("openLesson", { note }),
			    ".lesson h2, #lesson-problem");
		}),
	];
}

function kindName(code: string): string {
	const t = definitions.tables.find((x) => x.id === "kind");

	return t?.rows.find((r) => r.code === code)?.[language()] ?? code;
}

function page(l: Lesson): HTMLElement {
	const m = w().month;

	return el("article", { class: "a4 lesson" },
	    el("h2", { tabindex: "-1" }, m.lessonTitle),
	    el("p", { class: "soft made" }, fill(m.lessonMade, { date: l.date,
		period: l.period, signers: l.signers.join(w().noSeparator) })),
	    el("h3", {}, m.lessonFigures),
	    l.figures.length === 0 ? el("p", {}, fill(m.lessonNoFigures,
		{ n: definitions.least })) :
		el("ul", {}, ...l.figures.map((f) => el("li", {},
		    ...strangersText(fill(m.lessonFigure,
			{ kind: kindName(f.code), n: f.n }))))),
	    ...l.measures.length === 0 ? [] : [el("h3", {}, m.lessonRectified),
		el("ul", {}, ...l.measures.map((one) => el("li", {},
		    ...strangersText(one))))],
	    el("h3", {}, m.lessonCase),
	    el("div", { class: "words" }, ...strangersText(l.words)),
	    el("p", { class: "soft" }, m.lessonFoot));
}

function signed(app: App, l: Lesson): Child[] {
	const m = w().month;
	const again = button(m.lessonAnew, "plain", () => {
		app.desk.lesson = NO_LESSON;
		app.draw();
	});

	if (l.publishable)
		return [el("div", { class: "no-paper" },
			el("p", { class: "notice" }, m.lessonDone),
			printButton(w().month.print), " ", again,
			handing("lesson-note", l.note, m.lessonKeep)), page(l)];
	return [
		el("p", { class: "only-paper" }, m.lessonUnsigned),
		el("div", { class: "no-paper" },
		    el("p", { class: "notice" }, fill(m.lessonWaits,
			{ nn: l.signers.join(w().noSeparator) })),
		    page(l),
		    ...l.signers.includes(app.desk.me.nn) ?
			[handing("lesson-note", l.note, m.lessonHand)] :
			[ticks(app), ...sign(app, m.lessonSecond, () =>
			    ask(app, () => app.vault.ask("signLesson",
				{ note: l.note }),
			    ".lesson h2, #lesson-problem"))],
		    again),
	];
}

export function lessonView(app: App): HTMLElement {
	const { lesson, problem } = app.desk.lesson;
	return el("div", {}, lesson !== null ? null :
		el("p", { class: "only-paper" }, w().month.lessonUnsigned),
	    el("div", { class: "no-paper" },
		problemBox("lesson-problem", problem),
		...lesson === null ? writing(app) : []),
	    ...lesson === null ? [] : signed(app, lesson));
}
