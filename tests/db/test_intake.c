/* SPDX-License-Identifier: ISC */
/* What the intake may do: threads, follow-ups, boxes. */
#include <string.h>

#include "db/rig.h"

#include "base/limits.h"

struct box_wait {
	bool done;
	enum err e;
	struct store_box box;
	struct store_box_entry entries[1100];
};

static void
on_box(void *ctx, enum err e, const struct store_box *box)
{
	struct box_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e != ERR_OK)
		return;
	w->box = *box;
	assert_true(box->entries_count <= 1100);
	if (box->entries_count > 0)
		memcpy(w->entries, box->entries,
		    box->entries_count * sizeof(w->entries[0]));
}

static struct box_wait *
list(struct rig *r, const uint8_t *mailbox)
{
	static struct box_wait w;

	memset(&w, 0, sizeof(w));
	assert_int_equal(
	    store_box_list(r->intake, mailbox, on_box, &w, NULL), ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return &w;
}

struct range_wait {
	bool done;
	enum err e;
	struct store_range range;
	uint8_t data[STORE_READ_LEN];
};

static void
on_range(void *ctx, enum err e, const struct store_range *range)
{
	struct range_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e != ERR_OK)
		return;
	w->range = *range;
	if (range->len > 0)
		memcpy(w->data, range->data, range->len);
}

static struct range_wait *
box_read(struct rig *r, const uint8_t *mailbox, const uint8_t *id,
    uint64_t offset, size_t len)
{
	static struct range_wait w;

	w.done = false;
	assert_int_equal(store_box_read(r->intake, mailbox, id, offset, len,
			     on_range, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return &w;
}

static void
thread_new_is_created_with_todays_date(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_added a;

	rig_thread(&t, 1500, 4096);
	a = rig_create(r, &t);
	assert_int_equal(a.outcome, STORE_CREATED);
	assert_int_equal(strlen(a.date.text), DATE_LEN);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM qf.entry e JOIN qf.thread t"
			  " ON t.handle = e.thread WHERE e.first"
			  " AND e.date = t.date AND e.release IS NULL"
			  " AND e.size = 1500 + 4096"
			  " AND t.date = (now() AT TIME ZONE"
			  " 'Asia/Shanghai')::date"),
	    1);
	rig_forget(&t.report);
}

static void
thread_again_is_same_with_stored_date(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_added a;

	rig_thread(&t, 1500, 4096);
	assert_int_equal(rig_create(r, &t).outcome, STORE_CREATED);
	rig_sql(r, "UPDATE qf.thread SET date = '2026-01-02'");
	a = rig_create(r, &t);
	assert_int_equal(a.outcome, STORE_SAME);
	assert_string_equal(a.date.text, "2026-01-02");
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.entry"), 1);
	rig_forget(&t.report);
}

static void
thread_differing_anywhere_is_conflict(void **state)
{
	struct rig *r = *state;
	struct store_thread t, u;
	uint8_t *fields[] = { u.handle, u.self, u.report.id, u.report.open,
		u.report.d, u.mailbox };

	rig_thread(&t, 900, 4096);
	assert_int_equal(rig_create(r, &t).outcome, STORE_CREATED);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		u = t;
		fields[i][0] ^= 1;
		assert_int_equal(rig_create(r, &u).outcome, STORE_CONFLICT);
	}
	/* Another mailbox and handle, but the stored entry's id. */
	u = t;
	u.mailbox[0] ^= 1;
	u.handle[0] ^= 1;
	assert_int_equal(rig_create(r, &u).outcome, STORE_CONFLICT);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 1);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.entry"), 1);
	rig_forget(&t.report);
}

static void
thread_sizes_at_and_over_the_limit(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	rig_thread(&t, LIMIT_HEADER_LEN, LIMIT_BODY_LEN);
	assert_int_equal(rig_create(r, &t).outcome, STORE_CREATED);
	t.report.payload_len++;
	assert_int_equal(
	    store_thread_create(r->intake, &t, rig_on_added, NULL, NULL),
	    ERR_LIMIT);
	t.report.payload_len = 0;
	assert_int_equal(
	    store_thread_create(r->intake, &t, rig_on_added, NULL, NULL),
	    ERR_LIMIT);
	rig_forget(&t.report);
}

