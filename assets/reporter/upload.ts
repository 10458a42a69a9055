// SPDX-License-Identifier: ISC
// What is too long for one post goes up in parts (docs/protocol.md section 6).
//
//   the worker seals a part -> it is kept here -> PATCH -> 204: the next one
//                                    ^              |
//                                    +-- HEAD <-----+ line cut, no answer
//
// A part is sealed once.  It is kept until the server says that it has it, and
// resent as it is; the server keeps a part whole or not at all.

import { type Problem, problemOf, Trouble } from "./problem.ts";
import { tus } from "./tus.ts";

const PATH = "/v1/uploads";
const CHUNKS_MIN = 4;
const CHUNKS_MAX = 16;
/** A part that took less than this lets the next be larger. */
const QUICK_MS = 4000;
/** Failures in a row before the person is asked, and the pause after each. */
const TRIES = 6;
const PAUSE_MS = 1000;
/** Seconds; a server that asks for more is told to the person at once. */
const WAIT_MAX = 60;

export class Upload {
	private readonly len: number;
	private readonly seal: (chunks: number) => Promise<Uint8Array>;
	private id = "";
	/** Bytes the server has. */
	private offset = 0;
	/** The part that begins there; empty when it is not sealed yet. */
	private part: Uint8Array = new Uint8Array(0);
	private chunks = CHUNKS_MIN;

	constructor(len: number, seal: (chunks: number) => Promise<Uint8Array>) {
		this.len = len;
		this.seal = seal;
	}

	/**
	 * Go on until all is up; gives the upload's ID.  After a failure it may
	 * be called again.
	 */
	async run(stop: AbortSignal, progress: (done: number) => void):
	    Promise<string> {
		let failures = 0;
		let lost = false;

		while (this.id === "" || this.offset < this.len) {
			const before = this.offset;
			progress(before / this.len);
			try {
				await (lost ? this.look(stop) : this.step(stop));
				lost = false;
				if (this.offset > before)
					failures = 0;
			} catch (caught) {
				const problem = problemOf(caught);
				failures += 1;
				if (!passes(problem, lost) || failures >= TRIES)
					throw caught;
				lost = this.id !== "";
				await pause(PAUSE_MS << failures, stop);
			}
		}
		progress(1);
		return this.id;
	}

	private async step(stop: AbortSignal): Promise<void> {
		if (this.id === "") {
			const at = (await tus("POST", PATH, stop,
			    { "Upload-Length": String(this.len) }))
			    .get("Location") ?? "";
			this.id = /\/([0-9a-f]{32})$/.exec(at)?.[1] ?? unclear();
			return;
		}
		if (this.part.length === 0)
			this.part = await this.seal(this.chunks);
		const begun = Date.now();
		const answer = await tus("PATCH", `${PATH}/${this.id}`, stop, {
			"Upload-Offset": String(this.offset),
			"Content-Type": "application/offset+octet-stream",
		}, this.part);
		if (this.offsetIn(answer) === this.offset)
			unclear();
		this.acknowledged(answer);
		this.chunks = Date.now() - begun < QUICK_MS ?
		    Math.min(CHUNKS_MAX, this.chunks * 2) : CHUNKS_MIN;
	}

	/** Ask how far it got: the answer may have been lost, not the part. */
	private async look(stop: AbortSignal): Promise<void> {
		this.acknowledged(await tus("HEAD", `${PATH}/${this.id}`, stop));
	}

	private offsetIn(answer: Headers): number {
		return Number(answer.get("Upload-Offset") ?? "-1");
	}

	private acknowledged(answer: Headers): void {
		const offset = this.offsetIn(answer);

		if (offset === this.offset + this.part.length) {
			this.offset = offset;
			this.part = new Uint8Array(0);
		} else if (offset !== this.offset)
			// Bytes that were never ours, or that the server lost.
			throw new Trouble({ kind: "gone" });
	}
}

/** Whether to try again without asking the person. */
function passes(problem: Problem, looked: boolean): boolean {
	switch (problem.kind) {
	case "offline": return true;
	case "busy": return (problem.after ?? 0) <= WAIT_MAX;
	// An offset refused: the part before it may have arrived late.
	case "gone": return !looked;
	default: return false;
	}
}

function unclear(): never {
	throw new Trouble({ kind: "answer" });
}

/** Wait, or until the phone says that it has a line again. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(end, ms);

		function end(): void {
			clearTimeout(timer);
			window.removeEventListener("online", end);
			stop.removeEventListener("abort", end);
			if (stop.aborted)
				reject(new Trouble({ kind: "stopped" }));
			else
				resolve();
		}

		window.addEventListener("online", end);
		stop.addEventListener("abort", end);
	});
}
