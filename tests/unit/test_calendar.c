/* SPDX-License-Identifier: ISC */
#include "base/calendar.h"

#include "unit/fixture.h"

static struct base_date
day(const char *s)
{
	struct base_date d;

	assert_err(base_date_parse((struct base_text){ s, strlen(s) }, &d),
	    ERR_OK);
	return d;
}

static void
add(const char *from, unsigned int n, enum base_unit unit, const char *want,
    bool want_known)
{
	struct base_date d = day(from), out;
	bool known = true;

	base_calendar_add(&d, n, unit, &out, &known);
	assert_string_equal(out.text, want);
	assert_int_equal(known, want_known);
}

static bool
works(const char *date)
{
	struct base_date d = day(date);

	return base_calendar_workday(&d);
}

static void
calendar_knows_holidays_and_days_worked_instead(void **state)
{
	(void)state;
	assert_true(works("2026-11-26"));
	assert_false(works("2026-11-28"));
	assert_false(works("2026-11-29"));
	/* Spring Festival 2026 and the two weekends worked for it. */
	assert_false(works("2026-02-16"));
	assert_false(works("2026-02-23"));
	assert_true(works("2026-02-14"));
	assert_true(works("2026-02-28"));
	assert_true(works("2026-02-24"));
	assert_false(works("2000-01-01"));
	assert_true(works("2000-01-03"));
}

static void
calendar_counts_working_days(void **state)
{
	(void)state;
	add("2026-11-26", 0, BASE_UNIT_WD, "2026-11-26", true);
	add("2026-11-28", 0, BASE_UNIT_WD, "2026-11-28", true);
	add("2026-11-26", 1, BASE_UNIT_WD, "2026-11-27", true);
	add("2026-11-26", 2, BASE_UNIT_WD, "2026-11-30", true);
	add("2026-09-30", 5, BASE_UNIT_WD, "2026-10-13", true);
	add("2026-02-13", 5, BASE_UNIT_WD, "2026-02-27", true);
}

static void
calendar_says_when_it_counts_weekends_only(void **state)
{
	struct base_date last = day("2026-12-31"), next = day("2031-01-01");

	(void)state;
	add("2026-12-31", 1, BASE_UNIT_WD, "2027-01-01", false);
	add("2026-12-30", 1, BASE_UNIT_WD, "2026-12-31", true);
	add("2026-12-30", 40, BASE_UNIT_DAY, "2027-02-08", true);
	assert_true(base_calendar_known(&last));
	assert_false(base_calendar_known(&next));
}

static void
calendar_ends_months_on_their_last_day(void **state)
{
	(void)state;
	add("2026-01-15", 1, BASE_UNIT_MONTH, "2026-02-15", true);
	add("2026-01-31", 1, BASE_UNIT_MONTH, "2026-02-28", true);
	add("2028-01-31", 1, BASE_UNIT_MONTH, "2028-02-29", true);
	add("2026-08-31", 6, BASE_UNIT_MONTH, "2027-02-28", true);
	add("2026-12-01", 12, BASE_UNIT_MONTH, "2027-12-01", true);
	add("2026-11-30", 1, BASE_UNIT_MONTH, "2026-12-30", true);
	add("2026-11-30", 0, BASE_UNIT_NONE, "2026-11-30", true);
}

/* A date that somebody wrote, not one that happens. */
static void
calendar_bears_the_end_of_time(void **state)
{
	(void)state;
	add("9999-12-31", 15, BASE_UNIT_WD, "9999-12-31", true);
	add("9990-12-31", 12, BASE_UNIT_MONTH, "9990-12-31", true);
	add("9990-12-30", 12, BASE_UNIT_MONTH, "9991-12-30", true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    calendar_knows_holidays_and_days_worked_instead),
		cmocka_unit_test(calendar_counts_working_days),
		cmocka_unit_test(calendar_says_when_it_counts_weekends_only),
		cmocka_unit_test(calendar_ends_months_on_their_last_day),
		cmocka_unit_test(calendar_bears_the_end_of_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
