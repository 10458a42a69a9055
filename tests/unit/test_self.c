/* SPDX-License-Identifier: ISC */
#include "unit/entry_fixture.h"

#include "sign/self.h"

static struct fixed_random fixed = { .label = "self" };
static const struct seal_random rnd = { fixed_fill, &fixed };

static struct sign_self
self_of(void)
{
	struct sign_self s = { .form = SIGN_FORM_CONCERN, .has_root = true,
		.roster_version = 12 };

	reporter_handle(s.thread);
	memcpy(s.class_name, "concern", 8);
	hash_of("root", s.root);
	hash_of("roster", s.roster_hash);
	numbers_set(&s.to, "123");
	numbers_set(&s.left_out, "4");
	hash_of("d", s.d);
	return s;
}

static void
identity_of(struct seal_identity *id)
{
	uint8_t secret[SEAL_KEY_LEN];

	hash_of("reporter identity", secret);
	seal_identity_from_secret(secret, id);
}

static void
self_sealed_opens_to_the_same(void **state)
{
	struct sign_self s = self_of(), again;
	struct sign_key *k = reporter_key();
	uint8_t file[SEAL_SELF_LEN];
	struct seal_identity id;

	(void)state;
	identity_of(&id);
	assert_err(sign_self_seal(HOST, &s, k, &id.recipient, &rnd, file),
	    ERR_OK);
	assert_true(seal_self_is(file));
	assert_err(sign_self_open(HOST, file, &id, &k->vkey, &again), ERR_OK);
	assert_memory_equal(&s, &again, sizeof(s));
	seal_identity_done(&id);
	sign_key_free(&k);
}

static void
self_of_another_is_refused(void **state)
{
	struct sign_self s = self_of(), again;
	struct sign_key *k = reporter_key();
	struct sign_key *other = key_of(SIGN_ROLE_REPORTER, 0, NULL, "other");
	struct sign_key *officer = officer_key(1);
	uint8_t file[SEAL_SELF_LEN];
	struct seal_identity id, stranger;

	(void)state;
	identity_of(&id);
	seal_identity_from_secret(k->vkey.pk, &stranger);
	assert_err(sign_self_seal(HOST, &s, k, &id.recipient, &rnd, file),
	    ERR_OK);
	assert_err(sign_self_open(HOST, file, &stranger, &k->vkey, &again),
	    ERR_AGE_NO_MATCH);
	assert_err(sign_self_open(HOST, file, &id, &other->vkey, &again),
	    ERR_NOTE_UNSIGNED);
	file[900] ^= 1;
	assert_err(sign_self_open(HOST, file, &id, &k->vkey, &again),
	    ERR_AGE_PAYLOAD);
	/* Another's thread under one's own signature. */
	s.thread[0] ^= 1;
	assert_err(sign_self_seal(HOST, &s, k, &id.recipient, &rnd, file),
	    ERR_OK);
	assert_err(sign_self_open(HOST, file, &id, &k->vkey, &again),
	    ERR_ENTRY);
	assert_err(sign_self_seal(HOST, &s, officer, &id.recipient, &rnd,
		       file),
	    ERR_NOTE_KEY_NAME);
	seal_identity_done(&id);
	seal_identity_done(&stranger);
	sign_key_free(&k);
	sign_key_free(&other);
	sign_key_free(&officer);
}

static void
self_that_does_not_fit_is_refused(void **state)
{
	struct sign_self s = self_of();
	struct sign_key *k = reporter_key();
	uint8_t file[SEAL_SELF_LEN] = { 0 };
	struct seal_identity id;
	struct seal_random dead;
	struct fixed_random fails = { .label = "x", .fails_at = 1 };

	(void)state;
	identity_of(&id);
	for (unsigned int i = 10; s.to.count < LIMIT_STANZA_MAX; i++)
		assert_err(sign_numbers_add(&s.to, i), ERR_OK);
	/* The longest `to` still fits; so would only a few more. */
	assert_err(sign_self_seal(HOST, &s, k, &id.recipient, &rnd, file),
	    ERR_OK);
	for (unsigned int i = 60; s.left_out.count < LIMIT_STANZA_MAX; i++)
		assert_err(sign_numbers_add(&s.left_out, i), ERR_OK);
	memset(s.class_name, 'c', SIGN_WORD_LEN);
	memset(file, 0, sizeof(file));
	assert_err(sign_self_seal(HOST, &s, k, &id.recipient, &rnd, file),
	    ERR_OK);
	dead = (struct seal_random){ fixed_fill, &fails };
	assert_err(sign_self_seal(HOST, &s, k, &id.recipient, &dead, file),
	    ERR_RANDOM);
	seal_identity_done(&id);
	sign_key_free(&k);
}

