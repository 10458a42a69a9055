// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { test } from "node:test";

import { utf8 } from "../../assets/lib/bytes.ts";
import type { Sum } from "../../assets/lib/entry.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { parseVkey } from "../../assets/lib/note.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { openRoster } from "../../assets/lib/roster.ts";
import {
	type Item, type ThreadView, checkThread, heads,
} from "../../assets/lib/thread.ts";
import { throwsCode } from "./throws.ts";
import { load } from "./vectors.ts";

interface ItemJson {
	readonly id: string; readonly payload_hash: string;
	readonly stored: string; readonly note: string | null;
	readonly files: { name: string; size: number; hash: string }[] | null;
}
const v = load<{
	host: string; handle: string; root: string; rosters: string[];
	self: { key: string; to: string[]; not: string[] };
	cases: {
		name: string; viewer: string; items: ItemJson[]; view: unknown;
	}[];
}>("thread.json");
const roots = openRootChain(v.host, [utf8(v.root)], undefined);
const rosters = v.rosters.map((n) => openRoster(v.host, utf8(n), roots));
const self = { ...v.self, key: parseVkey(v.self.key) };

function item(j: ItemJson): Item {
	const files = j.files?.map((f): Sum => ({ ...f, hash: fromHex(f.hash) }));

	return {
		id: j.id, payloadHash: fromHex(j.payload_hash), stored: j.stored,
		note: j.note === null ? undefined : utf8(j.note), files,
	};
}

function check(viewer: string, items: readonly Item[]): ThreadView {
	return checkThread({
		host: v.host, rosters, handle: fromHex(v.handle), viewer,
		self: viewer === "reporter" ? self : undefined, items,
	});
}

function asJson(t: ThreadView): unknown {
	return {
		order: t.entries.map((c) => c.item.id),
		entries: t.entries.map((c) => ({
			id: c.item.id, alarms: [...c.alarms].sort(),
			after_unreadable: c.afterUnreadable, trusted: c.trusted,
			granted: [...c.granted].sort(),
		})),
		alarms: [...t.alarms].sort(), all: [...t.all].sort(),
		report: t.report === undefined ? null : hex(t.report.hash),
		readers: [...t.readers].sort(), left_out: [...t.leftOut].sort(),
		granted_all: [...t.grantedAll].sort(), status: t.status ?? null,
		heads_reply: heads(t, "reply").map(hex),
		heads_memo: heads(t, "memo").map(hex),
	};
}

for (const c of v.cases) {
	test(`thread: ${c.name}`, () => {
		const items = c.items.map(item);

		assert.deepEqual(asJson(check(c.viewer, items)), c.view);
	});
	test(`thread: ${c.name}, however it arrives`, () => {
		const items = c.items.map(item);

		assert.deepEqual(asJson(check(c.viewer, items.reverse())), c.view);
	});
}

test("thread: a new report follows nothing", () => {
	const c = v.cases.find((x) => x.name === "a report");
	const t = check("01", (c?.items ?? []).map(item));

	assert.deepEqual(heads(t, "report"), []);
	assert.equal(heads(t, "followup").length, 1);
});

test("thread: a reply names the last reply behind a follow-up", () => {
	const c = v.cases.find((x) => x.name === "a reply behind a follow-up");
	const t = check("01", (c?.items ?? []).map(item).slice(1));
	const named = heads(t, "reply").map(hex);

	// The follow-up, which is the head, and the reply before it.
	assert.deepEqual(named, t.entries.slice(1)
	    .map((e) => hex(e.entry?.hash ?? new Uint8Array(0))).sort());
	assert.equal(heads(t, "followup").length, 1);
	assert.equal(heads(t, "memo").length, 1);
});

test("thread: too many entries are a limit, not an alarm", () => {
	const one: Item = {
		id: "00".repeat(16), payloadHash: new Uint8Array(32),
		stored: "2026-11-21", note: undefined, files: undefined,
	};

	throwsCode("LIMIT", () => check("01",
	    Array.from({ length: 4097 }, () => one)));
});
