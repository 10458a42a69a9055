// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";

import { type Code, codeOf } from "../../assets/lib/err.ts";

/** Assert that f fails with this code, not in any other way. */
export function throwsCode(code: Code, f: () => unknown): void {
	try {
		f();
	} catch (e) {
		assert.equal(codeOf(e), code, String(e));
		return;
	}
	assert.fail(`no ${code}`);
}
