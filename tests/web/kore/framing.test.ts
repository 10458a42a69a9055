// SPDX-License-Identifier: ISC
// Where a request begins and ends, and what its lines may hold.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, Client, get, post } from "./client.ts";
import { start, sleep, withService, type Service } from "./service.ts";

let s: Service;
before(async () => { s = await start(); });
after(async () => { await s.stop(); });

const statusOf = async (bytes: string) => (await ask(s, bytes)).status;

test("overrun_is_refused", async () => {
	const over = (n: number, extra: string) =>
		`POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${n}\r\n\r\n${"a".repeat(n)}${extra}`;
	assert.equal(await statusOf(over(4, "b")), 400);
	assert.equal(await statusOf(over(4, get("/hello"))), 400);
	assert.equal(await statusOf(over(0, "b")), 400);
	assert.equal(await statusOf(over(4, "")), 200);
});

test("overrun_stalls_nobody", async () => {
	await withService({ workers: 1 }, async (one) => {
		const c = await Client.open(one), other = await Client.open(one);
		let stop = false;
		c.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nabcdefgh");
		const flood = (async () => {
			const piece = Buffer.alloc(65536, 0x61);
			while (!stop && !c.ended && !c.error) {
				if (!c.socket.write(piece))
					await new Promise<void>((r) => { c.socket.once("drain", () => r()); c.socket.once("close", () => r()); });
				await sleep(0);
			}
		})();
		let worst = 0;
		for (const end = Date.now() + 2500; Date.now() < end;) {
			const begin = Date.now();
			other.send(get("/hello"));
			assert.equal((await other.answer(5000)).status, 200);
			worst = Math.max(worst, Date.now() - begin);
		}
		stop = true;
		c.close();
		other.close();
		await flood;
		assert.ok(worst < 1500, `another request waited ${worst} ms`);
	});
});

test("body_memory_is_bounded", async () => {
	await withService({ workers: 1 }, async (one) => {
		const head = (n: number) => `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${n}\r\n\r\n`;
		const whole = async (n: number) => (await ask(one, head(n) + "a".repeat(n))).status;
		const slow: Client[] = [];
		for (let i = 0; i < 67; i++) {
			const c = await Client.open(one);
			c.send(head(1000000) + "a");
			slow.push(c);
		}
		await sleep(300);
		assert.equal(await whole(1000000), 503);
		// Small ones come all the same, and what was held is given back.
		assert.equal(await whole(60000), 200);
		for (const c of slow)
			c.close();
		await sleep(300);
		for (let i = 0; i < 70; i++)
			assert.equal(await whole(1000000), 200);
	});
});

test("body_on_get_is_refused", async () => {
	for (const method of ["GET", "HEAD", "DELETE", "OPTIONS"])
		assert.equal(await statusOf(`${method} /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello`), 400, method);
	assert.equal(await statusOf(get("/hello", "Content-Length: 0\r\n")), 200);
});

test("transfer_encoding_is_refused", async () => {
	assert.equal(await statusOf(get("/hello", "Transfer-Encoding: chunked\r\n")), 400);
	assert.equal(await statusOf("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
	assert.equal(await statusOf(post("/echo", "abc", "Transfer-Encoding: identity\r\n")), 400);
});

test("second_length_is_refused", async () => {
	assert.equal(await statusOf(post("/echo", "abc", "Content-Length: 3\r\n")), 400);
	assert.equal(await statusOf(post("/echo", "abc", "content-length: 4\r\n")), 400);
});

test("length_not_of_digits_is_refused", async () => {
	for (const n of ["+3", "-3", "3,3", "3 3", "0x3", "", "3.0", "1234567890123456789"])
		assert.equal(await statusOf(`POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${n}\r\n\r\nabc`), 400, n);
	assert.equal(await statusOf("POST /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"), 411);
});

test("loose_lines_are_refused", async () => {
	for (const bytes of [
		"GET /hello HTTP/1.1\nHost: localhost\n\n",
		"GET /hello HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n",
		"GET /hello HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n",
		"GET /hello HTTP/1.1\r\nHost: localhost\0\r\nX: y\r\n\r\n",
		"GET /hello HTTP/1.1 more\r\nHost: localhost\r\n\r\n",
		"GET /hel\x01lo HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /hel\xe9lo HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET\t/hello HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /hello\r\nHost: localhost\r\n\r\n",
		"GET /hello HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n",
		"GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n",
		"GET /hello HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
	])
		assert.equal(await statusOf(bytes), 400, JSON.stringify(bytes));
});

test("second_host_is_refused", async () => {
	assert.equal(await statusOf(get("/fields", "Host: other\r\n")), 400);
});

test("host_is_found_by_whole_name", async () => {
	const a = await ask(s, "GET /fields HTTP/1.1\r\nHostile: x\r\nHost: localhost\r\n\r\n");
	assert.equal(a.status, 200);
	assert.equal(a.body.toString(), "host=localhost\nHostile=[x]\n");
	assert.equal(await statusOf("GET /fields HTTP/1.1\r\nHostile: x\r\n\r\n"), 400);
});

test("legal_values_are_accepted", async () => {
	const a = await ask(s, get("/fields", "User-Agent: \xe8\x8d\xa3\xe8\x80\x80\t9\r\nEmpty:\r\nBlank: \t \r\nTrail: x \t\r\n"));
	assert.equal(a.status, 200);
	assert.equal(a.body.toString("latin1"),
	    "host=localhost\nUser-Agent=[\xe8\x8d\xa3\xe8\x80\x80\t9]\nEmpty=[]\nBlank=[]\nTrail=[x]\n");
});

test("control_bytes_are_refused", async () => {
	for (const line of ["X: a\x01b", "X: a\x7fb", ": nameless", "X\xe9: a", "X y: a"])
		assert.equal(await statusOf(get("/fields", line + "\r\n")), 400, JSON.stringify(line));
});

const lines = (n: number) => Array.from({ length: n }, (_, i) => `X-${i}: ${i}\r\n`).join("");

test("header_of_64_lines_is_held", async () => {
	const a = await ask(s, get("/fields", lines(63)));
	assert.equal(a.status, 200);
	assert.equal(a.body.toString().trim().split("\n").length, 64);
	assert.equal((await ask(s, post("/echo", "abc", lines(62)))).body.toString(), "abc");
});

test("header_of_65_lines_is_431", async () => {
	assert.equal(await statusOf(get("/fields", lines(64))), 431);
	assert.equal(await statusOf(get("/fields", lines(200))), 431);
});

test("header_of_17_kib_is_431", async () => {
	assert.equal(await statusOf(get("/hello", `X: ${"a".repeat(15 * 1024)}\r\n`)), 200);
	assert.equal(await statusOf(get("/hello", `X: ${"a".repeat(17 * 1024)}\r\n`)), 431);
});

test("empty_body_is_a_body", async () => {
	const a = await ask(s, post("/echo", ""));
	assert.equal(a.status, 200);
	assert.equal(a.body.toString(), "");
});

test("expected_continue_is_said", async () => {
	const c = await Client.open(s);
	c.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
	assert.equal((await c.answer(1000)).status, 100);
	c.send("hello");
	assert.equal((await c.answer()).body.toString(), "hello");
	c.close();
});

test("host_port_is_cut_on_ipv6", async () => {
	await withService({}, async (six) => {
		for (const host of ["localhost", `localhost:${six.port}`]) {
			const c = await Client.open(six, "::1", "localhost");
			c.send(`GET /hello HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
			assert.equal((await c.answer()).status, 200, host);
			c.close();
		}
	}, { host: "::1" });
});
