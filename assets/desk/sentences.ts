// SPDX-License-Identifier: ISC
// What an event says, as one sentence for people.  Whatever an officer typed
// is in it: whoever shows it marks its hidden characters.

import { officersOf, readAct } from "../lib/act.ts";
import { outcomeOf, stateOf, table } from "../lib/triage.ts";
import type { EntryView, FieldView, Reader, Thread } from "./calls.ts";
import { labelName } from "./labels.ts";
import { fill, language, w } from "./words.ts";

type Fields = readonly FieldView[];
/** What sentences look up. */
export type Around = Pick<Thread, "entries" | "roster" | "readers">;

export function stateName(code: string | null): string {
	const one = stateOf(code ?? undefined);

	return one === undefined ? code ?? "" : `${one[language()]} ${one.code}`;
}

export function basisName(code: string): string {
	return table.major.bases.find((b) => b.code === code)?.[language()] ??
	    code;
}

export function outcomeName(code: string): string {
	return outcomeOf(code)?.[language()] ?? code;
}

/** An officer by number, with his office where it is known. */
export function officerName(nn: string, at: Around): string {
	const one: Reader | undefined = [...at.roster, ...at.readers]
	    .find((r) => r.nn === nn);

	return one === undefined || !one.here ? fill(w().gone, { nn }) :
	    fill(w().numbered, { nn, office: one.office });
}

function get(fields: Fields, name: string): string {
	return fields.find((f) => f.name === name)?.value ?? "";
}

function byHash(at: Around, hash: string): EntryView | undefined {
	return hash === "" ? undefined :
	    at.entries.find((e) => e.hash === hash);
}

function step(fields: Fields): string {
	const a = w().act;
	const part = (name: string, words: string, say: (v: string) => string):
	    string => {
		const value = get(fields, name);

		return value === "" ? "" : fill(words, { what: say(value),
			date: value });
	};

	return fill(a.saidStep, { from: stateName(get(fields, "from")),
		to: stateName(get(fields, "to")) }) +
	    part("outcome", a.saidOutcome, outcomeName) +
	    part("basis", a.saidBasis, (v) => v) +
	    part("due", a.saidDue, (v) => v) +
	    (get(fields, "dup_of") === "" ? "" : a.saidDup);
}

function approval(fields: Fields, at: Around): string {
	const e = byHash(at, get(fields, "approves"));
	const what = e === undefined ? null : sentence(e.fields, at);

	return e === undefined || what === null ? w().act.saidApproveLost :
	    fill(w().act.saidApprove, { what: fill(w().act.saidProposal, {
		who: officerName(e.author?.nn ?? "", at), what }) });
}

function labels(fields: Fields): string {
	const all = fields.filter((f) => f.name === "label")
	    .map((f) => f.value);
	const line = (words: string, list: readonly string[]): string =>
	    list.length === 0 ? "" : fill(words, { labels: list.map(labelName)
		.join(w().noSeparator) });

	return line(w().act.saidLabelOn, all.filter((v) => !v.startsWith("-"))) +
	    line(w().act.saidLabelOff, all.filter((v) => v.startsWith("-"))
		.map((v) => v.slice(1)));
}

function assigned(fields: Fields, at: Around): string {
	const [who, second] = officersOf(get(fields, "assign"))
	    .map((nn) => officerName(nn, at));

	if (who === undefined)
		return w().act.saidAssignNone;
	return second === undefined ? fill(w().act.saidAssign, { who }) :
	    fill(w().act.saidAssignTwo, { who, second });
}

function grants(fields: Fields, at: Around): string {
	return fields.filter((f) => f.name === "grant").map((f) => {
		const [nn = "", what] = f.value.split(" ");

		return fill(what === "all" ? w().act.saidGrantAll :
		    w().act.saidGrantOne, { who: officerName(nn, at) });
	}).join("");
}

/** What an item is about, by the hash of the event that opened it. */
function itemWords(at: Around, hash: string): string {
	const e = byHash(at, hash);

	return e === undefined ? w().act.saidLost : get(e.fields, "item");
}

function checked(fields: Fields, at: Around): string {
	const e = byHash(at, get(fields, "checked"));

	return fill(w().act.saidCheck, {
		who: e === undefined ? w().act.saidLost :
		    officerName(e.author?.nn ?? "", at),
		what: e === undefined ? w().act.saidLost :
		    itemWords(at, get(e.fields, "of")),
	});
}

function recusal(fields: Fields, at: Around, author: string | undefined):
    string {
	const nn = get(fields, "recuse");

	return nn === author ? w().act.saidRecuseSelf :
	    fill(w().act.saidRecuse, { who: officerName(nn, at) });
}

/** Null where the fields are not those of one act. */
export function sentence(fields: Fields, at: Around, author?: string):
    string | null {
	const act = readAct({ fields });
	const a = w().act;
	const f = (name: string): string => get(fields, name);

	if (act === undefined || act === "malformed")
		return null;
	switch (act.act) {
	case "step":
		return step(fields);
	case "approve":
		return approval(fields, at);
	case "label":
		return labels(fields);
	case "assign":
		return assigned(fields, at);
	case "grant":
		return grants(fields, at);
	case "opened":
		return a.names.opened;
	case "item":
		return fill(a.saidItem, { what: f("item"), owner: f("owner"),
			date: f("due") });
	case "item-due":
		return fill(a.saidItemDue, { what: itemWords(at, f("of")),
			date: f("due") });
	case "evidence":
		return fill(a.saidEvidence, { what: itemWords(at, f("of")),
			text: f("evidence") });
	case "check":
		return checked(fields, at);
	case "drop":
		return fill(a.saidDrop, { what: itemWords(at, f("drop")) });
	case "due":
		return fill(a.saidMoveDue, { date: f("due") });
	case "extend":
		return a.saidExtend;
	case "review":
		return fill(a.saidReview, { what: f("review") });
	case "recuse":
		return recusal(fields, at, author);
	case "major":
		return fill(a.saidMajor, { what: basisName(f("major")) });
	case "reported":
		return fill(a.saidReported, { what: f("reported") });
	}
}

/** An event's sentence with its reason; null where there is none. */
export function eventSentence(e: EntryView, at: Around): string | null {
	const said = sentence(e.fields, at, e.author?.nn);
	const reason = get(e.fields, "reason");

	return said === null ? null : reason === "" ? said :
	    said + fill(w().act.reason, { why: reason });
}

/** "已超 3 天" */
export function leftWords(today: number, due: number): string {
	const left = due - today;

	return left === 0 ? w().act.leftToday : left > 0 ?
	    fill(w().act.left, { n: left }) : fill(w().act.over, { n: -left });
}
