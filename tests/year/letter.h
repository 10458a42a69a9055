/* SPDX-License-Identifier: ISC */
/*
 * Entries of a year as phones and consoles make them, real to the last byte:
 * signed by their authors, sealed to their readers (docs/protocol.md sections
 * 1 to 5), as rows for COPY into a table of the shape of tests/year/load.sql.
 *
 *	year_site_new -> officers, rosters
 *	  -> year_case_new -> fill struct sign_entry -> year_letter_put, ...
 *	  -> year_site_free
 */
#ifndef YEAR_LETTER_H
#define YEAR_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "seal/identity.h"
#include "seal/object.h"
#include "seal/receipt.h"
#include "sign/entry.h"
#include "sign/key.h"

#define YEAR_ROSTERS_MAX 64u
#define YEAR_CASES_MAX 65536u
#define YEAR_ENTRIES_MAX 64u /* of one case */

struct year_officer {
	struct seal_recipient recipient;
	struct sign_key *key; /* NULL: no such officer */
};

struct year_roster {
	uint8_t hash[SIGN_HASH_LEN];
	size_t slots; /* 0: no such version */
};

/* A thread, for as long as entries are added to it. */
struct year_case {
	struct seal_receipt_keys keys;
	uint8_t handle[SIGN_HANDLE_LEN];
	uint8_t id[SEAL_ID_LEN];     /* of the report */
	uint8_t open[SEAL_OPEN_LEN]; /* of the report */
	uint8_t hashes[YEAR_ENTRIES_MAX][SIGN_HASH_LEN];
	size_t count; /* entries so far, copies left out */
};

struct year_site {
	char host[LIMIT_NAME_LEN + 1];
	uint8_t pin[SIGN_HASH_LEN];
	bool codes; /* hash a receipt code for each thread, as phones do */
	struct year_officer officers[SIGN_NUMBER_MAX + 1];
	struct year_roster rosters[YEAR_ROSTERS_MAX];
	struct year_case *cases[YEAR_CASES_MAX];
	FILE *out;
};

/* Freed with year_site_free().  NULL when out of memory. */
struct year_site *year_site_new(FILE *out);
void year_site_free(struct year_site **s);

/* Errors of sign_key_new(). */
enum err year_officer_add(struct year_site *s, unsigned int number,
    const uint8_t secret[static SEAL_KEY_LEN]) MUST_USE;

/* Draw a thread's keys.  ERR_EXISTS, ERR_LIMIT, ERR_MEMORY, ERR_RANDOM. */
enum err year_case_new(struct year_site *s, size_t number) MUST_USE;

/* Where and when a row is stored. */
struct year_row {
	unsigned long seq;
	struct base_date day;
	const char *class_name; /* reports */
	bool is_copy; /* the note of the last row of this case, sealed again */
};

/*
 * Sign an entry, seal it to the readers it names, write its row.  The entry's
 * `thread`, reporter's `key` and `reply_to` are filled in here; all else is
 * the caller's.  Errors of seal/ and sign/; ERR_LIMIT for too many entries;
 * ERR_IO.
 */
enum err year_letter_put(struct year_site *s, struct year_case *c,
    struct sign_entry *e, const struct year_row *row) MUST_USE;

#endif
