// SPDX-License-Identifier: ISC
// What the day brings to the start page: the banner of a key node with its
// shortcuts, and the campaigns that run.  Plain words, no decoration.

import { type App, today } from "./app.ts";
import { nodesNear, openCampaigns } from "./calendar.ts";
import { button, el, paragraph } from "./dom.ts";
import { type Campaign, type FormId, type Option, pathTo } from "./site.ts";
import { fill, listed, t } from "./words.ts";

/** What a form is opened with. */
export interface Opening {
	readonly form: FormId;
	/** The category chosen by a shortcut. */
	readonly category?: string;
	readonly campaign?: Campaign;
	/** Words typed in another form. */
	readonly text?: string;
}

type Open = (opening: Opening) => void;

export function nodeBanner(app: App, open: Open): HTMLElement | null {
	const { site } = app;
	const { banner } = site;
	const near = nodesNear(site, today());
	if (near.length === 0)
		return null;
	const shortcuts = banner.categories.reduce((all: Option[], code) =>
	    all.concat(pathTo(site.categories, code).slice(-1)), []);
	return el("section", { class: "banner" },
	    paragraph(fill(t(banner.text), { nodes: listed(near.map(t)) })),
	    el("div", { class: "quick" }, ...shortcuts.map((one) =>
		button(t(one), "plain", () => open({ form: banner.form,
			category: one.code })))));
}

/** Of the campaigns that are open today. */
export function openings(app: App): (Opening & { campaign: Campaign })[] {
	return openCampaigns(app.site, today()).map((campaign) =>
	    ({ form: campaign.form, campaign }));
}
