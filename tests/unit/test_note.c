/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

#define TEXT HOST "/entry/v1\nhello\n"

static void
note_signed_and_added_to_verifies(void **state)
{
	struct sign_key *a = officer_key(1), *b = officer_key(2);
	struct sign_vkey keys[3];
	struct sign_note note;
	struct base_buf buf;
	uint64_t by;

	(void)state;
	vkey_take(&keys[0], officer_key(3));
	keys[1] = a->vkey;
	keys[2] = b->vkey;
	base_buf_init(&buf, LIMIT_NOTE_LEN);
	assert_err(sign_note_sign(HOST, text_of(TEXT), a, &buf), ERR_OK);
	assert_err(sign_note_add(HOST, a, &buf), ERR_EXISTS);
	assert_err(sign_note_add(HOST, b, &buf), ERR_OK);
	assert_err(sign_note_parse(buf.data, buf.len, &note), ERR_OK);
	assert_int_equal(note.signature_count, 2);
	assert_true(base_text_is(note.text, TEXT));
	assert_true(base_text_is(note.first_line, HOST "/entry/v1"));
	assert_err(sign_note_verify(HOST, &note, keys, 3, &by), ERR_OK);
	assert_int_equal(by, 6);
	assert_int_equal(sign_note_signers(by), 2);
	assert_err(sign_note_verify(HOST, &note, keys, 1, &by),
	    ERR_NOTE_UNSIGNED);
	assert_err(sign_note_verify(HOST, &note, keys, 0, &by),
	    ERR_NOTE_UNSIGNED);
	base_buf_done(&buf);
	sign_key_free(&a);
	sign_key_free(&b);
}

static void
note_sign_refuses_what_parse_would(void **state)
{
	static const char *const bad[] = { "", "no line end",
		HOST "/entry/v1\nbell \a\n", HOST "/entry/v1\nCR LF\r\n",
		HOST "/entry/v1\nC1 \xc2\x85\n", HOST "/entry/v1\n\xef\xbb\xbf\n",
		HOST "/entry/v1\nnot UTF-8 \xc3\x28\n" };
	struct sign_key *k = officer_key(1);
	struct base_buf buf;
	char *big;

	(void)state;
	base_buf_init(&buf, 2 * LIMIT_NOTE_LEN);
	for (size_t i = 0; i < N(bad); i++)
		assert_err(sign_note_sign(HOST, text_of(bad[i]), k, &buf),
		    ERR_NOTE);
	assert_err(sign_note_sign(HOST, text_of(HOST "/roster/v1\n"), k, &buf),
	    ERR_NOTE_KEY_NAME);
	assert_err(sign_note_sign(HOST, text_of("a.example/entry/v1\n"), k,
		       &buf),
	    ERR_NOTE_KEY_NAME);
	assert_non_null(big = malloc(LIMIT_NOTE_LEN + 1));
	memset(big, 'x', LIMIT_NOTE_LEN);
	big[LIMIT_NOTE_LEN - 1] = '\n';
	big[LIMIT_NOTE_LEN] = '\0';
	assert_err(sign_note_sign(NULL, text_of(big), k, &buf), ERR_LIMIT);
	free(big);
	assert_int_equal(buf.len, 0);
	assert_err(sign_note_add(HOST, k, &buf), ERR_NOTE);
	base_buf_done(&buf);
	/* Nor may a key add its name to what it may not sign. */
	assert_err(sign_note_sign(NULL, text_of("foreign\n"), k, &buf),
	    ERR_OK);
	assert_err(sign_note_add(HOST, k, &buf), ERR_NOTE_KEY_NAME);
	base_buf_done(&buf);
	/* A ceiling that is too low leaves the buffer as it was. */
	base_buf_init(&buf, 100);
	assert_err(sign_note_sign(HOST, text_of(TEXT), k, &buf), ERR_LIMIT);
	assert_int_equal(buf.len, 0);
	base_buf_done(&buf);
	sign_key_free(&k);
}

