// SPDX-License-Identifier: ISC
// With age implementations that nobody here wrote: Debian's age and
// age-keygen, and npm's age-encryption.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { Decrypter, Encrypter } from "age-encryption";

import { splitHeader } from "../../assets/lib/age-header.ts";
import { armor, fromArmor } from "../../assets/lib/armor.ts";
import { concat, equal, utf8 } from "../../assets/lib/bytes.ts";
import {
	formatIdentity, formatRecipient, identity, parseIdentityFile,
} from "../../assets/lib/identity.ts";
import { lock, openKeyFile, unlock } from "../../assets/lib/keyfile.ts";
import { receipt } from "../../assets/lib/receipt.ts";
import { seal } from "../../assets/lib/seal.ts";
import { writeTar } from "../../assets/lib/tar.ts";
import { rewrap, unseal } from "../../assets/lib/unseal.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "qf-interop-"));
after(() => rmSync(FOLDER, { recursive: true }));

const SIZES = [0, 1, 65535, 65536, 65537, 131072, 3000000];
const me = identity(new Uint8Array(32).fill(0x41));
const you = identity(new Uint8Array(32).fill(0x42));

function file(name: string, bytes: Uint8Array | string): string {
	const path = join(FOLDER, name);

	writeFileSync(path, bytes);
	return path;
}

function age(...args: string[]): Uint8Array {
	return new Uint8Array(execFileSync("age", args,
	    { maxBuffer: 1 << 24, stdio: ["ignore", "pipe", "ignore"] }));
}

function bytes(n: number): Uint8Array {
	return new Uint8Array(n).map((_, i) => (i * 31) % 253);
}

const key = file("key.txt", `# a key\n${formatIdentity(me.secret)}\n`);
const key2 = file("key2.txt", `${formatIdentity(you.secret)}\n`);

test("age-keygen -y gives our recipients", () => {
	const r = receipt("reports.example", "407193652088441572609384");

	for (const id of [me, you, r.identity]) {
		const path = file("y.txt", formatIdentity(id.secret) + "\n");

		assert.equal(execFileSync("age-keygen", ["-y", path]).toString(),
		    formatRecipient(id.recipient) + "\n");
	}
	const made = execFileSync("age-keygen", { stdio: "pipe" }).toString();
	assert.equal(parseIdentityFile(made).length, 1);
});

for (const n of SIZES) {
	test(`age opens 8 slots of ours, ${n} bytes`, () => {
		const plain = bytes(n);
		const s = seal(plain, [me.recipient, you.recipient], 8);
		const path = file(`ours-${n}.age`, concat(s.header, s.payload));

		assert.ok(equal(age("-d", "-i", key, path), plain));
		assert.ok(equal(age("-d", "-i", key2, path), plain));
	});
	test(`we open age's, ${n} bytes`, () => {
		const plain = bytes(n);
		const path = file(`plain-${n}`, plain);
		const to = ["-r", formatRecipient(me.recipient), "-r",
			formatRecipient(you.recipient)];

		for (const who of [me, you])
			assert.ok(equal(unseal(age(...to, path), [who]), plain));
		const text = Buffer.from(age("-a", ...to, path)).toString();
		assert.ok(equal(unseal(fromArmor(text), [me]), plain));
	});
	test(`age-encryption opens 8 slots of ours, ${n} bytes`, async () => {
		const plain = bytes(n);
		const s = seal(plain, [me.recipient, you.recipient], 8);
		const d = new Decrypter();

		d.addIdentity(formatIdentity(you.secret));
		assert.ok(equal(await d.decrypt(concat(s.header, s.payload)),
		    plain));
	});
	test(`we open age-encryption's, ${n} bytes`, async () => {
		const plain = bytes(n);
		const e = new Encrypter();

		e.addRecipient(formatRecipient(me.recipient));
		assert.ok(equal(unseal(await e.encrypt(plain), [me]), plain));
	});
}

test("age opens a re-wrapped header, and who lost it does not", () => {
	const s = seal(bytes(70000), [me.recipient], 8);
	const header = rewrap(s.header, [me], [you.recipient], 8);
	const path = file("rewrapped.age", concat(header, s.payload));

	assert.ok(equal(age("-d", "-i", key2, path), bytes(70000)));
	assert.throws(() => age("-d", "-i", key, path));
});

test("age opens its own file behind a header of ours", () => {
	const path = file("mine", bytes(200000));
	const its = age("-r", formatRecipient(me.recipient), path);
	const { header, payload } = splitHeader(its);
	const granted = file("granted.age", concat(
	    rewrap(header, [me], [you.recipient], 8), payload));

	assert.ok(equal(age("-d", "-i", key2, granted), bytes(200000)));
	assert.throws(() => age("-d", "-i", key, granted));
});

