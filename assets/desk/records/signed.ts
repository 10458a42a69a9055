// SPDX-License-Identifier: ISC
// Round a record that was signed or opened: where it stands, its whole text to
// be carried on or kept, and the way back to an empty form.

import type { App } from "../app.ts";
import { type Child, button, el } from "../dom.ts";
import { saveRecord } from "../save.ts";
import { fill, w } from "../words.ts";
import { handing } from "./parts.ts";
import { NO_RECORDS, put } from "./state.ts";
import type { RecordView } from "./types.ts";

export function made(v: RecordView): HTMLElement {
	const signers = v.signers.join(w().noSeparator);

	return el("p", { class: "soft made" }, v.period === "-" ?
	    fill(w().records.made, { date: v.date, signers }) :
	    fill(w().month.lessonMade, { period: v.period, date: v.date,
		signers }));
}

/** What is still to be done. */
export function waits(v: RecordView): Child[] {
	const r = w().records;

	return [el("p", { class: "notice" }, v.complete ? r.done[v.kind] :
	    v.old ? w().month.recordWhy["EXPIRED"] ?? "" :
	    fill(r.waits, { nn: v.signers.join(w().noSeparator) }))];
}

function nameOf(v: RecordView): string {
	return v.kind === "campaign" ? `campaign-${v.campaign}.note` :
	    v.kind === "export" ? `order-${v.date}.note` :
	    `${v.kind}-${v.period}.note`;
}

/** The whole text, while it travels and for keeping. */
export function kept(app: App, v: RecordView): Child[] {
	const m = w().month;
	const again = button(w().records.anew, "plain", () => {
		put(app, v.kind, NO_RECORDS[v.kind]);
		app.draw();
	});

	again.id = "record-anew";
	return [
		v.complete || v.signers.includes(app.desk.me.nn) ?
		    handing("record-note", v.note, v.complete ?
			w().records.keep : m.lessonHand) : null,
		v.complete ? button(w().records.save, "plain", () =>
		    saveRecord(nameOf(v), v.note)) : null, " ", again,
	];
}
