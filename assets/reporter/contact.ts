// SPDX-License-Identifier: ISC
// Contact data after its report: a second entry of the thread, so that it can
// be destroyed alone.  The report is received by now, whatever becomes of this,
// and the receipt code is still to be shown: nobody is kept from it.

import { alertBox, type App, focus, heading, show } from "./app.ts";
import { button, el, paragraph, replace } from "./dom.ts";
import { post } from "./net.ts";
import { problemOf, Trouble, words } from "./problem.ts";
import { renewed } from "./send.ts";
import { s } from "./words.ts";

async function deliver(app: App, body: Uint8Array): Promise<void> {
	const note = await post("/v1/box/entries", body,
	    new AbortController().signal);
	const check = () => app.vault.ask("contactPromise", { note });
	await check().catch(async (caught) => {
		if (problemOf(caught).kind !== "promise" ||
		    !await renewed(app.vault))
			throw caught;
		await check();
	});
}

/** Post the sealed contact data; ends when it is received or given up. */
export function sendContact(app: App, body: Uint8Array): Promise<void> {
	return new Promise((resolve) => {
		const errors = el("div", {});
		const line = paragraph("");
		const again = button(s().sendAgain, "main", () => void go());
		const without = button(s().contactWithout, "plain", resolve);

		async function go(): Promise<void> {
			again.hidden = without.hidden = true;
			line.textContent = s().contactSending + s().keepOpen;
			replace(errors);
			try {
				await deliver(app, body);
				resolve();
			} catch (caught) {
				const box = alertBox(s().contactLost,
				    words(caught instanceof Trouble ?
					caught.problem : problemOf(caught)));
				line.textContent = "";
				again.hidden = without.hidden = false;
				replace(errors, box);
				focus(box);
			}
		}

		line.setAttribute("role", "status");
		show(el("section", {}, heading(s().received), line, errors, again,
		    without), () => true);
		void go();
	});
}
