// SPDX-License-Identifier: ISC
// Youth feedback: one page, a minute and a half.

import { type App, backButton, heading, show } from "./app.ts";
import { el, fold, paragraph } from "./dom.ts";
import { sheet } from "./form.ts";
import type { Form } from "./site.ts";
import { s, t } from "./words.ts";

export function youthScreen(app: App, form: Form, home: () => void): void {
	const page = el("form", { autocomplete: "off", novalidate: true });
	const one = sheet(app, form, () => page);
	page.addEventListener("submit", (event) => event.preventDefault());
	const questions = one.views.filter((view) => !view.isTick);
	const ticks = one.views.filter((view) => view.isTick);

	// The kind first, then the words; what is optional after them.
	page.appendChild(el("section", {},
	    backButton(home),
	    heading(t(form.name)),
	    paragraph(t(form.hint), "lead"),
	    ...questions.slice(0, 1).map((view) => view.node),
	    one.text.node,
	    one.photos.node,
	    ...questions.slice(1).map((view) => view.node),
	    fold(s().urgent, paragraph(t(app.site.texts.urgent))),
	    one.who(),
	    ...ticks.map((view) => view.node),
	    one.foot));
	show(page, one.holdsWords);
}
