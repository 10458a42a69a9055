// SPDX-License-Identifier: ISC
// What hangs on the day: festivals that are near, campaigns that run, months
// to choose from.  Days are those of Asia/Shanghai.

import { days } from "../lib/date.ts";
import type { Campaign, Option, Site } from "./site.ts";

/** Nodes of which some day is at most so many days away, in their order. */
export function nodesNear(site: Site, today: string): readonly Option[] {
	return site.nodes.filter((node) => (node.dates ?? []).some((date) =>
	    Math.abs(days(date) - days(today)) <= site.banner.days));
}

export function openCampaigns(site: Site, today: string):
    readonly Campaign[] {
	return site.campaigns.filter((one) => one.from <= today &&
	    today <= one.to);
}

/** "2026-11", "2026-10" ...: this month and those before it. */
export function monthsBack(today: string, count: number): string[] {
	const now = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) -
	    1;

	return Array.from({ length: count }, (_one, i) => {
		const month = now - i;
		const year = Math.floor(month / 12);
		return `${year}-${String(month - year * 12 + 1)
		    .padStart(2, "0")}`;
	});
}
