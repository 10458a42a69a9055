// SPDX-License-Identifier: ISC
// 你说我办: wishes from feedback that is closed, written afresh with what came
// of them.  A letter is there to be chosen, and gives its topic; not a word of
// it goes into the boxes.

import { CHECKED } from "../../lib/record.ts";
import { type App, focus, problemOf } from "../app.ts";
import type { Summary } from "../calls.ts";
import { type Child, button, el, heading, labelled, select } from "../dom.ts";
import { strangersText } from "../entry.ts";
import { lastPeriod } from "../month/period.ts";
import { saveAnswers } from "../save.ts";
import { site } from "../site.ts";
import { fill, language, w } from "../words.ts";
import {
	area, ask, pasting, picks, problemBox, signButton, tickBox,
} from "./parts.ts";
import { kept, made, waits } from "./signed.ts";
import { type WishDraft, put } from "./state.ts";
import type { AnswersView } from "./types.ts";

/** Feedback that is closed, or is published already. */
const CLOSED = ["Q5", "Q7"];
/** As records/answers-record.ts has it. */
const WISHES_MAX = 15;

function topicName(code: string): string {
	return site.topics.find((t) => t.code === code)?.[language()] ?? code;
}

function topicOf(s: Summary): string {
	return s.fields.find((f) => f.name === "topic" &&
	    site.topics.some((t) => t.code === f.value))?.value ?? "Y99";
}

function change(app: App, i: number, more: Partial<WishDraft>): void {
	put(app, "answers", { wishes: app.desk.records.answers.wishes
	    .map((one, n) => n === i ? { ...one, ...more } : one) });
}

function chooser(app: App): HTMLElement {
	const r = w().records;
	const { query, wishes } = app.desk.records.answers;

	return picks({ id: "wish-find", label: r.wishFind, none: r.wishNone,
		query, find: (value) => put(app, "answers", { query: value }),
		all: app.desk.inbox.threads.filter((s) => s.form === "youth/1" &&
		    CLOSED.includes(s.state ?? "")),
		row: (s, words) => {
			const node = button(r.wishAdd, "plain", () => {
				const { wishes: all } = app.desk.records.answers;

				if (all.length < WISHES_MAX)
					put(app, "answers", { wishes: [...all, {
						thread: s.id, wish: "", answer: "",
						topic: topicOf(s) }] });
				app.draw();
				focus(`#wish-${app.desk.records.answers.wishes
				    .length - 1}`);
			});

			node.disabled = wishes.some((one) => one.thread === s.id);
			return el("div", { class: "pick" },
			    el("span", {}, ...words), node);
		} });
}

function card(app: App, one: WishDraft, i: number): HTMLElement {
	const r = w().records;
	const topic = select(site.topics.map((t): [string, string] =>
	    [t.code, t[language()]]), one.topic, (value) =>
	    change(app, i, { topic: value }));

	topic.id = `wish-topic-${i}`;
	return el("li", { class: "item" },
	    el("h2", {}, fill(r.wishTitle, { n: i + 1 })),
	    labelled(r.wishTopic, topic),
	    area({ id: `wish-${i}`, label: r.wish, hint: r.wishHint, rows: 2,
		value: one.wish, put: (wish) => change(app, i, { wish }) }),
	    area({ id: `wish-answer-${i}`, label: r.wishAnswer,
		hint: r.wishAnswerHint, rows: 3, value: one.answer,
		put: (answer) => change(app, i, { answer }) }),
	    button(r.wishOpen, "quiet", () => {
		app.go("letters");
		app.open(one.thread);
	    }),
	    button(r.wishDrop, "quiet", () => {
		put(app, "answers", { wishes: app.desk.records.answers.wishes
		    .filter((_, n) => n !== i) });
		app.draw();
		focus("#wish-find");
	    }));
}

function ticks(app: App): HTMLElement {
	const m = w().month;

	return tickBox({ legend: m.lessonChecks, words: CHECKED,
		names: m.lessonChecked, ticked: app.desk.records.answers.ticks,
		change: (all) => {
			put(app, "answers", { ticks: all });
			app.draw();
		} });
}

function isTicked(app: App): boolean {
	return CHECKED.every((word) =>
	    app.desk.records.answers.ticks.includes(word));
}

function writing(app: App, today: string): Child[] {
	const r = w().records;
	const { records } = app.desk;
	const { wishes } = records.answers;

	return [
		el("p", { class: "soft" }, r.leads.answers),
		chooser(app),
		wishes.length === 0 ? null : el("ol", { class: "board wishes" },
		    ...wishes.map((one, i) => card(app, one, i))),
		ticks(app),
		...signButton({ id: "record-sign", label: w().month.lessonDraft,
			ready: isTicked(app) && wishes.length > 0,
			hint: wishes.length > 0 ? w().month.lessonTick :
			    r.wishesNone,
			act: () => ask(app, "answers", () =>
			    app.vault.ask("draftRecord", { kind: "answers",
				period: app.desk.records.period ??
				    lastPeriod("month", today),
				wishes: app.desk.records.answers.wishes.map(
				    ({ topic, wish, answer }) =>
					({ topic, wish, answer })),
				checked: app.desk.records.answers.ticks }),
			    "#record-note, #record-problem") }),
		...pasting(app, "answers"),
	];
}

function page(v: AnswersView): HTMLElement {
	const r = w().records;

	return el("article", { class: "a4 record" },
	    heading("h2", r.tabs.answers), made(v),
	    el("dl", { class: "told" }, ...v.wishes.flatMap((one) => [
		el("dt", {}, ...strangersText(one.wish), " ",
		    el("span", { class: "tag" }, topicName(one.topic))),
		el("dd", {}, ...strangersText(one.answer))])));
}

/** One file of all periods that are to be shown. */
function publishing(app: App, v: AnswersView): Child[] {
	const r = w().records;
	const { others, saved } = app.desk.records.answers;
	const node = button(r.publish, "main", () => {
		put(app, "answers", { problem: null, saved: false });
		app.run(async () => {
			try {
				saveAnswers(await app.vault.ask("answersPage", {
					notes: v.note + "\n" +
					    app.desk.records.answers.others }));
				put(app, "answers", { saved: true });
			} catch (caught) {
				put(app, "answers", {
					problem: problemOf(caught) });
			}
		}, "#record-problem, #record-saved, #record-publish");
	});

	node.id = "record-publish";
	return [area({ id: "record-others", label: r.others, hint: r.othersHint,
		rows: 4, value: others, put: (value) => put(app, "answers",
		    { others: value }) }), node,
	!saved ? null : el("p", { class: "notice", role: "status",
		id: "record-saved", tabindex: "-1" }, r.published)];
}

function second(app: App, v: AnswersView): Child[] {
	return [ticks(app), ...signButton({ id: "record-sign",
		label: w().month.lessonSecond, ready: isTicked(app),
		hint: w().month.lessonTick,
		act: () => ask(app, "answers", () => app.vault.ask("signRecord",
		    { kind: "answers", note: v.note,
			checked: app.desk.records.answers.ticks }),
		    ".record h2, #record-problem") })];
}

export function answersView(app: App, today: string): Child[] {
	const { view: v, problem } = app.desk.records.answers;

	return [problemBox("record-problem", problem),
		...v === null ? writing(app, today) :
		    [...waits(v), page(v),
			...v.complete ? publishing(app, v) :
			    v.old || v.signers.includes(app.desk.me.nn) ? [] :
			    second(app, v),
			...kept(app, v)]];
}
