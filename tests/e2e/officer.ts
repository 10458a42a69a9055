// SPDX-License-Identifier: ISC
// An officer's client on the office's own API: find what opens, answer it.
// It can also misbehave, as `qf` cannot.

import { base64Url, fromBase64 } from "../../assets/lib/base64.ts";
import { concat, systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { type Field, type ReadEntry, readEntry, signEntry }
	from "../../assets/lib/entry.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import { signLogin } from "../../assets/lib/login.ts";
import { openHash, openValue } from "../../assets/lib/object.ts";
import { parseNote } from "../../assets/lib/note.ts";
import { seal } from "../../assets/lib/seal.ts";
import { readTar, writeTar } from "../../assets/lib/tar.ts";
import { openHeader, openPayload } from "../../assets/lib/unseal.ts";
import { type Answer, until } from "../web/client.ts";
import type { World } from "../web/harness.ts";
import type { TestOfficer } from "../web/keys.ts";

const ENTRY_TYPE = "application/vnd.qingfeng.entry";
const PAIRS_TYPE = "application/vnd.qingfeng.pairs";

/** A report that opened, and the right to its thread. */
export interface Found {
	readonly id: string;
	readonly open: Uint8Array;
	readonly entry: ReadEntry;
}

export interface ReplyOptions {
	readonly status?: string;
	/** Sign with a key that is nobody's. */
	readonly forged?: boolean;
	readonly thread?: Uint8Array;
	readonly roster?: { version: number; hash: Uint8Array };
	readonly date?: string;
	readonly after?: readonly Uint8Array[];
}

export class Officer {
	private readonly world: World;
	private readonly self: TestOfficer;
	private token = "";

	private constructor(world: World, number: string) {
		this.world = world;
		this.self = world.keys.officer(number);
	}

	static async login(world: World, number: string): Promise<Officer> {
		const officer = new Officer(world, number);
		const challenge = (await officer.post("/v1/session/challenge"))
		    .json<{ nonce: string; until: number }>();
		const note = signLogin(world.host, {
			at: `https://${world.host}:9443`, number,
			nonce: fromBase64(challenge.nonce),
			until: challenge.until,
		}, officer.self.keys.loginSeed);
		const answer = await officer.post("/v1/session", note,
		    "text/plain");

		officer.token = answer.json<{ token: string }>().token;
		return officer;
	}

	private async ask(path: string, method: string, body?: Uint8Array,
	    type?: string): Promise<Answer> {
		const office = this.world.office;
		if (office === undefined)
			throw new Error("this world has no office");
		const answer = await office.ask(path, { method,
			headers: {
				...(type === undefined ? {} : { "content-type": type }),
				...(this.token === "" ? {} :
				    { authorization: `Bearer ${this.token}` }),
			},
			...(body === undefined ? {} : { body }) });

		if (answer.status >= 300)
			throw new Error(`${path}: ${answer.status} ${answer.text}`);
		return answer;
	}

	private post(path: string, body?: Uint8Array, type?: string):
	    Promise<Answer> {
		return this.ask(path, "POST", body, type);
	}

	/** id and header of everything released, decoys among it. */
	private async listed(): Promise<{ id: Uint8Array; header: Uint8Array }[]> {
		const { body } = await this.ask("/v1/reports", "GET");
		const out = [];

		for (let at = 8; at < body.length;) {
			const len = body.readUInt32BE(at + 16);

			out.push({ id: new Uint8Array(body.subarray(at, at + 16)),
				header: new Uint8Array(
				    body.subarray(at + 20, at + 20 + len)) });
			at += 20 + len;
		}
		return out;
	}

	private fileKey(header: Uint8Array): Uint8Array | undefined {
		try {
			return openHeader(header, [this.self.identity]);
		} catch (e) {
			if (codeOf(e) === "AGE_NO_MATCH")
				return undefined;
			throw e;
		}
	}

	/** The payload of an entry of at most 256 KiB, by its report's open. */
	private async fetch(id: string, open: Uint8Array): Promise<Uint8Array> {
		const answer = await this.post("/v1/entries/fetch", utf8(
		    `entry ${id}\nopen ${base64Url(open)}\nfrom 0\nlen 1048576\n\n`),
		    ENTRY_TYPE);

		return new Uint8Array(answer.body);
	}

	/** What opens to this officer now. */
	async inbox(): Promise<Found[]> {
		const found: Found[] = [];

		for (const { id, header } of await this.listed()) {
			const key = this.fileKey(header);

			if (key === undefined)
				continue;
			const open = openValue(this.world.host, key);
			const payload = await this.fetch(hex(id), open);
			const note = readTar(openPayload(key, payload))[0]?.data;

			found.push({ id: hex(id), open,
				entry: readEntry(this.world.host,
				    note ?? new Uint8Array(0)) });
		}
		return found;
	}

	/** The report whose text holds these words, once it is released. */
	async wait(words: string): Promise<Found> {
		const inbox = await until(() => this.inbox(), (all) =>
		    all.some((one) => one.entry.text.includes(words)));
		const found = inbox.find((one) =>
		    one.entry.text.includes(words));

		if (found === undefined)
			throw new Error("gone again");
		return found;
	}

	/** Entries of a thread as office lists them. */
	async entries(found: Found): Promise<{ id: string; side: string;
	    report: boolean }[]> {
		const pair = concat(Uint8Array.from(Buffer.from(found.id, "hex")),
		    found.open);
		const answer = await this.post("/v1/threads/lookup", pair,
		    PAIRS_TYPE);

		return answer.json<{ threads: { entries: { id: string;
			side: string; report: boolean }[] }[] }>()
		    .threads[0]?.entries ?? [];
	}

	/** Answer a report; gives the hash of the note's text. */
	async reply(found: Found, text: string, o: ReplyOptions = {}):
	    Promise<Uint8Array> {
		const { world, self } = this;
		const fields: Field[] = o.status === undefined ? [] :
		    [{ name: "status", value: o.status }];
		const note = signEntry(world.host, {
			kind: "reply", thread: o.thread ?? found.entry.thread,
			after: o.after ?? [found.entry.hash],
			date: o.date ?? world.keys.today,
			roster: o.roster ?? { version: world.keys.roster.version,
				hash: sha256(utf8(parseNote(world.keys.rosterNote)
				    .text)) },
			to: found.entry.to, not: [], officer: self.number, fields,
			attach: [], text,
		}, o.forged === true ? systemRandom(32) : self.keys.signSeed);
		const to = found.entry.to.map((n) =>
		    world.keys.officer(n).identity.recipient);
		const sealed = seal(writeTar([{ name: "entry.note", data: note }]),
		    [found.entry.replyTo ?? new Uint8Array(0), ...to],
		    world.keys.roster.slots);
		const open = openHash(openValue(world.host, sealed.fileKey));

		await this.post("/v1/entries", concat(utf8(
		    `report ${found.id}\nreport-open ${base64Url(found.open)}\n` +
		    `audience reporter\nopen ${base64Url(open)}\n\n`),
		    sealed.header, sealed.payload), ENTRY_TYPE);
		return sha256(utf8(parseNote(note).text));
	}
}
