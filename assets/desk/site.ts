// SPDX-License-Identifier: ISC
// The words and lists of the site, as the console needs them: those of
// conf/site.json when it was built, or the operator's own, which qf desk was
// given on this machine.  Office does not know them, so that no label can be
// changed from there.  What is not as docs/site.md has it is refused whole.

import built from "../../conf/site.json" with { type: "json" };

import { isDate } from "../lib/date.ts";
import { refuse } from "./problem.ts";

export interface Text {
	readonly zh: string;
	readonly en: string;
}

export interface Option extends Text {
	readonly code: string;
	readonly children?: readonly Option[];
}

export interface Field {
	readonly name: string;
	readonly label: Text;
	readonly list?: string;
	readonly options?: readonly Option[];
}

export interface NodeDef extends Option {
	readonly dates?: readonly string[];
}

export interface Campaign extends Option {
	readonly hint: Text;
	readonly form: string;
	readonly from: string;
	readonly to: string;
}

export interface Site {
	readonly organ: Text;
	readonly class_names: Readonly<Record<string, Text>>;
	readonly stations: readonly Option[];
	readonly units: readonly Option[];
	readonly topics: readonly Option[];
	readonly categories: readonly Option[];
	readonly nodes: readonly NodeDef[];
	readonly banner: { readonly days: number };
	readonly campaigns: readonly Campaign[];
	readonly forms: readonly { readonly id: string; readonly name: Text;
	    readonly fields: readonly Field[] }[];
	readonly rating: Field;
	readonly public_status: Readonly<Record<string, Text>>;
	readonly texts: { readonly passed_on: Text;
	    readonly out_of_scope: Text };
}

export let site: Site = built;

/** From here on; in the page and in its worker. */
export function useSite(other: Site): void {
	site = other;
}

type Members = Readonly<Record<string, unknown>>;

const TEXT_MAX = 2000;
const LIST_MAX = 200;
const DEPTH_MAX = 3;
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function bad(): never {
	return refuse({ kind: "words" });
}

function object(value: unknown): Members {
	return typeof value === "object" && value !== null &&
	    !Array.isArray(value) ? value as Members : bad();
}

function list<T>(value: unknown, read: (one: unknown) => T, max = LIST_MAX):
    T[] {
	return Array.isArray(value) && value.length <= max ?
	    value.map((one) => read(one)) : bad();
}

function line(value: unknown): string {
	return typeof value === "string" && value !== "" &&
	    value.length <= TEXT_MAX && !FORBIDDEN.test(value) ? value : bad();
}

function matching(value: unknown, pattern: RegExp): string {
	return typeof value === "string" && pattern.test(value) ? value : bad();
}

function date(value: unknown): string {
	return typeof value === "string" && isDate(value) ? value : bad();
}

function text(value: unknown): Text {
	const { zh, en } = object(value);

	return { zh: line(zh), en: line(en) };
}

function texts(value: unknown, name: RegExp): Record<string, Text> {
	const all = Object.entries(object(value));

	// Names of a map are no names of every object: none is __proto__.
	return all.length > LIST_MAX ? bad() : Object.fromEntries(all.map(
	    ([k, v]) => [matching(k, name), text(v)]));
}

function option(value: unknown, depth = 1): Option {
	const o = object(value);
	const { zh, en } = text(o);
	const code = matching(o["code"], /^[A-Za-z0-9._-]{1,16}$/);

	return o["children"] === undefined ? { code, zh, en } :
	    depth === DEPTH_MAX ? bad() : { code, zh, en,
		children: list(o["children"], (one) => option(one, depth + 1)) };
}

/** Each code once. */
function options<T extends Option>(value: unknown, read: (one: unknown) => T):
    T[] {
	const all = list(value, read);

	return new Set(all.map((o) => o.code)).size === all.length ? all : bad();
}

function plain(value: unknown): Option {
	return option(value);
}

function node(value: unknown): NodeDef {
	const { dates } = object(value);

	return dates === undefined ? option(value) :
	    { ...option(value), dates: list(dates, date) };
}

function campaign(value: unknown): Campaign {
	const o = object(value);
	const [from, to] = [date(o["from"]), date(o["to"])];

	return from > to ? bad() : { ...option(o), from, to,
		hint: text(o["hint"]),
		form: matching(o["form"], /^(youth|concern)\/1$/) };
}

function field(value: unknown): Field {
	const o = object(value);
	const name = matching(o["name"], /^[a-z0-9_]{1,32}$/);
	const all = o["options"];
	const from = o["list"];

	return {
		name, label: text(o["label"]),
		...from === undefined ? {} :
		    { list: matching(from, /^[a-z]{1,16}$/) },
		...all === undefined ? {} : { options: options(all, plain) },
	};
}

/** The parts that are needed, and nothing else. */
export function readSite(value: unknown): Site {
	const o = object(value);
	const { days } = object(o["banner"]);
	const said = object(o["texts"]);
	const status = texts(o["public_status"], /^P[1-8]$/);

	if (o["format"] !== 1 || typeof days !== "number" ||
	    !Number.isInteger(days) || days < 0 || days > 60 ||
	    Object.keys(status).length !== 8)
		bad();
	return {
		organ: text(o["organ"]),
		class_names: texts(o["class_names"], /^[a-z][a-z0-9_-]{0,31}$/),
		stations: options(o["stations"], plain),
		units: options(o["units"], plain),
		topics: options(o["topics"], plain),
		categories: options(o["categories"], plain),
		nodes: options(o["nodes"], node), banner: { days: Number(days) },
		campaigns: options(o["campaigns"], campaign),
		forms: list(o["forms"], (one) => {
			const f = object(one);

			return { id: matching(f["id"], /^(youth|concern)\/1$/),
				name: text(f["name"]), fields: list(f["fields"], field) };
		}, 2),
		rating: field(o["rating"]), public_status: status,
		texts: { passed_on: text(said["passed_on"]),
			out_of_scope: text(said["out_of_scope"]) },
	};
}
