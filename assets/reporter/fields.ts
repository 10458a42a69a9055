// SPDX-License-Identifier: ISC
// One question of a form: which control asks it, and the frame around it.

import { avoidView } from "./avoid.ts";
import { choices, folded } from "./choices.ts";
import { el, paragraph } from "./dom.ts";
import { months } from "./months.ts";
import { says } from "./says.ts";
import { selected, selectedOrTyped } from "./select.ts";
import { type Field, optionsOf } from "./site.ts";
import { contactView, tick, under14 } from "./ticks.ts";
import { tree } from "./tree.ts";
import { textView } from "./textview.ts";
import { lines } from "./typed.ts";
import { type Env, errorLine, type Inner, mark, type Value, type View }
    from "./view.ts";
import { fill, s, t } from "./words.ts";

/** Radio buttons shown as such; more become a select. */
const RADIO_MAX = 6;

/** The control of a field; start is the code chosen beforehand. */
function inner(env: Env, field: Field, start: string, change: () => void):
    Inner {
	const options = optionsOf(env.app.site, field);
	const label = t(field.label);
	const chosen = field.default ?? null;
	switch (field.control) {
	case "radio":
		// A long list of buttons would push the rest out of sight.
		return options.length > RADIO_MAX ? selected(options,
		    chosen ?? "", chosen === null ? s().pleaseChoose : null,
		    label, change) : choices(options, 1, chosen, change);
	case "chips": {
		const list = choices(options, field.repeat ?? 1, null, change);
		return field.more === true ? list : folded(list, s().openList);
	}
	case "tree":
		return tree(options, env.shortcuts, env.category, change);
	case "select":
		return selected(options, start, s().notSaid, label, change);
	case "select_or_text":
		return selectedOrTyped(options, field.max ?? 60, label, change);
	case "text":
		return lines(label, field.max ?? 60, field.repeat ?? 1, change);
	case "months":
		return months(label, field.back ?? 60, change);
	case "check":
	case "notice":
	case "avoid":
	case "under14":
	case "contact":
	case "long":
		throw new Error("a view of its own");
	}
}

/** A question in its frame. */
function question(env: Env, field: Field, start: string):
    View & { shut(codes: readonly string[]): void } {
	const passages = says(env);
	const control = inner(env, field, start, () => {
		passages.tell(control.chosen());
		env.change();
	});
	passages.tell(control.chosen());
	const error = errorLine();
	const label = t(field.label);
	const many = field.control === "chips" ? field.repeat : undefined;
	const node = el("fieldset", { class: "question",
		"aria-describedby": error.node.id },
	    el("legend", {}, label, " ", mark(field.required),
		many === undefined ? null : el("span", { class: "mark" },
		    fill(s().chipsMax, { n: many }))),
	    field.hint === undefined ? null : paragraph(t(field.hint), "hint"),
	    control.node, passages.node, error.node);

	function problem(): string | null {
		const own = control.problem?.() ?? null;
		if (own !== null)
			return own;
		if (control.chosen().some((one) => one.stop === true))
			return fill(s().errorStop, { name: label });
		return field.required && control.codes().length === 0 ?
		    fill(s().errorChoose, { name: label }) : null;
	}

	return {
		node,
		isTick: false,
		name: label,
		target: () => control.target(),
		values: () => control.codes().map(
		    (code): Value => [field.name, code]),
		chosen: () => control.chosen(),
		problem,
		show(wrong) {
			error.set(wrong);
			node.classList.toggle("wrong", wrong !== null);
		},
		summary: () => control.summary(),
		shut: (codes) => control.shut?.(codes),
	};
}

/** A passage beside the main text. */
function passage(env: Env, field: Field): View {
	const view = textView({ label: t(field.label), min: 0,
		hint: field.hint === undefined ? "" : t(field.hint), rows: 3,
		max: field.max ?? 500 }, env.change);
	return { ...view, values: () => view.text().trim() === "" ? [] :
	    [[field.name, view.text().trim()]] };
}

export function fieldView(env: Env, field: Field, start: string):
    View & { shut?(codes: readonly string[]): void } {
	switch (field.control) {
	case "check":
	case "notice":
		return tick(env, field);
	case "under14":
		return under14(env, field);
	case "contact":
		return contactView(env, field);
	case "avoid":
		return avoidView(env, field);
	case "long":
		return passage(env, field);
	default:
		return question(env, field, start);
	}
}
