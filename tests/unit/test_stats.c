/* SPDX-License-Identifier: ISC */
#include "unit/thread_vectors.h"

#include "base/limits.h"
#include "sign/stats.h"
#include "sign/stats_count.h"
#include "stats/cases.h"

#define REPORT_MAX ((size_t)8 << 20)

/* ---- the tables -------------------------------------------------------------- */

static void
table_series_are_told_apart(void **state)
{
	size_t next = 0;

	(void)state;
	for (size_t i = 0; i < SIGN_STATS_COUNT; i++) {
		const struct sign_stats_table *t = &sign_stats_tables[i];

		assert_int_equal(t->first, next);
		assert_true(t->row_count > 0 && t->column_count > 0);
		for (size_t at = 0; at < t->row_count * t->column_count; at++) {
			const char *row = t->rows[at / t->column_count].code;
			const char *column =
			    t->columns[at % t->column_count].code;

			assert_int_equal(
			    sign_stats_series((enum sign_stats_id)i,
				text_of(row), text_of(column)),
			    next++);
		}
		assert_true(strlen(t->zh) > 0 && strlen(t->en) > 0);
		assert_true(strlen(t->note_zh) > 0 && strlen(t->note_en) > 0);
	}
	assert_int_equal(next, SIGN_SERIES_COUNT);
	assert_int_equal(sign_stats_series(SIGN_STATS_KIND, text_of("E01"),
			     text_of("reports")),
	    SIGN_SERIES_NONE);
	assert_int_equal(sign_stats_series(SIGN_STATS_KIND, text_of("A01"),
			     text_of("number")),
	    SIGN_SERIES_NONE);
}

/* A column is released after the one that it is within. */
static void
table_columns_stand_behind_what_holds_them(void **state)
{
	size_t some = 0;

	(void)state;
	for (size_t i = 0; i < SIGN_STATS_COUNT; i++) {
		const struct sign_stats_table *t = &sign_stats_tables[i];

		for (size_t c = 0; c < t->column_count; c++) {
			assert_true(t->columns[c].within < (int)c);
			some += t->columns[c].within >= 0;
		}
	}
	assert_true(some > 3);
	assert_int_equal(SIGN_STATS_LEAST, 5);
}

static void
table_nodes_have_days(void **state)
{
	(void)state;
	assert_true(sign_stats_node_count > 10);
	for (size_t i = 0; i < sign_stats_node_count; i++) {
		struct base_date d;

		assert_err(base_date_parse(text_of(sign_stats_nodes[i].date),
			       &d), ERR_OK);
		assert_true(sign_stats_nodes[i].row <
		    sign_stats_tables[SIGN_STATS_NODES].row_count);
	}
}

/* ---- periods ------------------------------------------------------------------ */

static void
period_reads_what_people_write(void **state)
{
	struct sign_period p;

	(void)state;
	assert_err(sign_period_parse(text_of("2026-11"), SIGN_PERIOD_MONTH,
		       &p), ERR_OK);
	assert_true(p.kind == SIGN_PERIOD_MONTH && p.year == 2026 &&
	    p.n == 11);
	assert_err(sign_period_parse(text_of("2026-01"), SIGN_PERIOD_MONTH,
		       &p), ERR_OK);
	assert_int_equal(p.n, 1);
	assert_err(sign_period_parse(text_of("2026-Q4"), SIGN_PERIOD_QUARTER,
		       &p), ERR_OK);
	assert_true(p.kind == SIGN_PERIOD_QUARTER && p.n == 4);
	assert_err(sign_period_parse(text_of("2026"), SIGN_PERIOD_YEAR, &p),
	    ERR_OK);
	assert_true(p.kind == SIGN_PERIOD_YEAR && p.n == 1);
}

