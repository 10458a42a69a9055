// SPDX-License-Identifier: ISC
// What is wrong with some questions: beside each of them, and in one list that
// leads to them.

import { focus } from "./app.ts";
import { button, clear, el, paragraph, replace } from "./dom.ts";
import type { View } from "./view.ts";
import { fill, s } from "./words.ts";

export interface Errors {
	/** Show what is wrong with these; true when nothing is. */
	check(views: readonly View[], summary: HTMLElement): boolean;
	/** An error goes as soon as its cause is gone. */
	recheck(): void;
}

/** The focus goes nowhere inside what is folded. */
function reach(node: HTMLElement): void {
	for (let up = node.parentElement; up !== null; up = up.parentElement)
		if (up instanceof HTMLDetailsElement)
			up.open = true;
	node.focus();
}

function inPageOrder(a: View, b: View): number {
	return a.node.compareDocumentPosition(b.node) &
	    Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

export function errors(): Errors {
	let wrong: View[] = [];
	let listed: HTMLElement | null = null;

	return {
		check(views, summary) {
			const asked = views.filter((view) => !view.node.hidden);
			for (const view of asked)
				view.show(view.problem());
			wrong = asked.filter((view) => view.problem() !== null)
			    .sort(inPageOrder);
			clear(summary);
			if (wrong.length === 0)
				return true;
			const box = el("div", { class: "notice bad", role: "alert",
				tabindex: "-1" },
			    paragraph(fill(s().errorsTitle, { n: wrong.length }),
				"strong"),
			    el("ul", {}, ...wrong.map((view) => el("li", {},
				button(view.problem() ?? "", "quiet", () =>
				    reach(view.target()))))));
			listed = summary;
			replace(summary, box);
			focus(box);
			return false;
		},
		recheck() {
			wrong = wrong.filter((view) => {
				const problem = view.node.hidden ? null :
				    view.problem();
				view.show(problem);
				return problem !== null;
			});
			if (wrong.length === 0 && listed !== null) {
				clear(listed);
				listed = null;
			}
		},
	};
}
