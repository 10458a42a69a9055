/* SPDX-License-Identifier: ISC */
#include "base/sum.h"

#include <string.h>

#include <sodium.h>

#define WORDS 8
#define BLOCK_LEN 64

_Static_assert(WORDS * 4 + BLOCK_LEN == BASE_SUM_STATE_LEN, "all of it");
_Static_assert(sizeof(((crypto_hash_sha256_state *)0)->state) == WORDS * 4 &&
		   sizeof(((crypto_hash_sha256_state *)0)->buf) == BLOCK_LEN,
    "libsodium's state has the words and the block of FIPS 180-4");

/* libsodium counts bits, and keeps the block begun where it is here. */
static void
take_up(crypto_hash_sha256_state *st, const uint8_t *state, uint64_t at)
{
	for (size_t i = 0; i < WORDS; i++, state += 4)
		st->state[i] = (uint32_t)state[0] << 24 |
			       (uint32_t)state[1] << 16 |
			       (uint32_t)state[2] << 8 | state[3];
	st->count = at * 8;
	memcpy(st->buf, state, BLOCK_LEN);
}

static void
put_down(const crypto_hash_sha256_state *st, uint8_t *state)
{
	for (size_t i = 0; i < WORDS; i++) {
		for (int shift = 24; shift >= 0; shift -= 8)
			*state++ = (uint8_t)(st->state[i] >> shift);
	}
	memcpy(state, st->buf, BLOCK_LEN);
	/* What is behind the bytes begun is left over and says nothing. */
	memset(state + st->count / 8 % BLOCK_LEN, 0,
	    BLOCK_LEN - st->count / 8 % BLOCK_LEN);
}

void
base_sum_begin(uint8_t state[static BASE_SUM_STATE_LEN])
{
	crypto_hash_sha256_state st;

	memset(&st, 0, sizeof(st));
	crypto_hash_sha256_init(&st);
	put_down(&st, state);
}

void
base_sum_add(uint8_t state[static BASE_SUM_STATE_LEN], uint64_t at,
    const uint8_t *data, size_t len)
{
	crypto_hash_sha256_state st;

	take_up(&st, state, at);
	crypto_hash_sha256_update(&st, data, len);
	put_down(&st, state);
}

void
base_sum_end(const uint8_t state[static BASE_SUM_STATE_LEN], uint64_t at,
    uint8_t hash[static BASE_SUM_LEN])
{
	crypto_hash_sha256_state st;

	take_up(&st, state, at);
	crypto_hash_sha256_final(&st, hash);
}

bool
base_sum_works(void)
{
	uint8_t data[3 * BLOCK_LEN], state[BASE_SUM_STATE_LEN];
	uint8_t in_parts[BASE_SUM_LEN], whole[BASE_SUM_LEN];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)i;
	crypto_hash_sha256(whole, data, sizeof(data));
	base_sum_begin(state);
	base_sum_add(state, 0, data, BLOCK_LEN + 7);
	base_sum_add(state, BLOCK_LEN + 7, data + BLOCK_LEN + 7,
	    sizeof(data) - BLOCK_LEN - 7);
	base_sum_end(state, sizeof(data), in_parts);
	return memcmp(in_parts, whole, sizeof(whole)) == 0;
}
