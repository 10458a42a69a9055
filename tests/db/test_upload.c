/* SPDX-License-Identifier: ISC */
/*
 * Payloads that come part by part: what is kept, who wins a race, what becomes
 * an entry's, what expires, and that every byte is read as it was sent.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "db/rig.h"

#include "base/limits.h"
#include "base/sum.h"
#include "store/upload.h"

#define MIB (1024u * 1024u)
#define PART_LEN 1048832u /* 16 sealed chunks */

static const uint64_t lengths[] = { 1048848, 4195344, 16781328, 67125264 };

/* A payload and its upload, as a worker sees them. */
struct payload {
	uint8_t name[STORE_HASH_LEN];
	uint8_t state[BASE_SUM_STATE_LEN];
	uint64_t at;
	uint64_t length;
	uint8_t *data;
	struct store_thread thread; /* without payload */
};

struct found_wait {
	bool done;
	enum err e;
	bool found;
	struct store_upload upload;
};

static void
on_found(void *ctx, enum err e, const struct store_upload *upload)
{
	struct found_wait *w = ctx;

	w->done = true;
	w->e = e;
	if ((w->found = upload != NULL))
		w->upload = *upload;
}

static struct found_wait
look(struct rig *r, const uint8_t *name)
{
	struct found_wait w = { 0 };

	assert_int_equal(
	    store_upload_find(r->intake, name, on_found, &w, NULL), ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w;
}

static struct store_added
begin_crowded(struct rig *r, const uint8_t *name, uint64_t length, bool crowded)
{
	struct rig_added w = { 0 };

	assert_int_equal(store_upload_begin(r->intake, name, length, crowded,
			     rig_on_added, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.added;
}

struct appended_wait {
	bool done;
	enum err e;
	struct store_appended appended;
};

static void
on_appended(void *ctx, enum err e, const struct store_appended *appended)
{
	struct appended_wait *w = ctx;

	assert_false(w->done);
	w->done = true;
	w->e = e;
	if (e == ERR_OK)
		w->appended = *appended;
}

static void
append_start(struct rig *r, const uint8_t *name, const struct store_part *part,
    struct appended_wait *w)
{
	memset(w, 0, sizeof(*w));
	assert_int_equal(
	    store_upload_append(r->intake, name, part, on_appended, w, NULL),
	    ERR_OK);
}

static struct store_appended
append(struct rig *r, const uint8_t *name, const struct store_part *part)
{
	struct appended_wait w;

	append_start(r, name, part, &w);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.appended;
}

/* The part from `at` on, at most PART_LEN, summed. */
static struct store_part
next_part(struct payload *p)
{
	struct store_part part = { p->at, p->data + p->at, PART_LEN, p->state };

	if (p->length - p->at < PART_LEN)
		part.len = (size_t)(p->length - p->at);
	base_sum_add(p->state, p->at, part.data, part.len);
	p->at += part.len;
	return part;
}

static void
payload_new(struct payload *p, uint64_t length)
{
	memset(p, 0, sizeof(*p));
	p->length = length;
	p->data = malloc(length);
	assert_non_null(p->data);
	randombytes_buf(p->data, length);
	randombytes_buf(p->name, sizeof(p->name));
	base_sum_begin(p->state);
	rig_thread(&p->thread, 854, 1);
}

static void
payload_free(struct payload *p)
{
	rig_forget(&p->thread.report);
	free(p->data);
}

/* Begin and send all of it but for `left` parts. */
static void
send(struct rig *r, struct payload *p, unsigned int left)
{
	struct store_appended a;

	assert_int_equal(
	    begin_crowded(r, p->name, p->length, false).outcome, STORE_CREATED);
	while (p->at < p->length &&
	       p->length - p->at > (uint64_t)left * PART_LEN) {
		struct store_part part = next_part(p);

		a = append(r, p->name, &part);
		assert_int_equal(a.outcome, STORE_CREATED);
		assert_int_equal(a.at, p->at);
	}
}

static struct store_added
post_thread(struct rig *r, const struct payload *p)
{
	struct rig_added w = { 0 };

	assert_int_equal(store_thread_create_uploaded(r->intake, &p->thread,
			     p->name, rig_on_added, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.added;
}

static struct store_added
post_entry(struct rig *r, const uint8_t *mailbox, const struct payload *p)
{
	struct rig_added w = { 0 };

	assert_int_equal(
	    store_box_entry_add_uploaded(r->intake, mailbox, &p->thread.report,
		p->name, rig_on_added, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.added;
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
office_read(struct rig *r, const struct store_sealed *s, bool payload_only,
    uint64_t offset, size_t len)
{
	static struct range_wait w;
	struct store_ref ref = rig_ref(s);

	w.done = false;
	assert_int_equal(store_entry_read(r->office, &ref, payload_only, offset,
			     len, on_range, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return &w;
}

/* Every byte of the payload, and of the sealed object, in odd pieces. */
static void
assert_reads_as_sent(struct rig *r, const struct payload *p)
{
	const struct store_sealed *s = &p->thread.report;
	struct range_wait *w;

	for (uint64_t at = 0; at < p->length; at += 777777) {
		size_t want =
		    p->length - at < MIB ? (size_t)(p->length - at) : MIB;

		w = office_read(r, s, true, at, MIB);
		assert_true(w->range.found);
		assert_int_equal(w->range.size, p->length);
		assert_int_equal(w->range.len, want);
		assert_memory_equal(w->data, p->data + at, want);
	}
	w = office_read(r, s, false, 0, STORE_READ_LEN);
	assert_int_equal(w->range.size, s->header_len + p->length);
	assert_int_equal(w->range.header_len, s->header_len);
	assert_memory_equal(w->data, s->header, s->header_len);
	assert_memory_equal(
	    w->data + s->header_len, p->data, w->range.len - s->header_len);
	/* Around every seam, and the end. */
	for (uint64_t at = PART_LEN; at < p->length; at += PART_LEN) {
		w = office_read(r, s, true, at - 3, 7);
		assert_int_equal(w->range.len,
		    p->length - at + 3 < 7 ? p->length - at + 3 : 7);
		assert_memory_equal(w->data, p->data + at - 3, w->range.len);
	}
	w = office_read(r, s, true, p->length - 1, 50);
	assert_int_equal(w->range.len, 1);
	assert_int_equal(office_read(r, s, true, p->length, 50)->range.len, 0);
}

static void
upload_of_every_bucket_reads_as_it_was_sent(void **state)
{
	struct rig *r = *state;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint8_t hash[BASE_SUM_LEN], want[BASE_SUM_LEN];
		struct payload p;
		struct found_wait w;

		payload_new(&p, lengths[i]);
		send(r, &p, 0);
		w = look(r, p.name);
		assert_int_equal(w.upload.at, p.length);
		assert_int_equal(w.upload.length, p.length);
		base_sum_end(w.upload.state, p.length, hash);
		crypto_hash_sha256(want, p.data, p.length);
		assert_memory_equal(hash, want, sizeof(want));
		assert_int_equal(post_thread(r, &p).outcome, STORE_CREATED);
		rig_release(r, false, 0);
		assert_reads_as_sent(r, &p);
		payload_free(&p);
	}
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.part"
				       " WHERE entry IS NULL"),
	    0);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.upload"
				       " WHERE used"),
	    4);
}

/* Using 16 MiB writes one part again, and not all of them. */
static void
upload_used_leaves_its_bytes_where_they_are(void **state)
{
	static const char size[] =
	    "SELECT pg_total_relation_size('qf.part') / 1048576";
	struct rig *r = *state;
	struct payload p;
	long before;

	payload_new(&p, lengths[2]);
	send(r, &p, 0);
	before = rig_number(r, size);
	assert_true(before >= 16);
	assert_int_equal(post_thread(r, &p).outcome, STORE_CREATED);
	assert_int_equal(rig_number(r, size), before);
	payload_free(&p);
}

static void
upload_posted_again_is_same_and_elsewhere_conflict(void **state)
{
	struct rig *r = *state;
	struct payload p;
	struct store_thread other;
	struct store_added a;
	uint8_t *fields[] = { p.thread.handle, p.thread.self,
		p.thread.report.id, p.thread.report.open, p.thread.report.d,
		p.thread.mailbox };

	payload_new(&p, lengths[0]);
	send(r, &p, 0);
	assert_int_equal(post_thread(r, &p).outcome, STORE_CREATED);
	rig_sql(r, "UPDATE qf.thread SET date = '2026-01-02'");
	a = post_thread(r, &p);
	assert_int_equal(a.outcome, STORE_SAME);
	assert_string_equal(a.date.text, "2026-01-02");
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		fields[i][0] ^= 1;
		assert_int_equal(post_thread(r, &p).outcome, STORE_CONFLICT);
		fields[i][0] ^= 1;
	}
	/* Nor in another thread, nor as a follow-up of its own. */
	rig_thread(&other, 854, 4096);
	assert_int_equal(rig_create(r, &other).outcome, STORE_CREATED);
	assert_int_equal(
	    post_entry(r, other.mailbox, &p).outcome, STORE_CONFLICT);
	assert_int_equal(
	    post_entry(r, p.thread.mailbox, &p).outcome, STORE_CONFLICT);
	p.thread.report.id[0] ^= 1;
	assert_int_equal(
	    post_entry(r, other.mailbox, &p).outcome, STORE_CONFLICT);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.entry"), 2);
	rig_forget(&other.report);
	payload_free(&p);
}

static void
upload_as_a_follow_up(void **state)
{
	struct rig *r = *state;
	struct payload p, q;
	struct store_thread t;
	const uint8_t nobody[STORE_HASH_LEN] = { 9 };

	rig_thread(&t, 854, 4096);
	rig_create(r, &t);
	payload_new(&p, lengths[1]);
	send(r, &p, 0);
	assert_int_equal(post_entry(r, nobody, &p).outcome, STORE_UNKNOWN);
	assert_int_equal(post_entry(r, t.mailbox, &p).outcome, STORE_CREATED);
	assert_int_equal(post_entry(r, t.mailbox, &p).outcome, STORE_SAME);
	assert_int_equal(post_entry(r, nobody, &p).outcome, STORE_UNKNOWN);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM qf.entry WHERE NOT first AND"
			  " size = 854 + 4195344"),
	    1);
	/* The same bytes uploaded once more: nothing of them is kept. */
	q = p;
	randombytes_buf(q.name, sizeof(q.name));
	base_sum_begin(q.state);
	q.at = 0;
	send(r, &q, 0);
	assert_int_equal(post_entry(r, t.mailbox, &q).outcome, STORE_SAME);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.part"
				       " WHERE entry IS NULL"),
	    0);
	rig_release(r, false, 0);
	assert_reads_as_sent(r, &p);
	rig_forget(&t.report);
	payload_free(&p);
}

