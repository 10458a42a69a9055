// SPDX-License-Identifier: ISC
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { fromBase64 } from "../../assets/lib/base64.ts";
import { concat } from "../../assets/lib/bytes.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { fromHex, hex } from "../../assets/lib/hex.ts";
import {
	type Tree, extendsTree, includes, leafHash, merkleRoot, nodeHash,
	proveConsistency, proveInclusion, treeOfLeaves,
} from "../../assets/lib/merkle.ts";
import { throwsCode } from "./throws.ts";
import { load } from "./vectors.ts";

const FOLDER = new URL("../vectors/merkle/", import.meta.url);
const known = load<{ empty: string; leaves: string[]; roots: string[] }>(
    "merkle.json");
const knownLeaves = known.leaves.map((l) => leafHash(fromHex(l)));

interface Vector {
	readonly leafIdx?: number; readonly treeSize: number;
	readonly leafHash: string; readonly root: string;
	readonly size1: number; readonly size2: number;
	readonly root1: string; readonly root2: string;
	readonly proof: readonly string[] | null; readonly wantErr: boolean;
}

/**
 * A leaf's hash or a root.  The vectors' own verifier takes any bytes; some
 * that have not 32 stand in by their SHA-256, which keeps equal ones equal.
 */
function hashOf(text: string): Uint8Array {
	const bytes = fromBase64(text);

	return bytes.length === 32 || bytes.length === 0 ? bytes :
	    sha256(bytes);
}

/** What a vector proves of a tree we know is what we prove of it. */
function makesSame(v: Vector, proof: readonly Uint8Array[]): boolean {
	const size = v.leafIdx === undefined ? v.size2 : v.treeSize;
	const t = treeOfLeaves(knownLeaves.slice(0, size));

	if (size > knownLeaves.length)
		return false;
	assert.deepEqual(v.leafIdx === undefined ?
	    proveConsistency(t, v.size1) : proveInclusion(t, v.leafIdx), proof);
	return true;
}

test("merkle: outside vectors agree", () => {
	const seen = { inclusion: 0, consistency: 0, made: 0 };

	for (const name of readdirSync(FOLDER, { recursive: true })) {
		if (typeof name !== "string" || !name.endsWith(".json"))
			continue;
		const v = JSON.parse(readFileSync(new URL(name, FOLDER),
		    "utf8")) as Vector;
		const proof = (v.proof ?? []).map((p) => fromBase64(p));
		const holds = v.leafIdx === undefined ?
		    extendsTree(v.size1, hashOf(v.root1), v.size2,
		        hashOf(v.root2), proof) :
		    includes(hashOf(v.leafHash), v.leafIdx, v.treeSize, proof,
		        hashOf(v.root));

		assert.equal(holds, !v.wantErr, name);
		seen[v.leafIdx === undefined ? "consistency" : "inclusion"]++;
		if (holds && makesSame(v, proof))
			seen.made++;
	}
	assert.deepEqual({ ...seen, made: 0 },
	    { inclusion: 75, consistency: 63, made: 0 });
	assert.ok(seen.made >= 5);
});

test("merkle: roots are the known ones", () => {
	assert.equal(hex(merkleRoot(treeOfLeaves([]))), known.empty);
	known.roots.forEach((r, i) => assert.equal(hex(merkleRoot(
	    treeOfLeaves(knownLeaves.slice(0, i + 1)))), r));
});

const many = Array.from({ length: 40 }, (_, i) => leafHash(Uint8Array.of(i)));
const roots = [...many.keys(), many.length].map((n) =>
    merkleRoot(treeOfLeaves(many.slice(0, n))));

function at<T>(list: readonly T[], i: number): T {
	const out = list[i];

	assert.ok(out !== undefined);
	return out;
}

/** Every list that is proof with one thing wrong. */
function spoiled(proof: readonly Uint8Array[]): Uint8Array[][] {
	const out = proof.map((_, i) => proof.map((h, k) => k !== i ? h :
	    h.map((b, j) => j === i ? b ^ 0x10 : b)));

	out.push([...proof, new Uint8Array(32)], [...proof, new Uint8Array(31)]);
	if (proof.length > 0)
		out.push(proof.slice(1), proof.slice(0, -1));
	return out;
}

test("merkle: inclusion holds for its leaf only", () => {
	for (let n = 1; n <= many.length; n++) {
		const t = treeOfLeaves(many.slice(0, n));
		const root = at(roots, n);

		for (let i = 0; i < n; i++) {
			const p = proveInclusion(t, i);
			const leaf = at(many, i);

			for (let j = 0; j <= n; j++)
				assert.equal(includes(leaf, j, n, p, root),
				    i === j);
			assert.ok(!includes(leaf, i, n, p, at(roots, n - 1)));
			for (const bad of spoiled(p))
				assert.ok(!includes(leaf, i, n, bad, root));
		}
		for (const none of [n, -1, 0.5, NaN])
			throwsCode("NOT_FOUND", () => proveInclusion(t, none));
	}
});

test("merkle: consistency holds for its sizes only", () => {
	for (let n = 1; n <= many.length; n++) {
		const t = treeOfLeaves(many.slice(0, n));
		const root = at(roots, n);

		for (let m = 1; m <= n; m++) {
			const p = proveConsistency(t, m);
			const old = at(roots, m);

			assert.ok(extendsTree(m, old, n, root, p));
			assert.ok(!extendsTree(0, at(roots, 0), n, root, p));
			assert.ok(!extendsTree(m, at(roots, m - 1), n, root, p));
			assert.ok(!extendsTree(m, old, n, at(roots, n - 1), p));
			assert.equal(extendsTree(n, root, m, old, p), m === n);
			for (const bad of spoiled(p))
				assert.ok(!extendsTree(m, old, n, root, bad));
		}
		for (const none of [0, n + 1, -1, 0.5, NaN])
			throwsCode("NOT_FOUND", () => proveConsistency(t, none));
	}
});

/** All leaves alike: a subtree's hash hangs on its level only. */
function alike(size: number): Tree {
	const levels: Uint8Array[] = [new Uint8Array(32)];

	for (let i = 0; i < 53; i++)
		levels.push(nodeHash(at(levels, i), at(levels, i)));
	return { size, node: (level, index) => {
		assert.ok((index + 1) * 2 ** level <= size);
		return at(levels, level);
	} };
}

test("merkle: a tree of any size is proved", () => {
	const sizes = [1, 2 ** 32, 2 ** 52 + 1, Number.MAX_SAFE_INTEGER - 1,
		Number.MAX_SAFE_INTEGER];

	for (const size of sizes) {
		const t = alike(size);
		const root = merkleRoot(t);

		for (const old of sizes.filter((s) => s <= size)) {
			assert.ok(extendsTree(old, merkleRoot(alike(old)), size,
			    root, proveConsistency(t, old)));
			assert.ok(includes(new Uint8Array(32), old - 1, size,
			    proveInclusion(t, old - 1), root));
		}
	}
	// A size that a number does not hold exactly is no size.
	assert.ok(!includes(new Uint8Array(32), 0, 2 ** 53, [], concat()));
	assert.ok(!extendsTree(2 ** 53, new Uint8Array(32), 2 ** 53,
	    new Uint8Array(32), []));
});
