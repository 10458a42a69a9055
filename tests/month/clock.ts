// SPDX-License-Identifier: ISC
// The days of the month.  The last is today; on an earlier one every program
// that is started gets the clock of tests/month/clock.c, so that its date, the
// date of storing and the date that a reader compares it with are all that
// day's.  This process itself, which plays, stays at the machine's clock.

import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { addDays, shanghai } from "../../assets/lib/date.ts";
import { repo } from "../web/cluster.ts";

export const LAST_DAY = 31;

export class Clock {
	/** Where users who may not enter the checkout find the library. */
	private readonly dir = mkdtempSync("/var/tmp/qfm-");
	private readonly today = shanghai(Date.now());

	constructor() {
		const at = join(this.dir, "clock.so");

		copyFileSync(join(repo, "build/month/clock.so"), at);
		chmodSync(this.dir, 0o755);
		chmodSync(at, 0o755);
	}

	/** The date of the month's nth day. */
	date(day: number): string {
		return addDays(this.today, day - LAST_DAY);
	}

	/** What is started from now on believes that it is this day. */
	set(day: number): void {
		if (day === LAST_DAY) {
			delete process.env["LD_PRELOAD"];
			delete process.env["QF_CLOCK_DAYS"];
			return;
		}
		process.env["LD_PRELOAD"] = join(this.dir, "clock.so");
		process.env["QF_CLOCK_DAYS"] = String(day - LAST_DAY);
	}

	close(): void {
		this.set(LAST_DAY);
		rmSync(this.dir, { recursive: true, force: true });
	}
}
