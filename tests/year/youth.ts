// SPDX-License-Identifier: ISC
// A piece of feedback of the planned year.

import { addDays } from "../../assets/lib/date.ts";
import { labelCampaign, named } from "./campaigns.ts";
import { Case, type Roll, type Value, pick } from "./case.ts";

const KINDS: readonly (readonly [string, number])[] = [["ask", 30],
	["advice", 26], ["help", 18], ["complaint", 20], ["praise", 6]];
const TOPICS: readonly (readonly [string, number])[] = [["Y01", 80],
	["Y02", 90], ["Y03", 60], ["Y04", 12], ["Y05", 130], ["Y06", 150],
	["Y07", 70], ["Y08", 30], ["Y09", 3], ["Y10", 60], ["Y11", 120],
	["Y12", 25], ["Y13", 1], ["Y99", 40]];
const STATIONS: readonly (readonly [string, number])[] =
    [["", 60], ["S01", 24], ["S02", 15], ["S03", 1]];
const READERS = ["01", "05", "06"];
const WORDS = "活动室周末能不能开到晚上九点，最好能提前预约。";

export function youth(number: number, day: string, roll: Roll): Case {
	const topics = [pick(roll, TOPICS)];
	const station = pick(roll, STATIONS);

	if (roll(5) === 0)
		topics.push(pick(roll, TOPICS));
	return new Case(number, "youth/1", READERS, day, roll, [
		["f", "kind", pick(roll, KINDS)],
		...[...new Set(topics)].slice(0, roll(20) === 0 ? 0 : 2)
		    .map((t): Value => ["f", "topic", t]),
		...station === "" ? [] : [["f", "station", station] as const],
		...named(number, "youth/1", day),
	], `第 ${number} 条。${WORDS}`);
}

function answer(c: Case): void {
	const by = c.officer;

	c.pass(c.chance(92) ? c.roll(6) : 8 + c.roll(20));
	c.tell(by, "P7", "已协调，周末开到晚上九点，可以预约。");
	if (c.chance(0.5))
		c.race("Q3");
	else
		c.step(by, "Q3", [], { late: c.chance(2), twice: c.chance(0.3) });
}

/** What the reporter says to it, and what comes of that. */
function rated(c: Case): void {
	const { day } = c;

	if (!c.ledger.some((l) => l["what"] === "rated") && c.chance(0.5))
		c.voidStep(c.officer, "early", "Q3", "Q5");
	if (!c.chance(42)) {
		if (c.chance(30)) {
			c.pass(9 + c.roll(9));
			c.step(c.officer, "Q5");
		}
		return;
	}
	const rating = pick(c.roll, [[1, 66], [2, 19], [3, 15]] as const);

	c.until(addDays(day, c.roll(6)));
	c.write(rating === 3 ? "还是不能预约。" : "谢谢。", rating);
	if (c.chance(3)) {
		c.until(addDays(c.day, 1));
		c.write("改一下评价。", 1);
		return;
	}
	if (rating !== 3) {
		if (c.chance(0.5))
			c.voidStep(c.officer, "rating", "Q3", "Q4");
		if (c.chance(30)) {
			c.pass(1 + c.roll(4));
			c.step(c.officer, "Q5");
		}
	} else if (c.chance(85)) {
		again(c);
	}
}

function again(c: Case): void {
	c.pass(c.roll(3));
	if (c.chance(3))
		c.voidStep(c.officer, "rating", "Q3", "Q5");
	c.step(c.officer, "Q4");
	c.pass(1 + c.roll(5));
	c.tell(c.officer, "P7", "预约已开通。");
	c.step(c.officer, "Q3");
	if (c.chance(30)) {
		c.until(addDays(c.day, 1 + c.roll(3)));
		c.write("可以了。", 1);
		c.pass(1);
		c.step(c.officer, "Q5");
	}
}

export function playYouth(c: Case): void {
	if (c.chance(1.5))
		return;
	c.pass(c.chance(92) ? c.roll(2) : 2 + c.roll(4));
	c.step(c.officer, "Q1", [], { late: c.chance(1) });
	if (c.chance(0.5)) {
		// Before there is an answer: counts for nothing.
		c.write("先打个分。", 1);
		c.pass(2);
	}
	labelCampaign(c);
	if (c.chance(3)) {
		c.tell(c.officer, "P5", "已转 12345。");
		c.step(c.officer, "Q6");
		return;
	}
	if (c.chance(15))
		c.step(c.officer, "Q2");
	if (c.chance(2))
		c.note(c.officer, "extend", ["f", "extend", "yes"],
		    ["f", "reason", "要与学校协商"]);
	if (c.chance(2))
		c.write("补充一点：是二楼的活动室。");
	if (c.chance(4))
		return;
	answer(c);
	rated(c);
}
