// SPDX-License-Identifier: ISC
// The page of wishes and answers: read at start, held to its shape, served.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { World } from "./harness.ts";
import type { Service } from "./service.ts";

let world: World;
let intake: Service;

const one = { period: "2026-11", topic: "Y02", wish: "周末开门",
	answer: "已开到 21 点，100% 的周末。" };

before(async () => {
	world = await World.create({ start: false });
	intake = world.intake;
});
after(async () => {
	await world.close();
});

function configure(text: string | null): void {
	const answers = join(world.dir, "answers.json");

	if (text !== null)
		writeFileSync(answers, text);
	intake.writeSettings(text === null ? intake.lines :
	    { ...intake.lines, answers });
}

function checked(text: string): string {
	configure(text);
	const { status, text: said } = intake.check("--check", "-s",
	    intake.settings);

	assert.equal(status === 0, / is good$/m.test(said), said);
	return said;
}

function page(...answers: unknown[]): string {
	return JSON.stringify({ format: "answers/1", answers });
}

async function served(text: string | null): Promise<{ status: number;
    text: string; start: Record<string, unknown> }> {
	configure(text);
	await intake.start("/v1/start");
	try {
		const { status, text: body } = await intake.ask("/v1/answers");
		const start = await intake.ask("/v1/start");

		return { status, text: body,
			start: JSON.parse(start.text) as Record<string, unknown> };
	} finally {
		await intake.stop();
	}
}

describe("the page of wishes and answers", () => {
	it("must have its shape", () => {
		assert.match(checked(page(one)), /is good/);
		assert.match(checked(page()), /is good/);
		for (const [bad, why] of [
			["{", /answers: .*line 1/],
			[page({ ...one, by: "01" }), /answers: .*by/],
			[page({ period: "2026-11" }), /answers: /],
			[page({ ...one, wish: "" }), /answers: /],
			[page({ ...one, wish: "a\nb" }), /answers: /],
			[page({ ...one, answer: "好".repeat(2001) }), /answers: /],
			[page({ ...one, topic: "../x" }), /answers: /],
			[page(one).replace("answers/1", "answers/2"), /answers: /],
			[page(...Array<unknown>(1001).fill(one)), /answers: /],
			['{"format":"answers/1","answers":[],"answers":[]}',
			    /answers: /],
			[" ".repeat(2 * 1024 * 1024), /answers: /],
		] as const)
			assert.match(checked(bad), why);
		intake.writeSettings({ ...intake.lines,
			answers: join(world.dir, "nowhere") });
		assert.match(intake.check("--check", "-s", intake.settings).text,
		    /answers: No such file/);
	});

	it("is served to everybody alike, and the page told of it", async () => {
		const got = await served(page(one));

		assert.equal(got.status, 200);
		assert.deepEqual(JSON.parse(got.text),
		    { format: "answers/1", answers: [one] });
		assert.deepEqual((got.start["site"] as { answers?: unknown })
		    .answers, { zh: "你说我办" });
	});

	it("is not there when there is nothing to read", async () => {
		for (const text of [null, page()]) {
			const got = await served(text);

			assert.equal(got.status, 404);
			assert.equal((got.start["site"] as { answers?: unknown })
			    .answers, undefined);
		}
	});
});
