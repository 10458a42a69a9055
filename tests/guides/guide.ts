// SPDX-License-Identifier: ISC
// A guide is its own script.  What it quotes in 「」 must stand on the screen it
// speaks of, in the order of the page; what it says to press is pressed, what
// it says to write is written.  So a guide that no longer fits the product
// fails, and its pictures are of the screens it leads to.
//
//	<!-- screen NAME -->	a screen begins; the cast brings it about
//	![...](../pictures/NAME.png)	a picture is taken here
//	「X」			stands there, behind what was named before
//	点「X」 选「X」 勾「X」	and is pressed, chosen, ticked
//	在「X」里写“Y”		and gets these words

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { ElementHandle, Page } from "playwright-core";

import { repo } from "../web/cluster.ts";

export type Step =
	| { readonly kind: "screen" | "picture"; readonly name: string }
	| { readonly kind: "look" | "press"; readonly label: string }
	| { readonly kind: "write"; readonly label: string;
	    readonly text: string };

/** Who brings the screens of a guide about. */
export interface Cast {
	readonly screens: Readonly<Record<string, () => Promise<Page>>>;
	/** Pictures of no page. */
	readonly drawn?: readonly string[];
}

/** What takes a picture; at is what the guide spoke of last. */
export type Take = (name: string, page: Page | null,
    at: ElementHandle | null) => Promise<void>;

const STEP = new RegExp(["<!-- screen ([a-z0-9-]+) -->",
	"!\\[[^\\]]*\\]\\(\\.\\./pictures/([a-z0-9-]+)\\.png\\)",
	"在「([^」]+)」里写“([^”]+)”", "[点选勾]「([^」]+)」",
	"「([^」]+)」"].join("|"), "g");
/** Sealing and Argon2id are slow where others work as well. */
const WAIT_MS = 60000;

/** A guide that is a file of this checkout, or one of another name. */
export interface Guide {
	readonly name: string;
	readonly text: string;
}

export function openGuide(path: string): Guide {
	return { name: path, text: readFileSync(join(repo, path), "utf8") };
}

/** What it says to do; commands in its blocks are others' to run. */
export function readGuide({ text }: Guide): Step[] {
	return [...text.replace(/^```[^]*?^```/gm, "").matchAll(STEP)].map(
	    ([, screen, picture, field, words, press, look]): Step =>
		screen !== undefined ? { kind: "screen", name: screen } :
		picture !== undefined ? { kind: "picture", name: picture } :
		field !== undefined ? { kind: "write", label: field,
		    text: words ?? "" } :
		press !== undefined ? { kind: "press", label: press } :
		{ kind: "look", label: look ?? "" });
}

/** Steps by screen; what stands before the first one is of no page. */
export function scenes(steps: readonly Step[]): { name: string;
    steps: Step[] }[] {
	const out: { name: string; steps: Step[] }[] = [{ name: "",
		steps: [] }];

	for (const step of steps)
		if (step.kind === "screen")
			out.push({ name: step.name, steps: [] });
		else
			out[out.length - 1]?.steps.push(step);
	return out;
}

/**
 * What shows these words, behind an element if there is one: all its words
 * sooner than their beginning, that sooner than any part of them.
 */
