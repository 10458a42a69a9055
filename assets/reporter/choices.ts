// SPDX-License-Identifier: ISC
// Lists to choose from: one of several, a few of several, and a tree.

import { clear, el, newId, paragraph } from "./dom.ts";
import type { Inner } from "./fields.ts";
import type { Option } from "./site.ts";
import { fill, listed, s, t } from "./words.ts";

function small(option: Option): HTMLElement | null {
	const text = option.examples ?? (option.official === undefined ||
	    option.official === option.zh ? undefined : option.official);
	return text === undefined ? null : el("small", { lang: "zh-CN" }, text);
}

/** One row; the control fills it, so that the whole row can be tapped. */
function row(option: Option, input: HTMLInputElement): HTMLElement {
	return el("label", { class: "choice" }, input,
	    el("span", {}, t(option), small(option)));
}

/** Radio buttons for one, ticks for up to max. */
export function choices(options: readonly Option[], max: number,
    start: string | null, change: () => void): Inner {
	const name = newId();
	const inputs = options.map((option) => el("input", {
		type: max === 1 ? "radio" : "checkbox", name, value: option.code,
		autocomplete: "off", checked: option.code === start }));
	const chosen = () => options.filter((_one, i) =>
	    inputs[i]?.checked === true);
	const node = el("div", { class: "rows" },
	    ...options.map((option, i) => row(option,
		inputs[i] as HTMLInputElement)));

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
		option: () => max === 1 ? chosen()[0] ?? null : null,
		summary: () => chosen().length === 0 ? s().notAnswered :
		    listed(chosen().map(t)),
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

/**
 * A tree: the children of what is chosen open under it, and need not be
 * chosen.  The code is the deepest one chosen.
 */
export function tree(options: readonly Option[], label: string,
    change: () => void): Inner {
	const path: Option[] = [];
	const said = el("p", { class: "said", "aria-live": "polite" });

	function say(): void {
		said.textContent = path.length === 0 ? "" : fill(s().chosen,
		    { name: path.map(t).join(" › ") });
		change();
	}

	function level(depth: number, here: readonly Option[], label: string):
	    HTMLElement {
		const name = newId();
		const under = el("div", { class: "under" });
		const rows = here.map((option) => {
			const input = el("input", { type: "radio", name,
				value: option.code, autocomplete: "off" });
			const line = row(option, input);
			input.addEventListener("change", () => {
				path.length = depth;
				path.push(option);
				clear(under);
				if (option.children !== undefined) {
					under.appendChild(paragraph(s().more, "hint"));
					under.appendChild(level(depth + 1,
					    option.children, t(option)));
					line.insertAdjacentElement("afterend", under);
				}
				say();
			});
			return line;
		});
		return el("div", { class: "rows", role: "radiogroup",
			"aria-label": label }, ...rows);
	}

	const top = level(0, options, label);
	return {
		node: el("div", {}, top, said),
		target: () => top.querySelector("input") ?? top,
		codes: () => path.slice(-1).map((one) => one.code),
		option: () => path[path.length - 1] ?? null,
		summary: () => path.length === 0 ? s().notAnswered :
		    path.map(t).join(" › "),
	};
}