static void
upload_incomplete_or_unknown_is_gone(void **state)
{
	struct rig *r = *state;
	struct payload p;
	struct store_part part;

	payload_new(&p, lengths[1]);
	assert_false(look(r, p.name).found);
	assert_int_equal(post_thread(r, &p).outcome, STORE_GONE);
	part = next_part(&p);
	assert_int_equal(append(r, p.name, &part).outcome, STORE_UNKNOWN);
	p.at = 0;
	base_sum_begin(p.state);
	send(r, &p, 1);
	assert_true(p.at < p.length);
	assert_int_equal(post_thread(r, &p).outcome, STORE_GONE);
	assert_int_equal(
	    post_entry(r, p.thread.mailbox, &p).outcome, STORE_GONE);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 0);
	payload_free(&p);
}

/* A sweep after midnight, in the middle of a post from before it. */
static void
upload_with_a_part_swept_becomes_no_entry(void **state)
{
	static const char *const swept[] = {
		"DELETE FROM qf.part WHERE start = 0",
		"DELETE FROM qf.part WHERE start > 3000000",
	};
	struct rig *r = *state;

	for (size_t i = 0; i < sizeof(swept) / sizeof(swept[0]); i++) {
		struct rig_added w = { 0 };
		struct payload p;

		payload_new(&p, lengths[1]);
		send(r, &p, 0);
		rig_sql(r, swept[i]);
		assert_int_equal(store_thread_create_uploaded(r->intake,
				     &p.thread, p.name, rig_on_added, &w, NULL),
		    ERR_OK);
		rig_wait(r, &w.done, 20000);
		if (i == 0)
			assert_int_equal(w.added.outcome, STORE_GONE);
		else
			assert_int_equal(w.e, ERR_UNAVAILABLE);
		assert_int_equal(
		    rig_number(r, "SELECT count(*) FROM qf.entry"), 0);
		payload_free(&p);
	}
}

