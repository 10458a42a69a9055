// SPDX-License-Identifier: ISC
// Passages that an answer brings up: whom to call, what to mind, which other
// form there is.

import { append, button, clear, el, fold, paragraph } from "./dom.ts";
import { formOf, type Option, passageOf, type Site, type Text } from "./site.ts";
import type { Env } from "./view.ts";
import { fill, s, t } from "./words.ts";

/** The numbers that a passage names, to be tapped. */
export function numbers(site: Site, text: string): HTMLElement | null {
	const named = site.channels.filter((one) =>
	    new RegExp(`(^|\\D)${one.code}(\\D|$)`).test(text));
	return named.length === 0 ? null : el("ul", { class: "channels" },
	    ...named.map((one) => el("li", {},
		el("a", { href: "tel:" + one.code }, one.code), " ", t(one))));
}

/** A passage in a box of its own, with the numbers it names. */
export function box(site: Site, text: Text): HTMLElement {
	return el("div", { class: "notice" }, paragraph(t(text)),
	    numbers(site, t(text)));
}

/** What goes with the options chosen; empty while nothing does. */
export function says(env: Env): { node: HTMLElement;
    tell(chosen: readonly Option[]): void } {
	const node = el("div", { role: "status" });
	const { site } = env.app;
	let told = "";

	return {
		node,
		tell(chosen) {
			const now = chosen.map((one) => one.code).join(" ");
			if (now === told)
				return;
			told = now;
			clear(node);
			const named = chosen.map((one) => one.say).filter((one, i,
			    all) => one !== undefined && all.indexOf(one) === i);
			for (const name of named)
				append(node, box(site, passageOf(site, name ?? "")));
			for (const { offer } of chosen) {
				const form = formOf(site, offer ?? "");
				if (form !== undefined && offer !== undefined)
					append(node, button(fill(s().useForm,
					    { name: t(form.name) }), "plain",
					    () => env.offer(offer)));
			}
		},
	};
}

/** The notice (告知), folded; its version is what an entry names. */
export function noticeFold(site: Site): HTMLElement {
	const { title, version, paragraphs } = site.notice;
	return fold(`${t(title)}（${version}）`,
	    el("ul", {}, ...paragraphs.map((one) => el("li", {}, t(one)))));
}
