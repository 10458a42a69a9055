// SPDX-License-Identifier: ISC
// Everything that can go wrong in the console, as one union.  Each kind has
// its own words in words.zh.ts and words.en.ts; none is swallowed.

import type { Code } from "../lib/err.ts";
import type { Verdict } from "../lib/state.ts";
import type { Alarm } from "../lib/thread.ts";
import type { Trace } from "./month/traces.ts";

export type Problem =
	/** The page was opened without the token of qf desk. */
	| { readonly kind: "token" }
	/** qf desk does not answer: it was ended. */
	| { readonly kind: "desk" }
	/** Office cannot be reached, or is busy for `after` seconds. */
	| { readonly kind: "office"; readonly after: number | null }
	/** An answer that is not what docs/protocol.md says. */
	| { readonly kind: "answer" }
	/** The site.json that qf desk was given is not as docs/site.md has it. */
	| { readonly kind: "words" }
	| { readonly kind: "refused"; readonly status: number }
	/** Office does not let this key in. */
	| { readonly kind: "denied" }
	| { readonly kind: "session" }
	| { readonly kind: "gone" }
	| { readonly kind: "too_big" }
	/** Roots or roster do not verify; code says where. */
	| { readonly kind: "unchained"; readonly code: Code }
	/** The pasted pin is none, or is another one. */
	| { readonly kind: "pin"; readonly other: boolean }
	| { readonly kind: "expired"; readonly date: string }
	| { readonly kind: "early"; readonly date: string }
	| { readonly kind: "passphrase" }
	| { readonly kind: "keyfile"; readonly why: "none" | "cut" | "changed" |
	    "big" | "empty" | "heavy" }
	/** A good key that is nobody's in the roster. */
	| { readonly kind: "nobody" }
	/** A good key, at another officer's store folder. */
	| { readonly kind: "folder"; readonly nn: string }
	| { readonly kind: "revoked"; readonly nn: string; readonly date: string }
	/** The roster gives this number other signing keys. */
	| { readonly kind: "enrolled" }
	| { readonly kind: "not_reader" }
	| { readonly kind: "no_report" }
	| { readonly kind: "slots" }
	| { readonly kind: "text" }
	| { readonly kind: "act" }
	| { readonly kind: "empty" }
	/** An attached file could not be read. */
	| { readonly kind: "file" }
	/** Somebody has written since the page was drawn: nothing was signed. */
	| { readonly kind: "moved" }
	/** What the page was shown is no longer listed: nothing was signed. */
	| { readonly kind: "withheld" }
	/** Every reader would find it void, or be alarmed: it was not signed. */
	| { readonly kind: "void"; readonly verdict: Verdict }
	| { readonly kind: "alarmed"; readonly alarms: readonly Alarm[] }
	/** Nobody to hand anything to: left out, stepped aside, not enrolled. */
	| { readonly kind: "no_grant"; readonly why: "left_out" | "recused" |
	    "gone" | "entry" }
	/** A record that does not hold, or may not be signed by this officer. */
	| { readonly kind: "record"; readonly why: Code }
	/** Two officers may not do this together, or not with these letters. */
	| { readonly kind: "order"; readonly why: "second" | "counted" |
	    "closed" | "upward" | "reader" | "signer" }
	/** A teaching case that leads to people, or is a letter's own words. */
	| { readonly kind: "traces"; readonly traces: readonly Trace[] }
	| { readonly kind: "copied"; readonly found: string }
	/** Stored under another name than the sealed bytes have. */
	| { readonly kind: "stored" }
	/** Shares of a key that make none. */
	| { readonly kind: "shares"; readonly why: "mixed" | "wrong" }
	| { readonly kind: "random" }
	| { readonly kind: "old" }
	| { readonly kind: "bug" }
	| { readonly kind: "locked" };

/** A Problem on its way up. */
export class Trouble extends Error {
	readonly problem: Problem;

	constructor(problem: Problem) {
		super(problem.kind);
		this.name = "Trouble";
		this.problem = problem;
	}
}

export function refuse(problem: Problem): never {
	throw new Trouble(problem);
}
