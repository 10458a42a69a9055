// SPDX-License-Identifier: ISC
// Youth feedback: one page, a minute and a half.

import { type App, backButton, heading, show } from "./app.ts";
import { el, fold, paragraph } from "./dom.ts";
import { sheet, type Ways } from "./form.ts";
import type { Opening } from "./nearby.ts";
import type { Form } from "./site.ts";
import { s, t } from "./words.ts";

export function youthScreen(app: App, form: Form, opening: Opening,
    ways: Ways): void {
	const page = el("form", { autocomplete: "off", novalidate: true });
	const one = sheet(app, form, opening, ways, () => page);
	page.addEventListener("submit", (event) => event.preventDefault());
	const inline = one.questions.filter(({ field, view }) =>
	    !view.isTick && field.more !== true);
	const more = one.questions.filter(({ field }) => field.more === true);
	const ticks = one.questions.filter(({ view }) => view.isTick);
	const name = opening.campaign ?? form.name;

	// The kind first, then the words; what is optional after them.
	page.appendChild(el("section", {},
	    backButton(ways.home),
	    heading(t(name)),
	    paragraph(t(opening.campaign?.hint ?? form.hint), "lead"),
	    ...inline.slice(0, 1).map(({ view }) => view.node),
	    one.text.node, one.help,
	    one.photos.node,
	    ...inline.slice(1, 2).map(({ view }) => view.node),
	    more.length === 0 ? null : fold(s().moreTitle,
		...more.map(({ view }) => view.node)),
	    ...inline.slice(2).map(({ view }) => view.node),
	    one.who(),
	    ...ticks.map(({ view }) => view.node),
	    one.foot));
	show(page, one.holdsWords);
}
