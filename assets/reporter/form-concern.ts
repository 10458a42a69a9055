// SPDX-License-Identifier: ISC
// Report a concern: four short screens in one page, without history entries:
// safety, what and where, what happened, look once more and send.

import { type App, backButton, focus, heading, show, stepLine } from "./app.ts";
import { append, button, clear, el, paragraph, replace } from "./dom.ts";
import { sheet } from "./form.ts";
import type { Form } from "./site.ts";
import { s, t } from "./words.ts";

const STEPS = 4;

export function concernScreen(app: App, form: Form, home: () => void): void {
	const page = el("form", { autocomplete: "off", novalidate: true });
	const one = sheet(app, form, () => page);
	const questions = one.views.filter((view) => !view.isTick);
	const ticks = one.views.filter((view) => view.isTick);
	const errors = [el("div", {}), el("div", {})] as const;
	const recap = el("dl", { class: "recap" });
	page.addEventListener("submit", (event) => event.preventDefault());

	function go(i: number): void {
		for (let k = 0; k < steps.length; k++)
			(steps[k] as HTMLElement).hidden = k !== i;
		if (i === STEPS - 1)
			recall();
		window.scrollTo(0, 0);
		focus((steps[i] as HTMLElement).querySelector("h1"));
	}

	function recall(): void {
		clear(recap);
		for (const view of questions)
			append(recap, el("dt", {}, view.name),
			    el("dd", {}, view.summary()));
		append(recap, el("dt", {}, one.text.name),
		    el("dd", { class: "words" }, one.text.summary()),
		    el("dt", {}, one.photos.name),
		    el("dd", {}, one.photos.summary()));
	}

	function step(i: number, title: string, ...inside: (Node | null)[]):
	    HTMLElement {
		return el("section", { hidden: i !== 0 },
		    i === 0 ? backButton(home) : el("div", { class: "back" },
			button("‹ " + s().previous, "quiet", () => go(i - 1))),
		    heading(title), stepLine(i + 1, STEPS), ...inside);
	}

	const safety = app.site.texts.safety;
	const steps: readonly HTMLElement[] = [
		step(0, t(safety.title),
		    el("ol", { class: "safety" }, ...safety.lines.map((line) =>
			el("li", {}, t(line)))),
		    paragraph(t(app.site.texts.known), "known"),
		    button(s().start, "main", () => go(1))),
		step(1, s().stepWhat,
		    ...questions.map((view) => view.node), one.who(), errors[0],
		    button(s().next, "main", () => {
			if (one.check(questions, errors[0]))
				go(2);
		    })),
		step(2, s().stepText, one.text.node, one.photos.node,
		    errors[1],
		    button(s().next, "main", () => {
			if (one.check([one.text, one.photos], errors[1]))
				go(3);
		    })),
		step(3, s().stepSend,
		    el("h2", {}, s().yourAnswers), recap, one.who(),
		    ...ticks.map((view) => view.node), one.foot),
	];
	replace(page, ...steps);
	show(page, one.holdsWords);
}
