/* SPDX-License-Identifier: ISC */
/*
 * The text HOST/root/v1: which root keys there are and how many must sign
 * (docs/protocol.md section 4).  Grammar only; signatures, pins and dates are
 * chain.h's.
 */
#ifndef SIGN_ROOT_H
#define SIGN_ROOT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "sign/key.h"

#define SIGN_ROOT_FIRST_LINE "/root/v1" /* behind HOST */
#define SIGN_ROOT_DAYS_MAX 400		/* from the day it is made */

struct sign_root {
	uint32_t generation;		/* from 1 */
	uint8_t prev[SIGN_HASH_LEN];	/* zero in generation 1 ("prev -") */
	uint32_t threshold;		/* 1 .. key_count */
	struct base_date not_after;	/* last day it holds */
	size_t key_count;
	struct sign_vkey keys[LIMIT_ROOT_KEYS_MAX]; /* all distinct */
	uint8_t hash[SIGN_HASH_LEN];	/* of the text; set by parse */
};

/*
 * Parse a note's text.  *out is new, freed with sign_root_free().  Returns
 * ERR_OK, ERR_ROOT (grammar, a key twice, threshold over the number of keys),
 * ERR_MEMORY.
 */
enum err sign_root_parse(const char *host, struct base_text text,
    struct sign_root **out) MUST_USE;

/*
 * Append the text to out.  What parse would refuse is refused here: ERR_ROOT.
 * hash is not read.  ERR_OK, ERR_ROOT, ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_root_write(const char *host, const struct sign_root *r,
    struct base_buf *out) MUST_USE;

/* An empty one to fill in and write; NULL when out of memory. */
struct sign_root *sign_root_new(void);

/* Takes NULL and pointers to NULL, nulls the pointer. */
void sign_root_free(struct sign_root **r);

/* The pin's first 20 decimal digits, "1234 5678 ...", for the poster. */
#define SIGN_PIN_DIGITS_LEN 24
void sign_pin_digits(const uint8_t pin[static SIGN_HASH_LEN],
    char out[static SIGN_PIN_DIGITS_LEN + 1]);

#endif
