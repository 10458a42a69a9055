// SPDX-License-Identifier: ISC
// The worker's share of contact data: an entry of its own behind the report,
// sealed to the same readers with a file key of its own.

import { base64Url } from "../lib/base64.ts";
import { concat, utf8 } from "../lib/bytes.ts";
import { fail } from "../lib/err.ts";
import { openPromise } from "../lib/promise.ts";
import { clean } from "../lib/text.ts";
import type { Calls } from "./calls.ts";
import type { Session } from "./session.ts";
import { sealEntry } from "./writer.ts";

/** The body of POST /v1/box/entries; the report was sealed before. */
export function sealContact(session: Session, a: Calls["contact"][0]):
    Uint8Array {
	const reporter = session.reporter ?? fail("RECEIPT", "no keys");
	const chain = session.chain ?? fail("CHAIN");
	const report = session.report ?? fail("FORMAT", "no report");
	const { roster } = chain;
	const { sealing } = sealEntry(session, roster, {
		kind: "contact", thread: reporter.handle,
		after: [report.seen.hash], date: a.today,
		roster: { version: roster.version, hash: roster.hash },
		to: report.to, not: [],
		fields: [{ name: "consent", value: a.contact.consent }],
		text: clean(a.contact.text),
	}, [], reporter);
	const payload = sealing.next(Infinity);
	const { d, open } = sealing.finish(session.host);

	session.contact = { d, today: a.today };
	return concat(utf8(`mailbox ${base64Url(reporter.mbox)}\n` +
	    `open ${base64Url(open)}\n\n`), sealing.header, payload);
}

/** Verify the server's promise for the contact data sealed last. */
export function takeContactPromise(session: Session,
    a: Calls["contactPromise"][0]): null {
	const { d, today } = session.contact ?? fail("PROMISE", "no contact");
	const keys = (session.chain?.roster.promises ?? [])
	    .concat(session.promises);

	openPromise(session.host, a.note, keys, d, today);
	return null;
}
