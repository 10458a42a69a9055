// SPDX-License-Identifier: ISC
// The worker: holds the keys, seals, opens, verifies.  No network, no page.
// One question at a time; every failure leaves as a Problem.

import "../lib/polyfill.ts";

import { type Code, codeOf } from "../lib/err.ts";
import type { Calls, Name, Question } from "./calls.ts";
import { sealContact, takeContactPromise } from "./contact-seal.ts";
import type { Problem } from "./problem.ts";
import { openSelf, orderOf, readBox, readReply } from "./reader.ts";
import { begin, type Refusal, refusalOf, renew, Session }
    from "./session.ts";
import { sealFollowUp, sealPart, sealReport, sealRest, takePromise }
    from "./writer.ts";

const session = new Session();

type Handlers = { readonly [N in Name]: (argument: Calls[N][0]) =>
    Calls[N][1] };

const handlers: Handlers = {
	begin: (a) => begin(session, a),
	draw: () => {
		session.draw();
		return null;
	},
	report: (a) => sealReport(session, a.report, a.today),
	part: (a) => sealPart(session, a),
	rest: (a) => sealRest(session, a),
	forget: () => {
		session.forget();
		return null;
	},
	promise: (a) => takePromise(session, a.note),
	contact: (a) => sealContact(session, a),
	contactPromise: (a) => takeContactPromise(session, a),
	code: () => session.handOut(),
	enter: (a) => session.enter(a.code),
	renew: (a) => renew(session, a),
	self: (a) => openSelf(session, a.self),
	box: (a) => readBox(session, a),
	reply: (a) => readReply(session, a),
	order: (a) => orderOf(session, a),
	followup: (a) => sealFollowUp(session, a.followup, a.today),
};

/** What a failure means, by the call it came from. */
const meaning: { readonly [N in Name]: Refusal } = {
	begin: { kind: "unchained" },
	draw: { kind: "seal" },
	report: { kind: "seal" },
	part: { kind: "seal" },
	rest: { kind: "seal" },
	forget: { kind: "seal" },
	promise: { kind: "promise" },
	contact: { kind: "seal" },
	contactPromise: { kind: "promise" },
	code: { kind: "seal" },
	renew: { kind: "promise" },
	enter: { kind: "seal" },
	self: { kind: "self" },
	box: { kind: "self" },
	reply: { kind: "seal" },
	order: { kind: "seal" },
	followup: { kind: "seal" },
};

/** Text that no entry may hold, or too much of it. */
const TEXT_CODES: readonly Code[] = ["LIMIT", "ENTRY", "NOTE"];

function problemOf(name: Name, caught: unknown): Problem {
	const refusal = refusalOf(caught);
	const code = codeOf(caught);
	if (refusal !== null)
		return refusal;
	if (code === "RANDOM")
		return { kind: "random" };
	if ((name === "report" || name === "followup" ||
	    name === "contact") && code !== undefined &&
	    TEXT_CODES.indexOf(code) >= 0)
		return { kind: "text" };
	return meaning[name];
}

function answer(question: Question): void {
	let reply;
	try {
		const handler = handlers[question.name] as
		    (argument: unknown) => unknown;
		reply = { serial: question.serial,
			value: handler(question.argument) };
	} catch (caught) {
		reply = { serial: question.serial,
			problem: problemOf(question.name, caught) };
	}
	// Both the page's and a worker's postMessage are in scope of the types.
	(postMessage as (message: unknown) => void)(reply);
}

addEventListener("message", (event: MessageEvent<Question>) =>
    answer(event.data));
