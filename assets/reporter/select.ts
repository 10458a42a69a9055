// SPDX-License-Identifier: ISC
// Lists folded into one line by the browser's own select, with or without own
// words beside it.

import { count, el, QUIET } from "./dom.ts";
import type { Option } from "./site.ts";
import type { Inner } from "./view.ts";
import { fill, s, t } from "./words.ts";

function select(options: readonly Option[], empty: string | null,
    start: string, label: string, change: () => void): HTMLSelectElement {
	const node = el("select", { class: "input", "aria-label": label }, empty === null ? null :
	    el("option", { value: "" }, empty),
	...options.map((option) => el("option", { value: option.code,
		selected: option.code === start }, t(option))));
	node.addEventListener("change", change);
	return node;
}

/** empty says what "nothing chosen" means; null: there is no such thing. */
export function selected(options: readonly Option[], start: string,
    empty: string | null, label: string, change: () => void): Inner {
	const node = select(options, empty, start, label, change);
	const chosen = () => options.filter((one) => one.code === node.value);
	return {
		node,
		target: () => node,
		codes: () => node.value === "" ? [] : [node.value],
		chosen,
		summary: () => chosen().map(t)[0] ?? s().notAnswered,
	};
}

/** The value no list may use as a code: it holds a space. */
const OWN = "own words";

export function selectedOrTyped(options: readonly Option[], max: number,
    label: string, change: () => void): Inner {
	const own = { code: OWN, zh: s().ownWords, en: s().ownWords };
	const input = el("input", { class: "input", type: "text", ...QUIET,
		"aria-label": s().ownWordsLabel, placeholder: s().ownWordsLabel });
	const line = el("div", { class: "own", hidden: true }, input);
	const one = selected(options.concat([own]), "", s().pleaseChoose, label,
	    () => {
		line.hidden = !isOwn();
		if (!line.hidden)
			input.focus();
		change();
	    });
	const isOwn = () => one.codes()[0] === OWN;
	const typed = () => input.value.trim();
	input.addEventListener("input", change);
	return {
		node: el("div", {}, one.node, line),
		target: () => isOwn() ? input : one.node,
		codes: () => !isOwn() ? one.codes() :
		    typed() === "" ? [] : [typed()],
		chosen: () => isOwn() ? [] : one.chosen(),
		summary: () => isOwn() ? typed() || s().notAnswered :
		    one.summary(),
		problem: () => isOwn() && count(typed()) > max ?
		    fill(s().errorTextLong, { name: s().ownWordsLabel, max,
			n: count(typed()) }) : null,
	};
}
