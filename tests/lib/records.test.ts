// SPDX-License-Identifier: ISC
// Records as the console makes them: what is not signed, what a second
// officer's own count says, and what goes into a table.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Cases } from "../../assets/desk/cases.ts";
import type { Chain } from "../../assets/desk/chain.ts";
import { findTraces } from "../../assets/desk/month/traces.ts";
import { periodCode, periodOf } from "../../assets/desk/month/period.ts";
import { type Problem, Trouble } from "../../assets/desk/problem.ts";
import {
	answersPage, draftAnswers, openAnswers, signAnswers,
} from "../../assets/desk/records/answers-record.ts";
import { csvCell, exportTable } from "../../assets/desk/records/csv.ts";
import {
	ORDER_CHECKS, carryOut, draftOrder, openOrder, signOrder,
} from "../../assets/desk/records/order-record.ts";
import {
	saveAnswers, saveLocked, saveRecord, saveSealed,
} from "../../assets/desk/save.ts";
import type { Sender, Sending } from "../../assets/desk/sending.ts";
import type { RecordBy } from "../../assets/desk/records/sign.ts";
import {
	draftSummary, openSummary, signSummary,
} from "../../assets/desk/records/summary-record.ts";
import {
	type SummaryView, type Wish, summaryChecks,
} from "../../assets/desk/records/types.ts";
import { fromUtf8, utf8 } from "../../assets/lib/bytes.ts";
import { formatRecipient } from "../../assets/lib/identity.ts";
import { CHECKED, type Joint, signRecord } from "../../assets/lib/record.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import type { ThreadView } from "../../assets/lib/thread.ts";
import { HOST } from "../vectors/fixed.ts";
import {
	History, handle, rootNote, rosterNotes, rosters, who,
} from "../vectors/history.ts";

/** The site on a day, whose month's roster is the newest. */
function chainOn(today: string): Chain {
	const n = rosters.filter((r) => r.notBefore <= today).length;
	const newest = rosters[n - 1];

	assert.ok(newest !== undefined);
	return { host: HOST, rosters: rosters.slice(0, n), newest,
		newestNote: utf8(rosterNotes[n - 1] ?? ""),
		roots: openRootChain(HOST, [utf8(rootNote)], undefined) };
}

function by(nn: string, today = "2026-04-03"): RecordBy {
	return { chain: chainOn(today), nn, today,
		signSeed: who(nn).keys.signSeed };
}

function problemOf(act: () => unknown): Problem {
	try {
		act();
	} catch (caught) {
		assert.ok(caught instanceof Trouble, String(caught));
		return caught.problem;
	}
	return assert.fail("nothing was refused");
}

function why(act: () => unknown): string {
	const p = problemOf(act);

	return p.kind + ("why" in p ? ` ${p.why}` : "");
}

// ---- 你说我办

const wish: Wish = { topic: "Y02", wish: "想要安静的自习位",
	answer: "“自习角”开了，周末也能用。" };
const month = { kind: "month", year: 2026, n: 3 } as const;
const LETTERS = ["晚上想找个安静的地方看书，附近都关门了。"];

function answers(more: { wishes?: readonly Wish[];
    checked?: readonly string[]; letters?: readonly string[] } = {}): string {
	return draftAnswers(by("01"), { kind: "answers", period: month,
		wishes: more.wishes ?? [wish], checked: more.checked ?? CHECKED },
	    more.letters ?? LETTERS).note;
}

test("records: wishes with traces, copies or gaps are not signed", () => {
	for (const [bad, said] of [
		[{ wishes: [{ ...wish, wish: "3月想要自习位" }] }, "traces"],
		[{ wishes: [{ ...wish, answer: "给了500元" }] }, "traces"],
		[{ wishes: [{ ...wish, answer: "湖东联青服务站开了" }] }, "traces"],
		[{ wishes: [{ ...wish, answer: "张老师开了门" }] }, "traces"],
		[{ wishes: [{ ...wish, answer: "在3号楼202室" }] }, "traces"],
		[{ wishes: [{ ...wish,
			wish: "想找个安静的地方看书，附近没有" }] }, "copied"],
		[{ wishes: [{ ...wish, wish: "" }] }, "record RECORD"],
		[{ wishes: [{ ...wish, answer: " \n " }] }, "record RECORD"],
		[{ wishes: [{ ...wish, topic: "Y77" }] }, "record RECORD"],
		[{ wishes: [{ ...wish, answer: "好".repeat(2001) }] },
			"record RECORD"],
		[{ wishes: [] }, "record RECORD"],
		[{ wishes: Array.from({ length: 16 }, () => wish) },
			"record RECORD"],
		[{ checked: CHECKED.slice(1) }, "record RECORD"],
		[{ checked: CHECKED.filter((c) => c !== "places") },
			"record RECORD"],
	] as const)
		assert.equal(why(() => answers(bad)), said, JSON.stringify(bad));
	assert.match(answers({ wishes: Array.from({ length: 15 }, () =>
	    wish) }), /^box\.example\.org\/record\/v1\nkind answers\n/);
});

