// SPDX-License-Identifier: ISC
// Reports and follow-ups: promises, idempotency, uniqueness, and every way in
// which a body can be wrong, each with its own error and nothing stored.

import assert from "node:assert/strict";
import {
	after, afterEach, before, beforeEach, describe, it,
} from "node:test";

import { base64Url } from "../../assets/lib/base64.ts";
import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { openPromise } from "../../assets/lib/promise.ts";
import { seal } from "../../assets/lib/seal.ts";
import { type Answer, bare, sleep, until } from "./client.ts";
import { World } from "./harness.ts";
import { ENTRY_TYPE, Report, post, preamble } from "./report.ts";

const KIB = 1024;

let world: World;

before(async () => {
	world = await World.create();
});
after(async () => {
	await world.close();
});

function stored(): string {
	return `${world.cluster.count("qf.thread")}/` +
	    `${world.cluster.count("qf.entry")}`;
}

function promised(a: Answer, d: Uint8Array): void {
	assert.equal(a.headers["content-type"], "text/plain; charset=utf-8");
	assert.equal(a.headers["cache-control"], "no-store");
	const p = openPromise(world.host, new Uint8Array(a.body),
	    [world.keys.promise], d, world.keys.today);
	assert.equal(p.date, world.keys.today);
}

/** The same lines with one changed, dropped or added. */
function lines(r: Report, change: (l: [string, string][]) => void):
    Uint8Array {
	const l = r.lines;

	change(l);
	return preamble(l, r.object.bytes);
}

describe("a report", () => {
	it("is stored whole and promised", async () => {
		const r = new Report(world.keys);
		const a = await r.send(world.intake);

		assert.equal(a.status, 201);
		promised(a, r.object.d);
		const row = world.cluster.sql("SELECT encode(header || payload, " +
		    "'hex') FROM qf.entry WHERE id = '\\x" + r.object.id + "';");
		assert.equal(row, Buffer.from(r.object.bytes).toString("hex"));
	});

	it("is taken in every bucket that fits a body", async () => {
		for (const fill of [4, 16, 64, 256]) {
			const r = new Report(world.keys, { fill: fill * KIB });
			const a = await r.send(world.intake);

			assert.equal(a.status, 201, `${fill} KiB`);
			promised(a, r.object.d);
		}
	});

	it("sent again gives 200 and the same promise", async () => {
		const r = new Report(world.keys);
		const first = await r.send(world.intake);
		const before = stored();

		for (let i = 0; i < 4; i++) {
			const again = await r.send(world.intake);

			assert.equal(again.status, 200);
			assert.deepEqual(again.body, first.body);
		}
		assert.equal(stored(), before);
	});

	it("sent eight times at once is stored once", async () => {
		const r = new Report(world.keys);
		const all = await Promise.all(Array.from({ length: 8 },
		    () => r.send(world.intake)));
		const statuses = all.map((a) => a.status).sort();

		assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);
		assert.equal(new Set(all.map((a) => a.text)).size, 1);
	});

	it("is 409 for another object under its mailbox or thread", async () => {
		const r = new Report(world.keys);
		const other = new Report(world.keys);

		assert.equal((await r.send(world.intake)).status, 201);
		const before = stored();
		const swap = (i: number): Uint8Array => lines(other, (l) => {
			l[i] = r.lines[i] ?? ["", ""];
		});
		for (const body of [
			swap(0),				/* its mailbox */
			swap(1),				/* its thread */
			lines(r, (l) => {			/* its object, other self */
				l[3] = ["self", base64Url(new Report(world.keys).self)];
			}),
			lines(r, (l) => {			/* its object, other open */
				l[2] = ["open", base64Url(systemRandom(32))];
			}),
			preamble(other.lines, r.object.bytes),	/* its object elsewhere */
		]) {
			const a = await post(world.intake, "/v1/threads", body);

			assert.equal(a.status, 409);
			assert.equal(a.problem, "error:conflict");
		}
		assert.equal(stored(), before);
		assert.equal((await r.send(world.intake)).status, 200);
	});
});

