// SPDX-License-Identifier: ISC
// A site for the transcripts that does as another does, but for one kind of
// request, of whose upload it says that there is none.
//	liar.ts PEM KEY PORT METHOD PATH
// Prints the port to use, then, at SIGTERM, how often it lied.

import { readFileSync } from "node:fs";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";

const [pem, key, port, method, path] = process.argv.slice(2);
let lies = 0;

const server = createServer({ cert: readFileSync(pem ?? ""),
	key: readFileSync(key ?? "") }, (req, res) => {
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
		headers: { ...req.headers, host: "127.0.0.1" },
		rejectUnauthorized: false }, (answer) => {
		res.writeHead(answer.statusCode ?? 500, answer.headers);
		answer.pipe(res);
	}));
});

process.on("SIGTERM", () => {
	console.log(`lied ${lies} times`);
	process.exit(0);
});
server.listen(0, "127.0.0.1", () =>
	console.log((server.address() as AddressInfo).port));
