// SPDX-License-Identifier: ISC
// Locks by itself when nobody is there.  Measured by the clock, not by timers
// alone: a computer that slept locks as it wakes.

const IDLE_MS = 10 * 60000;
const WARN_MS = 9 * 60000;
const LOOK_MS = 5000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "scroll"];

export interface Watched {
	/** A minute is left; false: somebody is there again. */
	warn(soon: boolean): void;
	lock(): void;
}

/** Watch until the function it gives is called. */
export function watchIdle(who: Watched): () => void {
	let last = Date.now();
	let warned = false;

	function seen(): void {
		// Waking up is no sign of life: the time already spent counts.
		if (Date.now() - last < IDLE_MS)
			last = Date.now();
		if (warned) {
			warned = false;
			who.warn(false);
		}
	}

	function look(): void {
		const idle = Date.now() - last;

		if (idle >= IDLE_MS) {
			stop();
			who.lock();
		} else if (idle >= WARN_MS && !warned) {
			warned = true;
			who.warn(true);
		}
	}

	function stop(): void {
		clearInterval(timer);
		document.removeEventListener("visibilitychange", look);
		for (const sign of SIGNS)
			removeEventListener(sign, seen, true);
	}

	const timer = setInterval(look, LOOK_MS);
	document.addEventListener("visibilitychange", look);
	for (const sign of SIGNS)
		addEventListener(sign, seen, { capture: true, passive: true });
	return stop;
}
