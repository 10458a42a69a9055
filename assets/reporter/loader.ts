// SPDX-License-Identifier: ISC
// The first bundle's side of what is fetched when it is wanted.

import { bundle } from "./bundle.ts";
import type { Later } from "./later.ts";
import { Trouble } from "./problem.ts";
import { LATER_URL } from "./trusted.ts";

/** What came; undefined before it was wanted. */
export function here(): Later | undefined {
	return (globalThis as { qfLater?: Later }).qfLater;
}

/** Pictures, uploads, keepsakes; may fail without a network. */
export function later(): Promise<Later> {
	return bundle(LATER_URL, here).catch(() => {
		throw new Trouble({ kind: "offline" });
	});
}
