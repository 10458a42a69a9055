// SPDX-License-Identifier: ISC
// Two intakes and an office on one database at once, eight reporters: every
// report that was sent is there, opens, is found by its reporter and by its
// officer, and none is there twice.
//	load.ts [--reports N]	2,000 unless told otherwise

import { Agent } from "node:https";
import { parseArgs } from "node:util";

import { base64, base64Url, fromBase64 } from "../../assets/lib/base64.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import { openPromise } from "../../assets/lib/promise.ts";
import { receipt } from "../../assets/lib/receipt.ts";
import { readSelf } from "../../assets/lib/self.ts";
import { sleep } from "../web/client.ts";
import { World } from "../web/harness.ts";
import { Checks, load } from "./checks.ts";
import { type Journaled, LoadClient, sum } from "./client.ts";
import { type Opened, Reader } from "./office.ts";

const CLIENTS = 8;
/** Every so many reports one is sent again, to the other intake. */
const RESEND = 8;
/** Receipts tried out as a person would: each costs a slow hash. */
const RECEIPTS = 4;
/** Releases run every second; a whole one takes 20,000. */
const RELEASE_MS = 60000;

interface Box {
	readonly self: string;
	readonly entries: { id: string; side: string; promise: string }[];
}

async function send(c: Checks, world: World, reports: number):
    Promise<Journaled[]> {
	const client = new LoadClient(world, world.intakes, "load",
	    "--reports", String(reports), "--clients", String(CLIENTS), "--resend",
	    String(RESEND), "--probe", "50");
	const began = performance.now();
	const { code, phases } = await client.end();
	const s = (performance.now() - began) / 1000;
	const posts = phases[0]?.posts;
	const journal = client.journal();

	c.equal(code, 0, "the client has nothing to complain of");
	c.equal(sum(phases, "created"), reports,
	    "each report is answered 201 with a promise that holds");
	c.equal(sum(phases, "same"), Math.ceil(reports / RESEND),
	    "each one sent again, to the other intake, is 200 and promised alike");
	c.equal(new Set(journal.map((j) => j.id)).size, reports,
	    "all are different");
	c.equal(new Set(journal.map((j) => j.port)).size, 2,
	    "both intakes were used");
	console.log(`       ${reports} reports in ${s.toFixed(1)} s, sealing ` +
	    `included: ${(reports / s).toFixed(0)}/s; post p50 ${posts?.p50} ` +
	    `p99 ${posts?.p99} ms; page p99 ${phases[0]?.probes.p99} ms; ${load()}`);
	return journal;
}

/** id to its row of the journal. */
type ById = ReadonlyMap<string, Journaled>;

function stored(c: Checks, world: World, mine: ById): void {
	const ids = world.cluster.sql("SELECT encode(e.id, 'hex') FROM " +
	    "qf.entry e WHERE EXISTS (SELECT FROM qf.thread t WHERE t.handle " +
	    "= e.thread);").split("\n").filter((id) => mine.has(id));

	c.equal(ids.length, mine.size, "stored, as many as were sent");
	c.equal(new Set(ids).size, mine.size, "and none twice");
	c.equal(world.cluster.sql("SELECT count(*) FROM qf.entry WHERE id <> " +
	    "substring(sha256(payload) FROM 1 FOR 16) OR size <> " +
	    "octet_length(header) + octet_length(payload);"), "0",
	    "no stored byte is another one");
}

async function boxes(c: Checks, world: World, mine: ById): Promise<void> {
	const agent = new Agent({ keepAlive: true, maxSockets: 4 });
	let found = 0, selves = 0;

	for (const j of mine.values()) {
		const s = world.intakes[j.number % world.intakes.length] ??
		    world.intake;
		const a = await s.ask("/v1/box", { agent, headers: { authorization:
			`Bearer ${base64Url(fromHex(j.mailbox))}` } });
		const box = a.status === 200 ? a.json<Box>() : undefined;
		const [e, ...others] = box?.entries ?? [];

		if (box === undefined || e?.id !== j.id || others.length > 0)
			continue;
		openPromise(world.host, utf8(e.promise), [world.keys.promise],
		    fromHex(j.d), world.keys.today);
		found++;
		if (selves < RECEIPTS) {
			const by = receipt(world.host, j.code);
			const self = readSelf(world.host, fromBase64(box.self), by);

			if (base64(self.d) === base64(fromHex(j.d)))
				selves++;
		}
	}
	agent.destroy();
	c.equal(found, mine.size, "each reporter's box holds it, promised");
	c.equal(selves, RECEIPTS, "a receipt code opens what is kept for it");
}

async function readAll(reader: Reader, all: readonly Opened[], mine: ById):
    Promise<number> {
	let good = 0;

	for (let i = 0; i < all.length; i += 4)
		await Promise.all(all.slice(i, i + 4).map(async (o) => {
			const e = await reader.read(o);
			const j = mine.get(o.id);

			if (j !== undefined && e.text === `report ${j.number}\n` &&
			    base64(e.thread) === base64(fromHex(j.thread)))
				good++;
		}));
	return good;
}

async function office(c: Checks, world: World, mine: ById): Promise<void> {
	const reader = await Reader.login(world, "01");
	const outsider = await Reader.login(world, "05");
	const began = performance.now();

	while (reader.opened.length < mine.size &&
	    performance.now() - began < RELEASE_MS) {
		await reader.list();
		await sleep(500);
	}
	await reader.list();
	c.equal(reader.opened.length, mine.size,
	    "as many open in the listing as were sent");
	c.equal(new Set(reader.opened.map((o) => o.id)).size, mine.size,
	    "and none twice");
	c.check(reader.opened.every((o) => mine.get(o.id)?.open ===
	    Buffer.from(o.open).toString("hex")),
	    "the officer has the reporter's `open` of each");
	c.check(reader.rows > mine.size, "decoys are among them",
	    `${reader.rows - mine.size} decoys`);

	const threads = await reader.lookup(reader.opened);
	const right = reader.opened.filter((o, i) => {
		const t = threads[i];
		const j = mine.get(o.id);

		return t !== undefined && j !== undefined &&
		    t.handle === base64(fromHex(j.thread)) &&
		    t.entries.length === 1 && t.entries[0]?.id === o.id &&
		    t.entries[0].report && t.entries[0].side === "reporter" &&
		    t.entries[0].d === base64(fromHex(j.d));
	});
	c.equal(right.length, mine.size,
	    "the lookup names each thread with its one entry");
	c.equal(await readAll(reader, reader.opened, mine), mine.size,
	    "each is fetched, opens, is its reporter's and says what was written");
	reader.close();

	await outsider.list();
	c.check(outsider.rows === reader.rows && outsider.opened.length === 0,
	    "an officer of another class sees the same rows and opens none");
	outsider.close();
}

await Checks.run("load", async (c) => {
	const { values } = parseArgs({ options: {
		reports: { type: "string", default: "2000" } } });
	const reports = Number(values.reports);
	const world = await World.create({ intakes: 2, office: true });

	try {
		const journal = await send(c, world, reports);
		const mine = new Map(journal.map((j) => [j.id, j]));

		stored(c, world, mine);
		await office(c, world, mine);
		await boxes(c, world, mine);
		stored(c, world, mine);
	} finally {
		await world.close();
	}
});
