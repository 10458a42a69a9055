// SPDX-License-Identifier: ISC
// What these programs found, said as it is found, counted at the end.

import { loadavg } from "node:os";

export class Checks {
	private readonly suite: string;
	private passed = 0;
	private failed = 0;

	constructor(suite: string) {
		this.suite = suite;
	}

	/** more: what was seen, said in both cases. */
	check(good: boolean, what: string, more = ""): void {
		if (good)
			this.passed++;
		else
			this.failed++;
		console.log(`${good ? "  ok  " : "not ok"} ${what}` +
		    (more === "" ? "" : ` (${more})`));
	}

	equal(have: unknown, want: unknown, what: string): void {
		this.check(have === want, what, have === want ? String(have) :
		    `${String(have)}, not ${String(want)}`);
	}

	/** The last line; sets the exit code. */
	end(): void {
		console.log(`${this.suite}: ${this.passed} passed, ` +
		    `${this.failed} failed`);
		process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
	}

	/** Run a program of checks; what it throws is one more failure. */
	static async run(suite: string,
	    program: (c: Checks) => Promise<void>): Promise<void> {
		const c = new Checks(suite);

		try {
			await program(c);
		} catch (e) {
			c.check(false, "runs to its end",
			    e instanceof Error ? e.stack : String(e));
		}
		c.end();
	}
}

/** How busy this machine is beside us: said with every figure. */
export function load(): string {
	return `load ${loadavg().map((x) => x.toFixed(1)).join(" ")}`;
}
