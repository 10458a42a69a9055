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

	for (const [name, value] of Object.entries(attributes)) {
		if (value !== false)
			node.setAttribute(name, value === true ? "" : value);
	}
	append(node, ...children);
	return node;
}

export function append(node: Node, ...children: readonly Child[]): void {
	for (const child of children) {
		if (child !== null)
			node.appendChild(typeof child === "string" ?
			    document.createTextNode(child) : child);
	}
}

export function replace(node: Node, ...children: readonly Child[]): void {
	while (node.lastChild !== null)
		node.removeChild(node.lastChild);
	append(node, ...children);
}

let serial = 0;

/** An id unique in this page, for labels and descriptions. */
export function newId(): string {
	serial += 1;
	return "i" + String(serial);
}

export function button(label: string, kind: "main" | "plain" | "quiet",
    act: () => void): HTMLButtonElement {
	const node = el("button", { type: "button", class: "button " + kind },
	    label);

	node.addEventListener("click", act);
	return node;
}

/** A label above its control. */
export function labelled(label: string, control: HTMLElement,
    ...more: readonly Child[]): HTMLElement {
	if (control.id === "")
		control.id = newId();
	return el("div", { class: "field" },
	    el("label", { for: control.id }, label), control, ...more);
}

export function select(options: readonly (readonly [string, string])[],
    chosen: string, change: (value: string) => void): HTMLSelectElement {
	const node = el("select", { class: "input" }, ...options.map(
	    ([value, label]) => el("option", { value,
		selected: value === chosen }, label)));

	node.addEventListener("change", () => change(node.value));
	return node;
}

/** A folded passage. */
export function fold(title: string, ...children: readonly Child[]):
    HTMLElement {
	return el("details", { class: "fold" },
	    el("summary", {}, title), ...children);
}

/** A heading that can take the focus when a screen changes. */
export function heading(level: "h1" | "h2", ...children: readonly Child[]):
    HTMLElement {
	return el(level, { tabindex: "-1" }, ...children);
}
