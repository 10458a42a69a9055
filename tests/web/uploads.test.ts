// SPDX-License-Identifier: ISC
// Uploads: every call, every refusal, resuming, racing, and what becomes of an
// upload when it is posted, posted again, stolen or too old.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { openPromise } from "../../assets/lib/promise.ts";
import { type Answer, bare, sleep, until } from "./client.ts";
import { World } from "./harness.ts";
import { Report, post, preamble } from "./report.ts";
import {
	CHUNK, LENGTH, MIB, PART_MAX, PART_MIN, PART_TYPE, TUS, begin, create,
	look, part, sendFrom, upload,
} from "./upload.ts";

let world: World;
let report: Report;
let payload: Uint8Array;

before(async () => {
	world = await World.create({ intakes: 2 });
	report = new Report(world.keys, { fill: 4 * MIB });
	({ payload } = report.object.sealed);
});
after(async () => {
	await world.close();
});

function refused(a: Answer, status: number, problem: string, what = ""): void {
	assert.equal(a.status, status, what);
	assert.equal(a.problem, `error:${problem}`, what);
	assert.equal(a.headers["tus-resumable"], "1.0.0", what);
	assert.equal(a.headers["cache-control"], "no-store", what);
}

function promised(a: Answer, d: Uint8Array): void {
	openPromise(world.host, new Uint8Array(a.body), [world.keys.promise], d,
	    world.keys.today);
}

/** Where the upload stands; -1 when there is none. */
async function offset(id: string): Promise<number> {
	const a = await look(world.intake, id);

	return a.status === 200 ? Number(a.headers["upload-offset"]) : -1;
}

function uploads(): number {
	return world.cluster.count("qf.upload");
}

/** The end of tomorrow in Asia/Shanghai. */
function expires(): string {
	const day = Math.floor((Date.now() / 1000 + 8 * 3600) / 86400) + 2;

	return new Date((day * 86400 - 8 * 3600) * 1000).toUTCString();
}

describe("OPTIONS", () => {
	it("says what is spoken, with and without a version", async () => {
		for (const path of ["/v1/uploads", `/v1/uploads/${"0".repeat(32)}`])
			for (const headers of [{}, TUS, { "tus-resumable": "0.2.2" }]) {
				const a = await world.intake.ask(path,
				    { method: "OPTIONS", headers });

				assert.equal(a.status, 204);
				assert.equal(a.headers["tus-resumable"], "1.0.0");
				assert.equal(a.headers["tus-version"], "1.0.0");
				assert.equal(a.headers["tus-extension"],
				    "creation,expiration");
				assert.equal(a.headers["tus-max-size"], "67125264");
				assert.equal(a.headers["content-length"], undefined);
				assert.equal(a.body.length, 0);
			}
	});
});

