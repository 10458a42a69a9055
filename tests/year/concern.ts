// SPDX-License-Identifier: ISC
// A concern of the planned year: from the box to its end, or as far as the
// year lets it come, with the mishaps that happen on the way.

import { labelCampaign, named } from "./campaigns.ts";
import { Case, type Roll, type Value, pick } from "./case.ts";

const KINDS: readonly (readonly [string, number])[] = [
	["A01.2", 3], ["A02.1", 22], ["A03.1", 9], ["A04.1", 30], ["A04.4", 18],
	["A09", 4], ["B01.1", 8], ["B02.1", 12], ["B03.1", 2], ["B04.1", 10],
	["B05.1", 2], ["B09.1", 3], ["C02.1", 8], ["D01", 2], ["E01", 4],
	["F01", 2], ["Z", 6]];
const CLASSES: readonly (readonly [string, number])[] =
    [["I1", 60], ["I2", 4], ["I3", 22], ["I4", 9], ["I5", 5]];
const UNITS = ["U01", "U02", "U03", "U04", "U05"];
const READERS = ["01", "02", "03"];
const OUTCOMES: readonly (readonly [string, number])[] = [["form1", 40],
	["form2", 8], ["form3", 2], ["cleared", 25], ["unverified", 25]];
const WORDS = "值班表是补的，签名不是本人，活动照片用的是去年的。请按规定核实。";

/** 2 working days to open it, and some take longer. */
function open(c: Case): void {
	c.pass(c.chance(88) ? c.roll(2) : 4 + c.roll(6));
	if (c.chance(1)) {
		c.step(c.officer, "R07");
		return;
	}
	if (c.chance(2))
		c.voidStep(c.officer, "step", "R00", "R09");
	if (c.chance(2))
		c.race("R01");
	else
		c.step(c.officer, "R01", [], { late: c.chance(4) });
	if (c.chance(1)) {
		c.step(c.officer, "R07");
		return;
	}
	c.step(c.officer, "R02");
	if (c.chance(1))
		c.untrusted("05", "author-not-reader", {}, ["f", "from", "R02"],
		    ["f", "to", "R03"], ["f", "reason", "代为办理"]);
	c.step(c.officer, "R03");
}

function labels(c: Case): void {
	const first = pick(c.roll, CLASSES);
	const more = c.chance(20) ? ["repeat"] : c.chance(50) ? ["first"] : [];

	if (c.chance(4))
		return;
	c.label(c.officer, [first, ...more, ...c.chance(30) ? ["G2"] : []],
	    { late: c.chance(3) });
	if (c.chance(5)) {
		c.pass(c.roll(3));
		c.label(c.officer, [pick(c.roll, CLASSES)]);
	} else if (c.chance(3)) {
		c.label(c.officer, [`-${first}`]);
	}
}

/** What becomes of it after screening; true when it was accepted. */
function screen(c: Case, firsts: readonly number[]): boolean {
	const way = pick(c.roll, [["R09", 66], ["R06", 9], ["R05", 6], ["R08", 6],
		["R07", 3], ["R04", 8], ["", 2]] as const);

	c.pass(c.roll(4));
	switch (way) {
	case "R06":
		c.approved(c.officer, "R06", 1);
		c.tell(c.officer, "P6", "不在受理范围，请向有关部门反映。");
		return false;
	case "R05":
		if (firsts.length === 0)
			return accept(c);
		c.approved(c.officer, "R05", 1, [["d", "dup_of",
			firsts[c.roll(firsts.length)] ?? 0]]);
		return false;
	case "R08":
		if (c.chance(30)) {
			c.note("03", "recuse", ["f", "recuse", "03"],
			    ["f", "reason", "与当事人有利害关系"]);
			c.void("03", "recused", ["f", "label", "K2"]);
		}
		c.step("01", "R08");
		c.tell("01", "P5", "已转有权处理的机关。");
		return false;
	case "R07":
		c.step(c.officer, "R07");
		return false;
	case "R04":
		return waitForMore(c) && accept(c);
	case "":
		return false;
	case "R09":
		return accept(c);
	}
}

function waitForMore(c: Case): boolean {
	c.step(c.officer, "R04");
	c.tell(c.officer, "P3", "请补充时间和地点。");
	if (c.chance(70)) {
		c.pass(1 + c.roll(12));
		c.write("补充：时间是上月，地点在会议室。");
	} else {
		c.pass(15);
	}
	c.step(c.officer, "R03");
	return c.chance(85);
}

function accept(c: Case): boolean {
	const by = c.officer;

	if (c.chance(3))
		c.race("R09");
	else
		c.step(by, "R09", [], { twice: c.chance(2) });
	if (c.chance(6))
		c.pass(8 + c.roll(12));
	if (c.chance(90))
		c.tell(by, "P4", "已经受理，正在办理。", { twice: c.chance(1) });
	if (c.chance(2))
		c.voidStep(c.other(by), "from", "R03", "R06");
	if (c.chance(15))
		c.memo(by, "与承办部门电话核对。");
	if (c.chance(10))
		c.note(by, "assign", ["f", "assign", "02 03"]);
	if (c.chance(1))
		c.void(by, "reader", ["f", "assign", "05"]);
	return true;
}

/** From R09 to a disposal; some are late. */
function dispose(c: Case): void {
	c.step(c.officer, "R10");
	c.pass(c.chance(82) ? 3 + c.roll(22) : 30 + c.roll(30));
	c.step(c.officer, "R11", [], { late: c.chance(3) });
	const to = pick(c.roll, [["R13", 48], ["R12", 25], ["R14", 10],
		["R15", 17]] as const);

	if (c.chance(3)) {
		// Another proposal, overtaken.
		const rival = c.propose("02", to === "R12" ? "R13" : "R12");

		c.approved("01", to, 2);
		c.void("03", "superseded", ["h", "approves", rival]);
		c.ledger.push({ case: c.number, what: "void", date: c.day,
			stored: c.day, verdict: "superseded" });
	} else {
		c.approved(c.officer, to, 2);
	}
}

