// SPDX-License-Identifier: ISC
// Raw bytes over TLS 1.3, for requests that no HTTP library would send.
import { connect as netConnect, type Socket } from "node:net";
import { connect as tlsConnect, type TLSSocket } from "node:tls";
import type { Service } from "./service.ts";

const WAIT_MS = 10_000;

export interface Answer {
	readonly status: number;
	readonly fields: Map<string, string>;
	readonly body: Buffer;
}

export class Client {
	readonly socket: TLSSocket;
	data: Buffer = Buffer.alloc(0);
	ended = false;
	error: Error | undefined;

	constructor(socket: TLSSocket) {
		this.socket = socket;
		socket.on("data", (d: Buffer) => { this.data = Buffer.concat([this.data, d]); });
		socket.on("end", () => { this.ended = true; });
		socket.on("close", () => { this.ended = true; });
		socket.on("error", (e: Error) => { this.error = e; });
	}

	static async open(s: Service, host = "127.0.0.1", servername?: string): Promise<Client> {
		const raw = netConnect({ host, port: s.port, noDelay: true });
		const options = { socket: raw, rejectUnauthorized: false, minVersion: "TLSv1.3" as const };
		const socket = tlsConnect(servername === undefined ? options : { ...options, servername });
		await new Promise<void>((ok, bad) => {
			socket.once("secureConnect", () => ok());
			socket.once("error", bad);
			raw.on("error", bad);	// and any later one, which TLS reports too
		});
		return new Client(socket);
	}

	send(bytes: string | Buffer): void {
		this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
	}

	async until(what: string, test: () => boolean, ms = WAIT_MS): Promise<void> {
		const limit = Date.now() + ms;
		while (!test()) {
			if (Date.now() > limit)
				throw new Error(`${what}: not within ${ms} ms, have ${JSON.stringify(this.data.toString("latin1").slice(0, 300))}`);
			await new Promise((r) => setTimeout(r, 5));
		}
	}

	async closed(ms = WAIT_MS): Promise<void> {
		await this.until("close", () => this.ended, ms);
	}

	// The next whole answer, taken off what has come.
	async answer(ms = WAIT_MS, head = false): Promise<Answer> {
		let a: Answer | undefined;
		await this.until("answer", () => {
			a = this.take(head);
			if (a === undefined && this.ended)
				throw new Error(`closed without an answer, have ${JSON.stringify(this.data.toString("latin1").slice(0, 300))}`);
			return a !== undefined;
		}, ms);
		return a as Answer;
	}

	private take(head: boolean): Answer | undefined {
		const end = this.data.indexOf("\r\n\r\n");
		if (end < 0) return undefined;
		const [first, ...lines] = this.data.subarray(0, end).toString("latin1").split("\r\n");
		const fields = new Map(lines.map((l) => {
			const colon = l.indexOf(":");
			return [l.slice(0, colon).toLowerCase(), l.slice(colon + 1).trim()] as [string, string];
		}));
		const length = head ? 0 : Number(fields.get("content-length") ?? 0);
		if (this.data.length < end + 4 + length) return undefined;
		const body = this.data.subarray(end + 4, end + 4 + length);
		this.data = this.data.subarray(end + 4 + length);
		return { status: Number((first ?? "").split(" ")[1]), fields, body };
	}

	close(): void {
		this.socket.destroy();
	}
}

// One request on a connection of its own.
export async function ask(s: Service, bytes: string | Buffer, ms = WAIT_MS): Promise<Answer> {
	const c = await Client.open(s);
	try {
		c.send(bytes);
		return await c.answer(ms);
	} finally {
		c.close();
	}
}

export const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

export const post = (path: string, body: string, more = "") =>
	`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${Buffer.byteLength(body, "latin1")}\r\n${more}\r\n${body}`;

export interface WorkerState { worker: number; pid: number; counted: number; requests: number }

export async function stateOn(c: Client): Promise<WorkerState> {
	c.send(get("/worker"));
	return JSON.parse((await c.answer()).body.toString());
}

// A connection that ended up on the worker wanted.
export async function clientOn(s: Service, worker: number): Promise<Client> {
	const others: Client[] = [];
	try {
		for (let i = 0; i < 100; i++) {
			const c = await Client.open(s);
			if ((await stateOn(c)).worker === worker) return c;
			others.push(c);
		}
		throw new Error(`no connection reached worker ${worker}`);
	} finally {
		for (const c of others) c.close();
	}
}

export function rawSocket(s: Service, host = "127.0.0.1"): Promise<Socket> {
	return new Promise((ok, bad) => {
		const c = netConnect({ host, port: s.port, noDelay: true }, () => ok(c));
		c.once("error", bad);
	});
}
