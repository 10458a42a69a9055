// SPDX-License-Identifier: ISC
// The officers' console, served by `qf desk` to this machine alone.
//
//	opened -> unlock -> desk -> locked -> unlock ...
//
// Locking ends the worker, which holds every key and everything opened, and
// empties the page.

import "../lib/polyfill.ts";

import {
	alarmBox, explain, focus, languageButton, problemOf, progressText, show,
} from "./app.ts";
import type { Me, Progress } from "./calls.ts";
import { type Child, button, el, heading } from "./dom.ts";
import { organ } from "./labels.ts";
import { type Problem, refuse } from "./problem.ts";
import { makeScreen, recoverScreen } from "./shares.ts";
import { useSite } from "./site.ts";
import { type Unlocking, unlockScreen } from "./unlock.ts";
import { Vault } from "./vault.ts";
import { Work } from "./work.ts";
import { switchLanguage, w } from "./words.ts";

/** Taken once: neither the address bar nor the history keeps the token. */
function takeToken(): string | null {
	const m = /^#t=([A-Za-z0-9_-]{43})$/.exec(location.hash);

	history.replaceState(null, "", location.pathname);
	return m?.[1] ?? null;
}

const token = takeToken();
let redraw: () => void = () => undefined;

function turn(): void {
	switchLanguage();
	redraw();
	document.getElementById("language")?.focus();
}

function bar(...more: readonly Child[]): HTMLElement {
	return el("header", { class: "bar" },
	    el("p", { class: "brand" }, el("strong", {}, w().brand), " ",
		el("span", {}, organ())),
	    ...more, languageButton(turn));
}

function onProgress(progress: Progress): void {
	const at = document.getElementById("progress");

	if (at !== null)
		at.textContent = progressText(progress);
	const meter = document.getElementById("meter");
	if (meter instanceof HTMLProgressElement && progress.total > 0) {
		meter.max = progress.total;
		meter.value = progress.done;
	}
}

/** For who goes by headings, where one line is all there is to see. */
function unseenTitle(): HTMLElement {
	return el("h1", { class: "unseen" }, w().brand);
}

function waitScreen(text: string): void {
	redraw = () => waitScreen(text);
	show(bar(), el("div", { class: "wait" }, unseenTitle(),
	    el("p", { role: "status", id: "progress" }, text),
	    el("progress", { id: "meter", "aria-label": text })));
}

function brokenScreen(problem: Problem, again: (() => void) | null): void {
	redraw = () => brokenScreen(problem, again);
	show(bar(), el("div", { class: "wait" }, unseenTitle(),
	    alarmBox(explain(problem)),
	    again === null ? null : button(w().again, "main", again)));
}

function lockedScreen(why: "asked" | "idle"): void {
	redraw = () => lockedScreen(why);
	show(bar(), el("div", { class: "wait" },
	    heading("h1", w().lockedTitle),
	    el("p", {}, why === "idle" ? w().lockedIdle : w().lockedText),
	    button(w().unlockAgain, "main", () => void start())));
	focus("h1");
}

/** A new worker, the roots and the roster; then the unlock screen. */
async function start(): Promise<void> {
	const vault = new Vault(onProgress);

	waitScreen(w().starting);
	try {
		const trust = await vault.ask("begin",
		    { token: token ?? refuse({ kind: "token" }) });

		if (trust.site !== null)
			useSite(trust.site);
		toUnlock({ vault, trust, file: null, passphrase: "", pin: "" });
	} catch (caught) {
		const problem = problemOf(caught);

		vault.end();
		brokenScreen(problem, problem.kind === "token" ? null :
		    () => void start());
	}
}

function toUnlock(u: Unlocking): void {
	redraw = () => {
		show(bar(), unlockScreen(u, (me) => void enter(u.vault, me),
		    (to) => toShares(u, to)));
	};
	redraw();
	focus("h1");
}

/**
 * Shares of a key.  A language that changes there begins the screen anew: what
 * was typed or made is kept nowhere.
 */
function toShares(u: Unlocking, to: "make" | "recover"): void {
	const away = (): void => toUnlock(u);
	const put = (node: HTMLElement): void => {
		show(bar(), node);
		focus("h1");
	};

	redraw = () => put((to === "make" ? makeScreen : recoverScreen)(u, put,
	    away));
	redraw();
}

/** Unlocked: log in, try every letter, show what opens. */
async function enter(vault: Vault, me: Me): Promise<void> {
	waitScreen(w().stepLogin);
	try {
		const inbox = await vault.ask("sync", null);
		const work = new Work(vault, me, inbox, bar, lockedScreen);

		redraw = () => work.draw();
		work.begin();
	} catch (caught) {
		brokenScreen(problemOf(caught), () => void enter(vault, me));
	}
}

void start();
