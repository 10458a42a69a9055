// SPDX-License-Identifier: ISC
// Who is waited for, how long, and what is said when the time is over.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, Client, get, rawSocket } from "./client.ts";
import { sleep, withService } from "./service.ts";

test("slow_answer_outlives_body_timeout", async () => {
	await withService({ http_body_timeout: 1 }, async (s) => {
		const body = "b".repeat(20_000), c = await Client.open(s);
		c.send(`POST /slow?3000 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`);
		await sleep(50);
		c.send(body);
		const a = await c.answer();
		assert.equal(a.status, 200);
		assert.equal(a.body.toString(), "slow 3000\n");
		c.close();
	});
});

test("slow_reader_gets_all", async () => {
	const size = 12_000_000;
	await withService({ http_header_timeout: 1, http_keepalive_time: 1 }, async (s) => {
		const c = await Client.open(s);
		let got = 0;
		c.socket.removeAllListeners("data");
		c.send(get(`/big?${size}`));
		c.socket.pause();
		// About 3 MB a second, in gulps.
		while (got < size && !c.ended) {
			await sleep(100);
			for (let gulp = 0; gulp < 300_000;) {
				const d: Buffer | null = c.socket.read();
				if (d === null) break;
				gulp += d.length;
				got += d.length;
			}
		}
		c.close();
		assert.ok(got > size, `${got} bytes of ${size}`);
	});
});

test("stuck_reader_is_dropped", async () => {
	await withService({ http_send_timeout: 2 }, async (s) => {
		const c = await Client.open(s);
		c.socket.removeAllListeners("data");
		c.socket.pause();
		c.send(get("/big?12000000"));
		await sleep(5500);
		let got = 0;
		for (;;) {
			const d: Buffer | null = c.socket.read();
			if (d === null) {
				if (c.ended) break;
				await sleep(20);
				continue;
			}
			got += d.length;
		}
		assert.ok(got < 12_000_000, `got all ${got} bytes`);
	});
});

test("idle_connection_ends_in_silence", async () => {
	await withService({ http_header_timeout: 1, http_keepalive_time: 4 }, async (s) => {
		const fresh = await Client.open(s), used = await Client.open(s);
		used.send(get("/hello"));
		assert.equal((await used.answer()).status, 200);
		await sleep(2500);
		used.send(get("/hello"));
		assert.equal((await used.answer()).status, 200, "keep-alive is longer than the header's time");
		await fresh.closed(8000);
		await used.closed(8000);
		assert.equal(fresh.data.length, 0);
		assert.equal(used.data.length, 0);
	});
});

test("half_a_header_gets_408", async () => {
	await withService({ http_header_timeout: 1 }, async (s) => {
		const c = await Client.open(s);
		const begin = Date.now(), bytes = get("/hello");
		for (let i = 0; i < bytes.length - 1 && !c.ended; i++) {
			c.send(bytes.slice(i, i + 1));
			await sleep(100);
		}
		assert.equal((await c.answer()).status, 408);
		assert.ok(Date.now() - begin < 3500);
		c.close();
	});
});

test("trickled_handshake_ends", async () => {
	await withService({ http_header_timeout: 3 }, async (s) => {
		const c = await rawSocket(s), begin = Date.now();
		let ended = false;
		c.on("close", () => { ended = true; });
		c.on("error", () => {});
		// The first bytes of a ClientHello record that never ends.
		c.write(Buffer.from("1603010200010001fc0303", "hex"));
		while (!ended && Date.now() - begin < 9000) {
			c.write(Buffer.from([0]));
			await sleep(250);
		}
		const took = Date.now() - begin;
		c.destroy();
		assert.ok(ended && took < 6000, `handshake alive after ${took} ms`);
	});
});

test("idle_worker_closes_connections", async () => {
	await withService({ workers: 1, http_keepalive_time: 2 }, async (s) => {
		const c = await Client.open(s);
		await sleep(200);
		c.send(get("/hello"));
		assert.equal((await c.answer()).status, 200);
		const begin = Date.now();
		await c.closed(8000);
		assert.ok(Date.now() - begin < 4500);
	});
});

test("answer_is_whole_for_the_next_reader", async () => {
	await withService({}, async (s) => {
		const a = await ask(s, get("/big?3000000"));
		assert.equal(a.body.length, 3_000_000);
	});
});
