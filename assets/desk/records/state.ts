// SPDX-License-Identifier: ISC
// What the room of records holds between two drawings.

import type { Period } from "../../lib/stats-sheet.ts";
import type { App } from "../app.ts";
import type { Problem } from "../problem.ts";
import type { DeskKind, ViewOf, Wish } from "./types.ts";

/** Of each kind: what was opened or signed, and the way there. */
interface Side<K extends DeskKind> {
	readonly view: ViewOf<K> | null;
	/** What the other officer handed over. */
	readonly pasted: string;
	readonly ticks: readonly string[];
	readonly problem: Problem | null;
}

/** Written for one letter, which the record does not name. */
export interface WishDraft extends Wish {
	readonly thread: string;
}

export interface AnswersState extends Side<"answers"> {
	readonly wishes: readonly WishDraft[];
	readonly query: string;
	/** Signed records of other periods, for the same page. */
	readonly others: string;
	readonly saved: boolean;
}

export interface SummaryState extends Side<"summary"> {
	readonly second: string;
}

export interface OrderState extends Side<"export"> {
	readonly second: string;
	readonly receiver: string;
	readonly recipient: string;
	readonly purpose: string;
	readonly threads: readonly string[];
	readonly query: string;
	/** Letters in the file that was made. */
	readonly made: number | null;
}

export interface ClosingState extends Side<"campaign"> {
	readonly second: string;
	/** "": none chosen. */
	readonly campaign: string;
	readonly words: string;
	/** One a line. */
	readonly measures: string;
}

export interface RecordsState {
	readonly shown: DeskKind;
	/** null: the last month that is over. */
	readonly period: Period | null;
	readonly answers: AnswersState;
	readonly summary: SummaryState;
	readonly export: OrderState;
	readonly campaign: ClosingState;
}

const NONE = { view: null, pasted: "", ticks: [], problem: null };

export const NO_RECORDS: RecordsState = {
	shown: "answers", period: null,
	answers: { ...NONE, wishes: [], query: "", others: "", saved: false },
	summary: { ...NONE, second: "" },
	campaign: { ...NONE, second: "", campaign: "", words: "",
		measures: "" },
	export: { ...NONE, second: "", receiver: "", recipient: "",
		purpose: "", threads: [], query: "", made: null },
};

/** Without drawing, so that typing is not disturbed. */
export function put<K extends DeskKind>(app: App, kind: K,
    more: Partial<RecordsState[K]>): void {
	const { records } = app.desk;

	app.desk.records = { ...records,
		[kind]: { ...records[kind], ...more } };
}

export function isRecordTyped({ answers, campaign, export: order }:
    RecordsState): boolean {
	return (answers.view === null && answers.wishes.some((one) =>
	    one.wish !== "" || one.answer !== "")) ||
	    (campaign.view === null && (campaign.words !== "" ||
		campaign.measures !== "")) ||
	    (order.view === null && (order.receiver !== "" ||
		order.purpose !== ""));
}
