/* SPDX-License-Identifier: ISC */
#include "base/bech32.h"

#include "unit/fixture.h"

static enum err
decode(const char *text, const char *hrp, uint8_t *out, size_t len)
{
	return base_bech32_decode(out, len, hrp, text, strlen(text));
}

/* Beyond BIP-173's own lists, which are test_outside's. */
static void
bech32_bad_strings_are_rejected(void **state)
{
	static const struct {
		const char *text, *hrp;
		size_t len;
	} bad[] = {
		{ "a12UEL5L", "a", 0 }, /* mixed case */
		{ "a12uel5m", "a", 0 }, /* checksum */
		{ "b12uel5l", "b", 0 }, /* checksum of another part */
		{ "a12uel5l", "b", 0 }, /* another part */
		{ "a12uel5l", "a", 1 }, /* another length */
		{ "", "a", 0 },
	};
	uint8_t data[64] = { 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_err(decode(bad[i].text, bad[i].hrp, data, bad[i].len),
		    ERR_FORMAT);
	assert_int_equal(data[0], 7);
}

static void
bech32_any_changed_character_is_noticed(void **state)
{
	uint8_t key[32], back[32];
	char text[BECH32_LEN(3, 32) + 1];

	(void)state;
	randombytes_buf(key, sizeof(key));
	base_bech32_encode(text, "age", key, sizeof(key));
	assert_err(decode(text, "age", back, 32), ERR_OK);
	assert_memory_equal(back, key, 32);
	for (size_t i = 0; text[i] != 0; i++) {
		char was = text[i];

		text[i] = was == 'q' ? 'p' : 'q';
		assert_err(decode(text, "age", back, 32), ERR_FORMAT);
		text[i] = 0;
		assert_err(base_bech32_decode(
			       back, 32, "age", text, BECH32_LEN(3, 32)),
		    ERR_FORMAT);
		text[i] = was;
	}
}

/* 32 bytes are 256 bits in 52 characters of 260: four spare bits are zero. */
static void
bech32_set_spare_bits_are_rejected(void **state)
{
	uint8_t key[32] = { 0 };

	(void)state;
	/* Data of zeros but for the last spare bit, with a right checksum. */
	assert_err(decode("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
			  "qqqqqqqqqpfwgqrs",
		       "age", key, 32),
	    ERR_FORMAT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bech32_bad_strings_are_rejected),
		cmocka_unit_test(bech32_any_changed_character_is_noticed),
		cmocka_unit_test(bech32_set_spare_bits_are_rejected),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
