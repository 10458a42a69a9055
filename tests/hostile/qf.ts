// SPDX-License-Identifier: ISC
// The same inputs through the qf program: exit code, message, how far it read,
// how much memory it had; and the memory of sealing and opening 64 MiB.
//	qf.ts DIR	DIR is what make.ts filled

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { formatRecipient } from "../../assets/lib/identity.ts";
import { formatVkey } from "../../assets/lib/note.ts";
import { Checks } from "../load/checks.ts";
import { repo } from "../web/cluster.ts";
import { ME, SIGNER } from "./make.ts";

const QF = join(repo, "build/bin/qf");
const PEAK = join(repo, "build/hostile/peak");
/** 64 KiB, one chunk with its tag. */
const READ_MAX = 65536 + 65552;
/** Less than the 16 MiB that are promised; most of it are libraries. */
const KIB_MAX = 14 * 1024;
const MIB = 1024 * 1024;

interface Ran {
	readonly exit: number;
	readonly kib: number;
	readonly ms: number;
	/** Bytes of its standard input that it read. */
	readonly read: number;
	readonly stderr: string;
}

/** Run qf with a file as its standard input; 4: a passphrase to be read. */
function qf(input: string, ...args: string[]): Ran {
	const r = spawnSync("bash", ["-c",
		'exec 4<<<"a passphrase"; exec "$@"', "bash", PEAK, input, QF,
		...args], { encoding: "utf8",
		stdio: ["ignore", "ignore", "pipe", "pipe"] });
	const said = r.output[3] ?? "";

	if (r.status !== 0 || said === "")
		throw new Error(`peak: ${r.status} ${r.stderr}`);
	return { ...JSON.parse(said) as Omit<Ran, "stderr">,
		stderr: r.stderr };
}

const [, , dir = ""] = process.argv;
const at = (name: string): string => join(dir, name);
const KEY = at("key");

type Row = readonly [file: string, said: string, ...args: string[]];
const OPEN = ["open", "-i", KEY, "-o", at("out"), "-"];
const SHOW = ["entry", "show", "-i", KEY, "--extract", at("extract"), "-"];
const REWRAP = ["rewrap", "-i", KEY, "-r", formatRecipient(ME.recipient),
	"-o", at("out"), "-"];
const PASS = ["open", "-p", "--passphrase-fd", "4", "-o", at("out"), "-"];
const NOTE = ["note", "verify", "-k", formatVkey(SIGNER.vkey), "-"];
const LIMIT = "age header over the limits";
const STANZAS = "age header with more than 32 recipients";

const ROWS: readonly Row[] = [
	["no-newline", `cannot open: ${LIMIT}`, ...OPEN],
	["no-newline", `-: ${LIMIT}`, ...REWRAP],
	["no-newline", `cannot open -: ${LIMIT}`, ...SHOW],
	["no-line", "cannot open: not an age file, or its header is malformed",
		...OPEN],
	["stanzas", `cannot open: ${STANZAS}`, ...OPEN],
	["stanzas", `-: ${STANZAS}`, ...REWRAP],
	["stanzas", `cannot open -: ${STANZAS}`, ...SHOW],
	["stanzas-small", `cannot open: ${STANZAS}`, ...OPEN],
	["work", "cannot open: the passphrase's work factor is over 2^20",
		...PASS],
	["work", "cannot unlock -: the passphrase's work factor is over 2^20",
		"open", "-i", "-", "--passphrase-fd", "4", "-o", at("out"),
		at("tar-path")],
	["tar-path", "cannot open -: an archive member's name is not the one " +
		"for its place", ...SHOW],
	["tar-link", "cannot open -: the archive holds something other than " +
		"plain files", ...SHOW],
	["tar-size", "cannot open -: an archive member is said to be larger " +
		"than can be", ...SHOW],
	["tar-twice", "cannot open -: the archive holds a second entry.note",
		...SHOW],
	["note", "standard input is larger than 65536 bytes", ...NOTE],
	["note-small", "-: more than 16 signatures", ...NOTE],
];

function refusals(c: Checks): void {
	mkdirSync(at("extract"));
	for (const [file, said, ...args] of ROWS) {
		const r = qf(at(file), ...args);
		const [first = ""] = r.stderr.split("\n");

		c.check(r.exit === 1 && first === `qf: error: ${said}`,
		    `qf ${args[0]} refuses ${file}`, `${r.exit}, ${first}`);
		c.check(r.read <= READ_MAX && r.kib <= KIB_MAX,
		    `qf ${args[0]} reads no more of ${file}`,
		    `${r.read} bytes, ${r.kib} KiB at most, ${r.ms} ms`);
	}
	c.check(!existsSync(at("out")) && readdirSync(at("extract")).length === 0,
	    "no output file is left behind");
}

function memory(c: Checks): void {
	const plain = at("plain"), sealed = at("sealed"), back = at("back");
	const to = formatRecipient(ME.recipient);
	const check = (r: Ran, what: string): void => c.check(r.exit === 0 &&
	    r.kib <= KIB_MAX, `${what} takes under ${KIB_MAX} KiB`,
	    `${r.kib} KiB, ${r.ms} ms${r.stderr}`);

	writeFileSync(plain, randomBytes(64 * MIB));
	check(qf(plain, "seal", "-r", to, "-o", sealed, "-"), "sealing 64 MiB");
	check(qf(sealed, "open", "-i", KEY, "-o", back, "-"), "opening 64 MiB");
	c.check(readFileSync(plain).equals(readFileSync(back)),
	    "what was sealed is opened");
}

await Checks.run("qf", async (c) => {
	refusals(c);
	memory(c);
});
