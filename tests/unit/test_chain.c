/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

/* Write, sign by root keys ("ab"), add; the struct is given up. */
static enum err
add_root(struct sign_chain *c, struct sign_root *r, const char *by,
    const uint8_t *pin)
{
	struct base_buf text, note;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	assert_err(sign_root_write(HOST, r, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), by);
	e = sign_chain_add_root(c, note.data, note.len, pin);
	base_buf_done(&note);
	base_buf_done(&text);
	sign_root_free(&r);
	return e;
}

static enum err
add_roster(struct sign_chain *c, struct sign_roster *r, const char *by)
{
	struct base_buf text, note;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	assert_err(sign_roster_write(HOST, r, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), by);
	e = sign_chain_add_roster(c, note.data, note.len);
	base_buf_done(&note);
	base_buf_done(&text);
	sign_roster_free(&r);
	return e;
}

static struct sign_chain *
chain_of_one(void)
{
	struct sign_chain *c = NULL;

	assert_err(sign_chain_new(&c, HOST), ERR_OK);
	assert_err(add_root(c, root_of("2027-11-30"), "ab", NULL), ERR_OK);
	return c;
}

/* Generation 2 behind the chain's newest, with keys b, c, d. */
static struct sign_root *
next_root(const struct sign_chain *c)
{
	struct sign_root *r = root_of("2027-12-20");

	r->generation = sign_chain_root(c)->generation + 1;
	memcpy(r->prev, sign_chain_root(c)->hash, SIGN_HASH_LEN);
	vkey_take(&r->keys[0], root_key("d"));
	return r;
}

static struct sign_roster *
next_roster(const struct sign_chain *c, const char *not_before,
    const char *not_after)
{
	struct sign_roster *r = roster_of(not_before, not_after);

	r->version = sign_chain_newest(c)->version + 1;
	memcpy(r->prev, sign_chain_newest(c)->hash, SIGN_HASH_LEN);
	return r;
}

static void
chain_begins_with_the_pinned_root(void **state)
{
	struct sign_chain *c = NULL;
	uint8_t pin[SIGN_HASH_LEN];

	(void)state;
	assert_err(sign_chain_new(&c, "No Host"), ERR_FORMAT);
	assert_err(sign_chain_new(&c, HOST), ERR_OK);
	assert_null(sign_chain_root(c));
	hash_of("another", pin);
	assert_err(add_root(c, root_of("2027-11-30"), "ab", pin), ERR_PIN);
	assert_null(sign_chain_root(c));
	assert_err(add_root(c, root_of("2027-11-30"), "ab", NULL), ERR_OK);
	memcpy(pin, sign_chain_root(c)->hash, sizeof(pin));
	sign_chain_free(&c);
	assert_null(c);
	assert_err(sign_chain_new(&c, HOST), ERR_OK);
	assert_err(add_root(c, root_of("2027-11-30"), "bc", pin), ERR_OK);
	assert_int_equal(sign_chain_root(c)->generation, 1);
	sign_chain_free(&c);
	sign_chain_free(&c);
	sign_chain_free(NULL);
}

static void
chain_root_needs_both_thresholds(void **state)
{
	struct sign_chain *c = chain_of_one();
	struct sign_root *skipped;

	(void)state;
	assert_err(add_root(c, next_root(c), "b", NULL), ERR_THRESHOLD);
	assert_err(add_root(c, next_root(c), "ab", NULL), ERR_THRESHOLD);
	assert_err(add_root(c, next_root(c), "cd", NULL), ERR_THRESHOLD);
	skipped = next_root(c);
	skipped->generation = 3;
	assert_err(add_root(c, skipped, "bc", NULL), ERR_CHAIN);
	skipped = next_root(c);
	skipped->prev[0] ^= 1;
	assert_err(add_root(c, skipped, "bc", NULL), ERR_CHAIN);
	assert_int_equal(sign_chain_root(c)->generation, 1);
	assert_err(add_root(c, next_root(c), "abd", NULL), ERR_OK);
	assert_int_equal(sign_chain_root(c)->generation, 2);
	sign_chain_free(&c);
}

