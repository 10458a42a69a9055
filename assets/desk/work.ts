// SPDX-License-Identifier: ISC
// The working screen: letters on the left, one thread on the right.  Ends with
// lock(), by hand or after ten idle minutes.

import {
	type App, type Desk, type Room, alarmBox, clearDesk, explain, focus, isDirty, newDesk,
	newDraft, problemOf, show,
} from "./app.ts";
import { writeLook } from "./acting.ts";
import type { Inbox, Me } from "./calls.ts";
import { type Child, button, el, replace } from "./dom.ts";
import { type Filter, ROWS } from "./filter.ts";
import { Hands } from "./hands.ts";
import { watchIdle } from "./idle.ts";
import { inboxView } from "./inbox.ts";
import { enter, rooms, roomView } from "./rooms.ts";
import { NO_CAMPAIGNS } from "./month/campaigns.ts";
import { NO_LESSON } from "./month/lesson.ts";
import { NO_RECORDS } from "./records/state.ts";
import { sheetView } from "./print.ts";
import { Hits } from "./search.ts";
import { helpButton, watchKeys } from "./shortcuts.ts";
import { threadView } from "./thread.ts";
import type { Vault } from "./vault.ts";
import { fill, w } from "./words.ts";

type Bar = (...more: readonly Child[]) => HTMLElement;

/** Where the cursor stands in what is being written. */
interface Place {
	readonly id: string;
	readonly from: number;
	readonly to: number;
}

/** A field that has a cursor (a date's parts have none that is told). */
function written(node: Element | null):
    node is HTMLTextAreaElement | HTMLInputElement {
	return node instanceof HTMLTextAreaElement ||
	    (node instanceof HTMLInputElement && node.selectionStart !== null);
}

function place(): Place | null {
	const at = document.activeElement;

	if (at === null || at.id === "")
		return null;
	return written(at) ? { id: at.id, from: at.selectionStart ?? 0,
		to: at.selectionEnd ?? 0 } : { id: at.id, from: 0, to: 0 };
}

function restore(p: Place | null): void {
	const at = p === null ? null : document.getElementById(p.id);

	at?.focus({ preventScroll: true });
	if (p !== null && written(at))
		at.setSelectionRange(p.from, p.to);
}

export class Work implements App {
	readonly vault: Vault;
	readonly desk: Desk;
	private readonly bar: Bar;
	private readonly locked: (why: "asked" | "idle") => void;
	private readonly hands = new Hands();
	private stopHands: () => void = () => undefined;
	private stopIdle: () => void = () => undefined;
	private stopKeys: () => void = () => undefined;
	private ended = false;
	private busy = false;
	/** What to do once unsent words may be dropped. */
	private asked: (() => void) | null = null;

	constructor(vault: Vault, me: Me, inbox: Inbox, bar: Bar,
	    locked: (why: "asked" | "idle") => void) {
		this.vault = vault;
		this.desk = newDesk(me, inbox);
		this.bar = bar;
		this.locked = locked;
	}

	begin(): void {
		this.stopHands = this.hands.watch();
		this.stopIdle = watchIdle({
			warn: (soon) => this.warn(soon),
			lock: () => this.lock("idle"),
		});
		this.stopKeys = watchKeys(this);
		addEventListener("beforeunload", this.guard);
		this.draw();
		focus(".inbox h1");
	}

	private readonly guard = (event: BeforeUnloadEvent): void => {
		if (isDirty(this.desk))
			event.preventDefault();
	};

	private lock(why: "asked" | "idle"): void {
		this.ended = true;
		this.stopHands();
		this.stopIdle();
		this.stopKeys();
		removeEventListener("beforeunload", this.guard);
		this.vault.end();
		clearDesk(this.desk, "");
		this.desk.lesson = NO_LESSON;
		this.desk.records = NO_RECORDS;
		this.desk.campaigns = NO_CAMPAIGNS;
		this.locked(why);
	}

	/** Beside the screen, so that writing is not disturbed. */
	private warn(soon: boolean): void {
		document.getElementById("idle")?.remove();
		if (soon)
			document.body.append(el("p", { id: "idle",
				class: "notice bad", role: "alert" },
			    w().idleSoon));
	}

	/** Run act; words that were not sent are asked about first. */
	private leave(act: () => void): void {
		if (!isDirty(this.desk)) {
			act();
			return;
		}
		this.asked = act;
		this.draw();
		focus(".ask .button");
	}

	private question(act: () => void): HTMLElement {
		return el("div", { class: "notice bad ask", role: "alertdialog",
			"aria-label": w().leaveDraft },
		    el("p", {}, w().leaveDraft),
		    button(w().stay, "main", () => {
			this.asked = null;
			this.draw();
			focus(this.desk.act === null ? "#answer" : "#act");
		    }),
		    button(w().discard, "plain", () => {
			this.asked = null;
			this.desk.draft = newDraft("");
			this.desk.act = null;
			act();
		    }));
	}

