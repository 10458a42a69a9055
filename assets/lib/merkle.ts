// SPDX-License-Identifier: ISC
// The log's Merkle tree (docs/protocol.md section 8): RFC 6962 section 2.1,
// with the verifiers that RFC 9162 sections 2.1.3.2 and 2.1.4.2 spell out.
// Nothing is kept here: a proof is made from the hashes of whole subtrees that
// the caller has, and is a plain list of hashes.

import { equal } from "./bytes.ts";
import { fail } from "./err.ts";
import { sha256 } from "./hash.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const HASH_LEN = 32;

/**
 * A tree of size leaves, known by its whole subtrees: node() gives the hash
 * over leaves index * 2^level to (index + 1) * 2^level - 1, all of which exist.
 */
export interface Tree {
	readonly size: number;
	node(level: number, index: number): Uint8Array;
}

/** SHA-256(00 || data): the hash of a leaf, which is what trees are made of. */
export function leafHash(data: Uint8Array): Uint8Array {
	return sha256(LEAF, data);
}

/** SHA-256(01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
	return sha256(NODE, left, right);
}

/** The tree over leaf hashes in memory. */
export function treeOfLeaves(leaves: readonly Uint8Array[]): Tree {
	const node = (level: number, index: number): Uint8Array => {
		if (level === 0)
			return leaves[index] ?? fail("NOT_FOUND", "no such leaf");
		return nodeHash(node(level - 1, 2 * index),
		    node(level - 1, 2 * index + 1));
	};

	return { size: leaves.length, node };
}

function isOdd(n: number): boolean {
	return n % 2 === 1;
}

/** Sizes go up to 2^53, where shifts of numbers do not. */
function half(n: number): number {
	return Math.floor(n / 2);
}

function isPowerOfTwo(n: number): boolean {
	let odd = n;

	while (!isOdd(odd))
		odd = half(odd);
	return odd === 1;
}

/** The largest power of two below n, which is at least 2. */
function split(n: number): number {
	let k = 1;

	while (k <= half(n - 1))
		k *= 2;
	return k;
}

/**
 * MTH of RFC 6962 section 2.1 over leaves begin to end - 1, of which begin is
 * where a subtree begins: the binary digits of their number are whole subtrees,
 * the smallest at the right, joined from there.
 */
function hashRange(t: Tree, begin: number, end: number): Uint8Array {
	let out: Uint8Array | undefined;
	let at = end;

	for (let level = 0, n = end - begin; n > 0; level++, n = half(n)) {
		if (!isOdd(n))
			continue;
		at -= 2 ** level;
		const h = t.node(level, at / 2 ** level);
		out = out === undefined ? h : nodeHash(h, out);
	}
	return out ?? sha256();
}

/** The root; SHA-256("") of the empty tree. */
export function merkleRoot(t: Tree): Uint8Array {
	return hashRange(t, 0, t.size);
}

/**
 * The branches not taken on the way from the root towards leaf number to, until
 * it is reached or a range ends at until (0: never); and the range that is left.
 */
function walk(t: Tree, to: number, until: number):
    { proof: Uint8Array[]; begin: number; end: number } {
	const proof: Uint8Array[] = [];
	let begin = 0;
	let end = t.size;

	while (end - begin > 1 && end !== until) {
		const middle = begin + split(end - begin);

		if (to < middle) {
			proof.push(hashRange(t, middle, end));
			end = middle;
		} else {
			proof.push(hashRange(t, begin, middle));
			begin = middle;
		}
	}
	return { proof, begin, end };
}

/**
 * The proof that leaf number index is in the tree, the leaf's sibling first;
 * PATH of RFC 9162 section 2.1.3.1.  NOT_FOUND when there is no such leaf.
 */
export function proveInclusion(t: Tree, index: number): Uint8Array[] {
	if (!Number.isSafeInteger(index) || index < 0 || index >= t.size)
		fail("NOT_FOUND", "no such leaf");
	return walk(t, index, 0).proof.reverse();
}

/**
 * The proof that the tree begins with its own first oldSize leaves; PROOF of
 * RFC 9162 section 2.1.4.1.  NOT_FOUND when oldSize is 0 or over the tree's.
 */
export function proveConsistency(t: Tree, oldSize: number): Uint8Array[] {
	if (!Number.isSafeInteger(oldSize) || oldSize < 1 || oldSize > t.size)
		fail("NOT_FOUND", "no such tree");
	const { proof, begin, end } = walk(t, oldSize - 1, oldSize);
	// The old tree itself is left out: the verifier knows its root.
	if (begin !== 0)
		proof.push(hashRange(t, begin, end));
	return proof.reverse();
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
	return hashes.every((h) => h.length === HASH_LEN);
}

/** fn and sn of the RFC's verifiers: a node of the old and the last node. */
class Path {
	private fn: number;
	private sn: number;

	constructor(fn: number, sn: number) {
		this.fn = fn;
		this.sn = sn;
	}

	private up(): void {
		this.fn = half(this.fn);
		this.sn = half(this.sn);
	}

	/** To where the node is a left child. */
	leave(): void {
		while (isOdd(this.fn))
			this.up();
	}

	/**
	 * One hash of the proof: on which side it stands, and one level up;
	 * undefined when there is none left to go.
	 */
	step(): "left" | "right" | undefined {
		if (this.sn === 0)
			return undefined;
		const left = isOdd(this.fn) || this.fn === this.sn;
		if (left) {
			while (!isOdd(this.fn) && this.fn !== 0)
				this.up();
		}
		this.up();
		return left ? "left" : "right";
	}

	get atRoot(): boolean {
		return this.sn === 0;
	}
}

/**
 * True if the leaf with this hash is number index in the tree of size leaves
 * with that root; RFC 9162 section 2.1.3.2.
 */
export function includes(leaf: Uint8Array, index: number, size: number,
    proof: readonly Uint8Array[], root: Uint8Array): boolean {
	if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) ||
	    index < 0 || index >= size || !areHashes([leaf, root, ...proof]))
		return false;
	const path = new Path(index, size - 1);
	let r = leaf;
	for (const p of proof) {
		const side = path.step();

		if (side === undefined)
			return false;
		r = side === "left" ? nodeHash(p, r) : nodeHash(r, p);
	}
	return path.atRoot && equal(r, root);
}

/**
 * True if the tree of newSize leaves and newRoot begins with the one of oldSize
 * leaves and oldRoot; RFC 9162 section 2.1.4.2.  Never for an empty old tree,
 * of which there is nothing to prove.
 */
export function extendsTree(oldSize: number, oldRoot: Uint8Array,
    newSize: number, newRoot: Uint8Array, proof: readonly Uint8Array[]):
    boolean {
	if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) ||
	    oldSize < 1 || oldSize > newSize ||
	    !areHashes([oldRoot, newRoot, ...proof]))
		return false;
	if (oldSize === newSize)
		return proof.length === 0 && equal(oldRoot, newRoot);
	const path = new Path(oldSize - 1, newSize - 1);
	// An old tree that is a whole subtree stands for the first hash.
	const whole = isPowerOfTwo(oldSize);
	const [first, ...rest] = whole ? [oldRoot, ...proof] : proof;
	if (first === undefined || proof.length === 0)
		return false;
	path.leave();
	let fr = first;
	let sr = first;
	for (const c of rest) {
		const side = path.step();

		if (side === undefined)
			return false;
		if (side === "left")
			fr = nodeHash(c, fr);
		sr = side === "left" ? nodeHash(c, sr) : nodeHash(sr, c);
	}
	return path.atRoot && equal(fr, oldRoot) && equal(sr, newRoot);
}
