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
	switch (problem.kind) {
	case "offline": return s().p_offline;
	case "busy":
		return problem.after === null || problem.after < 60 ?
		    s().p_busy : fill(s().p_busyMinutes,
			{ n: Math.ceil(problem.after / 60) });
	case "stopped": return s().p_stopped;
	case "gone": return s().p_gone;
	case "refused":
		return fill(s().p_refused, { status: problem.status });
	case "too_big": return s().p_tooBig;
	case "conflict": return s().p_conflict;
	case "answer": return s().p_answer;
	case "none": return s().p_none;
	case "promise": return s().p_promise;
	case "expired": return fill(s().p_expired, { date: problem.date });
	case "early": return fill(s().p_early, { date: problem.date });
	case "unchained": return s().p_unchained;
	case "class": return s().p_class;
	case "seal": return s().p_seal;
	case "random": return s().p_random;
	case "old": return s().p_old;
	case "died": return s().p_died;
	case "self": return s().p_self;
	case "text": return s().p_text;
	}
}
