// SPDX-License-Identifier: ISC
// HTTPS as a test wants it: the one CA, the site's name, no redirects, every
// byte of the answer; and bare TLS for what no client would send.

import { type Agent, type RequestOptions, request } from "node:https";
import { type TLSSocket, connect } from "node:tls";

export interface Target {
	readonly port: number;
	readonly host: string;
	readonly ca: string;
}

export interface Ask {
	readonly method?: string;
	readonly headers?: Record<string, string>;
	readonly body?: Uint8Array | string;
	readonly agent?: Agent;
	readonly timeout?: number;
	readonly signal?: AbortSignal;
}

export class Answer {
	readonly status: number;
	readonly headers: Record<string, string | string[] | undefined>;
	readonly body: Buffer;
	readonly ms: number;

	constructor(status: number, headers: Answer["headers"], body: Buffer,
	    ms: number) {
		this.status = status;
		this.headers = headers;
		this.body = body;
		this.ms = ms;
	}

	get text(): string {
		return this.body.toString("utf8");
	}

	json<T>(): T {
		return JSON.parse(this.text) as T;
	}

	/** What a problem document's type ends in; "" when it is none. */
	get problem(): string {
		if (this.headers["content-type"] !== "application/problem+json")
			return "";
		return this.json<{ type: string }>().type
		    .replace("urn:qingfeng:", "");
	}
}

export function ask(to: Target, path: string, a: Ask = {}): Promise<Answer> {
	const began = performance.now();
	const options: RequestOptions = {
		host: "127.0.0.1", port: to.port, servername: to.host, ca: to.ca,
		path, method: a.method ?? "GET", agent: a.agent ?? false,
		headers: { host: to.host, ...a.headers,
			...(a.body === undefined ? {} :
			    { "content-length": String(Buffer.byteLength(a.body)) }),
		},
		...(a.signal === undefined ? {} : { signal: a.signal }),
	};

	return new Promise((resolve, reject) => {
		const req = request(options, (res) => {
			const parts: Buffer[] = [];

			res.on("data", (part: Buffer) => parts.push(part));
			res.on("error", reject);
			res.on("end", () => resolve(new Answer(res.statusCode ?? 0,
			    res.headers, Buffer.concat(parts),
			    performance.now() - began)));
		});

		req.setTimeout(a.timeout ?? 20000,
		    () => req.destroy(new Error("no answer in time")));
		req.on("error", reject);
		req.end(a.body);
	});
}

/** A TLS connection to write anything to. */
export function bare(to: Target): Promise<TLSSocket> {
	return new Promise((resolve, reject) => {
		const s = connect({ host: "127.0.0.1", port: to.port, ca: to.ca,
			servername: to.host }, () => resolve(s));

		s.on("error", reject);
	});
}

/** Send bytes and read until the other side closes, or ms are over. */
export async function exchange(to: Target, bytes: string | Uint8Array,
    ms = 3000): Promise<string> {
	const s = await bare(to);
	const parts: Buffer[] = [];

	s.on("data", (part: Buffer) => parts.push(part));
	s.write(bytes);
	await new Promise<void>((resolve) => {
		const timer = setTimeout(resolve, ms);

		s.on("close", () => {
			clearTimeout(timer);
			resolve();
		});
	});
	s.destroy();
	return Buffer.concat(parts).toString("latin1");
}

export function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ask until `good`, or throw what was last seen. */
export async function until<T>(what: () => Promise<T>,
    good: (value: T) => boolean, ms = 15000, pause = 20): Promise<T> {
	const end = Date.now() + ms;

	for (;;) {
		let last: unknown;

		try {
			const value = await what();

			if (good(value))
				return value;
			last = value instanceof Answer ?
			    `${value.status} ${value.text.slice(0, 200)}` : value;
		} catch (e) {
			last = e;
		}
		if (Date.now() > end)
			throw new Error(`not in time: ${String(last)}`);
		await sleep(pause);
	}
}
