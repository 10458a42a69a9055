// SPDX-License-Identifier: ISC
// In the worker: the calls of the month's rooms, on what the worker has open.

import type { Period } from "../../lib/stats-sheet.ts";
import { stateOfView } from "../case-view.ts";
import type { Cases } from "../cases.ts";
import { statsLists } from "../labels.ts";
import { type Board, type BoardCase, boardOf } from "./board-lines.ts";
import { type CampaignView, campaignsOf } from "./campaign-lines.ts";
import { type Figures, figuresOf } from "./figures.ts";

function listed(cases: Cases): BoardCase[] {
	return [...cases.cases.values()].map(({ pair, line, view }) =>
	    ({ id: pair.id, handle: line.handle, view }));
}

export function countPeriod(cases: Cases, period: Period, today: string):
    Figures {
	const all = [...cases.cases.values()].map(({ view }) =>
	    ({ view, state: stateOfView(view) }));

	return figuresOf(all, statsLists, period, today);
}

export function listBoard(cases: Cases, today: string): Board {
	return boardOf(listed(cases), today);
}

export function listCampaigns(cases: Cases, nn: string, today: string):
    CampaignView[] {
	return campaignsOf(listed(cases), nn, today);
}
