// SPDX-License-Identifier: ISC
// In the worker: 你说我办, wishes and answers that two officers wrote afresh
// and checked, and the page that is made of such records: byte for byte what
// `qf record answers` makes.

import { hex } from "../../lib/hex.ts";
import { CHECKED, type OpenRecord } from "../../lib/record.ts";
import { points } from "../../lib/text.ts";
import type { Chain } from "../chain.ts";
import { periodCode } from "../month/period.ts";
import { refuse } from "../problem.ts";
import { site } from "../site.ts";
import {
	type RecordBy, headOf, inspect, needTicks, oneLine, readRecord, signFirst,
	signSecond,
} from "./sign.ts";
import type { AnswersDraft, AnswersView, Wish } from "./types.ts";

/** Three fields each beside the checks, of the 64 that a record may have. */
export const WISHES_MAX = 15;
/** As intake takes them (src/intake/answers.c). */
const TEXT_POINTS_MAX = 2000;
const ANSWERS_MAX = 1000;

function bad(): never {
	return refuse({ kind: "record", why: "RECORD" });
}

function isWish(one: Wish): boolean {
	return site.topics.some((t) => t.code === one.topic) &&
	    [one.wish, one.answer].every((text) => text !== "" &&
		!text.includes("\n") && points(text) <= TEXT_POINTS_MAX);
}

/** topic, wish, answer, one after the other, then the checks; no text. */
function wishesOf(r: OpenRecord): Wish[] {
	const out: Wish[] = [];
	const { fields } = r;
	let i = 0;

	for (; fields[i]?.name === "topic"; i += 3) {
		const [topic, wish, answer] = fields.slice(i, i + 3);
		const one = { topic: topic?.value ?? "", wish: wish?.value ?? "",
			answer: answer?.value ?? "" };

		if (wish?.name !== "wish" || answer?.name !== "answer" ||
		    !isWish(one))
			bad();
		out.push(one);
	}
	if (out.length === 0 || r.text !== "" ||
	    fields.slice(i).some((f) => f.name !== "checked"))
		bad();
	return out;
}

function viewOf(chain: Chain, note: string, r: OpenRecord): AnswersView {
	return { ...headOf(chain, note, r), kind: "answers",
		wishes: wishesOf(r) };
}

export function openAnswers(chain: Chain, note: string): AnswersView {
	return viewOf(chain, note, readRecord(chain, "answers", note));
}

function inspectAll(wishes: readonly Wish[], letters: Iterable<string>):
    void {
	inspect(wishes.flatMap((one) => [one.wish, one.answer]).join("\n"),
	    letters);
}

export function draftAnswers(by: RecordBy, d: AnswersDraft,
    letters: Iterable<string>): AnswersView {
	const wishes = d.wishes.map((one) => ({ topic: one.topic,
		wish: oneLine(one.wish), answer: oneLine(one.answer) }));

	if (wishes.length === 0 || wishes.length > WISHES_MAX ||
	    !wishes.every(isWish))
		bad();
	needTicks(d.checked, CHECKED);
	inspectAll(wishes, letters);
	return openAnswers(by.chain, signFirst(by, {
		kind: "answers", period: periodCode(d.period), text: "",
		fields: [
			...wishes.flatMap((one) => [
				{ name: "topic", value: one.topic },
				{ name: "wish", value: one.wish },
				{ name: "answer", value: one.answer },
			]),
			...CHECKED.map((value) => ({ name: "checked", value })),
		],
	}));
}

export function signAnswers(by: RecordBy, note: string,
    checked: readonly string[], letters: Iterable<string>): AnswersView {
	const r = readRecord(by.chain, "answers", note);

	inspectAll(wishesOf(r), letters);
	needTicks(checked, CHECKED);
	return openAnswers(by.chain, signSecond(by, r, note));
}

/** Notes that stand one behind the other; no line of one begins another. */
function splitNotes(host: string, text: string): string[] {
	const first = `${host}/record/v1\n`;

	return text.split(first).slice(1).map((rest) => first +
	    rest.replace(/\n+$/, "\n"));
}

/**
 * The file that intake serves, of records in this order; the same one given
 * twice counts once.  `record` unless each may be published.
 */
export function answersPage(chain: Chain, text: string): string {
	const seen = new Set<string>();
	const notes = splitNotes(chain.host, text);
	const answers = notes.flatMap((note) => {
		const r = readRecord(chain, "answers", note);
		const wishes = wishesOf(r);

		if (!r.publishable)
			refuse({ kind: "record", why: "NOTE_UNSIGNED" });
		if (seen.has(hex(r.hash)))
			return [];
		seen.add(hex(r.hash));
		return wishes.map((one) => ({ period: r.period,
			topic: one.topic, wish: one.wish, answer: one.answer }));
	});

	if (notes.length === 0)
		refuse({ kind: "record", why: "NOTE" });
	if (answers.length > ANSWERS_MAX)
		refuse({ kind: "record", why: "LIMIT" });
	return JSON.stringify({ format: "answers/1", answers });
}
