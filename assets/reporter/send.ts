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
import { today } from "./app.ts";
import { getStart, post } from "./net.ts";
import { problemOf, Trouble } from "./problem.ts";
import type { Vault } from "./vault.ts";
import { s } from "./words.ts";

export type Stage = "deriving" | "sealing" | "sending" | "checking";

/**
 * A promise may be signed by a key that came after the page was opened: ask
 * for the newest roster.  False when it brings no other keys.
 */
export async function renewed(vault: Vault): Promise<boolean> {
	try {
		const { roots, roster } = await getStart();
		return await vault.ask("renew", { roots, roster,
			today: today() });
	} catch (caught) {
		// What the promise lacked is the trouble to be told, not this.
		if (caught instanceof Trouble)
			return false;
		throw caught;
	}
}

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
			const { body } = this.sealed;
			return await this.deliver(body, stage).catch(
			    async (caught) => {
				if (problemOf(caught).kind !== "promise" ||
				    !await renewed(this.vault))
					throw caught;
				return this.deliver(body, stage);
			    });
		} catch (caught) {
			const problem = problemOf(caught);
			// Nothing can be proved for these bytes any more.
			if (problem.kind === "conflict" || problem.kind === "died") {
				this.sealed = null;
				renew();
			}
			throw new Trouble(problem);
		} finally {
			this.busy = false;
		}
	}

	private async deliver(body: Uint8Array, stage: (stage: Stage) => void):
	    Promise<Promised> {
		stage("sending");
		const note = await post(this.path, body);
		stage("checking");
		return this.vault.ask("promise", { note });
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
