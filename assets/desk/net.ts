// SPDX-License-Identifier: ISC
// The worker's calls to office, through qf desk (docs/protocol.md section 7):
// same origin, no cookies, nothing cached, the desk's token in a header.

import { refuse, Trouble } from "./problem.ts";

const TIMEOUT_MS = 130000;
const JSON_MAX = 4 * 1024 * 1024;
const NOTE_MAX = 64 * 1024;

export const ENTRY_TYPE = "application/vnd.qingfeng.entry";
export const PAIRS_TYPE = "application/vnd.qingfeng.pairs";
export const NOTE_TYPE = "text/plain";

export interface Ask {
	readonly bearer?: string;
	readonly type?: string;
	/** Makes a POST of it. */
	readonly body?: Uint8Array;
	/** Bytes of the answer at most. */
	readonly max: number;
}

function busy(answer: Response): Trouble {
	const after = Number(answer.headers.get("Retry-After") ?? "");

	return new Trouble({ kind: "office",
		after: after > 0 && after < 1e6 ? after : null });
}

/** The error's name in a problem document of office, "" elsewhere. */
async function errorName(answer: Response): Promise<string> {
	try {
		const type = record(JSON.parse(await answer.text()))["type"];

		return typeof type === "string" ?
		    type.replace(/^urn:qingfeng:error:/, "") : "";
	} catch {
		return "";
	}
}

async function refusal(answer: Response): Promise<Trouble> {
	const name = await errorName(answer);

	switch (answer.status) {
	case 401:
		return new Trouble({ kind: name === "bearer" ? "session" :
		    "token" });
	case 403:
		return new Trouble({ kind: name === "denied" ? "denied" :
		    "token" });
	case 404:
		return new Trouble({ kind: "gone" });
	case 413:
	case 431:
		return new Trouble({ kind: "too_big" });
	case 429:
	case 502:
	case 503:
	case 504:
		return busy(answer);
	case 422:
		// Office judged a note or an object by the roster's dates.
		if (name === "expired")
			return new Trouble({ kind: "expired", date: "" });
		return new Trouble({ kind: "refused", status: 422 });
	default:
		return new Trouble({ kind: "refused", status: answer.status });
	}
}

export function record(value: unknown): Record<string, unknown> {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		refuse({ kind: "answer" });
	return value as Record<string, unknown>;
}

/** The way to office; knows the desk's token and no other secret. */
export class Net {
	private readonly token: string;

	constructor(token: string) {
		this.token = token;
	}

	private fetch(path: string, o: Ask, signal: AbortSignal):
	    Promise<Response> {
		const headers: Record<string, string> = {
			"X-Qingfeng-Desk": this.token,
		};

		if (o.bearer !== undefined)
			headers["Authorization"] = "Bearer " + o.bearer;
		if (o.type !== undefined)
			headers["Content-Type"] = o.type;
		return fetch(path, {
			method: o.body === undefined ? "GET" : "POST",
			headers,
			body: o.body === undefined ? null :
			    o.body as Uint8Array<ArrayBuffer>,
			mode: "same-origin",
			credentials: "omit",
			cache: "no-store",
			redirect: "error",
			referrerPolicy: "no-referrer",
			signal,
		});
	}

	/** The bytes of a 2xx answer; any other is a Trouble. */
	async bytes(path: string, o: Ask): Promise<Uint8Array> {
		const stop = new AbortController();
		const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);

		try {
			const answer = await this.fetch(path, o, stop.signal);

			if (!answer.ok)
				throw await refusal(answer);
			const bytes = new Uint8Array(await answer.arrayBuffer());
			return bytes.length > o.max ?
			    refuse({ kind: "answer" }) : bytes;
		} catch (caught) {
			// fetch tells every failure to connect as a TypeError or
			// an AbortError, without a reason.
			throw caught instanceof Trouble ? caught :
			    new Trouble({ kind: "desk" });
		} finally {
			clearTimeout(timer);
		}
	}

	async json(path: string, o: Partial<Ask> = {}):
	    Promise<Record<string, unknown>> {
		const bytes = await this.bytes(path, { max: JSON_MAX, ...o });
		let value: unknown;

		try {
			value = JSON.parse(new TextDecoder("utf-8",
			    { fatal: true }).decode(bytes));
		} catch {
			return refuse({ kind: "answer" });
		}
		return record(value);
	}

	/** A root or roster, or null when there is none. */
	async note(path: string): Promise<Uint8Array | null> {
		try {
			return await this.bytes(path, { max: NOTE_MAX });
		} catch (caught) {
			if (caught instanceof Trouble &&
			    caught.problem.kind === "gone")
				return null;
			throw caught;
		}
	}
}
