/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

static char *
root_text(const struct sign_root *r)
{
	struct base_buf b;
	size_t len;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_root_write(HOST, r, &b), ERR_OK);
	return (char *)base_buf_take(&b, &len);
}

static void
root_written_parses_to_the_same(void **state)
{
	struct sign_root *r = root_of("2027-11-30"), *again = NULL;
	uint8_t hash[SIGN_HASH_LEN];
	char *text = root_text(r), *twice;

	(void)state;
	assert_err(sign_root_parse(HOST, text_of(text), &again), ERR_OK);
	assert_int_equal(again->generation, 1);
	assert_int_equal(again->threshold, 2);
	assert_string_equal(again->not_after.text, "2027-11-30");
	assert_int_equal(again->key_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(sign_vkey_equal(&r->keys[i], &again->keys[i]));
	sign_text_hash(text_of(text), hash);
	assert_memory_equal(hash, again->hash, sizeof(hash));
	twice = root_text(again);
	assert_string_equal(text, twice);
	free(text);
	free(twice);
	sign_root_free(&r);
	sign_root_free(&again);
	assert_null(again);
	sign_root_free(&again);
	sign_root_free(NULL);
}

static void
root_text_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ HOST, "box.example.com" },
		{ "/root/v1", "/root/v2" },
		{ "generation 1\n", "" },
		{ "generation 1", "generation 0" },
		{ "generation 1", "generation 01" },
		{ "generation 1", "generation 2" },
		{ "generation 1", "generation 4294967297" },
		{ "generation 1", "Generation 1" },
		{ "generation 1", " generation 1" },
		{ "prev -", "prev" },
		{ "prev -", "prev " },
		{ "prev -", "prev --" },
		{ "threshold 2", "threshold 0" },
		{ "threshold 2", "threshold 4" },
		{ "threshold 2", "threshold -1" },
		{ "threshold 2", "threshold 2\nthreshold 2" },
		{ "2027-11-30", "2027-11-31" },
		{ "2027-11-30", "2027-1-30" },
		{ "2027-11-30\n", "2027-11-30\n\n" },
		{ "2027-11-30\n", "2027-11-30 \n" },
		{ "key " HOST "/root/a", "key " HOST "/root/b" },
		{ "\nkey ", "\nKEY " },
		{ "\nkey ", "\nkeys x\nkey " },
	};
	struct sign_root *r = root_of("2027-11-30"), *again = NULL;
	char *text = root_text(r);

	(void)state;
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(text, edits[i].from, edits[i].to);

		assert_err(sign_root_parse(HOST, text_of(bad), &again),
		    ERR_ROOT);
		free(bad);
	}
	/* Cut at every byte that leaves no whole key lines behind. */
	for (size_t i = 0; i < strlen(text); i++) {
		struct base_text cut = { text, i };
		enum err e = sign_root_parse(HOST, cut, &again);

		if (e == ERR_OK) {
			assert_true(text[i - 1] == '\n' &&
			    again->key_count == 2);
			sign_root_free(&again);
		} else {
			assert_err(e, ERR_ROOT);
		}
	}
	free(text);
	sign_root_free(&r);
}

static void
root_write_refuses_what_parse_would(void **state)
{
	struct sign_root *r = root_of("2027-11-30");
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	r->threshold = 4;
	assert_err(sign_root_write(HOST, r, &b), ERR_ROOT);
	r->threshold = 2;
	r->keys[1] = r->keys[0];
	assert_err(sign_root_write(HOST, r, &b), ERR_ROOT);
	vkey_take(&r->keys[1], officer_key(1));
	assert_err(sign_root_write(HOST, r, &b), ERR_ROOT);
	r->key_count = LIMIT_ROOT_KEYS_MAX + 1;
	assert_err(sign_root_write(HOST, r, &b), ERR_ROOT);
	r->key_count = 0;
	assert_err(sign_root_write(HOST, r, &b), ERR_ROOT);
	assert_err(sign_root_write("no host", r, &b), ERR_ROOT);
	assert_int_equal(b.len, 0);
	base_buf_done(&b);
	sign_root_free(&r);
}

static void
root_vector_fits(const json_t *c, const struct sign_root *r)
{
	const json_t *keys = json_object_get(c, "keys");

	assert_int_equal(r->generation,
	    json_integer_value(json_object_get(c, "generation")));
	if (json_is_string(json_object_get(c, "prev")))
		assert_hex(r->prev, SIGN_HASH_LEN, get_text(c, "prev"));
	assert_int_equal(r->threshold,
	    json_integer_value(json_object_get(c, "threshold")));
	assert_string_equal(r->not_after.text, get_text(c, "not_after"));
	assert_hex(r->hash, SIGN_HASH_LEN, get_text(c, "hash"));
	assert_int_equal(r->key_count, json_array_size(keys));
	for (size_t i = 0; i < r->key_count; i++)
		assert_string_equal(r->keys[i].name,
		    json_string_value(json_array_get(keys, i)));
}

static void
root_vectors_agree(void **state)
{
	json_t *root = vectors_load("root.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "texts")) > 20);
	json_array_foreach(json_object_get(root, "texts"), i, c) {
		const char *text = get_text(c, "text");
		struct sign_root *r = NULL;
		enum err e = sign_root_parse(HOST, text_of(text), &r);

		bad += !result_is(c, e);
		if (e == ERR_OK) {
			char *again = root_text(r);

			assert_string_equal(again, text);
			free(again);
			if (json_object_get(c, "keys") != NULL)
				root_vector_fits(c, r);
		}
		sign_root_free(&r);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

static void
pin_digits_vectors_agree(void **state)
{
	json_t *root = vectors_load("root.json"), *c;
	size_t i;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "pins")) > 2);
	json_array_foreach(json_object_get(root, "pins"), i, c) {
		char digits[SIGN_PIN_DIGITS_LEN + 1];
		uint8_t pin[SIGN_HASH_LEN];

		get_hex(c, "pin", pin, sizeof(pin));
		sign_pin_digits(pin, digits);
		assert_string_equal(digits, get_text(c, "digits"));
	}
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_written_parses_to_the_same),
		cmocka_unit_test(root_text_bent_anywhere_is_refused),
		cmocka_unit_test(root_write_refuses_what_parse_would),
		cmocka_unit_test(root_vectors_agree),
		cmocka_unit_test(pin_digits_vectors_agree),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
