// SPDX-License-Identifier: ISC
// Seals threads for fill.ts, a few ahead of what was sent.

import { Report } from "../web/report.ts";
import type { SiteKeys } from "../web/keys.ts";
import { AHEAD, type Order, type Posts } from "./fill.ts";

const WORDS = ["签到表", "会议", "材料", "重复报送", "值班", "公车", "招待", "补贴", "培训",
	"考核", "打卡", "调研", "采购", "报销", "加班", "活动室", "夏令营", "志愿服务",
	"summer camp", "invoice", "overtime", "reading room"];
const NOTE_LEN = 300; // characters of a usual report

/** Words of a thread, none like another. */
function text(n: number): string {
	const parts = [`第 ${n} 封`];

	for (let i = 0; parts.join("，").length < NOTE_LEN; i++)
		parts.push(`${WORDS[(n * 7 + i * 13) % WORDS.length] ?? ""}` +
		    `第${(n * 31 + i * 17) % 997}次`);
	return parts.join("，") + "。\n";
}

function make(keys: SiteKeys, n: number, entries: number): Posts {
	const o = { to: ["01", "02", "03"] };
	const report = new Report(keys, { ...o, text: text(n) });
	const posts = [{ path: "/v1/threads", body: report.body }];

	for (let i = 1; i < entries; i++)
		posts.push({ path: "/v1/box/entries", body: report.followupBody(
		    report.followup(text(n * 10 + i), o)) });
	return posts;
}

let made = 0;
let order: Order | null = null;

function next(): void {
	if (order === null || made === order.count)
		return;
	// Only what Report looks at; the recipients are always the same.
	const keys = { ...order, roster: order,
		recipients: () => order?.recipients } as unknown as SiteKeys;
	const posts = make(keys, order.from + made, order.entries);

	made += 1;
	process.send?.(posts);
}

process.on("message", (message: Order | "more") => {
	if (message === "more") {
		next();
		return;
	}
	order = message;
	for (let i = 0; i < AHEAD; i++)
		next();
});
