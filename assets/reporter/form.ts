// SPDX-License-Identifier: ISC
// What both forms share: their questions, the check before sending, the
// sending itself.  form-youth.ts and form-concern.ts lay them out.

import { alertBox, type App, draw, focus, today } from "./app.ts";
import type { Promised, Report } from "./calls.ts";
import { button, clear, el, paragraph, replace } from "./dom.ts";
import { fieldView, type Value, type View } from "./fields.ts";
import { type Photos, photos as photosView, photosMax } from "./photos.ts";
import { problemOf, words } from "./problem.ts";
import { receiptScreen } from "./receipt.ts";
import { Letter, progress } from "./send.ts";
import type { Form } from "./site.ts";
import { type TextView, textView } from "./textview.ts";
import { whoBox } from "./who.ts";
import { fill, s, t } from "./words.ts";

export interface Sheet {
	readonly views: readonly View[];
	readonly text: TextView;
	readonly photos: Photos;
	/** A place for who can open the report; it follows the answers. */
	who(): HTMLElement;
	/** Errors, the button and the progress line. */
	readonly foot: HTMLElement;
	holdsWords(): boolean;
	/** Show what is wrong with these; true when nothing is. */
	check(views: readonly View[], summary: HTMLElement): boolean;
}

/** The questions of a form and what sends them. */
export function sheet(app: App, form: Form, frame: () => HTMLElement): Sheet {
	const letter = new Letter(app.vault, "/v1/threads");
	const whos: HTMLElement[] = [];
	const errors = el("div", {});
	const changed = paragraph("", "caution");
	const state = progress(letter);
	let shown = "";
	let ready = false;
	/** Views whose error is shown, and where the list of errors is. */
	let wrong: View[] = [];
	let listed: HTMLElement | null = null;

	const text = textView({ label: t(form.text.label),
		hint: t(form.text.hint), min: form.text.min,
		max: form.text.max }, update);
	const photos = photosView(photosMax(form.id), update);
	const views = form.fields.map((field) => fieldView(app.site, field,
	    field.name === "station" ? app.readers?.station ?? "" : "",
	    update));
	const send = button(s().send, "main", () => void submit());

	function cls(): string {
		for (const view of views) {
			const route = view.route();
			if (route !== null)
				return route;
		}
		return form.class;
	}

	function written(): Omit<Report, "photos"> {
		const fields: Value[] = [];
		for (const view of views)
			fields.push(...view.values());
		return { form: form.id, class: cls(), fields, text: text.text() };
	}

	/** Tells what is written from anything else. */
	function key(): string {
		return JSON.stringify([written(), photos.key()]);
	}

	function update(): void {
		// The first calls come from views that are still being made.
		if (!ready)
			return;
		if (shown !== cls()) {
			shown = cls();
			for (const node of whos)
				replace(node, whoBox(app, shown));
		}
		recheck();
		changed.textContent =
		    letter.differs(key()) ? s().changed : "";
	}

	/** An error goes as soon as its cause is gone. */
	function recheck(): void {
		wrong = wrong.filter((view) => {
			const problem = view.problem();
			view.show(problem);
			return problem !== null;
		});
		if (wrong.length === 0 && listed !== null) {
			clear(listed);
			listed = null;
		}
	}

	function check(some: readonly View[], summary: HTMLElement): boolean {
		for (const view of some)
			view.show(view.problem());
		wrong = some.filter((view) => view.problem() !== null);
		// In the order of the page, which is not that of the list.
		wrong.sort((a, b) => a.node.compareDocumentPosition(b.node) &
		    Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
		clear(summary);
		if (wrong.length === 0)
			return true;
		const box = el("div", { class: "notice bad", role: "alert",
			tabindex: "-1" },
		    paragraph(fill(s().errorsTitle, { n: wrong.length }), "strong"),
		    el("ul", {}, ...wrong.map((view) => el("li", {},
			button(view.problem() ?? "", "quiet", () =>
			    view.target().focus())))));
		listed = summary;
		replace(summary, box);
		focus(box);
		return false;
	}

	function lock(on: boolean): void {
		send.setAttribute("aria-disabled", String(on));
		photos.lock(on);
		const inputs = frame().querySelectorAll<HTMLInputElement |
		    HTMLSelectElement | HTMLTextAreaElement>(
		    "input, select, textarea");
		// Read-only would not do for ticks; locked inputs are told apart
		// from those a full list of ticks has shut.
		for (const input of Array.from(inputs))
			if (on && !input.disabled) {
				input.disabled = true;
				input.setAttribute("data-locked", "");
			} else if (!on && input.hasAttribute("data-locked")) {
				input.disabled = false;
				input.removeAttribute("data-locked");
			}
	}

	/** In a function of its own: what is sent is forgotten with it. */
	function deliver(): Promise<Promised | null> {
		const one = { ...written(), photos: photos.list() };
		return letter.send(key(), state.tell, async () => {
			state.tell("deriving", null);
			// A draw that failed is tried again.
			await app.drawn.catch(() => {
				draw(app);
				return app.drawn;
			});
			state.tell("sealing", null);
			return app.vault.ask("report", { report: one, today: today() });
		}, () => draw(app));
	}

	async function submit(): Promise<void> {
		if (send.getAttribute("aria-disabled") === "true" ||
		    !check(views.concat([text, photos]), errors))
			return;
		lock(true);
		try {
			const done = await deliver();
			if (done === null)
				return;
			text.wipe();
			photos.wipe();
			await receiptScreen(app, done);
		} catch (caught) {
			failed(problemOf(caught));
		}
	}

	function failed(problem: ReturnType<typeof problemOf>): void {
		state.end();
		lock(false);
		send.textContent = s().sendAgain;
		const box = alertBox(words(problem), s().kept,
		    ...(photos.list().length > 0 ? [s().photosLess] : []));
		replace(errors, box);
		focus(box);
	}

	ready = true;
	update();
	return {
		views,
		text,
		photos,
		who() {
			const node = el("div", {},
			    whoBox(app, shown));
			whos.push(node);
			return node;
		},
		foot: el("div", { class: "foot" }, errors, changed, send,
		    state.node),
		holdsWords: () => text.text().trim() !== "" ||
		    photos.list().length > 0,
		check,
	};
}
