// SPDX-License-Identifier: ISC
// Reports as a phone makes them, with the pages' own library, and the bytes
// that go on the wire (docs/protocol.md section 6).

import { base64Url } from "../../assets/lib/base64.ts";
import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { ed25519Public } from "../../assets/lib/ed25519.ts";
import { type Form, signEntry } from "../../assets/lib/entry.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { identity } from "../../assets/lib/identity.ts";
import { parseNote, vkey } from "../../assets/lib/note.ts";
import {
	LEAF, commitment, entryId, openHash, openValue,
} from "../../assets/lib/object.ts";
import { type Receipt, threadHandle } from "../../assets/lib/receipt.ts";
import { type Sealed, seal } from "../../assets/lib/seal.ts";
import { writeSelf } from "../../assets/lib/self.ts";
import { writeTar } from "../../assets/lib/tar.ts";
import type { Answer } from "./client.ts";
import type { SiteKeys } from "./keys.ts";
import type { Service } from "./service.ts";

export const ENTRY_TYPE = "application/vnd.qingfeng.entry";

/** What a receipt code gives, without the slow hash of the code. */
export function quickReceipt(host: string): Receipt {
	const seed = systemRandom(32);
	const publicKey = ed25519Public(seed);

	return {
		identity: identity(systemRandom(32)), seed,
		vkey: vkey(`${host}/reporter`, publicKey),
		mbox: systemRandom(16), handle: threadHandle(host, publicKey),
	};
}

export interface Object1 {
	readonly sealed: Sealed;
	readonly id: string;
	readonly d: Uint8Array;
	readonly open: Uint8Array;
	/** header and payload, as sent. */
	readonly bytes: Uint8Array;
}

export interface EntryOptions {
	readonly to?: readonly string[];
	readonly not?: readonly string[];
	readonly form?: Form;
	readonly text?: string;
	/** At least so many plain bytes, to reach a bucket. */
	readonly fill?: number;
	readonly slots?: number;
	readonly after?: readonly Uint8Array[];
}

function sealNote(keys: SiteKeys, note: Uint8Array, o: EntryOptions): Object1 {
	return sealTo(keys, note, keys.recipients(...o.to ?? ["01", "02"]), o);
}

function sealTo(keys: SiteKeys, note: Uint8Array,
    recipients: readonly Uint8Array[], o: EntryOptions): Object1 {
	const members = [{ name: "entry.note", data: note }];
	let plain = writeTar(members);

	if (o.fill !== undefined && o.fill > plain.length)
		plain = concat(plain, new Uint8Array(o.fill - plain.length));
	const sealed = seal(plain, recipients, o.slots ?? keys.roster.slots);
	return {
		sealed, id: entryId(sealed.payload),
		d: commitment(keys.host, LEAF.entry, sealed.header,
		    sealed.payload),
		open: openValue(keys.host, sealed.fileKey),
		bytes: concat(sealed.header, sealed.payload),
	};
}

function rosterName(keys: SiteKeys): { version: number; hash: Uint8Array } {
	return { version: keys.roster.version,
		hash: sha256(utf8(parseNote(keys.rosterNote).text)) };
}

/** A report and its thread, sealed; nothing is sent yet. */
export class Report {
	readonly keys: SiteKeys;
	readonly receipt: Receipt;
	readonly object: Object1;
	readonly self: Uint8Array;

	constructor(keys: SiteKeys, o: EntryOptions = {},
	    by: Receipt = quickReceipt(keys.host)) {
		const to = o.to ?? ["01", "02"];
		const form = o.form ?? "concern/1";
		const note = signEntry(keys.host, {
			kind: "report", thread: by.handle, after: [],
			date: keys.today, roster: rosterName(keys), to,
			not: o.not ?? [], form, key: by.vkey,
			replyTo: by.identity.recipient, fields: [], attach: [],
			text: o.text ?? "text of a test\n",
		}, by.seed);

		this.keys = keys;
		this.receipt = by;
		this.object = sealNote(keys, note, o);
		this.self = writeSelf(keys.host, {
			thread: by.handle, form, className: "concern",
			root: keys.pin, roster: rosterName(keys), to,
			not: o.not ?? [], d: this.object.d,
		}, by);
	}

	/** The lines of POST /v1/threads, in order. */
	get lines(): [string, string][] {
		return [
			["mailbox", base64Url(this.receipt.mbox)],
			["thread", base64Url(this.receipt.handle)],
			["open", base64Url(openHash(this.object.open))],
			["self", base64Url(this.self)],
		];
	}

	get body(): Uint8Array {
		return preamble(this.lines, this.object.bytes);
	}

	/** The post whose payload was uploaded: the header alone. */
	uploadedBody(id: string): Uint8Array {
		return preamble([...this.lines, ["upload", id]],
		    this.object.sealed.header);
	}

	get bearer(): Record<string, string> {
		return { authorization: `Bearer ${base64Url(this.receipt.mbox)}` };
	}

	send(to: Service, body = this.body): Promise<Answer> {
		return post(to, "/v1/threads", body);
	}

	followup(text: string, o: EntryOptions = {}): Object1 {
		const { keys, receipt: by } = this;
		const note = signEntry(keys.host, {
			kind: "followup", thread: by.handle, after: o.after ?? [],
			date: keys.today, roster: rosterName(keys),
			to: o.to ?? ["01", "02"], not: [], key: by.vkey,
			fields: [], attach: [], text,
		}, by.seed);

		return sealNote(keys, note, o);
	}

	/** A reply of an officer, sealed to the reporter. */
	reply(text: string, number = "01", fill?: number): Object1 {
		const { keys, receipt: by } = this;
		const note = signEntry(keys.host, {
			kind: "reply", thread: by.handle, after: [],
			date: keys.today, roster: rosterName(keys),
			to: ["01", "02"], not: [], officer: number,
			fields: [{ name: "status", value: "P4" }], attach: [], text,
		}, keys.officer(number).keys.signSeed);

		return sealTo(keys, note, [by.identity.recipient,
			...keys.recipients("01", "02")],
		    fill === undefined ? {} : { fill });
	}

	followupBody(object: Object1, upload?: string): Uint8Array {
		return preamble([
			["mailbox", base64Url(this.receipt.mbox)],
			["open", base64Url(openHash(object.open))],
			...upload === undefined ? [] :
			    [["upload", upload] as const],
		], upload === undefined ? object.bytes : object.sealed.header);
	}
}

export function preamble(lines: readonly (readonly [string, string])[],
    object: Uint8Array): Uint8Array {
	return concat(utf8(lines.map(([n, v]) => `${n} ${v}\n`).join("") + "\n"),
	    object);
}

export function post(to: Service, path: string, body: Uint8Array | string,
    headers: Record<string, string> = {}): Promise<Answer> {
	return to.ask(path, { method: "POST", body,
		headers: { "content-type": ENTRY_TYPE, ...headers } });
}
