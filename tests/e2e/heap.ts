// SPDX-License-Identifier: ISC
// What a page's memory holds, as far as the engine tells: its heap after the
// garbage is collected, the values of its fields, and its markup.

import type { Tab } from "./browser.ts";

/** As V8 writes it: flat arrays of numbers, described by meta. */
interface Snapshot {
	readonly snapshot: { readonly meta: {
		readonly node_fields: readonly string[];
		readonly edge_fields: readonly string[];
		readonly edge_types: readonly [readonly string[]];
	} };
	readonly nodes: readonly number[];
	readonly edges: readonly number[];
	readonly strings: readonly string[];
}

async function snapshot(tab: Tab): Promise<Snapshot> {
	const cdp = await tab.context.newCDPSession(tab.page);
	const parts: string[] = [];

	cdp.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => {
		parts.push(chunk);
	});
	await cdp.send("HeapProfiler.collectGarbage");
	await cdp.send("HeapProfiler.takeHeapSnapshot",
	    { reportProgress: false });
	await cdp.detach();
	return JSON.parse(parts.join("")) as Snapshot;
}

/** Names of the nodes from one that the roots hold down to each node. */
class Heap {
	private readonly snap: Snapshot;
	private readonly parent: Int32Array;

	constructor(snap: Snapshot) {
		this.snap = snap;
		this.parent = new Int32Array(this.count).fill(-1);
		this.walk();
	}

	get count(): number {
		return this.snap.nodes.length /
		    this.snap.snapshot.meta.node_fields.length;
	}

	private field(i: number, name: string): number {
		const { node_fields } = this.snap.snapshot.meta;

		return this.snap.nodes[i * node_fields.length +
		    node_fields.indexOf(name)] ?? 0;
	}

	name(i: number): string {
		return this.snap.strings[this.field(i, "name")] ?? "";
	}

	/** Breadth first from the root, over edges that hold what they name. */
	private walk(): void {
		const { edge_fields, edge_types, node_fields } =
		    this.snap.snapshot.meta;
		const weak = edge_types[0].indexOf("weak");
		const first = [0];
		const queue = [0];

		for (let i = 0; i < this.count; i++)
			first.push((first[i] ?? 0) + this.field(i, "edge_count"));
		this.parent[0] = 0;
		for (let q = 0; q < queue.length; q++) {
			const i = queue[q] ?? 0;

			for (let e = first[i] ?? 0; e < (first[i + 1] ?? 0); e++) {
				const at = e * edge_fields.length;
				const to = (this.snap.edges[at + 2] ?? 0) /
				    node_fields.length;

				if (this.snap.edges[at] === weak || this.parent[to] !== -1)
					continue;
				this.parent[to] = i;
				queue.push(to);
			}
		}
	}

	path(i: number): string {
		const names: string[] = [];

		for (let j = i; j > 0 && names.length < 30;
		    j = this.parent[j] ?? 0)
			names.push(this.name(j).slice(0, 60));
		return names.join(" < ");
	}
}

/** Where any of the words is found; each with what holds it. */
export async function left(tab: Tab, words: readonly string[]):
    Promise<string[]> {
	const heap = new Heap(await snapshot(tab));
	const found: string[] = [];

	for (let i = 0; i < heap.count; i++)
		if (words.some((word) => heap.name(i).includes(word)))
			found.push("heap: " + heap.path(i));
	const page = await tab.page.evaluate(() => Array.from(document
	    .querySelectorAll("input, textarea")).map((one) =>
	    (one as HTMLInputElement).value).join("\n") +
	    document.documentElement.outerHTML);
	for (const word of words)
		if (page.includes(word))
			found.push("page: " + word);
	return found;
}
