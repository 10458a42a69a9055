/* SPDX-License-Identifier: ISC */
/* What the office reads and adds; nothing without the right `open`. */
#include <string.h>

#include <sodium.h>

#include "db/rig.h"

#include "base/limits.h"

#define ROWS_MAX 2048u

struct reports_wait {
	bool done;
	enum err e;
	size_t count;
	struct store_report rows[ROWS_MAX];
	uint8_t first[ROWS_MAX]; /* of each header */
};

static void
on_reports(void *ctx, enum err e, const struct store_reports *reports)
{
	struct reports_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e != ERR_OK)
		return;
	assert_true(reports->count <= ROWS_MAX);
	w->count = reports->count;
	for (size_t i = 0; i < w->count; i++) {
		w->rows[i] = reports->reports[i];
		w->first[i] = reports->reports[i].header[0];
	}
}

static struct reports_wait *
after(struct rig *r, uint64_t position, uint32_t rows, uint32_t bytes)
{
	static struct reports_wait w;

	memset(&w, 0, sizeof(w));
	assert_int_equal(store_reports_after(r->office, position, rows, bytes,
			     on_reports, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return &w;
}

struct lookup_wait {
	bool done;
	enum err e;
	size_t count;
	struct store_thread_entry rows[64];
};

static void
on_lookup(void *ctx, enum err e, const struct store_lookup *lookup)
{
	struct lookup_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e != ERR_OK)
		return;
	assert_true(lookup->count <= 64);
	w->count = lookup->count;
	memcpy(w->rows, lookup->entries, w->count * sizeof(w->rows[0]));
}

static struct lookup_wait *
lookup(struct rig *r, const struct store_ref *refs, size_t count)
{
	static struct lookup_wait w;

	memset(&w, 0, sizeof(w));
	assert_int_equal(
	    store_threads_lookup(r->office, refs, count, on_lookup, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return &w;
}

struct heads_wait {
	bool done;
	enum err e;
	size_t count;
	struct store_head rows[8];
	uint8_t headers[8][8192];
	uint8_t head[8][STORE_HEAD_LEN];
};

static void
on_heads(void *ctx, enum err e, const struct store_heads *heads)
{
	struct heads_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e != ERR_OK)
		return;
	assert_true(heads->count <= 8);
	w->count = heads->count;
	for (size_t i = 0; i < w->count; i++) {
		w->rows[i] = heads->heads[i];
		assert_true(w->rows[i].headers_len <= 8192);
		memcpy(
		    w->headers[i], w->rows[i].headers, w->rows[i].headers_len);
		memcpy(w->head[i], w->rows[i].head, w->rows[i].head_len);
	}
}

static struct heads_wait *
heads(struct rig *r, const struct store_ref *refs, size_t count)
{
	static struct heads_wait w;

	memset(&w, 0, sizeof(w));
	assert_int_equal(
	    store_entry_heads(r->office, refs, count, on_heads, &w, NULL),
	    ERR_OK);
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
entry_read(struct rig *r, struct store_ref ref, bool payload_only,
    uint64_t offset, size_t len)
{
	static struct range_wait w;

	w.done = false;
	assert_int_equal(store_entry_read(r->office, &ref, payload_only, offset,
			     len, on_range, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return &w;
}

static struct store_added
header_add(
    struct rig *r, struct store_ref ref, const uint8_t *header, size_t len)
{
	struct rig_added w = { 0 };

	assert_int_equal(store_header_add(r->office, &ref, header, len,
			     rig_on_added, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.added;
}

static void
reports_come_with_their_release_only(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_sealed follow;
	struct reports_wait *w;

	rig_thread(&t, 1234, 4096);
	rig_sealed(&follow, 900, 4096);
	rig_create(r, &t);
	assert_int_equal(after(r, 0, 100, 1 << 20)->count, 0);
	assert_int_equal(rig_release(r, false, 0), 1);
	w = after(r, 0, 100, 1 << 20);
	assert_int_equal(w->count, 1);
	assert_int_equal(w->rows[0].position, 1);
	assert_memory_equal(w->rows[0].id, t.report.id, STORE_ID_LEN);
	assert_int_equal(w->rows[0].header_len, 1234);
	/* A follow-up is released too, but is no report. */
	rig_follow(r, &t, &follow);
	assert_int_equal(rig_release(r, false, 0), 2);
	assert_int_equal(after(r, 0, 100, 1 << 20)->count, 1);
	assert_int_equal(after(r, 1, 100, 1 << 20)->count, 0);
	rig_forget(&follow);
	rig_forget(&t.report);
}

static void
reports_page_by_rows_and_bytes(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	for (int i = 0; i < 10; i++) {
		rig_thread(&t, 1000, 100);
		rig_create(r, &t);
		rig_forget(&t.report);
	}
	rig_release(r, false, 0);
	assert_int_equal(after(r, 0, 4, 1 << 20)->count, 4);
	assert_int_equal(after(r, 8, 4, 1 << 20)->count, 2);
	assert_int_equal(after(r, 0, 100, 1)->count, 1);
	assert_int_equal(after(r, 0, 100, 1001)->count, 2);
	assert_int_equal(after(r, 0, 100, 3000)->count, 3);
	assert_int_equal(after(r, 9, 100, 1)->rows[0].position, 10);
}

static void
lookup_wants_released_report_and_its_open(void **state)
{
	struct rig *r = *state;
	struct store_thread t, u;
	struct store_sealed follow, memo;
	struct store_ref refs[5];
	struct lookup_wait *w;

	rig_thread(&t, 900, 4096);
	rig_thread(&u, 900, 4096);
	rig_sealed(&follow, 900, 4096);
	rig_sealed(&memo, 800, 4096);
	rig_create(r, &t);
	rig_create(r, &u);
	refs[0] = rig_ref(&t.report);
	assert_int_equal(lookup(r, refs, 1)->count, 0); /* not released */
	rig_release(r, false, 0);
	rig_follow(r, &t, &follow);
	rig_reply(r, refs[0], STORE_FOR_OFFICE, &memo);

	refs[1] = rig_ref(&t.report); /* wrong open */
	refs[1].open[0] ^= 1;
	memset(&refs[2], 7, sizeof(refs[2])); /* unknown */
	refs[3] = rig_ref(&memo);             /* no report */
	refs[4] = rig_ref(&u.report);
	w = lookup(r, refs, 5);
	/* t's report and memo (an officer's, at once), not its follow-up. */
	assert_int_equal(w->count, 3);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(w->rows[i].ref, 0);
		assert_memory_equal(w->rows[i].handle, t.handle, STORE_ID_LEN);
		assert_int_equal(
		    w->rows[i].is_report, w->rows[i].side == STORE_BY_REPORTER);
	}
	assert_int_equal(w->rows[2].ref, 4);
	assert_memory_equal(w->rows[2].d, u.report.d, STORE_HASH_LEN);
	assert_int_equal(w->rows[2].size, 900 + 4096);
	rig_release(r, false, 0);
	assert_int_equal(lookup(r, refs, 1)->count, 3);
	rig_forget(&follow);
	rig_forget(&memo);
	rig_forget(&t.report);
	rig_forget(&u.report);
}

static void
heads_give_headers_newest_first_and_first_chunk(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_sealed memo;
	struct store_ref refs[4];
	struct heads_wait *w;
	uint8_t again[700];

	rig_thread(&t, 900, 200000);
	rig_sealed(&memo, 500, 300);
	randombytes_buf(again, sizeof(again));
	rig_create(r, &t);
	rig_release(r, false, 0);
	rig_reply(r, rig_ref(&t.report), STORE_FOR_OFFICE, &memo);
	assert_int_equal(
	    header_add(r, rig_ref(&t.report), again, sizeof(again)).outcome,
	    STORE_CREATED);
	refs[0] = rig_ref(&t.report);
	refs[1] = rig_ref(&memo);
	memcpy(refs[1].open, t.report.open, STORE_HASH_LEN);
	refs[2] = refs[0];
	refs[2].open[5] ^= 1;
	refs[3] = rig_ref(&memo); /* its own open is as good */
	w = heads(r, refs, 4);
	assert_int_equal(w->count, 3);
	assert_int_equal(w->rows[0].ref, 0);
	assert_int_equal(w->rows[0].size, 900 + 200000);
	assert_int_equal(w->rows[0].headers_len, 4 + 700 + 4 + 900);
	assert_memory_equal(w->headers[0], "\0\0\2\xbc", 4);
	assert_memory_equal(w->headers[0] + 4, again, 700);
	assert_memory_equal(w->headers[0] + 704, "\0\0\3\x84", 4);
	assert_memory_equal(w->headers[0] + 708, t.report.header, 900);
	assert_int_equal(w->rows[0].head_len, STORE_HEAD_LEN);
	assert_memory_equal(w->head[0], t.report.payload, STORE_HEAD_LEN);
	assert_int_equal(w->rows[1].ref, 1);
	assert_int_equal(w->rows[1].head_len, 300);
	assert_memory_equal(w->head[1], memo.payload, 300);
	assert_int_equal(w->rows[2].ref, 3);
	rig_forget(&memo);
	rig_forget(&t.report);
}

static void
entry_read_ranges_and_refusals(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_ref ref;
	struct range_wait *w;

	rig_thread(&t, 900, 100000);
	rig_create(r, &t);
	ref = rig_ref(&t.report);
	assert_false(entry_read(r, ref, true, 0, 10)->range.found);
	rig_release(r, false, 0);
	w = entry_read(r, ref, true, 65568, 65536);
	assert_int_equal(w->range.size, 100000);
	assert_int_equal(w->range.header_len, 900);
	assert_int_equal(w->range.len, 100000 - 65568);
	assert_memory_equal(w->data, t.report.payload + 65568, w->range.len);
	w = entry_read(r, ref, false, 890, 20);
	assert_int_equal(w->range.size, 100900);
	assert_memory_equal(w->data, t.report.header + 890, 10);
	assert_memory_equal(w->data + 10, t.report.payload, 10);
	ref.open[0] ^= 1;
	assert_false(entry_read(r, ref, true, 0, 10)->range.found);
	ref.id[0] ^= 1;
	assert_false(entry_read(r, ref, true, 0, 10)->range.found);
	rig_forget(&t.report);
}

static void
office_entry_outcomes(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_sealed s;
	struct store_ref ref, wrong;

	rig_thread(&t, 900, 4096);
	rig_sealed(&s, 800, 5000);
	rig_create(r, &t);
	ref = wrong = rig_ref(&t.report);
	wrong.open[31] ^= 1;
	/* Officers do not know of a report before its release. */
	assert_int_equal(
	    rig_reply(r, ref, STORE_FOR_OFFICE, &s).outcome, STORE_UNKNOWN);
	rig_release(r, false, 0);
	assert_int_equal(
	    rig_reply(r, wrong, STORE_FOR_OFFICE, &s).outcome, STORE_UNKNOWN);
	wrong.id[0] ^= 1;
	assert_int_equal(
	    rig_reply(r, wrong, STORE_FOR_OFFICE, &s).outcome, STORE_UNKNOWN);
	assert_int_equal(
	    rig_reply(r, ref, STORE_FOR_OFFICE, &s).outcome, STORE_CREATED);
	assert_int_equal(
	    rig_reply(r, ref, STORE_FOR_OFFICE, &s).outcome, STORE_SAME);
	/* The same bytes for another audience are not the same thing. */
	assert_int_equal(
	    rig_reply(r, ref, STORE_FOR_REPORTER, &s).outcome, STORE_CONFLICT);
	rig_forget(&s);
	rig_forget(&t.report);
}

static void
header_outcomes_and_listing(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct store_ref ref, wrong;
	struct reports_wait *w;
	uint8_t header[600] = { 0 };

	rig_thread(&t, 900, 4096);
	rig_create(r, &t);
	ref = wrong = rig_ref(&t.report);
	wrong.open[0] ^= 1;
	rig_release(r, false, 0);
	assert_int_equal(
	    header_add(r, wrong, header, 600).outcome, STORE_UNKNOWN);
	assert_int_equal(
	    header_add(r, ref, t.report.header, 900).outcome, STORE_SAME);
	for (int i = 0; i < 64; i++) {
		header[0] = (uint8_t)i;
		assert_int_equal(
		    header_add(r, ref, header, 600).outcome, STORE_CREATED);
	}
	assert_int_equal(header_add(r, ref, header, 600).outcome, STORE_SAME);
	header[0] = 200;
	assert_int_equal(header_add(r, ref, header, 600).outcome, STORE_FULL);
	/* Behind the cursor of those who saw the report: a new place each. */
	assert_int_equal(after(r, 1, 100, 1 << 20)->count, 0);
	rig_release(r, false, 0);
	w = after(r, 1, 100, 1 << 20);
	assert_int_equal(w->count, 64);
	for (size_t i = 0; i < w->count; i++) {
		assert_memory_equal(w->rows[i].id, t.report.id, STORE_ID_LEN);
		assert_int_equal(w->rows[i].header_len, 600);
	}
	rig_forget(&t.report);
}

static void
counts_over_the_limit_are_refused(void **state)
{
	static struct store_ref refs[STORE_REFS_MAX + 1];
	struct rig *r = *state;

	assert_int_equal(
	    store_threads_lookup(r->office, refs, 0, on_lookup, NULL, NULL),
	    ERR_LIMIT);
	assert_int_equal(store_entry_heads(r->office, refs, STORE_REFS_MAX + 1,
			     on_heads, NULL, NULL),
	    ERR_LIMIT);
	assert_int_equal(store_entry_read(r->office, refs, true, 0,
			     STORE_READ_LEN + 1, on_range, NULL, NULL),
	    ERR_LIMIT);
	assert_int_equal(heads(r, refs, STORE_REFS_MAX)->count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(reports_come_with_their_release_only),
		T(reports_page_by_rows_and_bytes),
		T(lookup_wants_released_report_and_its_open),
		T(heads_give_headers_newest_first_and_first_chunk),
		T(entry_read_ranges_and_refusals),
		T(office_entry_outcomes),
		T(header_outcomes_and_listing),
		T(counts_over_the_limit_are_refused),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