test("records: line ends and control characters become spaces", () => {
	const [one] = openAnswers(chainOn("2026-04-03"), answers({ wishes: [
		{ ...wish, wish: " 想要\n安静的\u0007 自习位 " }] })).wishes;

	assert.equal(one?.wish, "想要 安静的 自习位");
});

test("records: a page needs a second officer who looked as well", () => {
	const note = answers();

	assert.ok(!openAnswers(chainOn("2026-04-03"), note).complete);
	assert.equal(why(() => answersPage(chainOn("2026-04-03"), note)),
	    "record NOTE_UNSIGNED");
	assert.equal(why(() => signAnswers(by("01"), note, CHECKED, [])),
	    "record NOTE_SIGNATURE");
	assert.equal(why(() => signAnswers(by("02"), note, ["names"], [])),
	    "record RECORD");
	// What is copied from a letter that only the second can open.
	assert.equal(why(() => signAnswers(by("02"), note, CHECKED,
	    ["他说自习角开了，周末也能用。"])), "copied");
	assert.equal(why(() => signAnswers(by("02", "2026-05-02"), note,
	    CHECKED, [])), "record EXPIRED");
	assert.ok(signAnswers(by("02"), note, CHECKED, LETTERS).complete);
});

test("records: the page has all that was pasted, each once, in order", () => {
	const first = signAnswers(by("02"), answers(), CHECKED, []).note;
	const other = signAnswers(by("02"), answers({ wishes: [
		{ topic: "Y06", wish: "想打球", answer: "\\ 和 \" 都在 </b>" },
	] }), CHECKED, []).note;
	const chain = chainOn("2026-04-03");

	assert.equal(answersPage(chain, `${first}\n${other}\n\n${first}`),
	    '{"format":"answers/1","answers":[{"period":"2026-03","topic":"Y02",' +
	    '"wish":"想要安静的自习位","answer":"“自习角”开了，周末也能用。"},' +
	    '{"period":"2026-03","topic":"Y06","wish":"想打球",' +
	    '"answer":"\\\\ 和 \\" 都在 </b>"}]}');
	assert.equal(why(() => answersPage(chain, "nothing")), "record NOTE");
	assert.equal(why(() => answersPage(chain, first
	    .replace("想要安静", "想要热闹"))), "record NOTE_SIGNATURE");
});

/** What somebody's own program may sign as 01. */
function forged(more: Partial<Joint>): string {
	const { chain } = by("01");

	return fromUtf8(signRecord(HOST, {
		kind: "answers", date: "2026-04-03", period: "2026-03",
		roster: { version: chain.newest.version,
			hash: chain.newest.hash }, fields: [], text: "", ...more,
	}, "01", who("01").keys.signSeed));
}

function fields(...all: readonly string[]): Joint["fields"] {
	return all.map((one) => {
		const [name = "", ...rest] = one.split(" ");

		return { name, value: rest.join(" ") };
	});
}

test("records: pages of another shape are not opened", () => {
	for (const bad of [
		{}, { kind: "summary" as const },
		{ fields: fields("topic Y02", "answer x") },
		{ fields: fields("topic Y02", "wish x") },
		{ fields: fields("topic Y02", "wish x", "answer y", "memo z") },
		{ fields: fields("topic Y77", "wish x", "answer y") },
		{ fields: fields("topic Y02", "wish x\ny", "answer y") },
		{ fields: fields("topic Y02", "wish x", "answer y"), text: "z\n" },
	])
		assert.equal(why(() => openAnswers(chainOn("2026-04-03"),
		    forged(bad))), "record RECORD", JSON.stringify(bad));
});

// ---- summaries

function report(day: string, to?: readonly string[],
    not?: readonly string[]): History {
	return new History("concern/1", day, { category: "A02.1", unit: "U02" },
	    to, not);
}

/** Six letters that 01, 02 and 03 read, and one that leaves out 02. */
const all = [...[2, 5, 9, 14, 20, 27].map((n) =>
    report(`2026-03-${String(n).padStart(2, "0")}`)),
report("2026-03-11", ["01", "03", "06"], ["02", "04"])];
const mine = all.map((h) => h.view("01"));
const theirs = all.slice(0, 6).map((h) => h.view("02"));

