// SPDX-License-Identifier: ISC
// The page's side of the worker: one promise per question.
//
// A vault is begun once per visit and ended by end(), which kills the worker
// and with it every key.  Questions pending then fail.

import type { Answer, Calls, Name, Question } from "./calls.ts";
import { Trouble } from "./problem.ts";
import { WORKER_URL } from "./trusted.ts";

interface Waiting {
	resolve(value: unknown): void;
	reject(trouble: Trouble): void;
}

export class Vault {
	private worker: Worker | null;
	private serial = 0;
	private readonly waiting = new Map<number, Waiting>();

	constructor() {
		if (typeof Worker === "undefined" || typeof BigInt === "undefined")
			throw new Trouble({ kind: "old" });
		// The DOM library types a TrustedScriptURL as a string.
		this.worker = new Worker(WORKER_URL as string);
		this.worker.onmessage = (event: MessageEvent<Answer>) =>
		    this.answered(event.data);
		// A worker that cannot start or dies answers nothing more.
		this.worker.onerror = (event) => {
			event.preventDefault();
			this.end({ kind: "old" });
		};
	}

	ask<N extends Name>(name: N, argument: Calls[N][0]):
	    Promise<Calls[N][1]> {
		const worker = this.worker;
		if (worker === null)
			return Promise.reject(new Trouble({ kind: "old" }));
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

	end(problem: Trouble["problem"] = { kind: "seal" }): void {
		this.worker?.terminate();
		this.worker = null;
		const pending = Array.from(this.waiting.values());
		this.waiting.clear();
		for (const one of pending)
			one.reject(new Trouble(problem));
	}

	private answered(answer: Answer): void {
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
