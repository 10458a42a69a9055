// SPDX-License-Identifier: ISC
// Codes in words: the lists of conf/site.json as they were when the console
// was built.  Office does not know them.  A code that is not there is shown as
// it is.

import site from "../../conf/site.json" with { type: "json" };

import { language } from "./words.ts";

interface Text {
	readonly zh: string;
	readonly en: string;
}

interface Option extends Text {
	readonly code: string;
	readonly children?: readonly Option[];
}

interface Field {
	readonly name: string;
	readonly label: Text;
	readonly list?: string;
	readonly options?: readonly Option[];
}

const lists: Readonly<Record<string, readonly Option[]>> = {
	stations: site.stations, units: site.units, topics: site.topics,
	categories: site.categories,
};
const forms: readonly { id: string; name: Text; fields: readonly Field[] }[] =
    site.forms;
const statuses: Readonly<Record<string, Text>> = site.public_status;

function say(text: Text): string {
	return text[language()];
}

/** From the top of a tree to the code, [] when it is not there. */
function path(options: readonly Option[], code: string): readonly Option[] {
	for (const o of options) {
		if (o.code === code)
			return [o];
		const below = path(o.children ?? [], code);
		if (below.length > 0)
			return [o, ...below];
	}
	return [];
}

export function organ(): string {
	return say(site.organ);
}

export function formName(form: string | null): string | null {
	const one = forms.find((f) => f.id === form);

	return one === undefined ? form : say(one.name);
}

export function className(name: string): string {
	const names: Readonly<Record<string, Text>> = site.class_names;
	const one = names[name];

	return one === undefined ? name : say(one);
}

function fieldOf(form: string | null, name: string): Field | undefined {
	return forms.find((f) => f.id === form)?.fields
	    .find((f) => f.name === name) ??
	    (name === site.rating.name ? site.rating : undefined);
}

export function fieldName(form: string | null, name: string): string {
	const one = fieldOf(form, name);

	if (name === "status")
		return language() === "zh" ? "公开进度" : "Public status";
	return one === undefined ? name : say(one.label);
}

/** The value in words, with every step of a tree; else as it is. */
export function fieldValue(form: string | null, name: string, value: string):
    string {
	const one = fieldOf(form, name);
	const options = one?.options ?? lists[one?.list ?? ""] ?? [];
	const found = path(options, value);

	if (name === "status")
		return statusName(value);
	// A tick's value is only "yes".
	if (found.length === 0)
		return one !== undefined && value === "yes" ?
		    (language() === "zh" ? "是" : "yes") : value;
	return `${found.map(say).join(" › ")}（${value}）`;
}

/** The last step alone, for the inbox. */
export function shortValue(form: string | null, name: string, value: string):
    string {
	const one = fieldOf(form, name);
	const found = path(one?.options ?? lists[one?.list ?? ""] ?? [], value);
	const last = found[found.length - 1];

	return last === undefined ? value : say(last);
}

export const STATUSES = Object.keys(statuses);

export function statusName(code: string): string {
	const one = statuses[code];

	return one === undefined ? code : `${code} ${say(one)}`;
}

/** A passage that goes with a status, or null. */
export function passage(status: string): string | null {
	switch (status) {
	case "P5":
		return say(site.texts.passed_on);
	case "P6":
		return say(site.texts.out_of_scope);
	default:
		return null;
	}
}