/** On from a disposal, as far as R18. */
function handle(c: Case): void {
	switch (c.state) {
	case "R12":
		talk(c);
		break;
	case "R13":
		verify(c);
		break;
	case "R14":
		keep(c);
		break;
	default:
		c.pass(c.roll(5));
		conclude(c, "unverified");
	}
}

function close(c: Case): void {
	c.approved(c.officer, "R15", 1);
	handle(c);
}

function talk(c: Case): void {
	c.pass(6 + c.roll(14));
	if (c.chance(20)) {
		c.step(c.officer, "R13");
		handle(c);
	} else if (c.chance(25)) {
		close(c);
	} else {
		conclude(c);
	}
}

function verify(c: Case): void {
	c.pass(10 + c.roll(20));
	if (c.chance(25)) {
		c.note(c.officer, "review", ["f", "review", "正在调取台账"]);
		c.pass(5 + c.roll(20));
	}
	if (c.chance(20)) {
		close(c);
	} else if (c.chance(6)) {
		c.step(c.officer, "R16");
		c.pass(30 + c.roll(30));
		conclude(c, c.chance(60) ? "form4" : "form3");
	} else if (c.chance(25)) {
		c.step(c.officer, "R17", [["f", "due", "2027-03-31"]]);
		rectify(c);
	} else {
		conclude(c);
	}
}

function keep(c: Case): void {
	c.pass(30 + c.roll(60));
	if (c.chance(30)) {
		c.step(c.officer, "R11");
		c.approved(c.officer, "R13", 2);
		handle(c);
	} else if (c.chance(40)) {
		close(c);
	}
}

function rectify(c: Case): void {
	const item = (what: string): number => c.note("01", "item",
	    ["f", "item", what], ["f", "owner", "办公室"],
	    ["f", "due", "2027-02-28"]);
	const first = item("改值班办法");
	const second = c.chance(40) ? item("公开值班表") : undefined;

	if (c.chance(20))
		c.voidStep("01", "items", "R17", "R18", ["f", "outcome",
			"rectified"]);
	c.pass(10 + c.roll(40));
	if (c.chance(20))
		c.note("01", "item-due", ["h", "of", first], ["f", "due",
			"2027-03-31"], ["f", "reason", "需要采购"]);
	const proof = c.note("01", "evidence", ["h", "of", first],
	    ["f", "evidence", "已印发，附通知"]);
	if (c.chance(5))
		c.void("01", "own", ["h", "checked", proof]);
	if (c.chance(3))
		c.void("02", "unknown", ["h", "checked", first]);
	c.note("02", "check", ["h", "checked", proof]);
	if (second !== undefined)
		c.note("03", "drop", ["h", "drop", second],
		    ["f", "reason", "与前项重复"]);
	conclude(c, "rectified");
}

function conclude(c: Case, said?: string): void {
	const outcome = said ?? pick(c.roll, OUTCOMES);
	const fields: Value[] = [["f", "outcome", outcome]];

	if (outcome === "cleared")
		fields.push(["f", "basis", "主要负责人批准"]);
	if (c.chance(2))
		c.voidStep(c.officer, "field", c.state, "R18");
	c.step(c.officer, "R18", fields, { twice: c.chance(2) });
	if (c.chance(2))
		c.void(c.officer, "place", ["f", "item", "补一项"],
		    ["f", "owner", "办公室"], ["f", "due", "2027-02-28"]);
	c.pass(1 + c.roll(12));
	c.tell(c.officer, "P7", "已办结，结果如下。");
	c.step(c.officer, "R19");
	if (c.chance(7))
		object(c);
	else if (c.chance(40)) {
		c.pass(20 + c.roll(15));
		c.step(c.officer, "R21", [["f", "due", "2031-12-31"]]);
	}
}

/** The reporter objects, and some cases are looked into again. */
function object(c: Case): void {
	c.pass(2 + c.roll(10));
	c.write("对结果有异议，请再核。");
	c.step(c.officer, "R20");
	c.pass(c.roll(5));
	if (c.chance(50)) {
		c.step(c.officer, "R19");
		c.tell(c.officer, "P7", "已作说明。");
		return;
	}
	c.step(c.officer, "R11");
	c.approved(c.officer, "R13", 2);
	handle(c);
}

export function concern(number: number, day: string, roll: Roll): Case {
	return new Case(number, "concern/1", READERS, day, roll, [
		["f", "category", pick(roll, KINDS)],
		["f", "unit", UNITS[roll(UNITS.length)] ?? "U01"],
		["f", "truth", "yes"],
		...named(number, "concern/1", day)], `第 ${number} 件。${WORDS}`);
}

/** firsts: earlier concerns that this one may be a duplicate of. */
export function playConcern(c: Case, firsts: readonly number[]): void {
	if (c.chance(1))
		return;
	open(c);
	if (c.state === "R07")
		return;
	labels(c);
	labelCampaign(c);
	if (c.chance(1))
		c.untrusted("01", "date", { back: 9 }, ["f", "label", "I5"]);
	if (!screen(c, firsts))
		return;
	if (c.chance(7)) {
		c.step(c.officer, "R17", [["f", "due", "2027-03-31"]]);
		rectify(c);
		return;
	}
	dispose(c);
	handle(c);
}
