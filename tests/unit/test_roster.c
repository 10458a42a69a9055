/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

static char *
roster_text(const struct sign_roster *r)
{
	struct base_buf b;
	size_t len;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_roster_write(HOST, r, &b), ERR_OK);
	return (char *)base_buf_take(&b, &len);
}

/* One with every kind of line. */
static struct sign_roster *
full_roster(void)
{
	struct sign_roster *r = roster_of("2026-11-01", "2026-12-01");

	r->version = 12;
	hash_of("version 11", r->prev);
	r->has_log = true;
	vkey_take(&r->log, key_of(SIGN_ROLE_LOG, 0, NULL, "log"));
	r->witness_count = 1;
	vkey_take(&r->witnesses[0], officer_key(90));
	r->quorum = 1;
	r->holder_count = 2;
	r->holders[0].number = 11;
	memcpy(r->holders[0].role, "auditor", 8);
	vkey_take(&r->holders[0].login, login_key(11));
	r->holders[1].number = 12;
	memcpy(r->holders[1].role, "supervisor", 11);
	vkey_take(&r->holders[1].login, login_key(12));
	r->revoked_count = 1;
	r->revoked[0].number = 0;
	r->revoked[0].date = date_of("2026-10-20");
	memcpy(r->revoked[0].reason, "key-lost", 9);
	return r;
}

static void
roster_written_parses_to_the_same(void **state)
{
	struct sign_roster *r = full_roster(), *again = NULL;
	char *text = roster_text(r), *twice;

	(void)state;
	assert_err(sign_roster_parse(HOST, text_of(text), &again), ERR_OK);
	twice = roster_text(again);
	assert_string_equal(text, twice);
	assert_int_equal(again->version, 12);
	assert_int_equal(again->officer_count, 6);
	assert_string_equal(again->officers[2].office, "第 3 室");
	assert_true(again->has_log);
	assert_int_equal(again->quorum, 1);
	assert_string_equal(again->revoked[0].reason, "key-lost");
	/* The hash is that of the text; all else is what was written. */
	memcpy(r->hash, again->hash, sizeof(r->hash));
	assert_memory_equal(r, again, sizeof(*r));
	free(text);
	free(twice);
	sign_roster_free(&r);
	sign_roster_free(&again);
}

static void
roster_finds_its_people(void **state)
{
	struct sign_roster *r = full_roster();

	(void)state;
	assert_int_equal(sign_roster_officer(r, 4)->number, 4);
	assert_null(sign_roster_officer(r, 7));
	assert_null(sign_roster_officer(r, 11));
	assert_int_equal(sign_roster_class(r, "concern")->count, 3);
	assert_null(sign_roster_class(r, "Concern"));
	assert_int_equal(sign_roster_holder(r, "auditor", 11)->number, 11);
	assert_null(sign_roster_holder(r, "auditor", 12));
	sign_roster_free(&r);
}

static void
roster_holds_from_its_first_to_its_last_day(void **state)
{
	struct sign_roster *r = full_roster();
	struct base_date d;

	(void)state;
	d = date_of("2026-10-31");
	assert_false(sign_roster_valid_on(r, &d));
	d = date_of("2026-11-01");
	assert_true(sign_roster_valid_on(r, &d));
	d = date_of("2026-12-01");
	assert_true(sign_roster_valid_on(r, &d));
	d = date_of("2026-12-02");
	assert_false(sign_roster_valid_on(r, &d));
	sign_roster_free(&r);
}

