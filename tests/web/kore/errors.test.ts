// SPDX-License-Identifier: ISC
// What a client sees of the errors that Kore makes by itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, Client, get } from "./client.ts";
import { start, sleep, withService, type Service } from "./service.ts";

let s: Service;
before(async () => { s = await start({ http_body_max: 100_000 }); });
after(async () => { await s.stop(); });

const LARGE = 190_000;
const large = `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${LARGE}\r\n\r\n`;

test("errors_of_kore_carry_the_programs_page", async () => {
	const cases: [number, string][] = [
		[400, "nonsense\r\n\r\n"],
		[404, "GET *nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"],
		[405, "PUT /hello HTTP/1.0\r\nHost: localhost\r\n\r\n"],
		[408, "GET /hello HTTP/1.1\r\nHost: loc"],
		[411, "POST /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"],
		[413, large],
		[414, get("/" + "a".repeat(3000))],
		[505, "GET /hello HTTP/3.0\r\nHost: localhost\r\n\r\n"],
	];
	for (const [status, bytes] of cases) {
		const a = await ask(s, bytes);
		assert.equal(a.status, status);
		assert.equal(a.fields.get("content-type"), "application/problem+json");
		assert.equal(a.fields.get("cache-control"), "no-store");
		assert.equal(a.fields.get("connection"), "close");
		assert.equal(a.body.toString(), `{"status":${status}}`);
	}
});

test("answers_name_no_server", async () => {
	for (const bytes of [get("/hello"), "nonsense\r\n\r\n"])
		assert.equal((await ask(s, bytes)).fields.has("server"), false);
});

test("too_large_body_gets_its_413", async () => {
	// More than all socket buffers hold, and the client reads only after it
	// has sent everything: it must not be reset before that.
	await withService({ http_body_max: 8_000_000 }, async (big) => {
		const size = 15_000_000, c = await Client.open(big);
		c.socket.pause();
		c.send(`POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n\r\n`);
		await sleep(100);
		const body = Buffer.alloc(size, 0x61);
		await new Promise<void>((r) => {
			c.socket.once("close", () => r());
			c.socket.write(body, () => r());
		});
		c.socket.resume();
		assert.equal((await c.answer()).status, 413);
		await c.closed(1000);
		assert.equal(c.error, undefined);
	});
});

test("linger_is_bounded", async () => {
	const c = await Client.open(s);
	c.socket.allowHalfOpen = true;
	c.send(large);
	assert.equal((await c.answer()).status, 413);
	// Twice http_body_max and some more: then the connection is gone.
	const begin = Date.now();
	let sent = 0;
	while (!c.socket.closed && Date.now() - begin < 9000) {
		if (c.socket.writable) {
			c.send(Buffer.alloc(20_000, 0x61));
			sent += 20_000;
		}
		await sleep(10);
	}
	assert.ok(c.socket.closed, `still open after ${sent} bytes`);
	c.close();
});

test("too_large_body_is_not_logged", async () => {
	const before = s.log();
	assert.equal((await ask(s, large)).status, 413);
	await sleep(100);
	assert.equal(s.log(), before);
});
