/* SPDX-License-Identifier: ISC */
/*
 * SHA-256 that can be put down and taken up again elsewhere: what a sum has
 * come to is 96 bytes (eight words, big-endian, and the block begun).  So an
 * upload is summed part by part, by whichever process gets the part, and
 * nothing is read twice.
 *
 *	base_sum_begin -> base_sum_add ... -> base_sum_end
 */
#ifndef BASE_SUM_H
#define BASE_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BASE_SUM_STATE_LEN 96
#define BASE_SUM_LEN 32

void base_sum_begin(uint8_t state[static BASE_SUM_STATE_LEN]);

/* Go on with data; at bytes are summed before it. */
void base_sum_add(uint8_t state[static BASE_SUM_STATE_LEN], uint64_t at,
    const uint8_t *data, size_t len);

/* The hash of at bytes in all; state is not changed. */
void base_sum_end(const uint8_t state[static BASE_SUM_STATE_LEN], uint64_t at,
    uint8_t hash[static BASE_SUM_LEN]);

/*
 * Does it work with this libsodium, into whose state it looks?  A service that
 * needs sums refuses to start when not.
 */
bool base_sum_works(void);

#endif
