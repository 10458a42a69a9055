// SPDX-License-Identifier: ISC
// Adding to a report: sealed to its readers who are still in the roster, never
// to those left out; who came later is offered and off by default.

import { alertBox, type App, focus, today } from "./app.ts";
import type { FollowUp, Reader } from "./calls.ts";
import type { Opened } from "./box.ts";
import { choices } from "./choices.ts";
import { button, el, paragraph, replace } from "./dom.ts";
import { errorLine, type Value } from "./fields.ts";
import { photos as photosView, photosMax } from "./photos.ts";
import { problemOf, words } from "./problem.ts";
import { Letter, progress } from "./send.ts";
import { textView } from "./textview.ts";
import { offices } from "./who.ts";
import { fill, s, t } from "./words.ts";

const FOLLOW_MAX = 3000;
/** The choice that asks what was wrong, and how much may be said. */
const UNSATISFIED = "3";
const WHY_MAX = 200;

type Again = (said: string) => Promise<void>;

/** A follow-up, and what tells its pictures from others. */
interface Made {
	readonly one: FollowUp;
	readonly key: string;
}

/** What the two things one can send from the box have in common. */
function sender(app: App, label: string, make: () => Made | null,
    lock: (on: boolean) => void, wipe: () => void, again: Again):
    HTMLElement {
	const letter = new Letter(app.vault, "/v1/box/entries");
	const errors = el("div", {});
	const state = progress(letter);
	const send = button(label, "main", () => void submit());

	async function submit(): Promise<void> {
		if (send.getAttribute("aria-disabled") === "true")
			return;
		const made = make();
		if (made === null)
			return;
		send.setAttribute("aria-disabled", "true");
		lock(true);
		try {
			state.tell("sealing", null);
			const done = await letter.send(made.key, state.tell,
			    () => app.vault.ask("followup",
				{ followup: made.one, today: today() }),
			    () => undefined);
			if (done === null)
				return;
			wipe();
			await again(fill(s().followDone, { date: done.date }));
		} catch (caught) {
			const box = alertBox(words(problemOf(caught)), s().kept);
			state.end();
			lock(false);
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
	const pictures = photosView(photosMax(box.form), () => undefined);
	const nobody = errorLine();

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

	function lock(on: boolean): void {
		text.target().toggleAttribute("disabled", on);
		pictures.lock(on);
	}

	function wipe(): void {
		text.wipe();
		pictures.wipe();
	}

	return {
		node: el("section", {}, el("h2", {}, s().followTitle),
		    text.node, pictures.node,
		    here.length === 0 ? null : paragraph(fill(s().followTo,
			{ offices: offices(here) })),
		    gone === 0 ? null :
			paragraph(fill(s().followGone, { n: gone }), "caution"),
		    later.node, above.node, nobody.node,
		    sender(app, s().followSend, make, lock, wipe, again)),
		holdsWords: () => text.text().trim() !== "" ||
		    pictures.list().length > 0,
	};
}

/** A youth rating: a follow-up with fields and no words. */
export function rating(app: App, opened: Opened, again: Again):
    HTMLElement | null {
	const to = opened.box.to.filter((one) => one.here)
	    .map((one) => one.nn);
	const field = app.site.rating;
	if (to.length === 0 || app.trouble !== null)
		return null;
	const error = errorLine();
	const why = textView({ label: s().ratingWhy, hint: s().ratingWhyHint,
		min: 0, max: WHY_MAX }, () => undefined);
	const list = choices(field.options ?? [], 1, null, () => {
		error.set(null);
		why.node.hidden = list.codes()[0] !== UNSATISFIED;
	});
	why.node.hidden = true;

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
			values.push([field.name + "_text", words]);
		const one = { to, fields: values, text: "", photos: [] };
		return { one, key: JSON.stringify(one) };
	}

	return el("section", {}, el("fieldset", { class: "question" },
	    el("legend", {}, t(field.label)), list.node, error.node),
	    why.node, sender(app, s().ratingSend, make,
		(on) => why.target().toggleAttribute("disabled", on),
		why.wipe, again));
}