function a02(s: SummaryView): SummaryView["lines"][number] | undefined {
	return s.lines.find((l) => l.table === "kind" && l.row === "A02");
}

function summary(views: readonly ThreadView[] = mine): string {
	return draftSummary(by("01"), { kind: "summary", period: month,
		second: "02", checked: ["figures"] }, views).note;
}

test("records: a letter that leaves the second out shows in no count", () => {
	const seen = openSummary(by("02"), summary(), theirs);

	// Seven for 01 alone.
	assert.deepEqual(a02(seen)?.values, ["6", "—", "—"]);
	assert.ok(seen.recounted);
	assert.deepEqual(seen.lines.filter((l) => l.here !== null), []);
	// The same note whether that letter is there or not.
	assert.equal(summary(), summary(mine.slice(0, 6)));
});

test("records: a summary has counts that may be shown, and no word", () => {
	const note = summary();

	assert.match(note, /\nfield counted 01 02\n/);
	assert.match(note, /\nfield figure kind A02 6 — —\n/);
	assert.match(note, /\nfield figure kind B01 <5 — —\n/);
	for (const line of note.split("\n").filter((l) =>
	    l.startsWith("field figure ")))
		for (const value of line.split(" ").slice(4))
			assert.ok(value === "<5" || value === "—" ||
			    Number(value.replace("*", "")) >= 5, line);
	assert.doesNotMatch(note, /反映一件事|U02|station/);
});

test("records: where the second counts otherwise is said, row by row", () => {
	const note = summary();
	const five = openSummary(by("02"), note, theirs.slice(1));
	const four = openSummary(by("02"), note, theirs.slice(2));

	assert.deepEqual(a02(five)?.here, ["5", "—", "—"]);
	assert.deepEqual(a02(four)?.here, ["<5", "—", "—"]);
	assert.equal(five.lines.filter((l) => l.here !== null).length, 1);
	assert.equal(why(() => signSummary(by("02"), note, ["figures"],
	    theirs.slice(1))), "record RECORD");
	assert.ok(signSummary(by("02"), note, ["figures", "differs"],
	    theirs.slice(1)).complete);
	assert.equal(why(() => signSummary(by("02"), note, [], theirs)),
	    "record RECORD");
	assert.ok(signSummary(by("02"), note, ["figures"], theirs).complete);
});

test("records: only the two whose letters were counted sign", () => {
	const note = summary();
	const third = openSummary(by("03"), note, mine);

	assert.ok(!third.recounted);
	assert.equal(why(() => signSummary(by("03"), note, ["figures"], mine)),
	    "order counted");
	assert.equal(why(() => signSummary(by("01"), note, ["figures"], mine)),
	    "record NOTE_SIGNATURE");
	for (const second of ["01", "09", ""])
		assert.equal(why(() => draftSummary(by("01"), { kind: "summary",
			period: month, second, checked: ["figures"] }, mine)),
		"order second");
	assert.equal(why(() => draftSummary(by("01"), { kind: "summary",
		period: { ...month, n: 4 }, second: "02", checked: ["figures"] },
	    mine)), "record FORMAT");
});

test("records: a summary with words or gaps in it is not opened", () => {
	const good = ["counted 01 02", "figure kind A02 6 — —",
		"checked figures"];

	assert.equal(openSummary(by("02"), forged({ kind: "summary",
		fields: fields(...good) }), theirs).lines.length > 40, true);
	for (const bad of [
		good.slice(1), good.slice(0, 2), [good[0] ?? "", good[2] ?? ""],
		[...good, "checked more"], [...good, "note x"],
		["counted 02 01", ...good.slice(1)],
		["counted 02 03", ...good.slice(1)],
		["counted 01 01", ...good.slice(1)],
		["counted 01 02", ...good],
		...["kind A02", "kind A02 张三", "kind 张三 6", "units A02 6",
			"kind A02 06", "kind A02 <4", "kind A02 6 6x"]
		    .map((f) => [good[0] ?? "", `figure ${f}`, good[2] ?? ""]),
		[good[0] ?? "", good[1] ?? "", good[1] ?? "", good[2] ?? ""],
	])
		assert.equal(why(() => openSummary(by("02"), forged({
			kind: "summary", fields: fields(...bad) }), theirs)),
		"record RECORD", bad.join(" | "));
	for (const more of [{ text: "某人\n" }, { period: "-" }])
		assert.equal(why(() => openSummary(by("02"), forged({
			kind: "summary", fields: fields(...good), ...more }),
		    theirs)), "record RECORD");
});

