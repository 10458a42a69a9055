// SPDX-License-Identifier: ISC
// The box: the code, then what it opens.  A wrong digit is told before
// anything is asked of the server.

import { CODE_LEN, normalCode } from "../lib/code.ts";
import { codeOf } from "../lib/err.ts";
import { alertBox, type App, backButton, focus, heading, show }
    from "./app.ts";
import type { Box, Reply } from "./calls.ts";
import { button, clear, el, paragraph, replace } from "./dom.ts";
import { digitField } from "./keypad.ts";
import { type BoxEntry, getBox, getEntry, getRoster } from "./net.ts";
import { problemOf, Trouble, words } from "./problem.ts";
import { renewed } from "./send.ts";
import { threadScreen } from "./thread.ts";
import { fill, s } from "./words.ts";

/** One thing in the box. */
export type Item =
	| { readonly side: "reporter"; readonly id: string;
	    readonly date: string; readonly size: number }
	| { readonly side: "office"; readonly id: string;
	    readonly date: string; readonly reply: Reply };

export interface Opened {
	readonly bearer: string;
	readonly box: Box;
	/** In the order to be read. */
	readonly items: readonly Item[];
}

/** Fetch and check one answer; what is wrong with it is a Reply too. */
async function readReply(app: App, bearer: string, entry: BoxEntry):
    Promise<Reply> {
	let object: Uint8Array;
	try {
		object = await getEntry(bearer, entry.id);
	} catch (caught) {
		// One answer that the server lost must not hide the others; no
		// network at all is told for the whole box.
		const problem = problemOf(caught);
		if (problem.kind === "none" || problem.kind === "answer")
			return { ok: false, why: "load" };
		throw new Trouble(problem);
	}
	return app.vault.ask("reply", { id: entry.id, date: entry.date,
		object });
}

/** Everything the box holds; the worker has the keys already. */
export async function openBox(app: App, bearer: string): Promise<Opened> {
	const list = await getBox(bearer);
	const own = list.entries.filter((one) => one.side === "reporter")
	    .map(({ id, promise }) => ({ id, promise }));
	const { from, newest } = await app.vault.ask("self",
	    { self: list.self });
	// The way of the readers' list from the report to today.
	const rosters: (string | null)[] = [];
	for (let version = from; version < newest; version++)
		rosters.push(await getRoster(version));
	let box = await app.vault.ask("box", { own, rosters });
	if (box.promise === false && await renewed(app.vault))
		box = await app.vault.ask("box", { own, rosters });
	const items: Item[] = [];
	for (const entry of list.entries)
		items.push(entry.side === "reporter" ?
		    { side: "reporter", id: entry.id, date: entry.date,
			size: entry.size } :
		    { side: "office", id: entry.id, date: entry.date,
			reply: await readReply(app, bearer, entry) });
	const order = await app.vault.ask("order", { entries: items.map(
	    ({ id, side, date }) => ({ id, side, date })) });
	items.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
	return { bearer, box, items };
}

export function boxScreen(app: App, home: () => void): void {
	const errors = el("div", {});
	const status = el("p", { role: "status" });
	const open = button(s().open, "main", () => void go());
	let busy = false;

	const field = digitField(s().boxField, CODE_LEN, () => {
		const typed = field.value();
		clear(errors);
		if (typed.length !== CODE_LEN)
			field.say(fill(s().boxCount, { n: typed.length }), false);
		else if (valid() === null)
			field.say(s().boxWrong, true);
		else
			field.say(fill(s().boxCount, { n: CODE_LEN }), false);
	});

	function valid(): string | null {
		try {
			return normalCode(field.value());
		} catch (caught) {
			if (codeOf(caught) === undefined)
				throw caught;
			return null;
		}
	}

	async function go(): Promise<void> {
		const code = valid();
		if (busy)
			return;
		if (code === null) {
			field.say(field.value().length === CODE_LEN ?
			    s().boxWrong : fill(s().boxCount,
				{ n: field.value().length }), true);
			field.focus();
			return;
		}
		busy = true;
		open.setAttribute("aria-disabled", "true");
		status.textContent = s().opening;
		try {
			const bearer = await app.vault.ask("enter", { code });
			const opened = await openBox(app, bearer);
			field.wipe();
			threadScreen(app, opened);
		} catch (caught) {
			const box = alertBox(words(problemOf(caught)));
			replace(errors, box);
			focus(box);
		} finally {
			busy = false;
			open.setAttribute("aria-disabled", "false");
			status.textContent = "";
		}
	}

	field.say(s().boxHint, false);
	show(el("section", {}, backButton(home), heading(s().boxTitle),
	    paragraph(s().boxHint, "lead"), field.node, errors, open, status));
}