describe("a follow-up", () => {
	it("is stored in its thread, once", async () => {
		const r = new Report(world.keys);

		await r.send(world.intake);
		const f = r.followup("more\n");
		const body = r.followupBody(f);
		const a = await post(world.intake, "/v1/box/entries", body);
		assert.equal(a.status, 201);
		promised(a, f.d);
		const before = stored();
		const again = await post(world.intake, "/v1/box/entries", body);
		assert.equal(again.status, 200);
		assert.deepEqual(again.body, a.body);
		assert.equal(stored(), before);
	});

	it("is 404 for a mailbox that is not there", async () => {
		const r = new Report(world.keys);
		const before = stored();
		const a = await post(world.intake, "/v1/box/entries",
		    r.followupBody(r.followup("x\n")));

		assert.equal(a.status, 404);
		assert.equal(a.problem, "error:not-found");
		assert.equal(stored(), before);
	});

	it("is 409 when its object belongs to another thread", async () => {
		const [a, b] = [new Report(world.keys), new Report(world.keys)];

		await a.send(world.intake);
		await b.send(world.intake);
		const f = a.followup("x\n");
		assert.equal((await post(world.intake, "/v1/box/entries",
		    a.followupBody(f))).status, 201);
		assert.equal((await post(world.intake, "/v1/box/entries",
		    b.followupBody(f))).status, 409);
	});
});

