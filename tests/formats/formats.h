/* SPDX-License-Identifier: ISC */
/*
 * The worked examples of docs/formats.md: each is made here, by the code that
 * makes the real thing, from inputs that are fixed and not secret.
 * tests/unit/test_formats.c compares them with the page.
 */
#ifndef FORMATS_FORMATS_H
#define FORMATS_FORMATS_H

#include "unit/entry_fixture.h"

struct example {
	const char *name; /* the page has ```text example=NAME */
	void (*write)(struct base_buf *out);
};

/* Each ends with a row of NULL. */
extern const struct example formats_age[], formats_tar[], formats_keys[],
    formats_notes[], formats_entries[], formats_posts[], formats_log[];

/* Append a line. */
void say(struct base_buf *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Append `name` and bytes in hexadecimal. */
void
say_hex(struct base_buf *out, const char *name, const void *data, size_t len);

/* Append text as it is. */
void say_text(struct base_buf *out, struct base_text text);

/*
 * Append offset, bytes and what they mean, 16 bytes a line, from *at on, which
 * moves.
 */
void say_field(struct base_buf *out, size_t *at, const void *data, size_t len,
    const char *meaning);

/* What never happens here. */
void must(enum err e);

/* 32 bytes of a label: SHA-256("label"). */
void fixed_bytes(uint8_t out[static 32], const char *label);

/* The keys of all examples: the reader's identity, and the reporter's code. */
void reader_identity(struct seal_identity *out);
extern const char receipt_code[];

/* The roster of the examples, and the hash of its text. */
void example_roster(struct base_buf *text, uint8_t hash[static SIGN_HASH_LEN]);

/* The report of the examples as a note, and the hash of its text. */
void example_report(struct base_buf *note, uint8_t hash[static SIGN_HASH_LEN]);

#endif
