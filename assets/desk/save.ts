// SPDX-License-Identifier: ISC
// What this console hands to the browser to keep: a key file that was made of
// shares, locked with a passphrase; records that two officers signed, and the
// public page that is made of them; a table that is sealed to its receiver.
// Each looks at the bytes itself: plaintext of a letter is none of these.

import { utf8 } from "../lib/bytes.ts";
import { isLocked } from "../lib/keyfile.ts";
import { el } from "./dom.ts";
import { refuse } from "./problem.ts";

const KEEP_MS = 60000;
const AGE = utf8("age-encryption.org/v1\n-> X25519 ");

function save(name: string, file: Uint8Array): void {
	const url = URL.createObjectURL(new Blob([file as
	    Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }));
	const link = el("a", { href: url, download: name });

	link.click();
	setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}

export function saveLocked(name: string, file: Uint8Array): void {
	if (!isLocked(file))
		refuse({ kind: "bug" });
	save(name, file);
}

export function saveSealed(name: string, file: Uint8Array): void {
	if (!AGE.every((b, i) => file[i] === b))
		refuse({ kind: "bug" });
	save(name, file);
}

/** Two signature lines at the end, whatever they are worth. */
export function saveRecord(name: string, note: string): void {
	if (!/^[^\n]+\/record\/v1\nkind [a-z]+\n[^]*\n\n— [^\n]+\n— [^\n]+\n/
	    .test(note))
		refuse({ kind: "bug" });
	save(name, utf8(note));
}

export function saveAnswers(page: string): void {
	if (!page.startsWith('{"format":"answers/1","answers":[{"period":'))
		refuse({ kind: "bug" });
	save("answers.json", utf8(page));
}
