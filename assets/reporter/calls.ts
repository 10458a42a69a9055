// SPDX-License-Identifier: ISC
// What the page asks of its worker.  The worker holds every key and does all
// cryptography and no network; the page does the network and holds no key.
// Ending the worker wipes the keys at once.

import type { Problem } from "./problem.ts";

/** How far the readers' keys were verified. */
export type Trust = "checked" | "self" | "unchecked";

export interface Reader {
	readonly nn: string;
	readonly office: string;
}

/** The roster, as the screens need it. */
export interface Readers {
	readonly trust: Trust;
	readonly version: number;
	/** Last day of validity. */
	readonly until: string;
	readonly classes: Readonly<Record<string, readonly Reader[]>>;
	/** Pin of generation 1 as printed on the poster. */
	readonly digits: string;
	readonly station: string | null;
}

/** Sealed: the whole body to post, or the length of what goes up first. */
export type Sealed =
	| { readonly body: Uint8Array }
	| { readonly upload: number };

export interface Report {
	readonly form: string;
	readonly class: string;
	/** Officer numbers left out, sorted. */
	readonly not: readonly string[];
	readonly fields: readonly (readonly [string, string])[];
	readonly text: string;
	/** JPEGs of pixels alone, in order. */
	readonly photos: readonly Uint8Array[];
}

/** What goes into an entry of its own. */
export interface ContactData {
	readonly text: string;
	/** The notice it was agreed to under. */
	readonly consent: string;
}

export interface FollowUp {
	/** Officer numbers, sorted. */
	readonly to: readonly string[];
	readonly fields: readonly (readonly [string, string])[];
	readonly text: string;
	readonly photos: readonly Uint8Array[];
}

export interface Promised {
	readonly date: string;
	/** The note as the server signed it. */
	readonly note: string;
}

/** An entry of the reporter's own, as the box lists it. */
export interface Own {
	readonly id: string;
	readonly promise: string;
}

/** The class of the superior organ, whom nobody at home reads. */
export const SUPERIOR = "leadership";

export interface Box {
	readonly form: string;
	readonly class: string;
	readonly trust: Trust;
	/** Set when the chain does not lead from the pin in self. */
	readonly broken: boolean;
	/** The link's pin is not the one in self. */
	readonly otherPin: boolean;
	/** Which entry is the report itself; null when the box lacks it. */
	readonly report: string | null;
	/** Whether its promise holds; null when no key can be trusted. */
	readonly promise: boolean | null;
	/** The day it was promised on. */
	readonly date: string | null;
	/** The readers of the report, and whether each is still in the roster. */
	readonly to: readonly (Reader & { readonly here: boolean })[];
	readonly not: readonly Reader[];
	/** Officers of the class who came later; off by default. */
	readonly offered: readonly Reader[];
	/** Of the superior class; empty unless fewer than two readers are left. */
	readonly superior: readonly Reader[];
}

export type Why = "load" | "seal" | "signer" | "roster" | "thread" | "date" |
    "reader" | "twice";

export type Reply =
	| {
		readonly ok: true;
		readonly office: string;
		readonly date: string;
		readonly text: string;
		readonly status: string | null;
		readonly trust: Trust;
	}
	| { readonly ok: false; readonly why: Why };

/** Each call, what it takes and what it gives. */
export interface Calls {
	/** Verify roots and roster; link is location.hash, read once. */
	begin: [{ host: string; roots: readonly string[]; roster: string;
	    link: string; today: string }, Readers];
	/** Draw a new receipt code and derive its keys. */
	draw: [null, null];
	report: [{ report: Report; today: string }, Sealed];
	/** The next so many chunks of what goes up; each is sealed once. */
	part: [{ chunks: number }, Uint8Array];
	/** The body to post once all of it is up. */
	rest: [{ upload: string }, Uint8Array];
	/** Forget the object sealed last, its words and its pictures. */
	forget: [null, null];
	/** Seal contact data behind the report sealed last. */
	contact: [{ contact: ContactData; today: string }, Uint8Array];
	/** Verify the promise for it. */
	contactPromise: [{ note: Uint8Array }, null];
	/** Verify the promise for the object sealed last. */
	promise: [{ note: Uint8Array }, Promised];
	/** Hand out the code drawn; only after a verified promise. */
	code: [null, string];
	/** Take the promise keys of a newer roster; whether there is one. */
	renew: [{ roots: readonly string[]; roster: string; today: string },
	    boolean];
	/** Derive the keys of a code typed in; gives the bearer. */
	enter: [{ code: string }, string];
	/** Open self; gives the roster versions from its to the newest. */
	self: [{ self: string }, { from: number; newest: number }];
	/**
	 * own: the promises of the reporter's entries; rosters: those versions
	 * but the newest, which is here, null for one the server lacks.
	 */
	box: [{ own: readonly Own[]; rosters: readonly (string | null)[] },
	    Box];
	reply: [{ id: string; date: string; object: Uint8Array }, Reply];
	/** Ids in the order to be read; the server keeps no time of day. */
	order: [{ entries: readonly { readonly id: string;
	    readonly side: "reporter" | "office";
	    readonly date: string }[] }, readonly string[]];
	followup: [{ followup: FollowUp; today: string }, Sealed];
}

export type Name = keyof Calls;

export interface Question {
	readonly serial: number;
	readonly name: Name;
	readonly argument: unknown;
}

export type Answer =
	| { readonly serial: number; readonly value: unknown }
	| { readonly serial: number; readonly problem: Problem };
