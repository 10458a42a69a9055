// SPDX-License-Identifier: ISC
// The one way this library fails.  The codes are the names of
// src/base/err.h without ERR_, so that both languages share their vectors.

export type Code =
	| "MEMORY"
	| "RANDOM"
	| "LIMIT"
	| "FORMAT"
	| "NOT_FOUND"
	| "AGE_HEADER"
	| "AGE_LIMIT"
	| "AGE_STANZAS"
	| "AGE_WORK"
	| "AGE_ARMOR"
	| "AGE_NO_MATCH"
	| "AGE_HMAC"
	| "AGE_PAYLOAD"
	| "AGE_IDENTITY"
	| "AGE_RECIPIENT"
	| "PASSPHRASE"
	| "TAR"
	| "TAR_NAME"
	| "TAR_TYPE"
	| "TAR_SIZE"
	| "TAR_TWICE"
	| "RECEIPT"
	| "NOTE"
	| "NOTE_SIGNATURE"
	| "NOTE_UNSIGNED"
	| "NOTE_KEY_NAME"
	| "ROOT"
	| "ROSTER"
	| "CHAIN"
	| "THRESHOLD"
	| "EXPIRED"
	| "PIN"
	| "ENTRY"
	| "ENTRY_SIGNATURE"
	| "ATTACHMENT"
	| "RECORD"
	| "PROMISE"
	| "SLOTS";

/** An expected failure.  The message is for developers, the code for people. */
export class Failure extends Error {
	readonly code: Code;

	constructor(code: Code, message?: string) {
		super(message === undefined ? code : `${code}: ${message}`);
		this.name = "Failure";
		this.code = code;
	}
}

/** Throw a Failure.  Never put a value that somebody sent into message. */
export function fail(code: Code, message?: string): never {
	throw new Failure(code, message);
}

/** The code of a Failure, undefined for anything else (a bug). */
export function codeOf(e: unknown): Code | undefined {
	return e instanceof Failure ? e.code : undefined;
}
