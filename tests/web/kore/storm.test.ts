// SPDX-License-Identifier: ISC
// Many strangers who send broken requests and leave at any moment: no worker
// dies of it and the others are served.  STORM=N makes more of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, Client, get, post } from "./client.ts";
import { sleep, withService } from "./service.ts";

// A generator of our own (mulberry32), so that a failure can be repeated.
function generator(seed: number): (below: number) => number {
	let a = seed;
	return (below) => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

const seeds = [
	get("/hello"), get("/fields", "X: y\r\nA: b\r\n"), get("/slow?40"), get("/big?300000"),
	post("/echo", "some body of some length"), post("/slow?30", "b".repeat(9000)), post("/echo", ""),
	get("/hello").repeat(5), get("/slow?10") + post("/echo", "abc") + get("/big?50000"),
	post("/echo", "abc", "Expect: 100-continue\r\n"), get("/hello", "Content-Length: 3\r\n") + "abc",
	"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n",
	"HEAD /big?100 HTTP/1.1\r\nHost: localhost\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
	`PUT /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n${"p".repeat(20_000)}`,
];
const BITS = ["\r\n", "\n", "\r", "\0", ":", " ", "\r\n\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "%", "?", "\xff", "Host: "];

function broken(random: (below: number) => number): string {
	let s = seeds[random(seeds.length)] ?? "";
	for (let n = random(4); n > 0; n--) {
		const at = random(s.length + 1), bit = BITS[random(BITS.length)] ?? "";
		const kind = random(4);
		if (kind === 0) s = s.slice(0, at) + bit + s.slice(at);
		else if (kind === 1) s = s.slice(0, at) + s.slice(at + 1 + random(8));
		else if (kind === 2) s = s.slice(0, at) + String.fromCharCode(random(256)) + s.slice(at + 1);
		else s = s.slice(0, at);
	}
	return s;
}

test("workers_survive_a_storm", { timeout: 300_000 }, async () => {
	const total = Number(process.env["STORM"] ?? 800), at_once = 20;
	await withService({ http_body_max: 100_000 }, async (s) => {
		const before = s.workers();
		let next = 0;
		const stranger = async () => {
			while (next < total) {
				const random = generator(++next);
				const c = await Client.open(s).catch(() => undefined);
				if (c === undefined) continue;	// more strangers than room
				const bytes = broken(random), cut = random(bytes.length + 1);
				c.send(bytes.slice(0, cut));
				if (random(2) === 0) await sleep(random(10));
				c.send(bytes.slice(cut));
				if (random(3) > 0) await sleep(random(80));
				if (random(2) === 0) c.socket.end();
				c.close();
			}
		};
		await Promise.all(Array.from({ length: at_once }, stranger));
		assert.equal((await ask(s, get("/hello"))).status, 200);
		assert.deepEqual(s.workers(), before);
		assert.doesNotMatch(s.log(), /gone|Sanitizer|runtime error/);
	}, { env: { ASAN_OPTIONS: "detect_leaks=0" } });
});
