// SPDX-License-Identifier: ISC
// What the page asks of its worker.  The worker holds the officer's keys and
// the session, does all cryptography and all network; the page shows.  Ending
// the worker ends keys, session and everything opened.

import type { Kind } from "../lib/entry.ts";
import type { Period } from "../lib/stats-sheet.ts";
import type { Alarm } from "../lib/thread.ts";
import type { CaseLine, CaseView, Verdict } from "./case-view.ts";
import type { Board } from "./month/board-lines.ts";
import type { CampaignView } from "./month/campaign-lines.ts";
import type { Figures } from "./month/figures.ts";
import type { Lesson, LessonDraft } from "./month/lesson-record.ts";
import type { Problem } from "./problem.ts";
import type { Carried, DeskKind, RecordDraft, RecordView } from
    "./records/types.ts";
import type { Site } from "./site.ts";

/** What the roots and the roster say before anybody has unlocked. */
export interface Trust {
	readonly host: string;
	/** Office's origin, as qf desk was told it. */
	readonly office: string;
	/** Of generation 1's pin, as the poster prints it. */
	readonly digits: string;
	/** A store folder answers, without any network. */
	readonly offline: boolean;
	/** A pin was pasted, and it is this one. */
	readonly pinned: boolean;
	readonly version: number;
	/** Last day of the roster. */
	readonly until: string;
	/** The operator's own words and lists; null: those of the build. */
	readonly site: Site | null;
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
	/** The newest roster's other officers. */
	readonly others: readonly { readonly nn: string;
	    readonly office: string }[];
	/** The key file has no passphrase. */
	readonly bare: boolean;
	/** Reads a store folder and writes into its outbox. */
	readonly offline: boolean;
}

/** Shares of an officer's key, as they are printed. */
export interface Made {
	readonly host: string;
	readonly nn: string;
	readonly k: number;
	readonly texts: readonly string[];
}

/** One line of the inbox; of its case, what CaseLine says. */
export interface Summary extends CaseLine {
	/** Entry id of the report. */
	readonly id: string;
	/** The first hex digits of its handle: what paper calls it. */
	readonly number: string;
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
	/** Officers who can still open all of it; null: nobody can say. */
	readonly able: readonly string[] | null;
	readonly answered: boolean;
	/** Something of the reporter's follows the last answer. */
	readonly pending: boolean;
	readonly status: string | null;
	/** base64 of a handle: what a duplicate of this thread names. */
	readonly first: string;
}

