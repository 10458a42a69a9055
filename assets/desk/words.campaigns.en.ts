// SPDX-License-Identifier: ISC
// The English words of campaigns and their closing reports.

import type { CampaignWords } from "./words.campaigns.zh.ts";

export const campaigns: CampaignWords = {
	title: "Campaigns",
	which: "Which campaign",
	chip: "{name} ({when})",
	when: { runs: "runs", ran: "over", comes: "to come" },
	none: "This site has no campaign. Campaigns are in site.json.",
	cases: "Letters: {n}", noCases: "No letter of this campaign yet.",
	unopened: "Not opened",
	stored: "Received {date}",
	labelled: "(by an officer's label)",
	late: "Past a time limit: {n}. See to these first.",
	items: "To be put right", noItems: "Nothing to be put right.",
	pick: "Choose a campaign", noneOver: "No campaign is over yet",
	words: "What came of it",
	wordsHint: "What was done, found, put right, and what is left. Written afresh, copied from no letter. No names, units, days, amounts or places.",
	reportTitle: "{name}: closing report",
	nothing: "There is no figure that may be shown.",
	checked: "Both officers looked: no names, units, days, amounts or places.",
	figures: "Figures of the campaign",
	notOver: "There are figures once the campaign's last month has been over for two days.",
	legend: "Counted once, from the first month to the last. \"—\": fewer than {n}, none included, or a figure that would tell another one below {n}. No table has a total.",
};