static void
chain_roster_must_chain(void **state)
{
	struct sign_chain *c = chain_of_one();
	struct sign_roster *r;
	const struct sign_roster *first;

	(void)state;
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "a"),
	    ERR_THRESHOLD);
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "de"),
	    ERR_THRESHOLD);
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "ac"),
	    ERR_OK);
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "ab"),
	    ERR_EXISTS);
	first = sign_chain_newest(c);
	/* The same version with other words. */
	assert_err(add_roster(c, roster_of("2026-11-02", "2026-12-01"), "ab"),
	    ERR_CHAIN);
	r = next_roster(c, "2026-11-20", "2026-12-20");
	r->prev[3] ^= 1;
	assert_err(add_roster(c, r, "ab"), ERR_CHAIN);
	r = next_roster(c, "2026-11-20", "2026-12-20");
	r->version = 7; /* rising, though not by one */
	assert_err(add_roster(c, r, "ab"), ERR_OK);
	assert_int_equal(sign_chain_roster_count(c), 2);
	assert_ptr_equal(sign_chain_roster_at(c, 0), first);
	assert_ptr_equal(sign_chain_find(c, 1, first->hash), first);
	assert_null(sign_chain_find(c, 2, first->hash));
	assert_null(sign_chain_find(c, 7, first->hash));
	sign_chain_free(&c);
}

static void
chain_current_judges_dates(void **state)
{
	static const struct {
		const char *today;
		enum err want;
	} days[] = {
		{ "2026-10-31", ERR_EXPIRED },
		{ "2026-11-01", ERR_OK },
		{ "2026-12-01", ERR_OK },
		{ "2026-12-02", ERR_EXPIRED },
		{ "2027-12-01", ERR_EXPIRED },
		/* 401 days before the root's last day */
		{ "2026-10-25", ERR_ROOT },
	};
	struct sign_chain *c = chain_of_one();
	const struct sign_roster *r = NULL;
	struct base_date d = date_of("2026-11-10");

	(void)state;
	assert_err(sign_chain_current(c, &d, &r), ERR_NOT_FOUND);
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "ab"),
	    ERR_OK);
	for (size_t i = 0; i < N(days); i++) {
		d = date_of(days[i].today);
		r = NULL;
		assert_err(sign_chain_current(c, &d, &r), days[i].want);
		assert_ptr_equal(r,
		    days[i].want == ERR_OK ? sign_chain_newest(c) : NULL);
	}
	sign_chain_free(&c);
}

/* Keys that the next generation dropped make no more rosters. */
static void
chain_current_needs_the_newest_root(void **state)
{
	struct sign_chain *c = chain_of_one();
	const struct sign_roster *r;
	struct base_date d = date_of("2026-11-24");

	(void)state;
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "ab"),
	    ERR_OK);
	assert_err(sign_chain_current(c, &d, &r), ERR_OK);
	assert_err(add_root(c, next_root(c), "bc", NULL), ERR_OK);
	assert_err(sign_chain_current(c, &d, &r), ERR_THRESHOLD);
	/* It stays in the history, and the next one follows it. */
	assert_err(add_roster(c, next_roster(c, "2026-11-20", "2026-12-20"),
		       "ac"),
	    ERR_OK);
	assert_err(sign_chain_current(c, &d, &r), ERR_THRESHOLD);
	assert_err(add_roster(c, next_roster(c, "2026-11-21", "2026-12-20"),
		       "cd"),
	    ERR_OK);
	assert_err(sign_chain_current(c, &d, &r), ERR_OK);
	assert_int_equal(r->version, 3);
	sign_chain_free(&c);
}

/*
 * Once the newest root's keys have signed a roster, those of an older root
 * sign none behind it: keys are dropped because they are in wrong hands.
 */
