// SPDX-License-Identifier: ISC
// Processes: who restarts, who hears, who stops, who rests.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ask, Client, clientOn, get, rawSocket, stateOn } from "./client.ts";
import { sleep, start, withService, type Service } from "./service.ts";

const started = (s: Service) => (s.log().match(/worker \d+ started/g) ?? []).length;

async function stopsWithin(s: Service, ms: number, stop: () => void): Promise<void> {
	let gone = false;
	s.child.on("exit", () => { gone = true; });
	const begin = Date.now();
	stop();
	while (!gone && Date.now() - begin < 7000) await sleep(10);
	const took = Date.now() - begin;
	assert.ok(gone && took < ms, gone ? `stopped after ${took} ms` : "never stopped");
}

test("message_after_crash_comes_once", async () => {
	await withService({}, async (s) => {
		const two = await clientOn(s, 2);
		for (let round = 0; round < 3; round++) {
			const dying = await clientOn(s, 1);
			dying.send(get("/crash"));
			await s.until("restart", () => started(s) === 3 + round);
			await sleep(200);
			const one = await clientOn(s, 1);
			two.send(get("/tell?1"));
			assert.equal((await two.answer()).status, 200);
			await sleep(200);
			assert.equal((await stateOn(one)).counted, 1, `round ${round}`);
			one.close();
			dying.close();
		}
		two.close();
	});
});

test("handshakes_after_crashes_are_all_good", async () => {
	await withService({}, async (s) => {
		for (let round = 0; round < 3; round++) {
			const c = await clientOn(s, 1);
			c.send(get("/crash"));
			await s.until("restart", () => started(s) === 3 + round);
			c.close();
			for (let i = 0; i < 60; i++)
				assert.equal((await ask(s, get("/hello"))).status, 200, `handshake ${i} of round ${round}`);
		}
	});
});

test("read_error_kills_no_worker", async () => {
	await withService({ workers: 1 }, async (s) => {
		const c = await Client.open(s);
		const before = (await stateOn(c)).pid;
		c.send(get("/failread"));
		assert.equal((await c.answer()).status, 200);
		assert.equal((await stateOn(c)).pid, before);
		c.close();
		assert.equal(started(s), 1);
	});
});

test("stop_during_restart_is_heard", async () => {
	// Children one to three come with the start; the fourth is slow to wake.
	const s = await start({}, { env: { PROBE_NAP: "4 800" } });
	try {
		process.kill(s.workers()[0] ?? 0, "SIGKILL");
		await s.until("restart", () => s.log().includes("restarting worker"));
		await sleep(200);
		await stopsWithin(s, 2000, () => process.kill(s.pid, "SIGTERM"));
	} finally {
		await s.stop();
	}
});

test("stop_is_not_hidden_by_a_death", async () => {
	const s = await start();
	try {
		// All three are pending when the parent goes on; SIGCHLD comes last.
		process.kill(s.pid, "SIGSTOP");
		process.kill(s.workers()[0] ?? 0, "SIGKILL");
		process.kill(s.pid, "SIGTERM");
		await sleep(200);
		await stopsWithin(s, 2500, () => process.kill(s.pid, "SIGCONT"));
	} finally {
		await s.stop();
	}
});

test("dead_worker_is_restarted_beside_a_reload", async () => {
	await withService({}, async (s) => {
		process.kill(s.pid, "SIGSTOP");
		process.kill(s.workers()[0] ?? 0, "SIGKILL");
		process.kill(s.pid, "SIGUSR1");
		await sleep(200);
		process.kill(s.pid, "SIGCONT");
		await s.until("restart", () => started(s) === 3, 5000);
	});
});

test("stuck_worker_is_killed_on_stop", async () => {
	const s = await start();
	try {
		process.kill(s.workers()[0] ?? 0, "SIGSTOP");
		await stopsWithin(s, 5000, () => process.kill(s.pid, "SIGTERM"));
	} finally {
		await s.stop();
	}
});

test("full_lone_worker_rests", async () => {
	const full = 5;
	await withService({ workers: 1, worker_max_connections: full, http_keepalive_time: 20 }, async (s) => {
		const clients: Client[] = [];
		for (let i = 0; i < full; i++) clients.push(await Client.open(s));
		const waiting = await rawSocket(s);
		const ticks = () => {
			const f = readFileSync(`/proc/${s.workers()[0]}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
			return Number(f[11]) + Number(f[12]);
		};
		await sleep(300);
		const before = ticks();
		await sleep(2000);
		const used = ticks() - before;
		waiting.destroy();
		clients.pop()?.close();
		assert.equal((await ask(s, get("/hello"))).status, 200, "a newcomer is served once there is room");
		for (const c of clients) c.close();
		assert.ok(used < 40, `${used} of 200 ticks used while full`);
	});
});

test("start_is_quick_under_a_high_descriptor_limit", async () => {
	await withService({}, async (s) => {
		const all = () => [...s.log().matchAll(/looked at (\d+) descriptors/g)].map((m) => Number(m[1]));
		await s.until("both workers' counts", () => all().length >= 2);
		const looked = all();
		assert.equal(looked.length, 2);
		for (const n of looked) assert.ok(n > 0 && n < 70_000, `${n} descriptors looked at`);
	}, { env: { PROBE_NOFILE: "1000000" } });
});

test("worker_cannot_write_what_root_reads", async () => {
	await withService({}, async (s) => {
		const c = await clientOn(s, 1);
		c.send(get("/scribble"));
		assert.equal((await c.answer()).status, 200);
		c.send(get("/crash"));
		await s.until("restart", () => started(s) === 3);
		c.close();
		assert.doesNotMatch(s.log(), /cpu#77/);
	});
});

test("message_without_bounds_ends_the_service", async () => {
	const s = await start();
	try {
		const c = await Client.open(s);
		await stopsWithin(s, 2000, () => c.send(get("/endless")));
		assert.match(s.log(), /message of \d+ bytes from [12]/);
		c.close();
	} finally {
		await s.stop();
	}
});

test("key_manager_gets_no_filter_of_the_program", async () => {
	await withService({}, async (s) => {
		assert.equal((await ask(s, get("/hello"))).status, 200);
		const asked = [...s.log().matchAll(/^filter of (.*)$/gm)].map((m) => m[1]).sort();
		assert.deepEqual(asked, ["[wrk 1]", "[wrk 2]"]);
	});
});

test("children_end_with_the_parent", async () => {
	const s = await start();
	const children = execFileSync("ps", ["--no-headers", "-o", "pid", "--ppid", String(s.pid)], { encoding: "utf8" })
		.trim().split(/\s+/).map(Number);
	assert.equal(children.length, 3);
	process.kill(s.pid, "SIGKILL");
	await sleep(2000);
	const left = children.filter((p) => existsSync(`/proc/${p}`));
	for (const p of left) process.kill(p, "SIGKILL");
	await s.stop();
	assert.deepEqual(left, []);
});

test("killed_service_leaves_no_segment", async () => {
	const count = (pid: number) => execFileSync("ipcs", ["-m", "-p"], { encoding: "utf8" }).split("\n")
		.filter((l) => l.trim().split(/\s+/)[2] === String(pid)).length;
	const s = await start(), pid = s.pid;
	assert.equal(count(pid), 1);
	process.kill(pid, "SIGKILL");
	await sleep(2000);
	await s.stop();
	assert.equal(count(pid), 0);
});
