// SPDX-License-Identifier: ISC
// A picture of a screen that is the same tomorrow.  What is drawn anew for each
// letter or each site (receipt codes, pins, entry numbers, shares of a key) has
// digits of its own while the picture is taken, and these are plainly no real
// ones; the page and the product know nothing of it.

import { execFileSync } from "node:child_process";
import {
	existsSync, readFileSync, renameSync, rmSync, writeFileSync,
} from "node:fs";

import type { ElementHandle, Page } from "playwright-core";

/** A palette is enough for a screen. */
const COLOURS = "64";
/** Of 255: what another palette may make of the edge of a letter. */
const SHADE = 64;

/** Put digits of ours into the page; gives back a way to undo it. */
async function mask(page: Page): Promise<() => Promise<void>> {
	const undo = await page.evaluateHandle(() => {
		const kept: (() => void)[] = [];
		// The mark of the focus would tell which key was pressed last.
		const focus = document.activeElement;

		if (focus instanceof HTMLElement && focus !== document.body) {
			focus.blur();
			kept.push(() => focus.focus({ preventScroll: true }));
		}
		let at = 0;
		// 0123 4567 8901 …: anybody sees that this is an example.
		const count = (text: string) => text.replace(/[0-9]/g,
		    () => String(at++ % 10));
		const change = (text: string, where: Element | null) => {
			if (where?.closest(".groups") != null)
				return text.replace(/[0-9A-Z]{4}/g, "0000");
			// Codes of a table are in .mono too.
			if (where?.closest(".code, .pin, .mono") != null &&
			    /^[0-9]{4}( [0-9]{4})*$/.test(text))
				return count(text);
			return text.replace(/\b(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b|\b[0-9]{12}\b/g,
			    (id) => "0123456789ab".slice(0, id.length));
		};
		const nodes = document.createTreeWalker(document.body,
		    NodeFilter.SHOW_TEXT);
		let group: Element | null = null;

		for (let n = nodes.nextNode(); n !== null; n = nodes.nextNode()) {
			const node = n as Text;
			const old = node.data;
			const now = node.parentElement?.closest(
			    ".code, .pin, .mono") ?? null;

			if (now !== group)
				at = 0;
			group = now;
			const text = change(old, node.parentElement);
			if (text === old)
				continue;
			node.data = text;
			kept.push(() => {
				node.data = old;
			});
		}
		for (const area of document.querySelectorAll<HTMLTextAreaElement>(
		    "textarea.digits")) {
			const old = area.value;

			at = 0;
			area.value = count(old);
			kept.push(() => {
				area.value = old;
			});
		}
		for (const area of document.querySelectorAll<HTMLTextAreaElement>(
		    "#lesson-note, .note-text")) {
			const old = area.value;

			area.value = old.replace(/[A-Za-z0-9+/=]{20,}/g,
			    (text) => "ABCD".repeat(text.length / 4));
			kept.push(() => {
				area.value = old;
			});
		}
		return () => {
			for (const back of kept)
				back();
		};
	});

	return async () => {
		await undo.evaluate((back) => back());
	};
}

/** Into path: what the screen shows, with what was spoken of last in it. */
export async function still(page: Page, at: ElementHandle | null,
    path: string): Promise<void> {
	await page.bringToFront();
	// Nothing is under the mouse.
	await page.mouse.move(0, 0);
	await page.evaluate(() => document.fonts.ready);
	if (at === null)
		await page.evaluate(() => window.scrollTo(0, 0));
	else
		await at.evaluate((node) => (node as Element)
		    .scrollIntoView({ block: "center" })).catch(() => undefined);
	const fresh = `${path}.new`;
	const undo = await mask(page);
	try {
		writeFileSync(fresh, await page.screenshot({
			animations: "disabled", caret: "hide" }));
	} finally {
		await undo();
	}
	shrink(fresh);
	// The eye sees no other picture: the file stays as it is.
	if (existsSync(path) && await alike(page, path, fresh))
		rmSync(fresh);
	else
		renameSync(fresh, path);
}

/** No pixel of one is more than a shade from the other's. */
async function alike(page: Page, one: string, other: string):
    Promise<boolean> {
	const blank = await page.context().newPage();

	try {
		return await blank.evaluate(async ({ files, shade }) => {
			const [a, b] = await Promise.all(files.map(async (file) => {
				const bitmap = await createImageBitmap(await (await
				    fetch("data:image/png;base64," + file)).blob());
				const context = new OffscreenCanvas(bitmap.width,
				    bitmap.height).getContext("2d");

				context?.drawImage(bitmap, 0, 0);
				return context?.getImageData(0, 0, bitmap.width,
				    bitmap.height);
			}));

			return a !== undefined && b !== undefined &&
			    a.width === b.width && a.height === b.height &&
			    a.data.every((value, i) =>
				Math.abs(value - (b.data[i] ?? 999)) <= shade);
		}, { shade: SHADE, files: [one, other].map((path) =>
			readFileSync(path).toString("base64")) });
	} finally {
		await blank.close();
	}
}

export function shrink(path: string): void {
	execFileSync("pngquant", ["--force", "--strip", "--speed", "1",
		"--output", path, COLOURS, path], {
		// Threads add up in any order, and so round differently.
		env: { ...process.env, OMP_NUM_THREADS: "1" } });
}
