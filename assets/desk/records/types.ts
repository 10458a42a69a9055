// SPDX-License-Identifier: ISC
// Records as the page writes and shows them: plain values, no key.

import type { Period } from "../../lib/stats-sheet.ts";

/** The kinds that this room signs; classroom is month/lesson.ts's. */
export const DESK_KINDS = ["answers", "summary", "campaign", "export"] as
    const;
export type DeskKind = (typeof DESK_KINDS)[number];

export interface Wish {
	/** Code of conf/site.json's topics. */
	readonly topic: string;
	readonly wish: string;
	readonly answer: string;
}

export interface AnswersDraft {
	readonly kind: "answers";
	readonly period: Period;
	readonly wishes: readonly Wish[];
	/** CHECKED, all of them. */
	readonly checked: readonly string[];
}

export interface SummaryDraft {
	readonly kind: "summary";
	readonly period: Period;
	/** Who will recount: only what both can open is counted. */
	readonly second: string;
	readonly checked: readonly string[];
}

export interface OrderDraft {
	readonly kind: "export";
	/** Who will sign it too: both must be able to open every letter. */
	readonly second: string;
	readonly receiver: string;
	/** age1..., the receiver's key. */
	readonly recipient: string;
	readonly purpose: string;
	/** Entry ids of reports. */
	readonly threads: readonly string[];
}

export interface ClosingDraft {
	readonly kind: "campaign";
	/** Code of a campaign that is over. */
	readonly campaign: string;
	/** Who will recount, as with a summary. */
	readonly second: string;
	readonly words: string;
	/** What was put right, one a line. */
	readonly measures: readonly string[];
	/** CHECKED, all of them. */
	readonly checked: readonly string[];
}

export type RecordDraft = AnswersDraft | SummaryDraft | OrderDraft |
    ClosingDraft;

export interface Head {
	/** The signed note; text, for records are UTF-8. */
	readonly note: string;
	readonly date: string;
	/** "2026-11"; "-": of no period. */
	readonly period: string;
	readonly signers: readonly string[];
	/** By two officers; of a page also with everything checked. */
	readonly complete: boolean;
	/** By a roster that has been replaced: nobody signs it any more. */
	readonly old: boolean;
}

export interface AnswersView extends Head {
	readonly kind: "answers";
	readonly wishes: readonly Wish[];
}

/** A row of one table, a value for each column as the sheet prints it. */
export interface SummaryLine {
	readonly table: string;
	readonly row: string;
	readonly values: readonly string[];
	/** What is counted here, where it is something else; null: the same. */
	readonly here: readonly string[] | null;
}

export interface SummaryView extends Head {
	readonly kind: "summary";
	readonly lines: readonly SummaryLine[];
	/** The officers whose common letters were counted. */
	readonly counted: readonly string[];
	/** This officer is one of them, so that it was counted again here. */
	readonly recounted: boolean;
}

export interface OrderCase {
	readonly id: string;
	readonly number: string;
	readonly date: string;
	/** "R09"; null: not opened yet. */
	readonly state: string | null;
}

export interface OrderView extends Head {
	readonly kind: "export";
	readonly receiver: string;
	readonly recipient: string;
	readonly purpose: string;
	/** Those that open here. */
	readonly cases: readonly OrderCase[];
	/** How many do not. */
	readonly closed: number;
}

export interface ClosingView extends Head {
	readonly kind: "campaign";
	readonly campaign: string;
	readonly from: string;
	readonly to: string;
	readonly words: string;
	readonly measures: readonly string[];
	readonly lines: readonly SummaryLine[];
	readonly counted: readonly string[];
	readonly recounted: boolean;
}

export type RecordView = AnswersView | SummaryView | OrderView |
    ClosingView;
export type ViewOf<K extends DeskKind> = Extract<RecordView,
    { readonly kind: K }>;

/** Sealed to the receiver, and how many letters are in it. */
export interface Carried {
	readonly file: Uint8Array;
	readonly cases: number;
}

/** What an officer says he looked at before he signs a summary. */
export function summaryChecks(period: string): readonly string[] {
	return /^\d{4}$/.test(period) ?
	    ["figures", "archive", "contact", "roster"] : ["figures"];
}
