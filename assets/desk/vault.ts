// SPDX-License-Identifier: ISC
// The page's side of the worker: one promise per question.  end() locks: the
// worker wipes its keys, tells office, and is killed if it dawdles.

import type { Answer, Calls, Name, Progress, Question } from "./calls.ts";
import { type Problem, Trouble } from "./problem.ts";
import { WORKER_URL } from "./trusted.ts";

const GRACE_MS = 1500;

interface Waiting {
	resolve(value: unknown): void;
	reject(trouble: Trouble): void;
}

export class Vault {
	private worker: Worker | null;
	private serial = 0;
	private readonly waiting = new Map<number, Waiting>();
	private readonly onProgress: (progress: Progress) => void;

	constructor(onProgress: (progress: Progress) => void) {
		// The DOM library types a TrustedScriptURL as a string.
		this.worker = new Worker(WORKER_URL as string);
		this.onProgress = onProgress;
		this.worker.onmessage = (event: MessageEvent<Answer>) =>
		    this.answered(event.data);
		// A worker that cannot start answers nothing.
		this.worker.onerror = () => this.fail({ kind: "bug" });
	}

	ask<N extends Name>(name: N, argument: Calls[N][0]):
	    Promise<Calls[N][1]> {
		const { worker } = this;

		if (worker === null)
			return Promise.reject(new Trouble({ kind: "locked" }));
		this.serial += 1;
		const question: Question = { serial: this.serial, name, argument };
		return new Promise((resolve, reject) => {
			this.waiting.set(question.serial, {
				resolve: (value) => resolve(value as Calls[N][1]),
				reject,
			});
			worker.postMessage(question);
		});
	}

	end(): void {
		const { worker } = this;

		this.worker = null;
		worker?.postMessage("lock");
		setTimeout(() => worker?.terminate(), GRACE_MS);
		this.fail({ kind: "locked" });
	}

	private fail(problem: Problem): void {
		const pending = [...this.waiting.values()];

		this.waiting.clear();
		for (const one of pending)
			one.reject(new Trouble(problem));
	}

	private answered(answer: Answer): void {
		if ("progress" in answer) {
			if (this.worker !== null)
				this.onProgress(answer.progress);
			return;
		}
		const one = this.waiting.get(answer.serial);
		this.waiting.delete(answer.serial);
		if (one === undefined)
			return;
		if ("problem" in answer)
			one.reject(new Trouble(answer.problem));
		else
			one.resolve(answer.value);
	}
}
