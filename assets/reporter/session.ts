// SPDX-License-Identifier: ISC
// What the worker remembers in one visit.
//
//   begin   host, roots and roster, verified as far as they can be
//   draw    a new code and its keys, for one report
//   enter   the keys of a code typed in, for one box
//
// The worker is killed when the visit ends; nothing here outlives it.

import { base64Url } from "../lib/base64.ts";
import { equal, utf8, wipe } from "../lib/bytes.ts";
import { codeOf, fail } from "../lib/err.ts";
import type { Vkey } from "../lib/note.ts";
import { newCode, type Receipt, receipt } from "../lib/receipt.ts";
import { type OpenRoot, openRootChain, parseLink, pinDigits }
    from "../lib/root.ts";
import { currentRoster, officer, type OpenRoster, openRoster } from "../lib/roster.ts";
import type { Named, Sealing } from "../lib/sealing.ts";
import type { Self } from "../lib/self.ts";
import type { Calls, Reader, Readers, Trust } from "./calls.ts";
import type { Problem } from "./problem.ts";

export type Refusal = Problem;

/** A refusal with words of its own, on its way to the page. */
class Refused extends Error {
	readonly refusal: Refusal;

	constructor(refusal: Refusal) {
		super(refusal.kind);
		this.refusal = refusal;
	}
}

export function refuse(refusal: Refusal): never {
	throw new Refused(refusal);
}

export function refusalOf(caught: unknown): Refusal | null {
	return caught instanceof Refused ? caught.refusal : null;
}

/** The chain a visit goes by. */
export interface Chain {
	readonly roots: readonly OpenRoot[];
	/** The newest roster; its dates are judged when something is sealed. */
	readonly roster: OpenRoster;
	readonly trust: Trust;
}

/** A note seen in this visit, and what it says it comes after. */
export interface Seen {
	/** SHA-256 of its text. */
	readonly hash: Uint8Array;
	readonly after: readonly Uint8Array[];
	/** As signed. */
	readonly date: string;
}

/** An entry that is being sealed; its last lines hang on the sealed bytes. */
export interface Pending {
	readonly sealing: Sealing;
	/** The lines before the object, and what to remember of it. */
	finish(named: Named): { lines: readonly string[]; last: Last };
}

/** The object sealed last. */
export interface Last {
	readonly d: Uint8Array;
	readonly today: string;
	readonly id: string;
	readonly seen: Seen;
	readonly kind: "report" | "followup";
}

/** A box that was opened. */
export interface OpenBox {
	readonly self: Self;
	readonly chain: Chain | null;
	/** From the one the report named to the newest; empty without a chain. */
	rosters: readonly OpenRoster[];
	/** Which entry is the report itself, if the box has it. */
	report: string | null;
	/** By entry id. */
	readonly seen: Map<string, Seen>;
}

export class Session {
	host = "";
	/** The notes as served, kept to be verified from another pin. */
	rootNotes: readonly Uint8Array[] = [];
	rosterNote: Uint8Array = new Uint8Array(0);
	linkPin: Uint8Array | undefined;
	chain: Chain | null = null;
	reporter: Receipt | null = null;
	box: OpenBox | null = null;
	pending: Pending | null = null;
	last: Last | null = null;
	/** The report sealed last and its readers, for the contact data. */
	report: { readonly seen: Seen; readonly to: readonly string[] } | null =
	    null;
	/** The contact data sealed last. */
	contact: { readonly d: Uint8Array; readonly today: string } | null = null;
	/** Promise keys of a roster that came while the page was open. */
	promises: readonly Vkey[] = [];
	private code = "";
	private promised = false;

	draw(): void {
		this.forgetKeys();
		this.code = newCode();
		this.reporter = receipt(this.host, this.code);
	}

	enter(code: string): string {
		this.forgetKeys();
		this.box = null;
		this.reporter = receipt(this.host, code);
		return base64Url(this.reporter.mbox);
	}

	/** A report was promised: its keys have done their work. */
	markPromised(): void {
		this.promised = true;
		this.wipeReporter();
	}

	handOut(): string {
		const code = this.code;
		if (!this.promised || code === "")
			fail("RECEIPT", "no promise");
		this.code = "";
		return code;
	}

