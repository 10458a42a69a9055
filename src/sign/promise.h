/* SPDX-License-Identifier: ISC */
/*
 * HOST/promise/v1: intake's signed word that it stored the entry with this
 * commitment and will have it in the log in two days (docs/protocol.md
 * section 8).
 */
#ifndef SIGN_PROMISE_H
#define SIGN_PROMISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "sign/key.h"

#define SIGN_PROMISE_FIRST_LINE "/promise/v1" /* behind HOST */
#define SIGN_PROMISE_DAYS 2		      /* in-log-by = date + 2 */
#define SIGN_PROMISE_SLACK_DAYS 2	      /* clocks that differ */

struct sign_promise {
	uint8_t d[SIGN_HASH_LEN];
	struct base_date date;
	struct base_date in_log_by;
};

/*
 * Append the promise note for d on date, signed by intake's promise key.
 * ERR_OK, ERR_NOTE_KEY_NAME, ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_promise_sign(const char *host, const struct sign_key *key,
    const uint8_t d[static SIGN_HASH_LEN], const struct base_date *date,
    struct base_buf *out) MUST_USE;

/*
 * Verify a promise note.
 *	keys	the roster's promise keys
 *	d	the commitment the caller computed itself
 *	today	a promise just given must be dated within
 *		SIGN_PROMISE_SLACK_DAYS of it; NULL for an older one
 *	out	may be NULL
 * Returns ERR_OK, ERR_NOTE..., ERR_PROMISE.
 */
enum err sign_promise_verify(const char *host, const void *note, size_t len,
    const struct sign_vkey *keys, size_t key_count,
    const uint8_t d[static SIGN_HASH_LEN], const struct base_date *today,
    struct sign_promise *out) MUST_USE;

#endif
