// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

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

test("every single slip and every swap of neighbours is found", () => {
	for (let i = 0; i < 24; i++) {
		for (let d = 0; d < 10; d++) {
			const slip = CODE.slice(0, i) + d + CODE.slice(i + 1);

			if (slip !== CODE)
				throwsCode("RECEIPT", () => normalCode(slip));
		}
		const swap = CODE.slice(0, i) + CODE.charAt(i + 1) +
		    CODE.charAt(i) + CODE.slice(i + 2);
		if (i < 23 && swap !== CODE)
			throwsCode("RECEIPT", () => normalCode(swap));
	}
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
