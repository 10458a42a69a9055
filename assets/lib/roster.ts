// SPDX-License-Identifier: ISC
// HOST/roster/v1: who may read and answer, for at most 31 days
// (docs/protocol.md section 4).

import { base64 } from "./base64.ts";
import { equal, utf8 } from "./bytes.ts";
import { days } from "./date.ts";
import { codeOf, fail } from "./err.ts";
import {
	ageKey, date, isWord, maybeHash, namedKey, number, numbers, version,
	words,
} from "./grammar.ts";
import { sha256 } from "./hash.ts";
import { hex } from "./hex.ts";
import { formatRecipient } from "./identity.ts";
import { CLASSES_MAX, OFFICERS_MAX, STANZA_MAX } from "./limits.ts";
import {
	type Vkey, formatVkey, parseNote, parseVkey, sameVkey,
} from "./note.ts";
import { type OpenRoot, checkRootDate, checkThreshold } from "./root.ts";
import { Lines, decimal } from "./text.ts";

export const ROSTER_DAYS_MAX = 31;
const SLOTS_MIN = 3;
const OFFICE_LEN = 120;
const PROMISES_MAX = 16;
const WITNESSES_MAX = 16;
const ROLES_MAX = 16;

export interface Officer {
	readonly number: string;
	/** X25519 public key, 32 bytes. */
	readonly recipient: Uint8Array;
	/** HOST/officer/NN, signs entries. */
	readonly entry: Vkey;
	/** HOST/login/NN, opens sessions. */
	readonly login: Vkey;
	/** The office's name, never a person's. */
	readonly office: string;
}

export interface Roster {
	readonly version: number;
	/** SHA-256 of the text before; undefined in version 1. */
	readonly prev: Uint8Array | undefined;
	/** First and last day it holds. */
	readonly notBefore: string;
	readonly notAfter: string;
	/** Stanzas of every sealed object. */
	readonly slots: number;
	readonly promises: readonly Vkey[];
	readonly log: Vkey | undefined;
	readonly witnesses: readonly Vkey[];
	/** 0 without witnesses. */
	readonly quorum: number;
	readonly officers: readonly Officer[];
	readonly classes: readonly {
		readonly name: string; readonly numbers: readonly string[];
	}[];
	/** People who log in but read no entry. */
	readonly roles: readonly {
		readonly role: string; readonly number: string;
		readonly login: Vkey;
	}[];
	readonly revoked: readonly {
		readonly number: string; readonly date: string;
		readonly reason: string;
	}[];
}

/** A roster whose signatures were verified. */
export interface OpenRoster extends Roster {
	readonly text: string;
	/** SHA-256 of the text: what entries name. */
	readonly hash: Uint8Array;
	/** Generation of the newest root whose threshold signed it. */
	readonly signedBy: number;
}

/** The text of a roster; ROSTER when parseRoster would refuse it. */
export function formatRoster(host: string, r: Roster): string {
	const text = [
		`${host}/roster/v1`,
		`version ${r.version}`,
		`prev ${r.prev === undefined ? "-" : base64(r.prev)}`,
		`not-before ${r.notBefore}`,
		`not-after ${r.notAfter}`,
		`slots ${r.slots}`,
		...r.promises.map((k) => `promise ${formatVkey(k)}`),
		...(r.log === undefined ? [] : [`log ${formatVkey(r.log)}`]),
		...r.witnesses.map((k) => `witness ${formatVkey(k)}`),
		...(r.quorum === 0 ? [] : [`quorum ${r.quorum}`]),
		...r.officers.map((o) => [
			"officer", o.number, formatRecipient(o.recipient),
			formatVkey(o.entry), formatVkey(o.login), o.office,
		].join(" ")),
		...r.classes.map((c) => `class ${c.name} ${c.numbers.join(" ")}`),
		...r.roles.map((h) =>
		    `role ${h.role} ${h.number} ${formatVkey(h.login)}`),
		...r.revoked.map((v) =>
		    `revoked ${v.number} ${v.date} ${v.reason}`),
		"",
	].join("\n");

	parseRoster(host, text);
	return text;
}

