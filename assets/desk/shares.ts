// SPDX-License-Identifier: ISC
// Shares of one's own key, on paper: make them, and make a key file of them.
// Both before unlocking, so that no letter is open beside them; what is shown
// or typed lives in this screen alone and goes with it.

import { shanghai } from "../lib/date.ts";
import { SHARES_MAX, parseShare } from "../lib/share.ts";
import { codeOf } from "../lib/err.ts";
import { alarmBox, explain, problemOf } from "./app.ts";
import type { Made } from "./calls.ts";
import {
	type Child, append, button, el, heading, labelled, newId, replace, select,
} from "./dom.ts";
import { watchIdle } from "./idle.ts";
import { printButton } from "./print.ts";
import { saveLocked } from "./save.ts";
import type { Unlocking } from "./unlock.ts";
import { fill, w } from "./words.ts";

/** Half a passphrase is none: the file is all that stands before letters. */
const PASSPHRASE_MIN = 8;

type Back = () => void;

function secretInput(name: string): HTMLInputElement {
	return el("input", { class: "input", type: "password", id: name,
		autocomplete: "off", spellcheck: "false" });
}

function submit(label: string): HTMLButtonElement {
	return el("button", { type: "submit", class: "button main" }, label);
}

/**
 * Run once at a time, what went wrong in `said`; the screen is gone after ten
 * idle minutes, as an unlocked one is.
 */
function frame(title: string, back: Back, act: (said: HTMLElement) =>
    Promise<void>, ...inside: readonly Child[]): HTMLElement {
	const said = el("div", { "aria-live": "polite" });
	const form = el("form", { class: "card", autocomplete: "off" },
	    heading("h1", title), ...inside, said);
	let busy = false;

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		if (busy)
			return;
		busy = true;
		replace(said, el("p", { class: "soft", role: "status" },
		    w().shares.working));
		act(said).catch((caught: unknown) =>
		    replace(said, alarmBox(explain(problemOf(caught)))))
		    .finally(() => {
			busy = false;
		});
	});
	append(form, button(w().shares.back, "quiet", back));
	return form;
}

/** Leave the screen by hand or by doing nothing; both wipe it. */
function leaving(back: () => void): Back {
	const stop = watchIdle({ warn: () => undefined, lock: () => back() });

	return () => {
		stop();
		back();
	};
}

/* ---- making ---------------------------------------------------------------- */

function numbers(from: number, to: number): [string, string][] {
	return Array.from({ length: to - from + 1 }, (_, i) =>
	    [String(from + i), String(from + i)]);
}

function page(m: Made, text: string, i: number): HTMLElement {
	const k = w().shares;
	const groups = text.split(" ");

	return el("section", { class: "share" },
	    el("h2", {}, fill(k.pageTitle, { i: i + 1, n: m.texts.length })),
	    el("dl", { class: "facts" },
		el("dt", {}, w().siteName), el("dd", {}, m.host),
		el("dt", {}, k.officer), el("dd", {}, m.nn),
		el("dt", {}, k.needed), el("dd", {}, fill(k.neededValue,
		    { n: m.texts.length, k: m.k })),
		el("dt", {}, k.made), el("dd", {}, shanghai(Date.now()))),
	    el("p", { class: "groups" }, ...groups.flatMap((g, at) =>
		[el("span", { class: at === groups.length - 1 ? "check" : "" },
		    g), " "])),
	    el("p", { class: "soft" }, k.pageHint));
}

function madeScreen(m: Made, back: Back): HTMLElement {
	return el("div", { class: "shares" },
	    el("div", { class: "sheet-bar" }, heading("h1", w().shares.madeTitle),
		el("p", {}, w().shares.madeHint), printButton(w().sheet.print),
		button(w().shares.done, "plain", back)),
	    ...m.texts.map((text, i) => page(m, text, i)));
}

/** show() puts up a screen in place of this one. */
export function makeScreen(u: Unlocking, show: (node: HTMLElement) => void,
    away: () => void): HTMLElement {
	const k = w().shares;
	const back = leaving(away);
	const file = el("input", { class: "input", type: "file", id: "key-file" });
	const passphrase = secretInput("passphrase");
	const n = select(numbers(2, SHARES_MAX), "5", () => undefined);
	const needed = select(numbers(2, SHARES_MAX), "3", () => undefined);

	n.id = "n";
	needed.id = "k";
	return el("div", { class: "one" }, frame(k.makeTitle, back,
	    async (said) => {
		const chosen = file.files?.[0];

		if (chosen === undefined) {
			replace(said, alarmBox(w().needFile));
			return;
		}
		if (Number(needed.value) > Number(n.value)) {
			replace(said, alarmBox(k.tooMany));
			return;
		}
		const made = await u.vault.ask("shares", {
			file: new Uint8Array(await chosen.slice(0, 65536 * 4)
			    .arrayBuffer()),
			passphrase: passphrase.value, n: Number(n.value),
			k: Number(needed.value) });

		passphrase.value = "";
		show(madeScreen(made, back));
	    },
	    el("p", {}, k.makeLead), labelled(w().keyFile, file),
	    labelled(w().passphrase, passphrase), labelled(k.n, n),
	    labelled(k.k, needed), submit(k.make)));
}

