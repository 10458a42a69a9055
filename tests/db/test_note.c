/* SPDX-License-Identifier: ISC */
/* Root and roster notes. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "db/rig.h"

#include "base/limits.h"

struct notes_wait {
	bool done;
	enum err e;
	size_t count;
	struct store_note rows[64];
	char data[64][64];
};

static void
on_notes(void *ctx, enum err e, const struct store_notes *notes)
{
	struct notes_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e != ERR_OK)
		return;
	assert_true(notes->count <= 64);
	w->count = notes->count;
	for (size_t i = 0; i < w->count; i++) {
		w->rows[i] = notes->notes[i];
		assert_true(notes->notes[i].len < 64);
		memcpy(w->data[i], notes->notes[i].data, notes->notes[i].len);
	}
}

static struct notes_wait *
get(struct rig *r, struct store_db *db, enum store_note_kind kind,
    uint32_t version)
{
	static struct notes_wait w;

	memset(&w, 0, sizeof(w));
	if (version == 0)
		assert_int_equal(
		    store_notes_current(db, on_notes, &w, NULL), ERR_OK);
	else
		assert_int_equal(
		    store_note_get(db, kind, version, on_notes, &w, NULL),
		    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return &w;
}

static enum store_outcome
add(struct rig *r, enum store_note_kind kind, uint32_t version,
    const char *text)
{
	struct store_note note = { .kind = kind,
		.version = version,
		.data = (const uint8_t *)text,
		.len = strlen(text) };
	struct rig_added w = { 0 };
	uint8_t hash[STORE_HASH_LEN];

	crypto_hash_sha256(hash, note.data, note.len);
	assert_int_equal(
	    store_note_add(r->office, &note, hash, rig_on_added, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.added.outcome;
}

static void
versions_follow_each_other(void **state)
{
	struct rig *r = *state;

	assert_int_equal(add(r, STORE_ROOT, 2, "r2"), STORE_CONFLICT);
	assert_int_equal(add(r, STORE_ROOT, 1, "r1"), STORE_CREATED);
	assert_int_equal(add(r, STORE_ROOT, 1, "r1"), STORE_SAME);
	assert_int_equal(add(r, STORE_ROOT, 1, "other"), STORE_CONFLICT);
	assert_int_equal(add(r, STORE_ROOT, 3, "r3"), STORE_CONFLICT);
	assert_int_equal(add(r, STORE_ROSTER, 1, "s1"), STORE_CREATED);
	assert_int_equal(add(r, STORE_ROOT, 2, "r2"), STORE_CREATED);
	assert_int_equal(add(r, STORE_ROOT, 1, "r1"), STORE_SAME);
}

static void
both_services_read_versions_and_current(void **state)
{
	struct rig *r = *state;
	struct store_db *dbs[] = { r->intake, r->office };
	struct notes_wait *w;

	assert_int_equal(get(r, r->intake, STORE_ROOT, 0)->count, 0);
	assert_int_equal(get(r, r->intake, STORE_ROOT, 1)->count, 0);
	add(r, STORE_ROOT, 1, "root one");
	add(r, STORE_ROOT, 2, "root two");
	add(r, STORE_ROSTER, 1, "roster one");
	add(r, STORE_ROSTER, 2, "roster two");
	for (size_t i = 0; i < 2; i++) {
		w = get(r, dbs[i], STORE_ROSTER, 1);
		assert_int_equal(w->count, 1);
		assert_string_equal(w->data[0], "roster one");
		assert_int_equal(get(r, dbs[i], STORE_ROSTER, 3)->count, 0);
		w = get(r, dbs[i], STORE_ROOT, 0);
		assert_int_equal(w->count, 3);
		assert_string_equal(w->data[0], "root one");
		assert_string_equal(w->data[1], "root two");
		assert_int_equal(w->rows[1].kind, STORE_ROOT);
		assert_int_equal(w->rows[1].version, 2);
		assert_string_equal(w->data[2], "roster two");
		assert_int_equal(w->rows[2].kind, STORE_ROSTER);
	}
}

static void
limits_are_refused(void **state)
{
	static uint8_t big[LIMIT_NOTE_LEN + 1];
	struct rig *r = *state;
	struct store_note note = {
		.version = 1, .data = big, .len = sizeof(big)
	};
	uint8_t hash[STORE_HASH_LEN] = { 0 };

	assert_int_equal(
	    store_note_add(r->office, &note, hash, rig_on_added, NULL, NULL),
	    ERR_LIMIT);
	note.len = 1;
	note.version = 0;
	assert_int_equal(
	    store_note_add(r->office, &note, hash, rig_on_added, NULL, NULL),
	    ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(versions_follow_each_other),
		T(both_services_read_versions_and_current),
		T(limits_are_refused),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
