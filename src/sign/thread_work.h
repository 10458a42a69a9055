/* SPDX-License-Identifier: ISC */
/* The working state of one sign_thread_check().  Private to this room. */
#ifndef SIGN_THREAD_WORK_H
#define SIGN_THREAD_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sign/thread.h"

#define THREAD_NONE SIZE_MAX

/* One note-text hash and where its entry stands. */
struct thread_index {
	const uint8_t *hash;
	size_t at;
};

struct thread_work {
	const struct sign_thread_input *in;
	struct sign_thread *t;
	struct thread_index *index; /* rising hashes */
	size_t index_count;
	/* The reporter's key: from the input, or from the handle's owner. */
	const struct sign_vkey *reporter;
	/* Hashes in `after` lines that fit no opened entry. */
	const uint8_t **missing;
	size_t missing_count, missing_max;
	bool seen_report;
};

/* Index of the opened entries by hash, for t->entries as they now stand. */
enum err sign_thread_index(struct thread_work *w) MUST_USE;

/* Where the first entry of this hash stands; THREAD_NONE: none opened. */
size_t sign_thread_find(const struct thread_work *w,
    const uint8_t hash[static SIGN_HASH_LEN]);

/*
 * Of opened entries with the same text, mark those whose signature does not
 * verify.  Before the order, which puts them last.  ERR_OK, ERR_MEMORY.
 */
enum err sign_thread_mark_copies(struct thread_work *w) MUST_USE;

/* Put t->entries in order; leaves the index fitting the new order. */
enum err sign_thread_order(struct thread_work *w) MUST_USE;

/*
 * All checks that one entry stands before; those before it in order were
 * checked.  ERR_OK or ERR_MEMORY.
 */
enum err sign_thread_check_entry(struct thread_work *w, size_t at) MUST_USE;

/* The checks that need all the others to be done. */
void sign_thread_check_rest(struct thread_work *w);

#endif
