// SPDX-License-Identifier: ISC
// What a question is to its form: an element that shows it, the values it would
// put into the entry, and what is wrong with them.

import type { App } from "./app.ts";
import { el, newId } from "./dom.ts";
import type { Form, FormId, Option } from "./site.ts";
import { s } from "./words.ts";

export type Value = readonly [string, string];

/** What a question may ask of the page around it. */
export interface Env {
	readonly app: App;
	readonly form: Form;
	/** Something was answered. */
	change(): void;
	/** Go over to another form with the words typed so far. */
	offer(form: FormId): void;
	/** Codes of categories to put in front. */
	readonly shortcuts: readonly string[];
	/** Code of the category chosen before the form was opened. */
	readonly category: string | null;
}

export interface View {
	readonly node: HTMLElement;
	/** Where the focus goes when this question has an error. */
	target(): HTMLElement;
	values(): readonly Value[];
	/** What was chosen of a list, each step of a tree. */
	chosen(): readonly Option[];
	/** What is wrong, in words; null when nothing is. */
	problem(): string | null;
	show(problem: string | null): void;
	/** For the last look before sending. */
	readonly name: string;
	summary(): string;
	/** Whether this is a statement to tick rather than a question. */
	readonly isTick: boolean;
}

/** What a control gives to the frame around it. */
export interface Inner {
	readonly node: HTMLElement;
	target(): HTMLElement;
	codes(): readonly string[];
	summary(): string;
	chosen(): readonly Option[];
	/** Another reason than "nothing chosen". */
	problem?(): string | null;
	/** Leave these codes out of the choice. */
	shut?(codes: readonly string[]): void;
}

export function mark(required: boolean): HTMLElement {
	return el("span", { class: "mark" },
	    required ? s().required : s().optional);
}

/** The error line of a question; empty and hidden while there is none. */
export function errorLine(): { node: HTMLElement;
    set(problem: string | null): void } {
	const node = el("p", { class: "error", id: newId(), hidden: true });
	return {
		node,
		set(problem) {
			node.hidden = problem === null;
			node.textContent = problem ?? "";
		},
	};
}