describe("POST /v1/uploads", () => {
	it("begins an upload of each bucket from 1 MiB on", async () => {
		for (const length of Object.values(LENGTH)) {
			const a = await create(world.intake, length);
			const path = String(a.headers["location"]);

			assert.equal(a.status, 201);
			assert.match(path, /^\/v1\/uploads\/[0-9a-f]{32}$/);
			assert.equal(a.headers["tus-resumable"], "1.0.0");
			assert.equal(a.headers["upload-expires"], expires());
			assert.equal(a.headers["cache-control"], "no-store");
			assert.equal(a.headers["set-cookie"], undefined);
			const h = await world.intake.ask(path, { method: "HEAD",
				headers: TUS });
			assert.equal(h.status, 200);
			assert.equal(h.headers["upload-offset"], "0");
			assert.equal(h.headers["upload-length"], String(length));
			assert.equal(h.headers["upload-expires"], expires());
			assert.equal(h.headers["cache-control"], "no-store");
		}
	});

	it("gives 128 random bits and keeps their hash only", async () => {
		const ids = await Promise.all(Array.from({ length: 20 },
		    () => begin(world.intake, LENGTH[1])));
		const names = new Set(world.cluster.sql(
		    "SELECT encode(name, 'hex') FROM qf.upload;").split("\n"));

		assert.equal(new Set(ids).size, 20);
		for (const id of ids)
			assert.ok(names.has(Buffer.from(sha256(
			    new Uint8Array(Buffer.from(id, "hex"))))
			    .toString("hex")));
		const dump = world.cluster.sql("SELECT u::text FROM qf.upload u;");
		for (const id of ids)
			assert.ok(!dump.includes(id));
	});

	it("refuses every other length", async () => {
		const n = uploads();

		for (const length of ["67125265", "134234128", "9".repeat(18),
			"9".repeat(40)])
			refused(await create(world.intake, length), 413, "limit",
			    length);
		for (const length of ["0", "1", "4128", "16432", "65568", "262224",
			"1048576", "1048847", "1048849", "67108864"])
			refused(await create(world.intake, length), 422,
			    "age-payload", length);
		for (const length of ["-1", "+1048848", "01048848", "1048848.0",
			"1048848 ", "0x100090", "1e6", "", " ", "１０４８８４８",
			"1048848, 1048848"].map((l) =>
			Buffer.from(l).toString("latin1"))) {
			const a = await create(world.intake, length);

			/* Blanks around a value are not part of it (RFC 9110, 5.5). */
			if (length === "1048848 ")
				assert.equal(a.status, 201);
			else
				refused(a, 400, "tus", length);
		}
		assert.equal(uploads(), n + 1);
	});

	it("refuses what it does not do, and another version", async () => {
		const n = uploads();

		for (const [name, value] of [
			["upload-metadata", "filename d29ybGQ="],
			["upload-metadata", ""],
			["upload-checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="],
			["upload-concat", "partial"],
			["upload-defer-length", "1"],
		] as const)
			refused(await create(world.intake, LENGTH[1],
			    { ...TUS, [name]: value }), 400, "tus", name);
		for (const version of ["0.2.2", "1.0.1", "1.0", "1.0.0,0.2.2", ""]) {
			const a = await create(world.intake, LENGTH[1],
			    { "tus-resumable": version });

			refused(a, 412, "tus-version", version);
			assert.equal(a.headers["tus-version"], "1.0.0");
		}
		refused(await create(world.intake, LENGTH[1], {}), 412,
		    "tus-version");
		refused(await world.intake.ask("/v1/uploads", { method: "POST",
			body: "", headers: TUS }), 400, "tus");
		refused(await world.intake.ask("/v1/uploads", { method: "POST",
			body: "x", headers: { ...TUS, "upload-length":
			String(LENGTH[1]) } }), 413, "limit");
		assert.equal(uploads(), n);
	});

	it("refuses doubled headers", async () => {
		for (const name of ["Upload-Length", "Tus-Resumable"]) {
			const s = await bare(world.intake);
			let text = "";

			s.on("data", (d: Buffer) => {
				text += d.toString("latin1");
			});
			const all = { "Tus-Resumable": "1.0.0",
				"Upload-Length": String(LENGTH[1]) };
			s.write(`POST /v1/uploads HTTP/1.1\r\nHost: ${world.host}\r\n` +
			    Object.entries(all).map(([n, v]) => `${n}: ${v}\r\n`)
			    .join("") + `${name}: ${
				all[name as keyof typeof all]}\r\n` +
			    "Content-Length: 0\r\n\r\n");
			await until(async () => text, (t) => t.includes("\r\n\r\n{"),
			    5000);
			s.destroy();
			assert.match(text, name === "Tus-Resumable" ?
			    /^HTTP\/1.1 412 / : /^HTTP\/1.1 400 /);
		}
	});
});

