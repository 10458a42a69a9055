// SPDX-License-Identifier: ISC
// The start page: three doors, whose keys were checked, what the site knows.

import { alertBox, type App, heading, reframe, show } from "./app.ts";
import { boxScreen } from "./box.ts";
import { append, button, type Child, el, fold, paragraph } from "./dom.ts";
import { concernScreen } from "./form-concern.ts";
import { youthScreen } from "./form-youth.ts";
import { otherLanguage } from "./language.ts";
import { words } from "./problem.ts";
import type { Form } from "./site.ts";
import { className } from "./who.ts";
import { fill, s, t } from "./words.ts";

function door(title: string, hint: string, who: string | null, go: () => void):
    HTMLElement {
	const node = el("button", { type: "button", class: "door" },
	    el("strong", {}, title), el("span", {}, hint),
	    who === null ? null : el("span", { class: "hint" }, who));
	node.addEventListener("click", go);
	return node;
}

function keys(app: App): HTMLElement {
	const readers = app.readers;
	if (app.trouble !== null || readers === null)
		return el("div", { class: "notice bad", role: "alert" },
		    paragraph(words(app.trouble ?? { kind: "unchained" })));
	const station = app.site.stations.filter(
	    (one) => one.code === readers.station)[0];
	return el("section", { class: "keys" },
	    el("h2", {}, s().keysTitle),
	    paragraph(readers.trust === "unchecked" ?
		"⚠ " + s().keysUnchecked : "✓ " + s().keysChecked,
		readers.trust === "unchecked" ? "caution" : "good"),
	    paragraph(fill(s().keysVersion, { version: readers.version,
		date: readers.until }), "hint"),
	    readers.trust !== "unchecked" ? null : paragraph(s().pinDigits),
	    readers.trust !== "unchecked" ? null :
		paragraph(readers.digits, "mono"),
	    station === undefined ? null :
		paragraph(fill(s().station, { name: t(station) })));
}

function about(app: App): Child[] {
	const texts = app.site.texts;
	return [
		fold(s().known, paragraph(t(texts.known))),
		fold(s().limits, el("ul", {}, ...s().limitLines.map(
		    (line) => el("li", {}, line)))),
		fold(s().worries, el("dl", {}, ...app.site.questions.reduce(
		    (all: Child[], one) => all.concat(el("dt", {}, t(one.q)),
			el("dd", {}, t(one.a))), []))),
		fold(s().urgent, paragraph(t(texts.urgent)),
		    paragraph(t(texts.retaliation))),
		fold(s().channels, el("ul", { class: "channels" },
		    ...app.site.channels.map((one) => el("li", {},
			el("a", { href: "tel:" + one.code }, one.code),
			" ", t(one))))),
	];
}

export function startScreen(app: App): void {
	const home = () => startScreen(app);
	const usable = app.trouble === null;

	function open(form: Form): void {
		if (form.id.indexOf("youth/") === 0)
			youthScreen(app, form, home);
		else
			concernScreen(app, form, home);
	}

	const other = button(s().otherLanguage, "quiet", () => {
		otherLanguage(app).then(() => {
			reframe();
			home();
		}, () => append(language, alertBox(words({ kind: "offline" }))));
	});
	other.lang = s().otherLang;
	const language = el("div", { class: "language" }, other);
	show(el("section", { class: "start" },
	    paragraph(t(app.site.organ), "organ"),
	    heading(t(app.site.name)),
	    paragraph(s().lead, "lead"),
	    usable ? null : keys(app),
	    el("nav", { class: "doors", "aria-label": s().choose },
		...(usable ? app.site.forms.map((form) => door(t(form.name),
		    t(form.hint), fill(s().readersShort,
			{ class: className(app, form.class) }),
		    () => open(form))) : []),
		door(s().haveCode, s().haveCodeHint, null,
		    () => boxScreen(app, home))),
	    usable ? keys(app) : null,
	    ...about(app),
	    language));
}
