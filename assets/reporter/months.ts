// SPDX-License-Identifier: ISC
// About when: months only, because an exact moment can point to the witness.

import { today } from "./app.ts";
import { monthsBack } from "./calendar.ts";
import { selected } from "./select.ts";
import type { Option } from "./site.ts";
import { el } from "./dom.ts";
import type { Inner } from "./view.ts";
import { fill, s } from "./words.ts";

const UNKNOWN = "unknown";
const EARLIER = "earlier";

function monthOption(month: string): Option {
	const name = fill(s().month, { y: month.slice(0, 4),
		m: Number(month.slice(5)) });
	return { code: month, zh: name, en: name };
}

/** One month "2026-03", some "2026-03/2026-05", or a word. */
export function months(label: string, back: number, change: () => void):
    Inner {
	const list = monthsBack(today(), back).map(monthOption);
	const word = (code: string, name: string): Option =>
	    ({ code, zh: name, en: name });
	const place = el("div", { hidden: true });
	let to: Inner | null = null;

	const from = selected([word(UNKNOWN, s().monthUnknown), ...list,
		word(EARLIER, s().monthEarlier)], "", s().notSaid, label, () => {
		const at = list.findIndex((one) => one.code === from.codes()[0]);
		// Only months that come after it can end it.
		to = at < 1 ? null : selected(list.slice(0, at), "",
		    s().monthOnly, s().monthTo, change);
		place.hidden = to === null;
		place.textContent = "";
		if (to !== null)
			place.appendChild(el("label", {}, s().monthTo, to.node));
		change();
	});
	const codes = () => from.codes().concat(to === null ? [] : to.codes());
	return {
		node: el("div", {}, from.node, place),
		target: () => from.target(),
		codes: () => codes().length === 0 ? [] : [codes().join("/")],
		chosen: () => [],
		summary: () => codes().length === 0 ? s().notAnswered :
		    codes().length === 1 || to === null ? from.summary() :
			from.summary() + " – " + to.summary(),
	};
}
