/* SPDX-License-Identifier: ISC */
#include "sign/keyfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#define NAME "box.example.org/promise"

static void
make(struct base_buf *file, uint8_t pk[static SIGN_PK_LEN])
{
	uint8_t seed[SIGN_SEED_LEN];
	struct sign_key *key = NULL;

	memset(seed, 7, sizeof(seed));
	assert_int_equal(sign_key_new(&key, NAME, seed), ERR_OK);
	memcpy(pk, key->vkey.pk, SIGN_PK_LEN);
	base_buf_init(file, 4096);
	assert_int_equal(sign_keyfile_write(key, file), ERR_OK);
	sign_key_free(&key);
}

static enum err
parse(const char *data, size_t len, struct sign_key **out)
{
	return sign_keyfile_parse((struct base_text){ data, len }, out);
}

static void
keyfile_write_then_parse_gives_the_key(void **state)
{
	struct sign_key *key = NULL;
	struct base_buf file;
	uint8_t pk[SIGN_PK_LEN];

	(void)state;
	make(&file, pk);
	assert_int_equal(
	    parse((const char *)file.data, file.len, &key), ERR_OK);
	assert_string_equal(key->vkey.name, NAME);
	assert_memory_equal(key->vkey.pk, pk, sizeof(pk));
	sign_key_free(&key);
	/* The last line's LF is not needed. */
	assert_int_equal(
	    parse((const char *)file.data, file.len - 1, &key), ERR_OK);
	sign_key_free(&key);
	base_buf_done(&file);
}

static void
keyfile_parse_rejects_each_changed_character(void **state)
{
	struct base_buf file;
	uint8_t pk[SIGN_PK_LEN];
	size_t start;

	(void)state;
	make(&file, pk);
	start = (size_t)((const uint8_t *)memchr(file.data, '\n', file.len) -
			 file.data) +
		1;
	for (size_t i = start; i + 1 < file.len; i++) {
		struct sign_key *key = NULL;
		uint8_t was = file.data[i];

		file.data[i] = was == 'x' ? 'y' : 'x';
		assert_int_equal(
		    parse((const char *)file.data, file.len, &key), ERR_FORMAT);
		assert_null(key);
		file.data[i] = was;
	}
	base_buf_done(&file);
}

static void
keyfile_parse_wants_exactly_one_key(void **state)
{
	static const char none[] = "# nothing\n\n";
	struct sign_key *key = NULL;
	struct base_buf file, twice;
	uint8_t pk[SIGN_PK_LEN];

	(void)state;
	assert_int_equal(parse(none, sizeof(none) - 1, &key), ERR_FORMAT);
	assert_int_equal(parse("", 0, &key), ERR_FORMAT);
	make(&file, pk);
	base_buf_init(&twice, 4096);
	assert_int_equal(base_buf_add(&twice, file.data, file.len), ERR_OK);
	assert_int_equal(base_buf_add(&twice, file.data, file.len), ERR_OK);
	assert_int_equal(
	    parse((const char *)twice.data, twice.len, &key), ERR_FORMAT);
	assert_null(key);
	base_buf_done(&file);
	base_buf_done(&twice);
}

static void
keyfile_parse_takes_crlf_and_no_bad_name(void **state)
{
	static const char *const bad[] = { "PRIVATE+KEY+a b+", "PRIVATE+KEY++",
		"PRIVATE+KEY+no plus", "PUBLIC+KEY+a+" };
	struct sign_key *key = NULL;
	struct base_buf file, crlf;
	uint8_t pk[SIGN_PK_LEN];

	(void)state;
	make(&file, pk);
	base_buf_init(&crlf, 4096);
	for (size_t i = 0; i < file.len; i++) {
		if (file.data[i] == '\n')
			assert_int_equal(base_buf_add(&crlf, "\r", 1), ERR_OK);
		assert_int_equal(
		    base_buf_add(&crlf, file.data + i, 1), ERR_OK);
	}
	assert_int_equal(
	    parse((const char *)crlf.data, crlf.len, &key), ERR_OK);
	assert_memory_equal(key->vkey.pk, pk, sizeof(pk));
	sign_key_free(&key);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    parse(bad[i], strlen(bad[i]), &key), ERR_FORMAT);
	base_buf_done(&file);
	base_buf_done(&crlf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keyfile_write_then_parse_gives_the_key),
		cmocka_unit_test(keyfile_parse_rejects_each_changed_character),
		cmocka_unit_test(keyfile_parse_wants_exactly_one_key),
		cmocka_unit_test(keyfile_parse_takes_crlf_and_no_bad_name),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
