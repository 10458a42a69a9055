// SPDX-License-Identifier: ISC
// What of the month is done in a browser: a reporter at the page, officers at
// the console.

import { step } from "../e2e/casework.ts";
import { Desk, openLetter } from "../e2e/console.ts";
import {
	confirm, fillConcern, fillYouth, openBox, openStart, readCode, send,
} from "../e2e/reporter.ts";
import { Site } from "../e2e/site.ts";
import type { Tab } from "../e2e/browser.ts";
import { LAST_DAY } from "./clock.ts";
import { letters } from "./letters.ts";
import type { Player } from "./player.ts";

/** As much of a letter as its row in the list shows. */
function beginning(letter: string): string {
	return [...letters[letter]?.text ?? ""].slice(0, 15).join("");
}

export class Screens {
	readonly desk: Desk;
	private readonly site: Site;
	private readonly player: Player;
	private readonly open = new Map<string, Tab>();

	private constructor(player: Player, site: Site, desk: Desk) {
		this.player = player;
		this.site = site;
		this.desk = desk;
	}

	static async start(player: Player): Promise<Screens> {
		if (player.day !== LAST_DAY)
			throw new Error("the browser knows today only");
		const site = await Site.before(player.world);

		return new Screens(player, site, await Desk.start(site));
	}

	async stop(): Promise<void> {
		await this.site.phone.close();
		await this.desk.stop();
		await this.site.leave();
	}

	async deed(verb: string, args: readonly string[]): Promise<void> {
		const [first = "", second = "", ...rest] = args;

		if (verb === "page") {
			for (const name of args)
				await this.write(name);
		} else if (verb === "reads") {
			await this.read(first, second.slice(1, -1));
		} else {
			await this.act(first, second, rest[0] ?? "",
			    rest[1] ?? "");
		}
	}

	/** A letter by the page. */
	private async write(name: string): Promise<void> {
		const letter = letters[name];
		if (letter === undefined)
			throw new Error(`no letter ${name}`);
		const tab = await this.site.tab();

		await openStart(tab, this.site.poster());
		if (letter.form === "youth")
			await fillYouth(tab.page, { kind: "建议", text: letter.text });
		else
			await fillConcern(tab.page, { text: letter.text });
		await send(tab.page);
		const code = await readCode(tab.page);
		await confirm(tab.page, code);
		this.player.codes.set(name, code);
		this.complain(tab);
		await tab.page.close();
		await this.player.released();
		await this.player.find(name, letter.form === "youth" ? "08" : "01");
	}

	private async read(name: string, words: string): Promise<void> {
		const tab = await this.site.tab();

		await openBox(tab, this.site.poster(),
		    this.player.codes.get(name) ?? "");
		const text = await tab.page.textContent("main") ?? "";
		if (!new RegExp(words).test(text))
			throw new Error(`the box says ${text}`);
		this.complain(tab);
		await tab.page.close();
	}

	private async act(nn: string, letter: string, to: string,
	    reason: string): Promise<void> {
		const tab = this.open.get(nn) ?? await this.desk.unlocked(nn);

		this.open.set(nn, tab);
		await openLetter(tab.page, beginning(letter));
		const said = await step(tab.page, to, { reason });
		if (!/已从内网服务读回/.test(said))
			throw new Error(said);
		this.complain(tab);
	}

	private complain(tab: Tab): void {
		if (tab.complaints.length > 0)
			throw new Error(tab.complaints.join("; "));
	}
}
