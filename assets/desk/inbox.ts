// SPDX-License-Identifier: ISC
// The letters that open for this officer, and nothing else: what is due first,
// filters that can be put together, words.

import { days, shanghai } from "../lib/date.ts";
import type { App } from "./app.ts";
import { goOn } from "./acting.ts";
import type { Inbox, Summary } from "./calls.ts";
import type { ClockView } from "./case-view.ts";
import { type Child, button, el, heading, select } from "./dom.ts";
import { strangersText } from "./entry.ts";
import {
	type Filter, NO_FILTER, QUICK, ROWS, type Quick, factsOf, filtered,
	isAlone, isFiltered,
} from "./filter.ts";
import {
	FORMS, formName, labelName, shortValue, stateName,
} from "./labels.ts";
import { nodeNotice } from "./month/nodes.ts";
import type { Hit } from "./search.ts";
import { fill, language, w } from "./words.ts";

const SEARCH_WAIT_MS = 120;

/** What a letter is about, in one line. */
function about(t: Summary): string {
	const names = ["category", "kind", "topic"];
	const words = names.flatMap((name) => t.fields
	    .filter((f) => f.name === name)
	    .map((f) => shortValue(t.form, f.name, f.value)));

	return words.length > 0 ? words.join(" · ") :
	    t.form === null ? w().tagNoReport : "";
}

/** "Answer it: by 2026-12-01", or by how many days that is past. */
export function clockText(c: ClockView, today: string): string {
	const name = (language() === "zh" ? c.zh : c.en) +
	    (c.item === null ? "" : w().colon + c.item);
	const left = days(c.due) - days(today);
	const text = c.overdue ? fill(w().clockOver, { name, n: -left }) :
	    c.today ? fill(w().clockToday, { name }) :
	    fill(w().clockLeft, { name, due: c.due, n: left });

	return text + (c.weekendsOnly ? w().weekendsOnly : "");
}

function clockTag(t: Summary): Child {
	const next = t.clocks[0];

	if (next === undefined)
		return null;
	const urgent = next.overdue || next.today || next.soon;
	const hand = next.overdue && t.second !== null ?
	    fill(w().handOver, { nn: t.second }) : "";
	return el("span", { class: "clock" + (next.overdue ? " bad" :
	    urgent ? " soon" : "") },
	    clockText(next, shanghai(Date.now())) + hand);
}

function tags(t: Summary): Child[] {
	const tag = (kind: string, text: string): HTMLElement =>
	    el("span", { class: "tag " + kind }, text);
	const charge = [t.charge, t.second].filter((n) => n !== null);

	return [
		t.alarms ? tag("bad", w().tagAlarm) : null,
		t.asked ? tag("new", w().quick.asked) : null,
		t.major ? tag("bad", w().quick.major) : null,
		!t.answered ? tag("new", w().tagNew) :
		    t.pending ? tag("new", w().tagPending) :
		    tag("", w().tagAnswered),
		t.untold ? tag("new", w().quick.untold) : null,
		isAlone(t) ? tag("new", t.able?.length === 1 ? w().quick.alone :
		    w().tagNobody) : null,
		t.conflicts > 0 ? tag("bad",
		    fill(w().tagConflicts, { n: t.conflicts })) : null,
		charge.length === 0 ? null : tag("", fill(w().tagCharge,
		    { nn: charge.join(w().noSeparator) })),
		...t.labels.map((l) => tag("", labelName(l))),
	];
}

function snippet(hit: Hit | undefined, t: Summary): Child {
	if (hit !== undefined)
		return el("span", { class: "opening" },
		    ...strangersText(hit.before),
		    el("mark", {}, ...strangersText(hit.found)),
		    ...strangersText(hit.behind));
	return t.opening === "" ? null : el("span", { class: "opening" },
	    ...strangersText(t.opening));
}

function row(t: Summary, chosen: boolean, hit: Hit | undefined,
    open: () => void): HTMLElement {
	const node = el("button", { type: "button", class: "letter" +
	    (t.unread ? " unread" : ""),
		"aria-current": chosen ? "true" : false },
	    el("span", { class: "when" }, t.newest),
	    el("strong", {}, t.unread ? el("span", { class: "dot",
		title: w().quick.unread }, "●") : null,
		formName(t.form) ?? w().tagNoReport,
		t.state === null ? null :
		    el("span", { class: "state" }, stateName(t.state))),
	    el("span", { class: "about" }, ...strangersText(about(t))),
	    snippet(hit, t), clockTag(t),
	    el("span", { class: "tags" }, ...tags(t)));

	node.dataset["thread"] = t.id;
	node.addEventListener("click", open);
	return el("li", {}, node);
}

/** A grant that was broken off, and the way to go on with it. */
function begunNotice(app: App, g: Inbox["begun"][number]): HTMLElement {
	const one = app.desk.inbox.threads.find((t) => t.id === g.thread);
	const go = button(w().act.goOn, "plain", () => goOn(app, g));

	go.dataset["goOn"] = g.nn;
	return el("div", { class: "notice begun", role: "status" },
	    el("p", {}, ...strangersText(fill(w().act.grantBegun, { nn: g.nn,
		date: one?.date ?? "",
		what: one === undefined ? "" : about(one) }))), go);
}

function notices(app: App): Child[] {
	const { desk } = app;
	const { missing, damaged } = desk.inbox;
	const warn = (text: string): HTMLElement =>
	    el("p", { class: "notice bad" }, text);

	return [
		desk.me.bare ? warn(w().bare) : null,
		missing > 0 ? warn(fill(w().missing, { n: missing })) : null,
		damaged > 0 ? warn(fill(w().damaged, { n: damaged })) : null,
		...app.desk.inbox.begun.map((g) => begunNotice(app, g)),
	];
}

