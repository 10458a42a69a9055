// SPDX-License-Identifier: ISC
// Shares of a key: any k make it, fewer do not, each wrong letter is told.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { systemRandom } from "../../assets/lib/bytes.ts";
import type { Code } from "../../assets/lib/err.ts";
import { SHARES_MAX, joinShares, makeShares, parseShare } from
    "../../assets/lib/share.ts";
import { throwsCode } from "./throws.ts";

const secret = systemRandom(32);

async function rejectsCode(code: Code, f: () => Promise<unknown>):
    Promise<void> {
	let caught: unknown = null;

	await f().catch((e: unknown) => {
		caught = e;
	});
	throwsCode(code, () => {
		if (caught !== null)
			throw caught;
	});
}

/** Every choice of k among the list. */
function choices<T>(list: readonly T[], k: number): T[][] {
	if (k === 0)
		return [[]];
	return list.flatMap((one, i) => choices(list.slice(i + 1), k - 1)
	    .map((rest) => [one, ...rest]));
}

describe("shares", () => {
	it("any k of n make the key", async () => {
		for (const [n, k] of [[2, 2], [5, 3], [SHARES_MAX, 2],
			[4, 4]] as const) {
			const texts = await makeShares(secret, n, k);

			assert.equal(texts.length, n);
			for (const some of choices(texts, k))
				assert.deepEqual((await joinShares(some
				    .map(parseShare))).secret, secret);
		}
	});

	it("are seventeen groups that can be typed carelessly", async () => {
		const [one = "", two = ""] = await makeShares(secret, 2, 2);

		assert.match(one, /^([0-9A-HJKMNP-TV-Z]{4} ){16}[0-9A-HJKMNP-TV-Z]{4}$/);
		const sloppy = one.toLowerCase().replace(/0/g, "o")
		    .replace(/1/g, "l").replace(/ /g, "-");
		const wide = two.replace(/[0-9A-Z]/g, (c) =>
		    String.fromCharCode(c.charCodeAt(0) + 0xfee0))
		    .replace(/ /g, "\u3000\n");
		assert.deepEqual((await joinShares([parseShare(sloppy),
			parseShare(wide)])).secret, secret);
	});

	it("each single wrong character is told", async () => {
		const [one = ""] = await makeShares(secret, 3, 2);

		for (let i = 0; i < one.length; i++) {
			if (one[i] === " ")
				continue;
			const other = one[i] === "7" ? "8" : "7";

			// 20 bits: one in a million would pass.
			throwsCode("RECEIPT", () => parseShare(one.slice(0, i) +
			    other + one.slice(i + 1)));
		}
		for (const bad of ["", one.slice(0, -1), one + "0", one + " ".repeat(300),
			one.replace(/.$/, "U"), "你".repeat(68)])
			throwsCode("FORMAT", () => parseShare(bad));
	});

	it("too few, too many, mixed and doubled make nothing", async () => {
		const a = (await makeShares(secret, 4, 3)).map(parseShare);
		const b = (await makeShares(secret, 4, 3)).map(parseShare);
		const c = (await makeShares(systemRandom(32), 4, 3))
		    .map(parseShare);
		const [x, y, z] = a;

		assert.ok(x !== undefined && y !== undefined && z !== undefined);

		for (const bad of [[], [x], [x, y], a, [x, y, b[0] ?? x],
			[x, y, c[0] ?? x], [x, y, x]])
			await rejectsCode("FORMAT", () => joinShares(bad));
		const bent = z.data.slice();
		bent[5] = (bent[5] ?? 0) ^ 1;
		await rejectsCode("AGE_IDENTITY", () => joinShares([x, y,
			{ ...z, data: bent }]));
	});

	it("are Shamir's over the field that the protocol names", async () => {
		const times = (a: number, b: number): number => {
			let out = 0;

			for (let x = a, y = b; y > 0; y >>= 1) {
				out ^= y % 2 === 1 ? x : 0;
				x = x << 1 ^ (x > 127 ? 0x11b : 0);
			}
			return out;
		};
		const over = (a: number, b: number): number => {
			for (let q = 0; q < 256; q++) {
				if (times(q, b) === a)
					return q;
			}
			throw new Error("no quotient");
		};
		const [a, b] = (await makeShares(secret, 2, 2)).map(parseShare)
		    .map((s) => s.data);

		assert.ok(a !== undefined && b !== undefined);
		const [xa = 0, xb = 0] = [a[32], b[32]];
		// At zero: (ya xb + yb xa) / (xa + xb).
		assert.deepEqual(a.slice(0, 32).map((ya, i) => over(
		    times(ya, xb) ^ times(b[i] ?? 0, xa), xa ^ xb)), secret);
	});

	it("no numbers but 2 <= k <= n <= 9", async () => {
		for (const [n, k] of [[1, 1], [3, 1], [2, 3], [10, 2], [3, 2.5],
			[NaN, 2]] as const)
			await rejectsCode("LIMIT", () => makeShares(secret, n, k));
		await rejectsCode("LIMIT", () =>
		    makeShares(secret.slice(1), 3, 2));
	});
});
