// SPDX-License-Identifier: ISC
// In the worker: the calls about records, on what the worker has open.

import type { Calls } from "../calls.ts";
import type { Cases } from "../cases.ts";
import type { Sender, Sending } from "../sending.ts";
import {
	answersPage, draftAnswers, openAnswers, signAnswers,
} from "./answers-record.ts";
import { carryOut, draftOrder, openOrder, signOrder } from
    "./order-record.ts";
import {
	draftClosing, openClosing, signClosing,
} from "./closing-record.ts";
import type { RecordBy } from "./sign.ts";
import { draftSummary, openSummary, signSummary } from
    "./summary-record.ts";

export interface Desk {
	/** By what the roots say now. */
	by(): Promise<RecordBy>;
	sending(): Promise<Sending>;
	sender(): Sender;
	cases(): Cases;
	/** Every letter's own words, which a page may not repeat. */
	letters(): Iterable<string>;
}

type Names = "draftRecord" | "openRecord" | "signRecord" | "answersPage" |
    "carryOut";

export function recordCalls(desk: Desk): { readonly [N in Names]:
    (argument: Calls[N][0]) => Promise<Calls[N][1]> } {
	const done = new Map<string, Set<string>>();
	const views = () => [...desk.cases().cases.values()]
	    .map((c) => c.view);

	return {
		draftRecord: async (d) => {
			const by = await desk.by();

			switch (d.kind) {
			case "answers":
				return draftAnswers(by, d, desk.letters());
			case "summary":
				return draftSummary(by, d, views());
			case "export":
				return draftOrder(by, d, desk.cases());
			case "campaign":
				return draftClosing(by, d, views(),
				    desk.letters());
			}
		},
		openRecord: async ({ kind, note }) => {
			const by = await desk.by();

			switch (kind) {
			case "answers":
				return openAnswers(by.chain, note);
			case "summary":
				return openSummary(by, note, views());
			case "export":
				return openOrder(by, note, desk.cases());
			case "campaign":
				return openClosing(by, note, views());
			}
		},
		signRecord: async ({ kind, note, checked }) => {
			const by = await desk.by();

			switch (kind) {
			case "answers":
				return signAnswers(by, note, checked,
				    desk.letters());
			case "summary":
				return signSummary(by, note, checked, views());
			case "export":
				return signOrder(by, note, checked,
				    desk.cases());
			case "campaign":
				return signClosing(by, note, checked, views(),
				    desk.letters());
			}
		},
		answersPage: async ({ notes }) =>
		    answersPage((await desk.by()).chain, notes),
		carryOut: async ({ note }) => carryOut(await desk.by(),
		    await desk.sending(), desk.sender(), note, done),
	};
}
