// SPDX-License-Identifier: ISC
// One thread: what it is about, who reads it, what was checked, its entries in
// order, and below them the answer.

import { type App, alarmBox, explain, problemOf } from "./app.ts";
import { type EntryView, type Thread, isSpoilt } from "./calls.ts";
import { casePanel } from "./case-panel.ts";
import { type Child, el, fold, heading } from "./dom.ts";
import { entryView, readerNames } from "./entry.ts";
import { isAlone } from "./filter.ts";
import { formName } from "./labels.ts";
import { figures } from "./pictures.ts";
import { sheetButton } from "./print.ts";
import { replyForm, storedBox } from "./reply.ts";
import { fill, w } from "./words.ts";

/** Alarms of the thread and of its entries, each counted where it stands. */
function alarmCount(t: Thread): number {
	return t.alarms.length + t.entries.reduce((n, e) => n +
	    e.alarms.length + (isSpoilt(e.unread) ? 1 : 0), 0);
}

function checks(t: Thread): HTMLElement {
	const n = alarmCount(t);
	const unfetched = t.entries.some((e) => e.files.length > 0 &&
	    !e.filesRead);
	const list = fold(w().checksList, el("ol", {}, ...w().checks
	    .map((text) => el("li", {}, text))));

	if (n === 0)
		return el("div", { class: "checks" },
		    el("p", { class: "good", id: "checks" }, "✓ " + (unfetched ?
			w().checksOkBut : w().checksOk)), list);
	return el("div", { class: "checks notice bad", role: "alert" },
	    el("p", { id: "checks" }, "⚠ " + fill(w().checksBad, { n })),
	    el("ul", { class: "alarms" }, ...t.alarms.map((a) =>
		el("li", {}, w().alarms[a]))), list);
}

/** A letter that hangs on one key: said calmly, with what to do. */
function alone(t: Thread): Child {
	const [nn] = t.summary.able ?? [];
	const who = t.roster.filter((r) => r.nn === nn);

	return !isAlone(t.summary) ? null : el("p", { class: "notice",
		id: "alone", role: "status" }, nn === undefined ? w().aloneNone :
	    fill(w().aloneOne, { who: readerNames(who) }));
}

function head(app: App, t: Thread): HTMLElement {
	const s = t.summary;

	return el("header", { class: "top" },
	    heading("h2", formName(s.form) ?? w().tagNoReport),
	    el("dl", { class: "facts" },
		el("dt", {}, w().readers), el("dd", {}, readerNames(t.readers)),
		el("dt", {}, w().leftOut),
		el("dd", { class: t.leftOut.length > 0 ? "strong" : "" },
		    t.leftOut.length === 0 ? w().leftOutNone :
		    readerNames(t.leftOut))),
	    alone(t), checks(t), sheetButton(app));
}

/** Fetch an entry whole and show its pictures, if its sums hold. */
async function fetchFiles(app: App, t: Thread, e: EntryView): Promise<void> {
	const { desk } = app;
	const put = (...nodes: readonly Node[]): void => {
		if (desk.thread?.id !== t.id)
			return;
		// Kept, so that they outlive the next drawing.
		desk.pictures = new Map(desk.pictures).set(e.id, nodes);
		app.draw();
	};

	put(el("p", { class: "soft" }, w().opening));
	try {
		const got = await app.vault.ask("pictures",
		    { thread: t.id, entry: e.id });
		const now = got.thread.entries.find((x) => x.id === e.id);
		const bad = now === undefined || now.unread !== null ||
		    now.alarms.includes("attachment");

		if (desk.thread?.id === t.id)
			desk.thread = got.thread;
		put(...bad ? [alarmBox(w().picturesBad)] :
		    await figures(got.pictures));
	} catch (caught) {
		put(alarmBox(explain(problemOf(caught))));
	}
}

/** Opening leaves a trace: said plainly, and what of it is missing. */
function look(app: App): HTMLElement {
	const { lookProblem } = app.desk;

	return el("div", { class: "look" },
	    el("p", { class: "soft" }, w().act.lookNote),
	    lookProblem === null ? null : el("p", { class: "notice bad",
		role: "alert", id: "look" }, fill(w().act.lookFailed,
		{ why: explain(lookProblem) })));
}

export function threadView(app: App, t: Thread): HTMLElement {
	const { stored, acted } = app.desk;
	const entries: Child[] = t.entries.map((e) => entryView(e,
	    t, (one) => void fetchFiles(app, t, one),
	    app.desk.pictures.get(e.id) ?? []));

	return el("section", { class: "thread" }, head(app, t),
	    casePanel(app, t), ...entries, look(app),
	    stored === null || acted ? null : storedBox(stored),
	    replyForm(app, t));
}
