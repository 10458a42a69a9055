// SPDX-License-Identifier: ISC
// After a verified promise: the 24 digits, shown once, to be written on paper.
// The form is gone; there is no way back to what was written.

import { type App, heading, show } from "./app.ts";
import type { Promised } from "./calls.ts";
import { pictureFold, promiseFold } from "./keep.ts";
import { button, el, paragraph } from "./dom.ts";
import { digitField } from "./keypad.ts";
import { here } from "./loader.ts";
import { fill, s, t } from "./words.ts";

const CONFIRM_LEN = 8;
/** A second tap sooner than this was meant as the first. */
const DOUBLE_MS = 1000;

/** The code as six groups; a screen reader hears digit by digit. */
function codeNode(code: string): HTMLElement {
	const groups = code.match(/.{4}/g) ?? [];
	return el("div", { class: "code", role: "img",
		"aria-label": s().codeAria + ": " +
		    groups.map((one) => one.split("").join(" ")).join(", ") },
	    ...groups.map((one) => el("span", {}, one)));
}

export async function receiptScreen(app: App, promised: Promised):
    Promise<void> {
	let code = await app.vault.ask("code", null);
	let warned = 0;

	function shown(): void {
		here()?.forgetMade();
		const skip = button(s().skip, "quiet", () => {
			// The digits cannot be had again: one more tap, and not
			// one by a trembling hand.
			if (warned > 0 && Date.now() - warned > DOUBLE_MS)
				done();
			else
				warned = Date.now();
			skip.textContent = s().skipSure;
		});
		warned = 0;
		show(el("section", {},
		    heading(s().received),
		    paragraph(fill(s().promise, { date: promised.date })),
		    el("section", { class: "receipt" },
			el("h2", {}, s().codeTitle), codeNode(code),
			paragraph(s().copy, "strong")),
		    paragraph(t(app.site.texts.receipt)),
		    button(s().copied, "main", confirm), skip,
		    pictureFold(() => code), promiseFold(promised.note)),
		() => true);
	}

	function confirm(): void {
		const field = digitField(s().confirmTitle, CONFIRM_LEN, () => {
			const typed = field.value();
			if (typed.length < CONFIRM_LEN)
				field.say("", false);
			else if (typed === code.slice(-CONFIRM_LEN))
				done();
			else
				field.say(s().confirmWrong, true);
		});
		show(el("section", {},
		    heading(s().confirmTitle), paragraph(s().confirmHint),
		    field.node, button(s().seeAgain, "plain", shown)),
		() => true);
	}

	function done(): void {
		code = "";
		app.vault.end();
		here()?.forgetMade();
		show(el("section", {}, heading(s().doneTitle),
		    paragraph(s().doneCode), paragraph(s().doneWhen),
		    paragraph(s().doneClose), promiseFold(promised.note)));
	}

	shown();
}
