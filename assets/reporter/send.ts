// SPDX-License-Identifier: ISC
// Sending: seal once, keep the sealed bytes, post the same bytes until the
// server answers with a promise that verifies.  Nothing else is success.
//
//   idle -> sealing -> sending -> checking -> done
//             \___________\___________\-> failed -> (same bytes again)
//
// Other words need another seal, and a report then another receipt code: the
// server takes one object for a mailbox, and the first may have arrived.

import type { Promised } from "./calls.ts";
import { el } from "./dom.ts";
import { post } from "./net.ts";
import { problemOf, Trouble } from "./problem.ts";
import type { Vault } from "./vault.ts";
import { s } from "./words.ts";

export type Stage = "deriving" | "sealing" | "sending" | "checking";

export class Letter {
	private readonly vault: Vault;
	private readonly path: "/v1/threads" | "/v1/box/entries";
	private sealed: { readonly key: string; readonly body: Uint8Array } |
	    null = null;
	private busy = false;

	constructor(vault: Vault, path: "/v1/threads" | "/v1/box/entries") {
		this.vault = vault;
		this.path = path;
	}

	/** Whether other words than these were posted and may have arrived. */
	differs(key: string): boolean {
		return this.sealed !== null && this.sealed.key !== key;
	}

	/**
	 * Send once; a call while one is under way gives null.
	 *	key	the words, to know whether the sealed bytes still say them
	 *	seal	seals them
	 *	renew	called before a second seal
	 */
	async send(key: string, stage: (stage: Stage) => void,
	    seal: () => Promise<Uint8Array>, renew: () => void):
	    Promise<Promised | null> {
		if (this.busy)
			return null;
		this.busy = true;
		try {
			if (this.differs(key)) {
				this.sealed = null;
				renew();
			}
			if (this.sealed === null)
				this.sealed = { key, body: await seal() };
			stage("sending");
			const note = await post(this.path, this.sealed.body);
			stage("checking");
			return await this.vault.ask("promise", { note });
		} catch (caught) {
			const problem = problemOf(caught);
			if (problem.kind === "conflict") {
				this.sealed = null;
				renew();
			}
			throw new Trouble(problem);
		} finally {
			this.busy = false;
		}
	}
}

/** The line that says what is going on while a letter is sent. */
export function progress(): { node: HTMLElement;
    stage(stage: Stage | null): void } {
	const line = el("p", { role: "status" });
	const bar = el("div", { class: "bar", hidden: true });
	return {
		node: el("div", { class: "progress" }, bar, line),
		stage(stage) {
			bar.hidden = stage === null;
			line.textContent = stage === null ? "" :
			    s()[stage] + s().keepOpen;
		},
	};
}
