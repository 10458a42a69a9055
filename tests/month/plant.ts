// SPDX-License-Identifier: ISC
// What somebody who has the database, and a reader's key with it, can plant
// there.

import { systemRandom, utf8 } from "../../assets/lib/bytes.ts";
import { type Field, type Kind, signEntry }
	from "../../assets/lib/entry.ts";
import { hex } from "../../assets/lib/hex.ts";
import {
	LEAF, commitment, entryId, openHash, openValue,
} from "../../assets/lib/object.ts";
import { parseNote } from "../../assets/lib/note.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { seal } from "../../assets/lib/seal.ts";
import { heads } from "../../assets/lib/thread.ts";
import { writeTar } from "../../assets/lib/tar.ts";
import type { Player } from "./player.ts";
import { type Twin, readBundle } from "./twin.ts";

/** The thread as a reader, whose key the planter has, finds it. */
async function look(player: Player, letter: string): Promise<Twin> {
	const nn = letter.startsWith("y") ? "07" : "01";

	return (await readBundle(player, nn)).get(player.id(letter)) ??
	    fail(`${nn} does not read ${letter}`);
}

function fail(why: string): never {
	throw new Error(why);
}

function handleOf(player: Player, letter: string): string {
	return player.world.cluster.sql("SELECT encode(thread, 'hex') " +
	    `FROM qf.entry WHERE id = '\\x${player.id(letter)}'`);
}

/** Seal a note to these officers and put it into the database. */
function insert(player: Player, letter: string, note: Uint8Array,
    to: readonly string[], side: string): string {
	const { world } = player;
	const sealed = seal(writeTar([{ name: "entry.note", data: note }]),
	    world.keys.recipients(...to), world.keys.roster.slots);
	const id = entryId(sealed.payload);
	const bytes = (b: Uint8Array): string => `'\\x${hex(b)}'`;

	world.cluster.sql("INSERT INTO qf.entry (id, thread, first, side, " +
	    "audience, d, open, date, size, header, payload, release) VALUES " +
	    `('\\x${id}', '\\x${handleOf(player, letter)}', false, '${side}', ` +
	    "'office', " + bytes(commitment(world.host, LEAF.entry,
	    sealed.header, sealed.payload)) + ", " +
	    bytes(openHash(openValue(world.host, sealed.fileKey))) +
	    ", qf.today(), " + String(sealed.header.length +
	    sealed.payload.length) + `, ${bytes(sealed.header)}, ` +
	    `${bytes(sealed.payload)}, ` +
	    "(SELECT max(number) FROM qf.release));");
	return id;
}

/** Of these, whom the newest roster has. */
function inForce(player: Player, numbers: Iterable<string>): string[] {
	return [...numbers].filter((n) => player.world.keys.roster.officers
	    .some((o) => o.number === n));
}

interface Forgery {
	readonly kind: Kind;
	readonly as: string;
	/** Whose key signs; undefined: nobody's. */
	readonly with?: string;
	/** Version of the roster it names; the newest unless said. */
	readonly roster?: number;
	readonly fields?: readonly Field[];
	readonly text: string;
}

const rosters = new Map<number, Uint8Array>();

/** An entry that was never written by whom it names. */
async function forged(player: Player, letter: string, f: Forgery):
    Promise<string> {
	const { keys } = player.world;
	const { view } = await look(player, letter);
	const report = view.report ?? fail("no report");
	const to = inForce(player, view.readers);
	const version = f.roster ?? keys.roster.version;
	const hash = f.roster === undefined ? sha256(utf8(parseNote(
	    keys.rosterNote).text)) : rosters.get(version) ??
	    fail("roster not remembered");
	const note = signEntry(player.world.host, {
		kind: f.kind, thread: report.thread,
		after: heads(view, f.kind), date: player.today,
		roster: { version, hash }, to,
		not: [], officer: f.as, fields: f.fields ?? [], attach: [],
		text: f.text,
	}, f.with === undefined ? systemRandom(32) :
	    keys.officer(f.with).keys.signSeed);

	return insert(player, letter, note, to, "officer");
}

/** The newest entry of a kind in a thread, as its reader 01 sees it. */
async function newest(player: Player, letter: string, kind: string):
    Promise<{ id: string; note: Uint8Array }> {
	const { view } = await look(player, letter);
	const c = view.entries.filter((one) => one.entry?.kind === kind).at(-1);

	return c?.item.note === undefined ? fail(`no ${kind} in ${letter}`) :
	    { id: c.item.id, note: c.item.note };
}

/**
 *	plant roster			remember the newest, to be named later
 *	plant forged L NAME		a reply that nobody's key signed
 *	plant stolen L NN NAME [V]	a step by a revoked key, in roster V
 *	plant replay L KIND NAME	the newest of its kind once more
 *	plant copy L KIND M NAME	... sealed anew into thread M
 *	plant move L KIND M NAME	... its row put into thread M
 *	plant redate L KIND N NAME	... stored N days earlier
 *	plant withhold L KIND NAME	... deleted
 */
export async function deed(player: Player, args: readonly string[]):
    Promise<void> {
	const [what = "", letter = "", kind = "", other = "", name = ""] = args;
	const { cluster, keys } = player.world;
	const keep = (as: string, id: string): void => {
		player.planted.set(as, id);
	};

	if (what === "roster") {
		rosters.set(keys.roster.version, sha256(utf8(parseNote(
		    keys.rosterNote).text)));
		return;
	}
	if (what === "forged") {
		keep(kind, await forged(player, letter, { kind: "reply",
			as: "01", text: "已经办结。",
			fields: [{ name: "status", value: "P7" }] }));
		return;
	}
	if (what === "stolen") {
		keep(other, await forged(player, letter, { kind: "event",
			as: kind, with: kind, text: "",
			...name === "" ? {} : { roster: Number(name) },
			fields: [{ name: "from", value: "Q1" },
				{ name: "to", value: "Q6" },
				{ name: "reason", value: "转出去" }] }));
		return;
	}
	const found = await newest(player, letter, kind);
	if (what === "replay" || what === "copy") {
		const into = what === "replay" ? letter : other;
		const { view } = await look(player, into);

		keep(what === "replay" ? other : name, insert(player, into,
		    found.note, inForce(player, view.readers),
		    kind === "followup" ? "reporter" : "officer"));
		return;
	}
	const where = `WHERE id = '\\x${found.id}'`;
	if (what === "move") {
		cluster.sql(`UPDATE qf.entry SET thread = ` +
		    `'\\x${handleOf(player, other)}' ${where}`);
		keep(name, found.id);
	} else if (what === "redate") {
		cluster.sql(`UPDATE qf.entry SET date = date - ${other} ${where}`);
		keep(name, found.id);
	} else if (what === "withhold") {
		cluster.sql(`DELETE FROM qf.header WHERE entry = '\\x${found.id}'; ` +
		    `DELETE FROM qf.entry ${where}`);
		keep(other, found.id);
	} else {
		fail(`nothing to plant: ${what}`);
	}
}


