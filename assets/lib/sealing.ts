// SPDX-License-Identifier: ISC
// An entry sealed part by part: what is too long for one post goes up as it is
// sealed, and neither the archive nor the payload is ever in memory whole.
// Each chunk is sealed once (docs/protocol.md sections 1 and 6): who needs a
// part again has kept it.
//
//	const sealing = new Sealing(members, recipients, slots);
//	while (sealing.left > 0)
//		send(sealing.next(4));
//	const { d, open, id } = sealing.finish(host);

import { FILE_KEY_LEN } from "./age-header.ts";
import { type Random, concat, systemRandom, wipe } from "./bytes.ts";
import { fail } from "./err.ts";
import { Sha256 } from "./hash.ts";
import { LEAF, commitmentOfHash, idOfHash, openHash, openValue }
	from "./object.ts";
import { CHUNK_LEN, Sealer, sealedLength, wrapHeader } from "./seal.ts";
import { type Member, TarWriter } from "./tar.ts";

/** What names a sealed entry. */
export interface Named {
	/** Entry id, 32 hexadecimal digits. */
	readonly id: string;
	/** Commitment, 32 bytes. */
	readonly d: Uint8Array;
	/** SHA-256 of the right to open it, 32 bytes. */
	readonly open: Uint8Array;
}

export class Sealing {
	readonly header: Uint8Array;
	/** Length of the payload. */
	readonly len: number;
	private readonly tar: TarWriter;
	private readonly fileKey: Uint8Array;
	private readonly sealer: Sealer;
	private readonly hash = new Sha256();
	private at = 0;

	/** Errors as wrapHeader and TarWriter, which has `spare`. */
	constructor(members: readonly Member[],
	    recipients: readonly Uint8Array[], slots: number,
	    random: Random = systemRandom, spare = 0) {
		this.tar = new TarWriter(members, spare);
		this.len = sealedLength(this.tar.len);
		this.fileKey = random(FILE_KEY_LEN);
		this.header = wrapHeader(this.fileKey, recipients, slots, random);
		this.sealer = new Sealer(this.fileKey, random);
	}

	/** Bytes of plaintext that are not sealed yet. */
	get left(): number {
		return this.tar.len - this.at;
	}

	/** The payload's next chunks, behind the nonce at its beginning. */
	next(chunks: number): Uint8Array {
		const parts = this.at === 0 ? [this.sealer.nonce] : [];

		for (let i = 0; i < chunks && this.left > 0; i++) {
			const plain = this.tar.read(this.at, CHUNK_LEN);

			this.at += plain.length;
			parts.push(this.sealer.push(plain, this.left === 0));
			wipe(plain);
		}
		const part = concat(...parts);
		this.hash.update(part);
		return part;
	}

	/** Once, after the last part; the file key is gone then. */
	finish(host: string): Named {
		if (this.left > 0)
			fail("FORMAT", "not all is sealed");
		const hash = this.hash.digest();
		const open = openHash(openValue(host, this.fileKey));
		wipe(this.fileKey);
		return { id: idOfHash(hash), open,
			d: commitmentOfHash(host, LEAF.entry, this.header, hash) };
	}
}
