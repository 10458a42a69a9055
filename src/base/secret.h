/* SPDX-License-Identifier: ISC */
/*
 * A secret that outlives one function: sodium_malloc()ed (guard pages, locked,
 * wiped when freed).  Short-lived secrets sit on the stack of one function and
 * die there by sodium_memzero().
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct base_secret {
	size_t len;
	uint8_t *data; /* len bytes, sodium_malloc()ed with the struct's data */
};

/* New zeroed secret of len bytes.  ERR_OK or ERR_MEMORY. */
enum err base_secret_new(struct base_secret **out, size_t len) MUST_USE;

/* Wipe and free; takes NULL and pointers to NULL, nulls the pointer. */
void base_secret_free(struct base_secret **s);

/*
 * Wipe the stack below the caller.  libsodium 1.0.18 leaves keys there (its
 * ciphers spill them, its password hashes keep what they give out), and
 * printf() leaves text.
 */
void base_secret_stack_wipe(void);

#endif
