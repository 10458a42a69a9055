/* SPDX-License-Identifier: ISC */
#include "seal/hkdf.h"

#include "unit/fixture.h"

/* RFC 5869 appendix A.1 and A.3; our info is text, A.1's is bytes without NUL. */
static void
hkdf_rfc5869_values(void **state)
{
	uint8_t ikm[22], salt[13], out[42];

	(void)state;
	memset(ikm, 0x0b, sizeof(ikm));
	for (size_t i = 0; i < sizeof(salt); i++)
		salt[i] = (uint8_t)i;
	seal_hkdf(out, sizeof(out), ikm, sizeof(ikm), salt, sizeof(salt),
	    "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9");
	assert_hex(out, sizeof(out),
	    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
	    "34007208d5b887185865");
	seal_hkdf(out, sizeof(out), ikm, sizeof(ikm), NULL, 0, "");
	assert_hex(out, sizeof(out),
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
	    "9d201395faa4b61a96c8");
}

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

/* A salt longer than HMAC's block is hashed first. */
static void
hkdf_rfc5869_long_inputs(void **state)
{
	uint8_t ikm[80], salt[80], out[82];
	char info[81] = { 0 };

	(void)state;
	for (size_t i = 0; i < 80; i++) {
		ikm[i] = (uint8_t)i;
		salt[i] = (uint8_t)(0x60 + i);
		info[i] = (char)(0xb0 + i);
	}
	seal_hkdf(out, sizeof(out), ikm, sizeof(ikm), salt, sizeof(salt), info);
	assert_hex(out, sizeof(out),
	    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
	    "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
	    "cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hkdf_rfc5869_values),
		cmocka_unit_test(hkdf_long_output_begins_like_a_short_one),
		cmocka_unit_test(hkdf_rfc5869_long_inputs),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
