// SPDX-License-Identifier: ISC
// 你说我办: wishes and what became of them, as two officers wrote and signed
// them for everybody (docs/protocol.md section 5, record).  Asked for when the
// fold is opened, the same for every visitor.

import { el, paragraph } from "./dom.ts";
import { later } from "./later-words.ts";
import { request } from "./net.ts";
import { Trouble } from "./problem.ts";
import type { Option } from "./site.ts";
import { fill, isChinese } from "./words.ts";

const BODY_MAX = 4 * 1024 * 1024;

interface Answer {
	readonly period: string;
	readonly topic: string;
	readonly wish: string;
	readonly answer: string;
}

function isAnswer(one: unknown): one is Answer {
	return typeof one === "object" && one !== null &&
	    ["period", "topic", "wish", "answer"].every((name) =>
		typeof (one as Record<string, unknown>)[name] === "string");
}

async function read(answer: Response): Promise<readonly Answer[]> {
	const text = await answer.text();
	const page = text.length > BODY_MAX ? null :
	    JSON.parse(text) as { format?: unknown; answers?: unknown } | null;

	if (page === null || page.format !== "answers/1" ||
	    !Array.isArray(page.answers) || !page.answers.every(isAnswer))
		throw new Trouble({ kind: "answer" });
	return page.answers;
}

function topicName(topics: readonly Option[], code: string): string {
	const one = topics.filter((topic) => topic.code === code)[0];

	return (isChinese() ? one?.zh : one?.en) ?? code;
}

function when(period: string): string {
	const [year = "", part = ""] = period.split("-");

	if (/^\d\d$/.test(part))
		return fill(later().month, { year, n: Number(part) });
	return /^Q\d$/.test(part) ?
	    fill(later().quarter, { year, n: part.slice(1) }) : year;
}

/** Newest first, as the file has them; each with its topic and month. */
export async function answers(topics: readonly Option[]):
    Promise<HTMLElement[]> {
	const all = await request("/v1/answers", {}, read);

	return [paragraph(later().answersLead, "hint"),
		all.length === 0 ? paragraph(later().answersNone) :
		    el("ul", { class: "messages", lang: "zh-CN" },
			...all.map((one) => el("li", {},
			    paragraph([topicName(topics, one.topic),
				when(one.period)].filter((x) => x !== "")
				.join(" · "), "hint"),
			    el("strong", {}, one.wish),
			    paragraph(later().answer + one.answer))))];
}