static void
self_text_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ HOST, "box.example.com" },
		{ "/self/v1", "/self/v2" },
		{ "thread ", "thread A" },
		{ "form concern/1", "form concern/9" },
		{ "form concern/1\n", "" },
		{ "class concern", "class Concern" },
		{ "class concern", "class " },
		{ "root ", "root -" },
		{ "roster 12 ", "roster 012 " },
		{ "roster 12 ", "roster " },
		{ "to 01 02 03", "to 01 02 04" },
		{ "to 01 02 03", "to 02 01 03" },
		{ "to 01 02 03\n", "" },
		{ "not 04", "not 01" },
		{ "not 04", "not " },
		{ "not 04", "not 04\nnot 05" },
		{ "\nd ", "\nd A" },
		{ "\nd ", "\nd\n" },
		{ "\nd ", "\nextra 1\nd " },
	};
	struct sign_self s = self_of(), again;
	struct base_buf b;
	char *text;
	size_t len;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_self_write(HOST, &s, &b), ERR_OK);
	assert_non_null(text = (char *)base_buf_take(&b, &len));
	assert_err(sign_self_parse(HOST, text_of(text), &again), ERR_OK);
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(text, edits[i].from, edits[i].to);

		assert_err(sign_self_parse(HOST, text_of(bad), &again),
		    ERR_ENTRY);
		free(bad);
	}
	for (size_t i = 0; i < len; i++)
		assert_err(sign_self_parse(HOST, (struct base_text){ text, i },
			       &again),
		    ERR_ENTRY);
	free(text);
}

static void
self_without_pin_and_left_out_parses(void **state)
{
	struct sign_self s = self_of(), again;
	struct base_buf b;

	(void)state;
	s.has_root = false;
	memset(s.root, 0, sizeof(s.root));
	s.left_out = (struct sign_numbers){ .count = 0 };
	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_self_write(HOST, &s, &b), ERR_OK);
	assert_err(sign_self_parse(HOST, buf_text(&b), &again), ERR_OK);
	assert_memory_equal(&s, &again, sizeof(s));
	b.len = 0;
	memcpy(s.class_name, "a\nto 09", 8);
	assert_err(sign_self_write(HOST, &s, &b), ERR_ENTRY);
	base_buf_done(&b);
}

static json_t *
json_self(const struct sign_self *s)
{
	json_t *o = json_object();

	json_object_set_new(o, "thread", json_hex(s->thread, 16));
	json_object_set_new(o, "form", json_string(sign_form_word(s->form)));
	json_object_set_new(o, "class", json_string(s->class_name));
	json_object_set_new(o, "root",
	    s->has_root ? json_hex(s->root, 32) : json_null());
	json_object_set_new(o, "roster_version",
	    json_integer(s->roster_version));
	json_object_set_new(o, "roster_hash", json_hex(s->roster_hash, 32));
	json_object_set_new(o, "to", json_numbers(&s->to));
	json_object_set_new(o, "not", json_numbers(&s->left_out));
	json_object_set_new(o, "d", json_hex(s->d, 32));
	return o;
}

static void
self_text_vectors_agree(void **state)
{
	json_t *root = vectors_load("self.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "texts")) > 10);
	json_array_foreach(json_object_get(root, "texts"), i, c) {
		const char *text = get_text(c, "text");
		struct sign_self s;
		struct base_buf b;
		enum err e = sign_self_parse(HOST, text_of(text), &s);

		bad += !result_is(c, e);
		if (e != ERR_OK)
			continue;
		bad += !json_same(get_text(c, "name"), json_self(&s),
		    json_object_get(c, "self"));
		base_buf_init(&b, LIMIT_NOTE_LEN);
		assert_err(sign_self_write(HOST, &s, &b), ERR_OK);
		assert_true(base_text_is(buf_text(&b), text));
		base_buf_done(&b);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

/* A file of another length never gets as far as this room. */
static void
self_file_vectors_agree(void **state)
{
	json_t *root = vectors_load("self.json"), *c;
	const char *secret = get_text(root, "identity");
	struct sign_vkey reporter;
	struct seal_identity id;
	size_t i, bad = 0, opened = 0;

	(void)state;
	assert_err(seal_identity_parse(secret, strlen(secret), &id), ERR_OK);
	assert_err(sign_vkey_parse(text_of(get_text(root, "reporter")),
		       &reporter),
	    ERR_OK);
	json_array_foreach(json_object_get(root, "files"), i, c) {
		struct sign_self s;
		size_t len;
		uint8_t *file = get_bytes(c, "file", &len);

		if (len == SEAL_SELF_LEN) {
			enum err e = sign_self_open(HOST, file, &id, &reporter,
			    &s);

			opened++;
			bad += !result_is(c, e);
			if (e == ERR_OK)
				bad += !json_same(get_text(c, "name"),
				    json_self(&s), json_object_get(c, "self"));
		}
		free(file);
	}
	assert_true(opened > 10);
	assert_int_equal(bad, 0);
	seal_identity_done(&id);
	json_decref(root);
}

static void
self_to_nobody_is_not_written(void **state)
{
	struct sign_self s = self_of();
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	s.to.count = 0;
	assert_err(sign_self_write(HOST, &s, &b), ERR_ENTRY);
	s = self_of();
	s.left_out = s.to;
	assert_err(sign_self_write(HOST, &s, &b), ERR_ENTRY);
	assert_int_equal(b.len, 0);
	base_buf_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(self_sealed_opens_to_the_same),
		cmocka_unit_test(self_of_another_is_refused),
		cmocka_unit_test(self_that_does_not_fit_is_refused),
		cmocka_unit_test(self_text_bent_anywhere_is_refused),
		cmocka_unit_test(self_without_pin_and_left_out_parses),
		cmocka_unit_test(self_text_vectors_agree),
		cmocka_unit_test(self_file_vectors_agree),
		cmocka_unit_test(self_to_nobody_is_not_written),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
