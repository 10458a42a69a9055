/* SPDX-License-Identifier: ISC */
#include "unit/thread_vectors.h"

#include "sign/record.h"
#include "sign/retention.h"

static json_t *
json_record(const struct sign_record *r)
{
	json_t *o = json_object(), *fields = json_array(),
	       *signers = json_array();
	struct base_buf b;
	char two[4];

	for (size_t i = 0; i < r->field_count; i++) {
		const struct sign_field *f = &r->fields[i];

		base_buf_init(&b, LIMIT_NOTE_LEN);
		assert_err(sign_field_decode(f->value, &b), ERR_OK);
		json_array_append_new(fields,
		    json_pack("[s%s%]", f->name.data, f->name.len,
			b.len == 0 ? "" : (const char *)b.data, b.len));
		base_buf_done(&b);
	}
	for (size_t i = 0; i < r->signers.count; i++) {
		(void)snprintf(two, sizeof(two), "%02u", r->signers.at[i]);
		json_array_append_new(signers, json_string(two));
	}
	json_object_set_new(o, "kind", json_string(sign_record_word(r->kind)));
	json_object_set_new(o, "date", json_string(r->date.text));
	json_object_set_new(o, "roster", json_integer(r->roster_version));
	json_object_set_new(o, "period", json_string(r->period));
	json_object_set_new(o, "fields", fields);
	json_object_set_new(o, "text", json_stringn(r->body.data, r->body.len));
	json_object_set_new(o, "signers", signers);
	json_object_set_new(
	    o, "complete", json_boolean(sign_record_is_complete(r)));
	json_object_set_new(o, "publishable",
	    json_boolean(sign_record_is_publishable(r)));
	json_object_set_new(o, "hash", json_hex(r->hash, SIGN_HASH_LEN));
	return o;
}

static void
record_vectors_agree(void **state)
{
	json_t *root = vectors_load("record.json"), *c;
	struct sign_chain *chain = NULL;
	size_t i, bad = 0;

	(void)state;
	vector_chain(root, &chain);
	assert_true(json_array_size(json_object_get(root, "cases")) > 40);
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		const char *note = get_text(c, "note");
		struct sign_record *r = NULL;
		struct base_buf b;
		struct sign_note n;
		enum err e =
		    sign_record_open(HOST, note, strlen(note), chain, &r);

		bad += !result_is(c, e);
		if (e != ERR_OK) {
			assert_null(r);
			continue;
		}
		bad += !json_same(get_text(c, "name"), json_record(r),
		    json_object_get(c, "record"));
		base_buf_init(&b, LIMIT_NOTE_LEN);
		assert_err(sign_record_write(HOST, r, &b), ERR_OK);
		assert_err(sign_note_parse(note, strlen(note), &n), ERR_OK);
		assert_int_equal(b.len, n.text.len);
		assert_memory_equal(b.data, n.text.data, b.len);
		base_buf_done(&b);
		sign_record_free(&r);
	}
	assert_int_equal(bad, 0);
	sign_chain_free(&chain);
	json_decref(root);
}

static void
record_unfit_is_not_written(void **state)
{
	struct sign_record *good = sign_record_new(), *bad = sign_record_new();
	struct base_buf b;
	char *big = calloc(1, LIMIT_NOTE_LEN);

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	good->kind = SIGN_RECORD_SUMMARY;
	good->date = date_of("2026-11-30");
	good->roster_version = 2;
	(void)strcpy(good->period, "2026-11");
	good->field_count = 1;
	good->fields[0] = (struct sign_field){ text_of("n"), text_of("1") };
	assert_err(sign_record_write(HOST, good, &b), ERR_OK);
	assert_err(sign_record_write("not a host", good, &b), ERR_RECORD);
#define BAD(change)                                                           \
	do {                                                                  \
		*bad = *good;                                                 \
		change;                                                       \
		assert_err(sign_record_write(HOST, bad, &b), ERR_RECORD);     \
	} while (0)
	BAD(bad->kind = SIGN_RECORD_COUNT);
	BAD((void)strcpy(bad->period, "2026-13"));
	BAD((void)strcpy(bad->date.text, "2026-11-31"));
	BAD(bad->field_count = LIMIT_FIELDS_MAX + 1);
	BAD(bad->fields[0].name = text_of("N"));
	BAD(bad->fields[0].value = text_of("1\nfield n 2"));
	BAD(bad->fields[0].value = text_of("100%"));
	BAD(bad->body = text_of("no line end"));
	BAD(bad->body = text_of("\a\n"));
#undef BAD
	*bad = *good;
	memset(big, 'x', LIMIT_NOTE_LEN - 300);
	big[LIMIT_NOTE_LEN - 300] = '\n';
	bad->body = text_of(big);
	assert_err(sign_record_write(HOST, bad, &b), ERR_LIMIT);
	base_buf_done(&b);
	sign_record_free(&good);
	sign_record_free(&good);
	sign_record_free(&bad);
	sign_record_free(NULL);
	free(big);
}

