// SPDX-License-Identifier: ISC
// The working screen: letters on the left, one thread on the right.  Ends with
// lock(), by hand or after ten idle minutes.

import {
	type App, type Desk, alarmBox, explain, focus, newDesk, newDraft,
	problemOf, show,
} from "./app.ts";
import type { Inbox, Me } from "./calls.ts";
import { type Child, button, el, replace } from "./dom.ts";
import { watchIdle } from "./idle.ts";
import { inboxView } from "./inbox.ts";
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

function place(): Place | null {
	const at = document.activeElement;

	if (at === null || at.id === "")
		return null;
	return at instanceof HTMLTextAreaElement ? { id: at.id,
		from: at.selectionStart, to: at.selectionEnd } :
	    { id: at.id, from: 0, to: 0 };
}

function restore(p: Place | null): void {
	const at = p === null ? null : document.getElementById(p.id);

	at?.focus({ preventScroll: true });
	if (p !== null && at instanceof HTMLTextAreaElement)
		at.setSelectionRange(p.from, p.to);
}

export class Work implements App {
	readonly vault: Vault;
	readonly desk: Desk;
	private readonly bar: Bar;
	private readonly locked: (why: "asked" | "idle") => void;
	private stopIdle: () => void = () => undefined;
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
		this.stopIdle = watchIdle({
			warn: (soon) => this.warn(soon),
			lock: () => this.lock("idle"),
		});
		addEventListener("beforeunload", this.guard);
		this.draw();
		focus(".inbox h1");
	}

	private readonly guard = (event: BeforeUnloadEvent): void => {
		if (this.desk.draft.text !== "")
			event.preventDefault();
	};

	private lock(why: "asked" | "idle"): void {
		this.ended = true;
		this.stopIdle();
		removeEventListener("beforeunload", this.guard);
		this.vault.end();
		this.desk.draft = newDraft("");
		this.desk.thread = this.desk.stored = null;
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
		if (this.desk.draft.text === "") {
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
			focus("#answer");
		    }),
		    button(w().discard, "plain", () => {
			this.asked = null;
			this.desk.draft = newDraft("");
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
		focus(then);
	}

	open(id: string): void {
		const { desk } = this;

		if (id === desk.thread?.id) {
			focus(".thread h2");
			return;
		}
		this.leave(() => {
			desk.thread = desk.stored = desk.sendProblem = null;
			desk.draft = newDraft(id);
			void this.attempt(async () => {
				desk.thread = await this.vault.ask("thread",
				    { id });
			}, ".thread h2");
		});
	}

	refresh(): void {
		const { desk } = this;

		void this.attempt(async () => {
			desk.inbox = await this.vault.ask("sync", null);
			if (desk.thread !== null)
				desk.thread = await this.vault.ask("thread",
				    { id: desk.thread.id });
		}, "#refresh");
	}

	send(): void {
		if (!this.busy && !this.desk.sending)
			void this.sendOnce();
	}

	private async sendOnce(): Promise<void> {
		const { desk } = this;

		desk.sending = true;
		desk.stored = desk.sendProblem = null;
		this.draw();
		try {
			const stored = await this.vault.ask("send", desk.draft);

			desk.stored = stored;
			desk.thread = stored.thread;
			desk.draft = newDraft(stored.thread.id);
			desk.inbox = { ...desk.inbox,
				threads: desk.inbox.threads.map((t) =>
				    t.id === stored.thread.id ?
				    stored.thread.summary : t) };
		} catch (caught) {
			desk.sendProblem = problemOf(caught);
		} finally {
			desk.sending = false;
		}
		if (this.ended)
			return;
		this.draw();
		focus(desk.stored === null ? "#answer" : "#stored");
		document.getElementById("stored")?.scrollIntoView(
		    { block: "nearest" });
	}

	private right(): HTMLElement {
		const { thread } = this.desk;

		if (thread !== null)
			return threadView(this, thread);
		return el("section", { class: "thread" },
		    el("p", { class: "empty", role: "status", id: "progress" },
			this.busy ? w().opening : w().pick));
	}

	draw(): void {
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
		    button(w().lock, "main", () =>
			this.leave(() => this.lock("asked")))),
		    this.asked === null ? null : this.question(this.asked),
		    desk.problem === null ? null :
		    alarmBox(explain(desk.problem)),
		    el("div", { class: "panes" }, left, this.right()));
		[".inbox", ".thread"].forEach((s, i) => {
			document.querySelector(s)?.scrollTo(0, scrolls[i] ?? 0);
		});
		restore(at);
	}
}
