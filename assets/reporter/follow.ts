// SPDX-License-Identifier: ISC
// Adding to a report: sealed to its readers who are still in the roster, never
// to those left out; who came later is offered and off by default.

import { alertBox, type App, focus, today } from "./app.ts";
import type { FollowUp, Reader } from "./calls.ts";
import type { Opened } from "./box.ts";
import { button, el, paragraph, replace } from "./dom.ts";
import type { Drafts } from "./drafts.ts";
import { problemOf, words } from "./problem.ts";
import { Letter, progress } from "./send.ts";
import { errorLine, type Value } from "./view.ts";
import { offices } from "./who.ts";
import { fill, s, t } from "./words.ts";

type Again = (said: string) => Promise<void>;

/** A follow-up, and what tells its pictures from others. */
interface Made {
	readonly one: FollowUp;
	readonly key: string;
}

/** What is locked while it is sent, and emptied then. */
interface Writing {
	lock(on: boolean): void;
	wipe(): void;
}

/** What the two things one can send from the box have in common. */
function sender(app: App, label: string, make: () => Made | null,
    views: readonly Writing[], again: Again, drafts: Drafts): HTMLElement {
	const letter = new Letter(app.vault, "/v1/box/entries");
	const errors = el("div", {});
	const state = progress(letter);
	const send = button(label, "main", () => void submit());

	drafts.locks.push((on) => {
		send.setAttribute("aria-disabled", String(on));
		for (const view of views)
			view.lock(on);
	});

	function lock(on: boolean): void {
		for (const one of drafts.locks)
			one(on);
	}

	async function submit(): Promise<void> {
		if (send.getAttribute("aria-disabled") === "true")
			return;
		const made = make();
		if (made === null)
			return;
		lock(true);
		try {
			state.tell("sealing", null);
			const done = await letter.send(made.key, state.tell,
			    () => app.vault.ask("followup",
				{ followup: made.one, today: today() }),
			    () => undefined);
			if (done === null)
				return;
			lock(false);
			for (const view of views)
				view.wipe();
			await again(fill(s().followDone, { date: done.date }));
		} catch (caught) {
			const box = alertBox(words(problemOf(caught)), s().kept);
			state.end();
			lock(false);
			replace(errors, box);
			focus(box);
		}
	}

	return el("div", { class: "foot" }, errors, send, state.node);
}

/** Offers of readers, all off. */
function offers(sentence: string, readers: readonly Reader[]):
    { node: HTMLElement | null; chosen(): string[] } {
	const boxes = readers.map((one) => ({ nn: one.nn,
		input: el("input", { type: "checkbox", autocomplete: "off" }),
		office: one.office }));
	return {
		node: boxes.length === 0 ? null : el("div", { class: "rows" },
		    ...boxes.map((one) => el("label", { class: "choice" },
			one.input, el("span", {},
			fill(sentence, { name: one.office }))))),
		chosen: () => boxes.filter((one) => one.input.checked)
		    .map((one) => one.nn),
	};
}

export function followUp(app: App, opened: Opened, drafts: Drafts,
    again: Again): HTMLElement {
	const { box } = opened;
	const { text, pictures } = drafts;
	const here = box.to.filter((one) => one.here);
	const gone = box.to.length - here.length;
	const later = offers(s().followOffer, box.offered);
	const above = offers(s().followSuperior, box.superior);
	const nobody = errorLine();

	if (box.broken || app.trouble !== null || (here.length === 0 &&
	    box.offered.length === 0 && box.superior.length === 0))
		return el("section", {}, el("h2", {}, s().followTitle),
		    paragraph(app.trouble !== null ? words(app.trouble) :
			box.broken ? s().pinBad : s().followNobody));

	function make(): Made | null {
		const to = here.map((one) => one.nn)
		    .concat(later.chosen(), above.chosen()).sort();
		nobody.set(to.length === 0 ? s().followPick : null);
		for (const view of [text, pictures]) {
			const problem = view.problem();
			view.show(problem);
			if (problem !== null) {
				view.target().focus();
				return null;
			}
		}
		const words = { to, fields: [], text: text.text() };
		return to.length === 0 ? null : {
			one: { ...words, photos: pictures.list() },
			key: JSON.stringify([words, pictures.key()]),
		};
	}

	return el("section", {}, el("h2", {}, s().followTitle),
	    text.node, pictures.node,
	    here.length === 0 ? null : paragraph(fill(s().followTo,
		{ offices: offices(here) })),
	    gone === 0 ? null :
		paragraph(fill(s().followGone, { n: gone }), "caution"),
	    later.node, above.node, nobody.node,
	    sender(app, s().followSend, make, [text, pictures], again, drafts));
}

/** A youth rating: a follow-up with fields and no words. */
export function rating(app: App, opened: Opened, drafts: Drafts,
    again: Again): HTMLElement | null {
	const to = opened.box.to.filter((one) => one.here)
	    .map((one) => one.nn);
	const field = app.site.rating;
	const { rating: list, why } = drafts;
	if (to.length === 0 || app.trouble !== null)
		return null;
	const error = errorLine();
	list.node.addEventListener("change", () => error.set(null));

	function make(): Made | null {
		const code = list.codes()[0];
		const problem = why.node.hidden ? null : why.problem();
		why.show(problem);
		if (code === undefined) {
			error.set(fill(s().errorChoose, { name: t(field.label) }));
			list.target().focus();
		} else if (problem !== null)
			why.target().focus();
		if (code === undefined || problem !== null)
			return null;
		const words = why.node.hidden ? "" : why.text().trim();
		const values: Value[] = [[field.name, code]];
		if (words !== "")
			values.push([field.why.name, words]);
		const one = { to, fields: values, text: "", photos: [] };
		return { one, key: JSON.stringify(one) };
	}

	return el("section", {}, el("fieldset", { class: "question" },
	    el("legend", {}, t(field.label)), list.node, error.node),
	    why.node, sender(app, s().ratingSend, make, [why], again,
		drafts));
}
