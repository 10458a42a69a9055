// SPDX-License-Identifier: ISC
// One entry of a thread: who, when, fields in words, free text with its hidden
// characters marked, attachments, and every check that does not hold.

import type { EntryView, FileView, Reader } from "./calls.ts";
import { type Child, button, el } from "./dom.ts";
import { fieldName, fieldValue } from "./labels.ts";
import { runs } from "./marks.ts";
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
function files(e: EntryView, fetch: (e: EntryView, at: HTMLElement) => void):
    Child {
	const at = el("div", { class: "pictures", "aria-live": "polite" });
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
		() => fetch(e, at)), at);
}

function alarms(e: EntryView): Child {
	const list = e.alarms.map((a) => w().alarms[a]);

	if (e.unread !== null && e.unread !== "closed")
		list.unshift(w().unread[e.unread]);
	return list.length === 0 ? null :
	    el("ul", { class: "alarms" }, ...list.map((text) =>
		el("li", {}, text)));
}

function title(e: EntryView): string {
	if (e.kind === null)
		return w().unreadEntry;
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

function body(e: EntryView, form: string | null): Child[] {
	if (e.unread !== null)
		return [e.unread === "closed" ?
		    el("p", { class: "soft" }, w().unread.closed) : null];
	if (e.kind === null)
		return [];
	const text = e.text.replace(/\n+$/, "");

	return [
		fields(e, form),
		text === "" ? el("p", { class: "soft" }, w().noText) :
		    el("div", { class: "words", dir: "auto" },
			...strangersText(text)),
		e.afterUnreadable ?
		    el("p", { class: "soft" }, w().afterUnreadable) : null,
	];
}

export function entryView(e: EntryView, form: string | null,
    fetch: (e: EntryView, at: HTMLElement) => void): HTMLElement {
	const bad = e.alarms.length > 0 ||
	    (e.unread !== null && e.unread !== "closed");
	const side = e.author === null ? "theirs" : "ours";
	const node = el("article", { class: `entry ${side}` +
	    (bad ? " bad" : "") + (e.internal ? " internal" : "") },
	    el("h3", {}, title(e), e.internal ?
		el("span", { class: "tag" }, w().internal) : null,
		el("span", { class: "when" }, e.stored)),
	    alarms(e), ...body(e, form), files(e, fetch), foot(e));

	node.dataset["entry"] = e.id;
	return node;
}
