// SPDX-License-Identifier: ISC
// A slower phone.  Chromium's own setCPUThrottlingRate slows the page's thread
// alone, and the work is done in a Worker: so the renderer's process as a whole
// is stopped and let go by turns, as cpulimit does.

import { readFileSync } from "node:fs";

import type { Tab } from "./browser.ts";

const TURN_MS = 20;

export class Brake {
	private readonly pids: readonly number[];
	private readonly rate: number;
	private on = true;
	private running: Promise<void>;

	private constructor(pids: readonly number[], rate: number) {
		this.pids = pids;
		this.rate = rate;
		this.running = this.run();
	}

	/** The renderers of this tab's browser run one part in rate of the time. */
	static async put(tab: Tab, rate: number): Promise<Brake> {
		const cdp = await tab.context.browser()?.newBrowserCDPSession();
		const info = await cdp?.send("SystemInfo.getProcessInfo");
		const pids = (info?.processInfo ?? [])
		    .filter((one) => one.type === "renderer")
		    .map((one) => one.id);

		if (pids.length === 0)
			throw new Error("no renderer to slow down");
		return new Brake(pids, rate);
	}

	private signal(name: "SIGSTOP" | "SIGCONT"): void {
		for (const pid of this.pids)
			try {
				process.kill(pid, name);
			} catch {
				/* that one has ended */
			}
	}

	private async run(): Promise<void> {
		const wait = (ms: number) =>
		    new Promise((done) => setTimeout(done, ms));

		// At least so slow: a late timer only lets it stand longer, for the
		// time it ran is measured and answered with rate - 1 times as long.
		while (this.on) {
			const begun = performance.now();
			this.signal("SIGCONT");
			await wait(TURN_MS / this.rate);
			this.signal("SIGSTOP");
			await wait((performance.now() - begun) * (this.rate - 1));
		}
		this.signal("SIGCONT");
	}

	/** How much of one core the renderers had during f, 0 to 1. */
	async share(f: () => Promise<unknown>): Promise<number> {
		const used = this.cpu();
		const begun = performance.now();

		await f();
		return (this.cpu() - used) / (performance.now() - begun);
	}

	/** CPU time of all of them until now, in ms (proc(5), stat). */
	private cpu(): number {
		let ticks = 0;

		for (const pid of this.pids) {
			const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
			const fields = stat.slice(stat.lastIndexOf(")") + 2)
			    .split(" ");

			ticks += Number(fields[11]) + Number(fields[12]);
		}
		return ticks * 10;
	}

	async release(): Promise<void> {
		this.on = false;
		await this.running;
	}
}