static void
chain_rosters_never_fall_back_to_older_roots(void **state)
{
	struct sign_chain *c = chain_of_one();
	struct base_date d = date_of("2026-11-24");
	const struct sign_roster *r;

	(void)state;
	assert_err(sign_chain_newest_signed(c), ERR_NOT_FOUND);
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "ab"),
	    ERR_OK);
	assert_err(sign_chain_newest_signed(c), ERR_OK);
	assert_err(add_root(c, next_root(c), "bc", NULL), ERR_OK);
	assert_err(sign_chain_newest_signed(c), ERR_THRESHOLD);
	assert_err(add_roster(c, next_roster(c, "2026-11-20", "2026-12-20"),
		       "bd"),
	    ERR_OK);
	assert_err(sign_chain_newest_signed(c), ERR_OK);
	assert_err(add_roster(c, next_roster(c, "2026-11-21", "2026-12-20"),
		       "ab"),
	    ERR_THRESHOLD);
	assert_err(add_roster(c, next_roster(c, "2026-11-21", "2026-12-20"),
		       "abc"),
	    ERR_OK);
	assert_err(sign_chain_current(c, &d, &r), ERR_OK);
	assert_int_equal(r->version, 3);
	sign_chain_free(&c);
}

static void
chain_refuses_what_is_no_note(void **state)
{
	static const char text[] = HOST "/roster/v1\nversion 1\n";
	struct sign_chain *c = chain_of_one();
	struct base_buf note;

	(void)state;
	assert_err(sign_chain_add_roster(c, text, strlen(text)), ERR_NOTE);
	assert_err(sign_chain_add_root(c, text, strlen(text), NULL), ERR_NOTE);
	roots_sign(&note, text_of(text), "ab");
	assert_err(sign_chain_add_roster(c, note.data, note.len), ERR_ROSTER);
	assert_err(sign_chain_add_root(c, note.data, note.len, NULL),
	    ERR_ROOT);
	base_buf_done(&note);
	assert_int_equal(sign_chain_roster_count(c), 0);
	sign_chain_free(&c);
}

/* Whoever feeds a client must not fill its memory without end. */
static void
chain_holds_its_most_and_no_more(void **state)
{
	struct sign_root *r = root_of("2027-11-30");
	struct sign_chain *c = NULL;
	struct base_buf text, note;
	enum err e = ERR_OK;

	(void)state;
	r->key_count = 1;
	r->threshold = 1;
	assert_err(sign_chain_new(&c, HOST), ERR_OK);
	while (e == ERR_OK) {
		base_buf_init(&text, LIMIT_NOTE_LEN);
		assert_err(sign_root_write(HOST, r, &text), ERR_OK);
		roots_sign(&note, buf_text(&text), "a");
		e = sign_chain_add_root(c, note.data, note.len, NULL);
		memcpy(r->prev, sign_chain_root(c)->hash, sizeof(r->prev));
		r->generation++;
		base_buf_done(&note);
		base_buf_done(&text);
	}
	assert_err(e, ERR_LIMIT);
	assert_int_equal(sign_chain_root(c)->generation, LIMIT_CHAIN_MAX);
	sign_root_free(&r);
	sign_chain_free(&c);
}

static enum err
add_roots(struct sign_chain *c, const json_t *notes, const uint8_t *pin)
{
	enum err e = ERR_CHAIN; /* of no notes at all */

	for (size_t i = 0; i < json_array_size(notes); i++) {
		const char *n = json_string_value(json_array_get(notes, i));

		e = sign_chain_add_root(c, n, strlen(n), pin);
		if (e != ERR_OK)
			break;
	}
	return e;
}

