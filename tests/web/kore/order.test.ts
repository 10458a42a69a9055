// SPDX-License-Identifier: ISC
// Several requests on one connection: none lost, answered in order, at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, get, post } from "./client.ts";
import { start, type Service } from "./service.ts";

let s: Service;
before(async () => { s = await start(); });
after(async () => { await s.stop(); });

test("pipelined_requests_are_all_answered", async () => {
	const c = await Client.open(s);
	c.send(get("/slow?30") + get("/fields", "X-2: two\r\n") + post("/echo", "three") + "");
	assert.equal((await c.answer()).body.toString(), "slow 30\n");
	assert.match((await c.answer(2000)).body.toString(), /X-2=\[two\]/);
	assert.equal((await c.answer(2000)).body.toString(), "three");
	// The last one comes in two pieces, cut inside its header.
	const last = get("/hello"), cut = 9;
	c.send(get("/slow?30") + last.slice(0, cut));
	assert.equal((await c.answer()).body.toString(), "slow 30\n");
	c.send(last.slice(cut));
	assert.equal((await c.answer(2000)).body.toString(), "hello\n");
	c.send(get("/hello").repeat(50));
	for (let i = 0; i < 50; i++)
		assert.equal((await c.answer(2000)).body.toString(), "hello\n", `answer ${i}`);
	c.close();
});

test("answers_after_a_body_come_in_order", async () => {
	const c = await Client.open(s);
	const body = "b".repeat(20_000);
	c.send(`POST /slow?400 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`);
	await new Promise((r) => setTimeout(r, 50));
	c.send(body);
	await new Promise((r) => setTimeout(r, 50));
	c.send(get("/hello"));
	assert.equal((await c.answer()).body.toString(), "slow 400\n");
	assert.equal((await c.answer()).body.toString(), "hello\n");
	c.close();
});

test("left_over_request_runs_at_once", async () => {
	const c = await Client.open(s);
	const n = 30, begin = Date.now();
	c.send(get("/hello").repeat(n));
	for (let i = 0; i < n; i++)
		await c.answer(5000);
	const took = Date.now() - begin;
	c.close();
	assert.ok(took < 60 * n, `${n} requests took ${took} ms`);
});
