// SPDX-License-Identifier: ISC
// Everything that can go wrong, as one union; each has words of its own.
// Nothing is swallowed: what a function cannot do it throws as a Trouble, and
// the screen that called it shows it.

import { fill, s } from "./words.ts";

export type Problem =
	/** No answer came. */
	| { readonly kind: "offline" }
	/** 503, 429: try later; seconds when the server said. */
	| { readonly kind: "busy"; readonly after: number | null }
	/** The person said so. */
	| { readonly kind: "stopped" }
	/** What was uploaded is not there any more. */
	| { readonly kind: "gone" }
	/** Another refusal. */
	| { readonly kind: "refused"; readonly status: number }
	| { readonly kind: "too_big" }
	/** 409: another object has this mailbox or thread. */
	| { readonly kind: "conflict" }
	/** An answer of a shape we do not know. */
	| { readonly kind: "answer" }
	/** 404 of a mailbox. */
	| { readonly kind: "none" }
	| { readonly kind: "promise" }
	| { readonly kind: "expired"; readonly date: string }
	/** The phone's clock is before the roster's first day. */
	| { readonly kind: "early"; readonly date: string }
	| { readonly kind: "unchained" }
	/** The roster has no such class, or too few readers. */
	| { readonly kind: "class" }
	| { readonly kind: "seal" }
	| { readonly kind: "random" }
	| { readonly kind: "old" }
	/** The worker stopped, and whatever keys it held are gone. */
	| { readonly kind: "died" }
	| { readonly kind: "self" }
	/** Text that no entry may hold. */
	| { readonly kind: "text" };

export class Trouble extends Error {
	readonly problem: Problem;

	constructor(problem: Problem) {
		super(problem.kind);
		this.problem = problem;
	}
}

/** What to show for anything caught. */
export function problemOf(caught: unknown): Problem {
	return caught instanceof Trouble ? caught.problem : { kind: "seal" };
}

export function words(problem: Problem): string {
	const problems = s().problems;
	const wait = problem.kind === "busy" ? problem.after ?? 0 : 0;

	// Less than a minute is "a while".
	return fill(wait < 60 ? problems[problem.kind] : problems.busyMinutes,
	    { ...problem as { readonly date?: string },
		n: Math.ceil(wait / 60) });
}
