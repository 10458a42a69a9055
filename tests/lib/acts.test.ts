// SPDX-License-Identifier: ISC
// Acting on a case, without a page: what an act asks for and becomes, what
// events say, what is not signed; over the histories of tests/vectors.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
	type ActDraft, actsHere, controls, eventOf, missing, newAct, obstacle,
	replyOf, sureKey, tellOf,
} from "../../assets/desk/acts.ts";
import type { EntryView, Summary, Thread } from "../../assets/desk/calls.ts";
import { caseLine, caseView, foresee, stateOfView }
	from "../../assets/desk/case-view.ts";
import type { Case } from "../../assets/desk/cases.ts";
import type { Chain } from "../../assets/desk/chain.ts";
import { isLook, lookFields } from "../../assets/desk/looks.ts";
import { Trouble } from "../../assets/desk/problem.ts";
import { judge } from "../../assets/desk/sending.ts";
import { eventSentence, leftWords } from "../../assets/desk/sentences.ts";
import { en } from "../../assets/desk/words.en.ts";
import { zh } from "../../assets/desk/words.zh.ts";
import { readAct } from "../../assets/lib/act.ts";
import { base64 } from "../../assets/lib/base64.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { fromHex } from "../../assets/lib/hex.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { openRoster } from "../../assets/lib/roster.ts";
import { isVoid } from "../../assets/lib/state.ts";
import {
	type Checked, type Item, type ThreadView, checkThread,
} from "../../assets/lib/thread.ts";
import { type Act, stepsFrom, table } from "../../assets/lib/triage.ts";
import { load } from "./vectors.ts";

const v = load<{
	host: string; handle: string; root: string; rosters: string[];
	cases: {
		name: string; viewer: string; today: string; items: {
			id: string; payload_hash: string; stored: string;
			note: string | null }[];
	}[];
}>("triage.json");
const rosters = v.rosters.map((n) => openRoster(v.host, utf8(n),
    openRootChain(v.host, [utf8(v.root)], undefined)));
const handle = fromHex(v.handle);

const views = v.cases.map((c) => {
	const items = c.items.map((j): Item => ({
		id: j.id, payloadHash: fromHex(j.payload_hash), stored: j.stored,
		note: j.note === null ? undefined : utf8(j.note),
		files: undefined,
	}));

	return { ...c, items, view: checkThread({ host: v.host, rosters, handle,
		viewer: c.viewer, items }) };
});

function entryOf(c: Checked, view: ThreadView): EntryView {
	const e = c.entry;

	return {
		id: c.item.id, hash: e === undefined ? "" : base64(e.hash),
		verdict: stateOfView(view).verdicts.get(c) ?? "none",
		stored: c.item.stored, size: 0, internal: true, unread: null,
		gone: null, kind: e?.kind ?? null, author: e?.officer === undefined ?
		    null : { nn: e.officer, office: "o", here: true },
		date: e?.date ?? "", roster: 1, to: [], form: null,
		fields: e?.fields ?? [], files: [], filesRead: true,
		text: e?.text ?? "", alarms: [], afterUnreadable: false,
	};
}

/** As the worker would hand it to the page. */
function threadOf(view: ThreadView, nn: string, today: string): Thread {
	const summary: Summary = {
		id: "r", number: "0", form: view.report?.form ?? null, fields: [], opening: "",
		date: today, newest: today, size: 0, entries: 1, alarms: false, able: null,
		answered: false, pending: true, status: view.status ?? null,
		...caseLine(view, nn, today), first: base64(handle),
	};

	return {
		id: "r", number: "0", summary, state: caseView(view, nn, today),
		entries: view.entries.map((c) => entryOf(c, view)), alarms: [],
		readers: [...view.readers].map((n) => ({ nn: n, office: "o",
			here: true })),
		leftOut: [], mute: null, tell: null, first: null, duplicates: [],
		roster: [], granted: [],
	};
}

