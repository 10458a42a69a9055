// SPDX-License-Identifier: ISC
// The signed cases of triage.json, checked and walked anew.
import { readFileSync } from "node:fs";

import site from "../../conf/site.json" with { type: "json" };
import { utf8 } from "../../assets/lib/bytes.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { openRoster } from "../../assets/lib/roster.ts";
import { caseState } from "../../assets/lib/state.ts";
import { facts } from "../../assets/lib/stats.ts";
import { checkThread } from "../../assets/lib/thread.ts";
import { factLines } from "./cases.ts";

interface Vectors {
	readonly host: string; readonly handle: string; readonly root: string;
	readonly rosters: readonly string[];
	readonly cases: readonly {
		readonly name: string; readonly viewer: string;
		readonly items: readonly {
			readonly id: string; readonly payload_hash: string;
			readonly stored: string; readonly note: string | null;
		}[];
	}[];
}

export function signedFacts(): { name: string; facts: string[] }[] {
	const v = JSON.parse(readFileSync(new URL("../vectors/triage.json",
	    import.meta.url), "utf8")) as Vectors;
	const roots = openRootChain(v.host, [utf8(v.root)], undefined);
	const rosters = v.rosters.map((n) => openRoster(v.host, utf8(n), roots));

	return v.cases.map((c) => {
		const view = checkThread({
			host: v.host, rosters, handle: fromHex(v.handle),
			viewer: c.viewer, self: undefined,
			items: c.items.map((j) => ({
				id: j.id, payloadHash: fromHex(j.payload_hash),
				stored: j.stored, files: undefined,
				note: j.note === null ? undefined : utf8(j.note),
			})),
		});

		return { name: c.name, facts: factLines(facts({ view,
			state: caseState(view) }, site)) };
	});
}
