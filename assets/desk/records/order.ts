// SPDX-License-Identifier: ISC
// An order to hand out letters: to whom, sealed with which key, what for, which
// ones; signed by two officers, carried out by one of them.  What is made opens
// for the receiver alone, and each letter keeps a memo of it.

import { type App, problemOf } from "../app.ts";
import { type Child, button, el, heading } from "../dom.ts";
import { strangersText } from "../entry.ts";
import { saveSealed } from "../save.ts";
import { stateName } from "../sentences.ts";
import { fill, w } from "../words.ts";
import {
	area, ask, pasting, picks, problemBox, secondSelect, signButton, tickBox,
} from "./parts.ts";
import { kept, made, waits } from "./signed.ts";
import { put } from "./state.ts";
import type { OrderView } from "./types.ts";

/** As records/order-record.ts has them. */
const ORDER_CHECKS = ["receiver", "recipient", "cases"];
const CASES_MAX = 60;

function ticks(app: App): HTMLElement {
	const r = w().records;

	return tickBox({ legend: r.orderTicks, words: ORDER_CHECKS,
		names: r.orderChecked, ticked: app.desk.records.export.ticks,
		change: (all) => {
			put(app, "export", { ticks: all });
			app.draw();
		} });
}

function isTicked(app: App): boolean {
	return ORDER_CHECKS.every((word) =>
	    app.desk.records.export.ticks.includes(word));
}

function chooser(app: App): HTMLElement {
	const r = w().records;
	const { query } = app.desk.records.export;
	const isIn = (id: string): boolean =>
	    app.desk.records.export.threads.includes(id);
	const all = app.desk.inbox.threads.filter((s) => s.form !== null);

	return picks({ id: "order-find", label: r.orderFind, none: r.orderNone,
		query, find: (value) => put(app, "export", { query: value }),
		// What was chosen stays in sight.
		all: [...all.filter((s) => isIn(s.id)),
			...all.filter((s) => !isIn(s.id))],
		row: (s, words) => {
			const node = el("input", { type: "checkbox",
				id: `order-${s.id}`, checked: isIn(s.id) });

			node.addEventListener("change", () => {
				const rest = app.desk.records.export.threads
				    .filter((id) => id !== s.id);

				put(app, "export", { threads: node.checked &&
				    rest.length < CASES_MAX ? [...rest, s.id] :
				    rest });
				app.draw();
			});
			return el("label", { class: "choice" }, node,
			    el("span", {}, ...words));
		} });
}

function line(app: App, name: "receiver" | "recipient" | "purpose"):
    HTMLElement {
	const r = w().records;

	return area({ id: `order-${name}`, label: r.order[name],
		hint: r.orderHints[name], rows: 1,
		value: app.desk.records.export[name],
		put: (value) => put(app, "export", { [name]: value }) });
}

function writing(app: App): Child[] {
	const r = w().records;
	const { second, threads } = app.desk.records.export;
	const missing = second === "" ? r.secondNone :
	    threads.length === 0 ? r.orderPick : r.tick;

	return [
		el("p", { class: "soft" }, r.leads.export),
		secondSelect(app, second, (nn) => {
			put(app, "export", { second: nn });
			app.draw();
		}),
		line(app, "receiver"), line(app, "recipient"),
		line(app, "purpose"),
		chooser(app),
		el("p", { class: "soft" }, fill(r.orderChosen,
		    { n: threads.length })),
		ticks(app),
		...signButton({ id: "record-sign", label: w().month.lessonDraft,
			ready: isTicked(app) && second !== "" &&
			    threads.length > 0, hint: missing,
			act: () => {
				const o = app.desk.records.export;

				ask(app, "export", () => app.vault.ask(
				    "draftRecord", { kind: "export",
					second: o.second, receiver: o.receiver,
					recipient: o.recipient,
					purpose: o.purpose, threads: o.threads }),
				    "#record-note, #record-problem");
			} }),
		...pasting(app, "export"),
	];
}

function page(v: OrderView): HTMLElement {
	const r = w().records;
	const row = (name: string, value: string): Child[] => [
		el("dt", {}, name), el("dd", {}, ...strangersText(value))];

	return el("article", { class: "a4 record" },
	    heading("h2", r.orderTitle), made(v),
	    el("dl", { class: "facts" }, ...row(r.order.receiver, v.receiver),
		...row(r.order.recipient, v.recipient),
		...row(r.order.purpose, v.purpose)),
	    el("h3", {}, fill(r.orderCount, { n: v.cases.length + v.closed })),
	    el("ul", {}, ...v.cases.map((c) => el("li", {}, `${c.number} · ` +
		`${c.date} · ${c.state === null ? "" : stateName(c.state)}`))),
	    v.closed === 0 ? null : el("p", { class: "bad strong" },
		fill(r.orderClosed, { n: v.closed })));
}

/** The letter on the desk may have its memo now. */
async function reread(app: App): Promise<void> {
	const { desk } = app;

	if (desk.thread !== null)
		desk.thread = await app.vault.ask("thread",
		    { id: desk.thread.id });
}

function carrying(app: App, v: OrderView): Child[] {
	const r = w().records;
	const { made: n } = app.desk.records.export;
	const node = button(r.carryOut, "main", () => {
		put(app, "export", { problem: null, made: null });
		app.run(async () => {
			try {
				const { file, cases } = await app.vault.ask(
				    "carryOut", { note: v.note });

				saveSealed(`letters-${v.date}.csv.age`, file);
				put(app, "export", { made: cases });
			} catch (caught) {
				put(app, "export", {
					problem: problemOf(caught) });
			}
			await reread(app);
		}, "#record-problem, #record-made, #record-carry");
	});

	node.id = "record-carry";
	return !v.signers.includes(app.desk.me.nn) || v.old ? [] :
	    [el("p", { class: "soft" }, r.carryHint), node,
		n === null ? null : el("p", { class: "notice", role: "status",
		    id: "record-made", tabindex: "-1" }, fill(r.carried,
		    { n, receiver: v.receiver }))];
}

function second(app: App, v: OrderView): Child[] {
	return [ticks(app), ...signButton({ id: "record-sign",
		label: w().month.lessonSecond, ready: isTicked(app),
		hint: w().records.tick,
		act: () => ask(app, "export", () => app.vault.ask("signRecord",
		    { kind: "export", note: v.note,
			checked: app.desk.records.export.ticks }),
		    ".record h2, #record-problem") })];
}

export function orderView(app: App): Child[] {
	const { view: v, problem } = app.desk.records.export;

	return [problemBox("record-problem", problem),
		...v === null ? writing(app) :
		    [...waits(v), page(v),
			...v.complete ? carrying(app, v) :
			    v.old || v.signers.includes(app.desk.me.nn) ? [] :
			    second(app, v),
			...kept(app, v)]];
}
