// SPDX-License-Identifier: ISC
// Opening age v1 with X25519 identities (docs/protocol.md section 1).

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";

import {
	FILE_KEY_LEN, type Header, headerMac, parseHeader, x25519Share,
} from "./age-header.ts";
import {
	type Random, concat, equal, systemRandom, wipe,
} from "./bytes.ts";
import { engine } from "./engine.ts";
import { codeOf, fail } from "./err.ts";
import { hkdf } from "./hash.ts";
import type { Identity } from "./identity.ts";
import { bucketOfPayload } from "./object.ts";
import {
	CHUNK_LEN, NONCE_LEN, TAG_LEN, chunkNonce, wrapHeader, wrapKey,
} from "./seal.ts";
import { type Member, TarMembers, TarReader } from "./tar.ts";

/** ChaCha20-Poly1305 or undefined where the tag does not fit. */
export function decrypt(key: Uint8Array, nonce: Uint8Array,
    sealed: Uint8Array): Uint8Array | undefined {
	if (sealed.length < TAG_LEN)
		return undefined;
	const done = engine?.decrypt(key, nonce, sealed);
	if (done !== undefined)
		return done ?? undefined;
	try {
		return chacha20poly1305(key, nonce).decrypt(sealed);
	} catch {
		return undefined;
	}
}

function unwrap(header: Header, who: Identity): Uint8Array | undefined {
	for (const s of header.stanzas) {
		let ss: Uint8Array;

		if (s.args[0] !== "X25519")
			continue;
		const share = x25519Share(s);
		try {
			ss = x25519.getSharedSecret(who.secret, share);
		} catch {
			return fail("AGE_HEADER", "low order share");
		}
		const key = wrapKey(ss, share, who.recipient);
		const fileKey = decrypt(key, new Uint8Array(12), s.body);
		wipe(ss, key);
		if (fileKey !== undefined && fileKey.length === FILE_KEY_LEN)
			return fileKey;
	}
	return undefined;
}

/** AGE_HMAC unless the header's MAC is by fileKey. */
export function checkMac(header: Header, fileKey: Uint8Array): void {
	if (!equal(headerMac(fileKey, header.covered), header.mac))
		fail("AGE_HMAC");
}

/**
 * The 16-byte file key.  header may have a payload behind it.  AGE_HEADER,
 * AGE_LIMIT, AGE_NO_MATCH, AGE_HMAC.
 */
export function openHeader(header: Uint8Array,
    identities: readonly Identity[]): Uint8Array {
	const h = parseHeader(header);

	if (h.stanzas.length > 1 && h.stanzas.some((s) => s.args[0] === "scrypt"))
		fail("AGE_HEADER", "scrypt is not alone");
	for (const who of identities) {
		const fileKey = unwrap(h, who);

		if (fileKey !== undefined) {
			checkMac(h, fileKey);
			return fileKey;
		}
	}
	return fail("AGE_NO_MATCH");
}

/**
 * The file key by the first of headers (newest first) that opens.  When none
 * does: the first failure that says more than AGE_NO_MATCH, else that.
 */
export function openHeaders(headers: readonly Uint8Array[],
    identities: readonly Identity[]): Uint8Array {
	let why: unknown;

	for (const h of headers) {
		try {
			return openHeader(h, identities);
		} catch (e) {
			if (codeOf(e) === undefined)
				throw e;
			if (codeOf(e) !== "AGE_NO_MATCH")
				why ??= e;
		}
	}
	if (why !== undefined)
		throw why;
	return fail("AGE_NO_MATCH");
}

/**
 * Opens a payload chunk by chunk, from its 16-byte nonce on; a cut nonce is
 * AGE_HEADER, as the outside vectors have it.
 */
export class Unsealer {
	private readonly key: Uint8Array;
	private next: number;
	private done = false;

	/** from: number of the first chunk that will be pushed. */
	constructor(fileKey: Uint8Array, nonce: Uint8Array, from = 0) {
		if (nonce.length !== NONCE_LEN)
			fail("AGE_HEADER", "nonce");
		this.next = from;
		this.key = hkdf(fileKey, nonce, "payload", 32);
	}

	/** All chunks but the last are CHUNK_LEN + 16 bytes; AGE_PAYLOAD. */
	push(chunk: Uint8Array, last: boolean): Uint8Array {
		if (this.done || chunk.length > CHUNK_LEN + TAG_LEN ||
		    (!last && chunk.length < CHUNK_LEN + TAG_LEN))
			fail("AGE_PAYLOAD", "chunk length");
		const plain = decrypt(this.key, chunkNonce(this.next, last), chunk);
		if (plain === undefined ||
		    (last && plain.length === 0 && this.next > 0))
			return fail("AGE_PAYLOAD");
		this.next++;
		this.done = last;
		return plain;
	}
}

