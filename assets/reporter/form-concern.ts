// SPDX-License-Identifier: ISC
// Report a concern: four short screens in one page, without history entries:
// safety, what and where, what happened, look once more and send.

import { type App, backButton, focus, heading, show, stepLine } from "./app.ts";
import { append, button, type Child, clear, el, fold, paragraph, replace }
    from "./dom.ts";
import { type Sheet, sheet, type Ways } from "./form.ts";
import type { Opening } from "./nearby.ts";
import type { Form } from "./site.ts";
import type { View } from "./view.ts";
import { s, t } from "./words.ts";

const STEPS = 4;

/** The questions of one screen: those to be seen, those to be unfolded. */
function parts(one: Sheet, step: number):
    { readonly all: readonly View[]; readonly nodes: readonly Child[] } {
	const here = one.questions.filter(({ field, view }) =>
	    !view.isTick && (field.step ?? 1) === step);
	const more = here.filter(({ field }) => field.more === true);
	return {
		all: here.map(({ view }) => view),
		nodes: [
			...here.filter(({ field }) => field.more !== true)
			    .map(({ view }) => view.node),
			more.length === 0 ? null : fold(s().moreTitle,
			    ...more.map(({ view }) => view.node)),
		],
	};
}

export function concernScreen(app: App, form: Form, opening: Opening,
    ways: Ways): void {
	const page = el("form", { autocomplete: "off", novalidate: true });
	const one = sheet(app, form, opening, ways, () => page);
	const [what, told, last] = [parts(one, 1), parts(one, 2), parts(one, 3)];
	const ticks = one.questions.filter(({ view }) => view.isTick);
	const errors = [el("div", {}), el("div", {})] as const;
	const recap = el("div", {});
	page.addEventListener("submit", (event) => event.preventDefault());

	function go(i: number): void {
		for (let k = 0; k < steps.length; k++)
			(steps[k] as HTMLElement).hidden = k !== i;
		if (i === STEPS - 1)
			recall();
		window.scrollTo(0, 0);
		focus((steps[i] as HTMLElement).querySelector("h1"));
	}

	/** What was answered on one screen, and the way back to it. */
	function recallStep(i: number, title: string, views: readonly View[]):
	    void {
		const list = el("dl", { class: "recap" });
		for (const view of views)
			if (!view.node.hidden && view.summary() !== s().notAnswered)
				append(list, el("dt", {}, view.name),
				    el("dd", { class: "words" }, view.summary()));
		const back = button(s().mend, "quiet", () => go(i));
		back.setAttribute("aria-label", `${s().mend}：${title}`);
		append(recap, list, back);
	}

	function recall(): void {
		clear(recap);
		recallStep(1, s().stepWhat, what.all);
		recallStep(2, s().stepText, [one.text, one.photos, ...told.all]);
	}

	function step(i: number, title: string, ...inside: readonly Child[]):
	    HTMLElement {
		return el("section", { hidden: i !== 0 },
		    i === 0 ? backButton(ways.home) : el("div", { class: "back" },
			button("‹ " + s().previous, "quiet", () => go(i - 1))),
		    heading(title), stepLine(i + 1, STEPS), ...inside);
	}

	function next(i: 1 | 2, views: readonly View[]): HTMLElement {
		return button(s().next, "main", () => {
			if (one.check(views, errors[i - 1] as HTMLElement))
				go(i + 1);
		});
	}

	const safety = app.site.texts.safety;
	const steps: readonly HTMLElement[] = [
		step(0, t(safety.title),
		    opening.campaign === undefined ? null :
			paragraph(`${t(opening.campaign)}：` +
			    t(opening.campaign.hint), "lead"),
		    el("ol", { class: "safety" }, ...safety.lines.map((line) =>
			el("li", {}, t(line)))),
		    fold(s().known, paragraph(t(app.site.texts.known))),
		    button(s().start, "main", () => go(1))),
		step(1, s().stepWhat, ...what.nodes, one.who(), errors[0],
		    next(1, what.all)),
		step(2, s().stepText, one.text.node, one.help, one.photos.node,
		    ...told.nodes, errors[1],
		    next(2, [one.text, one.photos, ...told.all])),
		step(3, s().stepSend,
		    el("h2", {}, s().yourAnswers), recap,
		    one.who(), ...last.nodes,
		    ...ticks.map(({ view }) => view.node), one.foot),
	];
	replace(page, ...steps);
	show(page, one.holdsWords);
}
