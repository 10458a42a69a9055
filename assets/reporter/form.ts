// SPDX-License-Identifier: ISC
// What both forms share: their questions, the check before sending, the
// sending itself.  form-youth.ts and form-concern.ts lay them out.

import { answers, type Question } from "./answers.ts";
import { alertBox, type App, draw, focus, today } from "./app.ts";
import type { Promised, Report } from "./calls.ts";
import { sendContact } from "./contact.ts";
import { mentions } from "./crisis.ts";
import { button, el, paragraph, replace } from "./dom.ts";
import { errors } from "./errors.ts";
import type { Opening } from "./nearby.ts";
import { type Photos, photos as photosView } from "./photos.ts";
import { type Problem, problemOf, words } from "./problem.ts";
import { receiptScreen } from "./receipt.ts";
import { box } from "./says.ts";
import { Letter, progress } from "./send.ts";
import { type Form, passageOf } from "./site.ts";
import { type TextView, textView } from "./textview.ts";
import type { Env, View } from "./view.ts";
import { whoBox } from "./who.ts";
import { s, t } from "./words.ts";

/** Where one can go from a form. */
export interface Ways {
	home(): void;
	open(opening: Opening): void;
}

export interface Sheet {
	readonly questions: readonly Question[];
	/** The free text and, below it, help that its words call for. */
	readonly text: TextView;
	readonly help: HTMLElement;
	readonly photos: Photos;
	/** A place for who can open the report; it follows the answers. */
	who(): HTMLElement;
	/** Errors, the button and the progress line. */
	readonly foot: HTMLElement;
	holdsWords(): boolean;
	/** Show what is wrong with these; true when nothing is. */
	check(views: readonly View[], summary: HTMLElement): boolean;
}

function env(app: App, form: Form, opening: Opening, ways: Ways,
    change: () => void, text: () => string): Env {
	return { app, form, change,
		offer: (id) => ways.open({ form: id, text: text() }),
		shortcuts: opening.campaign?.categories ?? [],
		category: opening.category ?? null };
}

/** Inputs of a form shut while it is sent, and opened again. */
function lockInputs(frame: HTMLElement, on: boolean): void {
	const inputs = frame.querySelectorAll<HTMLInputElement |
	    HTMLSelectElement | HTMLTextAreaElement | HTMLButtonElement>(
	    "input, select, textarea, button.family");
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

/** No word stays in what was a form, wherever else it is still named. */
function wipeInputs(frame: HTMLElement): void {
	for (const input of Array.from(frame.querySelectorAll<HTMLInputElement |
	    HTMLTextAreaElement>("input, textarea")))
		input.value = "";
}

/** The questions of a form and what sends them. */
export function sheet(app: App, form: Form, opening: Opening, ways: Ways,
    frame: () => HTMLElement): Sheet {
	const letter = new Letter(app.vault, "/v1/threads");
	const wrong = errors();
	const summary = el("div", {});
	const changed = paragraph("", "caution");
	const state = progress(letter);
	const help = el("div", { role: "status" });
	const whos: HTMLElement[] = [];
	let ready = false;
	let shown = "";
	let first = "";
	let contactBody: Uint8Array | null = null;

	const text = textView({ label: t(form.text.label),
		hint: t(form.text.hint), min: form.text.min,
		max: form.text.max, start: opening.text ?? "" }, update);
	const photos = photosView(form.photos, update);
	const all = answers(env(app, form, opening, ways, update, text.text),
	    opening.campaign === undefined ? [] :
		[["campaign", opening.campaign.code]]);
	const send = button(s().send, "main", () => void submit());

	function written(): Omit<Report, "photos"> {
		return { form: form.id, class: all.class(), not: all.not(),
			fields: all.fields(), text: text.text() };
	}

	/** Tells what is written from anything else. */
	function key(): string {
		return JSON.stringify([written(), all.contact(), photos.key()]);
	}

	function who(): HTMLElement {
		return whoBox(app, all.class(), all.offices());
	}

	function update(): void {
		// The first calls come from views that are still being made.
		if (!ready)
			return;
		all.follow();
		const now = [all.class(), ...all.offices()].join("\n");
		if (shown !== now) {
			shown = now;
			for (const node of whos)
				replace(node, who());
		}
		wrong.recheck();
		changed.textContent = letter.differs(key()) ? s().changed : "";
		crisis();
	}

	/** Whom to call, at once, when the words are of somebody in danger. */
	function crisis(): void {
		const { say, words } = app.site.crisis;
		const needed = mentions(words, text.text());
		if (needed !== (help.firstChild !== null))
			replace(help, needed ?
			    box(app.site, passageOf(app.site, say)) : null);
	}

	function lock(on: boolean): void {
		send.setAttribute("aria-disabled", String(on));
		photos.lock(on);
		lockInputs(frame(), on);
	}

	/** Seal the report and, apart from it, the contact data. */
	async function seal(): ReturnType<typeof sealed> {
		state.tell("deriving", null);
		// A draw that failed is tried again.
		await app.drawn.catch(() => {
			draw(app);
			return app.drawn;
		});
		state.tell("sealing", null);
		return sealed();
	}

	async function sealed() {
		const contact = all.contact();
		const report = await app.vault.ask("report", { today: today(),
			report: { ...written(), photos: photos.list() } });
		contactBody = contact === null ? null :
		    await app.vault.ask("contact", { contact, today: today() });
		return report;
	}

	async function submit(): Promise<void> {
		if (send.getAttribute("aria-disabled") === "true" ||
		    !check(all.questions.map((one) => one.view)
			.concat([text, photos]), summary))
			return;
		lock(true);
		try {
			const done = await letter.send(key(), state.tell, seal,
			    () => draw(app));
			if (done !== null)
				await received(done);
		} catch (caught) {
			failed(problemOf(caught));
		}
	}

	/** The form goes; nothing of it can be had back. */
	async function received(done: Promised): Promise<void> {
		wipeInputs(frame());
		photos.wipe();
		if (contactBody !== null)
			await sendContact(app, contactBody);
		contactBody = null;
		await receiptScreen(app, done);
	}

	function failed(problem: Problem): void {
		state.end();
		lock(false);
		send.textContent = s().sendAgain;
		const box = alertBox(words(problem), s().kept,
		    ...(photos.list().length > 0 ? [s().photosLess] : []));
		replace(summary, box);
		focus(box);
	}

	function check(views: readonly View[], place: HTMLElement): boolean {
		return wrong.check(views, place);
	}

	ready = true;
	update();
	first = key();
	return {
		questions: all.questions,
		text,
		help,
		photos,
		who() {
			const node = el("div", {}, who());
			whos.push(node);
			return node;
		},
		foot: el("div", { class: "foot" }, summary, changed, send,
		    state.node),
		holdsWords: () => text.text().trim() !== "" || key() !== first,
		check,
	};
}
