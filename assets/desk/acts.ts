// SPDX-License-Identifier: ISC
// An act that is being filled in: what it asks for, what is missing, what
// stands against it, and the event that it becomes (docs/triage.md).  Pure:
// the form shows it, the worker judges it before it is signed.

import { EXTENSIONS } from "../lib/tar.ts";
import { type Act, isMovable, outcomeOf, stateOf, table }
	from "../lib/triage.ts";
import type { Draft, FieldView, Thread } from "./calls.ts";
import type { StepView } from "./case-view.ts";
import { passage } from "./labels.ts";
import { fill, w } from "./words.ts";

export interface ActDraft {
	readonly act: Act;
	/** Of a step: where it leads. */
	readonly to: string;
	/** The proposal, item or evidence that it is about; "" for none. */
	readonly of: string;
	/** By control: fields of the event, and "charge", "free", "nn" and so on. */
	readonly values: Readonly<Record<string, string>>;
	/** Labels that are ticked. */
	readonly labels: readonly string[];
	/** Files that go with evidence. */
	readonly files: readonly File[];
	/** The reporter is told as well. */
	readonly tell: boolean;
	readonly text: string;
	/** It was looked at once more. */
	readonly sure: boolean;
	/** It was to be signed before it was whole: what is missing is told. */
	readonly tried: boolean;
}

export function newAct(act: Act, o: Partial<ActDraft> = {}): ActDraft {
	return { act, to: "", of: "", values: {}, labels: [], files: [], tell: false,
		text: "", sure: false, tried: false, ...o };
}

export interface Control {
	readonly name: string;
	readonly must: boolean;
}

function must(...names: readonly string[]): Control[] {
	return names.map((name) => ({ name, must: true }));
}

function may(...names: readonly string[]): Control[] {
	return names.map((name) => ({ name, must: false }));
}

export function stepOfAct(d: ActDraft, t: Thread): StepView | undefined {
	return t.state.steps.find((s) => s.to === d.to);
}

function stepControls(d: ActDraft, t: Thread): Control[] {
	const needs = stepOfAct(d, t)?.needs ?? [];
	const more = outcomeOf(d.values["outcome"])?.needs ?? [];

	return [...must(...needs, ...more),
		...isMovable(d.to) && !needs.includes("due") ? may("due") : [],
		...must("reason")];
}

/** What is asked in the form, in this order. */
export function controls(d: ActDraft, t: Thread): Control[] {
	switch (d.act) {
	case "step":
		return stepControls(d, t);
	case "approve":
	case "check":
		return may("reason");
	case "label":
		return may("label", "free", "reason");
	case "assign":
		return may("charge", "second", "reason");
	case "grant":
		return must("nn", "what", "reason");
	case "opened":
		return [];
	case "item":
		return must("item", "owner", "due");
	case "item-due":
	case "due":
		return must("due", "reason");
	case "evidence":
		return [...must("evidence"), ...may("files")];
	case "drop":
	case "extend":
		return must("reason");
	case "review":
		return must("review");
	case "recuse":
		return must("recuse", "reason");
	case "major":
		return must("major", "reason");
	case "reported":
		return must("reported");
	}
}

/** The controls that must be filled in and are not. */
export function missing(d: ActDraft, t: Thread): string[] {
	const empty = controls(d, t).filter((c) => c.must &&
	    (d.values[c.name] ?? "").trim() === "").map((c) => c.name);

	if (d.files.some((f) => suffixOf(f.name) === null))
		empty.push("files");
	if (d.act === "label" && labelFields(d, t).length === 0)
		empty.push("label");
	if (tellOf(d, t)?.must === true && d.text.trim() === "")
		empty.push("tell");
	return empty;
}

/** Ticked and typed, against what the case has. */
function labelFields(d: ActDraft, t: Thread): FieldView[] {
	const free = (d.values["free"] ?? "").trim().split(/\s+/)
	    .filter((one) => one !== "");
	const want = new Set([...d.labels, ...free]);
	const has = t.summary.labels;

	return [...has.filter((one) => !want.has(one)).map((one) => "-" + one),
		...[...want].filter((one) => !has.includes(one))]
	    .map((value) => ({ name: "label", value }));
}

function assigned(d: ActDraft): string {
	const charge = d.values["charge"] ?? "";
	const second = d.values["second"] ?? "";

	return charge === "" ? "-" : second === "" || second === charge ?
	    charge : `${charge} ${second}`;
}

/** Fields that no control holds. */
function given(d: ActDraft, t: Thread): FieldView[] {
	const one = (name: string, value: string): FieldView[] =>
	    [{ name, value }];

	switch (d.act) {
	case "step":
		return [{ name: "from", value: t.summary.state ?? "" },
			{ name: "to", value: d.to }];
	case "approve":
		return one("approves", d.of);
	case "label":
		return labelFields(d, t);
	case "assign":
		return one("assign", assigned(d));
	case "item-due":
	case "evidence":
		return one("of", d.of);
	case "check":
		return one("checked", d.of);
	case "drop":
		return one("drop", d.of);
	case "extend":
		return one("extend", "yes");
	default:
		return [];
	}
}