export interface Inbox {
	readonly threads: readonly Summary[];
	/** Reports that open but that office does not find. */
	readonly missing: number;
	/** Headers that are for this officer and are spoilt. */
	readonly damaged: number;
	/** Headers tried, decoys and all. */
	readonly tried: number;
	/** Grants that were begun and did not end. */
	readonly begun: readonly Omit<Grant, "reason">[];
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

/**
 * Why an entry cannot be shown: not sealed to this officer, destroyed by two
 * officers, or spoilt.
 */
export type Unread = "closed" | "gone" | "bytes" | "seal" | "archive";

/** An entry that should be there to be read, and is not. */
export function isSpoilt(unread: Unread | null): boolean {
	return unread !== null && unread !== "closed" && unread !== "gone";
}

export interface Gone {
	readonly date: string;
	/** Numbers. */
	readonly by: readonly string[];
}

export interface EntryView {
	readonly id: string;
	/** base64 SHA-256 of the note's text, as acts name it; "" unread. */
	readonly hash: string;
	/** What became of an event; "none" for all else. */
	readonly verdict: Verdict;
	readonly stored: string;
	readonly size: number;
	readonly internal: boolean;
	readonly unread: Unread | null;
	/** Of one that is gone: on which day, and whose word it is. */
	readonly gone: Gone | null;
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

/** Another thread that opens for this officer as well. */
export interface Link {
	readonly id: string;
	readonly state: string | null;
	/** What its reporter should read, and does not yet; null: he does. */
	readonly tell: string | null;
}

export interface Thread {
	readonly id: string;
	/** The first hex digits of its handle: what paper calls it. */
	readonly number: string;
	readonly summary: Summary;
	readonly state: CaseView;
	readonly entries: readonly EntryView[];
	/** Of the thread itself. */
	readonly alarms: readonly Alarm[];
	readonly readers: readonly Reader[];
	readonly leftOut: readonly Reader[];
	/** Null: an answer can be sent.  Else why not. */
	readonly mute: "no_report" | "not_reader" | "recused" | null;
	/** The public status that the reporter should read and does not yet. */
	readonly tell: string | null;
	/** Of a duplicate: the first report, where it opens. */
	readonly first: Link | null;
	/** Reports filed with this one. */
	readonly duplicates: readonly Link[];
	/** Officers of the newest roster. */
	readonly roster: readonly Reader[];
	/** Numbers of those who were granted everything. */
	readonly granted: readonly string[];
}

export interface Draft {
	readonly thread: string;
	readonly kind: "reply" | "memo" | "event";
	/** "P1" to "P8", or "" to leave the status as it is. */
	readonly status: string;
	/** Of an event: one act of conf/triage.json. */
	readonly fields: readonly FieldView[];
	readonly text: string;
	/** Files that go with it; what they are called is not sent. */
	readonly files?: readonly DraftFile[];
}

export interface DraftFile {
	/** "jpg" and so on: one of the tar's. */
	readonly suffix: string;
	readonly bytes: Uint8Array;
}

export interface Stored {
	readonly id: string;
	readonly kind: Draft["kind"];
	readonly date: string;
	/** Officers it was sealed to, besides the reporter. */
	readonly to: readonly Reader[];
	/** It lies sealed in the outbox, and office has not got it. */
	readonly unsent: boolean;
	/** Read back from office and equal to what was signed. */
	readonly confirmed: boolean;
	readonly thread: Thread;
}

/** To hand a thread, or one entry of it, to another officer. */
export interface Grant {
	readonly thread: string;
	readonly nn: string;
	/** "all", or the hash of one entry. */
	readonly what: string;
	readonly reason: string;
}

export interface Granted {
	readonly thread: Thread;
	/** Ids of the entries with a new header for him. */
	readonly handed: readonly string[];
	/** Entries that do not open for the one who hands on. */
	readonly closed: number;
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
	/** Split the key of a key file; nothing stays unlocked. */
	shares: [{ file: Uint8Array; passphrase: string; n: number; k: number },
	    Made];
	/** A key file of shares, locked with a new passphrase. */
	recover: [{ texts: readonly string[]; passphrase: string },
	    { nn: string | null; file: Uint8Array }];
	/** Log in where needed, try what is new, read what opens. */
	sync: [null, Inbox];
	thread: [{ id: string }, Thread];
	/** The pictures of one entry, after their sums were checked. */
	pictures: [{ thread: string; entry: string },
	    { thread: Thread; pictures: readonly Picture[] }];
	/**
	 * Sign, seal, store, read back.  `moved` when there is something in the
	 * thread that the page was not shown: nothing is signed then.
	 */
	send: [Draft, Stored];
	/** Words, over everything that opened; packHits() of search.ts. */
	search: [{ query: string }, string];
	/** Write down what was opened; null where nothing is new. */
	opened: [{ id: string }, Thread | null];
	/** The event, then new headers; again where it ended in the middle. */
	grant: [Grant, Granted];
	/** Those that did not end. */
	begun: [null, Inbox["begun"]];
	/** Count a period that is over, over what was read last. */
	figures: [{ period: Period }, Figures];
	/** Rectification items and proposed rules of what was read last. */
	board: [null, Board];
	/** What belongs to each campaign of the site. */
	campaigns: [null, readonly CampaignView[]];
	/** 清风课堂: sign what was written, open a record, sign it as second. */
	draftLesson: [LessonDraft, Lesson];
	openLesson: [{ note: string }, Lesson];
	signLesson: [{ note: string }, Lesson];
	/** Records: sign one as first, open one, sign it as second. */
	draftRecord: [RecordDraft, RecordView];
	openRecord: [{ kind: DeskKind; note: string }, RecordView];
	signRecord: [{ kind: DeskKind; note: string;
	    checked: readonly string[] }, RecordView];
	/** Of signed notes, one behind the other: the file that intake serves. */
	answersPage: [{ notes: string }, string];
	/** A memo in each thread of a signed order, then the sealed table. */
	carryOut: [{ note: string }, Carried];
}

export type Name = keyof Calls;

export interface Question {
	readonly serial: number;
	readonly name: Name;
	readonly argument: unknown;
}

/** What takes long, how far it is; total 0: nobody knows. */
export interface Progress {
	readonly step: "key" | "roster" | "list" | "try" | "read" | "grant";
	readonly done: number;
	readonly total: number;
}

export type Answer =
	| { readonly serial: number; readonly value: unknown }
	| { readonly serial: number; readonly problem: Problem }
	| { readonly progress: Progress };
