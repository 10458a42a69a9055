// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { able } from "../../assets/lib/able.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { openRoster } from "../../assets/lib/roster.ts";
import { checkThread } from "../../assets/lib/thread.ts";
import { load } from "./vectors.ts";

const v = load<{
	host: string; handle: string; root: string; rosters: string[];
	cases: {
		name: string; viewer: string; roster: number; headers: number;
		recused: string[]; able: string[];
		items: { id: string; payload_hash: string; stored: string;
		    note: string | null }[];
	}[];
}>("able.json");
const roots = openRootChain(v.host, [utf8(v.root)], undefined);
const rosters = v.rosters.map((n) => openRoster(v.host, utf8(n), roots));

for (const c of v.cases) {
	test(`able: ${c.name}`, () => {
		const today = rosters[c.roster - 1];
		const view = checkThread({ host: v.host, rosters,
			handle: fromHex(v.handle), viewer: c.viewer,
			items: c.items.map((i) => ({ id: i.id,
				payloadHash: fromHex(i.payload_hash),
				stored: i.stored, files: undefined,
				note: i.note === null ? undefined :
				    utf8(i.note) })) });

		assert.ok(today !== undefined);
		assert.deepEqual(able(view, { rosters, today,
			headers: c.headers, recused: new Set(c.recused) }),
		    c.able);
	});
}
