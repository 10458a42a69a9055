// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { utf8 } from "../../assets/lib/bytes.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { openRoster } from "../../assets/lib/roster.ts";
import { caseState } from "../../assets/lib/state.ts";
import { checkThread } from "../../assets/lib/thread.ts";
import { firstState, stateOf, table } from "../../assets/lib/triage.ts";
import { caseJson } from "../vectors/history.ts";
import { load } from "./vectors.ts";

interface ItemJson {
	readonly id: string; readonly payload_hash: string;
	readonly stored: string; readonly note: string | null;
}
const v = load<{
	host: string; handle: string; root: string; rosters: string[];
	cases: {
		name: string; viewer: string; today: string; items: ItemJson[];
		case: unknown;
	}[];
}>("triage.json");
const roots = openRootChain(v.host, [utf8(v.root)], undefined);
const rosters = v.rosters.map((n) => openRoster(v.host, utf8(n), roots));

for (const c of v.cases) {
	const items = c.items.map((j) => ({
		id: j.id, payloadHash: fromHex(j.payload_hash), stored: j.stored,
		note: j.note === null ? undefined : utf8(j.note),
		files: undefined,
	}));
	const read = (some: typeof items): unknown => {
		const view = checkThread({ host: v.host, rosters,
			handle: fromHex(v.handle), viewer: c.viewer,
			self: undefined, items: some });

		return caseJson(view, caseState(view), c.today);
	};

	test(`triage: ${c.name}`, () => {
		assert.deepEqual(read(items), c.case);
		assert.deepEqual(read([...items].reverse()), c.case);
	});
}

test("triage: the table names nothing that it has not", () => {
	const codes = new Set(table.states.map((s) => s.code));
	const names = new Set(table.fields.map((f) => f.name));
	const publics = new Set(table.public.map((p) => p.code));
	const bases = new Set(table.major.bases.map((b) => b.code));

	for (const s of table.steps)
		assert.ok(codes.has(s.from) && codes.has(s.to), s.from + s.to);
	for (const c of table.clocks)
		assert.ok(c.in.every((s) => codes.has(s)), c.id);
	for (const a of table.acts)
		assert.ok([...a.must, ...a.may ?? []].every((n) => names.has(n)));
	for (const s of table.states)
		assert.ok(publics.has(s.public), s.code);
	assert.ok(table.major.rules.every((r) => bases.has(r.basis)));
	assert.equal(stateOf(firstState("youth/1"))?.public, "P1");
});