function find({ label, press, after }: { label: string; press: boolean;
    after: Element | null }): Element | null {
	// Without marks in front and a count behind.
	const bare = (text: string | null) => (text ?? "").trim()
	    .replace(/ \d+$/, "").replace(/\s+/g, "").replace(/^[‹⚠✓●+□]+/, "");
	const want = label.replace(/\s+/g, "");
	const seen = (node: Element) => (node.tagName === "OPTION" ?
	    node.closest("select") ?? node : node).checkVisibility({
		visibilityProperty: true });
	const behind = (node: Element) => after === null ||
	    !after.isConnected || after === node || after.contains(node) ||
	    (after.compareDocumentPosition(node) &
		Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
	const all = Array.from(document.body.querySelectorAll(press ?
	    "button, summary, a[href], label, option" : "*"))
	    .filter((node) => behind(node) && seen(node));
	const says = (node: Element) => [node.textContent,
		node.getAttribute("placeholder")].map(bare);
	const fits = [(text: string) => text === want,
		(text: string) => text.startsWith(want),
		...press ? [] : [(text: string) => text.includes(want)]];

	for (const fit of fits) {
		const some = all.filter((node) => says(node).some(fit));
		// The innermost: no other is in it.
		const inner = some.find((node) => !some.some((other) =>
		    other !== node && node.contains(other)));

		if (inner !== undefined)
			return inner;
	}
	return null;
}

async function found(page: Page, label: string, press: boolean,
    after: ElementHandle | null, where: string, wait: number):
    Promise<ElementHandle> {
	const until = Date.now() + wait;

	for (;;) {
		// A screen may go while it is looked at: then look again.
		const handle = await page.evaluateHandle(find, { label, press,
			after: after as ElementHandle<Element> | null })
		    .catch(() => null);
		const node = handle?.asElement() ?? null;

		if (node !== null)
			return node;
		if (Date.now() > until)
			assert.fail(`${where}: no 「${label}」` + (after === null ? "" :
			    " behind what was named before") + " on\n" +
			    await page.innerText("body"));
		await page.waitForTimeout(100);
	}
}

async function press(node: ElementHandle): Promise<void> {
	const option = await node.evaluate((one) =>
	    one instanceof HTMLOptionElement ? one.value : null);

	if (option === null)
		return node.click({ timeout: WAIT_MS });
	const list = (await node.evaluateHandle((one) =>
	    (one as Element).closest("select"))).asElement();
	await list?.selectOption(option);
}

/** The control of a label, or the first of a question with that name. */
async function write(node: ElementHandle, text: string, where: string):
    Promise<void> {
	const control = (await node.evaluateHandle((one) => {
		const label = (one as Element).closest("label");

		return label?.control ?? (one as Element).closest("fieldset")
		    ?.querySelector("input, textarea") ?? null;
	})).asElement();

	if (control === null)
		assert.fail(`${where}: nothing to write into`);
	await control.fill(text);
}

type Deed = Extract<Step, { readonly label: string }>;

/** One step behind another on its screen; gives the element it was about. */
async function perform(page: Page, step: Deed, after: ElementHandle | null,
    where: string, wait: number): Promise<ElementHandle> {
	for (let tries = 0;; tries++) {
		const node = await found(page, step.label, step.kind === "press",
		    after, where, wait);

		try {
			if (step.kind === "press")
				await press(node);
			else if (step.kind === "write")
				await write(node, step.text, where);
			return node;
		} catch (e) {
			// Drawn anew in between: nothing was done yet.
			if (tries === 9 || !/not attached|detached/.test(String(e)))
				throw e;
		}
	}
}

/** Walk a guide from its beginning to its end. */
export async function walk(guide: Guide, cast: Cast, take: Take,
    wait = WAIT_MS): Promise<void> {
	const parts = scenes(readGuide(guide));
	const unused = new Set(Object.keys(cast.screens));

	for (const { name, steps } of parts) {
		const enter = cast.screens[name];
		const where = `${guide.name}, ${name}`;

		unused.delete(name);
		if (name !== "" && enter === undefined)
			assert.fail(`${where}: nobody plays it`);
		const page = await enter?.() ?? null;
		let at: ElementHandle | null = null;
		for (const step of steps) {
			if (!("label" in step)) {
				const drawn = cast.drawn?.includes(step.name) === true;

				await take(step.name, drawn ? null : page, at);
				continue;
			}
			if (page === null)
				assert.fail(`${where}: ${JSON.stringify(step)} is on no screen`);
			at = await perform(page, step, at, where, wait);
		}
	}
	assert.deepEqual([...unused], [], `${guide.name}: screens that it does not name`);
}
