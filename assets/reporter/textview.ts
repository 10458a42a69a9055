// SPDX-License-Identifier: ISC
// The free text: counted in code points, never cut.

import { count, el, newId, paragraph, QUIET } from "./dom.ts";
import { errorLine, type View } from "./view.ts";
import { fill, s } from "./words.ts";

export interface TextSpec {
	readonly label: string;
	readonly hint: string;
	/** Nothing need be said when it is 0. */
	readonly min: number;
	readonly max: number;
	/** Lines shown; eight if not said. */
	readonly rows?: number;
	/** Words brought along. */
	readonly start?: string;
}

export interface TextView extends View {
	text(): string;
	/** While a letter is sent. */
	lock(on: boolean): void;
	/** Empty the box, so that no text stays in the page. */
	wipe(): void;
}

export function textView(spec: TextSpec, change: () => void): TextView {
	const error = errorLine();
	const id = newId();
	const counter = el("p", { class: "counter", id: newId() });
	const hint = paragraph(spec.hint, "hint");
	hint.id = newId();
	const area = el("textarea", { id, class: "input", rows: String(spec.rows ?? 8),
		...QUIET,
		"aria-describedby": `${hint.id} ${counter.id} ${error.node.id}` });
	let composing = false;

	function tell(): void {
		const n = count(area.value);
		counter.textContent = n > spec.max ?
		    fill(s().over, { n: n - spec.max }) :
		    n > 0 && count(area.value.trim()) < spec.min ?
		    fill(s().short, { min: spec.min,
			n: spec.min - count(area.value.trim()) }) :
		    fill(s().left, { n: spec.max - n });
		counter.classList.toggle("error", n > spec.max);
		change();
	}

	// While pinyin is being composed the box holds letters, not words.
	area.addEventListener("compositionstart", () => {
		composing = true;
	});
	area.addEventListener("compositionend", () => {
		composing = false;
		tell();
	});
	area.addEventListener("input", () => {
		if (!composing)
			tell();
	});
	area.value = spec.start ?? "";
	tell();
	return {
		node: el("div", { class: "question" },
		    el("label", { for: id, class: "legend" }, spec.label, " ",
			el("span", { class: "mark" },
			    spec.min > 0 ? s().required : s().optional)),
		    hint, area, counter, error.node),
		isTick: false,
		name: spec.label,
		target: () => area,
		values: () => [],
		chosen: () => [],
		problem() {
			const n = count(area.value);
			const told = count(area.value.trim());
			return told === 0 && spec.min > 0 ?
			    fill(s().errorText, { name: spec.label }) :
			    told < spec.min ? fill(s().errorTextShort,
				{ name: spec.label, min: spec.min }) :
			    n > spec.max ? fill(s().errorTextLong,
				{ name: spec.label, max: spec.max, n }) : null;
		},
		show(problem) {
			error.set(problem);
			area.setAttribute("aria-invalid", String(problem !== null));
		},
		summary: () => area.value || s().notAnswered,
		text: () => area.value,
		lock(on) {
			area.disabled = on;
		},
		wipe() {
			area.value = "";
			tell();
		},
	};
}
