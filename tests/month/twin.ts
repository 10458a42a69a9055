// SPDX-License-Identifier: ISC
// The second reader: what `qf export` wrote of an officer's store folder,
// verified, opened and walked by the TypeScript of console and library alone.

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { fromBase64 } from "../../assets/lib/base64.ts";
import { hex } from "../../assets/lib/hex.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { openRootChain } from "../../assets/lib/root.ts";
import { type OpenRoster, checkSuccession, openRoster }
	from "../../assets/lib/roster.ts";
import { type CaseState, caseState } from "../../assets/lib/state.ts";
import { type ThreadView, checkThread } from "../../assets/lib/thread.ts";
import type { Chain } from "../../assets/desk/chain.ts";
import type { EntryLine } from "../../assets/desk/office.ts";
import { itemOf, openGone, openHead, spoilt } from "../../assets/desk/opened.ts";
import { Trials } from "../../assets/desk/trial.ts";
import type { Player } from "./player.ts";

export interface Twin {
	readonly view: ThreadView;
	readonly state: CaseState;
	/** Entries of which two officers signed the end. */
	readonly gone: ReadonlySet<string>;
}

/** `len4 header` ... */
function headers(bytes: Uint8Array): Uint8Array[] {
	const out: Uint8Array[] = [];
	const view = Buffer.from(bytes);

	for (let at = 0; at < view.length;) {
		const len = view.readUInt32BE(at);

		out.push(bytes.subarray(at + 4, at + 4 + len));
		at += 4 + len;
	}
	return out;
}

class Bundle {
	readonly lines: readonly (readonly string[])[];
	private readonly dir: string;

	constructor(dir: string) {
		this.dir = dir;
		this.lines = readFileSync(join(dir, "MANIFEST"), "latin1")
		    .trimEnd().split("\n").map((l) => l.split(" "));
	}

	named(word: string): (readonly string[])[] {
		return this.lines.filter((l) => l[0] === word);
	}

	/** A file by the hash that names it, which it must have. */
	file(name: string | undefined): Uint8Array {
		const bytes = new Uint8Array(readFileSync(
		    join(this.dir, "objects", name ?? "")));

		if (hex(sha256(bytes)) !== name)
			throw new Error(`another file than ${name}`);
		return bytes;
	}
}

function chainOf(b: Bundle, host: string, pin: Uint8Array): Chain {
	const roots = openRootChain(host, b.named("root").map((l) =>
	    b.file(l[2])), pin);
	const notes = b.named("roster").map((l) => b.file(l[2]));
	const rosters: OpenRoster[] = [];

	for (const note of notes) {
		const one = openRoster(host, note, roots);
		const last = rosters.at(-1);

		if (last !== undefined)
			checkSuccession(last, one);
		rosters.push(one);
	}
	const newest = rosters.at(-1);
	const newestNote = notes.at(-1);
	if (newest === undefined || newestNote === undefined)
		throw new Error("a bundle without a roster");
	return { host, roots, rosters, newest, newestNote };
}

/**
 * Every thread of an officer's folder, by the id of its report.  Read anew when
 * any qf ran since.
 */
export async function readBundle(player: Player, nn: string):
    Promise<Map<string, Twin>> {
	const known = read.get(nn);

	if (known?.runs === player.runs)
		return known.threads;
	const threads = await readAnew(player, nn);
	read.set(nn, { runs: player.runs, threads });
	return threads;
}

const read = new Map<string, { runs: number; threads: Map<string, Twin> }>();

async function readAnew(player: Player, nn: string):
    Promise<Map<string, Twin>> {
	const dir = join(player.store(nn) + "-bundle");

	rmSync(dir, { recursive: true, force: true });
	const said = await player.run(player.program, ["export", "--store",
		player.store(nn), dir]);
	if (said.code !== 0)
		throw new Error(`export: ${said.err}`);
	const b = new Bundle(dir);
	const { keys, host } = player.world;
	const chain = chainOf(b, host, keys.pin);
	const trials = await Trials.create(keys.officer(nn).identity);
	const files = new Map(b.named("entry").map((l) => [l[1] ?? "", l]));
	const out = new Map<string, Twin>();

	for (const [, id = "", json] of b.named("thread")) {
		const thread = JSON.parse(Buffer.from(b.file(json))
		    .toString("utf8")) as { handle: string; entries: EntryLine[] };
		const gone = new Set<string>();
		const items = await Promise.all(thread.entries.map(async (e) => {
			const line = files.get(e.id);

			if (line === undefined)
				return itemOf(e, spoilt("bytes", e.id));
			const payload = b.file(line[4]);
			const head = { id: e.id, size: payload.length,
				headers: headers(b.file(line[2])), head: payload };
			const end = openGone(chain, head);

			if (end?.gone !== undefined)
				gone.add(e.id);
			return itemOf(e, end ?? await openHead(head, trials));
		}));
		const view = checkThread({ host, rosters: chain.rosters,
			handle: fromBase64(thread.handle), viewer: nn, items });

		out.set(id, { view, state: caseState(view), gone });
	}
	return out;
}


