// SPDX-License-Identifier: ISC
// What a worker may do, what it leaves behind, and what no log ever holds.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { base64, base64Url } from "../../assets/lib/base64.ts";
import { hex } from "../../assets/lib/hex.ts";
import { bare, exchange, sleep } from "./client.ts";
import { World } from "./harness.ts";
import { ENTRY_TYPE, Report, post } from "./report.ts";

let world: World;

before(async () => {
	world = await World.create();
});
after(async () => {
	await world.close();
});

function field(pid: number, name: string): string {
	const line = world.intake.status(pid).split("\n")
	    .find((l) => l.startsWith(`${name}:`));

	return (line ?? "").slice(name.length + 1).trim().split(/\s+/)[0] ?? "";
}

describe("every worker and the key manager", () => {
	it("is nobody of importance, in a room of its own, filtered", () => {
		const children = world.intake.children();
		const root = statSync(world.intake.root).ino;
		const key = statSync(world.intake.keyRoot).ino;

		assert.equal(children.length, 3, JSON.stringify(children));
		for (const { pid, title } of children) {
			const isKey = title.includes("keymgr");
			const user = isKey ? world.intake.users.keyUser :
			    world.intake.users.user;
			const uid = execFileSync("id", ["-u", user],
			    { encoding: "utf8" }).trim();

			assert.equal(field(pid, "Uid"), uid, title);
			assert.equal(field(pid, "CapEff"), "0000000000000000");
			assert.equal(field(pid, "CapPrm"), "0000000000000000");
			assert.equal(field(pid, "NoNewPrivs"), "1");
			assert.equal(field(pid, "Seccomp"), "2");
			assert.equal(statSync(`/proc/${pid}/root`).ino,
			    isKey ? key : root);
			const limits = readFileSync(`/proc/${pid}/limits`, "utf8");
			assert.match(limits, /Max core file size\s+0\s+0/);
		}
	});

	it("cannot be read by others of its user", () => {
		for (const { pid } of world.intake.children())
			/* Files of an undumpable process belong to root. */
			assert.equal(statSync(`/proc/${pid}/mem`).uid, 0);
	});

	it("has only sockets of its own open", () => {
		for (const { pid, title } of world.intake.children()) {
			const open = execFileSync("ls", [`/proc/${pid}/fd`],
			    { encoding: "utf8" }).trim().split("\n")
			    .map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));

			for (const to of open)
				assert.match(to, /^(socket|pipe|anon_inode):|^\/dev\/null$/,
				    `${title}: ${to}`);
		}
	});
});

describe("the promise key", () => {
	const found = (pid: number, what: Uint8Array): boolean => {
		const needle = Buffer.from(what);
		const maps = readFileSync(`/proc/${pid}/maps`, "utf8").trim()
		    .split("\n");

		for (const line of maps) {
			const m = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line);

			if (m === null || line.includes("[v"))
				continue;
			const size = parseInt(m[2] ?? "", 16) - parseInt(m[1] ?? "", 16);
			const part = execFileSync("dd", [`if=/proc/${pid}/mem`,
				"bs=4096", `skip=${parseInt(m[1] ?? "", 16) / 4096}`,
				`count=${size / 4096}`, "status=none"],
			    { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });

			if (part.includes(needle))
				return true;
		}
		return false;
	};

	it("is in the workers and nowhere else", () => {
		const seed = world.keys.promiseSeed;

		for (const { pid, title } of world.intake.children())
			assert.equal(found(pid, seed), title.includes("[wrk"), title);
		assert.equal(found(world.intake.pid, seed), false, "parent");
	});
});

describe("what is written down", () => {
	it("is nothing of what was sent", async () => {
		const canary = "kanarienvogel-5d1f";
		const report = new Report(world.keys, { text: `${canary}\n` });
		const followup = report.followup(`${canary}\n`);
		const { mbox, handle } = report.receipt;
		const headers = { "user-agent": `${canary}-agent`,
			"referer": `https://${canary}.example/`,
			"cookie": `${canary}=1`, "x-forwarded-for": "203.0.113.77",
			"accept-language": canary };

		for (const a of [
			await post(world.intake, "/v1/threads", report.body, headers),
			await post(world.intake, "/v1/box/entries",
			    report.followupBody(followup), headers),
			await world.intake.ask("/v1/box", { headers: { ...headers,
				...report.bearer } }),
		])
			assert.ok(a.status < 300, String(a.status));
		/* And what goes wrong at each turn. */
		await post(world.intake, "/v1/threads", `mailbox ${canary}\n\n`,
		    headers);
		await world.intake.ask(`/${canary}?${canary}`, { headers });
		await world.intake.ask(`/v1/box/entries/${canary}`, { headers });
		await world.intake.ask("/v1/box", { headers: { ...headers,
			authorization: `Bearer ${canary}` } });
		await exchange(world.intake, `GET /${canary} HTTP/7.1\r\n` +
		    `Host: ${canary}\r\n${canary}\r\n\r\n`, 500);
		await exchange(world.intake, `POST /${canary} HTTP/1.1\r\n` +
		    `Host: ${world.host}\r\nContent-Length: 999999999\r\n\r\n`, 500);
		/* Unique in the database, refused there. */
		const other = new Report(world.keys, { text: `${canary}\n` });
		await post(world.intake, "/v1/threads", Buffer.concat([
			Buffer.from(report.lines.map(([n, v]) => `${n} ${v}\n`)
			    .join("") + "\n"), other.object.bytes]), headers);
		/* In flight when the database goes, and when a client goes. */
		world.cluster.freeze();
		const s = await bare(world.intake);
		s.on("error", () => undefined);
		s.write(`POST /v1/threads HTTP/1.1\r\nHost: ${world.host}\r\n` +
		    `User-Agent: ${canary}\r\nContent-Type: ${ENTRY_TYPE}\r\n` +
		    `Content-Length: ${other.body.length}\r\n\r\n`);
		s.write(other.body);
		await sleep(200);
		s.destroy();
		world.cluster.kill();
		world.cluster.start();
		await world.intake.ready("/v1/start");

		const service = world.intake.log;
		const database = world.cluster.log;
		for (const [name, text] of [["service", service],
			["database", database]] as const) {
			assert.ok(text.length > 100, name);
			for (const secret of [canary, "203.0.113.77", "127.0.0.1:",
				base64Url(mbox), hex(mbox), base64(mbox),
				hex(handle), base64Url(handle), report.object.id,
				followup.id, other.object.id,
				hex(report.object.d), base64(report.object.d)]) {
				const seen = text.split("\n").filter((l) =>
				    l.includes(secret) && !l.includes("serving https on"));

				assert.deepEqual(seen, [], name);
			}
		}
		/* No times of day but those of the service's own life. */
		assert.doesNotMatch(service, /\d\d:\d\d:\d\d/);
	});

	it("is no file in any room", () => {
		const files = execFileSync("find", [world.intake.root,
			world.intake.keyRoot, "-type", "f", "-not", "-path", "*/pg/*"],
		    { encoding: "utf8" })
		    .trim().split("\n").sort();

		assert.deepEqual(files, [
			join(world.intake.keyRoot, "key.pem"),
			join(world.intake.keyRoot, "server.pem"),
			join(world.intake.root, "promise.key"),
		].sort());
	});

	it("is no date but the day in the database", () => {
		const odd = world.cluster.sql("SELECT table_name, column_name " +
		    "FROM information_schema.columns WHERE table_schema = 'qf' " +
		    "AND data_type LIKE '%time%' AND table_name NOT IN " +
		    "('challenge', 'session');", "postgres");

		assert.equal(odd, "");
	});
});
