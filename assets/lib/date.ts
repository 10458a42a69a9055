// SPDX-License-Identifier: ISC
// Calendar dates "YYYY-MM-DD".  All dates of the protocol are in
// Asia/Shanghai (UTC+8, no summer time); a phone's own zone never matters.

const DAY_MS = 86400000;
const SHANGHAI_MS = 8 * 3600000;

/** The date of day number n counted from 1970-01-01. */
export function dateOf(n: number): string {
	return new Date(n * DAY_MS).toISOString().slice(0, 10);
}

/** Days since 1970-01-01 of a date that isDate. */
export function days(date: string): number {
	return Date.parse(date + "T00:00:00Z") / DAY_MS;
}

/** True for a real calendar date, years 2000 to 9999. */
export function isDate(text: string): boolean {
	const m = /^([2-9]\d{3})-([01]\d)-([0-3]\d)$/.exec(text);
	const [year = 0, month = 0, day = 0] = (m ?? []).slice(1).map(Number);

	// The day before the next month's first is this month's last.
	return m !== null && day > 0 && month > 0 && month < 13 &&
	    day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The date n days after date. */
export function addDays(date: string, n: number): string {
	return dateOf(days(date) + n);
}

/** The date in Asia/Shanghai at ms milliseconds of Unix time. */
export function shanghai(ms: number): string {
	return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);
}
