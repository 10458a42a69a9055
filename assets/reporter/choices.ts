// SPDX-License-Identifier: ISC
// Lists to choose from: one of several, a few of several.

import { el, newId } from "./dom.ts";
import type { Option } from "./site.ts";
import type { Inner } from "./view.ts";
import { fill, listed, s, t } from "./words.ts";

function small(option: Option): HTMLElement | null {
	if (option.examples !== undefined)
		return el("small", {}, t(option.examples));
	return option.official === undefined || option.official === option.zh ?
	    null : el("small", { lang: "zh-CN" }, option.official);
}

/** A label large, what it is called officially small under it. */
export function named(option: Option): HTMLElement {
	return el("span", {}, t(option), small(option));
}

/** One row; the control fills it, so that the whole row can be tapped. */
export function row(option: Option, input: HTMLInputElement): HTMLElement {
	return el("label", { class: "choice" }, input, named(option));
}

/** Radio buttons for one, ticks for up to max. */
export function choices(options: readonly Option[], max: number,
    start: string | null, change: () => void): Inner {
	const name = newId();
	const inputs = options.map((option) => el("input", {
		type: max === 1 ? "radio" : "checkbox", name, value: option.code,
		checked: option.code === start }));
	const rows = options.map((option, i) =>
	    row(option, inputs[i] as HTMLInputElement));
	const chosen = () => options.filter((_one, i) =>
	    inputs[i]?.checked === true);
	const node = el("div", { class: options.some((one) =>
	    small(one) !== null) ? "rows" : "rows short" }, ...rows);

	node.addEventListener("change", () => {
		// No silent change of an earlier choice: the others are shut.
		const full = max > 1 && chosen().length >= max;
		for (const input of inputs)
			input.disabled = full && !input.checked;
		change();
	});
	return {
		node,
		target: () => inputs.filter((one) => one.checked)[0] ??
		    inputs[0] ?? node,
		codes: () => chosen().map((one) => one.code),
		chosen,
		summary: () => chosen().length === 0 ? s().notAnswered :
		    listed(chosen().map(t)),
		shut(codes) {
			options.forEach((option, i) => {
				const input = inputs[i] as HTMLInputElement;
				const shut = codes.indexOf(option.code) >= 0;
				(rows[i] as HTMLElement).hidden = shut;
				if (!shut || !input.checked)
					return;
				// What cannot be chosen is not silently kept.
				input.checked = false;
				for (const other of inputs)
					other.checked = other.value === start;
			});
		},
	};
}

/** A long list that need not be answered, folded until it is wanted. */
export function folded(list: Inner, invitation: string): Inner {
	const said = el("summary", {}, invitation);
	list.node.addEventListener("change", () => {
		said.textContent = list.codes().length === 0 ? invitation :
		    fill(s().chosen, { name: list.summary() });
	});
	return { ...list, target: () => said,
		node: el("details", { class: "fold" }, said, list.node) };
}