describe("PATCH", () => {
	it("takes parts of 4 to 16 sealed chunks, and a shorter last", async () => {
		for (const size of [PART_MIN, PART_MIN + 1, 7 * CHUNK, 16 * CHUNK,
			PART_MAX]) {
			const id = await begin(world.intake, payload.length);

			for (let at = 0; at < payload.length;) {
				const body = payload.subarray(at, at + size);
				const a = await part(world.intake, id, at, body);

				at += body.length;
				assert.equal(a.status, 204, `${size} at ${at}`);
				assert.equal(a.headers["upload-offset"], String(at));
				assert.equal(a.headers["tus-resumable"], "1.0.0");
				assert.equal(a.headers["upload-expires"], expires());
				assert.equal(a.headers["cache-control"], "no-store");
				assert.equal(a.headers["content-length"], undefined);
				assert.equal(a.body.length, 0);
				assert.equal(await offset(id), at);
			}
			const sum = world.cluster.sql("SELECT encode(sha256(" +
			    "string_agg(bytes, '' ORDER BY start)), 'hex') FROM " +
			    "qf.part WHERE upload = sha256('\\x" + id + "');");
			assert.equal(sum, Buffer.from(sha256(payload)).toString("hex"));
		}
	});

	it("refuses parts too short, too long, empty, past the end", async () => {
		const id = await begin(world.intake, payload.length);
		const bytes = systemRandom(PART_MAX);

		refused(await part(world.intake, id, 0, bytes.subarray(0, 0)),
		    400, "tus");
		refused(await part(world.intake, id, 0, bytes.subarray(0, 1)),
		    400, "tus");
		refused(await part(world.intake, id, 0,
		    bytes.subarray(0, PART_MIN - 1)), 400, "tus");
		refused(await part(world.intake, id, 0,
		    new Uint8Array(PART_MAX + 1)), 413, "limit");
		const huge = await part(world.intake, id, 0,
		    new Uint8Array(2 * MIB)).catch(() => undefined);
		assert.ok(huge === undefined || huge.status === 413);
		await sendFrom(world.intake, id, payload, 0, PART_MAX,
		    3 * PART_MAX);
		refused(await part(world.intake, id, 3 * PART_MAX, bytes), 413,
		    "limit");
		assert.equal(await offset(id), 3 * PART_MAX);
		await sendFrom(world.intake, id, payload, 3 * PART_MAX);
		refused(await part(world.intake, id, payload.length,
		    bytes.subarray(0, 1)), 413, "limit");
		assert.equal(await offset(id), payload.length);
	});

	it("at another offset is 409 and says which", async () => {
		const id = await begin(world.intake, payload.length);
		const first = payload.subarray(0, PART_MAX);

		assert.equal((await part(world.intake, id, 0, first)).status, 204);
		for (const at of [0, 1, PART_MAX - 1, PART_MAX + 1, 2 * PART_MAX,
			"9".repeat(15), "9".repeat(40)]) {
			const a = await part(world.intake, id, at, first);

			refused(a, 409, "offset", String(at));
			assert.equal(a.headers["upload-offset"], String(PART_MAX));
		}
		for (const at of ["", "-0", "00", "1.0", "x"])
			refused(await part(world.intake, id, at, first), 400, "tus",
			    at);
		assert.equal(await offset(id), PART_MAX);
	});

	it("wants its content type, version and known headers", async () => {
		const id = await begin(world.intake, payload.length);
		const body = payload.subarray(0, PART_MAX);

		for (const type of ["application/octet-stream", "text/plain", "",
			"application/offset+octet-streams"])
			refused(await part(world.intake, id, 0, body,
			    { "content-type": type }), 415, "media-type", type);
		refused(await part(world.intake, id, 0, body,
		    { "tus-resumable": "0.9" }), 412, "tus-version");
		refused(await part(world.intake, id, 0, body,
		    { "upload-checksum": "sha1 x" }), 400, "tus");
		refused(await part(world.intake, id, 0, body,
		    { "upload-metadata": "x" }), 400, "tus");
		assert.equal(await offset(id), 0);
		assert.equal((await part(world.intake, id, 0, body, {
			"content-type": "Application/Offset+Octet-Stream; a=b",
		})).status, 204);
	});

	it("comes as POST too, where a network knows no PATCH", async () => {
		const id = await begin(world.intake, payload.length);
		const send = (headers: Record<string, string>): Promise<Answer> =>
			world.intake.ask(`/v1/uploads/${id}`, { method: "POST",
				body: payload.subarray(0, PART_MAX), headers: { ...TUS,
				"upload-offset": "0", "content-type": PART_TYPE,
				...headers } });

		refused(await send({}), 405, "method");
		refused(await send({ "x-http-method-override": "DELETE" }), 405,
		    "method");
		assert.equal(await offset(id), 0);
		assert.equal((await send({ "x-http-method-override": "PATCH" }))
		    .status, 204);
		assert.equal(await offset(id), PART_MAX);
	});
});

