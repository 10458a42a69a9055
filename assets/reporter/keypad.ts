// SPDX-License-Identifier: ISC
// Digits without the phone's own keyboard, whose maker may read along; paste
// and a hardware keyboard work too.  Full-width digits are taken.

import { button, el, newId, QUIET } from "./dom.ts";
import { s } from "./words.ts";

export interface Digits {
	readonly node: HTMLElement;
	/** The digits typed so far, ASCII. */
	value(): string;
	wipe(): void;
	/** Id of what describes the field: count or error. */
	readonly saidId: string;
	say(text: string, bad: boolean): void;
	focus(): void;
}

function digitsOf(text: string): string {
	return text.replace(/[\uff10-\uff19]/g,
	    (c) => String(c.charCodeAt(0) - 0xff10)).replace(/[^0-9]/g, "");
}

/** Groups of four, three on a line: fits 320 pixels. */
export function grouped(digits: string): string {
	return digits.replace(/(.{4})(?=.)/g, "$1 ")
	    .replace(/(.{14}) (?=.)/g, "$1\n");
}

export function digitField(label: string, total: number,
    change: () => void): Digits {
	const id = newId();
	const said = el("p", { class: "counter", id: newId(),
		role: "status" });
	const area = el("textarea", { id, class: "input digits",
		rows: total > 12 ? "2" : "1", inputmode: "none",
		...QUIET, "aria-describedby": said.id });

	function put(digits: string, caret: number): void {
		area.value = grouped(digits);
		const at = grouped(digits.slice(0, caret)).length;
		area.setSelectionRange(at, at);
		// Large letters break a line that two rows were meant for.
		area.style.height = "auto";
		area.style.height = `${area.scrollHeight + 4}px`;
		change();
	}

	function caret(): { from: number; to: number } {
		return {
			from: digitsOf(area.value.slice(0,
			    area.selectionStart)).length,
			to: digitsOf(area.value.slice(0, area.selectionEnd)).length,
		};
	}

	function type(digit: string): void {
		const digits = digitsOf(area.value);
		const { from, to } = caret();
		put(digits.slice(0, from) + digit + digits.slice(to), from + 1);
	}

	function erase(): void {
		const digits = digitsOf(area.value);
		const { from, to } = caret();
		const start = from === to ? Math.max(0, from - 1) : from;
		put(digits.slice(0, start) + digits.slice(to), start);
	}

	area.addEventListener("input", () =>
	    put(digitsOf(area.value), caret().from));
	const keys = "123456789".split("").map((digit) =>
	    button(digit, "plain", () => type(digit)));
	keys.push(button(s().clear, "plain", () => put("", 0)),
	    button("0", "plain", () => type("0")),
	    button(s().erase, "plain", erase));
	return {
		node: el("div", { class: "question" },
		    el("label", { for: id, class: "legend" }, label), area, said,
		    el("div", { class: "keypad", role: "group",
			"aria-label": s().keypad }, ...keys)),
		value: () => digitsOf(area.value),
		wipe() {
			area.value = "";
		},
		saidId: said.id,
		say(text, bad) {
			said.textContent = text;
			said.classList.toggle("error", bad);
			area.setAttribute("aria-invalid", String(bad));
		},
		focus: () => area.focus(),
	};
}
