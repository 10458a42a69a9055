/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

#include "sign/promise.h"

static uint8_t d[SIGN_HASH_LEN];

static struct sign_key *
promise_key(void)
{
	return key_of(SIGN_ROLE_PROMISE, 0, NULL, "promise");
}

static void
promise_of(struct base_buf *note)
{
	struct base_date date = date_of("2026-12-30");
	struct sign_key *k = promise_key();

	base_buf_init(note, LIMIT_NOTE_LEN);
	assert_err(sign_promise_sign(HOST, k, d, &date, note), ERR_OK);
	sign_key_free(&k);
}

static void
promise_signed_verifies(void **state)
{
	struct sign_key *k = promise_key();
	struct sign_vkey keys[2];
	struct sign_promise p;
	struct base_buf note;

	(void)state;
	vkey_take(&keys[0], key_of(SIGN_ROLE_PROMISE, 0, NULL, "second"));
	keys[1] = k->vkey;
	promise_of(&note);
	assert_err(sign_promise_verify(HOST, note.data, note.len, keys, 2, d,
		       NULL, &p),
	    ERR_OK);
	assert_memory_equal(p.d, d, sizeof(d));
	assert_string_equal(p.date.text, "2026-12-30");
	assert_string_equal(p.in_log_by.text, "2027-01-01");
	assert_err(sign_promise_verify(HOST, note.data, note.len, keys, 1, d,
		       NULL, &p),
	    ERR_NOTE_UNSIGNED);
	base_buf_done(&note);
	sign_key_free(&k);
}

static void
promise_for_another_is_refused(void **state)
{
	struct sign_key *k = promise_key();
	uint8_t other[SIGN_HASH_LEN];
	struct base_buf note;

	(void)state;
	promise_of(&note);
	memcpy(other, d, sizeof(other));
	other[31] ^= 1;
	assert_err(sign_promise_verify(HOST, note.data, note.len, &k->vkey, 1,
		       other, NULL, NULL),
	    ERR_PROMISE);
	assert_err(sign_promise_verify("box.example.com", note.data, note.len,
		       &k->vkey, 1, d, NULL, NULL),
	    ERR_NOTE_KEY_NAME);
	base_buf_done(&note);
	sign_key_free(&k);
}

static void
promise_just_given_has_todays_date(void **state)
{
	static const struct {
		const char *today;
		enum err want;
	} days[] = {
		{ "2026-12-27", ERR_PROMISE },
		{ "2026-12-28", ERR_OK },
		{ "2026-12-30", ERR_OK },
		{ "2027-01-01", ERR_OK },
		{ "2027-01-02", ERR_PROMISE },
	};
	struct sign_key *k = promise_key();
	struct base_buf note;

	(void)state;
	promise_of(&note);
	for (size_t i = 0; i < N(days); i++) {
		struct base_date today = date_of(days[i].today);

		assert_err(sign_promise_verify(HOST, note.data, note.len,
			       &k->vkey, 1, d, &today, NULL),
		    days[i].want);
	}
	base_buf_done(&note);
	sign_key_free(&k);
}

static void
promise_text_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ "in-log-by 2027-01-01", "in-log-by 2027-01-02" },
		{ "in-log-by 2027-01-01", "in-log-by 2026-12-31" },
		{ "in-log-by 2027-01-01\n", "" },
		{ "in-log-by 2027-01-01\n", "in-log-by 2027-01-01\nx 1\n" },
		{ "date 2026-12-30", "date 2026-12-32" },
		{ "date 2026-12-30\n", "" },
		{ "\nd ", "\nd A" },
		{ "\nd ", "\nD " },
	};
	struct sign_key *k = promise_key();
	struct base_buf good;
	struct sign_note n;
	char *text;

	(void)state;
	promise_of(&good);
	assert_err(sign_note_parse(good.data, good.len, &n), ERR_OK);
	text = strndup(n.text.data, n.text.len);
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(text, edits[i].from, edits[i].to);
		struct base_buf note;

		base_buf_init(&note, LIMIT_NOTE_LEN);
		assert_err(sign_note_sign(HOST, text_of(bad), k, &note),
		    ERR_OK);
		assert_err(sign_promise_verify(HOST, note.data, note.len,
			       &k->vkey, 1, d, NULL, NULL),
		    ERR_PROMISE);
		base_buf_done(&note);
		free(bad);
	}
	free(text);
	base_buf_done(&good);
	sign_key_free(&k);
}

static void
promise_by_another_kind_of_key_is_refused(void **state)
{
	struct base_date date = date_of("2026-12-30");
	struct sign_key *k = officer_key(1);
	struct base_buf note;

	(void)state;
	base_buf_init(&note, LIMIT_NOTE_LEN);
	assert_err(sign_promise_sign(HOST, k, d, &date, &note),
	    ERR_NOTE_KEY_NAME);
	assert_int_equal(note.len, 0);
	base_buf_done(&note);
	sign_key_free(&k);
}

static void
promise_vectors_agree(void **state)
{
	json_t *root = vectors_load("promise.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "cases")) > 5);
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		const json_t *list = json_object_get(c, "keys");
		const char *note = get_text(c, "note");
		struct sign_vkey keys[4];
		struct base_date today;
		uint8_t want[SIGN_HASH_LEN];
		bool dated = json_is_string(json_object_get(c, "today"));

		assert_true(json_array_size(list) <= N(keys));
		for (size_t k = 0; k < json_array_size(list); k++)
			assert_err(sign_vkey_parse(
				       text_of(json_string_value(
					   json_array_get(list, k))),
				       &keys[k]),
			    ERR_OK);
		get_hex(c, "d", want, sizeof(want));
		if (dated)
			today = date_of(get_text(c, "today"));
		bad += !result_is(c,
		    sign_promise_verify(HOST, note, strlen(note), keys,
			json_array_size(list), want, dated ? &today : NULL,
			NULL));
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(promise_signed_verifies),
		cmocka_unit_test(promise_for_another_is_refused),
		cmocka_unit_test(promise_just_given_has_todays_date),
		cmocka_unit_test(promise_text_bent_anywhere_is_refused),
		cmocka_unit_test(promise_by_another_kind_of_key_is_refused),
		cmocka_unit_test(promise_vectors_agree),
	};

	if (sodium_init() < 0)
		return 1;
	hash_of("d", d);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
