/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include "unit/fixture.h"

static struct base_text
text(const char *s)
{
	return (struct base_text){ s, strlen(s) };
}

static void
text_line_needs_its_lf(void **state)
{
	struct base_text rest = text("one\n\ntwo\nthree"), line;

	(void)state;
	assert_true(base_text_line(&rest, &line));
	assert_true(base_text_is(line, "one"));
	assert_true(base_text_line(&rest, &line));
	assert_int_equal(line.len, 0);
	assert_true(base_text_line(&rest, &line));
	assert_true(base_text_is(line, "two"));
	assert_false(base_text_line(&rest, &line));
	assert_true(base_text_is(rest, "three"));
	assert_true(base_text_is(line, "two"));
	assert_false(base_text_line(&(struct base_text){ NULL, 0 }, &line));
}

static void
text_word_loses_no_space(void **state)
{
	struct base_text rest = text("to  01 "), word;

	(void)state;
	assert_true(base_text_word(&rest, &word));
	assert_true(base_text_is(word, "to"));
	assert_true(base_text_word(&rest, &word));
	assert_int_equal(word.len, 0);
	assert_true(base_text_word(&rest, &word));
	assert_true(base_text_is(word, "01 "));
	assert_false(base_text_word(&rest, &word));
	rest = text(" ");
	assert_true(base_text_word(&rest, &word));
	assert_true(base_text_is(word, " "));
	assert_false(base_text_word(&rest, &word));
	rest = text("a b");
	assert_true(base_text_word(&rest, &word));
	assert_true(base_text_word(&rest, &word));
	assert_true(base_text_is(word, "b"));
	assert_false(base_text_word(&rest, &word));
}

static void
text_decimal_is_canonical_and_bounded(void **state)
{
	static const char *const bad[] = { "", "00", "01", "-1", "+1", " 1",
		"1 ", "1a", "0x1", "1.0", "101", "1000", "18446744073709551616",
		"99999999999999999999999" };
	uint64_t v = 77;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_err(
		    base_text_decimal(text(bad[i]), 100, &v), ERR_FORMAT);
	assert_int_equal(v, 77);
	assert_err(base_text_decimal(text("0"), 0, &v), ERR_OK);
	assert_int_equal(v, 0);
	assert_err(base_text_decimal(text("5"), 4, &v), ERR_FORMAT);
	assert_err(base_text_decimal(text("100"), 100, &v), ERR_OK);
	assert_int_equal(v, 100);
	assert_err(
	    base_text_decimal(text("18446744073709551615"), UINT64_MAX, &v),
	    ERR_OK);
	assert_true(v == UINT64_MAX);
}

static void
text_clean_takes_well_formed_utf8(void **state)
{
	static const char *const good[] = { "", "plain\nlines\n", "清风信箱",
		"\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
		"\xee\x80\x80", "\xef\xbf\xbd", "\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf", "~ !" };
	(void)state;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(base_text_clean(text(good[i])));
}

static void
text_clean_refuses_the_rest(void **state)
{
	static const char *const bad[] = { "\t", "\r\n", "\x1b[1m", "\x7f",
		"\xc2\x80", "\xc2\x9f",          /* C1 controls */
		"\xef\xbb\xbf", "a\xef\xbb\xbf", /* BOM */
		"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", /* longer */
		"\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xfe",
		"\xc2", "\xe6\xb8", "\xf0\x9f\x98", "\xe6\xb8z", "a\xc2" };
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(base_text_clean(text(bad[i])));
	assert_false(base_text_clean((struct base_text){ "a\0b", 3 }));
}

static void
text_points_count_code_points(void **state)
{
	(void)state;
	assert_int_equal(base_text_points(text("清风a")), 3);
	assert_int_equal(base_text_points(text("")), 0);
	assert_int_equal(base_text_points(text("\xf0\x9f\x98\x80")), 1);
}

static void
date_parse_takes_real_days_only(void **state)
{
	static const char *const bad[] = { "2026-02-29", "2026-13-01",
		"2026-00-10", "2026-01-00", "2026-04-31", "1999-12-31",
		"2100-02-29", "2026-1-01", "2026/01/01", "2026-01-32",
		"+026-01-01", "", "2026-01-011" };
	static const char *const good[] = { "2000-02-29", "2024-02-29",
		"2026-11-23", "2026-12-31", "9999-12-31", "2000-01-01" };
	struct base_date d = { "untouched" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_err(base_date_parse(text(bad[i]), &d), ERR_FORMAT);
	assert_string_equal(d.text, "untouched");
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_err(base_date_parse(text(good[i]), &d), ERR_OK);
		assert_string_equal(d.text, good[i]);
	}
}

static void
date_days_go_both_ways(void **state)
{
	struct base_date d = { "1970-01-01" };

	(void)state;
	assert_int_equal(base_date_days(&d), 0);
	base_date_from_days(20780, &d);
	assert_string_equal(d.text, "2026-11-23");
	for (int32_t days = 10957; days < 10957 + 366 * 450; days++) {
		base_date_from_days(days, &d);
		assert_int_equal(base_date_days(&d), days);
	}
}

/* Asia/Shanghai: the day begins at 16:00 UTC of the day before. */
static void
date_at_is_shanghais(void **state)
{
	struct base_date d;

	(void)state;
	base_date_at(0, &d);
	assert_string_equal(d.text, "1970-01-01");
	base_date_at(1795449599, &d); /* 2026-11-23 15:59:59 UTC */
	assert_string_equal(d.text, "2026-11-23");
	base_date_at(1795449600, &d);
	assert_string_equal(d.text, "2026-11-24");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_line_needs_its_lf),
		cmocka_unit_test(text_word_loses_no_space),
		cmocka_unit_test(text_decimal_is_canonical_and_bounded),
		cmocka_unit_test(text_clean_takes_well_formed_utf8),
		cmocka_unit_test(text_clean_refuses_the_rest),
		cmocka_unit_test(text_points_count_code_points),
		cmocka_unit_test(date_parse_takes_real_days_only),
		cmocka_unit_test(date_days_go_both_ways),
		cmocka_unit_test(date_at_is_shanghais),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
