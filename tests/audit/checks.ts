// SPDX-License-Identifier: ISC
// What must hold of every screen, measured in the page: nothing wider than the
// screen, no letters under 16 px, nothing to tap under 44 px, no axe violation.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "playwright-core";

/** MIIT's norm for letters and targets (docs/never.md, 24). */
const TEXT_PX = 16;
const TARGET_PX = 44;
const AXE = readFileSync(createRequire(import.meta.url)
    .resolve("axe-core/axe.min.js"), "utf8");

interface Axe {
	run(context: unknown, options: unknown): Promise<{ violations: {
		id: string; help: string; nodes: { html: string;
		    failureSummary?: string }[] }[] }>;
}

/** Faults of size and place at the present width. */
export function sizes(page: Page): Promise<string[]> {
	return page.evaluate(({ text, target }) => {
		const out: string[] = [];
		const { scrollWidth: wide, clientWidth: room } =
		    document.documentElement;
		const name = (node: Element) => `<${node.tagName.toLowerCase()}` +
		    `${node.className === "" ? "" : "." + node.className}> ` +
		    (node.textContent ?? "").trim().slice(0, 30);
		const shown = (node: Element) =>
		    node.getClientRects().length > 0 &&
		    getComputedStyle(node).visibility === "visible";

		if (wide > room)
			out.push(`${wide} px wide on ${room}`);
		const walker = document.createTreeWalker(document.body,
		    NodeFilter.SHOW_TEXT);
		while (walker.nextNode() !== null) {
			const node = walker.currentNode.parentElement;
			if (node === null || !shown(node) ||
			    (walker.currentNode.nodeValue ?? "").trim() === "" ||
			    /^(SCRIPT|STYLE|NOSCRIPT|OPTION)$/.test(node.tagName))
				continue;
			const size = parseFloat(getComputedStyle(node).fontSize);
			if (size < text - 0.05)
				out.push(`${size} px: ${name(node)}`);
			const { left, right } = node.getBoundingClientRect();
			if (left < -0.5 || right > room + 0.5)
				out.push(`from ${left} to ${right}: ${name(node)}`);
		}
		for (const node of Array.from(document.querySelectorAll(
		    "button, a[href], select, summary, textarea, input, " +
		    "label.choice, [role=button], [tabindex='0']"))) {
			// The whole row of a tick can be tapped.
			const row = node.closest("label") ?? node;
			const { width, height } = row.getBoundingClientRect();
			if (shown(row) && (width < target - 0.1 ||
			    height < target - 0.1))
				out.push(`${width} x ${height} px: ${name(row)}`);
		}
		return Array.from(new Set(out));
	}, { text: TEXT_PX, target: TARGET_PX });
}

/** Violations that axe finds; rules: only these, else all of them. */
export async function axe(page: Page, rules?: readonly string[]):
    Promise<string[]> {
	if (!await page.evaluate(() => "axe" in globalThis))
		await page.evaluate(AXE);
	return page.evaluate(async (only) => {
		const { violations } = await (globalThis as unknown as { axe: Axe })
		    .axe.run(document, { resultTypes: ["violations"],
			...(only === null ? {} :
			    { runOnly: { type: "rule", values: only } }) });

		return violations.flatMap((one) => one.nodes.map((node) =>
		    `${one.id}: ${one.help}: ${node.html.slice(0, 160)} ` +
		    (node.failureSummary ?? "").replace(/\s+/g, " ")));
	}, rules === undefined ? null : [...rules]);
}
