// SPDX-License-Identifier: ISC
// Large letters, light or dark: two switches under every screen.  They hold as
// long as the page does; nothing is kept.

import { el, replace } from "./dom.ts";
import { s } from "./words.ts";

const root = document.documentElement;

/** Whether the page is dark now, by its switch or by the phone's. */
function isDark(): boolean {
	const chosen = root.getAttribute("data-theme");
	return chosen !== null ? chosen === "dark" :
	    matchMedia("(prefers-color-scheme: dark)").matches;
}

function toggle(label: string, on: boolean, act: () => void): HTMLElement {
	const node = el("button", { type: "button", class: "button plain",
		"aria-pressed": String(on) }, label);
	node.addEventListener("click", act);
	return node;
}

/** Put the switches into node, in the language shown. */
export function displaySwitches(node: HTMLElement): void {
	function again(at: number): void {
		show();
		(node.children[at] as HTMLElement).focus();
	}

	function show(): void {
		replace(node,
		    toggle(s().largeType, root.hasAttribute("data-large"), () => {
			root.toggleAttribute("data-large");
			again(0);
		    }),
		    toggle(s().darkTheme, isDark(), () => {
			root.setAttribute("data-theme", isDark() ? "light" : "dark");
			again(1);
		    }));
	}

	show();
}