static void
chain_root_vectors_agree(void **state)
{
	json_t *root = vectors_load("root.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "chains")) > 10);
	json_array_foreach(json_object_get(root, "chains"), i, c) {
		bool pinned = json_is_string(json_object_get(c, "pin"));
		struct sign_chain *chain = NULL;
		uint8_t pin[SIGN_HASH_LEN];

		if (pinned)
			get_hex(c, "pin", pin, sizeof(pin));
		assert_err(sign_chain_new(&chain, HOST), ERR_OK);
		bad += !result_is(c, add_roots(chain,
		    json_object_get(c, "notes"), pinned ? pin : NULL));
		sign_chain_free(&chain);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

static enum err
add_rosters(struct sign_chain *c, const json_t *notes)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < json_array_size(notes); i++) {
		const char *n = json_string_value(json_array_get(notes, i));

		e = sign_chain_add_roster(c, n, strlen(n));
	}
	return e;
}

static void
chain_roster_vectors_agree(void **state)
{
	json_t *root = vectors_load("roster.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "chains")) > 10);
	json_array_foreach(json_object_get(root, "chains"), i, c) {
		struct base_date today = date_of(get_text(c, "today"));
		const struct sign_roster *r;
		struct sign_chain *chain = NULL;
		enum err e;

		assert_err(sign_chain_new(&chain, HOST), ERR_OK);
		assert_err(add_roots(chain, json_object_get(c, "roots"), NULL),
		    ERR_OK);
		e = add_rosters(chain, json_object_get(c, "rosters"));
		bad += !result_is(c, e);
		if (e == ERR_OK)
			assert_string_equal(
			    err_name(sign_chain_current(chain, &today, &r)),
			    get_text(c, "current"));
		sign_chain_free(&chain);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

/* Days are all that is known: on the day of a change both were the newest. */
static void
chain_knows_the_newest_of_a_day(void **state)
{
	json_t *root = vectors_load("roster.json"), *c;
	struct sign_chain *chain = chain_of_one();
	size_t i;

	(void)state;
	assert_err(add_roster(chain, roster_of("2026-11-01", "2026-12-01"),
		       "ab"),
	    ERR_OK);
	assert_err(add_roster(chain,
		       next_roster(chain, "2026-11-20", "2026-12-20"), "ab"),
	    ERR_OK);
	assert_true(json_array_size(json_object_get(root, "newest")) > 3);
	json_array_foreach(json_object_get(root, "newest"), i, c) {
		struct base_date d = date_of(get_text(c, "date"));

		assert_int_equal(sign_chain_newest_on(chain,
				     sign_chain_roster_at(chain, 0), &d),
		    json_is_true(json_object_get(c, "v1")));
		assert_int_equal(sign_chain_newest_on(chain,
				     sign_chain_roster_at(chain, 1), &d),
		    json_is_true(json_object_get(c, "v2")));
	}
	sign_chain_free(&chain);
	json_decref(root);
}

/* Next month's roster is made ahead, and then somebody must go at once. */
static void
chain_newest_minds_all_that_follow(void **state)
{
	struct sign_chain *c = chain_of_one();
	struct base_date d = date_of("2026-11-24");

	(void)state;
	assert_err(add_roster(c, roster_of("2026-11-01", "2026-12-01"), "ab"),
	    ERR_OK);
	assert_err(add_roster(c, next_roster(c, "2026-11-30", "2026-12-20"),
		       "ab"),
	    ERR_OK);
	assert_true(sign_chain_newest_on(c, sign_chain_roster_at(c, 0), &d));
	assert_err(add_roster(c, next_roster(c, "2026-11-20", "2026-12-20"),
		       "ab"),
	    ERR_OK);
	assert_false(sign_chain_newest_on(c, sign_chain_roster_at(c, 0), &d));
	assert_false(sign_chain_newest_on(c, sign_chain_roster_at(c, 1), &d));
	assert_true(sign_chain_newest_on(c, sign_chain_roster_at(c, 2), &d));
	sign_chain_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chain_begins_with_the_pinned_root),
		cmocka_unit_test(chain_root_needs_both_thresholds),
		cmocka_unit_test(chain_roster_must_chain),
		cmocka_unit_test(chain_current_judges_dates),
		cmocka_unit_test(chain_current_needs_the_newest_root),
		cmocka_unit_test(chain_rosters_never_fall_back_to_older_roots),
		cmocka_unit_test(chain_refuses_what_is_no_note),
		cmocka_unit_test(chain_holds_its_most_and_no_more),
		cmocka_unit_test(chain_root_vectors_agree),
		cmocka_unit_test(chain_roster_vectors_agree),
		cmocka_unit_test(chain_knows_the_newest_of_a_day),
		cmocka_unit_test(chain_newest_minds_all_that_follow),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
