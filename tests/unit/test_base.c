/* SPDX-License-Identifier: ISC */
/* The small nouns of src/base: err, hex, secret. */
#include "base/err.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/secret.h"
#include "unit/fixture.h"

static void
err_names_and_texts_are_there_once(void **state)
{
	(void)state;
	for (int i = 0; i < ERR_COUNT; i++) {
		const char *text = err_text((enum err)i);

		assert_true(strlen(err_name((enum err)i)) > 0);
		assert_true(text[strlen(text) - 1] != '.');
		for (int k = 0; k < i; k++)
			assert_string_not_equal(
			    err_name((enum err)i), err_name((enum err)k));
	}
	assert_string_equal(err_name(ERR_OK), "OK");
	assert_int_equal(ERR_OK, 0);
}

static void
require_of_something_false_aborts(void **state)
{
	int status = 0;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)signal(SIGABRT, SIG_DFL);
		(void)close(STDERR_FILENO);
		REQUIRE(1 == 2);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void
hex_goes_both_ways_in_lower_case(void **state)
{
	static const uint8_t data[] = { 0x00, 0x0f, 0xf0, 0xab, 0xff };
	uint8_t back[5];
	char text[HEX_LEN(sizeof(data)) + 1];

	(void)state;
	base_hex_encode(text, data, sizeof(data));
	assert_string_equal(text, "000ff0abff");
	assert_err(base_hex_decode(back, 5, text, 10), ERR_OK);
	assert_memory_equal(back, data, 5);
	base_hex_encode(text, data, 0);
	assert_string_equal(text, "");
}

static void
hex_decode_rejects_other_texts(void **state)
{
	uint8_t out[2] = { 9, 9 };

	(void)state;
	assert_err(base_hex_decode(out, 2, "00FF", 4), ERR_FORMAT);
	assert_err(base_hex_decode(out, 2, "000", 3), ERR_FORMAT);
	assert_err(base_hex_decode(out, 2, "00000", 5), ERR_FORMAT);
	assert_err(base_hex_decode(out, 2, "00 0", 4), ERR_FORMAT);
	assert_err(base_hex_decode(out, 2, "00g0", 4), ERR_FORMAT);
	assert_int_equal(out[0], 9);
}

static void
secret_is_zeroed_and_freed_once(void **state)
{
	struct base_secret *s = NULL;

	(void)state;
	assert_err(base_secret_new(&s, 64), ERR_OK);
	assert_int_equal(s->len, 64);
	assert_true(sodium_is_zero(s->data, 64));
	base_secret_free(&s);
	assert_null(s);
	base_secret_free(&s);
	base_secret_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err_names_and_texts_are_there_once),
		cmocka_unit_test(require_of_something_false_aborts),
		cmocka_unit_test(hex_goes_both_ways_in_lower_case),
		cmocka_unit_test(hex_decode_rejects_other_texts),
		cmocka_unit_test(secret_is_zeroed_and_freed_once),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
