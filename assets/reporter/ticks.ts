// SPDX-License-Identifier: ISC
// Statements to tick: that one tells the truth, that the notice was read, that
// one is under fourteen.

import { el, newId, paragraph, QUIET } from "./dom.ts";
import { box, noticeFold } from "./says.ts";
import { type Field, passageOf } from "./site.ts";
import { type Env, errorLine, mark, type Value, type View } from "./view.ts";
import { fill, s, t } from "./words.ts";

function tickBox(change: () => void, described: string): HTMLInputElement {
	const node = el("input", { type: "checkbox",
		"aria-describedby": described });
	node.addEventListener("change", change);
	return node;
}

/** `check` and `notice`; a notice that need not be ticked is named anyway. */
export function tick(env: Env, field: Field): View {
	const { site } = env.app;
	const error = errorLine();
	const input = tickBox(env.change, error.node.id);
	const label = t(field.label);
	const notice = field.control === "notice";
	const shown = notice && !field.required;
	const node = el("div", { class: "question" },
	    notice ? noticeFold(site) : null,
	    field.say === undefined ? null :
		paragraph(t(passageOf(site, field.say))),
	    shown ? null : el("label", { class: "choice" }, input,
		el("span", {}, label, " ", mark(field.required))),
	    error.node);
	return {
		node,
		isTick: true,
		name: label,
		target: () => input,
		values: () => !shown && !input.checked ? [] :
		    [[field.name, notice ? site.notice.version : "yes"]],
		chosen: () => [],
		problem: () => field.required && !input.checked ?
		    fill(s().errorTick, { name: label }) : null,
		show(problem) {
			error.set(problem);
			input.setAttribute("aria-invalid",
			    String(problem !== null));
		},
		summary: () => "",
	};
}

export interface Minor extends View {
	/** Whether somebody under fourteen is writing; it is never sent. */
	is(): boolean;
}

export function under14(env: Env, field: Field): Minor {
	const { site } = env.app;
	const input = tickBox(() => {
		said.hidden = !input.checked;
		env.change();
	}, newId());
	const said = box(site, site.texts.under14);
	said.hidden = true;
	return {
		node: el("div", { class: "question" },
		    el("label", { class: "choice" }, input,
			el("span", {}, t(field.label), " ", mark(false))),
		    el("div", { role: "status" }, said)),
		isTick: false,
		name: t(field.label),
		target: () => input,
		values: () => [],
		chosen: () => [],
		problem: () => null,
		show: () => undefined,
		summary: () => "",
		is: () => input.checked,
	};
}

export interface Contact extends View {
	/** What was typed, with the notice it was agreed to; null for none. */
	contact(): { readonly text: string; readonly consent: string } | null;
}

/** Contact data: of its own, never among the values of the report. */
export function contactView(env: Env, field: Field): Contact {
	const max = field.max ?? 60;
	const error = errorLine();
	const id = newId();
	const input = el("input", { id, class: "input", type: "text", ...QUIET,
		"aria-describedby": error.node.id });
	const consent = tickBox(env.change, error.node.id);
	const label = t(field.label);
	const typed = () => input.value.trim();
	const long = () => Array.from(typed()).length > max;
	input.addEventListener("input", env.change);
	return {
		node: el("div", { class: "question" },
		    el("label", { for: id, class: "legend" }, label, " ", mark(true)),
		    field.hint === undefined ? null :
			paragraph(t(field.hint), "hint"),
		    input,
		    el("label", { class: "choice" }, consent,
			el("span", {}, t(field.consent ?? {}), " ", mark(true))),
		    error.node),
		isTick: false,
		name: label,
		target: () => typed() === "" || long() ? input : consent,
		values: (): readonly Value[] => [],
		chosen: () => [],
		problem: () => typed() === "" ?
		    fill(s().errorText, { name: label }) :
		    long() ? fill(s().errorTextLong, { name: label, max,
			n: Array.from(typed()).length }) :
		    consent.checked ? null :
			fill(s().errorTick, { name: t(field.consent ?? {}) }),
		show(problem) {
			error.set(problem);
			input.setAttribute("aria-invalid",
			    String(problem !== null));
		},
		summary: () => typed(),
		contact: () => typed() === "" || !consent.checked ? null :
		    { text: typed(), consent: env.app.site.notice.version },
	};
}