	/** Run act between two drawings; what goes wrong is shown on top. */
	private async attempt(act: () => Promise<void>, then: string):
	    Promise<void> {
		if (this.busy || this.desk.sending)
			return;
		this.busy = true;
		this.desk.problem = null;
		this.draw();
		try {
			await act();
		} catch (caught) {
			this.desk.problem = problemOf(caught);
		} finally {
			this.busy = false;
		}
		if (this.ended)
			return;
		this.draw();
		this.hands.when(() => focus(then));
	}

	open(id: string, then: () => void = () => undefined): void {
		const { desk } = this;

		if (id === desk.thread?.id) {
			focus(".thread h2");
			then();
			return;
		}
		this.leave(() => {
			clearDesk(desk, id);
			void this.attempt(async () => {
				desk.thread = await this.vault.ask("thread",
				    { id });
			}, ".thread h2").then(() => {
				this.look();
				if (!this.ended && desk.thread?.id === id)
					then();
			});
		});
	}

	refresh(): void {
		const { desk } = this;

		void this.attempt(async () => {
			desk.inbox = await this.vault.ask("sync", null);
			if (desk.thread !== null)
				desk.thread = await this.vault.ask("thread",
				    { id: desk.thread.id });
		}, "#refresh").then(() => this.look());
	}

	/** The last words asked for are the ones shown. */
	search(): void {
		void this.searchOnce(this.desk.filter.query);
	}

	private async searchOnce(query: string): Promise<void> {
		const { desk } = this;
		let hits: Filter["hits"] = null;

		if (query.trim() !== "") {
			try {
				hits = new Hits(await this.vault.ask("search",
				    { query }));
			} catch (caught) {
				desk.problem = problemOf(caught);
			}
		}
		if (this.ended || desk.filter.query !== query)
			return;
		desk.filter = { ...desk.filter, hits, rows: ROWS };
		this.draw();
	}

	/** Not while something else is under way: it draws the page. */
	private look(): void {
		const { thread } = this.desk;

		if (!this.ended && thread !== null)
			void writeLook(this, thread.id);
	}

	run(act: () => Promise<void>, then: string): void {
		void this.attempt(act, then);
	}

	/** Rooms that count or list ask for it anew whenever they are entered. */
	go(room: Room): void {
		if (this.busy || this.desk.sending)
			return;
		this.desk.room = room;
		this.desk.sheet = null;
		enter(this, room);
	}

	sending(act: () => Promise<string>): void {
		if (!this.busy && !this.desk.sending)
			void this.sendOnce(act);
	}

	private async sendOnce(act: () => Promise<string>): Promise<void> {
		const { desk } = this;
		let then = "#todo";

		desk.sending = true;
		this.draw();
		try {
			then = await act();
		} catch (caught) {
			desk.problem = problemOf(caught);
		} finally {
			desk.sending = false;
		}
		if (this.ended)
			return;
		this.draw();
		this.hands.when(() => {
			focus(then);
			document.querySelector(then)?.scrollIntoView(
			    { block: "nearest" });
		});
		// Whatever came along while it was sent was shown as well.
		this.look();
	}

	private right(): HTMLElement {
		const { thread } = this.desk;

		if (thread !== null)
			return threadView(this, thread);
		return el("section", { class: "thread" },
		    el("p", { class: "empty", role: "status", id: "progress" },
			this.busy ? w().opening : w().pick));
	}

	/** A room, two panes, or the case sheet; what prints says so itself. */
	private screen(left: HTMLElement): Child[] {
		const { room, sheet, thread } = this.desk;

		if (room !== "letters")
			return roomView(this, room);
		if (sheet !== null && thread !== null)
			return [sheetView(this, thread, sheet.contact)];
		return [el("p", { class: "only-paper" }, w().sheet.only),
			el("div", { class: "panes" }, left, this.right())];
	}

	draw(): void {
		this.hands.when(() => this.build());
	}

	private build(): void {
		if (this.ended)
			return;
		const { desk } = this;
		const at = place();
		const scrolls = [".inbox", ".thread"].map((s) =>
		    document.querySelector(s)?.scrollTop ?? 0);
		const left = inboxView(this);
		const again = left.querySelector("#refresh");

		if (this.busy && again !== null)
			replace(again, w().opening);
		show(this.bar(
		    el("p", { class: "me" }, fill(w().officer,
			{ nn: desk.me.nn, office: desk.me.office })),
		    rooms(this), helpButton(), button(w().lock, "main", () =>
			this.leave(() => this.lock("asked")))),
		    desk.me.offline ? el("p", { class: "notice",
			id: "offline" }, w().offlineLine) : null,
		    this.asked === null ? null : this.question(this.asked),
		    desk.problem === null ? null :
		    alarmBox(explain(desk.problem)),
		    ...this.screen(left));
		[".inbox", ".thread"].forEach((s, i) => {
			document.querySelector(s)?.scrollTo(0, scrolls[i] ?? 0);
		});
		restore(at);
	}
}
