// SPDX-License-Identifier: ISC
// In the worker: what belongs to each campaign (专项), by the report's own field
// or the officer's label.  Lists what is in the threads that open; figures are
// guarded, and come when the campaign's months are over (docs/statistics.md).

import { hex } from "../../lib/hex.ts";
import { campaignOf, facts } from "../../lib/stats.ts";
import {
	type CampaignSheet, campaignSheet,
} from "../../lib/stats-campaign.ts";
import { Stats, isOver, monthsOf } from "../../lib/stats-sheet.ts";
import type { ThreadView } from "../../lib/thread.ts";
import { caseLine, stateOfView } from "../case-view.ts";
import { statsLists } from "../labels.ts";
import { type Campaign, site } from "../site.ts";
import { type BoardCase, type Board, boardOf } from "./board-lines.ts";

const NUMBER_LEN = 12;
/** Passed to the superior: no notes, no copies (Rule Art. 15). */
const UPWARD = "R07";

export interface CampaignCase {
	/** Entry id of the report, to open it by. */
	readonly thread: string;
	readonly number: string;
	/** Day of storing. */
	readonly date: string;
	readonly state: string | null;
	/** Where a clock runs: the next day that counts. */
	readonly due: string | null;
	readonly overdue: boolean;
	/** The report itself does not name the campaign. */
	readonly labelled: boolean;
}

export interface CampaignView {
	readonly code: string;
	readonly when: "runs" | "ran" | "comes";
	/** The late ones first, then by day. */
	readonly cases: readonly CampaignCase[];
	readonly board: Board;
	/** null: its months are not over, or not for two days yet. */
	readonly sheet: CampaignSheet | null;
}

function whenOf(c: Campaign, today: string): CampaignView["when"] {
	return today < c.from ? "comes" : today > c.to ? "ran" : "runs";
}

function lineOf(c: BoardCase, nn: string, today: string): CampaignCase {
	const { state, clocks } = caseLine(c.view, nn, today);
	const report = c.view.entries.find((e) => e.entry !== undefined &&
	    e.entry === c.view.report);

	return {
		thread: c.id, number: hex(c.handle).slice(0, NUMBER_LEN),
		date: report?.item.stored ?? "", state,
		due: clocks[0]?.due ?? null, overdue: clocks[0]?.overdue ?? false,
		labelled: c.view.report?.fields.some((f) =>
		    f.name === "campaign") !== true,
	};
}

function inOrder(all: readonly CampaignCase[]): CampaignCase[] {
	const rank = (c: CampaignCase): string => c.overdue ? "0" :
	    c.due === null ? "2" : "1";

	return [...all].sort((a, b) => (rank(a) + (a.due ?? "") + a.date + a.number)
	    .localeCompare(rank(b) + (b.due ?? "") + b.date + b.number));
}

/** Guarded, always; FORMAT for what the lists do not have or is not over. */
export function campaignFigures(views: readonly ThreadView[], code: string,
    today: string): CampaignSheet {
	const all = views.flatMap((view) => facts({ view,
		state: stateOfView(view) }, statsLists));

	return campaignSheet(new Stats(all, statsLists), code, today);
}

/** In the order of the site's list. */
export function campaignsOf(cases: readonly BoardCase[], nn: string,
    today: string): CampaignView[] {
	const views = cases.map((c) => c.view);
	const of = new Map(cases.map((c) => [c, campaignOf({ view: c.view,
		state: stateOfView(c.view) }, site.campaigns)?.code]));

	return site.campaigns.map((c) => {
		const mine = cases.filter((one) => of.get(one) === c.code &&
		    stateOfView(one.view).state !== UPWARD);

		return {
			code: c.code, when: whenOf(c, today),
			cases: inOrder(mine.map((one) => lineOf(one, nn, today))),
			board: boardOf(mine, today),
			sheet: isOver(monthsOf(c)[1], today) ?
			    campaignFigures(views, c.code, today) : null,
		};
	});
}
