// SPDX-License-Identifier: ISC
// What the page asks of its worker.  The worker holds the officer's keys and
// the session, does all cryptography and all network; the page shows.  Ending
// the worker ends keys, session and everything opened.

import type { Kind } from "../lib/entry.ts";
import type { Alarm } from "../lib/thread.ts";
import type { Problem } from "./problem.ts";

/** What the roots and the roster say before anybody has unlocked. */
export interface Trust {
	readonly host: string;
	/** Office's origin, as qf desk was told it. */
	readonly office: string;
	/** Of generation 1's pin, as the poster prints it. */
	readonly digits: string;
	/** A pin was pasted, and it is this one. */
	readonly pinned: boolean;
	readonly version: number;
	/** Last day of the roster. */
	readonly until: string;
	/** Not in force today: reading works, answering does not. */
	readonly expired: boolean;
}

export interface Reader {
	readonly nn: string;
	/** The office's name; "" when no roster knows the number. */
	readonly office: string;
	/** Still in the newest roster. */
	readonly here: boolean;
}

export interface Me {
	readonly nn: string;
	readonly office: string;
	readonly classes: readonly string[];
	/** The key file has no passphrase. */
	readonly bare: boolean;
}

/** One line of the inbox. */
export interface Summary {
	/** Entry id of the report. */
	readonly id: string;
	readonly form: string | null;
	readonly fields: readonly FieldView[];
	/** Its first words. */
	readonly opening: string;
	/** Stored date of the report, and of the newest entry. */
	readonly date: string;
	readonly newest: string;
	/** Bytes of the sealed report. */
	readonly size: number;
	readonly entries: number;
	readonly alarms: boolean;
	readonly answered: boolean;
	/** Something of the reporter's follows the last answer. */
	readonly pending: boolean;
	readonly status: string | null;
}

export interface Inbox {
	readonly threads: readonly Summary[];
	/** Reports that open but that office does not find. */
	readonly missing: number;
	/** Headers that are for this officer and are spoilt. */
	readonly damaged: number;
	/** Headers tried, decoys and all. */
	readonly tried: number;
}

export interface FieldView {
	readonly name: string;
	readonly value: string;
}

export interface FileView {
	readonly member: string;
	/** As the reporter typed it, or "". */
	readonly name: string;
	readonly size: number;
}

/** Why an entry cannot be shown: not sealed to this officer, or spoilt. */
export type Unread = "closed" | "bytes" | "seal" | "archive";

export interface EntryView {
	readonly id: string;
	readonly stored: string;
	readonly size: number;
	readonly internal: boolean;
	readonly unread: Unread | null;
	/** The rest is empty where the entry could not be read. */
	readonly kind: Kind | null;
	readonly author: Reader | null;
	readonly date: string;
	readonly roster: number;
	readonly to: readonly Reader[];
	readonly form: string | null;
	readonly fields: readonly FieldView[];
	readonly files: readonly FileView[];
	/** The files were fetched, and fit their lines if no alarm says not. */
	readonly filesRead: boolean;
	readonly text: string;
	readonly alarms: readonly Alarm[];
	readonly afterUnreadable: boolean;
}

export interface Thread {
	readonly id: string;
	readonly summary: Summary;
	readonly entries: readonly EntryView[];
	/** Of the thread itself. */
	readonly alarms: readonly Alarm[];
	readonly readers: readonly Reader[];
	readonly leftOut: readonly Reader[];
	/** Null: an answer can be sent.  Else why not. */
	readonly mute: "no_report" | "not_reader" | null;
}

export interface Draft {
	readonly thread: string;
	readonly kind: "reply" | "memo";
	/** "P1" to "P8", or "" to leave the status as it is. */
	readonly status: string;
	readonly text: string;
}

export interface Stored {
	readonly id: string;
	readonly kind: Draft["kind"];
	readonly date: string;
	/** Officers it was sealed to, besides the reporter. */
	readonly to: readonly Reader[];
	/** Read back from office and equal to what was signed. */
	readonly confirmed: boolean;
	readonly thread: Thread;
}

export interface Picture {
	readonly member: string;
	readonly bytes: Uint8Array;
}

/** Each call, what it takes and what it gives. */
export interface Calls {
	/** Ask qf desk where it leads, fetch and verify roots and roster. */
	begin: [{ token: string }, Trust];
	/** Hold the roots against a pin: digits of a poster, or its link. */
	pin: [{ pin: string }, Trust];
	/** Open the key file and find its officer. */
	unlock: [{ file: Uint8Array; passphrase: string }, Me];
	/** Log in where needed, try what is new, read what opens. */
	sync: [null, Inbox];
	thread: [{ id: string }, Thread];
	/** The pictures of one entry, after their sums were checked. */
	pictures: [{ thread: string; entry: string },
	    { thread: Thread; pictures: readonly Picture[] }];
	send: [Draft, Stored];
}

export type Name = keyof Calls;

export interface Question {
	readonly serial: number;
	readonly name: Name;
	readonly argument: unknown;
}

/** What takes long, how far it is; total 0: nobody knows. */
export interface Progress {
	readonly step: "key" | "roster" | "list" | "try" | "read";
	readonly done: number;
	readonly total: number;
}

export type Answer =
	| { readonly serial: number; readonly value: unknown }
	| { readonly serial: number; readonly problem: Problem }
	| { readonly progress: Progress };
