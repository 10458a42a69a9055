/* SPDX-License-Identifier: ISC */
/*
 * HOST/retention/v1: two officers' word that an entry's contents were
 * destroyed, and by which rule (docs/protocol.md section 8).
 *
 *	HOST/retention/v1
 *	d <b64 of the entry's commitment>
 *	id <hex of the entry's id>
 *	rule contact
 *	date 2026-12-31
 *
 * The office keeps this note in the place of what it destroyed, so that who
 * looks for the entry finds out what became of it, and of nothing else: `id`
 * was made of the bytes that are gone.
 */
#ifndef SIGN_RETENTION_H
#define SIGN_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "seal/object.h"
#include "sign/chain.h"
#include "sign/entry.h"

#define SIGN_RETENTION_FIRST_LINE "/retention/v1" /* behind HOST */
#define SIGN_RETENTION_SIGNERS_MIN 2u
#define SIGN_RULE_CONTACT "contact" /* contact data, 30 days after closing */

/* Plain bytes, nothing to free. */
struct sign_retention {
	uint8_t d[SIGN_HASH_LEN];
	uint8_t id[SEAL_ID_LEN];
	char rule[SIGN_WORD_LEN + 1];
	struct base_date date;
	struct sign_numbers signers; /* set by sign_retention_open() */
};

/* Append the text.  ERR_OK, ERR_RECORD, ERR_LIMIT, ERR_MEMORY. */
enum err sign_retention_write(const char *host,
    const struct sign_retention *r, struct base_buf *out) MUST_USE;

/* The grammar alone; *out is written only on ERR_OK.  ERR_OK, ERR_RECORD. */
enum err sign_retention_parse(const char *host, struct base_text text,
    struct sign_retention *out) MUST_USE;

/* Does a payload begin like such a note?  For who found it in one's place. */
bool sign_retention_begins(
    const char *host, const void *data, size_t len);

/*
 * Parse a note and verify it by a roster that was in force on its date.
 *	chain	verified
 *	out	written only on ERR_OK: at least one officer signed, none
 *		wrongly.  sign_retention_is_complete() says whether enough did
 * ERR_OK, ERR_NOTE..., ERR_RECORD, ERR_EXPIRED (no roster of that day),
 * ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_retention_open(const char *host, const void *note, size_t len,
    const struct sign_chain *chain, struct sign_retention *out) MUST_USE;

/* True when at least SIGN_RETENTION_SIGNERS_MIN officers signed. */
bool sign_retention_is_complete(const struct sign_retention *r);

#endif
