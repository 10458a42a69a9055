// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Random } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import { formatRecipient } from "../../assets/lib/identity.ts";
import {
	groups, mailboxHash, newCode, normalCode, receipt, receiptAsync,
} from "../../assets/lib/receipt.ts";
import { throwsCode } from "./throws.ts";

const HOST = "reports.example";
const CODE = "407193652088441572609384";

test("the check value of protocol section 3", async () => {
	const r = receipt(HOST, CODE);

	assert.equal(formatRecipient(r.identity.recipient),
	    "age1hxqzt538eegjfupphck2qgr2y8wnwxzf6elytrtv37zpayrnts4qvaur4s");
	assert.equal(hex(r.vkey.key),
	    "828d880744c595f6e70aeb26eddc45a79395be3931e13da526c51be3b6f15966");
	let last = 0;
	const again = await receiptAsync(HOST, groups(CODE), (done) => {
		last = done;
	});
	assert.deepEqual(again, r);
	assert.equal(last, 1);
	assert.equal(mailboxHash(r.mbox).length, 32);
	assert.equal(r.handle.length, 16);
});

test("codes are taken as people type them", () => {
	assert.equal(normalCode("4071 9365 2088 4415 7260 9384"), CODE);
	assert.equal(normalCode("４０７１　９３６５－2088‐4415–7260\t9384\n"), CODE);
	assert.equal(groups(CODE), "4071 9365 2088 4415 7260 9384");
	throwsCode("FORMAT", () => normalCode(CODE.slice(1)));
	throwsCode("FORMAT", () => normalCode(CODE + "1"));
	throwsCode("FORMAT", () => normalCode("a" + CODE.slice(1)));
	throwsCode("FORMAT", () => normalCode(""));
});

/** Randomness that is the same in every run. */
function fixedRandom(): Random {
	let n = 0;

	return (len) => Uint8Array.from({ length: len },
	    (_, i) => sha256(`slips ${n++} ${i}`)[0] ?? 0);
}

/** code with this in the place of as many characters from i on. */
function put(code: string, i: number, digits: string): string {
	return code.slice(0, i) + digits + code.slice(i + digits.length);
}

// Each slip and each swap there is, at each place, in many codes.  Check digits
// 01 are never written, so that they cannot be swapped.
test("every single slip and every swap of neighbours is found", () => {
	const random = fixedRandom();
	const slips = new Set<string>();
	const swaps = new Set<string>();

	for (let n = 0; n < 1500; n++) {
		const code = newCode(random);

		for (let i = 0; i < 24; i++) {
			const a = code.charAt(i);
			const b = code.charAt(i + 1);

			for (const d of "0123456789") {
				if (d === a || slips.has(i + a + d) && n > 100)
					continue;
				slips.add(i + a + d);
				throwsCode("RECEIPT",
				    () => normalCode(put(code, i, d)));
			}
			if (i === 23 || a === b || swaps.has(i + a + b) && n > 100)
				continue;
			swaps.add(i + a + b);
			throwsCode("RECEIPT", () => normalCode(put(code, i, b + a)));
		}
	}
	assert.equal(slips.size, 24 * 90);
	assert.equal(swaps.size, 23 * 90 - 1);
});

test("new codes are drawn by rejection", () => {
	// 250 and above must be skipped, not folded onto 0 to 5.
	let n = 0;
	const code = newCode((len) => {
		const out = new Uint8Array(len);

		return out.map(() => n++ % 2 === 0 ? 255 : 137);
	});

	assert.equal(code.slice(0, 22), "7".repeat(22));
	assert.equal(normalCode(code), code);
	const seen = new Set(Array.from({ length: 200 }, () => newCode()));
	assert.equal(seen.size, 200);
	for (const c of seen)
		assert.equal(normalCode(c), c);
});
