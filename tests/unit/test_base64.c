/* SPDX-License-Identifier: ISC */
#include "base/base64.h"

#include "unit/fixture.h"

static enum err
decode(const char *text, size_t room, enum base64_variant v, size_t *len)
{
	uint8_t out[64];

	*len = room;
	return base_base64_decode(out, len, text, strlen(text), v);
}

static void
base64_rfc4648_values_go_both_ways(void **state)
{
	static const struct {
		const char *plain, *std, *raw;
	} known[] = {
		{ "", "", "" },
		{ "f", "Zg==", "Zg" },
		{ "fo", "Zm8=", "Zm8" },
		{ "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg==", "Zm9vYg" },
		{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	};
	(void)state;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const uint8_t *plain = (const uint8_t *)known[i].plain;
		size_t len = strlen(known[i].plain), got = len;
		char text[16];
		uint8_t back[8];

		assert_int_equal(
		    base_base64_encode(text, plain, len, BASE64_STD),
		    strlen(known[i].std));
		assert_string_equal(text, known[i].std);
		assert_err(base_base64_decode(back, &got, known[i].std,
			       strlen(known[i].std), BASE64_STD),
		    ERR_OK);
		assert_int_equal(got, len);
		assert_memory_equal(back, plain, len);
		(void)base_base64_encode(text, plain, len, BASE64_STD_RAW);
		assert_string_equal(text, known[i].raw);
		got = len;
		assert_err(base_base64_decode(back, &got, known[i].raw,
			       strlen(known[i].raw), BASE64_URL_RAW),
		    ERR_OK);
		assert_int_equal(got, len);
	}
}

static void
base64_alphabets_do_not_mix(void **state)
{
	static const uint8_t high[] = { 0xfb, 0xff };
	char text[8];
	size_t len;

	(void)state;
	(void)base_base64_encode(text, high, sizeof(high), BASE64_STD_RAW);
	assert_string_equal(text, "+/8");
	(void)base_base64_encode(text, high, sizeof(high), BASE64_URL_RAW);
	assert_string_equal(text, "-_8");
	assert_err(decode("-_8", 8, BASE64_STD_RAW, &len), ERR_FORMAT);
	assert_err(decode("+/8", 8, BASE64_URL_RAW, &len), ERR_FORMAT);
}

static void
base64_decode_rejects_what_is_not_canonical(void **state)
{
	static const char *const std[] = { "Zg",
		"Zg=", "Zg===", "Zh==", "Zm9=", "Zg==\n",
		" Zg==", "Z g==", "Zg==Zg==", "=",
		"====", "Zm9v=", "Zm9v====", "Z", "Zm9v\xc3\xa4" };
	static const char *const raw[] = { "Zg==", "Zh", "Zm9", "Z", "Zm9v ",
		"Zm9vY=", "Zm9vY" };
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(std) / sizeof(std[0]); i++)
		assert_err(decode(std[i], 64, BASE64_STD, &len), ERR_FORMAT);
	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++)
		assert_err(
		    decode(raw[i], 64, BASE64_STD_RAW, &len), ERR_FORMAT);
	/* A NUL is no end. */
	len = 64;
	assert_err(base_base64_decode(
		       (uint8_t[64]){ 0 }, &len, "Zm9v\0Zm9", 8, BASE64_STD),
	    ERR_FORMAT);
}

/* Every byte in every place of a group, against the alphabets written out. */
static void
base64_decode_takes_its_alphabet_only(void **state)
{
	static const char common[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789";
	static const enum base64_variant variants[] = { BASE64_STD,
		BASE64_STD_RAW, BASE64_URL_RAW };
	uint8_t out[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const char *more = i < 2 ? "+/" : "-_";

		for (int c = 0; c < 256; c++) {
			bool good = c != 0 && (strchr(common, c) != NULL ||
						  strchr(more, c) != NULL);

			for (size_t at = 0; at < 4; at++) {
				char text[4] = { 'A', 'A', 'A', 'A' };
				size_t len = sizeof(out);

				text[at] = (char)c;
				/* Padding is tested elsewhere. */
				if (c == '=')
					continue;
				assert_err(base_base64_decode(
					       out, &len, text, 4, variants[i]),
				    good ? ERR_OK : ERR_FORMAT);
			}
		}
	}
}

static void
base64_decode_tells_too_long_from_malformed(void **state)
{
	size_t len;

	(void)state;
	assert_err(decode("Zm9vYmFy", 6, BASE64_STD, &len), ERR_OK);
	assert_err(decode("Zm9vYmFy", 5, BASE64_STD, &len), ERR_LIMIT);
	assert_int_equal(len, 5);
	assert_err(decode("Zm9vYmE=", 5, BASE64_STD, &len), ERR_OK);
	assert_err(decode("Zm9vYmE=", 4, BASE64_STD, &len), ERR_LIMIT);
	assert_err(decode("Zm9vYg", 4, BASE64_STD_RAW, &len), ERR_OK);
	assert_err(decode("Zm9vYg", 3, BASE64_STD_RAW, &len), ERR_LIMIT);
}

static void
base64_decode_exact_takes_one_length_only(void **state)
{
	uint8_t out[4];

	(void)state;
	assert_err(base_base64_decode_exact(out, 4, "Zm9vYg==", 8, BASE64_STD),
	    ERR_OK);
	assert_memory_equal(out, "foob", 4);
	assert_err(base_base64_decode_exact(out, 3, "Zm9vYg==", 8, BASE64_STD),
	    ERR_FORMAT);
	assert_err(base_base64_decode_exact(out, 4, "Zm9v", 4, BASE64_STD),
	    ERR_FORMAT);
	assert_err(
	    base_base64_decode_exact(out, 4, "Zm9vYg", 6, BASE64_STD_RAW),
	    ERR_OK);
	/* As long as two padded bytes would be, but three are in it. */
	assert_err(base_base64_decode_exact(out, 2, "Zm9v", 4, BASE64_STD),
	    ERR_FORMAT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_rfc4648_values_go_both_ways),
		cmocka_unit_test(base64_alphabets_do_not_mix),
		cmocka_unit_test(base64_decode_rejects_what_is_not_canonical),
		cmocka_unit_test(base64_decode_takes_its_alphabet_only),
		cmocka_unit_test(base64_decode_tells_too_long_from_malformed),
		cmocka_unit_test(base64_decode_exact_takes_one_length_only),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
