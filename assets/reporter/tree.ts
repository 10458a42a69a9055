// SPDX-License-Identifier: ISC
// The tree of categories in two taps: a family, then what it was.  A family
// that is open puts the others away, but for those without anything below
// ("not sure"), which can be chosen at any time.  The code is the deepest one
// chosen, and no more than the family need be.

import { named, row } from "./choices.ts";
import { append, button, clear, el, newId, paragraph } from "./dom.ts";
import { type Option, pathTo } from "./site.ts";
import type { Inner } from "./view.ts";
import { fill, s, t } from "./words.ts";

interface Family {
	readonly option: Option;
	readonly node: HTMLButtonElement;
	readonly under: HTMLElement;
}

function hint(option: Option): HTMLElement | null {
	return option.hint === undefined ? null :
	    paragraph(t(option.hint), "help");
}

/** Radio buttons for what is below; told is called with the path from here. */
function level(options: readonly Option[], label: string,
    start: readonly Option[], tell: (path: Option[]) => void): HTMLElement {
	const name = newId();
	const under = el("div", { class: "under" });

	function choose(option: Option, line: HTMLElement,
	    rest: readonly Option[]): void {
		clear(under);
		append(under, hint(option));
		if (option.children !== undefined)
			append(under, paragraph(s().more, "hint"),
			    level(option.children, t(option), rest,
				(path) => tell([option, ...path])));
		if (under.firstChild !== null)
			line.insertAdjacentElement("afterend", under);
	}

	const rows = options.map((option) => {
		const input = el("input", { type: "radio", name,
			value: option.code,
			checked: option === start[0] });
		const line = row(option, input);
		input.addEventListener("change", () => {
			choose(option, line, []);
			tell([option]);
		});
		return line;
	});
	const node = el("div", { class: "rows", role: "radiogroup",
		"aria-label": label }, ...rows);
	options.forEach((option, i) => {
		if (option === start[0])
			choose(option, rows[i] as HTMLElement, start.slice(1));
	});
	return node;
}

/**
 *	shortcuts	codes that one tap chooses
 *	start		a code chosen beforehand
 */
export function tree(options: readonly Option[], shortcuts: readonly string[],
    start: string | null, change: () => void): Inner {
	const said = el("p", { class: "said", "aria-live": "polite" });
	const others = button(s().otherFamily, "quiet", () => pick([], true));
	let path: readonly Option[] = [];
	let ready = false;

	const families: Family[] = options.map((option) => {
		const node = el("button", { type: "button",
			class: "choice family", "aria-pressed": "false" },
		    named(option));
		node.addEventListener("click", () => pick([option], false));
		return { option, node, under: el("div", { class: "under" }) };
	});

	function open(family: Family): void {
		const { option, under } = family;
		clear(under);
		append(under, hint(option));
		if (option.children !== undefined)
			append(under, paragraph(s().more, "hint"),
			    level(option.children, t(option), path.slice(1),
				(below) => tell([option, ...below])));
	}

	function tell(chosen: readonly Option[]): void {
		path = chosen;
		said.textContent = path.length === 0 ? "" : fill(s().chosen,
		    { name: path.map(t).join(" › ") });
		if (ready)
			change();
	}

	/** Choose from the top; focus: where the other families were. */
	function pick(chosen: readonly Option[], focus: boolean): void {
		const top = chosen[0];
		path = chosen;
		others.hidden = top === undefined || top.children === undefined;
		for (const family of families) {
			const { option, node } = family;
			const on = option === top;
			node.setAttribute("aria-pressed", String(on));
			node.hidden = !on && !others.hidden &&
			    option.children !== undefined;
			clear(family.under);
			if (on)
				open(family);
		}
		tell(chosen);
		if (focus)
			families[0]?.node.focus();
	}

	const quick = shortcuts.map((code) => pathTo(options, code))
	    .filter((one) => one.length > 0);
	const node = el("div", {},
	    quick.length === 0 ? null : el("div", { class: "quick" },
		paragraph(s().quick, "hint"),
		...quick.map((one) => button(
		    t(one[one.length - 1] as Option), "plain",
		    () => pick(one, false)))),
	    ...families.reduce((all: HTMLElement[], one) =>
		all.concat(one.node, one.under), []),
	    others, said);

	pick(start === null ? [] : pathTo(options, start), false);
	ready = true;
	return {
		node,
		target: () => families.filter((one) => !one.node.hidden)[0]?.node ??
		    node,
		codes: () => path.slice(-1).map((one) => one.code),
		chosen: () => path,
		summary: () => path.length === 0 ? s().notAnswered :
		    path.map(t).join(" › "),
	};
}
