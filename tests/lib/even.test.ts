// SPDX-License-Identifier: ISC
// The size of a sealed report must not tell which class reads it nor who was
// left out: around the place where one more letter needs the next bucket, all
// choices go over it together.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { receipt } from "../../assets/lib/receipt.ts";
import { begin, Session } from "../../assets/reporter/session.ts";
import { sealReport } from "../../assets/reporter/writer.ts";
import { fromUtf8 } from "../../assets/lib/bytes.ts";
import { base64Url } from "../../assets/lib/base64.ts";
import { SiteKeys } from "../web/keys.ts";

const CHOICES: readonly { class: string; not: readonly string[] }[] = [
	{ class: "concern", not: [] },
	{ class: "concern", not: ["02"] },
	{ class: "leadership", not: [] },
	{ class: "leadership", not: ["01", "02", "03", "05", "06"] },
];

const keys = new SiteKeys("box.test.example");
const session = new Session();

begin(session, { host: keys.host, today: keys.today,
	roots: [fromUtf8(keys.rootNote)], roster: fromUtf8(keys.rosterNote),
	link: "#s=S01&r1=" + base64Url(keys.pin) });
session.reporter = receipt(keys.host, "407193652088441572609384");

function sizeOf(len: number, choice: typeof CHOICES[number]): number {
	const sealed = sealReport(session, { form: "concern/1", ...choice,
		fields: [["category", "A02.3"], ["unit", "U02"]],
		text: "x".repeat(len), photos: [] }, keys.today);

	return "body" in sealed ? sealed.body.length : sealed.upload;
}

describe("the size of what is sent", () => {
	it("is the same whoever reads it and whoever is left out", () => {
		const plain = CHOICES[0];
		assert.ok(plain !== undefined);
		const small = sizeOf(20, plain);
		let low = 20;
		let high = 2600;

		assert.ok(sizeOf(high, plain) > small);
		while (high - low > 1) {
			const middle = (low + high) >> 1;

			if (sizeOf(middle, plain) === small)
				low = middle;
			else
				high = middle;
		}
		// The longest lines that name readers are 19 letters longer.
		for (let len = low - 8; len <= low + 24; len += 4) {
			const sizes = CHOICES.map((choice) => sizeOf(len, choice));

			assert.deepEqual(new Set(sizes).size, 1,
			    `${len}: ${sizes.join()}`);
		}
	});
});
