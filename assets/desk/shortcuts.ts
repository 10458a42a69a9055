// SPDX-License-Identifier: ISC
// Keys for who does this all day.  None while something is being written, none
// that changes anything, and all can be switched off (WCAG 2.1.4).

import { type App, ROOMS, focus } from "./app.ts";
import { button, el } from "./dom.ts";
import { w } from "./words.ts";

let on = true;

function isWriting(target: EventTarget | null): boolean {
	return target instanceof HTMLElement &&
	    (target.matches("input, textarea, select") ||
		target.isContentEditable);
}

/** The focus to the letter before or behind the one that has it. */
function step(by: number): void {
	const all = [...document.querySelectorAll<HTMLElement>(".letter")];
	const at = all.findIndex((n) => n === document.activeElement);
	const current = at >= 0 ? at :
	    all.findIndex((n) => n.hasAttribute("aria-current"));
	const next = all[Math.max(0, Math.min(all.length - 1, current + by))];

	next?.focus();
	next?.scrollIntoView({ block: "nearest" });
}

function write(kind: "reply" | "memo"): void {
	document.getElementById("kind-" + kind)?.click();
	document.getElementById("answer")?.focus();
}

const KEYS: Readonly<Record<string, (app: App) => void>> = {
	j: () => step(1),
	k: () => step(-1),
	"/": () => document.getElementById("search")?.focus(),
	r: () => write("reply"),
	m: () => write("memo"),
	u: (app) => app.refresh(),
	...Object.fromEntries(ROOMS.map((room, i) =>
	    [String(i + 1), (app: App) => app.go(room)])),
	"?": () => openHelp(),
};

/** One line a key; the order of the table. */
function openHelp(): void {
	const box = el("dialog", { class: "help", "aria-label": w().helpTitle },
	    el("h2", {}, w().helpTitle),
	    el("dl", { class: "facts" }, ...[...Object.entries(w().keys), ...ROOMS.map((room, i) =>
		[String(i + 1), w().month.rooms[room]] as const)].flatMap(
		([key, what]) => [el("dt", {}, el("kbd", {}, key)),
		    el("dd", {}, what)])),
	    button(on ? w().keysOff : w().keysOn, "plain", () => {
		on = !on;
		box.close();
	    }),
	    button(w().close, "main", () => box.close()));

	box.addEventListener("close", () => box.remove());
	// Not in the body, which is drawn anew whenever something arrives.
	document.documentElement.append(box);
	box.showModal();
}

/** The way to the list of keys, also when they are off. */
export function helpButton(): HTMLElement {
	const node = button("?", "quiet", openHelp);

	node.id = "help";
	node.setAttribute("aria-label", w().helpTitle);
	return node;
}

/** Listen until the function it gives is called. */
export function watchKeys(app: App): () => void {
	function key(event: KeyboardEvent): void {
		if (event.ctrlKey || event.altKey || event.metaKey ||
		    event.isComposing || document.querySelector("dialog[open]") !== null)
			return;
		if (event.key === "Escape" && isWriting(event.target)) {
			(event.target as HTMLElement).blur();
			focus(".inbox h1");
			return;
		}
		const act = isWriting(event.target) ? undefined : KEYS[event.key];
		if (on && act !== undefined) {
			event.preventDefault();
			act(app);
		}
	}

	document.addEventListener("keydown", key);
	return () => {
		document.removeEventListener("keydown", key);
		document.querySelector("dialog.help")?.remove();
	};
}