static void
follow_up_outcomes(void **state)
{
	struct rig *r = *state;
	struct store_thread t, u;
	struct store_sealed s;

	rig_thread(&t, 900, 4096);
	rig_thread(&u, 900, 4096);
	rig_sealed(&s, 800, 5000);
	assert_int_equal(rig_follow(r, &t, &s).outcome, STORE_UNKNOWN);
	rig_create(r, &t);
	rig_create(r, &u);
	assert_int_equal(rig_follow(r, &t, &s).outcome, STORE_CREATED);
	assert_int_equal(rig_follow(r, &t, &s).outcome, STORE_SAME);
	assert_int_equal(rig_follow(r, &u, &s).outcome, STORE_CONFLICT);
	s.d[0] ^= 1;
	assert_int_equal(rig_follow(r, &t, &s).outcome, STORE_CONFLICT);
	/* The report itself is no follow-up. */
	assert_int_equal(rig_follow(r, &t, &t.report).outcome, STORE_CONFLICT);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.entry"), 3);
	rig_forget(&s);
	rig_forget(&t.report);
	rig_forget(&u.report);
}

static void
follow_up_into_full_thread_is_full(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_sealed s;

	rig_thread(&t, 900, 4096);
	rig_create(r, &t);
	rig_sql(r, "INSERT INTO qf.entry SELECT decode(lpad(to_hex(i), 32,"
		   " '0'), 'hex'), thread, false, side, audience, d, open,"
		   " date, size, header, payload, release FROM qf.entry,"
		   " generate_series(1, 999) AS i");
	rig_sealed(&s, 800, 5000);
	assert_int_equal(rig_follow(r, &t, &s).outcome, STORE_FULL);
	assert_int_equal(list(r, t.mailbox)->box.entries_count, 1000);
	rig_forget(&s);
	rig_forget(&t.report);
}

static void
box_unknown_is_not_found(void **state)
{
	struct rig *r = *state;
	uint8_t mailbox[STORE_HASH_LEN] = { 7 };

	assert_false(list(r, mailbox)->box.found);
}

static void
box_lists_own_at_once_and_replies_once_released(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_sealed follow, reply, memo;
	struct box_wait *w;
	bool seen = false;

	rig_thread(&t, 900, 4096);
	rig_sealed(&follow, 900, 4096);
	rig_sealed(&reply, 700, 4097);
	rig_sealed(&memo, 700, 4098);
	rig_create(r, &t);
	assert_int_equal(rig_release(r, false, 0), 1);
	rig_follow(r, &t, &follow);
	assert_int_equal(
	    rig_reply(r, rig_ref(&t.report), STORE_FOR_REPORTER, &reply)
		.outcome,
	    STORE_CREATED);
	assert_int_equal(
	    rig_reply(r, rig_ref(&t.report), STORE_FOR_OFFICE, &memo).outcome,
	    STORE_CREATED);
	w = list(r, t.mailbox);
	assert_true(w->box.found);
	assert_memory_equal(w->box.self, t.self, STORE_SELF_LEN);
	assert_int_equal(w->box.entries_count, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(w->entries[i].side, STORE_BY_REPORTER);
	assert_false(box_read(r, t.mailbox, reply.id, 0, 10)->range.found);

	assert_int_equal(rig_release(r, false, 0), 2);
	w = list(r, t.mailbox);
	assert_int_equal(w->box.entries_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_memory_not_equal(
		    w->entries[i].id, memo.id, STORE_ID_LEN);
		if (w->entries[i].side != STORE_BY_OFFICER)
			continue;
		seen = true;
		assert_memory_equal(w->entries[i].id, reply.id, STORE_ID_LEN);
		assert_memory_equal(w->entries[i].d, reply.d, STORE_HASH_LEN);
		assert_int_equal(w->entries[i].size, 700 + 4097);
	}
	assert_true(seen);
	rig_forget(&follow);
	rig_forget(&reply);
	rig_forget(&memo);
	rig_forget(&t.report);
}

/* Ranges over header and payload, against the same bytes here. */
static void
box_read_gives_every_range_and_nothing_foreign(void **state)
{
	static const struct {
		uint64_t offset;
		size_t len;
	} ranges[] = { { 0, 10 }, { 0, 700 }, { 0, 701 }, { 699, 2 },
		{ 700, 1 }, { 100, 70000 }, { 65000, 70000 }, { 0, 1114112 },
		{ 700 + 100000 - 1, 1 }, { 700 + 100000 - 1, 50 },
		{ 700 + 100000, 50 }, { 5000000, 1 }, { 3, 0 } };
	static uint8_t whole[700 + 100000];
	struct rig *r = *state;
	struct store_thread t, other;
	struct store_sealed reply, memo;
	struct range_wait *w;

	rig_thread(&t, 900, 4096);
	rig_thread(&other, 900, 4096);
	rig_sealed(&reply, 700, 100000);
	rig_sealed(&memo, 700, 4096);
	memcpy(whole, reply.header, 700);
	memcpy(whole + 700, reply.payload, 100000);
	rig_create(r, &t);
	rig_create(r, &other);
	rig_release(r, false, 0);
	rig_reply(r, rig_ref(&t.report), STORE_FOR_REPORTER, &reply);
	rig_reply(r, rig_ref(&t.report), STORE_FOR_OFFICE, &memo);
	rig_release(r, false, 0);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		size_t left = ranges[i].offset < sizeof(whole)
				  ? sizeof(whole) - (size_t)ranges[i].offset
				  : 0;
		size_t want = ranges[i].len < left ? ranges[i].len : left;

		w = box_read(
		    r, t.mailbox, reply.id, ranges[i].offset, ranges[i].len);
		assert_true(w->range.found);
		assert_int_equal(w->range.size, sizeof(whole));
		assert_int_equal(w->range.header_len, 700);
		assert_int_equal(w->range.len, want);
		assert_memory_equal(
		    w->data, whole + (want > 0 ? ranges[i].offset : 0), want);
	}
	/* Own report, officers' note, another's mailbox, unknown id. */
	assert_false(box_read(r, t.mailbox, t.report.id, 0, 9)->range.found);
	assert_false(box_read(r, t.mailbox, memo.id, 0, 9)->range.found);
	assert_false(box_read(r, other.mailbox, reply.id, 0, 9)->range.found);
	reply.id[0] ^= 1;
	assert_false(box_read(r, t.mailbox, reply.id, 0, 9)->range.found);
	rig_forget(&reply);
	rig_forget(&memo);
	rig_forget(&t.report);
	rig_forget(&other.report);
}

