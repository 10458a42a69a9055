// SPDX-License-Identifier: ISC
// The shape of conf/site.json as GET /v1/start hands it over (docs/site.md), in
// Chinese, and GET /v1/site/en in English.  Intake has checked the shape before it serves it; nothing here is trusted
// with a key, so a wrong member can only spoil the page's words.

export interface Text {
	readonly zh?: string;
	readonly en?: string;
}

export interface Option extends Text {
	readonly code: string;
	readonly examples?: string;
	readonly official?: string;
	readonly children?: readonly Option[];
	/** The roster class that reads the report when this is chosen. */
	readonly class?: string;
}

export type Control = "radio" | "select" | "chips" | "tree" |
    "select_or_text" | "check" | "notice";

export interface Field {
	readonly name: string;
	readonly label: Text;
	readonly control: Control;
	readonly required: boolean;
	readonly options?: readonly Option[];
	readonly list?: ListName;
	readonly default?: string;
	readonly repeat?: number;
	readonly max?: number;
}

export type ListName = "stations" | "units" | "topics" | "categories";

export interface Form {
	readonly id: string;
	readonly class: string;
	readonly name: Text;
	readonly hint: Text;
	readonly text: {
		readonly label: Text;
		readonly hint: Text;
		readonly min: number;
		readonly max: number;
	};
	readonly fields: readonly Field[];
}

export interface Site {
	readonly format: 1;
	readonly name: Text;
	readonly organ: Text;
	readonly class_names: Readonly<Record<string, Text>>;
	readonly stations: readonly Option[];
	readonly units: readonly Option[];
	readonly topics: readonly Option[];
	readonly categories: readonly Option[];
	readonly forms: readonly Form[];
	readonly rating: Omit<Field, "control" | "required">;
	readonly public_status: Readonly<Record<string, Text>>;
	readonly notice: {
		readonly version: string;
		readonly title: Text;
		readonly paragraphs: readonly Text[];
	};
	readonly texts: {
		readonly safety: { readonly title: Text; readonly lines: readonly Text[] };
		readonly known: Text;
		readonly receipt: Text;
		readonly truth: Text;
		readonly out_of_scope: Text;
		readonly passed_on: Text;
		readonly urgent: Text;
		readonly retaliation: Text;
	};
	readonly questions: readonly { readonly q: Text; readonly a: Text }[];
	readonly channels: readonly Option[];
}

/** The options a field offers, in the order shown. */
export function optionsOf(site: Site, field: Field): readonly Option[] {
	if (field.options !== undefined)
		return field.options;
	return field.list === undefined ? [] : site[field.list];
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
