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
	const month = Number(text.slice(5, 7));
	const day = Number(text.slice(8));

	return /^[2-9]\d{3}-[01]\d-[0-3]\d$/.test(text) && month > 0 &&
	    month < 13 && day > 0 && day <= daysIn(Number(text.slice(0, 4)), month);
}

/** By the Gregorian rule; from August on the long months are the even ones. */
function daysIn(year: number, month: number): number {
	const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

	return month !== 2 ? 30 + ((month + (month >> 3)) & 1) : leap ? 29 : 28;
}

/** The date n days after date. */
export function addDays(date: string, n: number): string {
	return dateOf(days(date) + n);
}

/** The date in Asia/Shanghai at ms milliseconds of Unix time. */
export function shanghai(ms: number): string {
	return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);
}
