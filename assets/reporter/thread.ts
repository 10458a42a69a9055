// SPDX-License-Identifier: ISC
// What the box holds: facts from self, the signed public status, answers that
// verify, and what the reporter sent by date and size.  Nothing the reporter
// wrote is repeated here.

import { alertBox, type App, heading, leaveButton, show } from "./app.ts";
import type { Reader, Reply, Trust } from "./calls.ts";
import { type Child, el, paragraph } from "./dom.ts";
import { type Item, openBox, type Opened } from "./box.ts";
import { type Drafts, newDrafts } from "./drafts.ts";
import { followUp, rating } from "./follow.ts";
import { type Problem, problemOf, words } from "./problem.ts";
import { formOf } from "./site.ts";
import { className, offices } from "./who.ts";
import { fill, listed, s, t } from "./words.ts";

const MIB = 1024 * 1024;

function officeName(reader: Reader): string {
	return reader.office === "" ? fill(s().officer, { nn: reader.nn }) :
	    reader.office;
}

function size(bytes: number): string {
	return bytes < MIB ? fill(s().kilobytes, { n: Math.ceil(bytes / 1024) }) :
	    fill(s().megabytes, { n: Math.round(bytes / MIB) });
}

function trustLine(trust: Trust): string {
	switch (trust) {
	case "checked": return s().keysChecked;
	case "self": return s().keysCheckedSelf;
	case "unchecked": return s().keysUnchecked;
	}
}

function statusName(app: App, code: string): string {
	const text = app.site.public_status[code];
	return text === undefined ? code : t(text);
}

function facts(app: App, opened: Opened): HTMLElement {
	const { box, items } = opened;
	const form = formOf(app.site, box.form);
	const sent = items.filter((one) => one.id === box.report)[0];
	const rows: Child[] = [];

	function row(name: string, value: string): void {
		rows.push(el("dt", {}, name), el("dd", {}, value));
	}

	row(s().factForm, form === undefined ? box.form : t(form.name));
	if (sent !== undefined)
		row(s().factDate, box.date ?? sent.date);
	row(s().factReaders, className(app, box.class) + " · " +
	    listed(box.to.map((one) => one.here ? officeName(one) :
		fill(s().factGone, { name: officeName(one) }))));
	if (box.not.length > 0)
		row(s().factNot, offices(box.not));
	row(s().keysTitle, trustLine(box.trust));
	return el("section", {}, el("h2", {}, s().facts),
	    el("dl", { class: "recap" }, ...rows));
}

function goodReplies(items: readonly Item[]): (Reply & { ok: true })[] {
	const good: (Reply & { ok: true })[] = [];
	for (const item of items)
		if (item.side === "office" && item.reply.ok)
			good.push(item.reply);
	return good;
}

function status(app: App, items: readonly Item[]): HTMLElement {
	const told = goodReplies(items).filter((one) => one.status !== null);
	const last = told[told.length - 1];
	const code = last?.status ?? null;
	return el("section", { class: "status" },
	    el("h2", {}, s().status),
	    paragraph(code === null ? s().statusNone : statusName(app, code),
		"big"),
	    code === "P6" ? paragraph(t(app.site.texts.out_of_scope)) :
		code === "P5" ? paragraph(t(app.site.texts.passed_on)) : null,
	    told.length === 0 ? null : el("ul", { class: "steps" },
		...told.map((one) => el("li", {}, fill(s().statusSince, {
			date: one.date,
			name: statusName(app, one.status ?? "") })))));
}

function message(app: App, item: Item, isReport: boolean): HTMLElement {
	if (item.side === "reporter")
		return el("li", { class: "mine" }, paragraph(fill(isReport ?
		    s().ownReport : s().ownFollowup,
		    { date: item.date, size: size(item.size) })));
	const reply = item.reply;
	if (!reply.ok)
		return el("li", { class: "theirs bad" },
		    paragraph(fill(s().replyFrom, { date: item.date,
			office: s().replyBad }), "strong"),
		    paragraph(s().replyBadHint),
		    paragraph(fill(s().replyWhy, { why: s().whys[reply.why] })));
	return el("li", { class: "theirs" },
	    paragraph(fill(s().replyFrom, { date: reply.date,
		office: reply.office }), "strong"),
	    reply.text === "" ? null : el("p", { class: "words" }, reply.text),
	    reply.status === null ? null : paragraph(fill(s().replyStatus,
		{ name: statusName(app, reply.status) })),
	    paragraph(reply.trust === "unchecked" ? "⚠ " + s().replyUnchecked :
		"✓ " + s().replyOk, "hint"));
}

function messages(app: App, { box, items }: Opened): HTMLElement {
	return el("section", {}, el("h2", {}, s().messages),
	    paragraph(s().ownHidden, "hint"),
	    el("ul", { class: "messages" },
		...items.map((one) => message(app, one,
		    one.id === box.report))),
	    items.some((one) => one.side === "office") ? null :
		paragraph(s().noReplies));
}

/** What was said on top, what went wrong behind it, what is being written. */
interface Shown {
	readonly said: string | null;
	readonly trouble: Problem | null;
	readonly drafts: Drafts;
	readonly rated: boolean;
}

function threadShow(app: App, opened: Opened, shown: Shown): void {
	const { box, items } = opened;
	const { drafts } = shown;

	drafts.locks.length = 0;

	async function again(said: string, rated = false): Promise<void> {
		// It was received, whether or not the box can be read again.
		let next = opened;
		let trouble: Problem | null = null;
		try {
			next = await openBox(app, opened.bearer);
		} catch (caught) {
			trouble = problemOf(caught);
		}
		threadShow(app, next, { said, trouble, drafts,
			rated: rated || shown.rated });
	}

	const concluded = goodReplies(items).some((one) =>
	    one.text !== "" || one.status === "P7");
	show(el("section", {},
	    heading(s().box),
	    shown.said === null ? null : el("div", { class: "notice",
		role: "status" }, paragraph(shown.said)),
	    shown.trouble === null ? null : alertBox(words(shown.trouble)),
	    box.broken ? alertBox(s().pinBad) : null,
	    box.otherPin ? alertBox(s().pinLink) : null,
	    box.promise === false ? alertBox(s().promiseBad) : null,
	    status(app, items), messages(app, opened),
	    isYouth(box) && concluded && !box.broken && !shown.rated ?
		rating(app, opened, drafts, (said) => again(said, true)) : null,
	    followUp(app, opened, drafts, again), facts(app, opened),
	    leaveButton(app)), drafts.holdsWords);
}

function isYouth(box: Opened["box"]): boolean {
	return box.form.indexOf("youth/") === 0;
}

/** Show what was opened. */
export function threadScreen(app: App, opened: Opened): void {
	threadShow(app, opened, { said: null, trouble: null, rated: false,
		drafts: newDrafts(app, opened.box.form) });
}