static void
period_refuses_all_else(void **state)
{
	static const struct {
		const char *text;
		enum sign_period_kind kind;
	} bad[] = {
		{ "", SIGN_PERIOD_YEAR }, { "202", SIGN_PERIOD_YEAR },
		{ "20260", SIGN_PERIOD_YEAR }, { "1999", SIGN_PERIOD_YEAR },
		{ "9999", SIGN_PERIOD_YEAR }, { "2o26", SIGN_PERIOD_YEAR },
		{ "2026-11", SIGN_PERIOD_YEAR },
		{ "2026", SIGN_PERIOD_MONTH }, { "2026-", SIGN_PERIOD_MONTH },
		{ "2026-1", SIGN_PERIOD_MONTH },
		{ "2026-00", SIGN_PERIOD_MONTH },
		{ "2026-13", SIGN_PERIOD_MONTH },
		{ "2026-011", SIGN_PERIOD_MONTH },
		{ "2026/11", SIGN_PERIOD_MONTH },
		{ "2026-Q1", SIGN_PERIOD_MONTH },
		{ "2026-Q0", SIGN_PERIOD_QUARTER },
		{ "2026-Q5", SIGN_PERIOD_QUARTER },
		{ "2026-Q", SIGN_PERIOD_QUARTER },
		{ "2026-q1", SIGN_PERIOD_QUARTER },
		{ "2026-Q01", SIGN_PERIOD_QUARTER },
	};
	struct sign_period p;

	(void)state;
	for (size_t i = 0; i < N(bad); i++)
		assert_err(sign_period_parse(text_of(bad[i].text), bad[i].kind,
			       &p), ERR_FORMAT);
}

static void
sheet_waits_until_its_period_is_over(void **state)
{
	static const struct {
		struct sign_period p;
		const char *today;
		bool guarded;
		enum err e;
	} rows[] = {
		{ { SIGN_PERIOD_MONTH, 2026, 5 }, "2026-06-02", true,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_MONTH, 2026, 5 }, "2026-06-03", true, ERR_OK },
		{ { SIGN_PERIOD_MONTH, 2026, 5 }, "2026-05-31", false, ERR_OK },
		{ { SIGN_PERIOD_QUARTER, 2026, 2 }, "2026-07-02", true,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_QUARTER, 2026, 2 }, "2026-07-03", true,
		    ERR_OK },
		{ { SIGN_PERIOD_YEAR, 2026, 1 }, "2027-01-02", true,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_YEAR, 2026, 1 }, "2027-01-03", true, ERR_OK },
		{ { SIGN_PERIOD_MONTH, 2026, 0 }, "2027-01-03", true,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_MONTH, 2026, 13 }, "2029-01-03", true,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_QUARTER, 2026, 5 }, "2029-01-03", false,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_YEAR, 1999, 1 }, "2029-01-03", false,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_YEAR, 9999, 1 }, "2029-01-03", false,
		    ERR_FORMAT },
		{ { SIGN_PERIOD_YEAR, 9998, 1 }, "9999-01-03", true, ERR_OK },
	};
	static struct sign_sheet sheet;
	struct sign_stats *s;

	(void)state;
	assert_err(sign_stats_new(&s), ERR_OK);
	for (size_t i = 0; i < N(rows); i++) {
		struct base_date today = date_of(rows[i].today);

		assert_err(sign_stats_sheet(s, &rows[i].p, &today,
			       rows[i].guarded, &sheet), rows[i].e);
	}
	sign_stats_free(&s);
	assert_null(s);
	sign_stats_free(&s);
}

/* Without counting so many: the room for them is never looked at. */
static void
count_has_an_end(void **state)
{
	struct sign_fact f = { .date = date_of("2026-01-02") };
	struct sign_stats *s;

	(void)state;
	assert_err(sign_stats_new(&s), ERR_OK);
	s->count = s->size = LIMIT_FACTS_MAX;
	assert_err(sign_stats_add(s, &f), ERR_LIMIT);
	sign_stats_free(&s);
}

/* ---- vectors ------------------------------------------------------------------- */

