// SPDX-License-Identifier: ISC
// Who must not handle it.  The list is the verified roster's, by office: whoever
// is ticked is left out of the seal and named in the entry's `not` line, and
// nobody else learns of it.  With fewer than two readers left nothing is sent
// until the class above is taken, or fewer are left out.

import { clear, el, fold, paragraph } from "./dom.ts";
import { classAbove, numbersOf, READERS_MIN, readersLeft } from "./route.ts";
import { numbers } from "./says.ts";
import type { Field } from "./site.ts";
import { type Env, errorLine, type View } from "./view.ts";
import { className } from "./who.ts";
import { fill, listed, s, t } from "./words.ts";

export interface Avoid extends View {
	/** The class that the answers name; the list follows it. */
	route(cls: string): void;
	/** The class to send to. */
	class(): string;
	/** Offices left out, and the numbers of everybody in them. */
	offices(): readonly string[];
	not(): readonly string[];
}

/** Offices of the form's class and of the one that answers name. */
function officesOf(env: Env, cls: string): string[] {
	const { readers } = env.app;
	const all = [env.form.class, cls].reduce((found: string[], one) =>
	    found.concat(readersLeft(readers, one, []).map((reader) =>
		reader.office)), []);
	return all.filter((one, i) => all.indexOf(one) === i);
}

export function avoidView(env: Env, field: Field): Avoid {
	const { site, readers } = env.app;
	const label = t(field.label);
	const error = errorLine();
	const rows = el("div", { class: "rows" });
	const few = el("div", { role: "status" });
	const up = el("input", { type: "checkbox" });
	const left = new Set<string>();
	let named = env.form.class;
	let shown = "";
	let fewer = "";

	const offices = () => Array.from(left);
	const isFew = () => readersLeft(readers, named, offices()).length <
	    READERS_MIN;
	const above = () => classAbove(site, readers, named, offices());
	const cls = () => isFew() && up.checked ? above() ?? named : named;

	function list(): void {
		const all = officesOf(env, named);
		if (shown === all.join("\n"))
			return;
		shown = all.join("\n");
		clear(rows);
		for (const office of all) {
			const input = el("input", { type: "checkbox",
				checked: left.has(office) });
			input.addEventListener("change", () => {
				if (input.checked)
					left.add(office);
				else
					left.delete(office);
				tell();
				env.change();
			});
			rows.appendChild(el("label", { class: "choice" }, input,
			    el("span", {}, office)));
		}
	}

	/** Say that too few are left, and what can be done. */
	function tell(): void {
		const next = above();
		const now = isFew() ? next ?? "-" : "";
		if (now === fewer)
			return;
		fewer = now;
		up.checked = false;
		clear(few);
		if (now === "")
			return;
		few.appendChild(paragraph(s().tooFew, "caution"));
		few.appendChild(next === null ?
		    el("div", {}, paragraph(s().tooFewAbove),
			numbers(site, s().tooFewAbove)) :
		    el("label", { class: "choice" }, up, el("span", {},
			fill(s().sendAbove, { class: className(env.app, next) }))));
	}

	up.addEventListener("change", env.change);
	list();
	return {
		node: el("div", { class: "question" },
		    fold(label, field.hint === undefined ? null :
			paragraph(t(field.hint), "hint"), rows),
		    few, error.node),
		isTick: false,
		name: label,
		target: () => few.querySelector("input") ??
		    rows.querySelector("input") ?? rows,
		values: () => [],
		chosen: () => [],
		problem: () => readersLeft(readers, cls(), offices()).length <
		    READERS_MIN ? s().tooFew : null,
		show: (problem) => error.set(problem),
		summary: () => left.size === 0 ? s().notAnswered :
		    listed(offices()),
		route(next) {
			named = next;
			list();
			tell();
		},
		class: cls,
		offices,
		not: () => numbersOf(readers, offices()),
	};
}