describe("who does not hold the ID", () => {
	it("learns and changes nothing", async () => {
		const id = await begin(world.intake, payload.length);
		const near = id.slice(0, 31) + (id.endsWith("0") ? "1" : "0");
		const body = payload.subarray(0, PART_MAX);

		for (const other of [near, "0".repeat(32), id.slice(1), `${id}0`,
			id.toUpperCase().replace(/^\d*$/, "A".repeat(32)), "x"]) {
			if (other === id)
				continue;
			const h = await look(world.intake, other);
			assert.equal(h.status, 404, other);
			assert.equal(h.headers["upload-offset"], undefined);
			assert.equal(h.headers["tus-resumable"], "1.0.0");
			refused(await part(world.intake, other, 0, body), 404,
			    "upload", other);
			refused404(await report.send(world.intake,
			    report.uploadedBody(other)));
		}
		assert.equal(await offset(id), 0);
	});

	it("is told 405 for what an upload does not take", async () => {
		const id = await begin(world.intake, payload.length);

		for (const method of ["GET", "DELETE", "PUT"]) {
			const a = await world.intake.ask(`/v1/uploads/${id}`,
			    { method, headers: TUS });

			assert.equal(a.status, 405, method);
			for (const m of ["HEAD", "PATCH", "OPTIONS"])
				assert.ok(String(a.headers["allow"]).includes(m));
		}
		assert.equal((await world.intake.ask("/v1/uploads",
		    { headers: TUS })).status, 405);
		assert.equal(await offset(id), 0);
	});
});

function refused404(a: Answer): void {
	assert.equal(a.status, 404);
	assert.equal(a.problem, "error:upload");
}

