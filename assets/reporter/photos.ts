// SPDX-License-Identifier: ISC
// The pictures of a letter: one input for each, what was taken out of it, its
// place among the others.  They are kept as bytes of this page, in no blob and
// under no address, until the letter is received or the visit ends.

import { bundle } from "./bundle.ts";
import { drop as dropCanvas } from "./canvas.ts";
import { button, el, newId, paragraph, replace } from "./dom.ts";
import { errorLine, type View } from "./fields.ts";
import type { Found } from "./metadata.ts";
import type { Clean, NoPicture, Picture } from "./picture.ts";
import { PICTURE_URL } from "./trusted.ts";
import { fill, listed, s } from "./words.ts";

export interface Photos extends View {
	/** In order. */
	list(): readonly Uint8Array[];
	/** Tells these pictures in this order from any others. */
	key(): string;
	/** While a letter is sent. */
	lock(on: boolean): void;
	wipe(): void;
}

interface Photo extends Picture {
	readonly serial: number;
}

const TOLD: readonly Found[] = ["place", "camera", "time", "small", "other"];

/** Pictures a letter of this form takes at most. */
export function photosMax(form: string): number {
	return form.indexOf("youth/") === 0 ? 3 : 5;
}

let serial = 0;

function clean(): Promise<Clean> {
	return bundle(PICTURE_URL, () =>
	    (globalThis as { qfPicture?: Clean }).qfPicture);
}

function foundText(found: readonly Found[]): string {
	const told = TOLD.filter((one) => found.indexOf(one) >= 0);

	return told.length === 0 ? s().photoPlain :
	    fill(s().photoRemoved, { found: listed(told.map((one) =>
		s().photoFound[one])) });
}

/** What can be done with the picture of one row. */
interface Acts {
	move(by: number): void;
	remove(): void;
}

/** Picture i of n: what it shows, what was in it, its buttons and keys. */
function row(photo: Photo, i: number, n: number, acts: Acts): HTMLElement {
	const title = fill(s().photoName, { i: i + 1 });
	const act = (label: string, name: string, shut: boolean,
	    go: () => void) => {
		const node = button(label, "plain", go);
		node.name = name;
		node.disabled = shut;
		node.setAttribute("aria-label", `${label} ${i + 1}`);
		return node;
	};
	const node = el("li", {}, photo.preview,
	    el("div", {}, paragraph(title + " · " + fill(s().kilobytes,
		{ n: Math.ceil(photo.jpeg.length / 1024) }), "strong"),
		paragraph(foundText(photo.found), "good"),
		el("div", { class: "acts" },
		    act(s().photoUp, "up", i === 0, () => acts.move(-1)),
		    act(s().photoDown, "down", i === n - 1, () => acts.move(1)),
		    act(s().photoRemove, "remove", false, acts.remove))));

	photo.preview.setAttribute("role", "img");
	photo.preview.setAttribute("aria-label", title);
	node.addEventListener("keydown", (event) => {
		const by = event.key === "ArrowUp" ? -1 :
		    event.key === "ArrowDown" ? 1 : 0;

		if (by !== 0 && i + by >= 0 && i + by < n) {
			event.preventDefault();
			acts.move(by);
		}
	});
	return node;
}

function drop(photo: Photo): void {
	photo.jpeg.fill(0);
	dropCanvas(photo.preview);
}

/** Chosen once: the input holds the file and its name, so each has its own. */
function chooser(described: string, add: (file: File) => void): HTMLElement {
	const input = el("input", { type: "file", accept: "image/*",
		"aria-describedby": described });

	input.addEventListener("change", () => {
		const file = input.files?.[0];

		if (file !== undefined)
			add(file);
	});
	return el("label", { class: "button plain file" },
	    el("span", {}, s().photoAdd), input);
}

export function photos(max: number, change: () => void): Photos {
	const id = newId();
	const list: Photo[] = [];
	const items = el("ol", { class: "photos" });
	const adding = el("div", {});
	const said = el("p", { role: "status", class: "hint" });
	const error = errorLine();
	const group = el("fieldset", { class: "question",
		"aria-describedby": id });
	let busy = false;
	let locked = false;

	async function add(file: File): Promise<void> {
		if (busy)
			return;
		busy = true;
		error.set(null);
		said.textContent = s().photoWorking;
		const done = await clean().then((one) => one(file),
		    (): NoPicture => "script").catch((): NoPicture => "decode");
		busy = false;
		said.textContent = "";
		if (typeof done === "string")
			error.set(s().photoBad[done]);
		else {
			list.push({ ...done, serial: ++serial });
			said.textContent = fill(s().photoAdded, { i: list.length }) +
			    foundText(done.found);
		}
		// Who went on to write is not called away.
		const here = group.contains(document.activeElement);
		draw();
		change();
		if (here)
			group.querySelector("input")?.focus();
	}

	function move(i: number, by: number): void {
		const [one] = list.splice(i, 1);

		if (one === undefined)
			return;
		list.splice(i + by, 0, one);
		draw();
		said.textContent = fill(s().photoMoved, { i: i + by + 1 });
		change();
		focusOn(i + by, by < 0 ? "up" : "down");
	}

	function remove(i: number): void {
		const [one] = list.splice(i, 1);

		if (one !== undefined)
			drop(one);
		draw();
		said.textContent = fill(s().photoGone, { i: i + 1 });
		change();
		group.querySelector("input")?.focus();
	}

	/** The same button of the row it is in now, else its neighbour. */
	function focusOn(i: number, name: string): void {
		const all = items.children[i]?.querySelectorAll("button") ?? [];
		const there = Array.from(all).filter((one) => !one.disabled);

		(there.filter((one) => one.name === name)[0] ?? there[0])?.focus();
	}

	function draw(): void {
		replace(items, ...list.map((one, i) => row(one, i, list.length, {
			move: (by) => locked || move(i, by),
			remove: () => locked || remove(i),
		})));
		replace(adding, list.length >= max ?
		    paragraph(fill(s().photosFull, { n: max })) :
		    chooser(`${id} ${error.node.id}`,
			(file) => void add(file)));
	}

	const hint = paragraph(s().photosHint, "hint");
	hint.id = id;
	group.append(el("legend", {}, s().photosTitle,
	    el("span", { class: "mark" }, fill(s().photosMax, { n: max }))),
	hint, items, adding, said, error.node);
	draw();
	return {
		node: group,
		isTick: false,
		name: s().photosTitle,
		target: () => group.querySelector("input") ?? group,
		values: () => [],
		route: () => null,
		// One that is still being worked on must not be left behind.
		problem: () => busy ? s().photoWorking : null,
		show: error.set,
		summary: () => list.length === 0 ? s().notAnswered :
		    fill(s().photosCount, { n: list.length }),
		list: () => list.map((one) => one.jpeg),
		key: () => list.map((one) => one.serial).join(),
		lock(on) {
			const input = group.querySelector("input");
			locked = on;
			if (input !== null)
				input.disabled = on;
		},
		wipe() {
			list.splice(0).forEach(drop);
			draw();
		},
	};
}
