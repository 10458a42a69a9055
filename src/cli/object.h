/* SPDX-License-Identifier: ISC */
/*
 * Opening one sealed object whole: its note, the sums of its members, and the
 * attachments as files where they are wanted.
 */
#ifndef CLI_OBJECT_H
#define CLI_OBJECT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "seal/object.h"
#include "sign/entry.h"

/* Digits of an id that people are shown. */
#define CLI_ID_SHOWN_LEN 12

struct cli_object {
	struct base_buf note; /* the bytes of entry.note */
	struct sign_member members[LIMIT_ATTACHMENTS_MAX]; /* behind the note */
	char names[LIMIT_ATTACHMENTS_MAX][SEAL_TAR_NAME_LEN + 1];
	size_t member_count;
	uint8_t payload_hash[SEAL_HASH_LEN];
	uint8_t header_hash[SEAL_HASH_LEN];
	uint8_t id[SEAL_ID_LEN];
	/*
	 * NULL, or asked when all is opened and no attachment is there yet;
	 * what it returns is what opening returns.
	 */
	enum err (*judge)(void *ctx, const struct cli_object *o);
	void *judge_ctx;
};

void cli_object_init(struct cli_object *o);
void cli_object_done(struct cli_object *o);

/*
 * Open a header and the payload behind it.
 *	prefix	what the attachments' paths begin with, a folder's with its
 *		slash; they appear only when the whole object is good and are
 *		never replaced; NULL for none
 * Silent, but for files that cannot be written.  Returns ERR_OK, ERR_AGE_...,
 * ERR_TAR, ERR_LIMIT, ERR_MEMORY, ERR_IO, ERR_EXISTS.
 */
enum err cli_object_open(struct cli_object *o, const struct seal_header *h,
    const struct seal_identity *ids, size_t ids_count,
    const struct seal_source *payload, const char *prefix) MUST_USE;

/* The same with a file key found before; header_hash stays zero. */
enum err cli_object_open_key(struct cli_object *o,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_source *payload, const char *prefix) MUST_USE;

/*
 * Take a header from the front of a source (a file, an answer in memory):
 * exactly its bytes are read, into buf.  ERR_OK, ERR_AGE_HEADER,
 * ERR_AGE_LIMIT, ERR_IO, ERR_MEMORY.
 */
enum err cli_header_take(const struct seal_source *in, struct base_buf *buf,
    struct seal_header *out) MUST_USE;

#endif
