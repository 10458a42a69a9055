// SPDX-License-Identifier: ISC
// The case sheet: one letter on A4, as a screen that can be read before it is
// printed.  A list on paper is what the box is there to avoid: beside this,
// only guarded figures and shares of a key print (printButton).  Contact data only when it is
// ticked, and the tick is not kept.

import { days, shanghai } from "../lib/date.ts";
import { isVoid } from "../lib/state.ts";
import { type App, focus } from "./app.ts";
import { type EntryView, type Thread, isSpoilt } from "./calls.ts";
import { proposalWords } from "./case-parts.ts";
import { type Child, button, el, heading } from "./dom.ts";
import { entryTitle, strangersText } from "./entry.ts";
import { fieldName, fieldValue, formName, labelName, statusName } from
    "./labels.ts";
import {
	eventSentence, leftWords, officerName, outcomeName, stateName,
} from "./sentences.ts";
import { fill, language, size, w } from "./words.ts";

/** Kinds of entry that the sheet shows as letters. */
const LETTERS: readonly (EntryView["kind"])[] = ["followup", "reply"];

/** The one way to a printer: case sheet, figures, signed pages, shares. */
export function printButton(label: string): HTMLElement {
	return button(label, "main", () => print());
}

function row(name: string, value: string): Child[] {
	return [el("dt", {}, name), el("dd", {}, ...strangersText(value))];
}

function list(values: readonly string[]): string {
	return values.length === 0 ? w().act.none :
	    values.join(w().noSeparator);
}

function facts(app: App, t: Thread): HTMLElement {
	const s = t.summary;
	const today = shanghai(Date.now());
	const charge = [s.charge, s.second].flatMap((nn) => nn === null ? [] :
	    [officerName(nn, t)]);

	return el("dl", { class: "facts" },
	    ...row(w().sheet.number, t.number),
	    ...row(w().sheet.form, formName(s.form) ?? w().tagNoReport),
	    ...row(w().sheet.received, s.date),
	    ...row(w().sheet.state, stateName(s.state)),
	    ...row(w().act.told, statusName(s.status ?? "P1")),
	    ...row(w().act.charge, list(charge)),
	    ...row(w().act.labels, list(s.labels.map(labelName))),
	    ...t.state.outcome === null ? [] :
		row(w().act.outcome, outcomeName(t.state.outcome)),
	    ...s.clocks.flatMap((c) => row(c.item === null ? c[language()] :
		fill(w().act.clockItem, { what: c.item }), `${c.due} ` +
		leftWords(days(today), days(c.due)))),
	    ...row(w().sheet.printed, fill(w().sheet.printedBy, { date: today,
		who: officerName(app.desk.me.nn, t) })));
}

function entryFields(e: EntryView, t: Thread): Child {
	return e.fields.length === 0 ? null : el("dl", { class: "facts" },
	    ...e.fields.flatMap((f) => [
		el("dt", {}, ...strangersText(fieldName(t.summary.form,
		    f.name))),
		el("dd", {}, ...strangersText(fieldValue(t.summary.form,
		    f.name, f.value))),
	    ]));
}

/** Fields, words and the names of files, not the files. */
function content(e: EntryView, t: Thread): Child[] {
	const text = e.text.replace(/\n+$/, "");

	return [
		entryFields(e, t),
		text === "" ? null : el("div", { class: "words", dir: "auto" },
		    ...strangersText(text)),
		...e.files.map((f) => el("p", { class: "soft" },
		    ...strangersText(fill(w().sheet.file, {
			name: f.name === "" ? f.member : f.name,
			size: size(f.size) })))),
	];
}

function verdict(e: EntryView): string {
	const what = e.verdict === "pending" ? w().act.verdicts.pending :
	    isVoid(e.verdict) ? fill(w().act.void,
		{ why: w().act.verdicts[e.verdict] }) : null;

	return what === null ? "" : ` [${what}]`;
}

function history(t: Thread): HTMLElement {
	const events = t.entries.filter((e) => e.kind === "event");
	const s = w().sheet;

	if (events.length === 0)
		return el("p", {}, s.noHistory);
	return el("table", { class: "history" },
	    el("thead", {}, el("tr", {}, ...[s.date, s.who, s.what]
		.map((name) => el("th", { scope: "col" }, name)))),
	    el("tbody", {}, ...events.map((e) => el("tr", {},
		el("td", {}, e.stored),
		el("td", {}, e.author === null ? "" :
		    officerName(e.author.nn, t)),
		el("td", {}, ...strangersText((eventSentence(e, t) ?? e.fields
		    .map((f) => `${f.name} ${f.value}`).join(" ")) +
		    verdict(e)), e.text.trim() === "" ? null :
		    el("div", { class: "words" },
			...strangersText(e.text.trim())))))));
}

