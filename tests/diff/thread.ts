// SPDX-License-Identifier: ISC
// Whole threads, as verdict_thread.c reads and answers them.
import site from "../../conf/site.json" with { type: "json" };
import { concat, latin1, utf8 } from "../../assets/lib/bytes.ts";
import { clocks } from "../../assets/lib/clock.ts";
import { KINDS, type Sum } from "../../assets/lib/entry.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import { formatVkey, parseVkey } from "../../assets/lib/note.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { type OpenRoster, openRoster } from "../../assets/lib/roster.ts";
import { caseState } from "../../assets/lib/state.ts";
import {
	type Checked, type Item, type ThreadInput, type ThreadView, checkThread,
	heads, mayRead,
} from "../../assets/lib/thread.ts";
import { table } from "../../assets/lib/triage.ts";
import { HOST } from "../vectors/fixed.ts";
import { facts } from "../../assets/lib/stats.ts";
import { factLines } from "../stats/cases.ts";

/** The rosters of a world, verified once. */
const worlds = new Map<string, readonly OpenRoster[]>();

function rostersOf(notes: readonly string[]): readonly OpenRoster[] {
	const name = notes.join("\0");
	const known = worlds.get(name);

	if (known !== undefined)
		return known;
	const [root = "", ...rest] = notes;
	const chain = openRootChain(HOST, [utf8(root)], undefined);
	const out = rest.map((n) => openRoster(HOST, utf8(n), chain));
	worlds.set(name, out);
	return out;
}

export function writeContext(input: Omit<ThreadInput, "items" | "rosters">,
    today: string, notes: readonly string[]): string {
	const { self } = input;
	const viewer = self === undefined ? input.viewer : ["reporter",
		formatVkey(self.key), self.to.join(","), self.not.join(",")]
	    .join(" ");

	return [`${viewer} ${hex(input.handle)} ${today}`, ...notes, ""]
	    .join("\0");
}

export function writeItems(items: readonly Item[]): Uint8Array {
	return concat(...items.flatMap((i) => [
		utf8([i.id, hex(i.payloadHash), i.stored, i.note?.length ?? "-",
			i.files?.length ?? "-"].join(" ") + "\n" +
		(i.files ?? []).map((f) =>
		    `${f.name} ${f.size} ${hex(f.hash)}\n`).join("")),
		i.note ?? new Uint8Array(0),
	]));
}

function readItems(data: Uint8Array): Item[] {
	const out: Item[] = [];
	let at = 0;
	const line = (): string[] => {
		const end = data.indexOf(10, at);
		const text = latin1(data.subarray(at, end));

		at = end + 1;
		return text.split(" ");
	};

	while (at < data.length) {
		const [id = "", hash = "", stored = "", note = "", files = ""] =
		    line();
		const known: Sum[] = [];

		for (let n = Number(files); n > 0; n--) {
			const [name = "", size = "", sum = ""] = line();

			known.push({ name, size: Number(size), hash: fromHex(sum) });
		}
		out.push({
			id, payloadHash: fromHex(hash), stored,
			note: note === "-" ? undefined :
			    data.subarray(at, at + Number(note)),
			files: files === "-" ? undefined : known,
		});
		at += note === "-" ? 0 : Number(note);
	}
	return out;
}

function readContext(context: string):
    { input: Omit<ThreadInput, "items">; today: string } {
	const [first = "", ...notes] = context.split("\0").slice(0, -1);
	const words = first.split(" ");
	const [today = "", handle = ""] = words.splice(-2).reverse();
	const [viewer = "", key = "", to = "", not = ""] = words;
	const list = (s: string): string[] => s === "" ? [] : s.split(",");

	return {
		today,
		input: {
			host: HOST, rosters: rostersOf(notes),
			handle: fromHex(handle), viewer,
			self: viewer !== "reporter" ? undefined :
			    { key: parseVkey(key), to: list(to), not: list(not) },
		},
	};
}