static void
part_again_is_same_and_elsewhere_conflict(void **state)
{
	struct rig *r = *state;
	struct payload p;
	struct store_part first, second, wrong;
	struct store_appended a;
	uint8_t after_first[BASE_SUM_STATE_LEN];

	payload_new(&p, lengths[1]);
	assert_int_equal(
	    begin_crowded(r, p.name, p.length, false).outcome, STORE_CREATED);
	assert_int_equal(
	    begin_crowded(r, p.name, p.length, false).outcome, STORE_SAME);
	first = next_part(&p);
	memcpy(after_first, p.state, sizeof(after_first));
	first.state = after_first;
	assert_int_equal(append(r, p.name, &first).outcome, STORE_CREATED);
	second = next_part(&p);
	assert_int_equal(append(r, p.name, &second).outcome, STORE_CREATED);
	/* As the driver does when a commit's answer was lost. */
	a = append(r, p.name, &first);
	assert_int_equal(a.outcome, STORE_SAME);
	assert_int_equal(a.at, p.at);
	wrong = first;
	wrong.data = second.data;
	a = append(r, p.name, &wrong);
	assert_int_equal(a.outcome, STORE_CONFLICT);
	assert_int_equal(a.at, p.at);
	wrong = second;
	wrong.start = p.at + 1;
	assert_int_equal(append(r, p.name, &wrong).outcome, STORE_CONFLICT);
	/* Past the end. */
	wrong.start = p.at;
	rig_sql(r, "UPDATE qf.upload SET length = at + 10");
	assert_int_equal(append(r, p.name, &wrong).outcome, STORE_CONFLICT);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.part"), 2);
	wrong.len = STORE_PART_LEN_MAX + 1;
	assert_int_equal(store_upload_append(r->intake, p.name, &wrong,
			     on_appended, NULL, NULL),
	    ERR_LIMIT);
	payload_free(&p);
}