static void
roster_text_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ HOST, "box.example.com" },
		{ "/roster/v1", "/root/v1" },
		{ "version 12", "version 0" },
		{ "version 12", "version 1" },
		{ "version 12", "version 012" },
		{ "prev ", "prev -" },
		{ "not-before 2026-11-01\n", "" },
		{ "2026-12-01", "2026-10-31" },
		{ "2026-12-01", "2026-12-03" },
		{ "slots 8", "slots 2" },
		{ "slots 8", "slots 33" },
		{ "slots 8", "slots 3" },
		{ "slots 8", "slots 08" },
		{ "promise " HOST "/promise", "promise " HOST "/log1" },
		{ "\npromise ", "\npromised " },
		{ "\nlog ", "\nlogs " },
		{ "\nlog " HOST "/log1+", "\nlog " HOST "/log1-" },
		{ "\nwitness " HOST "/officer/90+",
		    "\nwitness " HOST "/officer/90-" },
		{ "quorum 1\n", "" },
		{ "quorum 1", "quorum 0" },
		{ "quorum 1", "quorum 2" },
		{ "officer 01 ", "officer 1 " },
		{ "officer 01 ", "officer 07 " },
		{ "officer 02 ", "officer 01 " },
		{ "officer 01 age1", "officer 01  age1" },
		{ "officer 01 age1", "officer 01 AGE1" },
		{ " 第 1 室\n", "\n" },
		{ " 第 1 室\n", " \n" },
		{ "class youth 05 06", "class youth 06 05" },
		{ "class youth 05 06", "class youth 05 05" },
		{ "class youth 05 06", "class youth 05" },
		{ "class youth 05 06", "class youth 05 07" },
		{ "class youth 05 06", "class youth 05 06 " },
		{ "class youth 05 06", "class youth  05 06" },
		{ "class youth 05 06", "class youth 05 6" },
		{ "class youth 05 06", "class youth 05,06" },
		{ "class youth", "class concern" },
		{ "class youth", "class Youth" },
		{ "class youth", "class you.th" },
		{ "role auditor 11", "role auditor 01" },
		{ "role auditor 11", "role auditor 12" },
		{ "role auditor 11", "role Auditor 11" },
		{ "revoked 00", "revoked 01" },
		{ "revoked 00", "revoked 11" },
		{ "revoked 00", "revoked 0" },
		{ "2026-10-20", "2026-10-00" },
		{ "key-lost", "key lost" },
		{ "key-lost", "" },
		{ "key-lost\n", "key-lost\n\n" },
		{ "key-lost\n", "key-lost\nremark x\n" },
		{ "key-lost\n", "key-lost" },
	};
	struct sign_roster *r = full_roster(), *again = NULL;
	char *text = roster_text(r);

	(void)state;
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(text, edits[i].from, edits[i].to);
		enum err e = sign_roster_parse(HOST, text_of(bad), &again);

		if (e != ERR_ROSTER)
			print_error("edit %zu, %s\n", i, edits[i].to);
		assert_err(e, ERR_ROSTER);
		free(bad);
	}
	free(text);
	sign_roster_free(&r);
}

/* Two officers who share a key would pass for two where rules need two. */
static void
roster_with_a_shared_key_is_refused(void **state)
{
	struct sign_roster *r = full_roster();
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	r->officers[1].recipient = r->officers[0].recipient;
	assert_err(sign_roster_write(HOST, r, &b), ERR_ROSTER);
	r->officers[1].recipient = recipient_of("other");
	assert_err(sign_vkey_init(&r->officers[1].entry, HOST "/officer/02",
		       r->officers[0].entry.pk),
	    ERR_OK);
	assert_err(sign_roster_write(HOST, r, &b), ERR_ROSTER);
	vkey_take(&r->officers[1].entry, officer_key(2));
	assert_err(sign_vkey_init(&r->holders[1].login, HOST "/login/12",
		       r->holders[0].login.pk),
	    ERR_OK);
	assert_err(sign_roster_write(HOST, r, &b), ERR_ROSTER);
	vkey_take(&r->holders[1].login, login_key(12));
	assert_err(sign_roster_write(HOST, r, &b), ERR_OK);
	base_buf_done(&b);
	sign_roster_free(&r);
}

/* A name that brings a line end with it must not bring a line with it. */
static void
roster_write_refuses_smuggled_lines(void **state)
{
	struct sign_roster *r = full_roster();
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	(void)snprintf(r->officers[5].office, sizeof(r->officers[5].office),
	    "x\nclass more 01 02");
	assert_err(sign_roster_write(HOST, r, &b), ERR_ROSTER);
	(void)snprintf(r->officers[5].office, sizeof(r->officers[5].office),
	    "x");
	(void)snprintf(r->revoked[0].reason, sizeof(r->revoked[0].reason),
	    "a\nrevoked 42 2026-10-20 b");
	assert_err(sign_roster_write(HOST, r, &b), ERR_ROSTER);
	(void)snprintf(r->revoked[0].reason, sizeof(r->revoked[0].reason),
	    "a");
	(void)snprintf(r->holders[0].role, sizeof(r->holders[0].role),
	    "a 11\nrole b");
	assert_err(sign_roster_write(HOST, r, &b), ERR_ROSTER);
	(void)snprintf(r->holders[0].role, sizeof(r->holders[0].role), "a");
	r->classes[0].count = LIMIT_STANZA_MAX + 1;
	assert_err(sign_roster_write(HOST, r, &b), ERR_ROSTER);
	r->classes[0].count = 2;
	assert_err(sign_roster_write("no host", r, &b), ERR_ROSTER);
	assert_int_equal(b.len, 0);
	base_buf_done(&b);
	sign_roster_free(&r);
}

static void
roster_with_too_many_rows_is_refused(void **state)
{
	struct sign_roster *r = full_roster(), *again = NULL;
	char *text = roster_text(r);
	const char *row = strstr(text, "role auditor");
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(base_buf_add(&b, text, (size_t)(row - text)), ERR_OK);
	for (int i = 0; i < SIGN_ROLES_MAX + 1; i++)
		assert_err(base_buf_add(&b, row,
			       (size_t)(strchr(row, '\n') - row + 1)),
		    ERR_OK);
	assert_err(sign_roster_parse(HOST, buf_text(&b), &again), ERR_LIMIT);
	base_buf_done(&b);
	free(text);
	r->officer_count = LIMIT_OFFICERS_MAX + 1;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_roster_write(HOST, r, &b), ERR_LIMIT);
	base_buf_done(&b);
	sign_roster_free(&r);
}

