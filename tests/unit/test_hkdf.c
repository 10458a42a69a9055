/* SPDX-License-Identifier: ISC */
#include "seal/hkdf.h"

#include "unit/fixture.h"

static void
hkdf_long_output_begins_like_a_short_one(void **state)
{
	static uint8_t all[SEAL_HKDF_OUT_MAX];
	uint8_t some[33];

	(void)state;
	seal_hkdf(all, sizeof(all), (const uint8_t *)"key", 3, NULL, 0, "info");
	seal_hkdf(
	    some, sizeof(some), (const uint8_t *)"key", 3, NULL, 0, "info");
	assert_memory_equal(all, some, sizeof(some));
	seal_hkdf(some, 1, (const uint8_t *)"key", 3, NULL, 0, "other");
	assert_int_not_equal(some[0], all[0]);
	assert_int_equal(some[1], all[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hkdf_long_output_begins_like_a_short_one),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