function parseOfficer(host: string, line: string): Officer {
	const m = /^([0-9]{2}) ([^ ]+) ([^ ]+) ([^ ]+) ([^\n]+)$/.exec(line);
	const nn = m?.[1] ?? "";
	const office = m?.[5] ?? "";

	if (m === null || utf8(office).length > OFFICE_LEN)
		fail("ROSTER", "office");
	return {
		number: nn,
		recipient: ageKey(m[2] ?? "", "ROSTER"),
		entry: namedKey(m[3] ?? "", `${host}/officer/${nn}`, "ROSTER"),
		login: namedKey(m[4] ?? "", `${host}/login/${nn}`, "ROSTER"),
		office,
	};
}

function parseClass(line: string): Roster["classes"][number] {
	const at = line.indexOf(" ");
	const name = line.slice(0, Math.max(at, 0));

	if (!isWord(name))
		fail("ROSTER", "class");
	return { name, numbers: numbers(line.slice(at + 1), 2, "ROSTER") };
}

function parseRole(host: string, line: string): Roster["roles"][number] {
	const [role = "", nn = "", key = ""] = words(line, 3, "ROSTER");

	if (!isWord(role))
		fail("ROSTER", "role");
	return {
		role,
		number: number(nn, "ROSTER"),
		login: namedKey(key, `${host}/login/${nn}`, "ROSTER"),
	};
}

function parseRevoked(line: string): Roster["revoked"][number] {
	const [nn = "", day = "", reason = ""] = words(line, 3, "ROSTER");

	if (!isWord(reason))
		fail("ROSTER", "reason");
	return {
		number: number(nn, "ROSTER"), date: date(day, "ROSTER"), reason,
	};
}

function isSet(values: readonly string[]): boolean {
	return new Set(values).size === values.length;
}

/** Two officers who share a key would pass for two where rules need two. */
function areDifferent(keys: readonly Uint8Array[]): boolean {
	return isSet(keys.map(hex));
}

/** A number is one person, who may hold several roles by one key. */
function rolesAreSound(r: Roster): boolean {
	return r.roles.every((h, i) => r.roles.slice(0, i).every((g) => {
		const same = g.number === h.number;

		return same === sameVkey(g.login, h.login) &&
		    !(same && g.role === h.role);
	}));
}

/** What the lines say of each other. */
function checkRoster(r: Roster): void {
	const officers = r.officers.map((o) => o.number);
	const length = days(r.notAfter) - days(r.notBefore);

	if ((r.version === 1) !== (r.prev === undefined) ||
	    length < 0 || length > ROSTER_DAYS_MAX ||
	    r.slots < SLOTS_MIN || r.slots > STANZA_MAX)
		fail("ROSTER");
	if (r.witnesses.length === 0 ? r.quorum !== 0 :
	    r.quorum < 1 || r.quorum > r.witnesses.length)
		fail("ROSTER", "quorum");
	if (officers.some((n, i) => i > 0 && n <= (officers[i - 1] ?? "")))
		fail("ROSTER", "officers rise");
	for (const c of r.classes) {
		if (c.numbers.length >= r.slots ||
		    !c.numbers.every((n) => officers.includes(n)))
			fail("ROSTER", "class");
	}
	if (!isSet(r.classes.map((c) => c.name)) ||
	    !areDifferent(r.officers.map((o) => o.recipient)) ||
	    !areDifferent(r.officers.map((o) => o.entry.key)) ||
	    !areDifferent(r.officers.map((o) => o.login.key)) ||
	    !areDifferent(r.promises.map((k) => k.key)) ||
	    !areDifferent(r.witnesses.map((k) => k.key)) ||
	    !isSet(r.revoked.map((v) => v.number)) || !rolesAreSound(r) ||
	    r.roles.some((h) => officers.includes(h.number)))
		fail("ROSTER", "twice");
	if (r.revoked.some((v) => officers.includes(v.number) ||
	    r.roles.some((h) => h.number === v.number)))
		fail("ROSTER", "revoked number in use");
}