static void
roster_vector_fits(const json_t *c, const struct sign_roster *r)
{
	const json_t *officers = json_object_get(c, "officers"), *o;
	char text[SIGN_VKEY_LEN + 1];
	size_t i;

	assert_int_equal(r->version,
	    json_integer_value(json_object_get(c, "version")));
	assert_string_equal(r->not_before.text, get_text(c, "not_before"));
	assert_string_equal(r->not_after.text, get_text(c, "not_after"));
	assert_int_equal(r->slots,
	    json_integer_value(json_object_get(c, "slots")));
	assert_hex(r->hash, SIGN_HASH_LEN, get_text(c, "hash"));
	assert_int_equal(r->officer_count, json_array_size(officers));
	assert_int_equal(r->class_count,
	    json_array_size(json_object_get(c, "classes")));
	assert_int_equal(r->holder_count,
	    json_array_size(json_object_get(c, "roles")));
	assert_int_equal(r->revoked_count,
	    json_array_size(json_object_get(c, "revoked")));
	json_array_foreach(officers, i, o) {
		sign_vkey_format(text, &r->officers[i].login);
		assert_string_equal(text, get_text(o, "login"));
		assert_string_equal(r->officers[i].office,
		    get_text(o, "office"));
	}
}

static void
roster_vectors_agree(void **state)
{
	json_t *root = vectors_load("roster.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "texts")) > 40);
	json_array_foreach(json_object_get(root, "texts"), i, c) {
		const char *text = get_text(c, "text");
		struct sign_roster *r = NULL;
		enum err e = sign_roster_parse(HOST, text_of(text), &r);

		bad += !result_is(c, e);
		if (e == ERR_OK) {
			char *again = roster_text(r);

			assert_string_equal(again, text);
			free(again);
			if (json_object_get(c, "officers") != NULL)
				roster_vector_fits(c, r);
		}
		sign_roster_free(&r);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

/* text with its first line that begins with start repeated, count in all. */
static void
repeat_line(struct base_buf *out, const char *text, const char *start,
    size_t count)
{
	const char *row = strstr(text, start) + 1;
	size_t len = (size_t)(strchr(row, '\n') - row) + 1;

	base_buf_init(out, LIMIT_NOTE_LEN);
	assert_err(base_buf_add(out, text, (size_t)(row - text)), ERR_OK);
	for (size_t i = 0; i < count; i++)
		assert_err(base_buf_add(out, row, len), ERR_OK);
	assert_err(base_buf_add_str(out, row + len), ERR_OK);
}

static void
roster_with_too_many_of_any_row_is_refused(void **state)
{
	static const struct {
		const char *start;
		size_t max;
	} rows[] = {
		{ "\npromise ", SIGN_PROMISE_KEYS_MAX },
		{ "\nwitness ", SIGN_WITNESSES_MAX },
		{ "\nofficer 06 ", LIMIT_OFFICERS_MAX - 5 },
		{ "\nclass leadership ", LIMIT_CLASSES_MAX - 2 },
		{ "\nrole supervisor ", SIGN_ROLES_MAX - 1 },
		{ "\nrevoked ", LIMIT_OFFICERS_MAX },
	};
	struct sign_roster *r = full_roster(), *again = NULL;
	char *text = roster_text(r);
	struct base_buf b;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		/* As many as there may be, but all the same. */
		repeat_line(&b, text, rows[i].start, rows[i].max);
		assert_err(sign_roster_parse(HOST, buf_text(&b), &again),
		    ERR_ROSTER);
		base_buf_done(&b);
		repeat_line(&b, text, rows[i].start, rows[i].max + 1);
		assert_err(sign_roster_parse(HOST, buf_text(&b), &again),
		    ERR_LIMIT);
		base_buf_done(&b);
	}
	free(text);
	sign_roster_free(&r);
	sign_roster_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roster_written_parses_to_the_same),
		cmocka_unit_test(roster_finds_its_people),
		cmocka_unit_test(roster_holds_from_its_first_to_its_last_day),
		cmocka_unit_test(roster_text_bent_anywhere_is_refused),
		cmocka_unit_test(roster_with_a_shared_key_is_refused),
		cmocka_unit_test(roster_write_refuses_smuggled_lines),
		cmocka_unit_test(roster_with_too_many_rows_is_refused),
		cmocka_unit_test(roster_vectors_agree),
		cmocka_unit_test(roster_with_too_many_of_any_row_is_refused),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
