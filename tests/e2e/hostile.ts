// SPDX-License-Identifier: ISC
// An office that lies: it has the real one's certificate and passes every call
// on, but answers what a lie makes of the answer.  Keeps all that it is sent.

import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Server, createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import type { World } from "../web/harness.ts";

export interface Call {
	readonly method: string;
	/** Without its query. */
	readonly path: string;
	readonly head: string;
	readonly body: Buffer;
}

export interface Said {
	readonly status: number;
	readonly body: Buffer;
	readonly headers?: Readonly<Record<string, string>>;
	/** The body does not end, and comes byte by byte. */
	readonly drips?: boolean;
}

/** What becomes of an answer; earlier: true answers to the same path. */
export type Lie = (said: Said, call: Call, earlier: readonly Said[]) => Said;

/** Answered without asking the real office; null: it is asked. */
export type Block = (call: Call) => Said | null;

/** The headers of the call alone: those of the connection are of this one. */
function onwards(req: IncomingMessage, body: Buffer): Record<string, string> {
	const out: Record<string, string> = {};

	for (const name of ["host", "authorization", "content-type", "accept"]) {
		const value = req.headers[name];

		if (typeof value === "string")
			out[name] = value;
	}
	if (req.method === "POST")
		out["content-length"] = String(body.length);
	return out;
}

const DRIP_MS = 200;

function answer(res: ServerResponse, said: Said): void {
	if (said.drips === true) {
		res.writeHead(said.status, { "Content-Length": 4096 });
		const timer = setInterval(() => res.write(" "), DRIP_MS);

		res.on("close", () => clearInterval(timer));
		return;
	}
	res.writeHead(said.status, { ...said.headers,
		"Content-Length": said.body.length });
	res.end(said.body);
}

/** A name that no request may bring back. */
export const COOKIE = "qfhostile";

export class Hostile {
	readonly port: number;
	/** All that came, for good. */
	readonly calls: Call[] = [];
	/** What the real office received of it. */
	readonly passed: Call[] = [];
	/** Null: the truth. */
	lie: Lie | null = null;
	block: Block | null = null;
	lies = 0;
	private readonly server: Server;
	private readonly earlier = new Map<string, Said[]>();
	private readonly world: World;

	private constructor(world: World, server: Server, port: number) {
		this.world = world;
		this.server = server;
		this.port = port;
		server.on("request", (req, res) => void this.serve(req, res));
	}

	static async start(world: World): Promise<Hostile> {
		const pki = join(world.dir, "pki", world.host);
		const server = createServer({ cert: readFileSync(`${pki}.pem`),
			key: readFileSync(`${pki}.key`) });

		await new Promise<void>((resolve) =>
		    server.listen(0, "127.0.0.1", resolve));
		return new Hostile(world, server,
		    (server.address() as AddressInfo).port);
	}

	private async serve(req: IncomingMessage, res: ServerResponse):
	    Promise<void> {
		const parts: Buffer[] = [];

		for await (const part of req)
			parts.push(part as Buffer);
		const call: Call = { method: req.method ?? "",
			path: (req.url ?? "").replace(/\?.*/, ""),
			head: [req.url, ...req.rawHeaders].join("\n"),
			body: Buffer.concat(parts) };
		this.calls.push(call);
		const blocked = this.block?.(call) ?? null;
		if (blocked !== null) {
			this.lies++;
			answer(res, blocked);
			return;
		}
		this.passed.push(call);
		const true_ = await this.ask(req, call);
		const before = this.earlier.get(call.path) ?? [];
		const said = this.lie === null ? true_ :
		    this.lie(true_, call, before);

		if (said !== true_)
			this.lies++;
		this.earlier.set(call.path, [...before, true_].slice(0, 4));
		answer(res, said);
	}

	private ask(req: IncomingMessage, call: Call): Promise<Said> {
		return new Promise((resolve, reject) => {
			const out = request({ host: "127.0.0.1",
				port: this.world.office?.port, method: req.method,
				path: req.url, headers: onwards(req, call.body),
				agent: false,
				servername: this.world.host,
				rejectUnauthorized: false }, (answer) => {
				const parts: Buffer[] = [];

				answer.on("data", (part: Buffer) => parts.push(part));
				answer.on("end", () => resolve({
					status: answer.statusCode ?? 500,
					body: Buffer.concat(parts) }));
			});

			out.on("error", reject);
			out.end(call.body);
		});
	}

	stop(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}