test("records: a year is closed with all that it asks for", () => {
	const year = { kind: "year", year: 2026, n: 1 } as const;
	const draft = (checked: readonly string[]): SummaryView =>
	    draftSummary(by("01", "2027-01-05"), { kind: "summary",
		period: year, second: "02", checked }, mine);

	assert.equal(why(() => draft(["figures"])), "record RECORD");
	const { note, lines } = draft(summaryChecks("2026"));
	assert.match(note, /\nperiod 2026\n/);
	assert.ok(lines.some((l) => l.table === "outcome"));
	const second = by("02", "2027-01-05");
	assert.equal(why(() => signSummary(second, note, ["figures"], theirs)),
	    "record RECORD");
	assert.ok(signSummary(second, note, summaryChecks("2026"), theirs)
	    .complete);
});

test("records: a period is found by its code", () => {
	for (const code of ["2026-03", "2026-12", "2026-Q4", "2026"]) {
		const p = periodOf(code);

		assert.ok(p !== undefined);
		assert.equal(periodCode(p), code);
	}
	for (const code of ["-", "2026-13", "2026-00", "2026-Q5", "26", ""])
		assert.equal(periodOf(code), undefined);
});

// ---- exports

const KEY = formatRecipient(who("05").keys.identity.recipient);
const sealed = report("2026-03-03").steps("01", "2026-03-04", "R00", "R01",
    "R07");

function casesOf(...views: readonly ThreadView[]): Cases {
	return { cases: new Map(views.map((view, i) => [idOf(i), {
		pair: { id: idOf(i) }, line: { handle }, view }])) } as
	    unknown as Cases;
}

function idOf(i: number): string {
	return String(i).padStart(32, "0");
}

function order(cases: Cases, more: object = {}): string {
	return draftOrder(by("01"), { kind: "export", second: "02",
		receiver: "市纪委", recipient: KEY, purpose: "专项督查",
		threads: [idOf(0)], ...more }, cases).note;
}

test("records: an order names one receiver, a key and letters of both", () => {
	const cases = casesOf(...mine.slice(0, 1), ...mine.slice(6),
	    sealed.view("01"));

	for (const [more, said] of [
		[{ threads: [] }, "record RECORD"],
		[{ threads: Array.from({ length: 61 }, (_, i) => idOf(i)) },
			"record RECORD"],
		[{ threads: [idOf(0), idOf(9)] }, "order closed"],
		// 02 is left out of it, and must not see that it is there.
		[{ threads: [idOf(0), idOf(1)] }, "order reader"],
		[{ threads: [idOf(2)] }, "order upward"],
		[{ second: "01" }, "order second"],
		[{ receiver: " " }, "record RECORD"],
		[{ purpose: "" }, "record RECORD"],
		[{ recipient: KEY.slice(0, -1) + "q" }, "record AGE_RECIPIENT"],
		[{ recipient: "age1" }, "record AGE_RECIPIENT"],
	] as const)
		assert.equal(why(() => order(cases, more)), said,
		    JSON.stringify(more));
	assert.match(order(cases), new RegExp("\\nkind export\\n.*\\nperiod -\\n" +
	    `field receiver 市纪委\\nfield recipient ${KEY}\\n` +
	    `field purpose 专项督查\\nfield thread ${idOf(0)}\\n\\n`, "s"));
});

test("records: a second officer signs for what opens, nothing else", () => {
	const note = order(casesOf(...mine.slice(0, 1)));
	const here = casesOf(...theirs.slice(0, 1));
	const none = casesOf();

	assert.deepEqual({ ...openOrder(by("02"), note, none), note: "" }, {
		kind: "export", receiver: "市纪委", recipient: KEY,
		purpose: "专项督查", cases: [], closed: 1, note: "",
		date: "2026-04-03", period: "-", signers: ["01"],
		complete: false, old: false });
	assert.equal(why(() => signOrder(by("02"), note, ORDER_CHECKS, none)),
	    "order closed");
	assert.equal(why(() => signOrder(by("02"), note, [], here)),
	    "record RECORD");
	assert.equal(why(() => signOrder(by("01"), note, ORDER_CHECKS, here)),
	    "record NOTE_SIGNATURE");
	assert.ok(signOrder(by("02"), note, ORDER_CHECKS, here).complete);
	for (const bad of [
		["receiver x", `recipient ${KEY}`, "purpose y"],
		["receiver x", `recipient ${KEY}`, "purpose y", "thread 12"],
		["receiver x", "receiver z", `recipient ${KEY}`, "purpose y",
			`thread ${idOf(0)}`],
		["receiver x", `recipient ${KEY}`, "purpose y",
			`thread ${idOf(0)}`, `thread ${idOf(0)}`],
	])
		assert.equal(why(() => openOrder(by("02"), forged({
			kind: "export", period: "-", fields: fields(...bad) }),
		    here)), "record RECORD");
});

