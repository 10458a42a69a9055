// SPDX-License-Identifier: ISC
// The screen is not built anew under a hand: a press that ends on another
// button than it began on is no click, and words that are still being
// composed (pinyin) would be dropped.

/** Longer than a click takes; a press that ends in a menu is never let go. */
const PRESS_MS = 1000;

export class Hands {
	private pressed = 0;
	private composing = false;
	private waiting: (() => void)[] = [];

	/** Watch until the function it gives is called. */
	watch(): () => void {
		const end = new AbortController();
		const on = (type: string, act: () => void): void =>
		    addEventListener(type, act, { capture: true,
			signal: end.signal });

		on("pointerdown", () => {
			this.release();
			this.pressed = window.setTimeout(() => this.release(),
			    PRESS_MS);
		});
		// The click comes after this, and before what waits.
		for (const type of ["pointerup", "pointercancel", "change",
			"keydown"])
			on(type, () => this.release());
		on("compositionstart", () => {
			this.composing = true;
		});
		for (const type of ["compositionend", "focusout"])
			on(type, () => {
				this.composing = false;
				this.later();
			});
		return () => {
			end.abort();
			this.release();
			this.composing = false;
			this.waiting = [];
		};
	}

	/** Run act, now or as soon as the hands are off. */
	when(act: () => void): void {
		if (this.waiting.length > 0 || this.pressed !== 0 ||
		    this.composing)
			this.waiting.push(act);
		else
			act();
	}

	private release(): void {
		clearTimeout(this.pressed);
		this.pressed = 0;
		this.later();
	}

	private later(): void {
		if (this.waiting.length > 0)
			setTimeout(() => this.run());
	}

	private run(): void {
		const acts = this.waiting;

		if (this.pressed !== 0 || this.composing)
			return;
		this.waiting = [];
		for (const act of acts)
			act();
	}
}
