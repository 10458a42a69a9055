// SPDX-License-Identifier: ISC
// The page's calls to the intake (docs/protocol.md section 6).  Same origin,
// no cookies, nothing cached.

import { concat } from "../lib/bytes.ts";
import type { Site, Start } from "./site.ts";
import { Trouble } from "./problem.ts";

const TIMEOUT_MS = 60000;
const START_MAX = 1024 * 1024;
const ENTRY_MAX = 1024 * 1024 + 64 * 1024;

export interface BoxEntry {
	readonly id: string;
	readonly side: "reporter" | "office";
	readonly date: string;
	readonly size: number;
	readonly promise: string;
}

export interface BoxList {
	readonly self: string;
	readonly entries: readonly BoxEntry[];
}

interface Ask {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array;
	/** Ends the request early. */
	readonly stop?: AbortSignal;
	readonly timeout?: number;
}

/** The NAME of a refusal's type (docs/errors.md), "" when it has none. */
async function errorName(answer: Response): Promise<string> {
	try {
		const { type } = json(await read(answer, START_MAX));
		return String(type).replace(/^.*:/, "");
	} catch {
		return "";
	}
}

function waitOf(answer: Response): number | null {
	const after = Number(answer.headers.get("Retry-After") ?? "");

	return after > 0 && after < 1e6 ? after : null;
}

function refusal(answer: Response, name: string): Trouble {
	if (name === "upload" || name === "offset")
		return new Trouble({ kind: "gone" });
	switch (answer.status) {
	case 404:
		return new Trouble({ kind: "none" });
	case 409:
		return new Trouble({ kind: "conflict" });
	case 413:
	case 431:
		return new Trouble({ kind: "too_big" });
	case 429:
	case 502:
	case 503:
	case 504:
		return new Trouble({ kind: "busy", after: waitOf(answer) });
	default:
		return new Trouble({ kind: "refused", status: answer.status });
	}
}

/** The body, never more than max bytes of it in memory. */
async function read(answer: Response, max: number): Promise<Uint8Array> {
	const reader = answer.body?.getReader();
	const parts: Uint8Array[] = [];
	let len = 0;
	for (;;) {
		const part = (await reader?.read())?.value;
		if (part === undefined)
			return concat(...parts);
		len += part.length;
		if (len > max)
			throw new Trouble({ kind: "answer" });
		parts.push(part);
	}
}

/** Ask and read the answer with use(), in one stretch of time. */
export async function request<T>(path: string, ask: Ask,
    use: (answer: Response) => Promise<T>): Promise<T> {
	const stop = new AbortController();
	const timer = setTimeout(() => stop.abort(), ask.timeout ?? TIMEOUT_MS);
	const end = () => stop.abort();
	ask.stop?.addEventListener("abort", end);
	try {
		if (ask.stop?.aborted === true)
			stop.abort();
		const answer = await fetch(path, {
			method: ask.method ?? "GET",
			headers: ask.headers ?? {},
			body: ask.body === undefined ? null :
			    ask.body as Uint8Array<ArrayBuffer>,
			mode: "same-origin",
			credentials: "omit",
			cache: "no-store",
			redirect: "error",
			referrerPolicy: "no-referrer",
			signal: stop.signal,
		});
		if (!answer.ok)
			throw refusal(answer, await errorName(answer));
		return await use(answer);
	} catch (caught) {
		// fetch tells every failure to connect as a TypeError or an
		// AbortError, without a reason.
		throw caught instanceof Trouble ? caught :
		    new Trouble({ kind: ask.stop?.aborted === true ?
			"stopped" : "offline" });
	} finally {
		clearTimeout(timer);
		ask.stop?.removeEventListener("abort", end);
		// Whatever was not read is not wanted.
		stop.abort();
	}
}

function get(path: string, max: number, bearer?: string):
    Promise<Uint8Array> {
	return request(path, bearer === undefined ? {} :
	    { headers: { "Authorization": "Bearer " + bearer } },
	    (answer) => read(answer, max));
}

function record(value: unknown): Record<string, unknown> {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new Trouble({ kind: "answer" });
	return value as Record<string, unknown>;
}

function json(bytes: Uint8Array): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new Trouble({ kind: "answer" });
	}
	return record(value);
}

function isStrings(value: unknown): value is string[] {
	return Array.isArray(value) &&
	    value.every((one) => typeof one === "string");
}

export async function getStart(): Promise<Start> {
	const start = json(await get("/v1/start", START_MAX));
	if (start["format"] !== 1 || typeof start["host"] !== "string" ||
	    typeof start["roster"] !== "string" || !isStrings(start["roots"]) ||
	    record(start["site"])["format"] !== 1)
		throw new Trouble({ kind: "answer" });
	return start as unknown as Start;
}

/** The site once more, in English. */
export async function getEnglish(): Promise<Site> {
	const { format, site } = json(await get("/v1/site/en", START_MAX));
	if (format !== 1 || record(site)["format"] !== 1)
		throw new Trouble({ kind: "answer" });
	return site as Site;
}

function entry(value: unknown): BoxEntry {
	const one = record(value);
	if (typeof one["id"] !== "string" || !/^[0-9a-f]{32}$/.test(one["id"]) ||
	    (one["side"] !== "reporter" && one["side"] !== "office") ||
	    typeof one["date"] !== "string" || typeof one["size"] !== "number" ||
	    typeof one["promise"] !== "string")
		throw new Trouble({ kind: "answer" });
	return one as unknown as BoxEntry;
}

export async function getBox(bearer: string): Promise<BoxList> {
	const box = json(await get("/v1/box", START_MAX, bearer));
	if (box["format"] !== 1 || typeof box["self"] !== "string" ||
	    !Array.isArray(box["entries"]))
		throw new Trouble({ kind: "answer" });
	const entries = box["entries"].map(entry);
	if (new Set(entries.map((one) => one.id)).size !== entries.length)
		throw new Trouble({ kind: "answer" });
	return { self: box["self"], entries };
}

export function getEntry(bearer: string, id: string): Promise<Uint8Array> {
	return get("/v1/box/entries/" + id, ENTRY_MAX, bearer);
}

/** A roster version's note, or null when the server has none. */
export async function getRoster(version: number): Promise<string | null> {
	try {
		return new TextDecoder().decode(
		    await get("/v1/roster/" + String(version), START_MAX));
	} catch (caught) {
		if (caught instanceof Trouble && caught.problem.kind === "none")
			return null;
		throw caught;
	}
}

/** Post a sealed body; gives the promise note, not yet verified. */
export function post(path: "/v1/threads" | "/v1/box/entries",
    body: Uint8Array, stop: AbortSignal): Promise<Uint8Array> {
	return request(path, { method: "POST", body, stop, headers:
	    { "Content-Type": "application/vnd.qingfeng.entry" } },
	(answer) => read(answer, START_MAX));
}
