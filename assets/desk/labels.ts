// SPDX-License-Identifier: ISC
// Codes in words, by the lists of site.ts.  Office does not know them.  A code
// that is not there is shown as it is.

import { CAMPAIGN_LABEL, type StatsLists } from "../lib/stats.ts";
import { type LabelRow, stateOf, table } from "../lib/triage.ts";
import { type Field, type Option, type Text, site } from "./site.ts";
import { language } from "./words.ts";

function listOf(name: string): readonly Option[] {
	const { stations, units, topics, categories } = site;
	const lists: Readonly<Record<string, readonly Option[]>> = { stations,
		units, topics, categories };

	return lists[name] ?? [];
}

/** Lists that the statistics count by. */
export const statsLists: StatsLists = {
	get topics() {
		return site.topics;
	},
	get stations() {
		return site.stations;
	},
	get nodes() {
		return site.nodes;
	},
	get campaigns() {
		return site.campaigns;
	},
};

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
	const one = site.forms.find((f) => f.id === form);

	return one === undefined ? form : say(one.name);
}

export function className(name: string): string {
	const one = site.class_names[name];

	return one === undefined ? name : say(one);
}

function fieldOf(form: string | null, name: string): Field | undefined {
	return site.forms.find((f) => f.id === form)?.fields
	    .find((f) => f.name === name) ??
	    (name === site.rating.name ? site.rating : undefined);
}

/** Fields that officers' entries have, and no form. */
const OURS: Readonly<Record<string, Text>> = {
	status: { zh: "公开进度", en: "Public status" },
	exported: { zh: "已按命令导出", en: "Exported by order" },
	receiver: { zh: "接收人", en: "Receiver" },
	purpose: { zh: "用途", en: "Purpose" },
};

export function fieldName(form: string | null, name: string): string {
	const one = fieldOf(form, name);

	return say(one?.label ?? OURS[name] ?? { zh: name, en: name });
}

/** The value in words, with every step of a tree; else as it is. */
export function fieldValue(form: string | null, name: string, value: string):
    string {
	const one = fieldOf(form, name);
	const options = one?.options ?? listOf(one?.list ?? "");
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
	const found = path(one?.options ?? listOf(one?.list ?? ""), value);
	const last = found[found.length - 1];

	return last === undefined ? value : say(last);
}

/** Names in both languages, to be searched by: the label, every step. */
export function wordsOf(form: string | null, name: string, value: string):
    string[] {
	const one = fieldOf(form, name);
	const found = path(one?.options ?? listOf(one?.list ?? ""), value);

	return [value, ...[...one === undefined ? [] : [one.label], ...found]
	    .flatMap((t) => [t.zh, t.en])];
}

export function formWords(form: string | null): string[] {
	const one = site.forms.find((f) => f.id === form);

	return one === undefined ? [] : [one.name.zh, one.name.en];
}

export const FORMS: readonly string[] = ["youth/1", "concern/1"];

/** "R03" in words; the code when the table has none. */
export function stateName(code: string): string {
	const state = stateOf(code);

	return state === undefined ? code : say(state);
}

/** Labels to choose from: the table's, and the site's campaigns. */
export function labelRows(): readonly LabelRow[] {
	return [...table.labels, ...site.campaigns.map((c) => ({
		code: CAMPAIGN_LABEL + c.code, group: "campaign",
		zh: `专项：${c.zh}`, en: `Campaign: ${c.en}` }))];
}

export function labelName(code: string): string {
	const row = labelRows().find((l) => l.code === code);

	return row === undefined ? code : say(row);
}

export const STATUSES = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"];

export function statusName(code: string): string {
	const one = site.public_status[code];

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
