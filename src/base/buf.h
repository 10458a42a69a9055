/* SPDX-License-Identifier: ISC */
/*
 * A growing byte buffer with a ceiling.  The caller owns the struct; the bytes
 * belong to the struct and die with base_buf_done().  What is freed or moved by
 * growth is wiped first, so a buffer may hold a secret.
 *
 *	base_buf_init -> append ... -> base_buf_done
 *	                            \-> base_buf_take (bytes move to the caller)
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct base_buf {
	uint8_t *data; /* NULL while empty; not NUL-terminated */
	size_t len;
	size_t cap;
	size_t max; /* ceiling for len */
};

/* Start empty.  max: ceiling in bytes, at most SIZE_MAX / 2. */
void base_buf_init(struct base_buf *b, size_t max);

/* Wipe, free and leave empty with the same ceiling. */
void base_buf_done(struct base_buf *b);

/*
 * Append.  Returns ERR_OK, ERR_LIMIT (would pass the ceiling; unchanged) or
 * ERR_MEMORY (unchanged).
 */
enum err base_buf_add(struct base_buf *b, const void *data, size_t len)
    MUST_USE;
enum err base_buf_add_str(struct base_buf *b, const char *s) MUST_USE;

/* Append printf-formatted text, without the NUL. */
enum err base_buf_addf(struct base_buf *b, const char *fmt, ...) MUST_USE
    __attribute__((format(printf, 2, 3)));

/*
 * Make room for len more bytes and lend the place in *out; the caller writes
 * there and then adds to b->len himself.
 */
enum err base_buf_reserve(struct base_buf *b, size_t len, uint8_t **out)
    MUST_USE;

/* Wipe and forget what stands behind the first len bytes. */
void base_buf_cut(struct base_buf *b, size_t len);

/*
 * Hand the bytes over, NUL-terminated (the NUL is not counted in len); the
 * caller frees.  The buffer is left empty.  Returns NULL when out of memory.
 */
uint8_t *base_buf_take(struct base_buf *b, size_t *len);

#endif