static void
plain_vectors_agree(void **state)
{
	json_t *root = vectors_load("stats.json"), *c;
	size_t i;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "cases")) > 10);
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		const char *want = get_text(c, "report");
		struct base_buf out;

		base_buf_init(&out, REPORT_MAX);
		stats_cases_report(text_of(get_text(c, "words")),
		    text_of(get_text(c, "text")), NULL, &out);
		if (out.len != strlen(want) ||
		    memcmp(out.data, want, out.len) != 0)
			fail_msg("%s: %.*s", get_text(c, "name"),
			    (int)out.len, (const char *)out.data);
		base_buf_done(&out);
	}
	json_decref(root);
}

static json_t *
facts_of(const json_t *root, const json_t *c, const struct sign_chain *chain)
{
	struct stats_lines lines = { 0 };
	struct vector_thread v;
	struct sign_triage *triage;
	struct sign_thread *t;
	json_t *list = json_array();
	struct base_text rest, line;
	struct base_buf out;

	vector_thread_read(&v, root, c, chain);
	assert_err(sign_thread_check(&v.in, &t), ERR_OK);
	assert_err(sign_triage_read(t, &triage), ERR_OK);
	assert_err(sign_stats_facts(triage, stats_lines_add, &lines), ERR_OK);
	base_buf_init(&out, REPORT_MAX);
	stats_lines_put(&lines, &out);
	for (rest = buf_text(&out); base_text_line(&rest, &line);)
		json_array_append_new(list, json_text(line));
	base_buf_done(&out);
	sign_triage_free(&triage);
	sign_thread_free(&t);
	vector_thread_done(&v);
	return list;
}

static void
signed_vectors_agree(void **state)
{
	json_t *root = vectors_load("triage.json");
	json_t *stats = vectors_load("stats.json");
	json_t *all = json_object_get(stats, "signed"), *c;
	struct sign_chain *chain = NULL;
	size_t i, some = 0;

	(void)state;
	vector_chain(root, &chain);
	assert_int_equal(json_array_size(all),
	    json_array_size(json_object_get(root, "cases")));
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		json_t *want = json_object_get(json_array_get(all, i),
		    "facts");
		json_t *got = facts_of(root, c, chain);

		if (!json_equal(got, want))
			fail_msg("%s: %s", get_text(c, "name"),
			    json_dumps(got, 0));
		some += json_array_size(got);
		json_decref(got);
	}
	assert_true(some > 200);
	sign_chain_free(&chain);
	json_decref(stats);
	json_decref(root);
}

static enum err
refuse(void *ctx, const struct sign_fact *f)
{
	size_t *calls = ctx;

	assert_true(f->series < SIGN_SERIES_COUNT);
	++*calls;
	return ERR_LIMIT;
}

static void
facts_end_at_the_first_error(void **state)
{
	json_t *root = vectors_load("triage.json");
	json_t *c = json_array_get(json_object_get(root, "cases"), 0);
	struct sign_chain *chain = NULL;
	struct vector_thread v;
	struct sign_triage *triage;
	struct sign_thread *t;
	size_t calls = 0;

	(void)state;
	vector_chain(root, &chain);
	vector_thread_read(&v, root, c, chain);
	assert_err(sign_thread_check(&v.in, &t), ERR_OK);
	assert_err(sign_triage_read(t, &triage), ERR_OK);
	assert_err(sign_stats_facts(triage, refuse, &calls), ERR_LIMIT);
	assert_int_equal(calls, 1);
	sign_triage_free(&triage);
	sign_thread_free(&t);
	vector_thread_done(&v);
	sign_chain_free(&chain);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_series_are_told_apart),
		cmocka_unit_test(table_columns_stand_behind_what_holds_them),
		cmocka_unit_test(table_nodes_have_days),
		cmocka_unit_test(period_reads_what_people_write),
		cmocka_unit_test(period_refuses_all_else),
		cmocka_unit_test(sheet_waits_until_its_period_is_over),
		cmocka_unit_test(count_has_an_end),
		cmocka_unit_test(plain_vectors_agree),
		cmocka_unit_test(signed_vectors_agree),
		cmocka_unit_test(facts_end_at_the_first_error),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
