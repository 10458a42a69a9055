// SPDX-License-Identifier: ISC
// What the search looks through follows the letters: made some at a time while
// nobody asks, so that the first search need not wait for it, and whole before
// any is answered.  In the worker.

import type { ThreadView } from "../lib/thread.ts";
import type { Case } from "./cases.ts";
import { formWords, wordsOf } from "./labels.ts";
import { type Hit, SearchIndex } from "./search.ts";

/** Of work between two questions of the page. */
const SLICE_MS = 20;

/** Everything of a thread that can be read, and behind it its lists' words. */
function searchable(one: Case): string {
	const all = one.view.entries.flatMap(({ entry: e }) =>
	    e === undefined ? [] : [e]);
	const form = one.view.report?.form ?? null;

	return [...all.map((e) => e.text.trim()), ...formWords(form),
		...all.flatMap((e) => e.fields.flatMap((f) =>
		    wordsOf(form, f.name, f.value)))].join(" / ");
}

export class Searching {
	private readonly cases: ReadonlyMap<string, Case>;
	private readonly index = new SearchIndex();
	/** What the index has, by the view that it was made of. */
	private readonly views = new Map<string, ThreadView>();
	private timer = 0;

	constructor(cases: ReadonlyMap<string, Case>) {
		this.cases = cases;
	}

	/** Begin with what changed, when there is nothing else to do. */
	ahead(): void {
		clearTimeout(this.timer);
		this.timer = self.setTimeout(() => {
			if (!this.follow(performance.now() + SLICE_MS))
				this.ahead();
		});
	}

	find(query: string): readonly Hit[] {
		this.follow(Infinity);
		return this.index.find(query);
	}

	/** False where the time was over before the end. */
	private follow(until: number): boolean {
		for (const [id, one] of this.cases) {
			if (this.views.get(id) === one.view)
				continue;
			if (performance.now() > until)
				return false;
			this.index.put(id, searchable(one));
			this.views.set(id, one.view);
		}
		for (const id of this.views.keys()) {
			if (!this.cases.has(id)) {
				this.views.delete(id);
				this.index.drop(id);
			}
		}
		return true;
	}
}
