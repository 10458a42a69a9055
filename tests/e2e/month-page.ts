// SPDX-License-Identifier: ISC
// The room of the month over generated cases (tests/stats/ledger.ts), for
// month-paper.test.ts: the console's own screens and counting.  Only letters,
// keys and the worker around the counting are not here.

import { shanghai } from "../../assets/lib/date.ts";
import { type App, newDesk, show } from "../../assets/desk/app.ts";
import type { Vault } from "../../assets/desk/vault.ts";
import { el } from "../../assets/desk/dom.ts";
import { statsLists } from "../../assets/desk/labels.ts";
import { figuresOf } from "../../assets/desk/month/figures.ts";
import { enter, roomView, rooms } from "../../assets/desk/rooms.ts";
import { switchLanguage } from "../../assets/desk/words.ts";
import type { Period } from "../../assets/lib/stats-sheet.ts";
import { caseOf, makeLedger } from "../stats/ledger.ts";

const TODAY = "2026-12-15";
const cases = makeLedger(20261126, 2000, 20000).map(caseOf);
let took = 0;

const vault = { ask: (_name: string, { period }: { period: Period }) => {
	const start = performance.now();
	const figures = figuresOf(cases, statsLists, period, TODAY);

	took = Math.max(took, performance.now() - start);
	return Promise.resolve(figures);
} };
const desk = newDesk({ nn: "01", office: "办公室", classes: [], others: [], bare: false,
	offline: false }, { threads: [], missing: 0, damaged: 0, tried: 0,
    begun: [] });
const app = {
	vault: vault as unknown as Vault, desk,
	draw: () => {
		show(el("header", { class: "bar" }, rooms(app)),
		    ...desk.room === "letters" ? [] : roomView(app, desk.room));
	},
	go: (room: App["desk"]["room"]) => {
		desk.room = room;
		enter(app, room);
	},
	run: (act: () => Promise<void>) => {
		app.draw();
		void act().then(() => app.draw());
	},
	open: () => undefined, search: () => undefined,
	refresh: () => undefined, sending: () => undefined,
} satisfies App;

Object.assign(globalThis, { month: {
	today: shanghai(Date.now()), took: () => took, switchLanguage,
	show: (period: Period, shown: App["desk"]["month"]["shown"]) => {
		desk.month = { ...desk.month, period, shown };
		app.go("month");
	},
	redraw: () => app.draw(),
} });
