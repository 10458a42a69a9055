/* SPDX-License-Identifier: ISC */
/* What the outside vectors do not ask of armor; they hold the format itself. */
#include "seal/armor.h"
#include "seal/locked.h"

#include "base/base64.h"
#include "unit/fixture.h"

#define BEGIN "-----BEGIN AGE ENCRYPTED FILE-----\n"
#define END "-----END AGE ENCRYPTED FILE-----\n"

static enum err
read_all(const char *text, size_t len, enum seal_armor_form form, size_t step,
    struct base_buf *out)
{
	struct slow_source slow = { (const uint8_t *)text, len, 0, step, 0 };
	struct seal_source in = { slow_read, &slow };
	struct seal_armor a;
	uint8_t piece[100];
	size_t got = 1;
	enum err e = ERR_OK;

	base_buf_init(out, 1 << 20);
	seal_armor_init(&a, &in, form);
	while (e == ERR_OK && got != 0) {
		if ((e = seal_armor_read(&a, piece, sizeof(piece), &got)) ==
		    ERR_OK)
			e = base_buf_add(out, piece, got);
	}
	seal_armor_done(&a);
	return e;
}

static void
check(const char *text, enum seal_armor_form form, enum err want,
    const char *plain)
{
	static const size_t steps[] = { 1, 7, 512, 4096 };
	struct base_buf b;

	for (size_t i = 0; i < 4; i++) {
		assert_err(
		    read_all(text, strlen(text), form, steps[i], &b), want);
		if (want == ERR_OK) {
			assert_int_equal(b.len, strlen(plain));
			if (b.len > 0)
				assert_memory_equal(b.data, plain, b.len);
		}
		base_buf_done(&b);
	}
}

static void
armor_auto_knows_both_forms(void **state)
{
	(void)state;
	check(BEGIN "Zm9v\n" END, SEAL_ARMOR_AUTO, ERR_OK, "foo");
	check(" \r\n\t" BEGIN "Zm9v\n" END "\n \t", SEAL_ARMOR_AUTO, ERR_OK,
	    "foo");
	check("age-encryption.org/v1\n-----BEGIN AGE", SEAL_ARMOR_AUTO, ERR_OK,
	    "age-encryption.org/v1\n-----BEGIN AGE");
	check("", SEAL_ARMOR_AUTO, ERR_OK, "");
	check("  binary", SEAL_ARMOR_AUTO, ERR_OK, "  binary");
	check("-----BEGIN PGP MESSAGE-----\n", SEAL_ARMOR_AUTO, ERR_OK,
	    "-----BEGIN PGP MESSAGE-----\n");
	check("-----BEGIN AGE SOMETHING-----\n", SEAL_ARMOR_AUTO, ERR_AGE_ARMOR,
	    NULL);
}

static void
armor_forced_takes_one_form(void **state)
{
	(void)state;
	check(BEGIN "Zm9v\n" END, SEAL_ARMOR_NEVER, ERR_OK, BEGIN "Zm9v\n" END);
	check("binary", SEAL_ARMOR_ALWAYS, ERR_AGE_ARMOR, NULL);
	check("", SEAL_ARMOR_ALWAYS, ERR_AGE_ARMOR, NULL);
	check(BEGIN "Zm9v\n" END, SEAL_ARMOR_ALWAYS, ERR_OK, "foo");
}

static void
armor_lines_of_every_length_go_through(void **state)
{
	struct base_buf b;
	uint8_t plain[200];
	char text[1024], b64[BASE64_LEN(200) + 1];

	(void)state;
	randombytes_buf(plain, sizeof(plain));
	for (size_t n = 1; n < sizeof(plain); n++) {
		size_t b64_len = base_base64_encode(b64, plain, n, BASE64_STD);
		size_t len = (size_t)sprintf(text, BEGIN);

		for (size_t at = 0; at < b64_len; at += 64)
			len +=
			    (size_t)sprintf(text + len, "%.64s\r\n", b64 + at);
		len += (size_t)sprintf(text + len, END);
		assert_err(
		    read_all(text, len, SEAL_ARMOR_AUTO, 13, &b), ERR_OK);
		assert_int_equal(b.len, n);
		assert_memory_equal(b.data, plain, n);
		base_buf_done(&b);
		/* Without its end it is nothing. */
		assert_err(read_all(text, len - sizeof(END) + 1,
			       SEAL_ARMOR_AUTO, 512, &b),
		    ERR_AGE_ARMOR);
		base_buf_done(&b);
	}
}

static void
armor_too_much_around_is_rejected(void **state)
{
	char text[4096];
	struct base_buf b;
	size_t len;

	(void)state;
	len = (size_t)sprintf(text, BEGIN "Zm9v\n" END "%*s", 1024, "");
	assert_err(read_all(text, len, SEAL_ARMOR_AUTO, 512, &b), ERR_OK);
	base_buf_done(&b);
	len = (size_t)sprintf(text, BEGIN "Zm9v\n" END "%*s", 1025, "");
	assert_err(
	    read_all(text, len, SEAL_ARMOR_AUTO, 512, &b), ERR_AGE_ARMOR);
	base_buf_done(&b);
}

/* One rule says what begins as armor, for files as for streams. */
static void
armor_is_what_begins_within_512_bytes(void **state)
{
	char text[1024];
	struct base_buf b;

	(void)state;
	for (int n = 496; n <= 500; n++) {
		size_t len =
		    (size_t)sprintf(text, "%*s" BEGIN "Zm9v\n" END, n, "");
		bool is = n + 14 <= 512;

		assert_int_equal(seal_armor_is((uint8_t *)text, len), is);
		assert_int_equal(seal_locked_is((uint8_t *)text, len), is);
		assert_err(
		    read_all(text, len, SEAL_ARMOR_AUTO, 512, &b), ERR_OK);
		assert_int_equal(b.len, is ? 3 : len);
		base_buf_done(&b);
	}
	assert_false(seal_armor_is((const uint8_t *)"", 0));
	assert_false(seal_armor_is((const uint8_t *)"\v" BEGIN, 15));
}

static void
armor_passes_errors_of_the_source_on(void **state)
{
	static const char text[] = " " BEGIN "Zm9v\n" END "  ";

	(void)state;
	for (size_t at = 1; at < sizeof(text) - 1; at++) {
		struct slow_source slow = { (const uint8_t *)text,
			sizeof(text) - 1, 0, 1, at };
		struct seal_source in = { slow_read, &slow };
		struct seal_armor a;
		uint8_t piece[100];
		size_t got = 1;
		enum err e = ERR_OK;

		seal_armor_init(&a, &in, SEAL_ARMOR_ALWAYS);
		while (e == ERR_OK && got != 0)
			e = seal_armor_read(&a, piece, sizeof(piece), &got);
		assert_err(e, ERR_IO);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(armor_auto_knows_both_forms),
		cmocka_unit_test(armor_forced_takes_one_form),
		cmocka_unit_test(armor_lines_of_every_length_go_through),
		cmocka_unit_test(armor_too_much_around_is_rejected),
		cmocka_unit_test(armor_is_what_begins_within_512_bytes),
		cmocka_unit_test(armor_passes_errors_of_the_source_on),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