describe("a post with an upload", () => {
	it("is stored, promised and read byte for byte", async () => {
		for (const mib of [1, 4, 16, 64] as const) {
			const r = new Report(world.keys, { fill: mib * MIB });
			const bytes = r.object.sealed.payload;

			assert.equal(bytes.length, LENGTH[mib]);
			const id = await upload(world.intake, bytes);
			const a = await r.send(world.intake, r.uploadedBody(id));
			assert.equal(a.status, 201, `${mib} MiB: ${a.text}`);
			promised(a, r.object.d);
			const [sum, size] = world.cluster.sql("SELECT encode(sha256(" +
			    "qf.payload_slice(id, 0, 67125264)), 'hex'), size - " +
			    "octet_length(header) FROM qf.entry WHERE id = '\\x" +
			    r.object.id + "';").split("|");
			assert.equal(sum, Buffer.from(sha256(bytes)).toString("hex"));
			assert.equal(size, String(bytes.length));
		}
	});

	it("sent again is 200 and the same promise", async () => {
		const id = await upload(world.intake, payload);
		const body = report.uploadedBody(id);
		const all = await Promise.all([0, 1, 0, 1, 0, 1].map((k) =>
		    report.send(world.intakes[k] ?? world.intake, body)));

		assert.deepEqual(all.map((a) => a.status).sort(),
		    [200, 200, 200, 200, 200, 201]);
		assert.equal(new Set(all.map((a) => a.text)).size, 1);
		promised(all[0] as Answer, report.object.d);
		assert.equal(await offset(id), payload.length);
		/* Uploaded anew, as after a loss of everything but the bytes. */
		const again = await upload(world.intake, payload, PART_MIN);
		const a = await report.send(world.intake,
		    report.uploadedBody(again));
		assert.equal(a.status, 200);
		assert.equal(a.text, all[0]?.text);
		assert.equal(world.cluster.count("qf.part WHERE upload = sha256(" +
		    `'\\x${again}')`), 0);
	});

	it("is a follow-up, too", async () => {
		const r = new Report(world.keys);
		const f = r.followup("pictures\n", { fill: MIB });

		assert.equal((await r.send(world.intake)).status, 201);
		const id = await upload(world.intake, f.sealed.payload, PART_MIN);
		const body = r.followupBody(f, id);
		const a = await post(world.intake, "/v1/box/entries", body);
		assert.equal(a.status, 201);
		promised(a, f.d);
		const again = await post(world.intake, "/v1/box/entries", body);
		assert.equal(again.status, 200);
		assert.equal(again.text, a.text);
		const box = await world.intake.ask("/v1/box",
		    { headers: r.bearer });
		const sizes = box.json<{ entries: { id: string; size: number }[] }>()
		    .entries.map((e) => e.size);
		assert.ok(sizes.includes(f.bytes.length));
	});

	it("is refused while the upload is not complete", async () => {
		const r = new Report(world.keys, { fill: MIB });
		const id = await begin(world.intake, LENGTH[1]);
		const before = world.cluster.count("qf.entry");

		for (let at = 0; at < LENGTH[1]; at += PART_MIN) {
			const a = await r.send(world.intake, r.uploadedBody(id));

			assert.equal(a.status, 409);
			assert.equal(a.problem, "error:offset");
			await sendFrom(world.intake, id, r.object.sealed.payload, at,
			    PART_MIN, Math.min(at + PART_MIN, LENGTH[1]));
		}
		assert.equal(world.cluster.count("qf.entry"), before);
		assert.equal((await r.send(world.intake, r.uploadedBody(id)))
		    .status, 201);
	});

	it("wants a header and nothing behind it", async () => {
		const r = new Report(world.keys, { fill: MIB });
		const id = await upload(world.intake, r.object.sealed.payload);
		const { header } = r.object.sealed;
		const lines: [string, string][] = [...r.lines, ["upload", id]];
		const before = world.cluster.count("qf.entry");
		const slots = new Report(world.keys, { slots: 7, fill: MIB });

		for (const [object, problem] of [
			[new Uint8Array(0), "age-header"],
			[header.subarray(0, header.length - 1), "age-header"],
			[new Uint8Array([...header, 0]), "age-header"],
			[r.object.bytes.subarray(0, 5000), "age-header"],
			[slots.object.sealed.header, "slots"],
		] as const) {
			const a = await post(world.intake, "/v1/threads",
			    preamble(lines, object));

			assert.equal(a.status, 422);
			assert.equal(a.problem, `error:${problem}`);
		}
		assert.equal(world.cluster.count("qf.entry"), before);
		assert.equal((await r.send(world.intake, r.uploadedBody(id)))
		    .status, 201);
	});

	it("cannot take an upload that became another entry", async () => {
		const a = new Report(world.keys, { fill: MIB });
		const b = new Report(world.keys, { fill: MIB });
		const id = await upload(world.intake, a.object.sealed.payload);

		assert.equal((await a.send(world.intake, a.uploadedBody(id)))
		    .status, 201);
		const before = world.cluster.count("qf.entry");
		const f = a.followup("x\n", { fill: MIB });
		for (const c of [
			await b.send(world.intake, b.uploadedBody(id)),
			await post(world.intake, "/v1/box/entries",
			    a.followupBody(f, id)),
		]) {
			assert.equal(c.status, 409);
			assert.equal(c.problem, "error:conflict");
		}
		/* No mailbox stays no mailbox. */
		assert.equal((await post(world.intake, "/v1/box/entries",
		    b.followupBody(f, id))).problem, "error:not-found");
		assert.equal(world.cluster.count("qf.entry"), before);
		assert.equal((await a.send(world.intake, a.uploadedBody(id)))
		    .status, 200);
	});
});

describe("two clients on one ID", () => {
	it("end with one of them, whole", async () => {
		const id = await begin(world.intake, payload.length);
		const other = systemRandom(payload.length);

		for (let at = 0; at < payload.length; at += PART_MAX) {
			const all = await Promise.all([payload, other, payload, other]
			    .map((p, k) => part(world.intakes[k >> 1] ?? world.intake,
				id, at, p.subarray(at, at + PART_MAX))));
			const won = all.filter((a) => a.status === 204);

			/* The same bytes twice may both be told that they are there. */
			assert.ok(won.length === 1 || won.length === 2);
			for (const a of all.filter((x) => x.status !== 204)) {
				refused(a, 409, "offset");
				assert.equal(a.headers["upload-offset"],
				    String(Math.min(at + PART_MAX, payload.length)));
			}
			const kept = world.cluster.sql("SELECT encode(sha256(bytes), " +
			    `'hex') FROM qf.part WHERE start = ${at} AND upload = ` +
			    `sha256('\\x${id}');`);
			assert.ok([payload, other].some((p) => kept ===
			    Buffer.from(sha256(p.subarray(at, at + PART_MAX)))
				.toString("hex")));
		}
		assert.equal(await offset(id), payload.length);
	});
});

