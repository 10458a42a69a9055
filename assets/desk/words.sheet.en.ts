// SPDX-License-Identifier: ISC
// The English words of the printed case sheet.

import type { SheetWords } from "./words.sheet.zh.ts";

export const sheet: SheetWords = {
	open: "Print case sheet",
	back: "Back to the letter",
	print: "Print",
	contact: "Print contact data as well",
	warn: "What is on paper is no longer sealed. Take it from the printer at once, keep it as confidential, and destroy it when it is no longer needed.",
	only: "Only the case sheet of one letter can be printed: open the letter and press \"Print case sheet\".",
	title: "Case sheet",
	head: "{brand} case sheet · No. {number} · internal, keep safe",
	number: "Number",
	form: "Form",
	received: "Received",
	state: "State",
	printed: "Printed",
	printedBy: "{date}, {who}",
	report: "The letter",
	history: "What was done",
	date: "Date",
	who: "Who",
	what: "What, and why",
	noHistory: "Nothing has been recorded yet.",
	letters: "Answers and additions",
	noLetters: "No answer and no addition yet.",
	contactLeft: "Contact data is not printed.",
	contactNone: "There is no contact data that opens.",
	memosLeft: "Internal memos not printed: {n}.",
	closed: "Entries that do not open and are not printed: {n}.",
	bad: "Checks that do not hold: {n}; see the screen for what they are.",
	file: "Attachment: {name} ({size}), not printed",
	sign: "Signature of the officer in charge:                     Date:",
};