/* Two connections, other bytes at one offset: one of them, whole. */
static void
race_for_an_offset_has_one_winner(void **state)
{
	struct store_options o = { .role = STORE_ROLE_INTAKE };
	struct rig *r = *state;
	struct store_db *two = rig_open(r, &o);

	while (!store_db_is_ready(two))
		rig_idle(r, 10);
	for (int i = 0; i < 40; i++) {
		struct appended_wait a = { 0 }, b = { 0 };
		struct payload p, q;
		struct store_part x, y;
		int won;

		payload_new(&p, lengths[0]);
		payload_new(&q, lengths[0]);
		memcpy(q.name, p.name, sizeof(q.name));
		(void)begin_crowded(r, p.name, p.length, false);
		x = next_part(&p);
		y = next_part(&q);
		append_start(r, p.name, &x, &a);
		assert_int_equal(
		    store_upload_append(two, q.name, &y, on_appended, &b, NULL),
		    ERR_OK);
		rig_wait(r, &a.done, 10000);
		rig_wait(r, &b.done, 10000);
		assert_int_equal(a.e, ERR_OK);
		assert_int_equal(b.e, ERR_OK);
		won = a.appended.outcome == STORE_CREATED ? 0 : 1;
		assert_int_equal(
		    (won == 0 ? &a : &b)->appended.outcome, STORE_CREATED);
		assert_int_equal(
		    (won == 0 ? &b : &a)->appended.outcome, STORE_CONFLICT);
		assert_memory_equal(look(r, p.name).upload.state,
		    (won == 0 ? &p : &q)->state, BASE_SUM_STATE_LEN);
		payload_free(&p);
		payload_free(&q);
	}
	store_db_close(&two);
}

/* Two connections post one upload for two threads: one gets it, whole. */
static void
race_for_an_upload_has_one_winner(void **state)
{
	struct store_options o = { .role = STORE_ROLE_INTAKE };
	struct rig *r = *state;
	struct store_db *two = rig_open(r, &o);

	while (!store_db_is_ready(two))
		rig_idle(r, 10);
	for (int i = 0; i < 10; i++) {
		struct rig_added a = { 0 }, b = { 0 };
		struct payload p;
		struct store_thread other;

		payload_new(&p, lengths[0]);
		rig_thread(&other, 854, 1);
		send(r, &p, 0);
		assert_int_equal(store_thread_create_uploaded(r->intake,
				     &p.thread, p.name, rig_on_added, &a, NULL),
		    ERR_OK);
		assert_int_equal(store_thread_create_uploaded(two, &other,
				     p.name, rig_on_added, &b, NULL),
		    ERR_OK);
		rig_wait(r, &a.done, 10000);
		rig_wait(r, &b.done, 10000);
		assert_int_equal(a.e, ERR_OK);
		assert_int_equal(b.e, ERR_OK);
		assert_true((a.added.outcome == STORE_CREATED &&
				b.added.outcome == STORE_CONFLICT) ||
			    (b.added.outcome == STORE_CREATED &&
				a.added.outcome == STORE_CONFLICT));
		rig_forget(&other.report);
		payload_free(&p);
	}
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.entry"), 10);
	store_db_close(&two);
}

struct swept_wait {
	bool done;
	enum err e;
	struct store_swept swept;
};

static void
on_swept(void *ctx, enum err e, const struct store_swept *swept)
{
	struct swept_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e == ERR_OK)
		w->swept = *swept;
}