static void
note_takes_sixteen_signatures_and_no_more(void **state)
{
	struct sign_note note;
	struct base_buf buf;
	struct sign_key *k;

	(void)state;
	base_buf_init(&buf, LIMIT_NOTE_LEN);
	k = officer_key(0);
	assert_err(sign_note_sign(HOST, text_of(TEXT), k, &buf), ERR_OK);
	sign_key_free(&k);
	for (unsigned int i = 1; i < LIMIT_NOTE_SIGNATURES_MAX; i++) {
		k = officer_key(i);
		assert_err(sign_note_add(HOST, k, &buf), ERR_OK);
		sign_key_free(&k);
	}
	assert_err(sign_note_parse(buf.data, buf.len, &note), ERR_OK);
	assert_int_equal(note.signature_count, LIMIT_NOTE_SIGNATURES_MAX);
	k = officer_key(50);
	assert_err(sign_note_add(HOST, k, &buf), ERR_LIMIT);
	sign_key_free(&k);
	assert_err(base_buf_addf(&buf, "\xe2\x80\x94 seventeen %s\n",
		       "AAAAAAA="),
	    ERR_OK);
	assert_err(sign_note_parse(buf.data, buf.len, &note), ERR_LIMIT);
	base_buf_done(&buf);
}

static void
note_over_the_limit_is_refused(void **state)
{
	struct sign_key *k = officer_key(1);
	struct sign_note note;
	struct base_buf buf;
	uint8_t *at;

	(void)state;
	base_buf_init(&buf, 2 * LIMIT_NOTE_LEN);
	assert_err(sign_note_sign(HOST, text_of(TEXT), k, &buf), ERR_OK);
	assert_err(base_buf_reserve(&buf, LIMIT_NOTE_LEN, &at), ERR_OK);
	memset(at, '\n', LIMIT_NOTE_LEN);
	assert_err(sign_note_parse(buf.data, LIMIT_NOTE_LEN + 1, &note),
	    ERR_LIMIT);
	assert_err(sign_note_parse(buf.data, LIMIT_NOTE_LEN, &note),
	    ERR_NOTE);
	base_buf_done(&buf);
	sign_key_free(&k);
}

/* Cut at every byte: never a note that verifies, never out of bounds. */
static void
note_cut_anywhere_is_refused(void **state)
{
	struct sign_key *k = officer_key(1);
	struct base_buf buf;

	(void)state;
	base_buf_init(&buf, LIMIT_NOTE_LEN);
	assert_err(sign_note_sign(HOST, text_of(TEXT), k, &buf), ERR_OK);
	for (size_t i = 0; i < buf.len; i++) {
		uint8_t *piece = malloc(i + 1);
		struct sign_note note;

		assert_non_null(piece);
		memcpy(piece, buf.data, i);
		assert_err(sign_note_parse(piece, i, &note), ERR_NOTE);
		free(piece);
	}
	base_buf_done(&buf);
	sign_key_free(&k);
}

static void
note_long_signature_of_a_stranger_is_ignored(void **state)
{
	struct sign_key *k = officer_key(1);
	uint8_t raw[2500];
	char b64[BASE64_LEN(sizeof(raw)) + 1];
	struct sign_note note;
	struct base_buf buf;

	(void)state;
	memset(raw, 7, sizeof(raw));
	base_buf_init(&buf, LIMIT_NOTE_LEN);
	assert_err(sign_note_sign(HOST, text_of(TEXT), k, &buf), ERR_OK);
	for (size_t len = 5; len <= sizeof(raw); len += len < 80 ? 1 : 1230) {
		size_t before = buf.len;

		base_base64_encode(b64, raw, len, BASE64_STD);
		assert_err(base_buf_addf(&buf, "\xe2\x80\x94 pq.example %s\n",
			       b64),
		    ERR_OK);
		assert_err(sign_note_parse(buf.data, buf.len, &note), ERR_OK);
		assert_int_equal(note.signatures[1].sig_len, len - 4);
		assert_err(sign_note_verify(HOST, &note, &k->vkey, 1, NULL),
		    ERR_OK);
		buf.len = before;
	}
	base_buf_done(&buf);
	sign_key_free(&k);
}

