// SPDX-License-Identifier: ISC
// In the worker: an order to export, and its carrying out.  Contents of the
// letters that it names go, as a table, into an age file that only the receiver
// opens; each thread keeps a memo of it, which is written first.  The twin of
// `qf record export`.

import { base64 } from "../../lib/base64.ts";
import { concat, wipe } from "../../lib/bytes.ts";
import { hex } from "../../lib/hex.ts";
import { parseRecipient } from "../../lib/identity.ts";
import type { OpenRecord } from "../../lib/record.ts";
import { seal } from "../../lib/seal.ts";
import type { FieldView } from "../calls.ts";
import { stateOfView } from "../case-view.ts";
import type { Case, Cases } from "../cases.ts";
import { refuse } from "../problem.ts";
import type { Sender, Sending } from "../sending.ts";
import { exportTable } from "./csv.ts";
import {
	type RecordBy, asRecord, headOf, needSecond, needTicks, oneLine,
	readRecord, signFirst, signSecond, values,
} from "./sign.ts";
import { isJoint, needOther } from "./summary-record.ts";
import type { Carried, OrderDraft, OrderView } from "./types.ts";

/** Beside receiver, recipient and purpose, of 64 fields. */
export const CASES_MAX = 60;
const NUMBER_LEN = 12;
/** Sealed to the superior organ: no copy leaves this desk. */
const UPWARD = "R07";
/** What both officers say that they looked at. */
export const ORDER_CHECKS = ["receiver", "recipient", "cases"] as const;

interface Order {
	readonly receiver: string;
	readonly recipient: string;
	readonly key: Uint8Array;
	readonly purpose: string;
	readonly threads: readonly string[];
}

function bad(): never {
	return refuse({ kind: "record", why: "RECORD" });
}

function one(r: OpenRecord, name: string): string {
	const all = values(r, name);

	return all.length === 1 && all[0] !== undefined && all[0] !== "" ?
	    all[0] : bad();
}

function parse(r: OpenRecord): Order {
	const threads = values(r, "thread");
	const recipient = one(r, "recipient");

	if (threads.length === 0 ||
	    new Set(threads).size !== threads.length ||
	    !threads.every((id) => /^[0-9a-f]{32}$/.test(id)))
		bad();
	return { receiver: one(r, "receiver"), purpose: one(r, "purpose"),
		recipient, key: asRecord(() => parseRecipient(recipient)),
		threads };
}

function viewOf(by: RecordBy, note: string, r: OpenRecord, cases: Cases):
    OrderView {
	const { receiver, recipient, purpose, threads } = parse(r);
	const open = threads.flatMap((id) => {
		const c = cases.cases.get(id);

		return c?.view.report === undefined ? [] : [{ id,
			number: hex(c.line.handle).slice(0, NUMBER_LEN),
			date: c.view.report.date,
			state: stateOfView(c.view).state ?? null }];
	});

	return { ...headOf(by.chain, note, r), kind: "export", receiver,
		recipient, purpose, cases: open,
		closed: threads.length - open.length };
}

export function openOrder(by: RecordBy, note: string, cases: Cases):
    OrderView {
	return viewOf(by, note, readRecord(by.chain, "export", note), cases);
}

/** A letter that this officer may hand out. */
function needExportable(c: Case | undefined, both: readonly string[]): Case {
	if (c === undefined)
		return refuse({ kind: "order", why: "closed" });
	if (c.view.report === undefined)
		return refuse({ kind: "no_report" });
	if (stateOfView(c.view).state === UPWARD)
		return refuse({ kind: "order", why: "upward" });
	return isJoint(c.view, both) ? c :
	    refuse({ kind: "order", why: "reader" });
}

export function draftOrder(by: RecordBy, d: OrderDraft, cases: Cases):
    OrderView {
	const threads = [...new Set(d.threads)];
	const [receiver, recipient, purpose] =
	    [d.receiver, d.recipient, d.purpose].map(oneLine);

	needOther(by.chain, by.nn, d.second);
	if (threads.length === 0 || threads.length > CASES_MAX)
		bad();
	for (const id of threads)
		needExportable(cases.cases.get(id), [by.nn, d.second]);
	const note = signFirst(by, { kind: "export", period: "-", text: "",
		fields: [
			{ name: "receiver", value: receiver ?? "" },
			{ name: "recipient", value: recipient ?? "" },
			{ name: "purpose", value: purpose ?? "" },
			...threads.map((value) => ({ name: "thread", value })),
		] });

	return openOrder(by, note, cases);
}

export function signOrder(by: RecordBy, note: string,
    checked: readonly string[], cases: Cases): OrderView {
	const r = readRecord(by.chain, "export", note);

	needSecond(by, r);
	for (const id of parse(r).threads)
		needExportable(cases.cases.get(id), [by.nn]);
	needTicks(checked, ORDER_CHECKS);
	return openOrder(by, signSecond(by, r, note), cases);
}

/** By order's hash: the threads that say so already, after a broken line. */
type Done = Map<string, Set<string>>;

/**
 * First all rows, so that a letter that cannot go leaves no trace anywhere;
 * then the memos; then the file.  Again after a failure it goes on: what came
 * to a letter since the row was made is refused by the sending as `moved`.
 */
export async function carryOut(by: RecordBy, s: Sending, sender: Sender,
    note: string, done: Done): Promise<Carried> {
	const r = readRecord(by.chain, "export", note);
	const { receiver, purpose, key, threads } = parse(r);

	if (!r.complete || !r.signers.includes(by.nn))
		refuse({ kind: "order", why: "signer" });
	if (r.roster.version !== by.chain.newest.version)
		refuse({ kind: "record", why: "EXPIRED" });
	for (const id of threads) {
		needExportable(s.cases.cases.get(id), [by.nn]);
		await s.cases.refresh(id, s.tell);
		sender.show(s.cases, needExportable(s.cases.cases.get(id),
		    [by.nn]), by.nn, s.today);
	}
	const table = exportTable(threads.map((id) =>
	    s.cases.caseOf(id).view));
	const said = done.get(hex(r.hash)) ?? new Set<string>();
	const fields: FieldView[] = [
		{ name: "exported", value: base64(r.hash) },
		{ name: "receiver", value: receiver },
		{ name: "purpose", value: purpose },
	];

	done.set(hex(r.hash), said);
	for (const thread of threads.filter((id) => !said.has(id))) {
		await sender.send(s, { thread, kind: "memo", status: "", fields,
			text: "" });
		said.add(thread);
	}
	done.delete(hex(r.hash));
	const { header, payload, fileKey } = asRecord(() =>
	    seal(table, [key], 1));

	wipe(table, fileKey);
	return { file: concat(header, payload), cases: threads.length };
}
