/* SPDX-License-Identifier: ISC */
/*
 * What C makes of an input that both languages are given; tests/diff/kinds.ts
 * has the same list for TypeScript.  An input has a context, which is good
 * text, and data, which are bytes that somebody damaged.
 */
#ifndef DIFF_VERDICT_H
#define DIFF_VERDICT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#define VERDICT_HOST "box.example.org"

struct verdict_input {
	struct base_text context;
	const uint8_t *data;
	size_t len;
};

/*
 * Read the input and, on ERR_OK, append to out what was read, written again in
 * the one way that both languages share.
 */
typedef enum err
verdict_fn(const struct verdict_input *in, struct base_buf *out);

struct verdict_kind {
	const char *name;
	verdict_fn *read;
};

/* Lists that a NULL name ends. */
extern const struct verdict_kind verdict_seal[], verdict_sign[],
    verdict_thread[], verdict_stats[];

/* Our own program is wrong, or out of memory: end it. */
void verdict_must(enum err e);

/* Append, or end the program. */
void verdict_put(struct base_buf *out, const void *data, size_t len);
void verdict_line(struct base_buf *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void verdict_hex(struct base_buf *out, const uint8_t *data, size_t len);

struct sign_thread;

/* Where the case of a checked thread stands on a day. */
void verdict_case(struct base_buf *out, const struct sign_thread *thread,
    const struct base_date *today);

/* The next word of the context, or "". */
struct base_text verdict_word(struct base_text *context);

/* A word of the context that is len bytes in hex. */
void verdict_bytes(struct base_text *context, uint8_t *out, size_t len);

#endif