static void
text_clean_makes_a_text_fit(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "a\r\nb\r\n", "a\nb\n" },
		{ "a\rb", "a b" },
		{ "\r\r\n", " \n" },
		{ "tab\there\x7f", "tab here " },
		{ "\xef\xbb\xbfmark", " mark" },
		{ "c1 \xc2\x80\xc2\x9f\xc2\xa0", "c1   \xc2\xa0" },
		{ "清风 \xf0\x9f\x93\xae", "清风 \xf0\x9f\x93\xae" },
		{ "", "" },
	};
	static const char *const bad[] = { "\xff", "\xc3", "\xc3\x28",
		"\xed\xa0\x80", "\xc0\x80", "\xf5\x80\x80\x80", "\x80",
		"\xe4\xb8" };

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct base_buf b;

		base_buf_init(&b, 100);
		assert_err(sign_text_clean(text_of(cases[i].from), &b),
		    ERR_OK);
		assert_int_equal(b.len, strlen(cases[i].to));
		if (b.len > 0)
			assert_memory_equal(b.data, cases[i].to, b.len);
		assert_true(base_text_clean(buf_text(&b)));
		base_buf_done(&b);
	}
	for (size_t i = 0; i < N(bad); i++) {
		struct base_buf b;

		base_buf_init(&b, 100);
		assert_err(sign_text_clean(text_of(bad[i]), &b), ERR_FORMAT);
		base_buf_done(&b);
	}
}

/* The keys of one vector; returns how many. */
static size_t
vector_keys(const json_t *c, struct sign_vkey *keys, size_t max)
{
	const json_t *list = json_object_get(c, "keys");
	size_t n = json_array_size(list);

	assert_true(n <= max);
	for (size_t i = 0; i < n; i++)
		assert_err(sign_vkey_parse(
			       text_of(json_string_value(
				   json_array_get(list, i))),
			       &keys[i]),
		    ERR_OK);
	return n;
}

static void
vector_signers(const json_t *c, const struct sign_vkey *keys, size_t count,
    uint64_t by)
{
	const json_t *want = json_object_get(c, "signers");
	size_t seen = 0;

	for (size_t i = 0; i < count; i++) {
		bool named = false;

		for (size_t k = 0; k < json_array_size(want); k++)
			named = named ||
			    strcmp(json_string_value(json_array_get(want, k)),
				keys[i].name) == 0;
		assert_int_equal((by >> i & 1) == 1, named);
		seen += named;
	}
	assert_int_equal(seen, json_array_size(want));
}

static void
note_vectors_agree(void **state)
{
	json_t *root = vectors_load("note.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "notes")) > 20);
	json_array_foreach(json_object_get(root, "notes"), i, c) {
		struct sign_vkey keys[8];
		size_t len, count = vector_keys(c, keys, N(keys));
		uint8_t *data = get_bytes(c, "note", &len);
		struct sign_note note;
		uint64_t by = 0;
		enum err e = sign_note_parse(data, len, &note);

		if (e == ERR_OK)
			e = sign_note_verify(get_text(root, "host"), &note,
			    keys, count, &by);
		bad += !result_is(c, e);
		if (e == ERR_OK && json_object_get(c, "text") != NULL) {
			assert_true(base_text_is(note.text,
			    get_text(c, "text")));
			vector_signers(c, keys, count, by);
		}
		free(data);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(note_signed_and_added_to_verifies),
		cmocka_unit_test(note_sign_refuses_what_parse_would),
		cmocka_unit_test(note_takes_sixteen_signatures_and_no_more),
		cmocka_unit_test(note_over_the_limit_is_refused),
		cmocka_unit_test(note_cut_anywhere_is_refused),
		cmocka_unit_test(note_long_signature_of_a_stranger_is_ignored),
		cmocka_unit_test(text_clean_makes_a_text_fit),
		cmocka_unit_test(note_vectors_agree),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
