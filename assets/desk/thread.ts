// SPDX-License-Identifier: ISC
// One thread: what it is about, who reads it, what was checked, its entries in
// order, and below them the answer.

import { type App, alarmBox, explain, problemOf } from "./app.ts";
import type { EntryView, Thread } from "./calls.ts";
import { type Child, el, fold, heading, replace } from "./dom.ts";
import { entryView, readerNames } from "./entry.ts";
import { formName, statusName } from "./labels.ts";
import { figures } from "./pictures.ts";
import { replyForm, storedBox } from "./reply.ts";
import { fill, w } from "./words.ts";

/** Alarms of the thread and of its entries, each counted where it stands. */
function alarmCount(t: Thread): number {
	return t.alarms.length + t.entries.reduce((n, e) => n +
	    e.alarms.length + (e.unread !== null && e.unread !== "closed" ?
	    1 : 0), 0);
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

function head(t: Thread): HTMLElement {
	const s = t.summary;

	return el("header", { class: "top" },
	    heading("h2", formName(s.form) ?? w().tagNoReport),
	    el("dl", { class: "facts" },
		el("dt", {}, w().publicStatus),
		el("dd", {}, s.status === null ? w().noStatus :
		    statusName(s.status)),
		el("dt", {}, w().readers), el("dd", {}, readerNames(t.readers)),
		el("dt", {}, w().leftOut),
		el("dd", { class: t.leftOut.length > 0 ? "strong" : "" },
		    t.leftOut.length === 0 ? w().leftOutNone :
		    readerNames(t.leftOut))),
	    checks(t));
}

/** Fetch an entry whole and show its pictures, if its sums hold. */
async function fetchFiles(app: App, t: Thread, e: EntryView,
    at: HTMLElement): Promise<void> {
	replace(at, el("p", { class: "soft" }, w().opening));
	try {
		const got = await app.vault.ask("pictures",
		    { thread: t.id, entry: e.id });
		const now = got.thread.entries.find((x) => x.id === e.id);
		const bad = now === undefined || now.unread !== null ||
		    now.alarms.includes("attachment");
		let place = at;

		if (bad || !e.filesRead) {
			// What the checks say has changed: draw it all.
			app.desk.thread = got.thread;
			app.draw();
			place = document.querySelector<HTMLElement>(
			    `[data-entry="${e.id}"] .pictures`) ?? at;
		}
		replace(place, ...(bad ? [alarmBox(w().picturesBad)] :
		    await figures(got.pictures)));
	} catch (caught) {
		replace(at, alarmBox(explain(problemOf(caught))));
	}
}

export function threadView(app: App, t: Thread): HTMLElement {
	const { stored } = app.desk;
	const entries: Child[] = t.entries.map((e) => entryView(e,
	    t.summary.form, (one, at) => void fetchFiles(app, t, one, at)));

	return el("section", { class: "thread" }, head(t), ...entries,
	    stored === null ? null : storedBox(stored),
	    replyForm(app, t));
}
