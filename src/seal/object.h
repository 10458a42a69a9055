/* SPDX-License-Identifier: ISC */
/*
 * The sealed object of docs/protocol.md section 1: an age file whose plaintext
 * is an entry's archive, kept as header and payload apart.
 *
 *	note, attachments -> seal_object_build -> header + payload (+ sums)
 *	header -> seal_header_open -> file key -> seal_object_open -> members
 */
#ifndef SEAL_OBJECT_H
#define SEAL_OBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "seal/header.h"
#include "seal/identity.h"
#include "seal/io.h"
#include "seal/stream.h"
#include "seal/tar.h"

#define SEAL_HASH_LEN 32   /* SHA-256 */
#define SEAL_ID_LEN 16     /* an entry's name */
#define SEAL_COMMIT_LEN 32 /* d, what the log remembers */
#define SEAL_OPEN_LEN 16   /* the right to a thing */

/* The first bytes of a payload that hold nonce and first chunk. */
#define SEAL_OBJECT_HEAD_LEN (SEAL_NONCE_LEN + SEAL_CHUNK_SEALED_LEN)

/* type1 of a commitment (docs/protocol.md section 8). */
enum seal_commit_type {
	SEAL_COMMIT_ENTRY = 1,
	SEAL_COMMIT_HEADER = 2,
	SEAL_COMMIT_NOTE = 3,
	SEAL_COMMIT_RETENTION = 4,
	SEAL_COMMIT_PAGE = 5,
};

/* id = SHA-256(payload)[0:16]. */
void seal_object_id(const uint8_t payload_hash[static SEAL_HASH_LEN],
    uint8_t id[static SEAL_ID_LEN]);

/* d = SHA-256(HOST "/log-entry/v1" LF type1 header_hash payload_hash). */
void seal_object_commit(const char *host, enum seal_commit_type type,
    const uint8_t header_hash[static SEAL_HASH_LEN],
    const uint8_t payload_hash[static SEAL_HASH_LEN],
    uint8_t d[static SEAL_COMMIT_LEN]);

/* open = HKDF-SHA256(file key, "", HOST "/open/v1", 16). */
void seal_object_open_value(const char *host,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    uint8_t open[static SEAL_OPEN_LEN]);

/* SHA-256(open), what a server keeps and compares. */
void seal_object_open_hash(const uint8_t open[static SEAL_OPEN_LEN],
    uint8_t hash[static SEAL_HASH_LEN]);

/* A sealed object as it came in one body: two views and what follows them. */
struct seal_object_view {
	struct seal_header header; /* borrows the body */
	const uint8_t *payload;
	size_t payload_len;
	uint64_t bucket;
};

/*
 * What a service checks without being able to open anything: header of exactly
 * `slots` X25519 stanzas, payload of exactly a bucket's sealed length.
 *	body	body_len bytes, untrusted; borrowed by out
 * Returns ERR_OK, ERR_AGE_HEADER, ERR_AGE_LIMIT, ERR_SLOTS, ERR_AGE_PAYLOAD.
 */
enum err seal_object_split(const uint8_t *body, size_t body_len, size_t slots,
    struct seal_object_view *out) MUST_USE;

/* The sums of one object. */
struct seal_object_sums {
	uint8_t header_hash[SEAL_HASH_LEN];
	uint8_t payload_hash[SEAL_HASH_LEN];
	uint8_t id[SEAL_ID_LEN];
	uint64_t payload_len;
};

/* The same from bytes in memory. */
void seal_object_sum(const uint8_t *header, size_t header_len,
    const uint8_t *payload, size_t payload_len, struct seal_object_sums *out);

/* A file that goes with a note; data must give exactly size bytes. */
struct seal_attachment {
	const char *name; /* a01.EXT ... in order, see seal_tar_name_fits() */
	uint64_t size;
	struct seal_source data;
};

/* All that is needed to build one object; everything is borrowed. */
struct seal_object_parts {
	const char *note; /* the signed note, at most LIMIT_ENTRY_NOTE_LEN */
	size_t note_len;
	const struct seal_attachment *attachments;
	size_t attachments_count;
	const struct seal_recipient *recipients;
	size_t recipients_count;
	size_t slots;
	size_t spare; /* bytes by which the note could have been longer */
};

/*
 * Build one object with a fresh file key.
 *	header	appended to; give it a ceiling of LIMIT_HEADER_LEN
 *	payload	gets nonce and chunks in order, in constant memory
 *	file_key	for seal_object_open_value(); the caller wipes it
 * Returns ERR_OK; errors of seal_header_write(); ERR_TAR (names, or a source
 * with fewer or more bytes than its size); ERR_LIMIT (note or sum too big);
 * ERR_MEMORY; a source's, the sink's or the random source's.  On an error the
 * payload must be thrown away; header is unchanged, file_key and sums are not
 * written.
 */
enum err seal_object_build(const struct seal_object_parts *parts,
    const struct seal_random *rnd, struct base_buf *header,
    const struct seal_sink *payload, uint8_t file_key[static SEAL_FILE_KEY_LEN],
    struct seal_object_sums *sums) MUST_USE;

/* Bucket that parts will fill, before anything is sealed.  ERR_LIMIT, OK. */
enum err seal_object_bucket(
    const struct seal_object_parts *p, uint64_t *bucket) MUST_USE;

/*
 * Read the note from a payload's beginning alone.
 *	head	the first SEAL_OBJECT_HEAD_LEN bytes, or all if fewer
 *	payload_len	length of the whole payload
 *	note	appended to, the bytes of entry.note
 * Returns ERR_OK, ERR_AGE_PAYLOAD, ERR_TAR..., ERR_LIMIT, ERR_MEMORY; note is
 * unchanged on an error.
 */
enum err seal_object_open_note(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t *head, size_t head_len, uint64_t payload_len,
    struct base_buf *note) MUST_USE;

/*
 * Read all members of a payload, in constant memory.  Members are handed over
 * as their chunks verify; only ERR_OK says that the whole is good.
 *	payload	the whole payload, nonce first; its end is its end
 *	payload_hash	SHA-256 of all that was read; NULL if not wanted
 * Returns ERR_OK, ERR_AGE_PAYLOAD, ERR_TAR..., ERR_LIMIT, ERR_MEMORY, or the
 * source's or the visitor's error.
 */
enum err seal_object_open(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_source *payload, const struct seal_tar_visitor *visitor,
    uint8_t payload_hash[SEAL_HASH_LEN]) MUST_USE;

#endif