test("acts: every event of one act is a sentence, all words filled in", () => {
	const said = new Set<Act>();

	for (const { view, viewer, today, name } of views) {
		const t = threadOf(view, viewer, today);

		for (const e of t.entries.filter((x) => x.kind === "event")) {
			const act = readAct(e);
			const text = eventSentence(e, t);

			if (act === undefined || act === "malformed") {
				assert.equal(text, null, name);
				continue;
			}
			said.add(act.act);
			assert.ok(text !== null && text !== "", name);
			assert.doesNotMatch(text, /\{[a-z]+\}|undefined/, name);
			const reason = act.fields.get("reason");
			if (reason !== undefined)
				assert.ok(text.includes(reason), name);
		}
	}
	assert.deepEqual([...said].sort(), table.acts.map((a) => a.act).sort());
});

test("acts: nothing that would be void or alarmed is signed", () => {
	let void_ = 0;
	let fine = 0;

	for (const { view, viewer, items, name } of views) {
		// As if the last entry in order were just being signed.
		const c = view.entries[view.entries.length - 1];

		if (c?.entry === undefined || c.entry.kind !== "event" ||
		    c.entry.officer === undefined)
			continue;
		const before = checkThread({ host: v.host, rosters, handle, viewer,
			items: items.filter((i) => i !== c.item) });
		const one = { line: { handle }, view: before } as unknown as Case;
		const run = (): void => judge({
			chain: { host: v.host, rosters } as unknown as Chain,
			by: { host: v.host, nn: viewer, signSeed: new Uint8Array(32) },
		}, one, { id: c.item.id, item: c.item });
		const verdict = stateOfView(view).verdicts.get(c) ?? "none";
		const kind = c.alarms.size > 0 ? "alarmed" :
		    isVoid(verdict) ? "void" : null;

		if (kind === null) {
			run();
			fine++;
		} else {
			assert.throws(run, (e) => e instanceof Trouble &&
			    e.problem.kind === kind, name);
			void_++;
		}
	}
	assert.ok(void_ >= 10 && fine >= 10, `${void_} void, ${fine} fine`);
});

test("acts: what is offered is what would be taken", () => {
	let open = 0;
	let closed = 0;

	for (const { view, viewer, today, name } of views) {
		const t = threadOf(view, viewer, today);

		assert.deepEqual(t.state.steps.map((s) => s.to),
		    stepsFrom(t.summary.state ?? "").map((s) => s.to), name);
		for (const s of t.state.steps) {
			const why = obstacle(s, t);

			if (why === null)
				open++;
			else
				closed++;
			assert.equal(why === null, !isVoid(s.verdict), name);
			assert.ok(why === null || (why !== "" && !why.includes("{")),
			    `${name}: ${s.to}`);
		}
	}
	assert.ok(open > 50 && closed > 5, `${open} open, ${closed} closed`);
	const empty = { ...views[0]?.view, report: undefined } as ThreadView;
	assert.equal(foresee(empty, "01", "2026-01-01", []), "none");
});

test("acts: every act of the table can be filled in and is one", () => {
	const base = views.find((x) => stateOfView(x.view).state === "R03");
	assert.ok(base !== undefined);
	const t = threadOf(base.view, base.viewer, base.today);
	const hash = base64(new Uint8Array(32));
	const values = { reason: "r", outcome: "cleared", basis: "b",
		due: "2026-12-01", dup_of: base64(new Uint8Array(16)),
		item: "i", owner: "o", evidence: "e", review: "v", reported: "u",
		major: "group", recuse: "02", charge: "01", second: "02",
		free: "x y", nn: "05", what: "all" };

	for (const { act } of table.acts) {
		if (act === "opened" || act === "grant")
			continue;
		const bare = newAct(act, { to: "R05", of: hash });
		const must = controls(bare, t).filter((c) => c.must);

		assert.deepEqual(missing({ ...bare, text: "words" }, t),
		    act === "label" ? ["label"] : must.map((c) => c.name), act);
		const full: ActDraft = { ...bare, values, text: "words" };
		assert.deepEqual(missing(full, t), [], act);
		const read = readAct(eventOf(full, t));
		assert.ok(read !== undefined && read !== "malformed", act);
		assert.equal(read.act, act);
	}
	assert.deepEqual(eventOf(newAct("assign", { values: { charge: "",
		second: "02" } }), t).fields, [{ name: "assign", value: "-" }]);
	assert.deepEqual(eventOf(newAct("assign", { values: { charge: "02",
		second: "02" } }), t).fields, [{ name: "assign", value: "02" }]);
	assert.ok(actsHere(t).includes("label"));
});

