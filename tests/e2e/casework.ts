// SPDX-License-Identifier: ISC
// What officers do with a case at their consoles, and what `qf` says of the
// same case afterwards.

import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Page } from "playwright-core";

import { base64Url } from "../../assets/lib/base64.ts";
import { formatIdentity } from "../../assets/lib/identity.ts";
import { repo } from "../web/cluster.ts";
import { type Desk, openLetter, refresh } from "./console.ts";

export type Values = Readonly<Record<string, string>>;

/** Fill in the form that is open, by the names of its controls. */
export async function fillAct(page: Page, values: Values): Promise<void> {
	for (const [name, value] of Object.entries(values)) {
		const at = page.locator(`#act-${name}`);

		if (await at.evaluate((n) => n.tagName === "SELECT"))
			await at.selectOption(value);
		else
			await at.fill(value);
	}
}

/** Sign what is filled in; gives what the page says of it. */
export async function sign(page: Page): Promise<string> {
	await page.click(".act button[type=submit]");
	const box = await page.waitForSelector("#stored, .act [role=alert]");

	return await box.textContent() ?? "";
}

export async function step(page: Page, to: string, values: Values = {}):
    Promise<string> {
	await page.click(`[data-step="${to}"]`);
	await fillAct(page, { reason: "依程序办理", ...values });
	return sign(page);
}

export async function act(page: Page, name: string, values: Values):
    Promise<string> {
	await page.click(`.acts [data-act="${name}"]`);
	await fillAct(page, values);
	return sign(page);
}

/** Say yes to the first proposal that asks. */
export async function approve(page: Page, values: Values = {}):
    Promise<string> {
	await page.click("[data-approve]");
	await fillAct(page, values);
	return sign(page);
}

/** As somebody else left it. */
export async function reopen(page: Page, words: string): Promise<void> {
	await refresh(page);
	await openLetter(page, words);
}

export async function panel(page: Page): Promise<string> {
	return await page.textContent(".panel") ?? "";
}

/** The last entry of the thread, in words. */
export async function last(page: Page): Promise<string> {
	return await page.locator(".entry").last().textContent() ?? "";
}

export interface Shown {
	readonly id: string;
	readonly state: string;
	readonly status: string;
	readonly alarms: readonly string[];
	readonly case: {
		readonly state: string; readonly charge: number | null;
		readonly second: number | null; readonly labels: readonly string[];
		readonly outcome: string | null; readonly conflicts: number;
		readonly recused: readonly number[]; readonly untold: boolean;
		readonly duplicate: boolean; readonly reported: boolean;
		readonly major: readonly string[];
		readonly items: readonly { readonly state: string }[];
		readonly clocks: readonly { readonly due: string }[];
	};
	readonly entries: readonly { readonly opened: boolean;
		readonly verdict: string;
		readonly alarms: readonly string[];
		readonly entry: { readonly text: string;
		    readonly kind: string; readonly to: readonly number[];
		    readonly officer?: number;
		    readonly fields: readonly { readonly name: string;
			readonly value: string }[] } | null }[];
}

/** `qf` of one officer, with a store folder of his own. */
export class Folder {
	private readonly desk: Desk;
	private readonly common: readonly string[];
	private readonly store: string;

	constructor(desk: Desk, nn: string) {
		const { secret } = desk.site.world.keys.officer(nn).identity;

		this.desk = desk;
		this.store = join(desk.site.world.dir, `store-${nn}`);
		this.common = ["-i", desk.file(`plain-${nn}.key`,
		    formatIdentity(secret) + "\n"), "--store",
		    this.store];
	}

	/** How many headers there are of each entry of a thread, sorted. */
	headers(id: string): number[] {
		const dir = join(this.store, "threads", id);

		return readdirSync(dir).filter((f) => f.endsWith(".headers"))
		    .map((f) => {
			const all = readFileSync(join(dir, f));
			let n = 0;

			for (let at = 0; at < all.length;
			    at += 4 + all.readUInt32BE(at))
				n++;
			return n;
		    }).sort();
	}

	/** Not to be waited for by blocking: the way to office leads through us. */
	async run(...args: readonly string[]): Promise<string> {
		const { stdout } = await promisify(execFile)(
		    join(repo, "build/bin/qf"), [...args, ...this.common]);

		return stdout;
	}

	async sync(): Promise<void> {
		const { world } = this.desk.site;

		await this.run("sync", "--office", `https://${world.host}:9443`,
		    "--ca", world.caFile, "--pin", base64Url(world.keys.pin),
		    "--proxy", `http://127.0.0.1:${this.desk.line.port}`);
	}

	/** The thread whose report holds these words. */
	async show(words: string, ...more: readonly string[]): Promise<Shown> {
		const inbox = JSON.parse(await this.run("inbox", "--json")) as
		    { id: string }[];

		for (const { id } of inbox) {
			const one = JSON.parse(await this.run("show", "--json",
			    ...more, id)) as Shown;

			if (one.entries.some((e) =>
			    e.entry?.text.includes(words) === true))
				return one;
		}
		throw new Error(`no thread says ${words}`);
	}
}
