// SPDX-License-Identifier: ISC
// What one event says, by the table of acts (docs/triage.md).

import { utf8 } from "./bytes.ts";
import { isDate } from "./date.ts";
import { type Entry, escapeField } from "./entry.ts";
import { codeOf } from "./err.ts";
import { bytes } from "./grammar.ts";
import { type Act, type ValueKind, table } from "./triage.ts";

/** Bytes as the line holds them. */
const TEXT_LEN = 4000;
const LABEL_LEN = 64;

/** Several fields of one name stand in `all`. */
export interface ReadAct {
	readonly act: Act;
	readonly fields: ReadonlyMap<string, string>;
	readonly all: (name: string) => readonly string[];
}

function isBytes(text: string, len: number): boolean {
	try {
		bytes(text, len, "ENTRY");
		return true;
	} catch (e) {
		if (codeOf(e) === undefined)
			throw e;
		return false;
	}
}

function isLabel(value: string): boolean {
	const label = value.startsWith("-") ? value.slice(1) : value;

	return /^[^-% \n][^% \n]*$/.test(label) && utf8(label).length <= LABEL_LEN;
}

function isText(value: string): boolean {
	return value !== "" && utf8(escapeField(value)).length <= TEXT_LEN;
}

function isOfficers(value: string): boolean {
	const m = /^(\d\d)(?: (\d\d))?$/.exec(value);

	return value === "-" || (m !== null && m[1] !== m[2]);
}

function isGrant(value: string): boolean {
	const m = /^\d\d (\S+)$/.exec(value);

	return m?.[1] !== undefined && (m[1] === "all" || isBytes(m[1], 32));
}

const IS: Readonly<Record<ValueKind, (value: string) => boolean>> = {
	word: (v) => /^[A-Za-z0-9_-]{1,32}$/.test(v),
	text: isText,
	label: isLabel,
	date: isDate,
	hash: (v) => isBytes(v, 32),
	handle: (v) => isBytes(v, 16),
	officer: (v) => /^\d\d$/.test(v),
	officers: isOfficers,
	grant: isGrant,
	yes: (v) => v === "yes",
};

/**
 * The act of an event; undefined when it says nothing to us, "malformed" when
 * there are fields of the table but not those of one act, or one of them has
 * no value of its kind.
 */
export function readAct(e: Pick<Entry, "fields">): ReadAct | undefined | "malformed" {
	const fields = new Map<string, string>();
	const times = new Map<string, number>();

	for (const { name, value } of e.fields) {
		const row = table.fields.find((f) => f.name === name);
		if (row === undefined)
			continue;
		const n = (times.get(name) ?? 0) + 1;
		if (n > (row.max ?? 1) || !IS[row.value](value))
			return "malformed";
		times.set(name, n);
		if (n === 1)
			fields.set(name, value);
	}
	if (fields.size === 0)
		return undefined;
	const row = table.acts.find((a) => a.must.every((n) => fields.has(n)) &&
	    [...fields.keys()].every((n) => a.must.includes(n) ||
		(a.may ?? []).includes(n)));
	return row === undefined ? "malformed" : {
		act: row.act, fields,
		all: (name) => e.fields.filter((f) => f.name === name)
		    .map((f) => f.value),
	};
}

/** The numbers of `assign`. */
export function officersOf(value: string): readonly string[] {
	return value === "-" ? [] : value.split(" ");
}
