// SPDX-License-Identifier: ISC
// Words over everything that this officer can open, in memory only.  Plain
// substrings, so that Chinese needs no word list and a search can miss nothing
// that is there; ten thousand threads are looked through in the time of a key
// press (tests/bench/desk.ts).

/** Characters of the text shown before and behind what was found. */
const AROUND = 18;
const TERMS_MAX = 8;
const QUERY_LEN = 200;

export interface Hit {
	readonly id: string;
	/** What stands round the first word found. */
	readonly before: string;
	readonly found: string;
	readonly behind: string;
}

interface Doc {
	/** As shown; of the same length as folded. */
	readonly plain: string;
	readonly folded: string;
}

/** Width, case, ligatures and hidden characters make no difference. */
export function fold(text: string): string {
	return text.normalize("NFKC").replace(/[\p{Cf}\p{Mn}]/gu, "")
	    .replace(/\s+/g, " ").toLowerCase();
}

function docOf(text: string): Doc {
	const plain = text.normalize("NFKC").replace(/[\p{Cf}\p{Mn}]/gu, "")
	    .replace(/\s+/g, " ");
	const folded = plain.toLowerCase();

	return { plain: plain.length === folded.length ? plain : folded, folded };
}

/** The words of a query, all of which must be there. */
export function terms(query: string): string[] {
	return fold(query.slice(0, QUERY_LEN)).split(" ")
	    .filter((t) => t !== "").slice(0, TERMS_MAX);
}

export class SearchIndex {
	private readonly docs = new Map<string, Doc>();

	put(id: string, text: string): void {
		this.docs.set(id, docOf(text));
	}

	drop(id: string): void {
		this.docs.delete(id);
	}

	clear(): void {
		this.docs.clear();
	}

	/** Every thread that has all the words; none for an empty query. */
	find(query: string): Hit[] {
		const wanted = terms(query);
		const first = wanted[0];
		const hits: Hit[] = [];

		if (first === undefined)
			return hits;
		for (const [id, doc] of this.docs) {
			if (wanted.every((t) => doc.folded.includes(t)))
				hits.push(hit(id, doc, first));
		}
		return hits;
	}
}

function hit(id: string, { plain, folded }: Doc, term: string): Hit {
	const at = folded.indexOf(term);
	const end = at + term.length;
	const from = Math.max(0, at - AROUND);

	return {
		id, before: (from > 0 ? "…" : "") + plain.slice(from, at),
		found: plain.slice(at, end),
		behind: plain.slice(end, end + AROUND) +
		    (end + AROUND < plain.length ? "…" : ""),
	};
}

/**
 * Hits on their way to the page, in one string: thousands of small ones take
 * longer than the search.  No tab and no line end stands in them (fold).
 */
export function packHits(hits: readonly Hit[]): string {
	return hits.map((h) => [h.id, h.before, h.found, h.behind].join("\t"))
	    .join("\n");
}

/** Taken apart as far as rows are drawn. */
export class Hits {
	private readonly lines = new Map<string, string>();

	constructor(packed: string) {
		for (const line of packed === "" ? [] : packed.split("\n"))
			this.lines.set(line.slice(0, line.indexOf("\t")), line);
	}

	has(id: string): boolean {
		return this.lines.has(id);
	}

	get(id: string): Hit | undefined {
		const line = this.lines.get(id);
		const [, before = "", found = "", behind = ""] =
		    line?.split("\t") ?? [];

		return line === undefined ? undefined :
		    { id, before, found, behind };
	}
}
