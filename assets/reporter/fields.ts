// SPDX-License-Identifier: ISC
// One question of a form, as a view: an element that shows it, the values it
// would put into the entry, and what is wrong with them.

import { choices, folded, tree } from "./choices.ts";
import { count, el, fold, newId, paragraph } from "./dom.ts";
import { type Field, optionsOf, type Option, type Site } from "./site.ts";
import { fill, s, t } from "./words.ts";

export type Value = readonly [string, string];

export interface View {
	readonly node: HTMLElement;
	/** Where the focus goes when this question has an error. */
	target(): HTMLElement;
	values(): readonly Value[];
	/** The class an answer routes to, when it does. */
	route(): string | null;
	/** What is wrong, in words; null when nothing is. */
	problem(): string | null;
	show(problem: string | null): void;
	/** For the last look before sending. */
	readonly name: string;
	summary(): string;
	/** Whether this is a statement to tick rather than a question. */
	readonly isTick: boolean;
}

/** What a control gives to the frame around it. */
export interface Inner {
	readonly node: HTMLElement;
	target(): HTMLElement;
	codes(): readonly string[];
	summary(): string;
	option?(): Option | null;
	/** Another reason than "nothing chosen". */
	problem?(): string | null;
}

/** Radio buttons shown as such; more become a select. */
const RADIO_MAX = 6;

function mark(required: boolean): HTMLElement {
	return el("span", { class: "mark" },
	    required ? s().required : s().optional);
}

/** The error line of a question; empty and hidden while there is none. */
export function errorLine(): { node: HTMLElement;
    set(problem: string | null): void } {
	const node = el("p", { class: "error", id: newId(), hidden: true });
	return {
		node,
		set(problem) {
			node.hidden = problem === null;
			node.textContent = problem ?? "";
		},
	};
}

function select(options: readonly Option[], empty: string | null, start: string,
    label: string, change: () => void, extra: Option | null = null):
    { node: HTMLSelectElement; chosen(): Option | null } {
	const node = el("select", { class: "input", "aria-label": label,
		autocomplete: "off" }, empty === null ? null :
	    el("option", { value: "" }, empty));
	const all = extra === null ? options : options.concat([extra]);
	for (const option of all)
		node.appendChild(el("option", { value: option.code,
			selected: option.code === start }, t(option)));
	node.addEventListener("change", change);
	return {
		node,
		chosen: () =>
		    all.filter((one) => one.code === node.value)[0] ?? null,
	};
}

/** A list folded into one line; empty says what "nothing chosen" means. */
function selectInner(site: Site, field: Field, start: string,
    empty: string | null, change: () => void): Inner {
	const one = select(optionsOf(site, field), empty, start,
	    t(field.label), change);
	return {
		node: one.node,
		target: () => one.node,
		codes: () => one.node.value === "" ? [] : [one.node.value],
		option: one.chosen,
		summary: () => {
			const option = one.chosen();
			return option === null ? s().notSaid : t(option);
		},
	};
}

/** The value no list may use as a code: it holds a space. */
const OWN = "own words";

function selectOrText(site: Site, field: Field, change: () => void): Inner {
	const max = field.max ?? 60;
	const own = { code: OWN, zh: s().ownWords, en: s().ownWords };
	const input = el("input", { class: "input", type: "text",
		autocomplete: "off", autocapitalize: "off", spellcheck: "false",
		"aria-label": s().ownWordsLabel, placeholder: s().ownWordsLabel });
	const row = el("div", { class: "own", hidden: true }, input);
	const one = select(optionsOf(site, field), s().pleaseChoose, "",
	    t(field.label),
	    () => {
		row.hidden = one.node.value !== OWN;
		if (!row.hidden)
			input.focus();
		change();
	    }, own);
	input.addEventListener("input", change);
	const typed = () => input.value.trim();
	return {
		node: el("div", {}, one.node, row),
		target: () => row.hidden ? one.node : input,
		codes: () => {
			const code = one.node.value === OWN ? typed() :
			    one.node.value;
			return code === "" ? [] : [code];
		},
		summary: () => {
			const option = one.chosen();
			return one.node.value === OWN ? typed() :
			    option === null ? s().notAnswered : t(option);
		},
		problem: () => {
			const n = count(typed());
			return one.node.value === OWN && n > max ?
			    fill(s().errorTextLong,
				{ name: s().ownWordsLabel, max, n }) : null;
		},
	};
}

function inner(site: Site, field: Field, start: string,
    change: () => void): Inner {
	const options = optionsOf(site, field);
	switch (field.control) {
	case "radio":
		// A long list of buttons would push the rest out of sight.
		return options.length > RADIO_MAX ?
		    selectInner(site, field, field.default ?? "",
			field.default === undefined ? s().pleaseChoose : null,
			change) :
		    choices(options, 1, field.default ?? null, change);
	case "chips":
		return folded(choices(options, field.repeat ?? 1, null,
		    change), s().openList);
	case "tree":
		return tree(options, t(field.label), change);
	case "select":
		return selectInner(site, field, start, s().notSaid, change);
	case "select_or_text":
		return selectOrText(site, field, change);
	case "check":
	case "notice":
		throw new Error("a tick is not a question");
	}
}

/** A statement to tick: `check` and `notice`. */
function tick(site: Site, field: Field, change: () => void): View {
	const error = errorLine();
	const box = el("input", { type: "checkbox", autocomplete: "off",
		"aria-describedby": error.node.id });
	const label = t(field.label);
	const notice = field.control === "notice";
	box.addEventListener("change", change);
	const node = el("div", { class: "question" },
	    notice ? fold(s().readNotice, el("div", { class: "passage" },
		...site.notice.paragraphs.map((one) => paragraph(t(one))))) :
		field.name === "truth" ? paragraph(t(site.texts.truth)) : null,
	    el("label", { class: "choice" }, box,
		el("span", {}, label, " ", mark(field.required))),
	    error.node);
	return {
		node,
		isTick: true,
		name: label,
		target: () => box,
		values: () => !box.checked ? [] :
		    [[field.name, notice ? site.notice.version : "yes"]],
		route: () => null,
		problem: () => field.required && !box.checked ?
		    fill(s().errorTick, { name: label }) : null,
		show(problem) {
			error.set(problem);
			box.setAttribute("aria-invalid", String(problem !== null));
		},
		summary: () => "",
	};
}

/** Make the view of one field; start is the code chosen beforehand. */
export function fieldView(site: Site, field: Field, start: string,
    change: () => void): View {
	if (field.control === "check" || field.control === "notice")
		return tick(site, field, change);
	const control = inner(site, field, start, change);
	const error = errorLine();
	const label = t(field.label);
	const node = el("fieldset", { class: "question",
		"aria-describedby": error.node.id },
	    el("legend", {}, label, " ", mark(field.required),
		field.control === "chips" && field.repeat !== undefined ?
		    el("span", { class: "mark" },
			fill(s().chipsMax, { n: field.repeat })) : null),
	    control.node, error.node);
	return {
		node,
		isTick: false,
		name: label,
		target: () => control.target(),
		values: () => control.codes().map(
		    (code): Value => [field.name, code]),
		route: () => control.option?.()?.class ?? null,
		problem: () => control.problem?.() ??
		    (field.required && control.codes().length === 0 ?
			fill(s().errorChoose, { name: label }) : null),
		show(problem) {
			error.set(problem);
			if (problem === null)
				node.classList.remove("wrong");
			else
				node.classList.add("wrong");
		},
		summary: () => control.summary(),
	};
}
