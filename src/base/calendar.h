/* SPDX-License-Identifier: ISC */
/*
 * Time limits: working days, calendar days and months.  Working days follow
 * the State Council's yearly arrangement (conf/workdays.json, compiled in); in
 * a year without one only Saturday and Sunday are off, and that is told.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>

#include "base/text.h"

enum base_unit {
	BASE_UNIT_NONE,
	BASE_UNIT_WD,
	BASE_UNIT_DAY,
	BASE_UNIT_MONTH
};

bool base_calendar_workday(const struct base_date *d);

/* Whether the arrangement of the date's year is known. */
bool base_calendar_known(const struct base_date *d);

/*
 * The last day of a limit of n units that begins on from: from itself is not
 * counted, and n 0 is from.  A month ends on the same day of the month, or on
 * its last one.  *known turns false, and never true, when a year without an
 * arrangement was counted in working days.  Dates stay below the year 9999.
 */
void base_calendar_add(const struct base_date *from, unsigned int n,
    enum base_unit unit, struct base_date *out, bool *known);

#endif
