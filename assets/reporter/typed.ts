// SPDX-License-Identifier: ISC
// Words to type: a line, or a few lines of the same kind.  Counted in code
// points, never cut.

import { button, count, el, QUIET } from "./dom.ts";
import type { Inner } from "./view.ts";
import { fill, listed, s } from "./words.ts";

function tooLong(label: string, max: number, text: string): string | null {
	const n = count(text);
	return n <= max ? null :
	    fill(s().errorTextLong, { name: label, max, n });
}

/** One line, or with a button up to `repeat` of them. */
export function lines(label: string, max: number, repeat: number,
    change: () => void): Inner {
	const inputs: HTMLInputElement[] = [];
	const more = button("+ " + s().oneMore, "quiet", () => add().focus());
	const node = el("div", {}, more);
	const typed = () => inputs.map((one) => one.value.trim())
	    .filter((one) => one !== "");

	function add(): HTMLInputElement {
		const input = el("input", { class: "input", type: "text", ...QUIET,
			"aria-label": inputs.length === 0 ? label :
			    `${label} ${inputs.length + 1}` });
		input.addEventListener("input", change);
		inputs.push(input);
		node.insertBefore(input, more);
		more.hidden = inputs.length >= repeat;
		return input;
	}

	add();
	return {
		node,
		target: () => inputs.filter((one) =>
		    tooLong(label, max, one.value) !== null)[0] ?? inputs[0] ?? node,
		codes: typed,
		chosen: () => [],
		summary: () => typed().length === 0 ? s().notAnswered :
		    listed(typed()),
		problem: () => typed().reduce((found: string | null, one) =>
		    found ?? tooLong(label, max, one), null),
	};
}
