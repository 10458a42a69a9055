// SPDX-License-Identifier: ISC
// The start page: the doors, whose keys were checked, what the site knows.

import { alertBox, type App, heading, reframe, show } from "./app.ts";
import { boxScreen } from "./box.ts";
import { append, button, type Child, el, fold, paragraph } from "./dom.ts";
import type { Ways } from "./form.ts";
import { concernScreen } from "./form-concern.ts";
import { youthScreen } from "./form-youth.ts";
import { answersFold } from "./keep.ts";
import { otherLanguage } from "./language.ts";
import { nodeBanner, type Opening, openings } from "./nearby.ts";
import { words } from "./problem.ts";
import { noticeFold, numbers } from "./says.ts";
import { type FormId, formOf } from "./site.ts";
import { wechatHint } from "./wechat.ts";
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
	const { site } = app;
	const { texts } = site;
	return [
		site.answers === undefined ? null :
		    answersFold(t(site.answers), site),
		fold(s().urgent, paragraph(t(texts.urgent)),
		    numbers(site, t(texts.urgent)),
		    paragraph(t(texts.retaliation))),
		fold(s().known, paragraph(t(texts.known))),
		fold(s().limits, el("ul", {}, ...s().limitLines.map(
		    (line) => el("li", {}, line)))),
		fold(s().worries, el("dl", {}, ...site.questions.reduce(
		    (all: Child[], one) => all.concat(el("dt", {}, t(one.q)),
			el("dd", {}, t(one.a))), []))),
		noticeFold(site),
		fold(s().channels, numbers(site, site.channels.map(
		    (one) => one.code).join(" "))),
	];
}

/** The doors of this day, by which forms are opened. */
function doors(app: App, open: (opening: Opening) => void): Child[] {
	const { site } = app;
	const who = (form: FormId) => fill(s().readersShort,
	    { class: className(app, formOf(site, form)?.class ?? "") });

	return [
		...site.forms.map((form) => door(t(form.name), t(form.hint),
		    who(form.id), () => open({ form: form.id }))),
		...openings(app).map((opening) => door(t(opening.campaign),
		    t(opening.campaign.hint), who(opening.form),
		    () => open(opening))),
	];
}

function language(app: App, home: () => void): HTMLElement {
	const node = el("div", { class: "language" });
	const other = button(s().otherLanguage, "quiet", () => {
		otherLanguage(app).then(() => {
			reframe();
			home();
		}, () => append(node, alertBox(words({ kind: "offline" }))));
	});
	other.lang = s().otherLang;
	node.appendChild(other);
	return node;
}

/** `first`: the link of a campaign's poster leads on to its form. */
export function startScreen(app: App, first = false): void {
	const home = () => startScreen(app);
	const usable = app.trouble === null;
	const ways: Ways = { home, open };

	function open(opening: Opening): void {
		const form = formOf(app.site, opening.form);
		if (form === undefined)
			return;
		if (form.id.indexOf("youth/") === 0)
			youthScreen(app, form, opening, ways);
		else
			concernScreen(app, form, opening, ways);
	}

	show(el("section", { class: "start" },
	    paragraph(t(app.site.organ), "organ"),
	    heading(t(app.site.name)),
	    paragraph(s().lead, "lead"),
	    wechatHint(),
	    usable ? nodeBanner(app, open) : keys(app),
	    el("nav", { class: "doors", "aria-label": s().choose },
		...(usable ? doors(app, open) : []),
		door(s().haveCode, s().haveCodeHint, null,
		    () => boxScreen(app, home))),
	    usable ? keys(app) : null,
	    ...about(app),
	    language(app, home)));
	// What is to be read first is read first.
	if (first && app.readers !== null && wechatHint() === null &&
	    app.readers.trust !== "unchecked")
		for (const opening of openings(app))
			if (opening.campaign.code === app.readers.station)
				open(opening);
}