/* ---- recovering ------------------------------------------------------------ */

/** "" when it is good, "empty", or what is wrong with it. */
function fault(typed: string): string {
	try {
		parseShare(typed);
		return "";
	} catch (caught) {
		switch (codeOf(caught)) {
		case "RECEIPT":
			return w().shares.wrongCheck;
		case "FORMAT":
			return w().shares.wrongForm;
		default:
			throw caught;
		}
	}
}

function shareField(i: number): { row: HTMLElement;
    input: HTMLTextAreaElement } {
	const said = el("p", { "aria-live": "polite", class: "verdict",
		id: newId() });
	const input = el("textarea", { class: "input typed", rows: "3",
		id: "share-" + String(i), autocomplete: "off",
		autocapitalize: "characters", spellcheck: "false",
		"aria-describedby": said.id });

	input.addEventListener("change", () => {
		const why = input.value.trim() === "" ? null :
		    fault(input.value);

		said.className = why === "" ? "verdict good" : "verdict bad";
		replace(said, why === null ? null :
		    why === "" ? "✓ " + w().shares.rightCheck : "⚠ " + why);
		if (why === null || why === "")
			input.removeAttribute("aria-invalid");
		else
			input.setAttribute("aria-invalid", "true");
	});
	return { row: labelled(fill(w().shares.share, { i }), input, said),
		input };
}

/** The first good share says how many there must be. */
function shareFields(): { node: HTMLElement;
    inputs: () => HTMLTextAreaElement[] } {
	const node = el("div", { id: "typed" });
	const all: HTMLTextAreaElement[] = [];

	function more(count: number): void {
		while (all.length < count) {
			const { row, input } = shareField(all.length + 1);

			all.push(input);
			node.append(row);
			input.addEventListener("change", () => {
				if (input.value.trim() !== "" &&
				    fault(input.value) === "")
					more(parseShare(input.value).k);
			});
		}
	}

	more(2);
	return { node, inputs: () => all };
}

function recoveredScreen(nn: string | null, file: Uint8Array, back: Back):
    HTMLElement {
	const k = w().shares;

	return el("div", { class: "one" }, el("section", { class: "card" },
	    heading("h1", k.recovered),
	    el("p", { class: nn === null ? "bad" : "good" }, nn === null ?
		k.nobody : fill(k.whose, { nn })),
	    el("p", {}, k.saveHint),
	    button(k.save, "main", () =>
		saveLocked(`officer-${nn ?? "old"}.key`, file)),
	    button(k.done, "quiet", back)));
}

export function recoverScreen(u: Unlocking, show: (node: HTMLElement) => void,
    away: () => void): HTMLElement {
	const k = w().shares;
	const fields = shareFields();
	const first = secretInput("new-passphrase");
	const again = secretInput("again");
	const wipe = (): void => {
		for (const input of [...fields.inputs(), first, again])
			input.value = "";
	};
	const back = leaving(() => {
		wipe();
		away();
	});

	return el("div", { class: "one" }, frame(k.recoverTitle, back,
	    async (said) => {
		const texts = fields.inputs().map((i) => i.value);
		const bad = texts.findIndex((t) => fault(t) !== "");

		if (bad >= 0 || first.value.length < PASSPHRASE_MIN ||
		    first.value !== again.value) {
			replace(said, alarmBox(bad >= 0 ? fill(k.shareWrong,
			    { i: bad + 1, why: fault(texts[bad] ?? "") }) :
			    first.value !== again.value ? k.notSame :
				k.tooShort));
			return;
		}
		const { nn, file } = await u.vault.ask("recover",
		    { texts, passphrase: first.value });

		wipe();
		show(recoveredScreen(nn, file, back));
	    },
	    el("p", {}, k.recoverLead), fields.node,
	    labelled(k.newPassphrase, first, el("p", { class: "soft" },
		k.newPassphraseHint)),
	    labelled(k.again, again), submit(k.recover)));
}
