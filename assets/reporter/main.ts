// SPDX-License-Identifier: ISC
// The page's entry: read the link once, fetch what the site says, have the
// worker verify it, draw a receipt code, show the start page.

import "./shared.ts";

import { type App, alertBox, draw, frame, guardUnload, heading, show,
    today } from "./app.ts";
import { button, el, paragraph, replace } from "./dom.ts";
import { getStart } from "./net.ts";
import { type Problem, problemOf, Trouble, words } from "./problem.ts";
import { startScreen } from "./start.ts";
import { Vault } from "./vault.ts";
import { s } from "./words.ts";

const link = location.hash;
let vault: Vault | null = null;

/** Troubles that only forbid sealing; a box may still be read. */
function onlyForbids(problem: Problem): boolean {
	return problem.kind === "expired" || problem.kind === "early" ||
	    problem.kind === "unchained";
}

async function begin(): Promise<void> {
	show(el("section", { "aria-busy": "true" }, paragraph(s().loading)));
	try {
		vault?.end();
		vault = new Vault();
		const start = await getStart();
		const app = await opened(vault, start);
		draw(app);
		startScreen(app, true);
	} catch (caught) {
		// The site's own words may be of a wrong shape too.
		failed(caught instanceof Trouble ? caught.problem :
		    { kind: "answer" });
	}
}

async function opened(ours: Vault, start: Awaited<ReturnType<
    typeof getStart>>): Promise<App> {
	const app = { site: start.site, sites: { zh: start.site }, vault: ours,
		drawn: Promise.resolve(null) };
	try {
		return { ...app, trouble: null, readers: await ours.ask("begin",
		    { host: start.host, roots: start.roots,
			roster: start.roster, link, today: today() }) };
	} catch (caught) {
		const problem = problemOf(caught);
		if (!onlyForbids(problem))
			throw caught;
		return { ...app, trouble: problem, readers: null };
	}
}

function failed(problem: Problem): void {
	show(el("section", {}, heading(document.title),
	    alertBox(words(problem)),
	    button(s().retry, "main", () => void begin())));
}

replace(document.body, ...frame(() => vault));
guardUnload(() => vault);
// Another poster scanned into the same page: its pin must be the one checked.
window.addEventListener("hashchange", () => location.reload());
void begin();