function change(app: App, more: Partial<Filter>): void {
	const { desk } = app;

	desk.filter = { ...desk.filter, rows: ROWS, ...more };
	app.draw();
}

/** One button a question, with how many letters answer to it. */
function strip(app: App): HTMLElement {
	const { filter, inbox, me } = app.desk;
	const { counts } = factsOf(inbox.threads, me.nn);
	const one = (quick: Quick): Child => {
		const n = counts.get(quick) ?? 0;
		const on = filter.quick.includes(quick);
		const bad = quick === "overdue" || quick === "alarm";

		if (n === 0 && !on)
			return null;
		const node = button(`${w().quick[quick]} ${n}`, "quiet", () =>
		    change(app, { quick: on ?
			filter.quick.filter((q) => q !== quick) :
			[...filter.quick, quick] }));
		node.id = "quick-" + quick;
		node.className = "chip" + (bad ? " bad" : "");
		node.setAttribute("aria-pressed", String(on));
		return node;
	};

	return el("div", { class: "strip", role: "group",
		"aria-label": w().filter }, ...QUICK.map(one));
}

function chooser(app: App, id: string, label: string,
    options: readonly (readonly [string, string])[], chosen: string,
    take: (value: string) => Partial<Filter>): HTMLElement {
	const node = select(options, chosen, (value) =>
	    change(app, take(value)));

	node.id = id;
	node.setAttribute("aria-label", label);
	return node;
}

function choosers(app: App): HTMLElement {
	const { filter, inbox, me } = app.desk;
	const { states, labels } = factsOf(inbox.threads, me.nn);

	return el("div", { class: "choosers" },
	    chooser(app, "by-form", w().byForm, [["", w().anyForm],
		...FORMS.map((f): [string, string] => [f, formName(f) ?? f])],
		filter.form, (form) => ({ form })),
	    chooser(app, "by-state", w().byState, [["", w().anyState],
		...states.map((s): [string, string] => [s, stateName(s)])],
		filter.state, (state) => ({ state })),
	    chooser(app, "by-label", w().byLabel, [["", w().anyLabel],
		...labels.map((l): [string, string] => [l, labelName(l)])],
		filter.label, (label) => ({ label })),
	    chooser(app, "sort", w().sort, [["due", w().sortDue],
		["newest", w().sortNewest]], filter.sort, (sort) =>
		({ sort: sort === "newest" ? "newest" : "due" })));
}

function searchBox(app: App): HTMLElement {
	const { desk } = app;
	const node = el("input", { class: "input", type: "search", id: "search",
		autocomplete: "off", spellcheck: "false",
		"aria-label": w().search, placeholder: w().search,
		value: desk.filter.query });
	let timer = 0;

	function look(): void {
		clearTimeout(timer);
		timer = setTimeout(() => app.search(), SEARCH_WAIT_MS) as
		    unknown as number;
	}

	node.addEventListener("input", (event) => {
		desk.filter = { ...desk.filter, query: node.value };
		// While a word is being composed, drawing would break it off.
		if (!(event as InputEvent).isComposing)
			look();
	});
	node.addEventListener("compositionend", () => {
		desk.filter = { ...desk.filter, query: node.value };
		look();
	});
	node.addEventListener("keydown", (event) => {
		if (event.key === "Escape" && node.value !== "") {
			event.stopPropagation();
			node.value = "";
			desk.filter = { ...desk.filter, query: "" };
			app.search();
		}
	});
	return node;
}

function list(app: App): Child[] {
	const { desk } = app;
	const { filter, inbox } = desk;
	const shown = filtered(inbox.threads, filter, desk.me.nn);

	if (inbox.threads.length === 0)
		return [el("div", { class: "empty" },
		    el("p", {}, w().inboxNone),
		    el("p", { class: "soft" }, fill(w().inboxNoneHint,
			{ n: inbox.tried })))];
	const count = el("p", { class: "count soft", role: "status" },
	    fill(isFiltered(filter) ? w().countSome : w().countAll,
		{ n: shown.length, all: inbox.threads.length }),
	    isFiltered(filter) ? button(w().noFilter, "quiet", () => {
		desk.filter = { ...NO_FILTER, sort: filter.sort };
		app.draw();
	    }) : null);
	if (shown.length === 0)
		return [count, el("p", { class: "empty" }, w().inboxFiltered)];
	const more = shown.length - filter.rows;
	return [count, el("ul", { class: "letters" },
	    ...shown.slice(0, filter.rows).map((t) => row(t,
		desk.draft.thread === t.id, filter.hits?.get(t.id),
		() => app.open(t.id)))),
	    more <= 0 ? null : button(fill(w().moreRows,
		{ n: Math.min(more, ROWS) }), "plain", () =>
		change(app, { rows: filter.rows + ROWS }))];
}

export function inboxView(app: App): HTMLElement {
	const again = button(w().refresh, "plain", () => app.refresh());

	again.id = "refresh";
	return el("nav", { class: "inbox", "aria-label": w().inbox },
	    el("div", { class: "head" },
		heading("h1", w().inbox), searchBox(app), again),
	    ...notices(app), nodeNotice(app),
	    ...app.desk.inbox.threads.length === 0 ? [] :
		[strip(app), choosers(app)],
	    ...list(app));
}