/** The grammar only; ROSTER. */
export function parseRoster(host: string, text: string): Roster {
	const lines = new Lines(text, "ROSTER");

	lines.expect(`${host}/roster/v1`);
	const nth = version(lines.one("version"), "ROSTER");
	const prev = maybeHash(lines.one("prev"), "ROSTER");
	const notBefore = date(lines.one("not-before"), "ROSTER");
	const notAfter = date(lines.one("not-after"), "ROSTER");
	const slots = decimal(lines.one("slots"), STANZA_MAX, "ROSTER");
	const promises = lines.many("promise", 1, PROMISES_MAX, "LIMIT",
	    (k) => namedKey(k, `${host}/promise`, "ROSTER"));
	const [log] = lines.many("log", 0, 1, "ROSTER",
	    (k) => namedKey(k, `${host}/log1`, "ROSTER"));
	const witnesses = lines.many("witness", 0, WITNESSES_MAX, "LIMIT",
	    (k) => parseVkey(k, "ROSTER", true));
	const [quorum] = lines.many("quorum", 0, 1, "ROSTER",
	    (q) => decimal(q, WITNESSES_MAX, "ROSTER"));
	const officers = lines.many("officer", 1, OFFICERS_MAX, "LIMIT",
	    (l) => parseOfficer(host, l));
	const classes = lines.many("class", 1, CLASSES_MAX, "LIMIT", parseClass);
	const roles = lines.many("role", 0, ROLES_MAX, "LIMIT",
	    (l) => parseRole(host, l));
	const revoked = lines.many("revoked", 0, OFFICERS_MAX, "LIMIT",
	    parseRevoked);
	lines.end();
	if (quorum === 0)
		fail("ROSTER", "quorum");
	const r: Roster = {
		version: nth, prev, notBefore, notAfter, slots, promises, log,
		witnesses, quorum: quorum ?? 0, officers, classes, roles, revoked,
	};
	checkRoster(r);
	return r;
}

/** The grammar, and the name that entries use. */
function readRoster(host: string, note: Uint8Array):
    Omit<OpenRoster, "signedBy"> {
	const { text } = parseNote(note);

	return { ...parseRoster(host, text), text, hash: sha256(text) };
}

/**
 * Verify a roster, be it an old one, by the threshold of any root of a
 * verified chain.  Judges no date.  ROSTER, THRESHOLD, NOTE..., LIMIT.
 */
export function openRoster(host: string, note: Uint8Array,
    roots: readonly OpenRoot[]): OpenRoster {
	const roster = readRoster(host, note);

	for (const root of [...roots].reverse()) {
		try {
			checkThreshold(host, note, root);
			return { ...roster, signedBy: root.generation };
		} catch (e) {
			if (codeOf(e) !== "THRESHOLD")
				throw e;
		}
	}
	return fail("THRESHOLD");
}

/**
 * The roster to seal or log in by: verified by the newest root, both within
 * their dates today.  Errors of openRoster, EXPIRED, ROOT.
 */
export function currentRoster(host: string, note: Uint8Array,
    roots: readonly OpenRoot[], today: string): OpenRoster {
	const root = roots[roots.length - 1] ?? fail("CHAIN", "no root");
	const roster = readRoster(host, note);

	checkThreshold(host, note, root);
	checkRootDate(root, today);
	if (!isValidOn(roster, today))
		fail("EXPIRED", "roster");
	return { ...roster, signedBy: root.generation };
}

/** True from notBefore to notAfter. */
export function isValidOn(r: Roster, day: string): boolean {
	return r.notBefore <= day && day <= r.notAfter;
}

/**
 * CHAIN unless newer names older as the one before it; THRESHOLD when it is
 * signed by an older root than that one: keys are dropped when they are in
 * wrong hands, and must not make history then.
 */
export function checkSuccession(
    older: Pick<OpenRoster, "version" | "hash" | "signedBy">,
    newer: OpenRoster): void {
	if (newer.signedBy < older.signedBy)
		fail("THRESHOLD");
	if (newer.version <= older.version || newer.prev === undefined ||
	    !equal(newer.prev, older.hash))
		fail("CHAIN");
}

/** The officer of this number, if there is one. */
export function officer(r: Roster, nn: string): Officer | undefined {
	return r.officers.find((o) => o.number === nn);
}

/** The officer numbers of a class, none for an unknown class. */
export function classNumbers(r: Roster, name: string): readonly string[] {
	return r.classes.find((c) => c.name === name)?.numbers ?? [];
}

/**
 * True when rosters[i] (rising versions of one chain) was the newest published
 * at some time of that day; a roster counts as published on its notBefore.
 */
export function isNewestOn(rosters: readonly OpenRoster[], i: number,
    day: string): boolean {
	const r = rosters[i];

	// One made ahead of its day may be overtaken by another that revokes.
	return r !== undefined && r.notBefore <= day &&
	    rosters.slice(i + 1).every((later) => day <= later.notBefore);
}
