// SPDX-License-Identifier: ISC
// What the database holds, opened the way an officer would.

import { splitHeader } from "../../assets/lib/age-header.ts";
import { hex } from "../../assets/lib/hex.ts";
import { type ReadEntry, readEntry, verifyEntry }
	from "../../assets/lib/entry.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { entryId } from "../../assets/lib/object.ts";
import { readTar } from "../../assets/lib/tar.ts";
import { unseal } from "../../assets/lib/unseal.ts";
import type { World } from "../web/harness.ts";

/** The sealed object of a posted body: what follows the preamble. */
export function objectIn(body: Buffer): Uint8Array {
	const at = body.indexOf("\n\n");

	if (at < 0)
		throw new Error("no preamble");
	return new Uint8Array(body.subarray(at + 2));
}

/** Whether the database holds exactly these bytes as an entry. */
export function isStored(world: World, object: Uint8Array): boolean {
	const id = entryId(splitHeader(object).payload);

	return world.cluster.sql("SELECT encode(header || payload, 'hex') " +
	    `FROM qf.entry WHERE id = '\\x${id}';`) === hex(object);
}

/** The one entry there is, uploaded parts and all. */
export function onlyEntry(world: World): Uint8Array {
	const text = world.cluster.sql("SELECT encode(e.header || e.payload || " +
	    "coalesce((SELECT string_agg(p.bytes, '' ORDER BY p.start) " +
	    "FROM qf.part p WHERE p.entry = e.id), ''), 'hex') FROM qf.entry e;");

	return new Uint8Array(Buffer.from(text, "hex"));
}

/** Threads and entries, "1/1" after one report; decoys not counted. */
export function counts(world: World): string {
	return `${world.cluster.count("qf.thread")}/` +
	    `${world.cluster.count("qf.entry")}`;
}

/** The entry, or undefined when it is not sealed to that officer. */
export function openedBy(world: World, number: string, object: Uint8Array):
    ReadEntry | undefined {
	let members;

	try {
		members = readTar(unseal(object,
		    [world.keys.officer(number).identity]));
	} catch (e) {
		if (codeOf(e) === "AGE_NO_MATCH")
			return undefined;
		throw e;
	}
	const entry = readEntry(world.host, members[0]?.data ??
	    new Uint8Array(0));
	if (entry.key !== undefined)
		verifyEntry(world.host, entry, entry.key);
	return entry;
}

/** Officers who can open it. */
export function readersOf(world: World, object: Uint8Array): string[] {
	return world.keys.officers.map((one) => one.number)
	    .filter((number) =>
		openedBy(world, number, object) !== undefined);
}

export function fieldsOf(entry: ReadEntry): string[] {
	return entry.fields.map((one) => `${one.name}=${one.value}`);
}
