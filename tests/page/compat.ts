// SPDX-License-Identifier: ISC
// Which engine knows what, from MDN's browser-compat-data, held against the
// floor: Chrome 78 (WebViews and X5 of that class) and iOS 14.

import { createRequire } from "node:module";

interface Support {
	readonly version_added?: string | boolean | null;
	readonly version_removed?: string;
	readonly prefix?: string;
	readonly alternative_name?: string;
	readonly partial_implementation?: boolean;
	readonly flags?: unknown;
}

export interface Feature {
	readonly __compat?: { readonly support:
	    Record<string, Support | readonly Support[]> };
	readonly [name: string]: Feature | unknown;
}

const FLOOR = { chrome: 78, safari_ios: 14 } as const;

const data = createRequire(import.meta.url)("@mdn/browser-compat-data") as {
	readonly api: Feature; readonly css: Record<string, Feature>;
	readonly javascript: Record<string, Feature>;
};

export const css = data.css;

export function below(feature: Feature | undefined, name: string):
    Feature | undefined {
	const found = feature !== undefined && Object.hasOwn(feature, name) ?
		feature[name] : undefined;

	return found === null || typeof found !== "object" ? undefined :
		found as Feature;
}

function version(text: Support["version_added"]): number {
	if (text === true)
		return 0;
	return typeof text !== "string" || text === "preview" ? Infinity :
		parseFloat(text.replace(/^≤/, ""));
}

/** Whether that version has it without prefix, flag or other name. */
function has(support: Support | readonly Support[] | undefined,
    floor: number): boolean {
	const list = support === undefined ? [] :
		Array.isArray(support) ? support as readonly Support[] :
		[support as Support];

	return list.some((one) => one.prefix === undefined &&
	    one.alternative_name === undefined && one.flags === undefined &&
	    version(one.version_added) <= floor &&
	    (one.version_removed === undefined ||
		version(one.version_removed) > floor));
}

/** False when one engine of the floor lacks it. */
export function isOld(feature: Feature): boolean {
	const support = feature.__compat?.support;

	return support === undefined || Object.entries(FLOOR).every(
	    ([browser, floor]) => has(support[browser], floor));
}

/** Member or global name -> the features that are called so. */
export function names(): Map<string, Feature[]> {
	const all = new Map<string, Feature[]>();
	const keep = (name: string, feature: Feature) => {
		if (feature.__compat !== undefined)
			all.set(name, [...all.get(name) ?? [], feature]);
	};
	for (const group of [data.api, data.javascript["builtins"] ?? {}]) {
		for (const [name, value] of Object.entries(group)) {
			if (name === "__compat")
				continue;
			keep(name, value as Feature);
			for (const [member, inner] of Object.entries(
			    value as Feature)) {
				if (member === "__compat" || member === name)
					continue;
				// BCD calls static members foo_static, events
				// foo_event.
				keep(member.replace(/_(static|event)$/, ""),
				    inner as Feature);
			}
		}
	}
	return all;
}