static json_t *
json_retention(const struct sign_retention *r)
{
	json_t *o = json_object(), *signers = json_array();
	char two[4];

	for (size_t i = 0; i < r->signers.count; i++) {
		(void)snprintf(two, sizeof(two), "%02u", r->signers.at[i]);
		json_array_append_new(signers, json_string(two));
	}
	json_object_set_new(o, "d", json_hex(r->d, SIGN_HASH_LEN));
	json_object_set_new(o, "id", json_hex(r->id, SEAL_ID_LEN));
	json_object_set_new(o, "rule", json_string(r->rule));
	json_object_set_new(o, "date", json_string(r->date.text));
	json_object_set_new(o, "signers", signers);
	json_object_set_new(
	    o, "complete", json_boolean(sign_retention_is_complete(r)));
	return o;
}

static void
retention_vectors_agree(void **state)
{
	json_t *root = vectors_load("retention.json"), *c;
	struct sign_chain *chain = NULL;
	size_t i, bad = 0;

	(void)state;
	vector_chain(root, &chain);
	assert_true(json_array_size(json_object_get(root, "cases")) > 20);
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		const char *note = get_text(c, "note");
		struct sign_retention r;
		struct sign_note n;
		struct base_buf b;
		enum err e = sign_retention_open(
		    HOST, note, strlen(note), chain, &r);

		bad += !result_is(c, e);
		if (e != ERR_OK)
			continue;
		bad += !json_same(get_text(c, "name"), json_retention(&r),
		    json_object_get(c, "retention"));
		base_buf_init(&b, LIMIT_NOTE_LEN);
		assert_err(sign_retention_write(HOST, &r, &b), ERR_OK);
		assert_err(sign_note_parse(note, strlen(note), &n), ERR_OK);
		assert_int_equal(b.len, n.text.len);
		assert_memory_equal(b.data, n.text.data, b.len);
		base_buf_done(&b);
		assert_true(sign_retention_begins(HOST, note, strlen(note)));
		assert_false(sign_retention_begins(
		    "box.example.com", note, strlen(note)));
	}
	assert_false(sign_retention_begins(HOST, HOST "/retention/v1\n",
	    strlen(HOST "/retention/v1\n")));
	assert_int_equal(bad, 0);
	sign_chain_free(&chain);
	json_decref(root);
}

static void
retention_unfit_is_not_written(void **state)
{
	struct sign_retention r = { .rule = "contact" };
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	r.date = date_of("2026-11-30");
	assert_err(sign_retention_write(HOST, &r, &b), ERR_OK);
	assert_err(sign_retention_write("no host", &r, &b), ERR_RECORD);
	(void)strcpy(r.rule, "Contact");
	assert_err(sign_retention_write(HOST, &r, &b), ERR_RECORD);
	(void)strcpy(r.rule, "contact");
	(void)strcpy(r.date.text, "2026-11-31");
	assert_err(sign_retention_write(HOST, &r, &b), ERR_RECORD);
	base_buf_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_vectors_agree),
		cmocka_unit_test(record_unfit_is_not_written),
		cmocka_unit_test(retention_vectors_agree),
		cmocka_unit_test(retention_unfit_is_not_written),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
