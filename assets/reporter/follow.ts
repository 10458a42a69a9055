// SPDX-License-Identifier: ISC
// Adding to a report: sealed to its readers who are still in the roster, never
// to those left out; who came later is offered and off by default.

import { alertBox, type App, focus, today } from "./app.ts";
import type { FollowUp, Reader } from "./calls.ts";
import type { Opened } from "./box.ts";
import { choices } from "./choices.ts";
import { button, el, paragraph, replace } from "./dom.ts";
import { errorLine, type Value } from "./fields.ts";
import { problemOf, words } from "./problem.ts";
import { Letter, progress } from "./send.ts";
import { textView } from "./textview.ts";
import { offices } from "./who.ts";
import { fill, s, t } from "./words.ts";

const FOLLOW_MAX = 3000;

type Again = (said: string) => Promise<void>;

/** What the two things one can send from the box have in common. */
function sender(app: App, label: string, make: () => FollowUp | null,
    wipe: () => void, again: Again): HTMLElement {
	const letter = new Letter(app.vault, "/v1/box/entries");
	const errors = el("div", {});
	const state = progress();
	const send = button(label, "main", () => void submit());

	async function submit(): Promise<void> {
		if (send.getAttribute("aria-disabled") === "true")
			return;
		const one = make();
		if (one === null)
			return;
		send.setAttribute("aria-disabled", "true");
		try {
			state.stage("sealing");
			const done = await letter.send(JSON.stringify(one),
			    state.stage, () => app.vault.ask("followup",
				{ followup: one, today: today() }),
			    () => undefined);
			if (done === null)
				return;
			wipe();
			await again(fill(s().followDone, { date: done.date }));
		} catch (caught) {
			const box = alertBox(words(problemOf(caught)), s().kept);
			state.stage(null);
			send.setAttribute("aria-disabled", "false");
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

export function followUp(app: App, opened: Opened, again: Again):
    { node: HTMLElement | null; holdsWords(): boolean } {
	const { box } = opened;
	const here = box.to.filter((one) => one.here);
	const gone = box.to.length - here.length;
	const later = offers(s().followOffer, box.offered);
	const above = offers(s().followSuperior, box.superior);

	if (box.broken || app.trouble !== null || (here.length === 0 &&
	    box.offered.length === 0 && box.superior.length === 0))
		return {
			node: el("section", {}, el("h2", {}, s().followTitle),
			    paragraph(app.trouble !== null ? words(app.trouble) :
				box.broken ? s().pinBad : s().followNobody)),
			holdsWords: () => false,
		};

	const text = textView({ label: s().followLabel, hint: s().followHint,
		min: 1, max: FOLLOW_MAX }, () => undefined);
	const nobody = errorLine();

	function make(): FollowUp | null {
		const to = here.map((one) => one.nn)
		    .concat(later.chosen(), above.chosen()).sort();
		const problem = text.problem();
		text.show(problem);
		nobody.set(to.length === 0 ? s().followPick : null);
		if (problem !== null) {
			text.target().focus();
			return null;
		}
		return to.length === 0 ? null :
		    { to, fields: [], text: text.text() };
	}

	return {
		node: el("section", {}, el("h2", {}, s().followTitle),
		    text.node,
		    here.length === 0 ? null : paragraph(fill(s().followTo,
			{ offices: offices(here) })),
		    gone === 0 ? null :
			paragraph(fill(s().followGone, { n: gone }), "caution"),
		    later.node, above.node, nobody.node,
		    sender(app, s().followSend, make, text.wipe, again)),
		holdsWords: () => text.text().trim() !== "",
	};
}

/** A youth rating: a follow-up with one field and no words. */
export function rating(app: App, opened: Opened, again: Again):
    HTMLElement | null {
	const to = opened.box.to.filter((one) => one.here)
	    .map((one) => one.nn);
	const field = app.site.rating;
	if (to.length === 0 || app.trouble !== null)
		return null;
	const error = errorLine();
	const list = choices(field.options ?? [], 1, null,
	    () => error.set(null));

	function make(): FollowUp | null {
		const code = list.codes()[0];
		if (code === undefined) {
			error.set(fill(s().errorChoose, { name: t(field.label) }));
			list.target().focus();
			return null;
		}
		const value: Value = [field.name, code];
		return { to, fields: [value], text: "" };
	}

	return el("section", {}, el("fieldset", { class: "question" },
	    el("legend", {}, t(field.label)), list.node, error.node),
	    sender(app, s().ratingSend, make, () => undefined, again));
}
