// SPDX-License-Identifier: ISC
// Writes triage.json: what becomes of a case by its events, honest or not.
import { base64 } from "../../assets/lib/base64.ts";
import { fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { hex } from "../../assets/lib/hex.ts";
import { table } from "../../assets/lib/triage.ts";
import { HOST, fixed, key, write } from "./fixed.ts";
import {
	type Fields, History, caseJson, caseState, handle, rootNote, rosterNotes,
} from "./history.ts";

const cases: Record<string, unknown>[] = [];

interface Expect {
	readonly state: string | null;
	/** Of the entries that are named; all others are "done" or "none". */
	readonly verdicts?: Readonly<Record<string, string>>;
	readonly viewer?: string;
	readonly today?: string;
	/** Parts of the answer. */
	readonly [part: string]: unknown;
}

/**
 * expect is what the author of the case says must come out; the whole answer
 * is written down, so that another implementation is held to all of it.
 */
function add(name: string, h: History, expect: Expect): void {
	const { verdicts = {}, viewer = "01", today = "2026-03-02", ...want } =
	    expect;
	const v = h.view(viewer);
	const got = caseJson(v, caseState(v), today);
	const found = new Map(Object.entries(got["verdicts"] ?? {})
	    .map(([id, word]) => [h.nameOf(id), String(word)]));

	for (const [k, w] of Object.entries(want)) {
		if (JSON.stringify(got[k]) !== JSON.stringify(w))
			throw new Error(`${name}: ${k} is ${JSON.stringify(got[k])}`);
	}
	for (const [entry, word] of found) {
		const say = verdicts[entry];

		if (say === undefined ? word !== "done" && word !== "none" :
		    word !== say)
			throw new Error(`${name}: ${entry} is ${word}`);
	}
	cases.push({
		name, viewer, today,
		items: h.items.map((i) => ({
			id: i.id, payload_hash: hex(i.payloadHash),
			stored: i.stored,
			note: i.note === undefined ? null : fromUtf8(i.note),
			files: null,
		})),
		case: got,
	});
}

const concern = (fields: Fields = {}, date = "2026-03-02"): History =>
    new History("concern/1", date, { category: "A01", ...fields });
const youth = (kind: string): History =>
    new History("youth/1", "2026-03-02", { kind });
const b64 = (h: History, name: string): string => base64(h.hash(name));
const OTHER = base64(fixed("another thread").subarray(0, 16));

/** As far as R11, by 01. */
const proposed = (fields: Fields = {}): History => concern(fields)
    .steps("01", "2026-03-03", "R00", "R01", "R02", "R03", "R09", "R10",
	"R11");
/** A disposal proposed by one officer and approved by others. */
function disposed(to: string, by: string, ...approvers: readonly string[]):
    History {
	const h = proposed().step("P", by, "2026-03-04", "R11", to);

	approvers.forEach((n, i) => {
		h.event(`A${i + 1}`, n, "2026-03-05", { approves: b64(h, "P") });
	});
	return h;
}

// ---- every step of the table, taken where it stands
{
	const NEEDS: Readonly<Record<string, Fields>> = {
		outcome: { outcome: "form1" }, dup_of: { dup_of: OTHER },
		due: { due: "2026-03-20" },
	};
	/** The shortest way to a state, steps with guards left out. */
	const ways = new Map<string, string[]>([["R00", ["R00"]], ["Q0", ["Q0"]]]);

	for (const way of ways.values()) {
		const from = way[way.length - 1] ?? "";

		for (const s of table.steps) {
			if (s.from === from && !ways.has(s.to))
				ways.set(s.to, [...way, s.to]);
		}
	}
	const take = (h: History, from: string, to: string, n: number): void => {
		const s = table.steps.find((x) => x.from === from && x.to === to);
		const fields = Object.assign({}, ...(s?.needs ?? [])
		    .map((need) => NEEDS[need])) as Fields;

		if (to === "Q4")
			h.followup("rating", "2026-03-03", { rating: "3" });
		if (from === "R17" && to === "R18") {
			h.event("item", "01", "2026-03-03", { item: "补制度",
				owner: "办公室", due: "2026-03-10" });
			h.event("drop", "02", "2026-03-03", {
				drop: b64(h, "item"), reason: "重复" });
		}
		h.step(`${n} ${to}`, "01", to === "R22" ? "2026-03-20" :
		    to === "Q5" ? "2026-03-19" : "2026-03-03", from, to, fields,
		    to === "Q4" ? { after: [...last(h), "rating"] } : {});
		for (let i = 0; i < (s?.approvals ?? 0); i++)
			h.event(`${n} approval ${i}`, i === 0 ? "02" : "03",
			    to === "R22" ? "2026-03-20" : "2026-03-03",
			    { approves: b64(h, `${n} ${to}`) });
	};
	const last = (h: History): string[] =>
	    h.items.length < 3 ? ["report"] :
		[h.nameOf(h.items[h.items.length - 2]?.id ?? "")];

	for (const s of table.steps) {
		const way = [...ways.get(s.from) ?? [], s.to];
		const h = s.from.startsWith("R") ? concern() : youth("advice");

		way.slice(1).forEach((to, i) => {
			take(h, way[i] ?? "", to, i);
		});
		add(`step ${s.from} to ${s.to}`, h, { state: s.to,
			today: "2026-03-19" });
	}
}

// ---- nothing, and little
add("a report alone", concern(), { state: "R00", public: "P1", untold: false,
	unanswered: true });
add("feedback alone", youth("help"), { state: "Q0", public: "P1" });
{
	const h = concern().step("a", "01", "2026-03-03", "R00", "R01");

	h.items.shift();
	add("an event without its report", h, { state: null });
}
{
	const h = concern();

	h.step("a", "01", "2026-03-03", "R00", "R01")
	    .step("b", "02", "2026-03-04", "R01", "R02");
	add("two steps", h, { state: "R02", since: "2026-03-04", untold: true });
	h.write("reply", "told", "01", "2026-03-04", { status: "P2" });
	add("the reporter is told", h, { state: "R02", untold: false,
		unanswered: false });
	h.followup("more", "2026-03-05", {});
	add("the reporter writes again", h, { state: "R02", unanswered: true });
}

// ---- steps that are none
add("a step that is not in the table", concern()
    .step("a", "01", "2026-03-03", "R00", "R03"),
    { state: "R00", verdicts: { a: "step" } });
add("from a state that is none", concern()
    .step("a", "01", "2026-03-03", "R99", "R03"),
    { state: "R00", verdicts: { a: "from" } });
add("to a state that is none", concern()
    .step("a", "01", "2026-03-03", "R00", "R99"),
    { state: "R00", verdicts: { a: "step" } });
add("a step of the other form", concern()
    .step("a", "01", "2026-03-03", "Q0", "Q1"),
    { state: "R00", verdicts: { a: "from" } });
add("from where the case is not", concern()
    .steps("01", "2026-03-03", "R00", "R01")
    .step("late", "02", "2026-03-04", "R00", "R01"),
    { state: "R01", verdicts: { late: "from" } });
for (const [name, fields] of Object.entries({
	"without a reason": { from: "R00", to: "R01" },
	"with an empty reason": { from: "R00", to: "R01", reason: "" },
	"without from": { to: "R01", reason: "x" },
	"without to": { from: "R00", reason: "x" },
	"with two froms": { from: ["R00", "R00"], to: "R01", reason: "x" },
	"with an outcome that nobody asked for": { from: "R00", to: "R01",
		reason: "x", outcome: "form1" },
	"with a day that nobody asked for": { from: "R00", to: "R01",
		reason: "x", due: "2026-04-01" },
	"that also assigns": { from: "R00", to: "R01", reason: "x",
		assign: "01" },
	"with an approval in it": { from: "R00", to: "R01", reason: "x",
		approves: base64(fixed("x")) },
	"whose reason is longer than may be": { from: "R00", to: "R01",
		reason: "长".repeat(1334) },
} satisfies Record<string, Fields>)) {
	add(`a step ${name}`, concern().event("a", "01", "2026-03-03", fields),
	    { state: "R00", verdicts: { a: "field" } });
}
add("a step whose reason is as long as may be", concern()
    .event("a", "01", "2026-03-03", { from: "R00", to: "R01",
	reason: "长".repeat(1333) }), { state: "R01" });
add("a step with a reason of two lines and a field of its own", concern()
    .event("a", "01", "2026-03-03", { from: "R00", to: "R01",
	reason: "一\n二 100%", ledger: "2026-17" }), { state: "R01" });
add("an event that says nothing to us", concern()
    .event("a", "01", "2026-03-03", { ledger: "2026-17" }),
    { state: "R00" });
{
	const h = concern().event("a", "01", "2026-03-03",
	    { from: "R00", to: "R01", reason: "x", grant: "05 all" });

	// Two acts are none; but a grant counts wherever it stands.
	h.event("b", "05", "2026-03-03", { label: "x" });
	add("a step that grants too", h, { state: "R00", labels: ["x"],
		verdicts: { a: "field" } });
}
add("grants", concern().event("a", "01", "2026-03-03",
    { grant: ["05 all"], reason: "接替" })
    .event("b", "01", "2026-03-03", { grant: "04 all" })
    .event("c", "01", "2026-03-03", { grant: "05 everything" }),
    { state: "R00", verdicts: { b: "refused", c: "field" },
	alarms: ["grant"] });
add("a memo that looks like a step", concern()
    .write("memo", "a", "01", "2026-03-03", { from: "R00", to: "R01",
	reason: "x" }), { state: "R00" });

// ---- two officers at once: the payload's hash decides, for everybody alike
for (const [first, then, state] of [[10, 20, "R09"], [20, 10, "R04"]] as const) {
	const h = concern().steps("01", "2026-03-03", "R00", "R01", "R02", "R03")
	    .step("accepts", "01", "2026-03-04", "R03", "R09", {},
		{ after: ["R03"], rank: first })
	    .step("asks", "02", "2026-03-04", "R03", "R04", {},
		{ after: ["R03"], rank: then });
	const lost = state === "R09" ? "asks" : "accepts";

	add(`two steps at once, ${state} first`, h, { state,
		verdicts: { [lost]: "from" } });
	h.step("on", "03", "2026-03-05", state,
	    state === "R09" ? "R10" : "R03", {}, { after: ["accepts", "asks"] });
	add(`two steps at once, ${state} first, and on from there`, h,
	    { state: state === "R09" ? "R10" : "R03",
		verdicts: { [lost]: "from" } });
}
{
	const h = concern()
	    .step("a", "01", "2026-03-03", "R00", "R01", {},
		{ after: ["report"], rank: 10 })
	    .step("b", "02", "2026-03-03", "R00", "R01", {},
		{ after: ["report"], rank: 20 });

	add("the same step twice at once", h, { state: "R01",
		verdicts: { b: "from" } });
}
for (const rank of [10, 40]) {
	const h = proposed()
	    .step("verify", "01", "2026-03-04", "R11", "R13", {},
		{ after: ["R11"], rank: 20 })
	    .step("close", "02", "2026-03-04", "R11", "R15", {},
		{ after: ["R11"], rank: 21 });

	h.event("v2", "02", "2026-03-05", { approves: b64(h, "verify") },
	    { after: ["verify"], rank: 22 })
	    .event("c1", "01", "2026-03-05", { approves: b64(h, "close") },
		{ after: ["close"], rank: 23 })
	    .event("v3", "03", "2026-03-06", { approves: b64(h, "verify") },
		{ after: ["v2"], rank: rank + 1 })
	    .event("c3", "06", "2026-03-06", { approves: b64(h, "close") },
		{ after: ["c1"], rank: 35 });
	add(`two proposals at once, rank ${rank}`, h, rank === 10 ?
	    { state: "R13", verdicts: { close: "superseded",
		c1: "superseded", c3: "superseded" } } :
	    { state: "R15", verdicts: { verify: "superseded",
		v3: "superseded" } });
}

// ---- approvals
for (const to of ["R12", "R13", "R14", "R15"]) {
	add(`${to} approved by nobody`, disposed(to, "01"), { state: "R11",
		verdicts: { P: "pending" } });
	add(`${to} approved by one`, disposed(to, "01", "02"), { state: "R11",
		verdicts: { P: "pending" } });
	add(`${to} approved by two`, disposed(to, "01", "02", "03"),
	    { state: to, since: "2026-03-05", public: to === "R15" ? "P7" :
		"P4" });
	add(`${to} approved by two, the proposer among them`,
	    disposed(to, "01", "01", "02"), { state: "R11",
		verdicts: { P: "pending", A1: "own" } });
	add(`${to} approved twice by one`, disposed(to, "01", "02", "02"),
	    { state: "R11", verdicts: { P: "pending", A2: "again" } });
}
add("approved by three", disposed("R13", "01", "02", "03", "06"),
    { state: "R13", verdicts: { A3: "again" } });
add("approved by one whom the reporter left out",
    disposed("R13", "01", "02", "04"), { state: "R11",
	verdicts: { P: "pending" }, alarms: ["author-not-reader"] });
add("approved by one who is no reader", disposed("R13", "01", "02", "05"),
    { state: "R11", verdicts: { P: "pending" },
	alarms: ["author-not-reader"] });
{
	const h = disposed("R13", "01", "02");

	h.event("forged", "03", "2026-03-06", { approves: b64(h, "P") },
	    { by: key("officer/03", fixed("forger")) });
	add("an approval forged in another's name", h, { state: "R11",
		verdicts: { P: "pending" }, alarms: ["signature"] });
	h.event("true", "03", "2026-03-06", { approves: b64(h, "P") });
	add("a true approval behind a forged one", h, { state: "R13",
		alarms: ["signature"] });
}
{
	const h = proposed().step("P", "01", "2026-05-04", "R11", "R13");

	h.event("A1", "02", "2026-05-05", { approves: b64(h, "P") })
	    .event("A2", "06", "2026-05-06", { approves: b64(h, "P") });
	add("approved by one whose key was revoked", h, { state: "R11",
		verdicts: { P: "pending" },
		alarms: ["author-unknown", "key", "to-unknown"] });
}
{
	const h = proposed().step("P", "06", "2026-04-28", "R11", "R13");

	h.event("A1", "02", "2026-05-05", { approves: b64(h, "P") },
	    { to: ["01", "02", "03"] })
	    .event("A2", "03", "2026-05-06", { approves: b64(h, "P") },
		{ to: ["01", "02", "03"] });
	add("proposed by one whose key was revoked afterwards", h,
	    { state: "R13" });
}
{
	const h = proposed();

	h.event("a", "02", "2026-03-04", { approves: base64(fixed("nothing")) })
	    .event("b", "02", "2026-03-04", { approves: b64(h, "R10") })
	    .event("c", "02", "2026-03-04", { approves: "AAAA" })
	    .event("d", "02", "2026-03-04", { approves: b64(h, "report") });
	add("approvals of what is no proposal", h, { state: "R11",
		verdicts: { a: "unknown", b: "unknown", c: "field",
			d: "unknown" } });
}
{
	const h = proposed().step("P", "01", "2026-03-04", "R11", "R13", {},
	    { rank: 30 });

	h.event("before", "02", "2026-03-05", { approves: b64(h, "P") },
	    { after: ["R11"], rank: 20 });
	add("an approval that stands before its proposal", h, { state: "R11",
		verdicts: { before: "unknown", P: "pending" } });
}
{
	const h = disposed("R14", "01", "02", "03")
	    .step("again", "02", "2026-03-09", "R14", "R11");

	h.event("stale", "06", "2026-03-10", { approves: b64(h, "P") })
	    .step("new", "02", "2026-03-10", "R11", "R13");
	h.event("n1", "01", "2026-03-11", { approves: b64(h, "new") })
	    .event("n3", "03", "2026-03-11", { approves: b64(h, "new") });
	add("kept for later, taken up again and verified", h, { state: "R13",
		verdicts: { stale: "again" } });
}
{
	const h = proposed()
	    .step("old", "01", "2026-03-04", "R11", "R15");

	h.step("P", "02", "2026-03-04", "R11", "R14");
	h.event("A1", "01", "2026-03-05", { approves: b64(h, "P") })
	    .event("A3", "03", "2026-03-05", { approves: b64(h, "P") })
	    .step("back", "03", "2026-03-06", "R14", "R11")
	    .event("o2", "02", "2026-03-09", { approves: b64(h, "old") });
	add("a proposal from before the case moved on and came back", h,
	    { state: "R11", verdicts: { old: "superseded", o2: "superseded" } });
}
{
	const h = disposed("R13", "02", "01");

	h.write("memo", "hidden", "03", "2026-03-06", {}, { sealed: true })
	    .event("A3", "03", "2026-03-06", { approves: b64(h, "P") });
	add("an approval behind a memo that the viewer cannot open", h,
	    { state: "R13" });
}

// ---- a second reader for what is closed
for (const to of ["R05", "R06"]) {
	const h = concern().steps("01", "2026-03-03", "R00", "R01", "R02", "R03")
	    .step("P", "01", "2026-03-04", "R03", to,
		to === "R05" ? { dup_of: OTHER } : {});

	add(`${to} without a second reader`, h, { state: "R03",
		verdicts: { P: "pending" } });
	h.event("own", "01", "2026-03-04", { approves: b64(h, "P") });
	add(`${to} read twice by one`, h, { state: "R03",
		verdicts: { P: "pending", own: "own" } });
	h.event("A", "02", "2026-03-04", { approves: b64(h, "P") });
	add(`${to} with a second reader`, h, { state: to, verdicts: {
		own: "own" }, dup_of: to === "R05" ? OTHER : null,
		public: to === "R05" ? "P4" : "P6" });
}
for (const [name, dup] of [["itself", base64(handle)], ["no thread", "AAAA"]]) {
	add(`a duplicate of ${name ?? ""}`, concern()
	    .steps("01", "2026-03-03", "R00", "R01", "R02", "R03")
	    .step("P", "01", "2026-03-04", "R03", "R05",
		{ dup_of: dup ?? "" }), { state: "R03",
		verdicts: { P: "field" } });
}
add("a duplicate of nothing", concern()
    .steps("01", "2026-03-03", "R00", "R01", "R02", "R03")
    .step("P", "01", "2026-03-04", "R03", "R05"), { state: "R03",
	verdicts: { P: "field" } });

// ---- outcomes, objections, archive
for (const o of table.outcomes) {
	const basis: Fields = o.code === "cleared" ?
	    { basis: "主要负责人批示 2026-3" } : {};
	const h = disposed("R12", "01", "02", "03");

	if (o.code === "rectified") {
		h.step("early", "02", "2026-03-06", "R12", "R18",
		    { outcome: o.code })
		    .event("item", "02", "2026-03-06", { item: "补报销制度",
			owner: "办公室", due: "2026-03-20" });
		h.event("ev", "02", "2026-03-09", { of: b64(h, "item"),
			evidence: "新制度第三条" });
		h.event("ck", "03", "2026-03-10", { checked: b64(h, "ev") });
	}
	h.step("end", "02", "2026-03-11", "R12", "R18",
	    { outcome: o.code, ...basis });
	add(`outcome ${o.code}`, h, { state: "R18", outcome: o.code,
		public: "P7", verdicts: o.code === "rectified" ?
		    { early: "items" } : {} });
}
for (const [name, fields] of Object.entries({
	"no outcome": {}, "an outcome that is none": { outcome: "praise" },
	"cleared without the leader's approval": { outcome: "cleared" },
} satisfies Record<string, Fields>)) {
	add(`concluded with ${name}`, disposed("R12", "01", "02", "03")
	    .step("end", "02", "2026-03-11", "R12", "R18", fields),
	    { state: "R12", verdicts: { end: "field" } });
}
{
	const h = disposed("R12", "01", "02", "03")
	    .step("end", "02", "2026-03-11", "R12", "R18", { outcome: "form1" })
	    .step("told", "02", "2026-03-12", "R18", "R19")
	    .followup("no", "2026-03-20", {})
	    .step("objection", "03", "2026-03-23", "R19", "R20", {},
		{ after: ["told", "no"] });

	add("an objection", h, { state: "R20", public: "P4",
		outcome: "form1" });
	h.step("new facts", "03", "2026-03-24", "R20", "R03");
	add("an objection with new facts", h, { state: "R03",
		today: "2026-03-31" });
	const g = disposed("R12", "01", "02", "03")
	    .step("end", "02", "2026-03-11", "R12", "R18", { outcome: "form1" })
	    .step("told", "02", "2026-03-12", "R18", "R19")
	    .step("archive", "02", "2026-04-10", "R19", "R21",
		{ due: "2026-09-30" })
	    .step("early", "02", "2026-09-29", "R21", "R22")
	    .step("destroy", "02", "2026-09-30", "R21", "R22", {},
		{ to: ["01", "02", "03"] });

	g.event("d1", "01", "2026-09-30", { approves: b64(g, "destroy") },
	    { to: ["01", "02", "03"] });
	add("destroyed by two only", g, { state: "R21", verdicts: {
		early: "early", destroy: "pending" },
		alarms: ["to-unknown"] });
	g.event("d3", "03", "2026-10-01", { approves: b64(g, "destroy") },
	    { to: ["01", "02", "03"] });
	add("destroyed by three on its day", g, { state: "R22", public: "P8",
		verdicts: { early: "early" }, clocks: [] });
}

// ---- rectification items
{
	const h = concern().steps("01", "2026-03-03", "R00", "R01", "R02", "R03",
	    "R09").step("R17", "01", "2026-03-04", "R09", "R17",
	    { due: "2026-04-15" });

	h.step("bare", "01", "2026-03-05", "R17", "R18", { outcome: "form1" })
	    .event("one", "01", "2026-03-05", { item: "补报销制度",
		owner: "青少年活动中心", due: "2026-03-31" })
	    .event("two", "01", "2026-03-05", { item: "退还 100% 多发的补助",
		owner: "办公室", due: "2026-04-10" });
	add("two items", h, { state: "R17", today: "2026-03-25",
		verdicts: { bare: "items" } });
	h.event("self", "01", "2026-03-20", { checked: b64(h, "one") })
	    .event("ev", "01", "2026-03-20", { of: b64(h, "one"),
		evidence: "制度文本，见附件" })
	    .event("own", "01", "2026-03-20", { checked: b64(h, "ev") })
	    .event("ev2", "01", "2026-03-23", { of: b64(h, "one"),
		evidence: "补充：执行记录" })
	    .event("old", "02", "2026-03-23", { checked: b64(h, "ev") })
	    .event("ok", "02", "2026-03-24", { checked: b64(h, "ev2") })
	    .event("late", "01", "2026-03-24", { of: b64(h, "one"),
		evidence: "再补充" });
	add("evidence, checked by somebody else", h, { state: "R17",
		today: "2026-04-08", verdicts: { bare: "items", self: "unknown",
			own: "own", old: "unknown", late: "again" } });
	h.step("open", "02", "2026-03-25", "R17", "R18",
	    { outcome: "rectified" })
	    .event("drop", "01", "2026-03-26", { drop: b64(h, "two"),
		reason: "与第一项合并" })
	    .event("move", "02", "2026-03-26", { of: b64(h, "two"),
		due: "2026-04-30", reason: "资金待批" })
	    .event("dropped", "02", "2026-03-27", { drop: b64(h, "two"),
		reason: "已由上级部门办理" })
	    .event("gone", "01", "2026-03-27", { of: b64(h, "two"),
		due: "2026-05-30", reason: "x" })
	    .step("end", "02", "2026-03-30", "R17", "R18",
		{ outcome: "rectified" })
	    .event("after", "01", "2026-03-31", { item: "再开一项",
		owner: "x", due: "2026-05-01" });
	add("all items closed", h, { state: "R18", outcome: "rectified",
		verdicts: { bare: "items", self: "unknown", own: "own",
			old: "unknown", late: "again", open: "items",
			drop: "own", gone: "again", after: "place" } });
}
for (const [name, fields] of Object.entries({
	"without an owner": { item: "x", due: "2026-03-31" },
	"without a day": { item: "x", owner: "y" },
	"with a day that is none": { item: "x", owner: "y", due: "2026-02-30" },
	"and its evidence at once": { item: "x", owner: "y", due: "2026-03-31",
		evidence: "z" },
} satisfies Record<string, Fields>)) {
	add(`an item ${name}`, concern().event("a", "01", "2026-03-03", fields),
	    { state: "R00", verdicts: { a: "field" }, items: [] });
}
add("evidence of no item", concern().event("a", "01", "2026-03-03",
    { of: base64(fixed("none")), evidence: "x" }), { state: "R00",
	verdicts: { a: "unknown" } });

// ---- labels, charge, stepping aside
{
	const h = concern()
	    .event("a", "01", "2026-03-03", { label: ["I1", "K1", "廉洁"] })
	    .event("b", "02", "2026-03-03", { label: ["I3", "-K1", "first"] })
	    .event("c", "02", "2026-03-03", { label: ["repeat", "-nothing",
		"廉洁"], reason: "复核" });

	add("labels", h, { state: "R00", labels: ["I3", "repeat", "廉洁"] });
}
for (const [i, label] of ["", "-", "two words", "--x", "50%",
    "长".repeat(22)].entries()) {
	add(`a label that is none, ${i}`, concern().event("a", "01",
	    "2026-03-03", { label }), { state: "R00", labels: [],
		verdicts: { a: "field" } });
}
add("more labels than one event may give", concern().event("a", "01",
    "2026-03-03", { label: Array.from({ length: 17 }, (_, i) => `x${i}`) }),
    { state: "R00", verdicts: { a: "field" } });
{
	const h = concern()
	    .event("a", "01", "2026-03-03", { assign: "02 03" });

	add("in charge, and a second", h, { state: "R00", charge: "02",
		second: "03" });
	h.event("b", "03", "2026-03-04", { assign: "03", reason: "请假" });
	add("handed over to the second", h, { state: "R00", charge: "03",
		second: null });
	h.event("c", "01", "2026-03-04", { assign: "-" });
	add("nobody in charge", h, { state: "R00", charge: null });
	h.event("d", "01", "2026-03-05", { assign: "04" })
	    .event("e", "01", "2026-03-05", { assign: "02 05" })
	    .event("f", "01", "2026-03-05", { assign: "02 02" })
	    .event("g", "01", "2026-03-05", { assign: "2" });
	add("in charge of what they do not read", h, { state: "R00",
		charge: null, verdicts: { d: "reader", e: "reader", f: "field",
			g: "field" } });
	h.event("h", "01", "2026-03-06", { grant: "05 all" })
	    .event("i", "01", "2026-03-06", { assign: "05" });
	add("in charge once it was granted", h, { state: "R00", charge: "05",
		verdicts: { d: "reader", f: "field", g: "field" } });
}
{
	const h = proposed()
	    .event("charge", "01", "2026-03-03", { assign: "02 03" })
	    .step("mine", "02", "2026-03-04", "R11", "R15")
	    .step("P", "01", "2026-03-04", "R11", "R13");

	h.event("A2", "02", "2026-03-04", { approves: b64(h, "P") })
	    .event("aside", "02", "2026-03-05", { recuse: "02",
		reason: "与被反映人有亲属关系" })
	    .event("A3", "03", "2026-03-05", { approves: b64(h, "P") });
	add("an officer steps aside", h, { state: "R11", charge: "03",
		second: null, recused: ["02"], verdicts: { mine: "superseded",
			P: "pending" } });
	h.event("again", "02", "2026-03-06", { approves: b64(h, "P") })
	    .event("label", "02", "2026-03-06", { label: "x" })
	    .event("back", "02", "2026-03-06", { assign: "02" })
	    .event("look", "02", "2026-03-06", { opened: b64(h, "report") })
	    .event("give", "01", "2026-03-06", { assign: "02" })
	    .event("A6", "06", "2026-03-06", { approves: b64(h, "P") });
	add("and counts for nothing from then on", h, { state: "R13",
		labels: [], charge: "03", verdicts: { mine: "superseded",
			again: "recused", label: "recused", back: "recused",
			give: "reader" } });
}
{
	const h = concern().event("ask", "01", "2026-03-03", { recuse: "02",
		reason: "反映人请求回避" });

	add("somebody else is to step aside", h, { state: "R00", recused: [],
		verdicts: { ask: "pending" } });
	h.event("self", "02", "2026-03-03", { approves: b64(h, "ask") })
	    .event("own", "01", "2026-03-03", { approves: b64(h, "ask") });
	add("approved by himself", h, { state: "R00", recused: [],
		verdicts: { ask: "pending", self: "own", own: "own" } });
	h.step("R01", "02", "2026-03-03", "R00", "R01")
	    .event("third", "03", "2026-03-04", { approves: b64(h, "ask") })
	    .step("R02", "02", "2026-03-04", "R01", "R02");
	add("approved by a third; a move between changes nothing", h, {
		state: "R01", recused: ["02"], verdicts: { self: "own",
			own: "own", R02: "recused" } });
	h.event("twice", "01", "2026-03-05", { recuse: "02", reason: "x" })
	    .event("stranger", "01", "2026-03-05", { recuse: "05",
		reason: "x" });
	add("stepping aside twice, and of no reader", h, { state: "R01",
		verdicts: { self: "own", own: "own", R02: "recused",
			twice: "again", stranger: "reader" } });
}
add("who opened what", (() => {
	const h = concern();

	return h.event("a", "01", "2026-03-03", { opened: b64(h, "report") })
	    .event("b", "02", "2026-03-03", { opened: [b64(h, "report"),
		b64(h, "a")] })
	    .event("c", "02", "2026-03-03", { opened: "x" });
})(), { state: "R00", verdicts: { c: "field" } });

// ---- clocks
add("a weekend and a holiday do not count", concern({}, "2026-02-12"), {
	state: "R00", today: "2026-02-24",
	clocks: [
		{ id: "open", item: null, since: "2026-02-12", due: "2026-02-14",
		    overdue: true, today: false, soon: false,
		    weekends_only: false },
		{ id: "screen", item: null, since: "2026-02-12",
		    due: "2026-02-26", overdue: false, today: false,
		    soon: false, weekends_only: false },
		{ id: "accept", item: null, since: "2026-02-12",
		    due: "2026-03-11", overdue: false, today: false,
		    soon: false, weekends_only: false },
	],
});
add("a year without an arrangement", concern({}, "2026-12-30"), {
	state: "R00", today: "2027-01-01",
	clocks: [
		{ id: "open", item: null, since: "2026-12-30", due: "2027-01-01",
		    overdue: false, today: true, soon: false,
		    weekends_only: true },
		{ id: "screen", item: null, since: "2026-12-30",
		    due: "2027-01-06", overdue: false, today: false,
		    soon: false, weekends_only: true },
		{ id: "accept", item: null, since: "2026-12-30",
		    due: "2027-01-20", overdue: false, today: false,
		    soon: false, weekends_only: true },
	],
});
{
	const h = concern().steps("01", "2026-03-03", "R00", "R01", "R02", "R03",
	    "R04");

	add("waiting for more", h, { state: "R04", today: "2026-03-18" });
	h.step("back", "01", "2026-03-18", "R04", "R03");
	add("the window closes", h, { state: "R03", today: "2026-03-25" });
}
{
	const h = disposed("R13", "01", "02", "03");

	add("verification", h, { state: "R13", today: "2026-04-04" });
	h.event("review", "01", "2026-04-03", { review: "已调取账目" });
	add("a review begins anew", h, { state: "R13", today: "2026-04-04" });
	h.event("due", "01", "2026-04-03", { due: "2026-06-30",
		reason: "等待审计报告" });
	add("another day for it", h, { state: "R13", due: "2026-06-30",
		today: "2026-06-30" });
	h.event("next", "01", "2026-04-30", { review: "审计进行中" });
	add("a review forgets the day", h, { state: "R13", due: null });
}
{
	const h = disposed("R14", "01", "02", "03");

	add("kept for half a year", h, { state: "R14", today: "2026-09-05" });
	h.step("R15", "01", "2026-08-31", "R14", "R15", {},
	    { to: ["01", "02", "03"] });
	h.event("ok", "02", "2026-08-31", { approves: b64(h, "R15") },
	    { to: ["01", "02", "03"] });
	add("kept, then closed", h, { state: "R15" });
}
add("a day, an extension and a review where they do not belong", concern()
    .event("a", "01", "2026-03-03", { due: "2026-04-01", reason: "x" })
    .event("b", "01", "2026-03-03", { extend: "yes", reason: "x" })
    .event("c", "01", "2026-03-03", { review: "x" })
    .event("d", "01", "2026-03-03", { extend: "no", reason: "x" }),
    { state: "R00", verdicts: { a: "place", b: "place", c: "place",
	d: "field" } });

// ---- the list of major matters
for (const [name, fields, basis] of [
	["a crime", { category: "D01" }, ["crime"]],
	["retaliation", { category: "F01" }, ["retaliation"]],
	["retaliation that has happened", { risk: "happened" }, ["retaliation"]],
	["the head of the organ", { level: "city", category: "D" },
	    ["crime", "leader"]],
	["an officer who reads", { level: "reader" }, ["leader"]],
	["a leak", { category: "F02" }, []],
] as const) {
	add(`a major matter: ${name}`, concern(fields), { state: "R00",
		bases: basis, major_since: basis.length === 0 ? null :
		    "2026-03-02" });
}
{
	const h = concern({ category: "D01" });

	h.event("up", "01", "2026-03-04", { reported: "派驻纪检监察组，当面" });
	add("reported upward", h, { state: "R00", reported: true,
		today: "2026-03-10" });
	h.event("twice", "02", "2026-03-05", { reported: "x" })
	    .event("group", "02", "2026-03-06", { major: "group",
		reason: "十余人联名" })
	    .event("same", "02", "2026-03-06", { major: "crime", reason: "x" })
	    .event("none", "02", "2026-03-06", { major: "weather",
		reason: "x" });
	add("and something new in it", h, { state: "R00", reported: false,
		major_since: "2026-03-06", bases: ["crime", "group"],
		today: "2026-03-13", verdicts: { twice: "again", same: "again",
			none: "field" } });
}
add("reported without being major", concern().event("a", "01", "2026-03-03",
    { reported: "x" }), { state: "R00", verdicts: { a: "place" } });
add("sealed to the superior", concern({ level: "city" })
    .step("a", "01", "2026-03-04", "R00", "R07"), { state: "R07",
	public: "P5", reported: true });

// ---- feedback
for (const [kind, due] of [["ask", "2026-03-05"], ["help", "2026-03-05"],
    ["advice", "2026-03-16"], ["complaint", "2026-03-16"],
    ["praise", "2026-03-16"]] as const) {
	const h = youth(kind).steps("02", "2026-03-03", "Q0", "Q1", "Q2");

	add(`feedback: ${kind}`, h, { state: "Q2", today: due });
}
{
	const h = youth("advice").steps("02", "2026-03-03", "Q0", "Q1", "Q2")
	    .event("more", "02", "2026-03-10", { extend: "yes",
		reason: "需要与场地方协商" });

	add("an extension", h, { state: "Q2", extended: true,
		today: "2026-03-17" });
	h.event("yet", "02", "2026-03-12", { extend: "yes", reason: "x" });
	add("a second extension", h, { state: "Q2",
		verdicts: { yet: "again" } });
}
{
	const answered = (): History => youth("advice")
	    .steps("02", "2026-03-03", "Q0", "Q1", "Q2")
	    .write("reply", "answer", "02", "2026-03-05", { status: "P7" })
	    .step("Q3", "02", "2026-03-05", "Q2", "Q3");

	add("answered", answered(), { state: "Q3", untold: false,
		today: "2026-03-12" });
	add("closed too early", answered().step("a", "02", "2026-03-11", "Q3",
	    "Q5"), { state: "Q3", verdicts: { a: "early" } });
	add("closed after a week", answered().step("a", "02", "2026-03-12",
	    "Q3", "Q5"), { state: "Q5" });
	for (const rating of ["1", "2"]) {
		const h = answered().followup("rated", "2026-03-06", { rating },
		    { after: ["answer"] });

		h.step("a", "02", "2026-03-06", "Q3", "Q5", {},
		    { after: ["Q3", "rated"] });
		add(`rated ${rating} and closed`, h, { state: "Q5",
			rating: Number(rating) });
	}
	const h = answered().followup("rated", "2026-03-06", { rating: "3" },
	    { after: ["answer"], rank: 2 });

	add("not satisfied", h, { state: "Q3", rating: 3, unanswered: true });
	h.step("closes", "01", "2026-03-13", "Q3", "Q5", {},
	    { after: ["Q3", "rated"] });
	add("not satisfied, and closed all the same", h, { state: "Q3",
		verdicts: { closes: "rating" } });
	h.step("Q4", "02", "2026-03-13", "Q3", "Q4");
	add("done again", h, { state: "Q4", reopened: 1, today: "2026-03-20",
		verdicts: { closes: "rating" } });
	h.write("reply", "answer 2", "02", "2026-03-16", { status: "P7" })
	    .step("Q3 again", "02", "2026-03-16", "Q4", "Q3")
	    .step("waits", "02", "2026-03-17", "Q3", "Q5");
	add("answered again, and closed before it can be rated", h,
	    { state: "Q3", verdicts: { closes: "rating", waits: "early" } });
	h.followup("rated 2", "2026-03-18", { rating: "3" },
	    { after: ["answer 2"] })
	    .step("Q4 again", "02", "2026-03-19", "Q3", "Q4", {},
		{ after: ["waits", "rated 2"] })
	    .step("Q5", "02", "2026-03-19", "Q3", "Q5");
	add("only once", h, { state: "Q5", rating: 3, reopened: 1,
		verdicts: { closes: "rating", waits: "early",
			"Q4 again": "rating" } });
}
for (const rank of [2, 90]) {
	const h = youth("advice").steps("02", "2026-03-03", "Q0", "Q1", "Q3")
	    .step("Q5", "02", "2026-03-10", "Q3", "Q5", {}, { rank: 50 })
	    .followup("rated", "2026-03-10", { rating: "3" }, { rank });

	add(`a rating that the closing officer had not seen, rank ${rank}`, h,
	    { state: "Q5", rating: 3 });
}
for (const [name, fields] of Object.entries({
	"of four": { rating: "4" }, "in words": { rating: "bad" },
	"twice": { rating: ["3", "3"] },
} satisfies Record<string, Fields>)) {
	add(`a rating ${name}`, youth("advice")
	    .steps("02", "2026-03-03", "Q0", "Q1", "Q3")
	    .followup("rated", "2026-03-06", fields)
	    .step("a", "02", "2026-03-06", "Q3", "Q4", {},
		{ after: ["Q3", "rated"] }), { state: "Q3", rating: 0,
		verdicts: { a: "rating" } });
}
add("reopened without a rating", youth("advice")
    .steps("02", "2026-03-03", "Q0", "Q1", "Q3")
    .step("a", "02", "2026-03-06", "Q3", "Q4"), { state: "Q3",
	verdicts: { a: "rating" } });
add("published and deleted", youth("advice")
    .steps("02", "2026-03-03", "Q0", "Q1", "Q6", "Q5", "Q7", "Q8"),
    { state: "Q8", public: "P8", clocks: [] });

// ---- who may not
add("a step by one who is no reader", concern()
    .step("a", "05", "2026-03-03", "R00", "R01"), { state: "R00",
	alarms: ["author-not-reader"] });
add("a step by one left out", concern()
    .step("a", "04", "2026-03-03", "R00", "R01"), { state: "R00",
	alarms: ["author-not-reader"] });
add("a step forged by another", concern().step("a", "02", "2026-03-03",
    "R00", "R01", {}, { by: key("officer/02", fixed("forger")) }),
    { state: "R00", alarms: ["signature"] });
add("a step that was stored long after it is dated", concern().step("a",
    "02", "2026-03-03", "R00", "R01", {}, { stored: "2026-03-09" }),
    { state: "R00", alarms: ["date"] });
add("a step by one whose key was revoked", concern()
    .step("a", "06", "2026-05-06", "R00", "R01", {}, { to: ["01", "06"] }),
    { state: "R00", alarms: ["author-unknown", "key", "to-unknown"] });

// ---- what else may be bent
for (const [name, from] of Object.entries({
	"too long": "R".repeat(33), "of other letters": "R0.0", "empty": "",
})) {
	add(`a step from a word that is ${name}`, concern()
	    .event("a", "01", "2026-03-03", { from, to: "R01", reason: "x" }),
	    { state: "R00", verdicts: { a: "field" } });
}
{
	const h = concern().steps("01", "2026-03-04", "R00", "R01", "R02",
	    "R03", "R09").step("R17", "01", "2026-03-04", "R09", "R17",
	    { due: "2026-04-15" });

	h.event("one", "01", "2026-03-05", { item: "补报销制度",
		owner: "办公室", due: "2026-03-31" });
	h.event("ev", "01", "2026-03-20", { of: b64(h, "one"),
		evidence: "制度文本" })
	    .event("due", "01", "2026-03-20", { of: b64(h, "report"),
		due: "2026-04-30", reason: "x" })
	    .event("drop", "01", "2026-03-20", { drop: b64(h, "report"),
		reason: "x" });
	h.event("ok", "02", "2026-03-24", { checked: b64(h, "ev") })
	    .event("twice", "03", "2026-03-24", { checked: b64(h, "ev") })
	    .event("gone", "03", "2026-03-24", { drop: b64(h, "one"),
		reason: "x" });
	add("items named that are none, or done with", h, { state: "R17",
		verdicts: { due: "unknown", drop: "unknown", twice: "again",
			gone: "again" } });
}
{
	const h = proposed()
	    .event("charge", "01", "2026-03-03", { assign: "02 03" })
	    .step("P", "01", "2026-03-04", "R11", "R13");

	h.event("A6", "06", "2026-03-04", { approves: b64(h, "P") })
	    .event("aside", "03", "2026-03-05", { recuse: "03",
		reason: "与被反映人有亲属关系" })
	    .event("A2", "02", "2026-03-05", { approves: b64(h, "P") });
	add("the second steps aside, another's approval stays", h, {
		state: "R13", charge: "02", second: null, recused: ["03"] });
}
{
	const h = concern().step("a", "01", "2026-03-03", "R00", "R01");
	const other = concern({ category: "A02" }, "2026-03-01").items[0];
	const bent = (other?.note ?? utf8("")).slice();
	const payloadHash = fixed("payload of the forger").slice();

	// Another letter far into the signature.
	bent[bent.length - 40] = bent[bent.length - 40] === 0x41 ? 0x42 : 0x41;
	h.items.push({ id: hex(payloadHash.subarray(0, 16)), payloadHash,
		stored: "2026-03-01", note: bent, files: undefined });
	add("a forged report that comes first", h, { state: "R01" });
}

add("a rating behind a memo that the viewer cannot open", youth("advice")
    .steps("02", "2026-03-03", "Q0", "Q1", "Q3")
    .followup("rated", "2026-03-06", { rating: "3" })
    .write("memo", "hidden", "03", "2026-03-06", {},
	{ sealed: true, after: ["Q3", "rated"] })
    .step("a", "02", "2026-03-06", "Q3", "Q4", {}, { after: ["hidden"] }),
    { state: "Q4" });

write("triage.json", {
	about: "Cases, docs/triage.md: what becomes of a thread by its events. " +
	    "items as in thread.json; case what a reader makes of them on the " +
	    "day called today; verdicts by the words of src/sign/triage.h. " +
	    "Written by make-triage.ts.",
	host: HOST, handle: hex(handle), root: rootNote, rosters: rosterNotes,
	cases,
});
