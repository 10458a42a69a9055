// SPDX-License-Identifier: ISC
// The table of triage (conf/triage.json, docs/triage.md): states, steps,
// outcomes, clocks, labels, what an event may say.  qf has the same file
// compiled in.

import json from "../../conf/triage.json" with { type: "json" };

import type { Unit } from "./calendar.ts";
import type { Form } from "./entry.ts";

export interface Words {
	readonly zh: string;
	readonly en: string;
}

export type Need = "outcome" | "basis" | "dup_of" | "due";
export type Guard =
	| "items" | "item" | "checked" | "retention" | "unsatisfied"
	| "answered";

export interface State extends Words {
	/** "R09" */
	readonly code: string;
	readonly form: Form;
	/** "P4" */
	readonly public: string;
}

export interface Step {
	readonly from: string;
	readonly to: string;
	/** By other officers than the proposer. */
	readonly approvals?: number;
	readonly needs?: readonly Need[];
	readonly guards?: readonly Guard[];
}

export interface Outcome extends Words {
	readonly code: string;
	readonly needs?: readonly Need[];
	readonly guards?: readonly Guard[];
}

export interface ClockRule extends Words {
	readonly id: string;
	/** States in which it runs. */
	readonly in: readonly string[];
	readonly n?: number;
	/** Without: only by `due`. */
	readonly unit?: Unit;
	/** `due` sets another day. */
	readonly movable?: boolean;
	/** `review` starts it again. */
	readonly review?: boolean;
	/** Days before it is due. */
	readonly remind?: number;
	/** Working days, once. */
	readonly extension?: number;
	/** n where the report's field has one of these values. */
	readonly fast?: {
		readonly n: number; readonly field: string;
		readonly values: readonly string[];
	};
}

export interface LabelRow extends Words {
	readonly code: string;
	/** One of a group takes the others' place. */
	readonly group?: string;
}

export interface Basis extends Words {
	readonly code: string;
}

export type ValueKind =
	| "word" | "text" | "label" | "date" | "hash" | "handle" | "officer"
	| "officers" | "grant" | "yes";

export interface FieldRow {
	readonly name: string;
	readonly value: ValueKind;
	/** How often in one event; 1 unless said. */
	readonly max?: number;
}

export type Act =
	| "step" | "approve" | "label" | "assign" | "grant" | "opened" | "item"
	| "item-due" | "evidence" | "check" | "drop" | "due" | "extend"
	| "review" | "recuse" | "major" | "reported";

export interface ActRow {
	readonly act: Act;
	readonly must: readonly string[];
	readonly may?: readonly string[];
}

export interface Table {
	readonly public: readonly (Words & { readonly code: string })[];
	readonly states: readonly State[];
	readonly steps: readonly Step[];
	readonly outcomes: readonly Outcome[];
	readonly clocks: readonly ClockRule[];
	readonly labels: readonly LabelRow[];
	readonly fields: readonly FieldRow[];
	readonly acts: readonly ActRow[];
	readonly major: Words & {
		readonly n: number; readonly unit: Unit;
		/** States that say it went upward. */
		readonly ends: readonly string[];
		readonly bases: readonly Basis[];
		/** Reports that are major matters by what they say. */
		readonly rules: readonly {
			readonly basis: string; readonly field: string;
			readonly value?: string; readonly prefix?: string;
		}[];
	};
}

export const table = json as unknown as Table;

/** undefined for a code that is none. */
export function stateOf(code: string | undefined): State | undefined {
	return table.states.find((s) => s.code === code);
}

/** The state before any event. */
export function firstState(form: Form): string {
	return table.states.find((s) => s.form === form)?.code ?? "";
}

export function stepOf(from: string, to: string): Step | undefined {
	return table.steps.find((s) => s.from === from && s.to === to);
}

/** The steps that lead on from a state. */
export function stepsFrom(from: string): readonly Step[] {
	return table.steps.filter((s) => s.from === from);
}

export function outcomeOf(code: string | undefined): Outcome | undefined {
	return table.outcomes.find((o) => o.code === code);
}

/** True when `due` may set a day in this state. */
export function isMovable(state: string): boolean {
	return table.clocks.some((c) => (c.movable ?? false) &&
	    c.in.includes(state));
}