describe("a wrong body stores nothing:", () => {
	const r = (): Report => new Report(world.keys);

	async function refused(name: string, body: Uint8Array | string,
	    status: number, problem: string): Promise<void> {
		const a = await post(world.intake, "/v1/threads", body);

		assert.equal(a.status, status, name);
		assert.equal(a.problem, problem, name);
	}

	let begun = "";

	beforeEach(() => {
		begun = stored();
	});
	afterEach(() => {
		assert.equal(stored(), begun);
	});

	it("preamble", async () => {
		const cases: [string, Uint8Array | string][] = [
			["empty body", ""],
			["no preamble", r().object.bytes],
			["only an empty line", "\n"],
			["no empty line", utf8(r().lines
			    .map(([n, v]) => `${n} ${v}\n`).join(""))],
			["CRLF", utf8(r().lines.map(([n, v]) => `${n} ${v}\r\n`)
			    .join("") + "\r\n")],
			["over 2 KiB", lines(r(), (l) => {
				l[3] = ["self", "A".repeat(2000)];
			})],
			["unknown line", lines(r(), (l) => l.push(["extra", "x"]))],
			["upload before self", lines(r(), (l) =>
			    l.splice(3, 0, ["upload", "0".repeat(32)]))],
			["upload twice", lines(r(), (l) => l.push(
			    ["upload", "0".repeat(32)], ["upload", "0".repeat(32)]))],
			["two spaces", lines(r(), (l) => {
				l[0] = ["mailbox", ` ${l[0]?.[1]}`];
			})],
			["trailing space", lines(r(), (l) => {
				l[0] = ["mailbox", `${l[0]?.[1]} `];
			})],
			["tab", lines(r(), (l) => {
				l[0] = ["mailbox", `${l[0]?.[1]}\t`];
			})],
			["not ASCII", lines(r(), (l) => {
				l[0] = ["mailbox", "信箱"];
			})],
			["wrong order", lines(r(), (l) => l.reverse())],
		];

		for (const [i, name] of ["mailbox", "thread", "open", "self"]
		    .entries()) {
			cases.push(
			    [`no ${name}`, lines(r(), (l) => l.splice(i, 1))],
			    [`${name} twice`, lines(r(), (l) =>
				l.splice(i, 0, l[i] ?? ["", ""]))],
			    [`${name} empty`, lines(r(), (l) => {
				l[i] = [name, ""];
			    })],
			    [`${name} too short`, lines(r(), (l) => {
				l[i] = [name, (l[i]?.[1] ?? "").slice(0, -4)];
			    })],
			    [`${name} too long`, lines(r(), (l) => {
				l[i] = [name, `${l[i]?.[1]}AAAA`];
			    })],
			    [`${name} padded`, lines(r(), (l) => {
				l[i] = [name, `${l[i]?.[1]}==`];
			    })],
			    [`${name} in standard base64`, lines(r(), (l) => {
				l[i] = [name, `+/${(l[i]?.[1] ?? "").slice(2)}`];
			    })]);
		}
		for (const [i, name] of [[0, "mailbox"], [1, "thread"], [2, "open"],
			[3, "self"]] as const)
			/* set bits behind the last byte: the same bytes, spelt twice */
			cases.push([`${name} not canonical`, lines(r(), (l) => {
				const v = l[i]?.[1] ?? "";

				l[i] = [name, v.slice(0, -1) + "B"];
			})]);
		for (const [name, body] of cases)
			await refused(name, body, 400, "error:preamble");
	});

	it("self that is no age file for one reader", async () => {
		for (const self of [systemRandom(1024), new Uint8Array(1024)])
			await refused("self", lines(r(), (l) => {
				l[3] = ["self", base64Url(self)];
			}), 422, "error:self");
	});

	it("not age", async () => {
		for (const object of [new Uint8Array(0), utf8("hello"),
			systemRandom(5000), utf8("age-encryption.org/v2\n"),
			utf8("age-encryption.org/v1\n--- ")])
			await refused("not age", preamble(r().lines, object), 422,
			    "error:age-header");
	});

	it("header over the limits", async () => {
		const long = "-> X25519 " + "A".repeat(3000) + "\n";

		for (const object of [
			"age-encryption.org/v1\n" + long,
			"age-encryption.org/v1\n" + "-> X25519 a\nAAAA\n".repeat(40) +
			    "--- " + "A".repeat(43) + "\n",
			"age-encryption.org/v1\n-> a " + "b ".repeat(70000),
		]) {
			const a = await post(world.intake, "/v1/threads",
			    preamble(r().lines, utf8(object)));

			assert.equal(a.status, 422);
			assert.match(a.problem, /^error:age-(limit|header|stanzas)$/);
		}
	});

	it("wrong number or kind of stanzas", async () => {
		for (const slots of [1, 2, 7, 9, 32]) {
			const to = slots === 1 ? ["01"] : ["01", "02"];

			await refused(`${slots} slots`,
			    new Report(world.keys, { slots, to }).body, 422,
			    "error:slots");
		}
		const report = r();
		const text = Buffer.from(report.object.bytes).toString("latin1")
		    .replace("-> X25519 ", "-> X25518 ");
		await refused("another kind", preamble(report.lines,
		    Buffer.from(text, "latin1")), 422, "error:slots");
		/* A passphrase file, as `age -p` makes it. */
		const scrypt = "age-encryption.org/v1\n-> scrypt " +
		    "A".repeat(22) + " 18\n" + "A".repeat(43) + "\n--- " +
		    "A".repeat(43) + "\n";
		await refused("scrypt", preamble(report.lines,
		    concat(utf8(scrypt), report.object.sealed.payload)), 422,
		    "error:slots");
	});

	it("cut, long or odd payload", async () => {
		const report = r();
		const { header, payload } = report.object.sealed;

		for (const p of [payload.subarray(0, 0), payload.subarray(0, 100),
			payload.subarray(0, payload.length - 1),
			concat(payload, Uint8Array.of(0)),
			concat(payload, payload)])
			await refused(`${p.length} bytes`,
			    preamble(report.lines, concat(header, p)), 422,
			    "error:age-payload");
		const odd = seal(new Uint8Array(5000),
		    world.keys.recipients("01", "02"), 8);
		await refused("not a bucket", preamble(report.lines,
		    concat(odd.header, odd.payload)), 422, "error:age-payload");
	});

	it("over 1 MiB", async () => {
		const report = new Report(world.keys, { fill: 1024 * KIB });
		const { header } = r().object.sealed;

		assert.ok(report.object.bytes.length > 1024 * KIB);
		await refused("1 MiB bucket", report.body, 413, "http:413");
		await refused("one byte over", preamble(report.lines, concat(header,
		    new Uint8Array(1024 * KIB + 1 - header.length))), 413,
		    "error:limit");
		await refused("just not over", preamble(report.lines, concat(header,
		    new Uint8Array(1024 * KIB - header.length))), 422,
		    "error:age-payload");
	});

	it("bytes that never all come", async () => {
		const report = r();
		const s = await bare(world.intake);

		s.on("error", () => undefined);
		s.write(`POST /v1/threads HTTP/1.1\r\nHost: ${world.host}\r\n` +
		    `Content-Type: ${ENTRY_TYPE}\r\n` +
		    `Content-Length: ${report.body.length}\r\n\r\n`);
		s.write(report.body.subarray(0, report.body.length - 10));
		await sleep(300);
		s.destroy();
		await sleep(200);
	});
});