test("each of eight readers opens what age sealed to all", () => {
	const all = Array.from({ length: 8 }, (_, i) =>
	    identity(new Uint8Array(32).fill(0x50 + i)));
	const sealed = age(...all.flatMap((i) =>
	    ["-r", formatRecipient(i.recipient)]), file("eight", "to eight"));

	for (const one of all)
		assert.ok(equal(unseal(sealed, [one]), utf8("to eight")));
});

test("age takes the identity of a receipt, both ways", () => {
	const { identity: id } = receipt("reports.example",
	    "407193652088441572609384");
	const path = file("receipt.key", `${formatIdentity(id.secret)}\n`);
	const theirs = age("-r", formatRecipient(id.recipient),
	    file("reply", "a reply"));
	const s = seal(utf8("a reply"), [id.recipient], 8);

	assert.ok(equal(unseal(theirs, [id]), utf8("a reply")));
	assert.ok(equal(age("-d", "-i", path,
	    file("reply.age", concat(s.header, s.payload))), utf8("a reply")));
});

test("age takes our armor", () => {
	const s = seal(bytes(1000), [me.recipient], 8);
	const text = armor(concat(s.header, s.payload));

	assert.ok(equal(age("-d", "-i", key, file("a.age", text)), bytes(1000)));
	assert.deepEqual(fromArmor(text), concat(s.header, s.payload));
});

test("age -d | tar x reads an entry", () => {
	const note = utf8("一张纸条\n");
	const tar = writeTar([
		{ name: "entry.note", data: note },
		{ name: "a01.png", data: bytes(5000) },
	]);
	const s = seal(tar, [me.recipient], 8);
	const path = file("entry.age", concat(s.header, s.payload));
	const sh = (command: string): Buffer => execFileSync("sh",
	    ["-c", command, "sh", key, path]);

	assert.deepEqual(sh('age -d -i "$1" "$2" | tar xO entry.note'),
	    Buffer.from(note));
	assert.equal(sh('age -d -i "$1" "$2" | tar t').toString(),
	    "entry.note\na01.png\n");
	assert.equal(sh('age -d -i "$1" "$2" | TZ=UTC LC_ALL=C tar tvf -')
	    .toString(), [[note.length, "entry.note"], [5000, "a01.png"]].map(
	    ([n, name]) => `-rw------- 0/0 ${String(n).padStart(15)} ` +
		`1970-01-01 00:00 ${name}\n`).join(""));
	file("entry.note", note);
	file("a01.png", bytes(5000));
	const theirs = execFileSync("tar", ["--format=ustar", "--mode=0600",
		"--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "-c",
		"-b", "1", "-C", FOLDER, "entry.note", "a01.png"]);
	assert.ok(equal(tar.subarray(0, theirs.length),
	    new Uint8Array(theirs)));
});

/** age asks for passphrases on a terminal only; script(1) gives it one. */
function onTerminal(command: string, typed: string): number | null {
	return spawnSync("script", ["-qec", command, "/dev/null"], {
		input: typed, cwd: FOLDER, stdio: ["pipe", "ignore", "ignore"],
		timeout: 60000,
	}).status;
}

const PASSPHRASE = "correct horse 电池 staple";

test("we open a key file that age -p locked", async () => {
	for (const flag of ["", "-a "]) {
		assert.equal(onTerminal(`age -p ${flag}-o locked.age key.txt`,
		    `${PASSPHRASE}\n${PASSPHRASE}\n`), 0);
		const locked = new Uint8Array(
		    readFileSync(join(FOLDER, "locked.age")));
		const [id] = await openKeyFile(locked, PASSPHRASE);

		assert.deepEqual(id, me);
		rmSync(join(FOLDER, "locked.age"));
	}
});

test("age -d -i takes a key file that we locked", () => {
	const s = seal(bytes(100), [me.recipient], 8);

	file("sealed.age", concat(s.header, s.payload));
	file("ours.key", lock(`${formatIdentity(me.secret)}\n`, PASSPHRASE, 14));
	assert.equal(onTerminal("age -d -i ours.key -o plain sealed.age",
	    `${PASSPHRASE}\n`), 0);
	assert.ok(equal(new Uint8Array(readFileSync(join(FOLDER, "plain"))),
	    bytes(100)));
	assert.notEqual(onTerminal("age -d -i ours.key -o none sealed.age",
	    "wrong\n"), 0);
});

test("age-encryption and we open each other's passphrases", async () => {
	const text = `${formatIdentity(you.secret)}\n`;
	const e = new Encrypter();
	const d = new Decrypter();

	e.setPassphrase(PASSPHRASE);
	e.setScryptWorkFactor(12);
	assert.deepEqual(await unlock(await e.encrypt(text), PASSPHRASE), [you]);
	d.addPassphrase(PASSPHRASE);
	assert.equal(await d.decrypt(lock(text, PASSPHRASE, 12), "text"), text);
});