const flag = (b: boolean): string => b ? "1" : "0";
const sorted = (name: string, set: Iterable<string>): string[] =>
    [...set].sort().map((s) => `${name} ${s}`);
const numbers = Array.from({ length: 100 },
    (_, n) => String(n).padStart(2, "0"));
const place = (name: string, c: Checked | undefined): string =>
    `${name} ${c === undefined ? "-" : c.item.id}`;

function threadLines(t: ThreadView): string[] {
	const { report } = t;

	return [
		...t.entries.flatMap((c) => [
			c.item.id, `${flag(c.afterUnreadable)} ${flag(c.trusted)}`,
			...sorted("alarm", c.alarms), ...sorted("granted", c.granted),
			...numbers.filter((n) => mayRead(t, c, n))
			    .map((n) => `reads ${n}`),
		]),
		"thread", ...sorted("alarm", t.alarms),
		"all", ...sorted("alarm", t.all),
		...(report === undefined ? [] : [hex(report.hash)]),
		...sorted("reader", t.readers), ...sorted("left-out", t.leftOut),
		...sorted("granted", t.grantedAll),
		`status ${t.status?.slice(1) ?? 0}`,
		...KINDS.flatMap((k) => [`heads ${k}`, ...heads(t, k).map(hex)]),
	];
}

function caseLines(t: ThreadView, today: string): string[] {
	const s = caseState(t);
	const officer = (n: string | undefined): number =>
	    n === undefined ? -1 : Number(n);

	return [
		`case ${s.state ?? "-"} ${s.since ?? "-"} ${s.publicStatus}`,
		[s.untold, s.unanswered, s.reported, s.extended].map(flag)
		    .join(" ") + ` ${s.reopened} ${s.rating}`,
		...t.entries.map((c) => s.verdicts.get(c) ?? "none"),
		...s.moves.flatMap((m) => [place("move", m.event),
			place("by", m.effect), `${m.from} ${m.to}`]),
		...s.proposals.flatMap((p) => [place("proposal", p.event),
			`${p.needed} ${flag(p.open)}`, ...p.approved]),
		...s.items.flatMap((i) => [place("item", i.event), i.what, i.owner,
			`${i.due} ${i.state}`, place("evidence", i.evidence),
			place("closed", i.closed)]),
		...s.labels,
		`charge ${officer(s.charge)} ${officer(s.second)}`,
		...sorted("recused", s.recused),
		...(s.outcome === undefined ? [] : [`outcome ${s.outcome.code}`]),
		...(s.dupOf === undefined ? [] : [`dup ${s.dupOf}`]),
		...(s.due === undefined ? [] : [`due ${s.due}`]),
		...basisLines(s),
		...t.entries.flatMap((c) => {
			const by = c.entry === undefined ? undefined :
			    s.opened.get(hex(c.entry.hash));

			return [...by ?? []].sort()
			    .flatMap((n) => [place("opened", c), n]);
		}),
		...clocks(s, today).flatMap((c) => [
			`clock ${c.id} ${c.since} ${c.due} ` + [c.overdue, c.today,
				c.soon, c.weekendsOnly].map(flag).join(" "),
			...(c.item === undefined ? [] : [place("of", c.item.event)]),
		]),
		...factLines(facts({ view: t, state: s }, site)),
	];
}

function basisLines(s: ReturnType<typeof caseState>): string[] {
	const known = table.major.bases.map((b) => b.code)
	    .filter((b) => s.bases.has(b));

	return known.length === 0 ? [] : [...known.map((b) => `basis ${b}`),
		`major ${s.majorSince ?? "-"}`];
}

export function thread(context: string, data: Uint8Array): string {
	const { input, today } = readContext(context);
	const t = checkThread({ ...input, items: readItems(data) });

	return [...threadLines(t), ...caseLines(t, today), ""].join("\n");
}
