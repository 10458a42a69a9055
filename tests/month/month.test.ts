// SPDX-License-Identifier: ISC
// A month of several officers (plan.txt), and what is left of it (ledger.txt):
// every case where the ledger has it and every alarm that it names, no other,
// the same in C and in TypeScript, for everybody who can open it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { type Shown, alarmsOf, byC, byTwin } from "./compare.ts";
import { twice } from "./leftout.ts";
import { letters } from "./letters.ts";
import { Player } from "./player.ts";
import { type Twin, readBundle } from "./twin.ts";

const here = import.meta.dirname;
const IN_FORCE = ["01", "03", "04", "07", "08", "09", "10"];
/** Whose folders stay as they were on their last day. */
const GONE = ["02", "05", "06"];

interface End {
	readonly letter: string;
	readonly inbox: readonly string[];
	readonly state: string;
	readonly told: string;
	readonly box: string;
	readonly void: number;
	readonly charge: number | null;
	readonly alarms: readonly string[];
}

function readLedger(): End[] {
	return readFileSync(join(here, "ledger.txt"), "utf8").split("\n")
	    .filter((l) => /^[a-z]/.test(l)).map((l) => {
		const [letter = "", inbox = "", state = "", told = "", box = "",
			conflicts = "", charge = "", alarms = ""] =
		    l.split(/\t+/);

		return { letter, inbox: inbox.split(" "), state, told, box,
			void: Number(conflicts),
			charge: charge === "-" ? null : Number(charge),
			alarms: alarms === "-" ? [] :
			    alarms.split(" ").sort() };
	});
}

/** Lines `+NAME letter count alarms`: entries that were planted. */
function readPlanted(): { name: string; letter: string; count: number;
    alarms: readonly string[] }[] {
	return readFileSync(join(here, "ledger.txt"), "utf8").split("\n")
	    .filter((l) => l.startsWith("+")).map((l) => {
		const [name = "", letter = "", count = "", alarms = ""] =
		    l.slice(1).split(/\t+/);

		return { name, letter, count: Number(count),
			alarms: alarms.split(" ") };
	});
}

const ledger = readLedger();
let player: Player;
const twins = new Map<string, Map<string, Twin>>();

before(async () => {
	player = await Player.create();
});
after(async () => {
	await player.close();
});

function twin(nn: string, letter: string): Twin {
	const t = twins.get(nn)?.get(player.id(letter));

	if (t === undefined)
		throw new Error(`${nn} has no ${letter}`);
	return t;
}

describe("a month", () => {
	it("that was played as planned", async () => {
		const began = Date.now();

		await player.play(join(here, "plan.txt"));
		for (const nn of [...IN_FORCE, ...GONE])
			twins.set(nn, await readBundle(player, nn));
		console.log(`figure: played in ${Date.now() - began} ms`);
	});

	it("the ledger has an end for each of forty letters", () => {
		assert.deepEqual([...new Set(ledger.map((e) => e.letter))]
		    .sort(), Object.keys(letters).sort());
		assert.equal(player.ids.size, 40);
	});

	for (const end of ledger) {
		it(`${end.letter} is ${end.state} for ${end.inbox.join(", ")}`,
		    async () => {
			await Promise.all(end.inbox.map(async (nn) => {
				const t = twin(nn, end.letter);
				const shown = await player.json<Shown>(nn, ["show",
					"--opened", player.id(end.letter)]);

				assert.deepEqual(byTwin(t, player.today),
				    byC(shown), `${nn}: C and TypeScript differ`);
				assert.equal(shown.state, end.state, nn);
				assert.equal(shown.status, end.told, nn);
				assert.equal(shown.case.conflicts, end.void, nn);
				assert.equal(shown.case.charge, end.charge, nn);
				assert.deepEqual(alarmsOf(shown), end.alarms, nn);
			}));
		});
	}

	for (const nn of IN_FORCE) {
		it(`${nn} has in the inbox what the ledger says`, async () => {
			const list = await player.json<{ id: string;
				state: string; status: string;
				alarms: string[] }[]>(nn, ["inbox"]);
			const want = ledger.filter((e) => e.inbox.includes(nn));

			assert.deepEqual(list.map((l) => [l.id, l.state, l.status,
				[...l.alarms].sort()]).sort(),
			    want.map((e) => [player.id(e.letter), e.state, e.told,
				e.alarms]).sort());
			assert.equal(twins.get(nn)?.size, want.length);
		});
	}

	it("what was planted has its alarms, and no effect", async () => {
		const all = readPlanted();

		for (const { name, letter, count, alarms } of all) {
			const id = player.planted.get(name);
			const nn = ledger.find((e) => e.letter === letter)
			    ?.inbox[0] ?? "";
			const shown = await player.json<Shown>(nn, ["show",
				player.id(letter)]);
			const one = shown.entries.find((e) => e.id === id);

			assert.equal(shown.entries.filter((e) => e.verified &&
			    e.entry?.hash === one?.entry?.hash).length, count,
			name);
			assert.deepEqual(one?.alarms.filter((a) =>
			    a !== "duplicate").sort(), alarms, name);
		}
		// One more was withheld, which the plan has its officers notice.
		assert.deepEqual([...player.planted.keys()].sort(),
		    [...all.map((p) => p.name), "w"].sort());
	});

	it("who left or lost a key reads what was there before", async () => {
		for (const [nn, count] of [["02", 16], ["05", 6], ["06", 9]] as
		    const) {
			const list = await player.json<{ id: string }[]>(nn,
			    ["inbox"]);

			assert.equal(list.length, count, nn);
			for (const { id } of list) {
				const t = twins.get(nn)?.get(id);
				const shown = await player.json<Shown>(nn,
				    ["show", "--opened", id]);

				assert.ok(t !== undefined);
				assert.deepEqual(byTwin(t, player.today),
				    byC(shown), nn);
			}
		}
	});

	it("every reporter reads the status that the ledger says", async () => {
		const check = async (end: End): Promise<void> =>
			assert.match(await player.box(end.letter),
			    new RegExp(`^status ${end.box}\\b`, "m"), end.letter);

		// Two at a time: a receipt code costs memory and time.
		for (let i = 0; i < ledger.length; i += 2)
			await Promise.all(ledger.slice(i, i + 2).map(check));
	});

	it("03 is shown what a site without c02 c09 c12 c18 c21 shows",
	    async () => {
		const { whole, without, removed } = await twice(player, "03");

		assert.deepEqual(removed, ["c02", "c09", "c12", "c18", "c21"]);
		assert.deepEqual([...without.keys()], [...whole.keys()]);
		// 21 letters, each by qf twice and in the console twice.
		assert.ok(whole.size >= 21 * 4 + removed.length, `${whole.size}`);
		for (const [what, bytes] of whole)
			assert.equal(without.get(what), bytes, what);
		// They are gone: who read them finds the others alone.
		const folder = "01-without";

		assert.equal((await player.qf("01", ["sync"], folder)).code, 0);
		assert.deepEqual((await player.json<{ id: string }[]>("01",
		    ["inbox"], folder)).map((l) => l.id).sort(),
		[...new Set(ledger.filter((e) => e.inbox.includes("01") &&
		    !removed.includes(e.letter)).map((e) =>
		    player.id(e.letter)))].sort());
	});
});