/** Hand the chunks of a payload to take() as they open; as openPayload. */
function openChunks(fileKey: Uint8Array, payload: Uint8Array,
    take: (plain: Uint8Array) => void): void {
	const size = CHUNK_LEN + TAG_LEN;
	const u = new Unsealer(fileKey, payload.subarray(0, NONCE_LEN));
	let last = false;

	for (let i = NONCE_LEN; !last; i += size) {
		last = i + size >= payload.length;
		take(u.push(payload.subarray(i, i + size), last));
	}
}

/**
 * The plaintext of a whole payload.  AGE_PAYLOAD, and then nothing of it;
 * AGE_HEADER when not even the nonce is there.
 */
export function openPayload(fileKey: Uint8Array, payload: Uint8Array):
    Uint8Array {
	const parts: Uint8Array[] = [];

	openChunks(fileKey, payload, (plain) => parts.push(plain));
	return concat(...parts);
}

/**
 * The members of a payload's archive.  The first chunk that holds what cannot
 * be is the last that is opened.  AGE_PAYLOAD, and what TarReader says.
 */
export function openMembers(fileKey: Uint8Array, payload: Uint8Array):
    Member[] {
	const members = new TarMembers();
	const reader = new TarReader(members);

	// A payload alone has no header that could be cut.
	if (payload.length < NONCE_LEN)
		fail("AGE_PAYLOAD", "nonce");
	openChunks(fileKey, payload, (plain) => reader.push(plain));
	reader.end();
	return members.whole();
}

export interface Chunk {
	/** Of its first sealed byte in the payload. */
	readonly offset: number;
	/** Sealed. */
	readonly length: number;
	readonly last: boolean;
}

/**
 * Where chunk number i lies in a payload, for requests by range.  AGE_PAYLOAD
 * (no payload is that long), NOT_FOUND (no such chunk).
 */
export function chunkAt(payloadLen: number, i: number): Chunk {
	const size = CHUNK_LEN + TAG_LEN;
	const rest = (payloadLen - NONCE_LEN) % size;
	const offset = NONCE_LEN + i * size;

	/* The last chunk holds something unless it is the only one. */
	if (payloadLen < NONCE_LEN + TAG_LEN || (rest > 0 && rest < TAG_LEN) ||
	    (rest === TAG_LEN && payloadLen > size))
		fail("AGE_PAYLOAD", "length");
	if (i < 0 || offset >= payloadLen)
		fail("NOT_FOUND", "chunk");
	return { offset, length: Math.min(size, payloadLen - offset),
		last: offset + size >= payloadLen };
}

/**
 * The plaintext of chunk number i of a payload, whose bytes are sealed.
 * AGE_PAYLOAD; AGE_HEADER for a cut nonce.
 */
export function openChunk(fileKey: Uint8Array, nonce: Uint8Array, i: number,
    last: boolean, sealed: Uint8Array): Uint8Array {
	return new Unsealer(fileKey, nonce, i).push(sealed, last);
}

/**
 * The plaintext of the first chunk alone.  start holds at least the nonce and
 * that chunk, payloadLen is the whole payload's length.  AGE_PAYLOAD, also
 * where that is no bucket's.
 */
export function openFirstChunk(fileKey: Uint8Array, start: Uint8Array,
    payloadLen: number): Uint8Array {
	const { offset, length, last } = chunkAt(payloadLen, 0);

	bucketOfPayload(payloadLen);
	if (start.length < offset + length)
		fail("AGE_PAYLOAD", "cut");
	return openChunk(fileKey, start.subarray(0, NONCE_LEN), 0, last,
	    start.subarray(offset, offset + length));
}

/** Open an age file whole; errors as openHeader and openPayload. */
export function unseal(object: Uint8Array, identities: readonly Identity[]):
    Uint8Array {
	const fileKey = openHeader(object, identities);
	const { length } = parseHeader(object);

	return openPayload(fileKey, object.subarray(length));
}

/** A new header for the same payload; errors as openHeader, wrapHeader. */
export function rewrap(header: Uint8Array, identities: readonly Identity[],
    recipients: readonly Uint8Array[], slots: number,
    random: Random = systemRandom): Uint8Array {
	const fileKey = openHeader(header, identities);

	return wrapHeader(fileKey, recipients, slots, random);
}
