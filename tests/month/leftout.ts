// SPDX-License-Identifier: ISC
// Everything that an officer is shown, twice from the same database: as it is,
// and without the letters whose reporters left him out.  A fresh folder and a
// fresh browser each time, so that he starts with the same.

import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { letters } from "./letters.ts";
import type { Player } from "./player.ts";

/** What was asked for, and every byte that came. */
export type Views = Map<string, string>;

async function byQf(player: Player, nn: string, folder: string):
    Promise<Views> {
	const out: Views = new Map();
	const ask = async (...args: readonly string[]): Promise<string> => {
		const said = await player.qf(nn, args, folder);

		out.set(`qf ${args.join(" ")}`, `exit ${said.code}\n${said.out}\n` +
		    said.err.split(player.store(folder)).join("STORE"));
		return said.out;
	};

	await ask("sync", "--json");
	await ask("sync");
	for (const args of [["inbox"], ["inbox", "--overdue"],
		["inbox", "--mine"], ["inbox", "--waiting"], ["inbox", "--major"],
		["due", "--days", "90"], ["due", "--json"], ["items"],
		["contact", "due"]])
		await ask(...args);
	const list = JSON.parse(await ask("inbox", "--json")) as
	    { id: string }[];
	for (const { id } of list) {
		await ask("show", id);
		await ask("show", "--json", id);
	}
	// What he was left out of, by its id: no such thread, then as now.
	for (const [name, letter] of Object.entries(letters)) {
		if (letter.avoid?.includes(nn) === true)
			await ask("show", player.id(name));
	}
	const digest = await player.run(player.program, ["digest", "--print",
		"--from", "box@example.org", "--to", "a@example.org"]);
	out.set("digest", digest.out + digest.err);
	return out;
}

/** Until nothing on the page moves any more. */
async function settle(page: Page): Promise<void> {
	for (let before = ""; ;) {
		const now = await page.innerHTML("body");

		if (now === before)
			return;
		before = now;
		await page.waitForTimeout(150);
	}
}

async function byConsole(player: Player, nn: string): Promise<Views> {
	const out: Views = new Map();
	const { desk } = await player.browser();
	const { page, complaints } = await desk.unlocked(nn);
	const see = async (what: string): Promise<void> => {
		out.set(`console ${what}, text`,
		    await page.innerText("body"));
		out.set(`console ${what}, HTML`, await page.innerHTML("body"));
	};

	await page.waitForSelector(".letter");
	await settle(page);
	await see("list");
	const count = await page.locator(".letter").count();
	for (let i = 0; i < count; i++) {
		const row = page.locator(".letter").nth(i);
		const said = await row.textContent() ?? "";
		const begins = Object.values(letters).map((l) =>
		    [...l.text].slice(0, 12).join(""))
		    .find((text) => said.includes(text));

		if (begins === undefined)
			throw new Error(`no letter begins as ${said}`);
		await row.click();
		await page.waitForFunction((text) =>
		    document.querySelector(".thread")?.textContent
			.includes(text), begins);
		// That he opened it is written down, and the row marked as read.
		await page.waitForFunction(() => document.querySelector(
		    ".letter[aria-current]")?.textContent.includes("●") === false);
		await settle(page);
		await see(`letter ${i}`);
	}
	out.set("console complaints", complaints.join("\n"));
	await player.closeBrowser();
	return out;
}

async function views(player: Player, nn: string, folder: string):
    Promise<Views> {
	return new Map([...await byQf(player, nn, folder),
		...await byConsole(player, nn)]);
}

/** Take threads out as if they had never been; the list stays dense. */
function remove(player: Player, names: readonly string[]): void {
	const threads = "SELECT thread FROM qf.entry WHERE id IN (" +
	    names.map((n) => `'\\x${player.id(n)}'`).join(", ") + ")";

	player.world.cluster.sql("BEGIN;" +
	    `CREATE TEMP TABLE t AS ${threads};` +
	    "CREATE TEMP TABLE e AS SELECT id FROM qf.entry " +
	    "WHERE thread IN (SELECT thread FROM t);" +
	    "DELETE FROM qf.listing WHERE entry IN (SELECT id FROM e);" +
	    "DELETE FROM qf.header WHERE entry IN (SELECT id FROM e);" +
	    "DELETE FROM qf.part WHERE entry IN (SELECT id FROM e);" +
	    "DELETE FROM qf.entry WHERE id IN (SELECT id FROM e);" +
	    "DELETE FROM qf.thread WHERE handle IN (SELECT thread FROM t);" +
	    "UPDATE qf.listing SET position = position + 1000000;" +
	    "UPDATE qf.listing l SET position = n.r FROM (SELECT position, " +
	    "row_number() OVER (ORDER BY position) AS r FROM qf.listing) n " +
	    "WHERE l.position = n.position;" +
	    "COMMIT;");
}

/** Both times; `removed` are the letters that are not there in the second. */
export async function twice(player: Player, nn: string):
    Promise<{ whole: Views; without: Views; removed: readonly string[] }> {
	const data = join(player.world.dir, "pg/data");
	const kept = `${data}.kept`;
	const removed = Object.entries(letters).filter(([, l]) =>
	    l.avoid?.includes(nn) === true).map(([name]) => name);

	await player.closeBrowser();
	await player.stop();
	execFileSync("cp", ["-a", data, kept]);
	await player.start();
	const whole = await views(player, nn, `${nn}-whole`);
	await player.stop();
	rmSync(data, { recursive: true });
	renameSync(kept, data);
	await player.start();
	remove(player, removed);
	return { whole, without: await views(player, nn, `${nn}-without`),
		removed };
}
