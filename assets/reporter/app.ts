// SPDX-License-Identifier: ISC
// What one visit holds in memory, and how a screen takes the place of another.
//
// No screen has an address: nothing is written to the history, the title, a
// cookie or any storage.  leave() and exit() drop everything there is.

import { shanghai } from "../lib/date.ts";
import type { Readers } from "./calls.ts";
import { displaySwitches } from "./display.ts";
import { button, clear, el, paragraph, replace } from "./dom.ts";
import type { Problem } from "./problem.ts";
import type { Languages, Site } from "./site.ts";
import type { Vault } from "./vault.ts";
import { fill, s } from "./words.ts";

export interface App {
	/** In the language shown. */
	site: Site;
	readonly sites: Languages;
	readonly vault: Vault;
	/** The verified roster; null when `trouble` says why there is none. */
	readonly readers: Readers | null;
	/** Why nothing may be sealed in this visit. */
	readonly trouble: Problem | null;
	/** Settles when the keys of the receipt code are ready. */
	drawn: Promise<null>;
}

const main = el("main", { id: "main" });

/** Whether the screen shown holds words that leaving would lose. */
let unsaved: () => boolean = () => false;

/** What goes on only as long as the screen that began it is shown. */
let running: (() => void)[] = [];

/** Call stop when another screen takes the place of this one. */
export function untilLeft(stop: () => void): void {
	running.push(stop);
}

function stopAll(): void {
	const all = running;

	running = [];
	for (const stop of all)
		stop();
}

export function today(): string {
	return shanghai(Date.now());
}

/** Draw a new receipt code and begin to derive its keys. */
export function draw(app: { vault: Vault; drawn: Promise<null> }): void {
	app.drawn = app.vault.ask("draw", null);
	// Whoever sends awaits it and shows the trouble; until then it is kept.
	app.drawn.catch(() => undefined);
}

/** Show a screen: its heading takes the focus, so that readers say it. */
export function show(screen: HTMLElement,
    holdsWords: () => boolean = () => false): void {
	stopAll();
	unsaved = holdsWords;
	replace(main, screen);
	window.scrollTo(0, 0);
	focus(screen.querySelector("h1"));
}

/** Move the focus to something that is not a control. */
export function focus(node: HTMLElement | null): void {
	if (node === null)
		return;
	if (node.tabIndex < 0)
		node.setAttribute("tabindex", "-1");
	node.focus();
}

export function heading(text: string): HTMLElement {
	return el("h1", { tabindex: "-1" }, text);
}

/** A button that asks first when words would be lost. */
function guarded(label: string, kind: "plain" | "quiet", place: string,
    go: () => void): HTMLElement {
	const node = el("div", { class: place });

	function ask(): void {
		if (!unsaved()) {
			go();
			return;
		}
		const question = paragraph(s().noLeaving);
		replace(node, el("div", { class: "notice", role: "alert" },
		    question,
		    button(s().stay, "main", plain),
		    button(s().discard, "plain", go)));
	}

	function plain(): void {
		replace(node, button(label, kind, ask));
	}

	plain();
	return node;
}

export function backButton(go: () => void): HTMLElement {
	return guarded("‹ " + s().back, "quiet", "back", go);
}

/** Done with a box: forget it. */
export function leaveButton(app: { vault: Vault }): HTMLElement {
	return guarded(s().boxLeave, "plain", "leave", () => leave(app));
}

/** A trouble, said where the person is looking. */
export function alertBox(...sentences: readonly string[]): HTMLElement {
	return el("div", { class: "notice bad", role: "alert", tabindex: "-1" },
	    ...sentences.map((one) => paragraph(one)));
}

/** The line on top of every screen, with the way out; the switches below. */
export function frame(vault: () => Vault | null): HTMLElement[] {
	const top = el("header", {});
	const foot = el("footer", {});
	reframe = () => {
		replace(top, el("span", { lang: "zh-CN" }, document.title),
		    button(s().leave, "plain", () => exit(vault())));
		displaySwitches(foot);
	};
	reframe();
	return [top, main, foot];
}

/** Put the frame and what is under every screen into another language. */
export let reframe: () => void = () => undefined;

/** Empty what was typed and drawn: a node may outlive its screen. */
function blank(): void {
	const fields = document.querySelectorAll<HTMLInputElement |
	    HTMLTextAreaElement>("input, textarea");
	for (const field of Array.from(fields))
		field.value = "";
	for (const one of Array.from(document.querySelectorAll("canvas")))
		one.width = one.height = 0;
}

/** Forget everything and say so. */
function leave(app: { vault: Vault }): void {
	app.vault.end();
	blank();
	show(el("section", {}, heading(s().cleared), paragraph(s().clearedText),
	    button(s().home, "plain", () => location.reload())));
}

/** Forget everything and be somewhere else, without a step back. */
export function exit(vault: Vault | null): void {
	unsaved = () => false;
	stopAll();
	vault?.end();
	blank();
	clear(document.body);
	location.replace("about:blank");
}

export function guardUnload(vault: () => Vault | null): void {
	window.addEventListener("beforeunload", (event) => {
		if (unsaved()) {
			event.preventDefault();
			// What older engines look at instead.
			event.returnValue = "";
		}
	});
	// A page kept for the back button would show its words to whoever
	// holds the phone next.
	window.addEventListener("pagehide", () => {
		vault()?.end();
		clear(document.body);
	});
	window.addEventListener("pageshow", (event) => {
		if (event.persisted)
			location.reload();
	});
}

export function stepLine(i: number, n: number): HTMLElement {
	return paragraph(fill(s().stepOf, { i, n }), "step");
}