/* What was uploaded: a payload that goes on in parts reads as one. */
static void
range_crosses_parts(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_sealed reply;
	struct range_wait *w;

	rig_thread(&t, 900, 4096);
	rig_sealed(&reply, 600, LIMIT_BODY_LEN);
	rig_create(r, &t);
	rig_release(r, false, 0);
	rig_reply(r, rig_ref(&t.report), STORE_FOR_REPORTER, &reply);
	rig_release(r, false, 0);
	rig_sql(r, "INSERT INTO qf.part (entry, start, bytes)"
		   " SELECT id, n * 1048576, convert_to(repeat("
		   "chr(64 + n), CASE n WHEN 1 THEN 1048576 ELSE 100 END),"
		   " 'UTF8') FROM qf.entry, generate_series(1, 2) AS n"
		   " WHERE side = 'officer'");
	rig_sql(r, "UPDATE qf.entry SET size = 600 + 2097152 + 100"
		   " WHERE side = 'officer'");
	w = box_read(r, t.mailbox, reply.id, 600 + 1048576 - 3, 6);
	assert_int_equal(w->range.size, 600 + 2097152 + 100);
	assert_int_equal(w->range.len, 6);
	assert_memory_equal(w->data, reply.payload + LIMIT_BODY_LEN - 3, 3);
	assert_memory_equal(w->data + 3, "AAA", 3);
	w = box_read(r, t.mailbox, reply.id, 600 + 2097152 - 2, 500);
	assert_int_equal(w->range.len, 102);
	assert_memory_equal(w->data, "AABB", 4);
	rig_forget(&reply);
	rig_forget(&t.report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(thread_new_is_created_with_todays_date),
		T(thread_again_is_same_with_stored_date),
		T(thread_differing_anywhere_is_conflict),
		T(thread_sizes_at_and_over_the_limit),
		T(follow_up_outcomes),
		T(follow_up_into_full_thread_is_full),
		T(box_unknown_is_not_found),
		T(box_lists_own_at_once_and_replies_once_released),
		T(box_read_gives_every_range_and_nothing_foreign),
		T(range_crosses_parts),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