test("acts: the reporter is told what fits, and must be asked for more", () => {
	const base = views.find((x) => stateOfView(x.view).state === "R03");
	assert.ok(base !== undefined);
	const t = threadOf(base.view, base.viewer, base.today);
	const to = (state: string, o: Partial<ActDraft> = {}): ActDraft =>
	    newAct("step", { to: state, ...o });

	assert.deepEqual(tellOf(to("R04"), t), { status: "P3", must: true });
	assert.deepEqual(missing(to("R04", { values: { reason: "r" } }), t),
	    ["tell"]);
	assert.equal(replyOf(to("R04", { text: "what?" }), t)?.text, "what?");
	// What needs approval is told when it has it; a duplicate by its first.
	assert.equal(tellOf(to("R06"), t), null);
	assert.equal(tellOf(to("R05"), t), null);
	assert.deepEqual(tellOf(to("R08"), t), { status: "P5", must: false });
	assert.equal(replyOf(to("R08", { text: "x" }), t), null);
	assert.equal(replyOf(to("R08", { text: "x", tell: true }), t)?.status,
	    "P5");
	assert.deepEqual(tellOf(newAct("extend"), t), { status: "", must: true });
	assert.equal(sureKey(to("R22"), "01"), "R22");
	assert.equal(sureKey(to("Q8"), "01"), "Q8");
	assert.equal(sureKey(to("R21"), "01"), null);
	const aside = newAct("recuse", { values: { recuse: "01" } });
	assert.equal(sureKey(aside, "01"), "recuse");
	assert.equal(sureKey(aside, "02"), null);
});

test("looks: each entry once, by 64, of others only", () => {
	const base = views.find((x) => x.view.report !== undefined &&
	    x.view.readers.has("01"));
	assert.ok(base !== undefined);
	const { view } = base;
	const memo = (n: number, officer: string): Checked => ({
		item: { id: String(n), payloadHash: new Uint8Array(32),
			stored: "2026-01-01", note: undefined, files: undefined },
		entry: { ...view.report, kind: "memo", officer,
			hash: new Uint8Array(32).fill(n) } as Checked["entry"] &
			object,
		alarms: new Set(), afterUnreadable: false, forgedCopy: false,
		trusted: true,
		granted: new Set(),
	});
	const many = { ...view, entries: [...view.entries.filter((c) =>
	    c.entry?.kind === "report"),
		...Array.from({ length: 80 }, (_, i) => memo(i, "02")),
		memo(90, "01"), memo(91, "02"), memo(91, "02")] };
	const fields = lookFields(many, "01");

	assert.equal(fields.length, 64);
	assert.ok(fields.every((f) => f.name === "opened"));
	assert.notEqual(readAct({ fields }), "malformed");
	const few = { ...many, entries: many.entries.slice(-3) };
	assert.deepEqual(lookFields(few, "01").map((f) => f.value),
	    [base64(new Uint8Array(32).fill(91))]);
	assert.deepEqual(lookFields({ ...few, report: undefined }, "01"), []);
	assert.deepEqual(lookFields(few, "88"), []);
	assert.deepEqual(lookFields({ ...few, leftOut: new Set(["01"]) }, "01"),
	    []);
	assert.ok(views.some((x) => x.view.entries.some(isLook)));
});

test("words: days in words, and every verdict in both languages", () => {
	assert.equal(leftWords(100, 103), "还剩 3 天");
	assert.equal(leftWords(100, 100), "今天到期");
	assert.equal(leftWords(103, 100), "已超 3 天");
	for (const words of [zh, en])
		for (const verdict of Object.keys(zh.act.verdicts) as
		    (keyof typeof zh.act.verdicts)[])
			assert.equal(words.act.verdicts[verdict] === "",
			    verdict === "none");
});
