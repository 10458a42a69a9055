/* SPDX-License-Identifier: ISC */
/* A sum put down and taken up again is the sum in one piece. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "base/sum.h"

static uint8_t data[5000];

static void
sum_of_every_split_is_the_hash(void **state)
{
	uint8_t sum[BASE_SUM_STATE_LEN], hash[BASE_SUM_LEN];
	uint8_t want[BASE_SUM_LEN];

	(void)state;
	for (size_t len = 0; len <= 260; len++) {
		crypto_hash_sha256(want, data, len);
		for (size_t cut = 0; cut <= len; cut++) {
			base_sum_begin(sum);
			base_sum_add(sum, 0, data, cut);
			base_sum_add(sum, cut, data + cut, len - cut);
			base_sum_end(sum, len, hash);
			assert_memory_equal(hash, want, sizeof(want));
		}
	}
}

static void
sum_of_many_parts_is_the_hash(void **state)
{
	uint8_t sum[BASE_SUM_STATE_LEN], hash[BASE_SUM_LEN];
	uint8_t want[BASE_SUM_LEN];
	size_t at = 0;

	(void)state;
	base_sum_begin(sum);
	for (size_t n = 1; at < sizeof(data); n = n * 3 % 211 + 1) {
		if (n > sizeof(data) - at)
			n = sizeof(data) - at;
		base_sum_add(sum, at, data + at, n);
		at += n;
	}
	base_sum_end(sum, sizeof(data), hash);
	crypto_hash_sha256(want, data, sizeof(data));
	assert_memory_equal(hash, want, sizeof(want));
}

/* FIPS 180-4's own example, and the layout: words, then the block begun. */
static void
sum_state_is_as_the_header_says(void **state)
{
	static const uint8_t begin[8] = { 0x6a, 0x09, 0xe6, 0x67, 0xbb, 0x67,
		0xae, 0x85 };
	static const uint8_t abc[BASE_SUM_LEN] = { 0xba, 0x78, 0x16, 0xbf, 0x8f,
		0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
		0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4,
		0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };
	static const uint8_t zeros[BASE_SUM_STATE_LEN];
	uint8_t sum[BASE_SUM_STATE_LEN], before[BASE_SUM_STATE_LEN];
	uint8_t hash[BASE_SUM_LEN];

	(void)state;
	base_sum_begin(sum);
	assert_memory_equal(sum, begin, sizeof(begin));
	base_sum_add(sum, 0, (const uint8_t *)"abc", 3);
	assert_memory_equal(sum, begin, sizeof(begin));
	assert_memory_equal(sum + 32, "abc", 3);
	assert_memory_equal(sum + 35, zeros, BASE_SUM_STATE_LEN - 35);
	memcpy(before, sum, sizeof(sum));
	base_sum_end(sum, 3, hash);
	assert_memory_equal(hash, abc, sizeof(abc));
	assert_memory_equal(sum, before, sizeof(sum));
	/* Bytes of an earlier block are not left behind the one begun. */
	base_sum_add(sum, 3, data, 70);
	assert_memory_equal(sum + 32 + 9, zeros, BASE_SUM_STATE_LEN - 32 - 9);
	assert_true(base_sum_works());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sum_of_every_split_is_the_hash),
		cmocka_unit_test(sum_of_many_parts_is_the_hash),
		cmocka_unit_test(sum_state_is_as_the_header_says),
	};

	if (sodium_init() < 0)
		return 1;
	randombytes_buf(data, sizeof(data));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
