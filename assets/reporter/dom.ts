// SPDX-License-Identifier: ISC
// The only way this page makes elements.  Text goes in as text nodes; there
// is no path from a string to markup.

export type Child = Node | string | null;

type Attributes = Readonly<Record<string, string | boolean>>;

/** Make an element; an attribute that is `false` is left out. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K,
    attributes: Attributes, ...children: readonly Child[]):
    HTMLElementTagNameMap[K] {
	const node = document.createElement(tag);
	for (const name of Object.keys(attributes)) {
		const value = attributes[name];
		if (value === true)
			node.setAttribute(name, "");
		else if (value !== false && value !== undefined)
			node.setAttribute(name, value);
	}
	append(node, ...children);
	return node;
}

export function append(node: Node, ...children: readonly Child[]): void {
	for (const child of children)
		if (child !== null)
			node.appendChild(typeof child === "string" ?
			    document.createTextNode(child) : child);
}

export function clear(node: Node): void {
	while (node.lastChild !== null)
		node.removeChild(node.lastChild);
}

export function replace(node: Node, ...children: readonly Child[]): void {
	clear(node);
	append(node, ...children);
}

/** The browser's own helpers may send what is typed to their makers. */
export const QUIET = { autocomplete: "off", autocapitalize: "off",
	autocorrect: "off", spellcheck: "false" };

let serial = 0;

/** An id unique in this page, for labels and descriptions. */
export function newId(): string {
	serial += 1;
	return "i" + serial;
}

export function button(label: string, kind: "main" | "plain" | "quiet",
    act: () => void): HTMLButtonElement {
	const node = el("button", { type: "button", class: "button " + kind },
	    label);
	node.addEventListener("click", act);
	return node;
}

/** A folded passage. */
export function fold(title: string, ...children: readonly Child[]):
    HTMLElement {
	return el("details", { class: "fold" },
	    el("summary", {}, title), ...children);
}

export function paragraph(text: string, kind = ""): HTMLParagraphElement {
	return el("p", kind === "" ? {} : { class: kind }, text);
}

/** Count as the services do: code points, a line break is one. */
export function count(text: string): number {
	return Array.from(text.replace(/\r\n?/g, "\n")).length;
}
