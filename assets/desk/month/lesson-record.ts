// SPDX-License-Identifier: ISC
// In the worker: the page of 清风课堂 as a record that two officers sign
// (docs/protocol.md section 5).  Figures are counted here; words are the
// officer's own, and what is copied from a letter or leads to people is not
// signed.

import { CHECKED, type OpenRecord } from "../../lib/record.ts";
import type { Period } from "../../lib/stats-sheet.ts";
import type { Chain } from "../chain.ts";
import { refuse } from "../problem.ts";
import {
	type RecordBy, inspect, needSecond, readRecord, signFirst, signSecond,
	values,
} from "../records/sign.ts";
import type { Figures } from "./figures.ts";
import { periodCode } from "./period.ts";

export interface LessonDraft {
	readonly period: Period;
	readonly words: string;
	/** What was put right, one a line. */
	readonly measures: readonly string[];
	/** CHECKED, all of them. */
	readonly checked: readonly string[];
}

export interface Lesson {
	/** The signed note; text, for records are UTF-8. */
	readonly note: string;
	readonly date: string;
	readonly period: string;
	/** Row of the table of kinds, and how many. */
	readonly figures: readonly { readonly code: string;
	    readonly n: string }[];
	readonly measures: readonly string[];
	readonly words: string;
	readonly signers: readonly string[];
	/** Two officers, all five checks. */
	readonly publishable: boolean;
}

const MEASURES_MAX = 12;

function lessonOf(note: string, r: OpenRecord): Lesson {
	return {
		note, date: r.date, period: r.period, words: r.text.trim(),
		figures: values(r, "figure").map((value) => {
			const [code = "", n = ""] = value.split(" ");

			return { code, n };
		}),
		measures: values(r, "measure"), signers: r.signers,
		publishable: r.publishable,
	};
}

export function openLesson(chain: Chain, note: string): Lesson {
	return lessonOf(note, readRecord(chain, "classroom", note));
}

/** A first signature: a draft. */
export function draftLesson(by: RecordBy, d: LessonDraft, f: Figures,
    letters: Iterable<string>): Lesson {
	const words = d.words.trim();
	const kinds = f.sheet.tables.find((t) => t.id === "kind");

	if (words === "" || d.measures.length > MEASURES_MAX ||
	    !CHECKED.every((c) => d.checked.includes(c)))
		refuse({ kind: "record", why: "RECORD" });
	inspect([words, ...d.measures].join("\n"), letters);
	const note = signFirst(by, {
		kind: "classroom", period: periodCode(d.period),
		fields: [
			...(kinds?.rows ?? []).flatMap((r) => {
				const now = r.cells[0]?.now;

				return now === undefined || "guarded" in now ?
				    [] : [{ name: "figure",
					value: `${r.code} ${now.value}` }];
			}),
			...d.measures.map((value) => ({ name: "measure", value })),
			...CHECKED.map((value) => ({ name: "checked", value })),
		],
		text: words,
	});

	return openLesson(by.chain, note);
}

/** The second signature, by somebody else, who looks for the same things. */
export function signLesson(by: RecordBy, note: string,
    letters: Iterable<string>): Lesson {
	const r = readRecord(by.chain, "classroom", note);
	const lesson = lessonOf(note, r);

	needSecond(by, r);
	inspect([lesson.words, ...lesson.measures].join("\n"), letters);
	return openLesson(by.chain, signSecond(by, r, note));
}
