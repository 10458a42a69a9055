// SPDX-License-Identifier: ISC
// TLS: the key, the certificate, and what a stranger's handshake may cost.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ask, Client, get, rawSocket } from "./client.ts";
import { sleep, start, withService, type Service } from "./service.ts";

// Is the secret anywhere in the writable memory of a process?
function holds(pid: number, secret: Buffer): boolean {
	const mem = openSync(`/proc/${pid}/mem`, "r");
	try {
		return readFileSync(`/proc/${pid}/maps`, "utf8").split("\n").some((line) => {
			const m = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
			if (m === null) return false;
			const from = Number("0x" + m[1]), length = Number("0x" + m[2]) - from;
			const bytes = Buffer.alloc(length);
			try {
				const n = readSync(mem, bytes, 0, length, from);
				return bytes.subarray(0, n).includes(secret);
			} catch {
				return false;	// not readable: [vvar] and its like
			}
		});
	} finally {
		closeSync(mem);
	}
}

function children(s: Service): Map<number, string> {
	const pids = execFileSync("ps", ["--no-headers", "-o", "pid", "--ppid", String(s.pid)], { encoding: "utf8" });
	return new Map(pids.trim().split(/\s+/).map((p) => [Number(p), readFileSync(`/proc/${p}/cmdline`, "utf8")]));
}

test("handshake_ends_with_key_in_key_manager", async () => {
	await withService({}, async (s) => {
		for (let i = 0; i < 20; i++)
			assert.equal((await ask(s, get("/hello"))).status, 200);
		const pem = readFileSync(join(s.root, "key/key.pem"));
		const d = createPrivateKey(pem).export({ format: "jwk" }).d ?? "";
		const secret = Buffer.from(d, "base64url");
		// OpenSSL keeps the number in words of the machine: lowest byte first.
		const inMemory = Buffer.from(secret).reverse();
		let managers = 0, workers = 0;
		for (const [pid, name] of children(s)) {
			const found = holds(pid, inMemory) || holds(pid, secret);
			if (name.includes("keymgr")) {
				managers++;
				assert.ok(found, "the search finds the key where it must be");
			} else {
				workers++;
				assert.ok(!found, `${name} holds the private key`);
			}
			if (process.getuid?.() === 0) {
				const status = readFileSync(`/proc/${pid}/status`, "utf8");
				assert.match(status, /^Seccomp:\t2$/m);
				assert.match(status, /^NoNewPrivs:\t1$/m);
				assert.match(status, /^CapEff:\t0+$/m);
				assert.doesNotMatch(status, /^Uid:\t0/m);
			}
		}
		assert.deepEqual([managers, workers], [1, 2]);
	});
});

test("start_needs_no_dh_parameters", async () => {
	await withService({}, async (s) => {
		assert.equal((await ask(s, get("/hello"))).status, 200);
	});
});

test("certificate_is_loaded_anew_on_signal", async () => {
	await withService({}, async (s) => {
		const seen = async () => {
			const c = await Client.open(s);
			const serial = c.socket.getPeerCertificate().serialNumber;
			c.close();
			return serial;
		};
		const first = await seen(), key = join(s.root, "key");
		execFileSync("openssl", ["req", "-x509", "-new", "-key", join(key, "key.pem"), "-days", "2",
			"-subj", "/CN=localhost", "-out", join(key, "server.pem")], { stdio: "ignore" });
		process.kill(s.pid, "SIGUSR1");
		await s.until("reload", () => (s.log().match(/loaded private key/g) ?? []).length === 2);
		await sleep(200);
		for (let i = 0; i < 6; i++)
			assert.notEqual(await seen(), first);
	});
});

test("server_sends_no_tickets", async () => {
	await withService({}, async (s) => {
		const c = await Client.open(s);
		let tickets = 0;
		c.socket.on("session", () => { tickets++; });
		c.send(get("/hello"));
		assert.equal((await c.answer()).status, 200);
		await sleep(200);
		c.close();
		assert.equal(tickets, 0);
	});
});

test("nobody_is_dropped_at_start", async () => {
	// The third child is the key manager; it comes late.
	const s = await start({}, {
		env: { PROBE_NAP: "3 1500" },
		ready: (log) => (log.match(/worker \d+ started/g) ?? []).length === 2,
	});
	try {
		assert.doesNotMatch(s.log(), /loaded private key/);
		const all = await Promise.all(Array.from({ length: 6 }, () => ask(s, get("/hello"))));
		for (const a of all) assert.equal(a.status, 200);
	} finally {
		await s.stop();
	}
});

// ---- a ClientHello by hand: no key share first, so that the server retries
const u16 = (n: number) => Buffer.from([n >> 8, n & 255]);
const with16 = (b: Buffer) => Buffer.concat([u16(b.length), b]);
const extension = (type: number, b: Buffer) => Buffer.concat([u16(type), with16(b)]);

function clientHello(name: string, random: Buffer, session: Buffer, share: Buffer): Buffer {
	const host = Buffer.concat([Buffer.from([0]), with16(Buffer.from(name))]);
	const body = Buffer.concat([
		Buffer.from([3, 3]), random, Buffer.from([32]), session,
		with16(u16(0x1301)), Buffer.from([1, 0]),
		with16(Buffer.concat([
			extension(0, with16(host)),
			extension(10, with16(u16(0x001d))),
			extension(13, with16(u16(0x0403))),
			extension(43, Buffer.from([2, 3, 4])),
			extension(51, with16(share)),
		])),
	]);
	const hello = Buffer.concat([Buffer.from([1, 0]), u16(body.length), body]);
	return Buffer.concat([Buffer.from([22, 3, 1]), with16(hello)]);
}

async function retriedHello(s: Service, name: string): Promise<void> {
	const c = await rawSocket(s), random = randomBytes(32), session = randomBytes(32);
	c.on("error", () => {});
	const reply = () => new Promise<Buffer>((ok, bad) => {
		c.once("data", ok);
		c.once("close", () => bad(new Error("closed")));
	});
	let next = reply();
	c.write(clientHello(name, random, session, Buffer.alloc(0)));
	const retry = await next;
	// The random of a HelloRetryRequest is SHA-256("HelloRetryRequest").
	assert.equal(retry.subarray(11, 15).toString("hex"), "cf21ad74");
	next = reply();
	c.write(clientHello(name, random, session,
	    Buffer.concat([u16(0x001d), with16(randomBytes(32))])));
	const hello = await next;
	assert.equal(hello[0], 22, "a ServerHello");
	c.destroy();
}

test("retried_hello_leaks_nothing", async () => {
	await withService({ workers: 1 }, async (s) => {
		const name = "a".repeat(60) + ".test", rounds = 6000;
		const long = [name, name, name].join(".").slice(0, 190);
		const many = async (n: number) => {
			for (let i = 0; i < n; i += 10)
				await Promise.all(Array.from({ length: 10 }, () => retriedHello(s, long)));
		};
		const kib = () => Number(/^VmData:\s+(\d+) kB$/m.exec(
		    readFileSync(`/proc/${s.workers()[0]}/status`, "utf8"))?.[1]);
		await many(600);
		const before = kib();
		await many(rounds);
		const grown = kib() - before;
		assert.ok(grown < 500, `${grown} KiB more after ${rounds} handshakes`);
	});
});
