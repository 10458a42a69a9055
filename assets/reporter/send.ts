// SPDX-License-Identifier: ISC
// Sending: seal once, keep the sealed bytes, post the same bytes until the
// server answers with a promise that verifies.  Nothing else is success.
//
//   idle -> sealing -> sending -> checking -> done
//             \___________\___________\-> failed -> (same bytes again)
//
// What is long goes up in parts first (upload.ts), and goes on where it was.
// Other words need another seal, and a report then another receipt code: the
// server takes one object for a mailbox, and the first may have arrived.

import type { Promised, Sealed } from "./calls.ts";
import { button, el } from "./dom.ts";
import { today, untilLeft } from "./app.ts";
import { later } from "./loader.ts";
import { getStart, post } from "./net.ts";
import { type Problem, problemOf, Trouble } from "./problem.ts";
import type { Upload } from "./upload.ts";
import type { Vault } from "./vault.ts";
import { fill, s } from "./words.ts";

export type Stage = "deriving" | "sealing" | "sending" | "checking";

/** Says what is going on; how much of it is done, where that is known. */
export type Tell = (stage: Stage, done: number | null) => void;

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

type Path = "/v1/threads" | "/v1/box/entries";

/** What was sealed of some words, and how far it got. */
interface Kept {
	readonly key: string;
	/** What goes up before the post; null for a letter of one post. */
	readonly upload: Upload | null;
	/** The body of the post, once it is known. */
	body: Uint8Array | null;
	/** Whether the post was tried: it may have arrived. */
	posted: boolean;
}

/** Of what it sealed, the worker remembers the last thing: this letter's. */
let remembered: Letter | null = null;

export class Letter {
	private readonly vault: Vault;
	private readonly path: Path;
	private kept: Kept | null = null;
	private stop: AbortController | null = null;

	constructor(vault: Vault, path: Path) {
		this.vault = vault;
		this.path = path;
	}

	/** Whether other words than these were posted and may have arrived. */
	differs(key: string): boolean {
		return this.kept !== null && this.kept.posted &&
		    this.kept.key !== key;
	}

	/** Stop the sending that is under way; it fails as "stopped". */
	cancel(): void {
		this.stop?.abort();
	}

	/**
	 * Send once; a call while one is under way gives null.
	 *	key	the words, to know whether the sealed bytes still say them
	 *	seal	seals them
	 *	renew	called before a second seal of words that were posted
	 */
	async send(key: string, tell: Tell, seal: () => Promise<Sealed>,
	    renew: () => void): Promise<Promised | null> {
		if (this.stop !== null)
			return null;
		const stop = this.stop = new AbortController();
		let left = false;
		// Who leaves the screen has not sent what was on it.
		untilLeft(() => {
			left = true;
			stop.abort();
			this.end();
		});
		try {
			if (this.kept !== null && (this.kept.key !== key ||
			    remembered !== this))
				this.forget(renew);
			const done = await this.deliver(key, tell, seal).catch(
			    (caught) => this.again(problemOf(caught), key, tell,
				seal, renew));
			// What was received has no business here any more.
			this.kept = null;
			return done;
		} catch (caught) {
			const problem = problemOf(caught);
			// Nothing can be proved for these bytes any more; a worker
			// that stopped has lost the keys of the code as well.
			if (problem.kind === "conflict" || problem.kind === "gone")
				this.forget(renew);
			// A chunk is sealed once: where that failed nothing goes on.
			if (problem.kind === "seal" && this.kept?.posted === false)
				this.kept = null;
			if (problem.kind === "died") {
				this.kept = null;
				renew();
			}
			throw new Trouble(problem);
		} finally {
			this.stop = null;
			if (left)
				this.end();
		}
	}

	/** Let go of what was sealed, here and in the worker. */
	private end(): void {
		this.kept = null;
		if (remembered !== null && remembered !== this)
			return;
		remembered = null;
		// A worker that is gone remembers nothing.
		this.vault.ask("forget", null).catch(() => undefined);
	}

	private forget(renew: () => void): void {
		const posted = this.kept?.posted;
		this.kept = null;
		if (posted === true)
			renew();
	}

	/** Once more, where that may help without a word from the person. */
	private async again(problem: Problem, key: string, tell: Tell,
	    seal: () => Promise<Sealed>, renew: () => void): Promise<Promised> {
		if (problem.kind === "gone")
			// The upload is not there: other bytes, another key.
			this.forget(renew);
		else if (problem.kind !== "promise" || !await renewed(this.vault))
			throw new Trouble(problem);
		return this.deliver(key, tell, seal);
	}

	private async deliver(key: string, tell: Tell,
	    seal: () => Promise<Sealed>): Promise<Promised> {
		const stop = (this.stop ?? new AbortController()).signal;
		if (this.kept === null)
			remembered = this;
		const kept = this.kept ?? await this.keep(key, await seal());

		this.kept = kept;
		if (kept.body === null && kept.upload !== null) {
			const upload = await kept.upload.run(stop,
			    (done) => tell("sending", done));
			kept.body = await this.vault.ask("rest", { upload });
		}
		if (kept.body === null)
			throw new Trouble({ kind: "seal" });
		if (stop.aborted)
			throw new Trouble({ kind: "stopped" });
		tell("sending", kept.upload === null ? null : 1);
		kept.posted = true;
		const note = await post(this.path, kept.body, stop);
		tell("checking", null);
		return this.vault.ask("promise", { note });
	}

	private async keep(key: string, sealed: Sealed): Promise<Kept> {
		if ("body" in sealed)
			return { key, posted: false, body: sealed.body, upload: null };
		// Pictures made it long, and brought this bundle along.
		const { Upload } = await later();
		return { key, posted: false, body: null,
			upload: new Upload(sealed.upload,
			    (chunks) => this.vault.ask("part", { chunks })) };
	}
}

/** The line that says what is going on while a letter is sent. */
export function progress(letter: Letter): { node: HTMLElement; tell: Tell;
    end(): void } {
	const line = el("p", { role: "status" });
	const bar = el("progress", { class: "bar", max: "1", hidden: true,
		"aria-label": s().progress });
	const stop = button(s().stop, "quiet", () => letter.cancel());
	let said = "";

	function show(text: string): void {
		// A reader need not hear the same line again for each part.
		if (text !== said)
			line.textContent = said = text;
	}

	stop.hidden = true;
	return {
		node: el("div", { class: "progress" }, bar, line, stop),
		tell(stage, done) {
			bar.hidden = false;
			stop.hidden = done === null || done === 1;
			if (done === null)
				bar.removeAttribute("value");
			else
				bar.value = done;
			show(done === null ? s().stages[stage] + s().keepOpen :
			    fill(s().sendingPart, { n: Math.floor(done * 10) * 10 }) +
				s().keepOpen);
		},
		end() {
			bar.hidden = stop.hidden = true;
			show("");
		},
	};
}