	/** What was sealed last is not sent any more. */
	forget(): void {
		this.last = null;
		this.pending = null;
	}

	private forgetKeys(): void {
		this.code = "";
		this.promised = false;
		this.forget();
		this.wipeReporter();
	}

	private wipeReporter(): void {
		if (this.reporter !== null)
			wipe(this.reporter.identity.secret, this.reporter.seed,
			    this.reporter.mbox);
		this.reporter = null;
	}
}

/**
 * Verify the notes as served from pin, the roster by the newest root: keys
 * that were dropped make no newest one.  No date is judged.
 */
export function openChain(session: Session, pin: Uint8Array | undefined,
    trust: Trust): Chain {
	const roots = openRootChain(session.host, session.rootNotes, pin);
	const roster = openRoster(session.host, session.rosterNote,
	    roots.slice(-1));
	return { roots, roster, trust };
}

/**
 * The intake may have changed its key while the page was open.  A newer roster
 * of the same chain adds its promise keys; what is sealed later still goes by
 * the roster whose readers the page has shown.
 */
export function renew(session: Session, a: Calls["renew"][0]): boolean {
	const { roots, roster } = session.box?.chain ?? session.chain ??
	    fail("CHAIN");
	const now = openRootChain(session.host, a.roots.map(utf8),
	    roots[0]?.hash);
	const newer = currentRoster(session.host, utf8(a.roster), now, a.today);

	if (now.length < roots.length || newer.version <= roster.version)
		return false;
	session.promises = newer.promises;
	return true;
}

/** Refuse a chain that does not hold today. */
export function checkDates(session: Session, chain: Chain, today: string):
    void {
	const root = chain.roots[chain.roots.length - 1];
	// First, because a root would seem to hold too long from there.
	if (today < chain.roster.notBefore)
		refuse({ kind: "early", date: today });
	try {
		currentRoster(session.host, session.rosterNote, chain.roots, today);
	} catch (caught) {
		if (codeOf(caught) !== "EXPIRED")
			throw caught;
		const date = root !== undefined && root.notAfter < today ?
		    root.notAfter : chain.roster.notAfter;
		refuse({ kind: "expired", date });
	}
}

export function readerOf(roster: OpenRoster, nn: string): Reader {
	return { nn, office: officer(roster, nn)?.office ?? "" };
}

function classesOf(roster: OpenRoster): Record<string, Reader[]> {
	const classes: Record<string, Reader[]> = {};
	for (const one of roster.classes)
		classes[one.name] = one.numbers.map((nn) =>
		    readerOf(roster, nn));
	return classes;
}

export function begin(session: Session, a: Calls["begin"][0]): Readers {
	session.host = a.host;
	session.rootNotes = a.roots.map(utf8);
	session.rosterNote = utf8(a.roster);
	const link = parseLink(a.link);
	session.linkPin = link.pin;
	const chain = openChain(session, link.pin,
	    link.pin === undefined ? "unchecked" : "checked");
	session.chain = chain;
	checkDates(session, chain, a.today);
	const first = chain.roots[0] ?? fail("CHAIN");
	return {
		trust: chain.trust,
		version: chain.roster.version,
		until: chain.roster.notAfter,
		classes: classesOf(chain.roster),
		digits: pinDigits(first.hash),
		station: link.station ?? null,
	};
}

/** The chain as the pin in self has it, or why there is none. */
export function boxChain(session: Session, self: Self): Chain | null {
	const pin = self.root;
	let chain = session.chain;

	try {
		if (chain === null || pin !== undefined)
			chain = openChain(session, pin, pin === undefined ?
			    "unchecked" : session.linkPin !== undefined &&
			    equal(pin, session.linkPin) ? "checked" : "self");
	} catch (caught) {
		if (codeOf(caught) === undefined)
			throw caught;
		return null;
	}
	// A roster older than the one the report named was brought back.
	const { roster } = chain;
	if (roster.version < self.roster.version ||
	    (roster.version === self.roster.version &&
	    !equal(roster.hash, self.roster.hash)))
		return null;
	return chain;
}
