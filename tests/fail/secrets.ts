// SPDX-License-Identifier: ISC
// Secrets given to qf, and what it must not leave of them in memory it gave
// back or ends with (tests/fail/search.c): once with everything going well, and
// once for each allocation that fails where no password hash makes that slow.
// Ends with `secrets: N passed, M failed`.
import { execFileSync, spawnSync } from "node:child_process";
import {
	closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { utf8 } from "../../assets/lib/bytes.ts";
import { hex } from "../../assets/lib/hex.ts";
import { parseIdentity } from "../../assets/lib/identity.ts";

const repo = new URL("../..", import.meta.url).pathname;
const qf = join(process.env["QF_BIN"] ?? join(repo, "build/bin"), "qf");
const preload = [join(repo, "build/fail/preload.so"),
	join(repo, "build/fail/search.so")].join(" ");
const dir = mkdtempSync("/var/tmp/qfsecrets.");
/**
 * A library's function bound at its first call leaves what the vector registers
 * held on the stack: the dynamic linker's doing, by the processor's kind, and
 * not what is looked for here.
 */
const BOUND = { LD_BIND_NOW: "1" };
let passed = 0, failed = 0;

interface Vectors {
	readonly host: string;
	readonly receipts: { readonly good: readonly {
		readonly code: string; readonly secret: string;
		readonly sign_seed: string; readonly mailbox: string;
		readonly identity: string;
	}[] };
}

const vectors = JSON.parse(readFileSync(
    join(repo, "tests/vectors/seal.json"), "utf8")) as Vectors;
const receipt = vectors.receipts.good[0];
if (receipt === undefined)
	throw new Error("no receipt in the vectors");

function run(args: readonly string[], third?: string): void {
	const fd = third === undefined ? "ignore" :
	    openSync(join(dir, third), "r");

	execFileSync(qf, args, { cwd: dir, stdio: ["ignore", "ignore", "pipe", fd] });
	if (typeof fd === "number")
		closeSync(fd);
}

const passphrase = hex(crypto.getRandomValues(new Uint8Array(20)));
const plain = hex(crypto.getRandomValues(new Uint8Array(400)));
writeFileSync(join(dir, "pass"), passphrase + "\n");
writeFileSync(join(dir, "plain"), plain);
writeFileSync(join(dir, "code"), receipt.code + "\n");
run(["keygen", "-o", "me.key", "--plain"]);
run(["keygen", "-o", "locked.key", "--passphrase-fd", "3"], "pass");
run(["keygen", "-o", "release.key", "--release", "--host", "box.example.org",
	"--plain"]);
const text = readFileSync(join(dir, "me.key"), "utf8");
const secretText = text.split("\n").find((l) => l.startsWith("AGE-")) ?? "";
const me = /public key: (age1\S+)/.exec(text)?.[1] ?? "";
const seedText = readFileSync(join(dir, "release.key"), "utf8")
    .split("\n").find((l) => l.startsWith("PRIVATE+")) ?? "";
const seed = Buffer.from(seedText.split("+").slice(4).join("+"), "base64");
run(["seal", "-r", me, "-o", "sealed.age", "plain"]);
run(["seal", "-p", "--passphrase-fd", "3", "-o", "pass.age", "plain"], "pass");
writeFileSync(join(dir, "note.txt"), "box.example.org/manifest/v1\nx\n");

const secrets: Record<string, Uint8Array> = {
	identity: parseIdentity(secretText).secret,
	"identity-text": utf8(secretText.slice(16)),
	passphrase: utf8(passphrase),
	plaintext: utf8(plain),
	seed: seed.subarray(1),
	"seed-text": utf8(seedText.split("+").slice(4).join("+")),
	"receipt-code": utf8(receipt.code),
	"receipt-secret": Buffer.from(receipt.secret, "hex"),
	"receipt-seed": Buffer.from(receipt.sign_seed, "hex"),
	"receipt-mailbox": Buffer.from(receipt.mailbox, "hex"),
	"receipt-identity": parseIdentity(receipt.identity).secret,
};
function searchFor(what: Record<string, Uint8Array>): void {
	writeFileSync(join(dir, "for"), Object.entries(what)
	    .map(([n, b]) => `${n} ${hex(b)}\n`).join(""));
}

/** What is found while qf does this, or ends by the failure of one call. */
function search(args: readonly string[], third: string | undefined,
    at: number): { found: string; count: number } {
	const fd = third === undefined ? "ignore" :
	    openSync(join(dir, third), "r");

	rmSync(join(dir, "report"), { force: true });
	rmSync(join(dir, "out"), { force: true });
	const r = spawnSync(qf, args, { cwd: dir,
		stdio: ["ignore", "ignore", "pipe", fd],
		env: { ...process.env, ...BOUND, LD_PRELOAD: preload,
			SEARCH_FOR: join(dir, "for"),
			SEARCH_REPORT: join(dir, "report"),
			FAIL_COUNT: join(dir, "count"),
			FAIL_KIND: "memory", FAIL_AT: String(at) } });

	if (typeof fd === "number")
		closeSync(fd);
	const counts = readFileSync(join(dir, "count"), "utf8");
	const found = existsSync(join(dir, "report")) ?
	    readFileSync(join(dir, "report"), "utf8").trim() : "";
	if (r.status !== (at === 0 ? 0 : r.status) || r.signal !== null)
		return { found: `exit ${r.status} ${r.stderr.toString()}`, count: 0 };
	return { found, count: Number(/memory (\d+)/.exec(counts)?.[1] ?? 0) };
}

function check(args: readonly string[], third?: string, slow = false): void {
	const first = search(args, third, 0);
	const bad = first.found === "" ? [] : [first.found];

	for (let at = 1; !slow && at <= first.count; at++) {
		const { found } = search(args, third, at);

		if (found !== "")
			bad.push(`memory ${at}: ${found}`);
	}
	if (bad.length === 0) {
		passed++;
		return;
	}
	failed++;
	console.log(`--- secrets: qf ${args.join(" ")}\n${bad.join("\n")}`);
}

/** What is public may stay, and must be found: else nothing would be. */
function control(): void {
	const out = "a-name-to-be-found";

	searchFor({ recipient: utf8(me), name: utf8(out) });
	const end = search(["keygen", "--from", "me.key"], undefined, 0).found;
	// The name of its temporary is freed as it is.
	const freed = search(["seal", "-r", me, "-o", out, "plain"], undefined,
	    0).found;

	rmSync(join(dir, out));
	if (end.includes("end recipient") && freed.includes("freed name")) {
		passed++;
		return;
	}
	failed++;
	console.log(`--- secrets: the search misses something: ${end} ${freed}`);
}

/** Ends qf with its memory written down; the last is standard output. */
function dumped(...args: string[]): [Buffer, string] {
	const out = execFileSync(qf, args, { cwd: dir,
		env: { ...process.env, ...BOUND, LD_PRELOAD: preload,
			SEARCH_DUMP: join(dir, "dump"),
			FAIL_COUNT: join(dir, "count") } }).toString();

	return [readFileSync(join(dir, "dump")), out];
}

/** Nothing of eight bytes of a secret that qf has drawn. */
function drawn(what: string, memory: Buffer, ...values: Uint8Array[]): void {
	const left = values.some((v) => {
		for (let i = 0; i + 8 <= v.length; i++) {
			if (memory.includes(Buffer.from(v.subarray(i, i + 8))))
				return true;
		}
		return false;
	});

	if (!left && memory.length > 100_000) {
		passed++;
		return;
	}
	failed++;
	console.log(`--- secrets: qf leaves the ${what} that it has drawn`);
}

function drawnOnes(): void {
	const [memory, shown] = dumped("receipt", "new");

	drawn("receipt code", memory, utf8(shown.trim()),
	    utf8(shown.replace(/\s/g, "")));

	const [keys, recipient] = dumped("keygen", "-o", "drawn.key", "--plain");
	const file = readFileSync(join(dir, "drawn.key"), "utf8");
	const line = file.split("\n").find((l) => l.startsWith("AGE-")) ?? "";

	drawn("identity", keys, parseIdentity(line).secret,
	    utf8(line.slice(16)));
	// What is public is there, so the memory is that of this run.
	if (keys.includes(recipient.trim()))
		passed++;
	else
		failed++;
}

try {
	control();
	drawnOnes();
	searchFor(secrets);
	check(["open", "-i", "me.key", "-o", "out", "sealed.age"]);
	check(["seal", "-r", me, "-o", "out", "plain"]);
	check(["rewrap", "-i", "me.key", "-r", me, "-o", "out", "sealed.age"]);
	check(["keygen", "--from", "me.key"]);
	check(["note", "sign", "-k", "release.key", "-o", "out", "note.txt"]);
	check(["receipt", "check", "--receipt-fd", "3", "--host", vectors.host],
	    "code");
	check(["open", "-p", "--passphrase-fd", "3", "-o", "out", "pass.age"],
	    "pass", true);
	check(["seal", "-p", "--passphrase-fd", "3", "-o", "out", "plain"], "pass",
	    true);
	check(["keygen", "--from", "locked.key", "--passphrase-fd", "3"], "pass",
	    true);
	check(["open", "-i", "locked.key", "-i", "me.key", "--passphrase-fd", "3",
		"-o", "out", "sealed.age"], "pass", true);
} finally {
	rmSync(dir, { recursive: true });
}
console.log(`secrets: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
