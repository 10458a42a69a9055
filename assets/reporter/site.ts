// SPDX-License-Identifier: ISC
// The shape of conf/site.json as GET /v1/start hands it over (docs/site.md), in
// Chinese, and GET /v1/site/en in English.  Intake has checked the shape before
// it serves it; nothing here is trusted with a key, so a wrong member can only
// spoil the page's words.

export interface Text {
	readonly zh?: string;
	readonly en?: string;
}

export type FormId = "youth/1" | "concern/1";

export interface Option extends Text {
	readonly code: string;
	/** Shown small beside it. */
	readonly examples?: Text;
	readonly official?: string;
	/** Help, shown once it is chosen. */
	readonly hint?: Text;
	readonly children?: readonly Option[];
	/** The festivals of a node. */
	readonly dates?: readonly string[];
	// What choosing it does:
	/** The roster class that reads the report. */
	readonly class?: string;
	/** A passage of `texts` to show. */
	readonly say?: string;
	/** A form to offer instead. */
	readonly offer?: FormId;
	/** Nothing can be sent while it is chosen. */
	readonly stop?: boolean;
	/** A field `flag` of the entry. */
	readonly flag?: string;
}

export type Control = "radio" | "select" | "chips" | "tree" |
    "select_or_text" | "check" | "notice" | "text" | "long" | "months" |
    "avoid" | "under14" | "contact";

export interface Field {
	readonly name: string;
	readonly label: Text;
	readonly control: Control;
	readonly required: boolean;
	readonly hint?: Text;
	readonly say?: string;
	/** Which screen of a form in steps. */
	readonly step?: number;
	/** Folded away until it is wanted. */
	readonly more?: boolean;
	/** Shown only while an earlier field has one of these answers. */
	readonly when?: { readonly field: string; readonly is: readonly string[] };
	readonly options?: readonly Option[];
	readonly list?: ListName;
	readonly default?: string;
	readonly repeat?: number;
	readonly max?: number;
	/** Months to look back. */
	readonly back?: number;
	/** What is agreed to by leaving contact data. */
	readonly consent?: Text;
}

export type ListName = "stations" | "units" | "topics" | "categories" |
    "nodes";

export interface Form {
	readonly id: FormId;
	readonly class: string;
	readonly name: Text;
	readonly hint: Text;
	readonly text: {
		readonly label: Text;
		readonly hint: Text;
		readonly min: number;
		readonly max: number;
	};
	/** How many pictures it takes. */
	readonly photos: number;
	readonly fields: readonly Field[];
}

/** A form for a time, with categories of its own in front. */
export interface Campaign extends Text {
	readonly code: string;
	readonly hint: Text;
	readonly form: FormId;
	/** First and last day, Asia/Shanghai. */
	readonly from: string;
	readonly to: string;
	readonly categories: readonly string[];
}

export interface Site {
	readonly format: 1;
	readonly name: Text;
	readonly organ: Text;
	/** Rising: of several classes that answers name, the last reads. */
	readonly class_names: Readonly<Record<string, Text>>;
	readonly stations: readonly Option[];
	readonly units: readonly Option[];
	readonly topics: readonly Option[];
	readonly categories: readonly Option[];
	readonly nodes: readonly Option[];
	readonly banner: {
		readonly days: number;
		readonly form: FormId;
		readonly text: Text;
		readonly categories: readonly string[];
	};
	readonly campaigns: readonly Campaign[];
	readonly forms: readonly Form[];
	readonly rating: {
		readonly name: string;
		readonly label: Text;
		readonly options: readonly Option[];
		/** What is asked for when the answer was one of these codes. */
		readonly why: {
			readonly name: string;
			readonly label: Text;
			readonly max: number;
			readonly for: readonly string[];
		};
	};
	readonly public_status: Readonly<Record<string, Text>>;
	readonly notice: {
		readonly version: string;
		readonly title: Text;
		readonly paragraphs: readonly Text[];
	};
	readonly texts: Texts;
	/** The title of the page of wishes, where there is one to read. */
	readonly answers?: Text;
	/** Words that make the page show a passage at once. */
	readonly crisis: { readonly say: string;
	    readonly words: readonly string[] };
	readonly questions: readonly { readonly q: Text; readonly a: Text }[];
	readonly channels: readonly Option[];
}

export interface Texts {
	readonly safety: { readonly title: Text; readonly lines: readonly Text[] };
	readonly known: Text;
	readonly receipt: Text;
	readonly truth: Text;
	readonly out_of_scope: Text;
	readonly passed_on: Text;
	readonly urgent: Text;
	readonly retaliation: Text;
	readonly under14: Text;
}

/** The passage that `say` names. */
export function passageOf(site: Site, name: string): Text {
	return (site.texts as unknown as Readonly<Record<string, Text>>)[name] ??
	    {};
}

export function formOf(site: Site, id: string): Form | undefined {
	return site.forms.filter((one) => one.id === id)[0];
}

/** The options a field offers, in the order shown. */
export function optionsOf(site: Site, field: Field): readonly Option[] {
	if (field.options !== undefined)
		return field.options;
	return field.list === undefined ? [] : site[field.list];
}

/** From the top of a tree to the code; empty when it is not there. */
export function pathTo(options: readonly Option[], code: string):
    readonly Option[] {
	for (const one of options) {
		if (one.code === code)
			return [one];
		const below = pathTo(one.children ?? [], code);
		if (below.length > 0)
			return [one, ...below];
	}
	return [];
}

/** The two languages of one site; English once it was asked for. */
export interface Languages {
	readonly zh: Site;
	en?: Site;
}

/** The whole answer of GET /v1/start. */
export interface Start {
	readonly format: 1;
	readonly host: string;
	readonly site: Site;
	readonly roots: readonly string[];
	readonly roster: string;
}
