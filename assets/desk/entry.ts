// SPDX-License-Identifier: ISC
// One entry of a thread: who, when, fields in words, free text with its hidden
// characters marked, attachments, and every check that does not hold.

import { isVoid } from "../lib/state.ts";
import {
	type EntryView, type FileView, type Reader, type Thread, isSpoilt,
} from "./calls.ts";
import { type Child, button, el } from "./dom.ts";
import { fieldName, fieldValue } from "./labels.ts";
import { runs } from "./marks.ts";
import { eventSentence } from "./sentences.ts";
import { fill, size, w } from "./words.ts";

/** An officer as a line names him. */
export function readerName(r: Reader): string {
	return r.here ? fill(w().numbered, { nn: r.nn, office: r.office }) :
	    fill(w().gone, { nn: r.nn });
}

export function readerNames(list: readonly Reader[]): string {
	return list.map(readerName).join(w().noSeparator);
}

/** Text of a stranger's: marks where something hides, no markup, no link. */
export function strangersText(text: string): Child[] {
	return runs(text).map((run) => run.mark ?
	    el("span", { class: "hidden-mark", role: "img",
		"aria-label": fill(w().hiddenMark, { code: run.text }) },
		run.text) : run.text);
}

function fields(e: EntryView, form: string | null): Child {
	if (e.fields.length === 0)
		return null;
	return el("dl", { class: "facts" }, ...e.fields.flatMap((f) => [
		el("dt", {}, ...strangersText(fieldName(form, f.name))),
		el("dd", {}, ...strangersText(fieldValue(form, f.name,
		    f.value))),
	]));
}

export function isPicture(file: FileView): boolean {
	return /\.(jpg|png|webp|gif)$/.test(file.member);
}

function fileRow(f: FileView): HTMLElement {
	const name = f.name === "" ? [f.member] :
	    strangersText(fill(w().fileNamed, { member: f.member,
		name: f.name }));

	return el("li", {}, ...name, ` · ${size(f.size)} · `,
	    isPicture(f) ? w().filePicture : w().fileHidden);
}

/** The list of files, and the button that fetches what is not shown yet. */
function files(e: EntryView, fetch: (e: EntryView) => void,
    shown: readonly Node[]): Child {
	const at = el("div", { class: "pictures", "aria-live": "polite" },
	    ...shown);
	const pictures = e.files.some(isPicture);

	if (e.files.length === 0)
		return null;
	return el("section", { class: "files" },
	    el("h3", {}, w().files,
		e.filesRead ? null : el("span", { class: "tag" },
		    w().fileUnchecked)),
	    el("ul", {}, ...e.files.map(fileRow)),
	    !pictures && e.filesRead ? null :
	    button(pictures ? w().showPictures : w().fetchFiles, "plain",
		() => fetch(e)), at);
}

function alarms(e: EntryView): Child {
	const list = e.alarms.map((a) => w().alarms[a]);

	if (e.unread !== null && isSpoilt(e.unread))
		list.unshift(w().unread[e.unread]);
	return list.length === 0 ? null :
	    el("ul", { class: "alarms" }, ...list.map((text) =>
		el("li", {}, text)));
}

export function entryTitle(e: EntryView): string {
	if (e.kind === null)
		return e.gone === null ? w().unreadEntry : w().goneEntry;
	const who = e.author === null ? w().byReporter : readerName(e.author);

	return `${who} · ${w().kinds[e.kind]}`;
}

/** What only the curious need. */
function foot(e: EntryView): HTMLElement {
	const parts = [size(e.size), fill(w().entryId,
	    { id: e.id.slice(0, 12) })];

	if (e.kind !== null)
		parts.unshift(fill(w().sealedTo, { to: e.to.map((r) => r.nn)
		    .join(" ") }), fill(w().rosterUsed, { n: e.roster }));
	if (e.kind !== null && e.date !== e.stored)
		parts.unshift(fill(w().datedOther, { date: e.date }));
	return el("footer", { class: "soft" }, parts.join(" · "));
}

/** What became of an event, where it is not simply in effect. */
function verdictTag(e: EntryView, t: Thread): Child {
	const proposal = t.state.proposals.find((p) => p.hash === e.hash &&
	    e.hash !== "");

	if (e.verdict === "pending")
		return el("span", { class: "tag new" }, fill(w().act.waits, {
			n: proposal?.approved.length ?? 0,
			needed: proposal?.needed ?? 0 }));
	if (isVoid(e.verdict))
		return el("span", { class: "tag bad" }, fill(w().act.void,
		    { why: w().act.verdicts[e.verdict] }));
	return proposal === undefined ? null :
	    el("span", { class: "tag" }, w().act.inEffect);
}

/** An event as a sentence; fields of no act as they are. */
function said(e: EntryView, t: Thread): Child[] {
	const words = e.kind === "event" ? eventSentence(e, t) : null;

	return words === null ? [fields(e, t.summary.form)] :
	    [el("p", { class: "said" }, ...strangersText(words))];
}

function body(e: EntryView, t: Thread): Child[] {
	if (e.gone !== null)
		return [el("p", { class: "soft" }, fill(w().unread.gone,
		    { date: e.gone.date, by: e.gone.by.join(w().noSeparator) }))];
	if (e.unread !== null)
		return [e.unread === "closed" ?
		    el("p", { class: "soft" }, w().unread.closed) : null];
	if (e.kind === null)
		return [];
	const text = e.text.replace(/\n+$/, "");

	return [
		...said(e, t),
		text === "" ? (e.kind === "event" ? null :
		    el("p", { class: "soft" }, w().noText)) :
		    el("div", { class: "words", dir: "auto" },
			...strangersText(text)),
		e.afterUnreadable ?
		    el("p", { class: "soft" }, w().afterUnreadable) : null,
	];
}

export function entryView(e: EntryView, t: Thread,
    fetch: (e: EntryView) => void, shown: readonly Node[]): HTMLElement {
	const bad = e.alarms.length > 0 || isSpoilt(e.unread);
	const side = e.author === null ? "theirs" : "ours";
	const node = el("article", { class: `entry ${side}` +
	    (bad ? " bad" : "") + (e.internal ? " internal" : "") +
	    (isVoid(e.verdict) ? " void" : "") },
	    el("h3", {}, entryTitle(e), verdictTag(e, t), e.internal ?
		el("span", { class: "tag" }, w().internal) : null,
		el("span", { class: "when" }, e.stored)),
	    alarms(e), ...body(e, t), files(e, fetch, shown), foot(e));

	node.dataset["entry"] = e.id;
	return node;
}
