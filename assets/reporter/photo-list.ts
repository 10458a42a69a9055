// SPDX-License-Identifier: ISC
// The pictures of a letter that were taken, what was taken out of them, and
// their order.  They are kept as bytes of this page, in no blob and under no
// address, until the letter is received or the visit ends.

import { drop as dropCanvas } from "./canvas.ts";
import { button, el, paragraph, replace } from "./dom.ts";
import { later } from "./later-words.ts";
import type { Found } from "./metadata.ts";
import { clean, type NoPicture, type Picture } from "./picture.ts";
import { fill, listed } from "./words.ts";

export interface PhotoList {
	/** Take one: what is said of it, or why it is not taken. */
	add(file: Blob): Promise<{ readonly said?: string;
	    readonly wrong?: string }>;
	/** In order. */
	list(): readonly Uint8Array[];
	/** Tells these pictures in this order from any others. */
	key(): string;
	/** How many there are, in words; that there can be no more. */
	count(): string;
	full(max: number): string;
	lock(on: boolean): void;
	wipe(): void;
}

interface Photo extends Picture {
	readonly serial: number;
}

const TOLD: readonly Found[] = ["place", "camera", "time", "small", "other"];

let serial = 0;

function foundText(found: readonly Found[]): string {
	const told = TOLD.filter((one) => found.indexOf(one) >= 0);

	return told.length === 0 ? later().photoPlain :
	    fill(later().photoRemoved, { found: listed(told.map((one) =>
		later().photoFound[one])) });
}

function drop(photo: Photo): void {
	photo.jpeg.fill(0);
	dropCanvas(photo.preview);
}

/**
 *	items	where they are shown
 *	changed	called with what to say when one was moved or removed;
 *		`gone`: the focus has nowhere to be
 */
export function photoList(items: HTMLElement,
    changed: (said: string, gone: boolean) => void, kilobytes: string):
    PhotoList {
	const list: Photo[] = [];
	let locked = false;

	function move(i: number, by: number): void {
		const [one] = list.splice(i, 1);

		if (one === undefined)
			return;
		list.splice(i + by, 0, one);
		draw();
		changed(fill(later().photoMoved, { i: i + by + 1 }), false);
		focusOn(i + by, by < 0 ? "up" : "down");
	}

	function remove(i: number): void {
		const [one] = list.splice(i, 1);

		if (one !== undefined)
			drop(one);
		draw();
		changed(fill(later().photoGone, { i: i + 1 }), true);
	}

	/** The same button of the row it is in now, else its neighbour. */
	function focusOn(i: number, name: string): void {
		const all = items.children[i]?.querySelectorAll("button") ?? [];
		const there = Array.from(all).filter((one) => !one.disabled);

		(there.filter((one) => one.name === name)[0] ?? there[0])?.focus();
	}

	function act(i: number, label: string, name: string, shut: boolean,
	    go: () => void): HTMLElement {
		const node = button(label, "plain", () => {
			if (!locked)
				go();
		});
		node.name = name;
		node.disabled = shut;
		node.setAttribute("aria-label", `${label} ${i + 1}`);
		return node;
	}

	function row(photo: Photo, i: number): HTMLElement {
		const name = fill(later().photoName, { i: i + 1 });
		const node = el("li", {}, photo.preview,
		    el("div", {}, paragraph(name + " · " + fill(kilobytes,
			{ n: Math.ceil(photo.jpeg.length / 1024) }), "strong"),
			paragraph(foundText(photo.found), "good"),
			el("div", { class: "acts" },
			    act(i, later().photoUp, "up", i === 0,
				() => move(i, -1)),
			    act(i, later().photoDown, "down",
				i === list.length - 1, () => move(i, 1)),
			    act(i, later().photoRemove, "remove", false,
				() => remove(i)))));
		photo.preview.setAttribute("role", "img");
		photo.preview.setAttribute("aria-label", name);
		node.addEventListener("keydown", (event) => {
			const by = event.key === "ArrowUp" ? -1 :
			    event.key === "ArrowDown" ? 1 : 0;
			if (by === 0 || locked || i + by < 0 ||
			    i + by >= list.length)
				return;
			event.preventDefault();
			move(i, by);
		});
		return node;
	}

	function draw(): void {
		replace(items, ...list.map(row));
	}

	return {
		async add(file) {
			const done = await clean(file).catch(
			    (): NoPicture => "decode");
			if (typeof done === "string")
				return { wrong: later().photoBad[done] };
			list.push({ ...done, serial: ++serial });
			draw();
			return { said: fill(later().photoAdded,
			    { i: list.length }) + foundText(done.found) };
		},
		list: () => list.map((one) => one.jpeg),
		key: () => list.map((one) => one.serial).join(),
		count: () => fill(later().photosCount, { n: list.length }),
		full: (max) => fill(later().photosFull, { n: max }),
		lock(on) {
			locked = on;
		},
		wipe() {
			list.splice(0).forEach(drop);
			draw();
		},
	};
}