describe("the roster decides", () => {
	async function published(change: Parameters<
	    World["keys"]["nextRoster"]>[0]): Promise<void> {
		const note = Buffer.from(world.keys.nextRoster(change))
		    .toString("utf8");
		let good = 0;

		world.cluster.sql(world.keys.publishSql("roster",
		    world.keys.roster.version, utf8(note)), "postgres");
		await until(() => world.intake.ask("/v1/start"), (a) => {
			good = a.json<{ roster: string }>().roster === note ?
			    good + 1 : 0;
			return good === 8;
		}, 8000);
	}

	it("how many slots there are", async () => {
		const old = new Report(world.keys);

		await published({ slots: 6 });
		const a = await old.send(world.intake);
		assert.equal(a.problem, "error:slots");
		assert.equal((await new Report(world.keys).send(world.intake))
		    .status, 201);
		await published({ slots: 8 });
		assert.equal((await old.send(world.intake)).status, 201);
	});

	it("whose promise would be believed", async () => {
		const own = world.keys.promise;
		const { vkey } = await import("../../assets/lib/note.ts");
		const { ed25519Public } =
		    await import("../../assets/lib/ed25519.ts");
		const before = stored();

		await published({ promises: [vkey(own.name,
		    ed25519Public(systemRandom(32)))] });
		const a = await new Report(world.keys).send(world.intake);
		assert.equal(a.status, 503);
		assert.equal(a.problem, "error:unavailable");
		assert.equal(a.headers["retry-after"], "5");
		assert.equal(stored(), before);
		assert.match(world.intake.log, /does not name this promise key/);
		await published({ promises: [own] });
		assert.equal((await new Report(world.keys).send(world.intake))
		    .status, 201);
	});
});

describe("a connection", () => {
	it("takes one report after another", async () => {
		const { Agent } = await import("node:https");
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });

		for (let i = 0; i < 5; i++) {
			const report = new Report(world.keys);
			const a = await world.intake.ask("/v1/threads",
			    { method: "POST", body: report.body, agent,
				headers: { "content-type": ENTRY_TYPE } });

			assert.equal(a.status, 201);
			promised(a, report.object.d);
		}
		agent.destroy();
	});

	it("gives answers in the order of pipelined requests", async () => {
		const s = await bare(world.intake);
		const head = `Host: ${world.host}\r\n\r\n`;
		let text = "";

		s.on("data", (d: Buffer) => {
			text += d.toString("latin1");
		});
		s.write(`GET /v1/roots/1 HTTP/1.1\r\n${head}` +
		    `GET /v1/start HTTP/1.1\r\n${head}` +
		    `GET /v1/roots/9 HTTP/1.1\r\n${head}`);
		await until(async () => text, (t) => t.includes(":not-found"), 5000);
		s.destroy();
		const at = ["root/v1", '{"format":1', ":not-found"]
		    .map((part) => text.indexOf(part));
		assert.deepEqual(at, [...at].sort((x, y) => x - y));
		assert.ok((at[0] ?? -1) > 0);
	});
});
