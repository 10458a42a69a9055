// SPDX-License-Identifier: ISC
// Cases as plain lines that C reads too (cases.c), and what the statistics
// make of them as lines that both languages write.
//
//	case
//	entry KIND DATE STORED TRUSTED VERDICT FORM	1 or 0; done or none
//	field NAME VALUE				of the entry above
//	move EVENT EFFECT STATE				places of entries
//
// The report is the first entry, if that is one.
import site from "../../conf/site.json" with { type: "json" };
import {
	type CampaignDef, type Case, type Fact, type Seen, type StatsLists,
	definitions, facts,
} from "../../assets/lib/stats.ts";
import { type CampaignSheet, campaignSheet } from
    "../../assets/lib/stats-campaign.ts";
import type { Field } from "../../assets/lib/entry.ts";
import {
	type Figure, type Period, type Sheet, Stats,
} from "../../assets/lib/stats-sheet.ts";
import { utf8 } from "../../assets/lib/bytes.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";

export function formatCases(cases: readonly Case[]): string {
	const out: string[] = [];

	for (const c of cases) {
		const at = (s: Seen): number => c.view.entries.indexOf(s);
		// The walk's events may stand nowhere else.
		const all = [...new Set([...c.view.entries,
			...c.state.moves.flatMap((m) => [m.event, m.effect])])];

		out.push("case");
		for (const s of all) {
			const e = s.entry;

			out.push(`entry ${e?.kind} ${e?.date} ${s.item.stored} ` +
			    `${s.trusted ? 1 : 0} ` +
			    `${c.state.verdicts.get(s) ?? "none"} ` +
			    (e?.form ?? "-"));
			for (const f of e?.fields ?? [])
				out.push(`field ${f.name} ${f.value}`);
		}
		for (const m of c.state.moves) {
			out.push(`move ${all.indexOf(m.event)} ` +
			    `${all.indexOf(m.effect)} ${m.to}`);
		}
		if (at(c.view.entries[0] as Seen) !== 0)
			throw new Error("no entries");
	}
	return out.map((l) => l + "\n").join("");
}

export function parseCases(text: string): Case[] {
	return text.split("case\n").slice(1).map((one) => {
		const entries: (Seen & { fields: Field[] })[] = [];
		const verdicts = new Map<Seen, "done">();
		const moves: { event: Seen; effect: Seen; to: string }[] = [];

		for (const line of one.split("\n").slice(0, -1)) {
			const [what, ...w] = line.split(" ");

			if (what === "entry") {
				const fields: Field[] = [];
				const e = {
					fields, trusted: w[3] === "1",
					item: { stored: w[2] ?? "" },
					entry: { kind: w[0] ?? "", date: w[1] ?? "",
						form: w[5] === "-" ? undefined : w[5],
						fields },
				};

				entries.push(e);
				if (w[4] === "done")
					verdicts.set(e, "done");
			} else if (what === "field") {
				entries.at(-1)?.fields.push({ name: w[0] ?? "",
					value: w[1] ?? "" });
			} else {
				moves.push({ event: entries[Number(w[0])] as Seen,
					effect: entries[Number(w[1])] as Seen,
					to: w[2] ?? "" });
			}
		}
		return {
			view: { entries, report: entries[0]?.entry?.kind ===
			    "report" ? entries[0].entry : undefined },
			state: { verdicts, moves },
		};
	});
}

/** Sorted, each "table/row/column date days". */
export function factLines(list: readonly Fact[]): string[] {
	return list.map((f) => `${f.table}/${f.row}/${f.column} ${f.date} ` +
	    String(f.days ?? 0)).sort();
}

function figureText(f: Figure): string {
	return "guarded" in f ? "-" : f.value + (f.carried ? "+" : "");
}

/** A line for each figure that has anything to show, in order. */
export function sheetLines(s: Sheet): string[] {
	return s.tables.flatMap((t) => t.rows.flatMap((r) => [
		...r.cells.map((c, i) =>
		    `${t.id}/${r.code}/${t.columns[i]?.code} ` +
		    [c.now, c.toDate, c.before, c.yearAgo].map(figureText).join(" ")),
		...r.median === undefined ? [] :
		    [`${t.id}/${r.code} ${figureText(r.median)}`],
	])).filter((l) => !/^\S+(( 0)+|( -)+)$/.test(l));
}

/** "2026-11", "2026-Q4", "2026". */
export function periodOf(text: string): Period {
	const [year = "", n = ""] = text.split("-");

	return n === "" ? { kind: "year", year: Number(year), n: 1 } :
	    n.startsWith("Q") ?
		{ kind: "quarter", year: Number(year), n: Number(n.slice(1)) } :
		{ kind: "month", year: Number(year), n: Number(n) };
}

/** A line for each row that has anything to show, in order. */
export function campaignLines(s: CampaignSheet): string[] {
	return s.tables.flatMap((t) => t.rows.flatMap((r) => [
		`${t.id}/${r.code} ${r.cells.map(figureText).join(" ")}`,
		...r.median === undefined ? [] :
		    [`${t.id}/${r.code} ${figureText(r.median)}`],
	])).filter((l) => !/^\S+(( 0)+|( -)+)$/.test(l));
}

/** The site's lists, with the campaigns of words: "+CODE:FORM:FROM:TO". */
export function listsOf(words: string): StatsLists {
	const campaigns = words.split(" ").flatMap((w): CampaignDef[] => {
		const [code = "", form = "", from = "", to = ""] =
		    w.slice(1).split(":");

		return w.startsWith("+") ?
		    [{ code, zh: code, en: code, form, from, to }] : [];
	});

	return { ...site, campaigns };
}

/**
 * What words ask for: "TODAY PERIOD ...", "2026-11!" with every figure, "@CODE"
 * and "@CODE!" the sheets of a campaign.
 */
function* sheets(words: string, all: readonly Fact[]): Generator<
    [string, Sheet | CampaignSheet | undefined]> {
	const stats = new Stats(all, listsOf(words));
	const [today = "", ...periods] = words.split(" ");

	for (const p of periods) {
		const [name, guarded] = [p.replace("!", ""), !p.endsWith("!")];

		if (p.startsWith("+"))
			continue;
		try {
			yield [p, p.startsWith("@") ? campaignSheet(stats,
			    name.slice(1), today, guarded) :
			    stats.sheet(periodOf(name), today, guarded)];
		} catch (e) {
			yield [codeOf(e) ?? String(e), undefined];
		}
	}
}

/** All facts and the lines of every sheet. */
export function report(words: string, cases: readonly Case[]): string {
	const all = cases.flatMap((c) => facts(c, listsOf(words)));
	const out = factLines(all);

	for (const [name, s] of sheets(words, all))
		out.push(name, ...s === undefined ? [] : "campaign" in s ?
		    campaignLines(s) : sheetLines(s));
	return out.map((l) => l + "\n").join("");
}

/** What `qf stats --json` prints of each sheet: the sum of its text. */
export function jsonSums(words: string, cases: readonly Case[]): string[] {
	const all = cases.flatMap((c) => facts(c, listsOf(words)));

	return [...sheets(words, all)].flatMap(([, s]) => s === undefined ? [] :
	    [hex(sha256(utf8(JSON.stringify(s, null, 2))))]);
}

/** The rows of a table of conf/stats.json. */
export const codesOf = (id: string): string[] =>
    definitions.tables.find((t) => t.id === id)?.rows.map((r) => r.code) ?? [];