describe("a client that leaves in the middle of a part", () => {
	it("finds the upload where it was and goes on", async () => {
		const r = new Report(world.keys, { fill: 4 * MIB });
		const bytes = r.object.sealed.payload;
		const id = await begin(world.intake, bytes.length);

		for (let at = 0; at < bytes.length;) {
			const body = bytes.subarray(at, at + PART_MAX);
			const s = await bare(world.intake);

			/* Cut after the head, in the middle, and a byte too soon. */
			s.on("error", () => undefined);
			s.write(`PATCH /v1/uploads/${id} HTTP/1.1\r\n` +
			    `Host: ${world.host}\r\nTus-Resumable: 1.0.0\r\n` +
			    `Upload-Offset: ${at}\r\nContent-Type: ${PART_TYPE}\r\n` +
			    `Content-Length: ${body.length}\r\n\r\n`);
			s.write(body.subarray(0, [0, body.length >> 1,
				body.length - 1][(at / PART_MAX) % 3]));
			await sleep(100);
			s.destroy();
			await sleep(50);
			assert.equal(await offset(id), at);
			assert.equal((await part(world.intake, id, at, body)).status,
			    204);
			at += body.length;
		}
		assert.equal((await r.send(world.intake, r.uploadedBody(id)))
		    .status, 201);
	});

	it("or a little later finds it there or not, never half", async () => {
		const r = new Report(world.keys, { fill: 4 * MIB });
		const bytes = r.object.sealed.payload;
		const id = await begin(world.intake, bytes.length);
		/* Sooner and later, until all of it has come. */
		for (let at = 0, tries = 0; at < bytes.length; tries++) {
			const body = bytes.subarray(at, at + PART_MIN);
			const s = await bare(world.intake);

			s.on("error", () => undefined);
			s.write(`PATCH /v1/uploads/${id} HTTP/1.1\r\n` +
			    `Host: ${world.host}\r\nTus-Resumable: 1.0.0\r\n` +
			    `Upload-Offset: ${at}\r\nContent-Type: ${PART_TYPE}\r\n` +
			    `Content-Length: ${body.length}\r\n\r\n`);
			await new Promise((resolve) => s.write(body, resolve));
			await sleep(tries % 12 * 5);
			s.destroy();
			await sleep(50);
			const seen = await offset(id);
			assert.ok(seen === at || seen === at + body.length);
			at = seen;
			assert.ok(tries < 300);
		}
		assert.equal((await r.send(world.intake, r.uploadedBody(id)))
		    .status, 201);
	});
});

describe("an upload that is too old", () => {
	it("is 404 everywhere, and then gone", async () => {
		const r = new Report(world.keys, { fill: MIB });
		const used = new Report(world.keys, { fill: MIB });
		const id = await upload(world.intake, r.object.sealed.payload);
		const usedId = await upload(world.intake,
		    used.object.sealed.payload);
		const half = await begin(world.intake, LENGTH[4]);

		await sendFrom(world.intake, half, payload, 0, PART_MAX, PART_MAX);
		assert.equal((await used.send(world.intake,
		    used.uploadedBody(usedId))).status, 201);
		world.cluster.sql("UPDATE qf.upload SET date = date - 1;");
		assert.equal(await offset(half), PART_MAX);
		assert.equal((await used.send(world.intake,
		    used.uploadedBody(usedId))).status, 200);
		const a = await look(world.intake, half);
		assert.equal(a.headers["upload-expires"], new Date(Date.parse(
		    expires()) - 86400000).toUTCString());

		world.cluster.sql("UPDATE qf.upload SET date = date - 1;");
		assert.equal((await look(world.intake, half)).status, 404);
		refused(await part(world.intake, half, PART_MAX,
		    payload.subarray(PART_MAX, 2 * PART_MAX)), 404, "upload");
		refused404(await r.send(world.intake, r.uploadedBody(id)));
		refused404(await used.send(world.intake,
		    used.uploadedBody(usedId)));
		await until(async () => uploads(), (n) => n === 0, 40000, 500);
		assert.equal(world.cluster.count("qf.part WHERE entry IS NULL"), 0);
		/* And the client begins again. */
		const anew = await upload(world.intake, r.object.sealed.payload);
		assert.equal((await r.send(world.intake, r.uploadedBody(anew)))
		    .status, 201);
	});
});

