// SPDX-License-Identifier: ISC
// The place for pictures in a letter: an input for each.  What works on them
// (photo-list.ts) is fetched when the first one is chosen.

import { el, newId, paragraph, replace } from "./dom.ts";
import { later } from "./loader.ts";
import type { PhotoList } from "./photo-list.ts";
import { errorLine, type View } from "./view.ts";
import { fill, s } from "./words.ts";

export interface Photos extends View {
	/** In order. */
	list(): readonly Uint8Array[];
	/** Tells these pictures in this order from any others. */
	key(): string;
	/** While a letter is sent. */
	lock(on: boolean): void;
	wipe(): void;
}

export function photos(max: number, change: () => void): Photos {
	const id = newId();
	const items = el("ol", { class: "photos" });
	const adding = el("div", {});
	const said = el("p", { role: "status", class: "hint" });
	const error = errorLine();
	const hint = paragraph(s().photosHint, "hint");
	const group = el("fieldset", { class: "question",
		"aria-describedby": id },
	    el("legend", {}, s().photosTitle,
		el("span", { class: "mark" }, fill(s().photosMax, { n: max }))),
	    hint, items, adding, said, error.node);
	let taken: PhotoList | null = null;
	let busy = false;

	const list = () => taken?.list() ?? [];
	const input = () => group.querySelector("input");

	async function open(): Promise<PhotoList> {
		taken = taken ?? (await later()).photoList(items, (text, gone) => {
			said.textContent = text;
			draw();
			change();
			if (gone)
				input()?.focus();
		}, s().kilobytes);
		return taken;
	}

	async function add(file: File | undefined): Promise<void> {
		if (file === undefined || busy)
			return;
		busy = true;
		error.set(null);
		said.textContent = s().photoWorking;
		const done = await open().then((one) => one.add(file),
		    () => ({ said: "", wrong: s().laterLost }));
		busy = false;
		said.textContent = done.said ?? "";
		error.set(done.wrong ?? null);
		// Who went on to write is not called away.
		const here = group.contains(document.activeElement);
		// A new input: the old one holds the file and its name.
		draw();
		change();
		if (here)
			input()?.focus();
	}

	function draw(): void {
		if (taken !== null && list().length >= max) {
			replace(adding, paragraph(taken.full(max)));
			return;
		}
		const one = el("input", { type: "file", accept: "image/*",
			"aria-describedby": `${id} ${error.node.id}` });
		one.addEventListener("change", () => void add(one.files?.[0]));
		replace(adding, el("label", { class: "button plain file" },
		    el("span", {}, s().photoAdd), one));
	}

	hint.id = id;
	group.hidden = max === 0;
	draw();
	return {
		node: group,
		isTick: false,
		name: s().photosTitle,
		target: () => input() ?? group,
		values: () => [],
		chosen: () => [],
		// One that is still being worked on must not be left behind.
		problem: () => busy ? s().photoWorking : null,
		show: error.set,
		summary: () => taken === null || list().length === 0 ?
		    s().notAnswered : taken.count(),
		list,
		key: () => taken?.key() ?? "",
		lock(on) {
			const one = input();
			taken?.lock(on);
			if (one !== null)
				one.disabled = on;
		},
		wipe() {
			taken?.wipe();
			draw();
		},
	};
}