test("records: an order is carried out by its signers, whole or not at all",
    async () => {
	const here = casesOf(...mine.slice(0, 1));
	const note = order(here);
	const both = signOrder(by("02"), note, ORDER_CHECKS, here).note;
	// Nothing of it may be asked: it is refused before.
	const s = { cases: casesOf() } as unknown as Sending;

	for (const [who, text, said] of [
		[by("01"), note, "order signer"],
		[by("03"), both, "order signer"],
		[by("02", "2026-05-02"), both, "record EXPIRED"],
		[by("02"), both, "order closed"],
		[by("02"), summary(), "record RECORD"],
	] as const)
		await assert.rejects(carryOut(who, s, {} as Sender, text,
		    new Map()), (e) => e instanceof Trouble &&
		    why(() => {
			throw e;
		    }) === said, said);
});

test("records: cells are text to a spreadsheet", () => {
	for (const [text, cell] of [
		["", '""'], ["一行", '"一行"'], ['"引"', '"""引"""'],
		["=1+1", "\"'=1+1\""], ["+1", "\"'+1\""], ["-1", "\"'-1\""],
		["@sum", "\"'@sum\""], ["\t=1", "\"'\t=1\""],
		[" =1", "\"' =1\""], ["\n=1", "\"'\n=1\""], ["\r", "\"'\r\""],
		["＝1", "\"'＝1\""], ["＋1", "\"'＋1\""], ["－1", "\"'－1\""],
		["＠a", "\"'＠a\""], ["−1", "\"'−1\""], ["　=1", "\"'　=1\""],
		["1=1", '"1=1"'], ["a,b", '"a,b"'],
	] as const)
		assert.equal(csvCell(text), cell);
});

test("records: a row has what was written, and who wrote it nowhere", () => {
	const h = report("2026-03-02").followup("more", "2026-03-04", { x: "y" })
	    .steps("01", "2026-03-05", "R00", "R01", "R02");

	assert.equal(fromUtf8(exportTable([h.view("01")])),
	    '\ufeff"序号","表单","收到日期","进展","填写项","来信","补充","答复"\r\n' +
	    '"1","concern/1","2026-03-02","已登记","category: A02.1\nunit: U02",' +
	    '"反映一件事。\n","2026-03-04 补充。\n",""\r\n');
});

test("records: what is too long for a page or a table is refused", () => {
	const notes = Array.from({ length: 67 }, (_, i) => signAnswers(by("02"),
	    answers({ wishes: Array.from({ length: 15 }, () => ({ ...wish,
		answer: `开了${"啊".repeat(i)}` })) }), CHECKED, []).note);
	const [view] = mine;

	assert.equal(why(() => answersPage(chainOn("2026-04-03"),
	    notes.join("\n"))), "record LIMIT");
	const first = view?.report;

	assert.ok(view !== undefined && first !== undefined);
	assert.equal(why(() => exportTable([{ ...view, report: { ...first,
		text: "x".repeat(16 * 1024 * 1024) } }])), "record LIMIT");
	assert.equal(problemOf(() => exportTable([{ ...view,
		report: undefined }])).kind, "no_report");
	assert.equal(problemOf(() => order(casesOf({ ...view,
		report: undefined }))).kind, "no_report");
});

test("records: only what may be kept is handed to the browser", () => {
	const note = signAnswers(by("02"), answers(), CHECKED, []).note;

	for (const save of [
		() => saveRecord("x.note", answers()),
		() => saveRecord("x.note", "反映一件事。\n"),
		() => saveRecord("x.note", note.replace("/record/v1", "/entry/v1")),
		() => saveAnswers("反映一件事。"),
		() => saveAnswers('{"format":"answers/1"}'),
		() => saveSealed("x.age", exportTable([])),
		() => saveSealed("x.age", new Uint8Array(0)),
		() => saveSealed("x.age",
		    utf8("age-encryption.org/v1\n-> scrypt ")),
		() => saveLocked("x.key", utf8("AGE-SECRET-KEY-1")),
	])
		assert.equal(problemOf(save).kind, "bug");
});

test("records: buildings and rooms are places", () => {
	for (const text of ["在3号楼", "202室", "人民路12号", "5栋2单元"])
		assert.ok(findTraces(text, []).some((t) => t.what === "places"),
		    text);
	assert.deepEqual(findTraces("一条路走下去，会议室里有人。", []), []);
});
