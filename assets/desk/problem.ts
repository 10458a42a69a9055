// SPDX-License-Identifier: ISC
// Everything that can go wrong in the console, as one union.  Each kind has
// its own words in words.zh.ts and words.en.ts; none is swallowed.

import type { Code } from "../lib/err.ts";

export type Problem =
	/** The page was opened without the token of qf desk. */
	| { readonly kind: "token" }
	/** qf desk does not answer: it was ended. */
	| { readonly kind: "desk" }
	/** Office cannot be reached, or is busy for `after` seconds. */
	| { readonly kind: "office"; readonly after: number | null }
	/** An answer that is not what docs/protocol.md says. */
	| { readonly kind: "answer" }
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
	| { readonly kind: "revoked"; readonly nn: string; readonly date: string }
	/** The roster gives this number other signing keys. */
	| { readonly kind: "enrolled" }
	| { readonly kind: "not_reader" }
	| { readonly kind: "no_report" }
	| { readonly kind: "slots" }
	| { readonly kind: "text" }
	| { readonly kind: "empty" }
	/** Stored under another name than the sealed bytes have. */
	| { readonly kind: "stored" }
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
