// SPDX-License-Identifier: ISC
// The page's side of the worker: one promise per question.
//
//
//   running   start(); answers come, or ticks pass without one
//   stopped   the worker failed or answers nothing; the next question starts
//             another, which has the site's keys again but none of a person's
//   over      end(): the worker is killed, and with it every key
//
// Questions pending when it stops fail.

import type { Answer, Calls, Name, Question } from "./calls.ts";
import { Trouble } from "./problem.ts";
import { WORKER_URL } from "./trusted.ts";

/**
 * A worker that let so many ticks pass is given up.  Ticks, not a date: a phone
 * that slept has not kept us waiting.
 */
const TICK_MS = 10000;
const PATIENCE = 12;

interface Waiting {
	resolve(value: unknown): void;
	reject(trouble: Trouble): void;
}

export class Vault {
	private worker: Worker | null = null;
	private begun: Calls["begin"][0] | null = null;
	private over = false;
	private serial = 0;
	private ticks = 0;
	private ticking = 0;
	private readonly waiting = new Map<number, Waiting>();

	constructor() {
		if (typeof Worker === "undefined" || typeof BigInt === "undefined")
			throw new Trouble({ kind: "old" });
	}

	ask<N extends Name>(name: N, argument: Calls[N][0]):
	    Promise<Calls[N][1]> {
		if (this.over)
			return Promise.reject(new Trouble({ kind: "died" }));
		if (name === "begin")
			this.begun = argument as Calls["begin"][0];
		else if (this.worker === null && this.begun !== null) {
			// It was told once what is wrong with the site's keys.
			this.put("begin", this.begun).catch(() => undefined);
			if (name !== "draw" && name !== "enter")
				return Promise.reject(new Trouble({ kind: "died" }));
		}
		return this.put(name, argument);
	}

	end(): void {
		this.over = true;
		this.stop({ kind: "died" });
	}

	private start(): Worker {
		// The DOM library types a TrustedScriptURL as a string.
		const worker = new Worker(WORKER_URL as string);
		worker.onmessage = (event: MessageEvent<Answer>) =>
		    this.answered(event.data);
		worker.onerror = (event) => {
			event.preventDefault();
			// Without a message its script did not come.
			this.stop({ kind: event.message ? "old" : "offline" });
		};
		return worker;
	}

	private put<N extends Name>(name: N, argument: Calls[N][0]):
	    Promise<Calls[N][1]> {
		const worker = this.worker ?? this.start();
		this.worker = worker;
		this.serial += 1;
		this.ticks = 0;
		if (this.ticking === 0)
			this.ticking = window.setInterval(() => this.tick(), TICK_MS);
		const question: Question = { serial: this.serial, name, argument };
		return new Promise((resolve, reject) => {
			this.waiting.set(question.serial, {
				resolve: (value) => resolve(value as Calls[N][1]),
				reject,
			});
			worker.postMessage(question);
		});
	}

	private tick(): void {
		this.ticks += 1;
		if (this.ticks > PATIENCE)
			this.stop({ kind: "died" });
	}

	private rest(): void {
		clearInterval(this.ticking);
		this.ticking = 0;
	}

	private stop(problem: Trouble["problem"]): void {
		this.rest();
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
		this.ticks = 0;
		if (this.waiting.size === 0)
			this.rest();
		if (one === undefined)
			return;
		if ("problem" in answer)
			one.reject(new Trouble(answer.problem));
		else
			one.resolve(answer.value);
	}
}
