// SPDX-License-Identifier: ISC
// A site for the transcripts that does as another does, but for one kind of
// request, of whose upload it says that there is none.
//	liar.ts PEM KEY PORT METHOD PATH
// With METHOD FORGET it refuses each part below PATH and says each time that it
// has another number of bytes, less than before every other time.
// With METHOD TWICE each answer of PATH comes twice in one, with OTHER its first
// byte is another; the port is then that of a proxy, for an address that is
// signed.
// Prints the port to use, then, at SIGTERM, how often it lied.

import { readFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse,
	createServer as createProxy } from "node:http";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";

const [pem, key, port, method, path] = process.argv.slice(2);
let lies = 0;

/** A site that never stands where it stood: forth a little, then back. */
function forget(req: IncomingMessage, res: ServerResponse): void {
	req.resume().on("end", () => {
		lies++;
		if (req.method !== "HEAD") {
			res.writeHead(409, { "Content-Type":
			    "application/problem+json" })
			    .end('{"type":"urn:qingfeng:error:offset",' +
				'"title":"another offset","status":409}');
			return;
		}
		res.writeHead(200, { "Tus-Resumable": "1.0.0",
			"Upload-Offset": lies % 4 === 0 ? "0" : "1000" }).end();
	});
}

/** Hand on another body than the true one. */
function alter(answer: IncomingMessage, res: ServerResponse): void {
	const parts: Buffer[] = [];

	lies++;
	answer.on("data", (part: Buffer) => parts.push(part));
	answer.on("end", () => {
		const body = Buffer.concat(parts);
		const headers = { ...answer.headers };

		delete headers["content-length"];
		if (method === "OTHER" && body.length > 0)
			body[0] = (body[0] ?? 0) ^ 1;
		res.writeHead(answer.statusCode ?? 500, headers);
		res.end(method === "TWICE" ? Buffer.concat([body, body]) : body);
	});
}

const alters = method === "TWICE" || method === "OTHER";
const server = createServer({ cert: readFileSync(pem ?? ""),
	key: readFileSync(key ?? "") }, (req, res) => {
	if (method === "FORGET" &&
	    req.url?.startsWith(path ?? "") === true) {
		forget(req, res);
		return;
	}
	if (req.method === method && req.url?.startsWith(path ?? "") === true) {
		lies++;
		req.resume().on("end", () => res.writeHead(404, {
			"Content-Type": "application/problem+json" })
		    .end('{"type":"urn:qingfeng:error:upload",' +
			'"title":"no such upload","status":404}'));
		return;
	}
	req.pipe(request({ host: "127.0.0.1", port: Number(port),
		method: req.method ?? "", path: req.url ?? "",
		headers: alters ? req.headers
		    : { ...req.headers, host: "127.0.0.1" },
		rejectUnauthorized: false }, (answer) => {
		if (alters && req.url?.startsWith(path ?? "") === true) {
			alter(answer, res);
			return;
		}
		res.writeHead(answer.statusCode ?? 500, answer.headers);
		answer.pipe(res);
	}));
});

process.on("SIGTERM", () => {
	console.log(`lied ${lies} times`);
	process.exit(0);
});

const door = !alters ? server : createProxy().on("connect", (_req, socket) => {
	socket.write("HTTP/1.1 200 OK\r\n\r\n");
	server.emit("connection", socket);
});

door.listen(0, "127.0.0.1", () =>
	console.log((door.address() as AddressInfo).port));
