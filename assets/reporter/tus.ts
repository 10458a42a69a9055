// SPDX-License-Identifier: ISC
// tus 1.0.0 as far as an upload needs it (docs/protocol.md section 6).

import { request } from "./net.ts";
import { Trouble } from "./problem.ts";

const TIMEOUT_MS = 60000;
/** Bytes a second of a line that is not given up yet. */
const SLOWEST = 4096;

/** One request of tus 1.0.0; gives the answer's headers. */
export function tus(method: "POST" | "HEAD" | "PATCH", path: string,
    stop: AbortSignal, headers: Readonly<Record<string, string>> = {},
    body?: Uint8Array): Promise<Headers> {
	return request(path, { method, stop,
		headers: { "Tus-Resumable": "1.0.0", ...headers },
		...(body === undefined ? {} : { body,
		    timeout: TIMEOUT_MS + body.length / SLOWEST * 1000 }) },
	(answer) => Promise.resolve(answer.headers)).catch((caught: Trouble) => {
		// The answer to HEAD has no body, hence no name of the refusal.
		throw caught.problem.kind === "none" ?
		    new Trouble({ kind: "gone" }) : caught;
	});
}