function proposals(t: Thread): Child[] {
	const open = t.state.proposals.filter((p) => p.open);

	return open.length === 0 ? [] : [el("h2", {}, w().act.proposals),
		el("ul", {}, ...open.map((p) => el("li", {},
		    ...strangersText(fill(w().act.proposalBy, {
			who: officerName(p.by, t), date: p.date,
			what: proposalWords(p, t) })))))];
}

function items(t: Thread): Child[] {
	return t.state.items.length === 0 ? [] : [
		el("h2", {}, w().act.items),
		el("ul", {}, ...t.state.items.map((i) => el("li", {},
		    ...strangersText(fill(w().act.itemLine, { owner: i.owner,
			what: i.what }) + ` ${i.due}`),
		    el("br", {}), ...strangersText(i.evidence === null ?
			w().act.itemNoEvidence : fill(w().act.itemEvidence, {
			    who: officerName(i.evidence.by, t),
			    date: i.evidence.date,
			    text: i.evidence.text })),
		    i.closedBy === null ? null : " " + fill(i.state ===
			"dropped" ? w().act.itemDropped : w().act.itemChecked,
			{ who: officerName(i.closedBy, t) }))))];
}

function letter(e: EntryView, t: Thread): HTMLElement {
	return el("section", { class: "letter-on-paper" },
	    el("h3", {}, `${e.stored} ${entryTitle(e)}`), ...content(e, t));
}

function letters(t: Thread, contact: boolean): Child[] {
	const shown = t.entries.filter((e) => LETTERS.includes(e.kind) ||
	    (contact && e.kind === "contact"));

	return [el("h2", {}, w().sheet.letters), ...shown.length === 0 ?
	    [el("p", {}, w().sheet.noLetters)] :
	    shown.map((e) => letter(e, t))];
}

/** What is not on the paper is said on the paper. */
function leftOut(t: Thread, contact: boolean): HTMLElement {
	const s = w().sheet;
	const count = (test: (e: EntryView) => boolean): number =>
	    t.entries.filter(test).length;
	const memos = count((e) => e.kind === "memo");
	const closed = count((e) => e.unread !== null);
	const contacts = count((e) => e.kind === "contact");
	const bad = t.alarms.length + t.entries.reduce((n, e) => n +
	    e.alarms.length + (isSpoilt(e.unread) ? 1 : 0), 0);

	return el("div", { class: "left-out" },
	    bad === 0 ? null : el("p", { class: "strong bad" },
		"⚠ " + fill(s.bad, { n: bad })),
	    contact ? (contacts > 0 ? null : el("p", {}, s.contactNone)) :
		el("p", {}, s.contactLeft),
	    memos === 0 ? null : el("p", {}, fill(s.memosLeft, { n: memos })),
	    closed === 0 ? null : el("p", {}, fill(s.closed, { n: closed })));
}

/** A table, so that its head stands on every page. */
function paper(app: App, t: Thread, contact: boolean): HTMLElement {
	const report = t.entries.find((e) => e.kind === "report");

	return el("table", { class: "paper", role: "presentation" },
	    el("thead", {}, el("tr", {}, el("td", { class: "soft" },
		fill(w().sheet.head, { brand: w().brand,
		    number: t.number })))),
	    el("tbody", {}, el("tr", {}, el("td", {},
		heading("h1", w().sheet.title),
		facts(app, t), leftOut(t, contact),
		el("h2", {}, w().sheet.report),
		...report === undefined ? [el("p", {}, w().tagNoReport)] :
		    content(report, t),
		el("h2", {}, w().sheet.history), history(t),
		...proposals(t), ...items(t), ...letters(t, contact),
		el("p", { class: "sign" }, w().sheet.sign)))));
}

export function sheetView(app: App, t: Thread, contact: boolean):
    HTMLElement {
	const tick = el("input", { type: "checkbox", id: "with-contact",
		checked: contact });

	tick.addEventListener("change", () => {
		app.desk.sheet = { contact: tick.checked };
		app.draw();
	});
	return el("div", { class: "sheet" },
	    el("div", { class: "sheet-bar" },
		el("p", { class: "soft" }, w().sheet.warn),
		el("label", { class: "choice" }, tick, w().sheet.contact),
		printButton(w().sheet.print),
		button(w().sheet.back, "plain", () => {
			app.desk.sheet = null;
			app.draw();
			focus("#sheet");
		})),
	    paper(app, t, contact));
}

export function sheetButton(app: App): HTMLElement {
	const node = button(w().sheet.open, "plain", () => {
		app.desk.sheet = { contact: false };
		app.draw();
		focus(".sheet h1");
	});

	node.id = "sheet";
	return node;
}
