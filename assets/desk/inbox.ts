// SPDX-License-Identifier: ISC
// The list of letters that open for this officer, and nothing else.

import type { App, Desk, Filter } from "./app.ts";
import type { Summary } from "./calls.ts";
import { type Child, button, el, heading, select } from "./dom.ts";
import { strangersText } from "./entry.ts";
import { formName, shortValue, statusName } from "./labels.ts";
import { fill, size, w } from "./words.ts";

function fits(t: Summary, filter: Filter): boolean {
	switch (filter) {
	case "all":
		return true;
	case "open":
		return t.pending || !t.answered;
	case "alarm":
		return t.alarms;
	}
}

/** What a letter is about, in one line. */
function about(t: Summary): string {
	const names = ["category", "kind", "topic"];
	const words = names.flatMap((name) => t.fields
	    .filter((f) => f.name === name)
	    .map((f) => shortValue(t.form, f.name, f.value)));

	return words.length > 0 ? words.join(" · ") :
	    t.form === null ? w().tagNoReport : "";
}

function tags(t: Summary): Child[] {
	const tag = (kind: string, text: string): HTMLElement =>
	    el("span", { class: "tag " + kind }, text);

	return [
		t.alarms ? tag("bad", w().tagAlarm) : null,
		!t.answered ? tag("new", w().tagNew) :
		    t.pending ? tag("new", w().tagPending) :
		    tag("", w().tagAnswered),
		tag("", t.status === null ? w().noStatus : statusName(t.status)),
	];
}

function row(t: Summary, chosen: boolean, open: () => void): HTMLElement {
	const node = el("button", { type: "button", class: "letter",
		"aria-current": chosen ? "true" : false },
	    el("span", { class: "when" }, t.newest),
	    el("strong", {}, formName(t.form) ?? w().tagNoReport),
	    el("span", { class: "about" }, ...strangersText(about(t))),
	    t.opening === "" ? null : el("span", { class: "opening" },
		...strangersText(t.opening)),
	    el("span", { class: "tags" }, ...tags(t)),
	    el("span", { class: "soft" }, `${fill(w().received,
		{ date: t.date })} · ${size(t.size)} · ${fill(w().entries,
		{ n: t.entries })}`));

	node.dataset["thread"] = t.id;
	node.addEventListener("click", open);
	return el("li", {}, node);
}

function notices(desk: Desk): Child[] {
	const { missing, damaged } = desk.inbox;
	const warn = (text: string): HTMLElement =>
	    el("p", { class: "notice bad" }, text);

	return [
		desk.me.bare ? warn(w().bare) : null,
		missing > 0 ? warn(fill(w().missing, { n: missing })) : null,
		damaged > 0 ? warn(fill(w().damaged, { n: damaged })) : null,
	];
}

function filters(app: App): HTMLElement {
	const { desk } = app;
	const count = (f: Filter): number => desk.inbox.threads
	    .filter((t) => fits(t, f)).length;
	const node = select([
		["all", fill(w().filterAll, { n: count("all") })],
		["open", fill(w().filterOpen, { n: count("open") })],
		["alarm", fill(w().filterAlarm, { n: count("alarm") })],
	], desk.filter, (value) => {
		desk.filter = value as Filter;
		app.draw();
	});

	node.id = "filter";
	node.setAttribute("aria-label", w().filter);
	return node;
}

function list(app: App): HTMLElement {
	const { desk } = app;
	const shown = desk.inbox.threads.filter((t) => fits(t, desk.filter));

	if (desk.inbox.threads.length === 0)
		return el("div", { class: "empty" },
		    el("p", {}, w().inboxNone),
		    el("p", { class: "soft" }, fill(w().inboxNoneHint,
			{ n: desk.inbox.tried })));
	if (shown.length === 0)
		return el("p", { class: "empty" }, w().inboxFiltered);
	return el("ul", { class: "letters" }, ...shown.map((t) =>
	    row(t, desk.draft.thread === t.id, () => app.open(t.id))));
}

export function inboxView(app: App): HTMLElement {
	const again = button(w().refresh, "plain", () => app.refresh());

	again.id = "refresh";
	return el("nav", { class: "inbox", "aria-label": w().inbox },
	    el("div", { class: "head" },
		heading("h1", w().inbox), filters(app), again),
	    ...notices(app.desk), list(app));
}