static struct store_swept
sweep_once(struct rig *r)
{
	struct swept_wait w = { 0 };

	assert_int_equal(
	    store_upload_sweep(r->intake, on_swept, &w, NULL), ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.swept;
}

static void
upload_lives_to_the_end_of_the_next_day(void **state)
{
	struct rig *r = *state;
	struct payload p, used;
	struct store_part part;
	struct store_swept s;
	int sweeps = 0;

	payload_new(&p, lengths[3]);
	payload_new(&used, lengths[1]);
	send(r, &used, 0);
	assert_int_equal(post_thread(r, &used).outcome, STORE_CREATED);
	send(r, &p, 1);
	s = sweep_once(r);
	assert_int_equal(s.pending, 1);
	assert_int_equal(s.bytes, p.at);
	assert_false(s.more);

	rig_sql(r, "UPDATE qf.upload SET date = qf.today() - 1");
	part = next_part(&p);
	assert_true(look(r, p.name).found);
	assert_int_equal(append(r, p.name, &part).outcome, STORE_CREATED);
	assert_int_equal(post_thread(r, &used).outcome, STORE_SAME);
	s = sweep_once(r);
	assert_int_equal(s.pending, 1);

	rig_sql(r, "UPDATE qf.upload SET date = qf.today() - 2");
	assert_false(look(r, p.name).found);
	assert_int_equal(append(r, p.name, &part).outcome, STORE_UNKNOWN);
	assert_int_equal(post_thread(r, &p).outcome, STORE_GONE);
	assert_int_equal(post_thread(r, &used).outcome, STORE_GONE);
	do {
		s = sweep_once(r);
		assert_true(++sweeps < 10);
	} while (s.more);
	assert_true(sweeps >= 4);
	assert_int_equal(s.pending, 0);
	assert_int_equal(s.bytes, 0);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.upload"), 0);
	/* What became an entry stays. */
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.part"), 4);
	rig_release(r, false, 0);
	assert_reads_as_sent(r, &used);
	payload_free(&p);
	payload_free(&used);
}

static void
crowded_takes_the_place_of_an_empty_one(void **state)
{
	struct rig *r = *state;
	struct payload p;
	uint8_t name[STORE_HASH_LEN];

	payload_new(&p, lengths[1]);
	send(r, &p, 1);
	rig_sql(r, "INSERT INTO qf.upload SELECT sha256(int8send(i)), 1048848,"
		   " 0, decode(repeat('00', 96), 'hex'), qf.today(), false"
		   " FROM generate_series(1, 1000) AS i");
	for (int i = 0; i < 100; i++) {
		randombytes_buf(name, sizeof(name));
		assert_int_equal(begin_crowded(r, name, 1048848, true).outcome,
		    STORE_CREATED);
		assert_true(look(r, name).found);
	}
	/* One that begins behind all of them finds none to take. */
	assert_in_range(
	    rig_number(r, "SELECT count(*) FROM qf.upload"), 1001, 1011);
	assert_int_equal(look(r, p.name).upload.at, p.at);
	payload_free(&p);
}

/* Nothing of an upload but hashes, lengths, a day; no clock anywhere. */
static void
upload_row_tells_nothing_else(void **state)
{
	struct rig *r = *state;

	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM information_schema.columns"
			  " WHERE table_schema = 'qf' AND table_name IN"
			  " ('upload', 'part') AND (column_name, data_type)"
			  " NOT IN (('name', 'bytea'), ('length', 'bigint'),"
			  " ('at', 'bigint'), ('state', 'bytea'), ('date',"
			  " 'date'), ('used', 'boolean'), ('entry', 'bytea'),"
			  " ('bytes', 'bytea'), ('start', 'bigint'),"
			  " ('upload', 'bytea'))"),
	    0);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM pg_class c JOIN pg_namespace n"
			  " ON n.oid = c.relnamespace WHERE n.nspname = 'qf'"
			  " AND c.relname IN ('upload', 'part')"
			  " AND c.relpersistence = 'p'"),
	    2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(upload_of_every_bucket_reads_as_it_was_sent),
		T(upload_used_leaves_its_bytes_where_they_are),
		T(upload_posted_again_is_same_and_elsewhere_conflict),
		T(upload_as_a_follow_up),
		T(upload_incomplete_or_unknown_is_gone),
		T(upload_with_a_part_swept_becomes_no_entry),
		T(part_again_is_same_and_elsewhere_conflict),
		T(race_for_an_offset_has_one_winner),
		T(race_for_an_upload_has_one_winner),
		T(upload_lives_to_the_end_of_the_next_day),
		T(crowded_takes_the_place_of_an_empty_one),
		T(upload_row_tells_nothing_else),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