describe("a database that stops in the middle", () => {
	/** A client that goes on until it is done, as the page does. */
	async function stubborn(bytes: Uint8Array): Promise<[string, number]> {
		const patient = async <T>(what: () => Promise<T>,
		    good: (v: T) => boolean): Promise<T> =>
			until(what, good, 60000, 100);
		const made = await patient(() => create(world.intake,
		    bytes.length), (a) => a.status === 201);
		const id = String(made.headers["location"]).slice(-32);
		let turns = 0;

		for (let at = 0; at < bytes.length; turns++) {
			const a = await part(world.intakes[turns % 2] ?? world.intake,
			    id, at, bytes.subarray(at, at + PART_MIN))
			    .catch(() => undefined);

			assert.ok(a === undefined || [204, 409, 503]
			    .includes(a.status), `${a?.status} ${a?.text}`);
			const h = await patient(() => look(world.intake, id),
			    (x) => x.status === 200);
			at = Number(h.headers["upload-offset"]);
			await sleep(30);
		}
		return [id, turns];
	}

	for (const how of ["fast", "immediate", "kill"] as const)
		it(`${how}: the upload goes on where it was`, async () => {
			const reports = [0, 1, 2].map(() =>
				new Report(world.keys, { fill: 4 * MIB }));
			const sent = reports.map((r) =>
				stubborn(r.object.sealed.payload));

			await sleep(250);
			if (how === "kill")
				world.cluster.kill();
			else
				await world.cluster.stopMeanwhile(how);
			await sleep(700);
			await world.cluster.startMeanwhile();
			for (const [i, r] of reports.entries()) {
				const [id] = await (sent[i] ?? Promise.reject());
				const a = await r.send(world.intake,
				    r.uploadedBody(id));

				assert.equal(a.status, 201);
				promised(a, r.object.d);
				const sum = world.cluster.sql("SELECT encode(sha256(" +
				    "qf.payload_slice(id, 0, 67125264)), 'hex') FROM " +
				    `qf.entry WHERE id = '\\x${r.object.id}';`);
				assert.equal(sum, Buffer.from(sha256(
				    r.object.sealed.payload)).toString("hex"));
			}
		});
});

describe("what an upload leaves in the database", () => {
	it("is nothing of the client", async () => {
		const canary = "kanarienvogel-7c11";
		const headers = { "user-agent": `${canary}-agent`,
			"referer": `https://${canary}.example/`, "cookie":
			`${canary}=1`, "x-forwarded-for": "203.0.113.78" };
		const r = new Report(world.keys, { fill: MIB, text: `${canary}\n` });
		const bytes = r.object.sealed.payload;
		const a = await create(world.intake, bytes.length,
		    { ...TUS, ...headers });
		const id = String(a.headers["location"]).slice(-32);

		refused(await create(world.intake, bytes.length, { ...TUS,
			"upload-metadata": canary }), 400, "tus");
		refused(await part(world.intake, id, 0, utf8(canary), headers),
		    400, "tus");
		assert.equal((await part(world.intake, id, 0, bytes, headers))
		    .status, 204);
		assert.equal((await r.send(world.intake, r.uploadedBody(id)))
		    .status, 201);
		/* Every table, whole; hex of the canary and of the address too. */
		const dump = world.cluster.sql("SELECT query_to_xml('SELECT * " +
		    "FROM qf.' || t, true, false, '')::text FROM unnest(ARRAY[" +
		    "'upload', 'thread']) t;") + world.cluster.sql(
		    "SELECT encode(bytes, 'hex') FROM qf.part LIMIT 20;");
		for (const s of [canary, "203.0.113.78", id])
			for (const form of [s, Buffer.from(s).toString("hex"),
				Buffer.from(s).toString("base64")])
				assert.ok(!dump.includes(form), form);
		for (const s of [canary, "203.0.113", id])
			for (const log of [world.intake.log, world.cluster.log])
				assert.ok(!log.includes(s), s);
	});
});
