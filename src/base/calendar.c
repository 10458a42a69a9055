/* SPDX-License-Identifier: ISC */
#include "base/calendar.h"

#include <stdlib.h>
#include <string.h>

static const char *const days_off[] = {
#define OFF(date) date,
#include "base/workdays.inc"
};
static const char *const days_on[] = {
#define ON(date) date,
#include "base/workdays.inc"
};
static const unsigned int years[] = {
#define YEAR(year) year,
#include "base/workdays.inc"
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Well below what base_date_from_days() takes. */
#define LAST_DAY "9990-12-31"

static bool
listed(const char *const *list, size_t count, const struct base_date *d)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], d->text) == 0)
			return true;
	}
	return false;
}

bool
base_calendar_workday(const struct base_date *d)
{
	/* 1970-01-01, day 0, was a Thursday. */
	int32_t weekday = (base_date_days(d) % 7 + 7 + 3) % 7;

	if (weekday >= 5)
		return listed(days_on, COUNT(days_on), d);
	return !listed(days_off, COUNT(days_off), d);
}

bool
base_calendar_known(const struct base_date *d)
{
	unsigned long year = strtoul(d->text, NULL, 10);

	for (size_t i = 0; i < COUNT(years); i++) {
		if (years[i] == year)
			return true;
	}
	return false;
}

static void
workdays_add(const struct base_date *from, unsigned int n,
    struct base_date *out, bool *known)
{
	int32_t day = base_date_days(from);

	*out = *from;
	while (n > 0) {
		base_date_from_days(++day, out);
		if (!base_calendar_known(out))
			*known = false;
		if (base_calendar_workday(out))
			n--;
	}
}

static void
months_add(const struct base_date *from, unsigned int n, struct base_date *out)
{
	unsigned long year = strtoul(from->text, NULL, 10);
	unsigned long month = strtoul(from->text + 5, NULL, 10) - 1 + n;
	char text[DATE_LEN + 1];

	year += month / 12;
	month = month % 12 + 1;
	memcpy(text, from->text, sizeof(text));
	text[0] = (char)('0' + year / 1000);
	text[1] = (char)('0' + year / 100 % 10);
	text[2] = (char)('0' + year / 10 % 10);
	text[3] = (char)('0' + year % 10);
	text[5] = (char)('0' + month / 10);
	text[6] = (char)('0' + month % 10);
	/* 31 June is none: go back to the month's last day. */
	while (base_date_parse((struct base_text){ text, DATE_LEN }, out) !=
	    ERR_OK) {
		unsigned long day = strtoul(text + 8, NULL, 10) - 1;

		REQUIRE(day >= 28);
		text[8] = (char)('0' + day / 10);
		text[9] = (char)('0' + day % 10);
	}
}

void
base_calendar_add(const struct base_date *from, unsigned int n,
    enum base_unit unit, struct base_date *out, bool *known)
{
	/* Dates of entries may be absurd; limits of theirs end somewhere. */
	if (strcmp(from->text, LAST_DAY) >= 0) {
		*out = *from;
		return;
	}
	switch (unit) {
	case BASE_UNIT_WD:
		workdays_add(from, n, out, known);
		break;
	case BASE_UNIT_DAY:
		base_date_from_days(base_date_days(from) + (int32_t)n, out);
		break;
	case BASE_UNIT_MONTH:
		months_add(from, n, out);
		break;
	case BASE_UNIT_NONE:
		*out = *from;
		break;
	}
}