/** Controls that are no field of their own name. */
const NO_FIELD: readonly string[] =
    ["label", "free", "charge", "second", "nn", "what", "files"];

/** The event; its author and day are the worker's. */
export function eventOf(d: ActDraft, t: Thread): Draft {
	const typed = controls(d, t).filter((c) => !NO_FIELD.includes(c.name))
	    .map((c) => ({ name: c.name, value: (d.values[c.name] ?? "").trim() }))
	    .filter((f) => f.value !== "");

	return { thread: t.id, kind: "event", status: "", text: "",
		fields: [...given(d, t), ...typed] };
}

/** The suffix of an attached file's name here; null: not one that may be. */
export function suffixOf(name: string): string | null {
	const suffix = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
	const plain = suffix === "jpeg" ? "jpg" : suffix;

	return (EXTENSIONS as readonly string[]).includes(plain) ? plain : null;
}

/** What goes to the reporter with it, if anything may. */
export interface Telling {
	/** "" leaves the status as it is. */
	readonly status: string;
	readonly must: boolean;
}

export function tellOf(d: ActDraft, t: Thread): Telling | null {
	if (d.act === "extend")
		return { status: "", must: true };
	if (d.act !== "step" || (stepOfAct(d, t)?.approvals ?? 0) > 0)
		return null;
	const status = stateOf(d.to)?.public ?? "P1";
	const asks = status === "P3";

	// What a duplicate's reporter reads hangs on the first report.
	return d.to === "R05" || (!asks && status ===
	    (t.summary.status ?? "P1")) ? null : { status, must: asks };
}

/** The words to begin with. */
export function tellWords(status: string): string {
	return passage(status) ?? w().act.passages[status] ?? "";
}

/** The reply that goes with it; null for none. */
export function replyOf(d: ActDraft, t: Thread): Draft | null {
	const telling = tellOf(d, t);

	return telling === null || !(telling.must || d.tell) ? null :
	    { thread: t.id, kind: "reply", status: telling.status, fields: [],
		text: d.text };
}

/** Which warning is shown before it is signed: it is not undone. */
export function sureKey(d: ActDraft, me: string): string | null {
	const end = d.act === "step" && stateOf(d.to)?.public === "P8" &&
	    !table.steps.some((s) => s.from === d.to);

	if (d.act === "recuse")
		return d.values["recuse"] === me ? "recuse" : null;
	return end ? d.to : null;
}

/** Why a step would be void today, in words; null: it would not. */
export function obstacle(step: StepView, t: Thread): string | null {
	const words = w().act.blocks;
	const open = t.state.items.filter((i) => i.state === "open").length;
	const say = (key: string, values: Record<string, string | number> = {}):
	    string => fill(words[key] ?? "", values);

	switch (step.verdict) {
	case "done":
	case "pending":
		return null;
	case "items":
		return open > 0 ? say("items", { n: open }) : say("item");
	case "early": {
		const kept = t.summary.clocks.find((c) => c.id === "retention");

		return kept === undefined ? say("week") :
		    say("retention", { date: kept.due });
	}
	case "rating":
		return say(t.summary.rating === 3 && t.state.reopened === 0 ?
		    "dissatisfied" : "rating");
	default:
		return w().act.verdicts[step.verdict];
	}
}

/** The acts besides steps that have a sense here now. */
export function actsHere(t: Thread): Act[] {
	const state = t.summary.state ?? "";
	const runs = (is: (id: string) => boolean): boolean =>
	    table.clocks.some((c) => is(c.id) && c.in.includes(state));
	const concluded = ["P7", "P8"].includes(stateOf(state)?.public ?? "");
	const rule = (id: string): (typeof table.clocks)[number] | undefined =>
	    table.clocks.find((c) => c.id === id);
	const out: Act[] = ["label", "assign"];

	if (!concluded)
		out.push("item");
	if (isMovable(state))
		out.push("due");
	if (runs((id) => rule(id)?.extension !== undefined) &&
	    !t.state.extended)
		out.push("extend");
	if (runs((id) => rule(id)?.review === true))
		out.push("review");
	if (t.state.bases.length < table.major.bases.length)
		out.push("major");
	if (t.summary.major)
		out.push("reported");
	out.push("grant", "recuse");
	return out;
}

/** Was anything typed that would be lost? */
export function isTyped(d: ActDraft | null): boolean {
	return d !== null && (d.files.length > 0 || d.text !== "" && d.tell ||
	    ["reason", "basis", "item", "evidence", "review", "reported"]
		.some((name) => (d.values[name] ?? "") !== ""));
}
