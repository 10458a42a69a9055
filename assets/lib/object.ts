// SPDX-License-Identifier: ISC
// Names and commitments of a sealed object (docs/protocol.md sections 1, 8).

import { utf8 } from "./bytes.ts";
import { fail } from "./err.ts";
import { hkdf, sha256 } from "./hash.ts";
import { hex } from "./hex.ts";
import { sealedLength } from "./seal.ts";
import { BUCKETS } from "./tar.ts";

/** Leaf types of the log. */
export const LEAF = {
	entry: 1, header: 2, note: 3, retention: 4, manifest: 5,
} as const;
export type LeafType = (typeof LEAF)[keyof typeof LEAF];

/** The right to a thing, 16 bytes: who can open it can name it. */
export function openValue(host: string, fileKey: Uint8Array): Uint8Array {
	return hkdf(fileKey, "", host + "/open/v1", 16);
}

/** What the server keeps of an open value, 32 bytes. */
export function openHash(open: Uint8Array): Uint8Array {
	return sha256(open);
}

/** An entry's id: 32 lower-case hexadecimal digits. */
export function entryId(payload: Uint8Array): string {
	return idOfHash(sha256(payload));
}

/** The same from the payload's SHA-256. */
export function idOfHash(payloadHash: Uint8Array): string {
	return hex(payloadHash.subarray(0, 16));
}

/** d, 32 bytes; header is the one first stored. */
export function commitment(host: string, type: LeafType, header: Uint8Array,
    payload: Uint8Array): Uint8Array {
	return commitmentOfHash(host, type, header, sha256(payload));
}

/** The same from the payload's SHA-256. */
export function commitmentOfHash(host: string, type: LeafType,
    header: Uint8Array, payloadHash: Uint8Array): Uint8Array {
	return sha256(utf8(host + "/log-entry/v1\n"), Uint8Array.of(type),
	    sha256(header), payloadHash);
}

/**
 * The bucket whose payload is len bytes long, for ranges and bars of progress.
 * AGE_PAYLOAD when no bucket's is.
 */
export function bucketOfPayload(len: number): number {
	return BUCKETS.find((b) => sealedLength(b) === len) ??
	    fail("AGE_PAYLOAD", "length");
}
