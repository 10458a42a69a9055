// SPDX-License-Identifier: ISC
// Officers' calls for tests, raw: every answer comes back as it is.

import { base64Url, fromBase64 } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import { signLogin } from "../../assets/lib/login.ts";
import { openHash } from "../../assets/lib/object.ts";
import type { Answer } from "./client.ts";
import type { World } from "./harness.ts";
import { ENTRY_TYPE, type Object1 } from "./report.ts";
import type { Service } from "./service.ts";

export const PAIRS_TYPE = "application/vnd.qingfeng.pairs";

export interface LoginChange {
	readonly at?: string;
	readonly seed?: Uint8Array;
	readonly nonce?: Uint8Array;
	readonly until?: number;
	readonly role?: string;
}

export function office(world: World): Service {
	if (world.office === undefined)
		throw new Error("this world has no office");
	return world.office;
}

export function call(world: World, path: string, token = "",
    body?: Uint8Array, type?: string, method = "POST"): Promise<Answer> {
	return office(world).ask(path, { method, headers: {
		...(type === undefined ? {} : { "content-type": type }),
		...(token === "" ? {} : { authorization: `Bearer ${token}` }),
	}, ...(body === undefined ? {} : { body }) });
}

/** Ask for a challenge, sign what is given, and see what comes. */
export async function tryLogin(world: World, number: string,
    change: LoginChange = {}): Promise<Answer> {
	const c = (await call(world, "/v1/session/challenge"))
	    .json<{ nonce: string; until: number }>();
	const seed = change.seed ?? (change.role === undefined ?
	    world.keys.officer(number).keys.loginSeed : world.keys.auditorSeed);
	const note = signLogin(world.host, {
		at: change.at ?? `https://${world.host}:9443`, number,
		role: change.role, nonce: change.nonce ?? fromBase64(c.nonce),
		until: change.until ?? c.until,
	}, seed);

	return call(world, "/v1/session", "", note, "text/plain");
}

export async function login(world: World, number: string,
    change: LoginChange = {}): Promise<string> {
	const a = await tryLogin(world, number, change);

	if (a.status !== 201)
		throw new Error(`login: ${a.status} ${a.text}`);
	return a.json<{ token: string }>().token;
}

export function pair(id: string, open: Uint8Array): Uint8Array {
	return concat(fromHex(id), open);
}

/** Everything listed behind a cursor, and the new cursor. */
export async function listed(world: World, token: string, after = 0n):
    Promise<{ ids: string[]; cursor: bigint }> {
	const a = await call(world, `/v1/reports?after=${after}`, token,
	    undefined, undefined, "GET");
	const ids: string[] = [];

	if (a.status !== 200)
		throw new Error(`reports: ${a.status}`);
	for (let at = 8; at < a.body.length;) {
		ids.push(a.body.subarray(at, at + 16).toString("hex"));
		at += 20 + a.body.readUInt32BE(at + 16);
	}
	return { ids, cursor: a.body.readBigUInt64BE(0) };
}

export function entryBody(report: string, reportOpen: Uint8Array,
    audience: string, object: Object1): Uint8Array {
	return concat(utf8(`report ${report}\n` +
	    `report-open ${base64Url(reportOpen)}\naudience ${audience}\n` +
	    `open ${base64Url(openHash(object.open))}\n\n`), object.bytes);
}

export function fetchBody(id: string, open: Uint8Array, from: number,
    len: number): Uint8Array {
	return utf8(`entry ${id}\nopen ${base64Url(open)}\nfrom ${from}\n` +
	    `len ${len}\n\n`);
}

export function headerBody(id: string, open: Uint8Array,
    header: Uint8Array): Uint8Array {
	return concat(utf8(`entry ${id}\nopen ${base64Url(open)}\n\n`), header);
}

export { ENTRY_TYPE };
