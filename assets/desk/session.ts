// SPDX-License-Identifier: ISC
// The session at office: opened with the officer's login key when a call
// needs it, and again, without a word, when office has ended it.

import { base64Url, fromBase64 } from "../lib/base64.ts";
import { signLogin } from "../lib/login.ts";
import { type Ask, type Net, NOTE_TYPE } from "./net.ts";
import { refuse, Trouble } from "./problem.ts";

const SMALL = 4096;

export interface Who {
	readonly host: string;
	/** Office's origin as the officer gave it to qf desk. */
	readonly origin: string;
	readonly nn: string;
	readonly loginSeed: Uint8Array;
	/** The answers come from a store folder: nobody to log in to. */
	readonly offline: boolean;
}

export class Session {
	private readonly net: Net;
	private readonly who: Who;
	private token: string | null = null;
	/** Several calls may want it at once. */
	private entering: Promise<string> | null = null;

	constructor(net: Net, who: Who) {
		this.net = net;
		this.who = who;
	}

	/** The token, a new one where there is none. */
	private async enter(): Promise<string> {
		if (this.token !== null)
			return this.token;
		this.entering ??= this.login();
		try {
			this.token = await this.entering;
			return this.token;
		} finally {
			this.entering = null;
		}
	}

	private async login(): Promise<string> {
		const challenge = await this.net.json("/v1/session/challenge",
		    { body: new Uint8Array(0), max: SMALL });
		const { nonce, until } = challenge;

		if (typeof nonce !== "string" || typeof until !== "number" ||
		    !Number.isSafeInteger(until) || until < 0)
			return refuse({ kind: "answer" });
		const note = signLogin(this.who.host, {
			at: this.who.origin, number: this.who.nn, until,
			nonce: nonceOf(nonce),
		}, this.who.loginSeed);
		const opened = await this.net.json("/v1/session",
		    { body: note, type: NOTE_TYPE, max: SMALL });
		const { token, role, number } = opened;

		if (typeof token !== "string" ||
		    !/^[A-Za-z0-9_-]{43}$/.test(token) ||
		    role !== "officer" || number !== this.who.nn)
			return refuse({ kind: "answer" });
		return token;
	}

	get offline(): boolean {
		return this.who.offline;
	}

	/** A call with a session, logged in again once if it has ended. */
	async bytes(path: string, o: Ask): Promise<Uint8Array> {
		if (this.who.offline)
			return this.net.bytes(path, o);
		const had = this.token !== null;
		const bearer = await this.enter();

		try {
			return await this.net.bytes(path, { ...o, bearer });
		} catch (caught) {
			if (!(caught instanceof Trouble) ||
			    caught.problem.kind !== "session")
				throw caught;
			if (this.token === bearer)
				this.token = null;
			if (!had)
				throw caught;
		}
		return this.net.bytes(path, { ...o, bearer: await this.enter() });
	}

	async json(path: string, o: Ask): Promise<unknown> {
		const bytes = await this.bytes(path, o);

		try {
			return JSON.parse(new TextDecoder("utf-8",
			    { fatal: true }).decode(bytes)) as unknown;
		} catch {
			return refuse({ kind: "answer" });
		}
	}

	/** End it at office too; never fails, never waits for long. */
	async close(): Promise<void> {
		const bearer = this.token;

		this.token = null;
		if (bearer === null)
			return;
		try {
			await this.net.bytes("/v1/session/close",
			    { body: new Uint8Array(0), bearer, max: SMALL });
		} catch {
			// It ends by itself after fifteen minutes.
		}
	}
}

function nonceOf(text: string): Uint8Array {
	try {
		return fromBase64(text, 32);
	} catch {
		return refuse({ kind: "answer" });
	}
}

/** A preamble's lines and the object behind them (section 6). */
export function preamble(lines: Readonly<Record<string, string | Uint8Array>>):
    string {
	return Object.keys(lines).map((name) => {
		const value = lines[name] ?? "";

		return name + " " + (typeof value === "string" ? value :
		    base64Url(value)) + "\n";
	}).join("") + "\n";
}
