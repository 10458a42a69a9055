// SPDX-License-Identifier: ISC
// Two officers in the room where they sign together, and what is looked at on
// each of its screens.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { base64Url } from "../../assets/lib/base64.ts";
import { repo } from "../web/cluster.ts";
import { type Desk, refresh } from "./console.ts";

export const qf = join(process.env["QF_BIN"] ?? join(repo, "build/bin"), "qf");

/** The room, with at least so many letters behind it. */
export async function enter(page: Page, kind: string, letters = 0):
    Promise<void> {
	const rows = page.locator(".letter");

	for (let i = 0; i < 60 && await rows.count() < letters; i++) {
		await page.waitForTimeout(500);
		await refresh(page);
	}
	assert.ok(await rows.count() >= letters);
	await page.click("#room-records");
	await page.click(`#record-${kind}`);
}

export async function tick(page: Page, ...words: readonly string[]):
    Promise<void> {
	for (const word of words)
		await page.check(`#tick-${word}`);
}

/** Sign what is on the screen; gives the whole text, or what is said of it. */
export async function signHere(page: Page): Promise<string> {
	await page.click("#record-sign");
	const at = await page.waitForSelector("#record-note, #record-problem");

	return await at.getAttribute("readonly") === null ?
	    await at.textContent() ?? "" : at.inputValue();
}

/** What the first handed over, as the second sees it. */
export async function receive(page: Page, note: string): Promise<void> {
	await page.fill("#record-pasted", note);
	await page.click("button:text-is('核对签名，打开')");
	await page.waitForSelector(".record h2, #record-problem");
}

/** What the page says of a text that it does not open. */
export async function unopened(page: Page, note: string): Promise<string> {
	await receive(page, note);
	return await page.textContent("#record-problem") ?? "";
}

/** The file that a press of this button leaves. */
export async function saved(page: Page, button: string, name: RegExp):
    Promise<Buffer> {
	const [download] = await Promise.all([page.waitForEvent("download",
	    { timeout: 60000 }), page.click(button)]);

	assert.match(download.suggestedFilename(), name);
	return readFileSync(await download.path());
}

/** `qf` with what a supervisor verifies by. */
export function verified(desk: Desk, verb: string,
    ...args: readonly string[]): Buffer {
	const { keys } = desk.site.world;

	return execFileSync(qf, ["record", verb,
		"--root", desk.file("root.note", keys.rootNote),
		"--roster", desk.file("roster.note", keys.rosterNote),
		"--pin", base64Url(keys.pin), ...args]);
}

export interface Said {
	readonly kind: string;
	readonly period: string;
	readonly complete: boolean;
	readonly text: string;
	readonly signers: readonly number[];
	readonly fields: readonly { readonly name: string;
	    readonly value: string }[];
}

export function saidOf(desk: Desk, note: Uint8Array): Said {
	return JSON.parse(verified(desk, "verify", "--json",
	    desk.file("one.note", note)).toString("utf8")) as Said;
}
