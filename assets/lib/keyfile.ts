// SPDX-License-Identifier: ISC
// Locked identity files: an identity file's text inside an age file with a
// passphrase, as `age -p` makes it (docs/protocol.md section 4).  For the
// desk; the reporter's page never carries scrypt.

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { scrypt, scryptAsync } from "@noble/hashes/scrypt.js";

import {
	FILE_KEY_LEN, type Stanza, formatHeader, parseHeader,
} from "./age-header.ts";
import { fromArmor, isArmor } from "./armor.ts";
import { base64Raw, fromBase64Raw } from "./base64.ts";
import {
	type Random, concat, latin1, systemRandom, utf8, wipe,
} from "./bytes.ts";
import { codeOf, fail } from "./err.ts";
import { type Identity, parseIdentityFile } from "./identity.ts";
import { IDENTITY_FILE_LEN, SCRYPT_LOG_N } from "./limits.ts";
import { sealPayload } from "./seal.ts";
import { checkMac, decrypt, openPayload } from "./unseal.ts";

const LABEL = "age-encryption.org/v1/scrypt";
const SALT_LEN = 16;
/** Of any version, so that a later one is told from no age file. */
const AGE_START = "age-encryption.org/";
/** What `age -p` writes: about a second and 256 MiB. */
export const LOG_N = 18;

type Progress = (done: number) => void;

interface ScryptStanza {
	readonly salt: Uint8Array;
	readonly logN: number;
	readonly body: Uint8Array;
}

function parseSalt(text: string): Uint8Array {
	try {
		return fromBase64Raw(text, SALT_LEN);
	} catch {
		return fail("AGE_HEADER", "scrypt salt");
	}
}

function parseScrypt(s: Stanza): ScryptStanza {
	const [, salt = "", logN = ""] = s.args;

	if (s.args.length !== 3 || s.body.length !== 32 ||
	    !/^[1-9][0-9]*$/.test(logN))
		fail("AGE_HEADER", "scrypt stanza");
	return {
		salt: parseSalt(salt),
		logN: Number(logN) > SCRYPT_LOG_N ? fail("AGE_WORK") :
		    Number(logN),
		body: s.body,
	};
}

function options(logN: number): { N: number; r: number; p: number;
    dkLen: number; maxmem: number } {
	const N = 2 ** logN;

	return { N, r: 8, p: 1, dkLen: 32, maxmem: N * 8 * 128 + 1024 * 1024 };
}

/**
 * The file key of a header with one scrypt stanza.  AGE_HEADER, AGE_LIMIT,
 * AGE_WORK (over 2^20, before any memory is taken), AGE_NO_MATCH (another
 * passphrase, or no scrypt stanza), AGE_HMAC.
 */
export async function openHeaderByPassphrase(file: Uint8Array,
    passphrase: string, onProgress?: Progress): Promise<Uint8Array> {
	const h = parseHeader(file);
	const found = h.stanzas.find((s) => s.args[0] === "scrypt");

	if (found === undefined)
		fail("AGE_NO_MATCH");
	if (h.stanzas.length !== 1)
		fail("AGE_HEADER", "scrypt is not alone");
	const s = parseScrypt(found);
	const key = await scryptAsync(utf8(passphrase),
	    concat(utf8(LABEL), s.salt), onProgress === undefined ?
	    options(s.logN) : { ...options(s.logN), onProgress });
	const fileKey = decrypt(key, new Uint8Array(12), s.body);
	wipe(key);
	if (fileKey === undefined)
		fail("AGE_NO_MATCH");
	checkMac(h, fileKey);
	return fileKey;
}

/** True for a file that needs a passphrase. */
export function isLocked(file: Uint8Array): boolean {
	return isArmor(file) ||
	    latin1(file.subarray(0, AGE_START.length)) === AGE_START;
}

/**
 * The identities of a key file, locked or not, armored or not.  Takes a second
 * and 256 MiB for a locked one.  PASSPHRASE (wrong, or not locked with one),
 * AGE_..., AGE_IDENTITY (what is inside), LIMIT (over 64 KiB).
 */
export async function openKeyFile(file: Uint8Array, passphrase: string,
    onProgress?: Progress): Promise<Identity[]> {
	/* Before all of it becomes text. */
	if (file.length > IDENTITY_FILE_LEN)
		fail("LIMIT", "key file");
	return isLocked(file) ? unlock(file, passphrase, onProgress) :
	    parseIdentityFile(latin1(file));
}

/** The identities of a locked key file; errors as openKeyFile. */
export async function unlock(file: Uint8Array, passphrase: string,
    onProgress?: Progress): Promise<Identity[]> {
	if (file.length > IDENTITY_FILE_LEN)
		fail("LIMIT", "key file");
	const binary = isArmor(file) ? fromArmor(latin1(file)) : file;
	let fileKey: Uint8Array;

	try {
		fileKey = await openHeaderByPassphrase(binary, passphrase,
		    onProgress);
	} catch (e) {
		if (codeOf(e) === "AGE_NO_MATCH")
			return fail("PASSPHRASE");
		throw e;
	}
	const { length } = parseHeader(binary);
	const plain = openPayload(fileKey, binary.subarray(length));
	const out = parseIdentityFile(latin1(plain));
	wipe(plain, fileKey);
	return out;
}

/**
 * Lock the text of an identity file, as `age -p` does.  PASSPHRASE when it is
 * empty, LIMIT when the text is too long.
 */
export function lock(text: string, passphrase: string, logN = LOG_N,
    random: Random = systemRandom): Uint8Array {
	const fileKey = random(FILE_KEY_LEN);
	const salt = random(SALT_LEN);

	if (passphrase === "")
		fail("PASSPHRASE");
	if (text.length > IDENTITY_FILE_LEN || logN < 1 || logN > SCRYPT_LOG_N)
		fail("LIMIT");
	const key = scrypt(utf8(passphrase), concat(utf8(LABEL), salt),
	    options(logN));
	const body = chacha20poly1305(key, new Uint8Array(12)).encrypt(fileKey);
	const header = formatHeader(fileKey,
	    [{ args: ["scrypt", base64Raw(salt), String(logN)], body }]);
	return concat(header, sealPayload(fileKey, utf8(text), random));
}
