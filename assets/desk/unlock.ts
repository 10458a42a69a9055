// SPDX-License-Identifier: ISC
// The first screen: compare the root key, choose the key file, type the
// passphrase.

import type { Me, Trust } from "./calls.ts";
import { alarmBox, explain, problemOf } from "./app.ts";
import { button, el, heading, labelled, newId, replace } from "./dom.ts";
import type { Vault } from "./vault.ts";
import { fill, w } from "./words.ts";

/** A key file is a few hundred bytes; the library refuses more than this. */
const FILE_MAX = 256 * 1024;

/** What is kept when the language changes. */
export interface Unlocking {
	vault: Vault;
	trust: Trust;
	file: File | null;
	passphrase: string;
	pin: string;
}

function digits(trust: Trust): HTMLElement {
	return el("p", { class: "pin" }, ...trust.digits.split(" ")
	    .map((group) => el("span", {}, group)));
}

function rootCard(u: Unlocking): HTMLElement {
	const said = el("div", { "aria-live": "polite" });
	const input = el("input", { class: "input", type: "text",
		autocomplete: "off", spellcheck: "false", value: u.pin });
	const { trust } = u;

	async function compare(): Promise<void> {
		try {
			u.trust = await u.vault.ask("pin", { pin: input.value });
			replace(said, el("p", { class: "good" }, w().rootSame));
		} catch (caught) {
			replace(said, alarmBox(explain(problemOf(caught))));
		}
	}

	input.addEventListener("input", () => {
		u.pin = input.value;
	});
	if (trust.pinned)
		replace(said, el("p", { class: "good" }, w().rootSame));
	return el("section", { class: "card" },
	    heading("h2", w().rootTitle), digits(trust),
	    el("p", {}, w().rootHint), el("p", { class: "soft" }, w().rootUnkept),
	    labelled(w().rootPasted, input),
	    button(w().rootCheck, "plain", () => void compare()), said,
	    el("dl", { class: "facts" },
		el("dt", {}, w().siteName), el("dd", {}, trust.host),
		el("dt", {}, w().officeAddress), el("dd", {}, trust.office)),
	    trust.offline ? el("p", { id: "offline" }, w().offlineLine) : null,
	    el("p", { class: trust.expired ? "bad" : "soft" },
		fill(trust.expired ? w().rosterExpired : w().rosterLine,
		{ version: trust.version, until: trust.until })));
}

async function read(file: File): Promise<Uint8Array> {
	return new Uint8Array(await file.slice(0, FILE_MAX).arrayBuffer());
}

/**
 * The form.  done gets the officer; told shows what takes long, "" when
 * nothing does.
 */
function keyCard(u: Unlocking, done: (me: Me) => void): HTMLElement {
	const said = el("div", {});
	const hint = el("p", { class: "soft", id: newId() }, w().keyFileHint);
	const file = el("input", { class: "input", type: "file",
		"aria-describedby": hint.id });
	const passphrase = el("input", { class: "input", type: "password",
		autocomplete: "off", spellcheck: "false", value: u.passphrase });
	const go = el("button", { type: "submit", class: "button main" },
	    w().unlock);
	let busy = false;

	async function unlock(): Promise<void> {
		const chosen = file.files?.[0] ?? u.file;

		if (busy)
			return;
		if (chosen === null) {
			replace(said, alarmBox(w().needFile));
			file.focus();
			return;
		}
		busy = true;
		go.setAttribute("aria-disabled", "true");
		replace(said, el("p", { class: "soft", role: "status",
			id: "progress" }, w().stepKey));
		try {
			const me = await u.vault.ask("unlock", {
				file: await read(chosen),
				passphrase: passphrase.value });

			passphrase.value = u.passphrase = "";
			done(me);
		} catch (caught) {
			const problem = problemOf(caught);

			replace(said, alarmBox(explain(problem)));
			(problem.kind === "keyfile" ? file : passphrase).focus();
		} finally {
			busy = false;
			go.removeAttribute("aria-disabled");
		}
	}

	passphrase.addEventListener("input", () => {
		u.passphrase = passphrase.value;
	});
	file.addEventListener("change", () => {
		u.file = file.files?.[0] ?? null;
	});
	const form = el("form", { class: "card", autocomplete: "off" },
	    heading("h1", w().unlockTitle), el("p", {}, w().unlockLead),
	    labelled(w().keyFile, file, hint,
		u.file === null ? null : el("p", {}, u.file.name)),
	    labelled(w().passphrase, passphrase), go, said);
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		void unlock();
	});
	return form;
}

/** Ways to and from paper, for whoever fears to lose the file or has. */
function sharesCard(go: (to: "make" | "recover") => void): HTMLElement {
	return el("section", { class: "card wide" },
	    el("p", { class: "soft" }, w().shares.hint),
	    button(w().shares.toMake, "quiet", () => go("make")),
	    button(w().shares.toRecover, "quiet", () => go("recover")));
}

export function unlockScreen(u: Unlocking, done: (me: Me) => void,
    go: (to: "make" | "recover") => void): HTMLElement {
	return el("div", { class: "unlock" }, keyCard(u, done), rootCard(u),
	    sharesCard(go));
}
