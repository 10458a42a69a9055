// SPDX-License-Identifier: ISC
// With Go's own notes and logs (golang.org/x/mod/sumdb), which nobody here
// wrote: build/sumdb answers the questions of sumdb/main.go.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { base64 as b64, fromBase64 } from "../../assets/lib/base64.ts";
import { concat, utf8 } from "../../assets/lib/bytes.ts";
import { ed25519Public } from "../../assets/lib/ed25519.ts";
import { sha256 } from "../../assets/lib/hash.ts";
import { hex } from "../../assets/lib/hex.ts";
import {
	extendsTree, includes, leafHash, merkleRoot, proveConsistency,
	proveInclusion, treeOfLeaves,
} from "../../assets/lib/merkle.ts";
import {
	formatVkey, openNote, parseNote, parseVkey, signNote, vkey,
} from "../../assets/lib/note.ts";
import { parseRoot } from "../../assets/lib/root.ts";
import { codeOf } from "../../assets/lib/err.ts";
import { type NoteJson, load, noteBytes } from "./vectors.ts";

const PROGRAM = new URL("../../build/sumdb", import.meta.url).pathname;
const HOST = "box.example.org";

/** The answers to these questions, in order. */
function ask(questions: readonly string[]): string[] {
	const out = execFileSync(PROGRAM, {
		input: questions.map((q) => q + "\n").join(""),
		maxBuffer: 1 << 26,
	}).toString().split("\n");

	assert.equal(out.length, questions.length + 1);
	return out.slice(0, -1);
}

interface Signed {
	readonly name: string;
	readonly note: Uint8Array;
	readonly keys: readonly string[];
}

function signed(): Signed[] {
	const notes = load<{ notes: (NoteJson & { name: string;
		keys: string[] })[] }>("note.json").notes;
	const promises = load<{ cases: (NoteJson & { name: string;
		keys: string[] })[] }>("promise.json").cases;
	const roots = load<{ chains: { name: string; notes: string[] }[] }>(
	    "root.json").chains;
	const rosters = load<{ chains: { name: string; roots: string[];
		rosters: string[] }[] }>("roster.json").chains;
	const entries = load<{ verify: (NoteJson & { name: string;
		author: string })[] }>("entry.json").verify;
	const keysOf = (texts: readonly string[]): string[] =>
	    texts.flatMap((t) => {
		try {
			return parseRoot(HOST, parseNote(utf8(t)).text).keys
			    .map(formatVkey);
		} catch (e) {
			assert.ok(codeOf(e) !== undefined, String(e));
			return [];
		}
	});

	return [
		...[...notes, ...promises].map((c) => ({
			name: c.name, note: noteBytes(c), keys: c.keys,
		})),
		...roots.flatMap((c) => c.notes.map((n) => ({
			name: c.name, note: utf8(n), keys: keysOf(c.notes),
		}))),
		...rosters.flatMap((c) => c.rosters.map((n) => ({
			name: c.name, note: utf8(n), keys: keysOf(c.roots),
		}))),
		...entries.map((c) => ({
			name: c.name, note: noteBytes(c), keys: [c.author],
		})),
	];
}

test("sumdb: what we open, Go opens", () => {
	const opened: { name: string; question: string; want: string }[] = [];

	for (const { name, note, keys } of signed()) {
		const unique = [...new Set(keys)];

		try {
			const { text, signers } = openNote(HOST, note,
			    unique.map((k) => parseVkey(k)));

			opened.push({
				name,
				question: ["open", b64(note), ...unique].join(" "),
				want: ["ok", b64(utf8(text)),
					...signers.map((s) => s.name)].join(" "),
			});
		} catch (e) {
			assert.ok(codeOf(e) !== undefined, String(e));
		}
	}
	// Root and roster notes among them.
	assert.ok(opened.length > 40, String(opened.length));
	const answers = ask(opened.map((o) => o.question));
	opened.forEach((o, i) => assert.equal(answers[i], o.want, o.name));
});

test("sumdb: a note whose text was changed does not open there", () => {
	const seed = sha256("sumdb");
	const name = `${HOST}/officer/01`;
	const key = formatVkey(vkey(name, ed25519Public(seed)));
	const note = signNote(HOST, `${HOST}/entry/v1\n信\n`, [{ name, seed }]);
	const bad = note.map((b, i) => i === 0 ? b ^ 1 : b);

	const [good, error] = ask([`open ${b64(note)} ${key}`,
		`open ${b64(bad)} ${key}`]);
	assert.equal(good, `ok ${b64(utf8(`${HOST}/entry/v1\n信\n`))} ${name}`);
	assert.match(error ?? "", /^error /);
});

test("sumdb: what Go signs, we open, and it is what we sign", () => {
	const texts = ["/root/v1\n", "/roster/v1\nversion 1\n"]
	    .map((t) => HOST + t);
	const seed = sha256("sumdb root");
	const name = `${HOST}/root/go`;
	const key = vkey(name, ed25519Public(seed));
	const secret = `PRIVATE+KEY+${name}+${hex(key.id)}+` +
	    b64(concat(Uint8Array.of(1), seed));
	const answers = ask(texts.map((t) => `sign ${b64(utf8(t))} ${secret}`));

	texts.forEach((text, i) => {
		const [ok, note] = (answers[i] ?? "").split(" ");

		assert.equal(ok, "ok");
		assert.equal(openNote(HOST, fromBase64(note ?? ""), [key]).text,
		    text);
		assert.equal(note,
		    b64(signNote(HOST, text, [{ name, seed }])));
	});
});

const leaves = Array.from({ length: 33 }, (_, i) => leafHash(utf8(`${i}`)));

test("sumdb: Go's log has our roots and our proofs", () => {
	const questions: string[] = [];
	const wants: string[] = [];
	const say = (question: string, want: string): void => {
		questions.push(question);
		wants.push(want);
	};

	for (let n = 1; n <= leaves.length; n++) {
		const list = leaves.slice(0, n);
		const t = treeOfLeaves(list);
		const all = b64(concat(...list));
		const root = b64(merkleRoot(t));

		say(`root ${all}`, `ok ${root}`);
		for (let i = 0; i < n; i++) {
			const p = b64(concat(...proveInclusion(t, i)));
			const leaf = b64(leaves[i] ?? sha256());
			const old = b64(merkleRoot(treeOfLeaves(
			    leaves.slice(0, i + 1))));
			const c = b64(concat(...proveConsistency(t, i + 1)));

			say(`prove ${i} ${all}`, p === "" ? "ok" : `ok ${p}`);
			say(`check ${i} ${leaf} ${n} ${root} ${p}`, "ok");
			say(`prove-tree ${i + 1} ${all}`,
			    c === "" ? "ok" : `ok ${c}`);
			say(`check-tree ${i + 1} ${old} ${n} ${root} ${c}`, "ok");
		}
	}
	assert.deepEqual(ask(questions), wants);
});

test("sumdb: a proof of a wrong leaf or tree fails there and here", () => {
	const t = treeOfLeaves(leaves);
	const root = merkleRoot(t);
	const n = leaves.length;
	const old = merkleRoot(treeOfLeaves(leaves.slice(0, 8)));
	const p = proveInclusion(t, 7);
	const c = proveConsistency(t, 8);

	assert.ok(!includes(root, 7, n, p, root));
	assert.ok(!extendsTree(9, old, n, root, c));
	for (const a of ask([
		`check 7 ${b64(root)} ${n} ${b64(root)} ${b64(concat(...p))}`,
		`check-tree 9 ${b64(old)} ${n} ${b64(root)} ${b64(concat(...c))}`,
	]))
		assert.match(a, /^error /);
});
