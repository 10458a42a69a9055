// SPDX-License-Identifier: ISC
// An officer who reads everything there is, page by page, and opens it with
// the pages' library: what C sealed, TypeScript opens.

import { Agent } from "node:https";

import { base64Url, fromBase64 } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { type ReadEntry, readEntry, verifyEntry }
	from "../../assets/lib/entry.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { hex } from "../../assets/lib/hex.ts";
import { signLogin } from "../../assets/lib/login.ts";
import { entryId, openValue } from "../../assets/lib/object.ts";
import { readTar } from "../../assets/lib/tar.ts";
import { openHeader, openPayload } from "../../assets/lib/unseal.ts";
import type { Answer } from "../web/client.ts";
import type { World } from "../web/harness.ts";
import type { Service } from "../web/service.ts";
import type { TestOfficer } from "../web/keys.ts";

const ENTRY_TYPE = "application/vnd.qingfeng.entry";
const PAIRS_TYPE = "application/vnd.qingfeng.pairs";
const PAIRS_MAX = 256;
const PAYLOAD_MAX = 131072;

/** A report in the listing that opens to this officer. */
export interface Opened {
	readonly id: string;
	readonly key: Uint8Array;
	readonly open: Uint8Array;
}

export interface Looked {
	readonly handle: string;
	readonly entries: { id: string; report: boolean; side: string;
		d: string }[];
}

export class Reader {
	/** Rows of the listing so far, decoys among them. */
	rows = 0;
	/** Those of them that open. */
	readonly opened: Opened[] = [];
	private readonly host: string;
	private readonly office: Service;
	private readonly who: TestOfficer;
	private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });
	private token = "";
	private cursor = 0n;

	private constructor(world: World, office: Service, number: string) {
		this.host = world.host;
		this.office = office;
		this.who = world.keys.officer(number);
	}

	static async login(world: World, number: string): Promise<Reader> {
		if (world.office === undefined)
			throw new Error("this world has no office");
		const r = new Reader(world, world.office, number);
		const { nonce, until } =
		    (await r.ask("/v1/session/challenge", "POST"))
		    .json<{ nonce: string; until: number }>();
		const note = signLogin(world.host, {
			at: `https://${world.host}:9443`, number,
			nonce: fromBase64(nonce), until,
		}, r.who.keys.loginSeed);

		r.token = (await r.ask("/v1/session", "POST", note, "text/plain"))
		    .json<{ token: string }>().token;
		return r;
	}

	close(): void {
		this.agent.destroy();
	}

	private async ask(path: string, method: string, body?: Uint8Array,
	    type?: string): Promise<Answer> {
		const once = (): Promise<Answer> => this.office.ask(path, { method,
			agent: this.agent,
			headers: {
				...(type === undefined ? {} : { "content-type": type }),
				...(this.token === "" ? {} :
				    { authorization: `Bearer ${this.token}` }),
			},
			...(body === undefined ? {} : { body }) });
		/*
		 * Opening a page of the listing takes longer than a connection
		 * may be idle: one that office has closed meanwhile is noticed
		 * only by using it.  Reading twice is reading.
		 */
		const answer = await once().catch((e: unknown) => {
			if ((e as { code?: string }).code !== "ECONNRESET" ||
			    this.token === "")
				throw e;
			return once();
		});

		if (answer.status >= 300)
			throw new Error(`${path}: ${answer.status} ${answer.text}`);
		return answer;
	}

	/** Read on from the cursor to the listing's present end. */
	async list(): Promise<void> {
		for (;;) {
			const { body } = await this.ask(
			    `/v1/reports?after=${this.cursor}`, "GET");

			if (body.length === 8)
				return;
			this.cursor = body.readBigUInt64BE(0);
			for (let at = 8; at < body.length;) {
				const len = body.readUInt32BE(at + 16);

				this.row(hex(body.subarray(at, at + 16)),
				    body.subarray(at + 20, at + 20 + len));
				at += 20 + len;
			}
		}
	}

	private row(id: string, header: Uint8Array): void {
		this.rows++;
		try {
			const key = openHeader(new Uint8Array(header),
			    [this.who.identity]);

			this.opened.push({ id, key,
				open: openValue(this.host, key) });
		} catch (e) {
			if (codeOf(e) !== "AGE_NO_MATCH")
				throw e;
		}
	}

	/** Threads of what opened, in the order of `opened`; undefined: none. */
	async lookup(all: readonly Opened[]): Promise<(Looked | undefined)[]> {
		const out: (Looked | undefined)[] = [];

		for (let i = 0; i < all.length; i += PAIRS_MAX) {
			const part = all.slice(i, i + PAIRS_MAX);
			const pairs = concat(...part.flatMap((o) =>
			    [Uint8Array.from(Buffer.from(o.id, "hex")), o.open]));
			const { threads } = (await this.ask("/v1/threads/lookup",
			    "POST", pairs, PAIRS_TYPE))
			    .json<{ threads: (Looked & { ref: number })[] }>();

			out.push(...part.map((_, k) =>
			    threads.find((t) => t.ref === k)));
		}
		return out;
	}

	/** Fetch, open and verify a report; throws what is wrong with it. */
	async read(o: Opened): Promise<ReadEntry> {
		const payload = new Uint8Array((await this.ask(
		    "/v1/entries/fetch", "POST", utf8(`entry ${o.id}\nopen ${
			base64Url(o.open)}\nfrom 0\nlen ${PAYLOAD_MAX}\n\n`),
		    ENTRY_TYPE)).body);

		if (entryId(payload) !== o.id)
			throw new Error(`${o.id} is not its payload's id`);
		const note = readTar(openPayload(o.key, payload))[0]?.data;
		const e = readEntry(this.host, note ?? new Uint8Array(0));

		if (e.key === undefined)
			throw new Error(`${o.id} is no report`);
		verifyEntry(this.host, e, e.key);
		return e;
	}
}
