/* SPDX-License-Identifier: ISC */
/* Statistics: months of a series and what is released of them. */
#include <stdlib.h>

#include "sign/stats_count.h"

#define YEAR_MONTHS 12

static int
kept_compare(const void *a, const void *b)
{
	const struct stats_kept *x = a, *y = b;

	if (x->series != y->series)
		return x->series < y->series ? -1 : 1;
	if (x->month != y->month)
		return x->month < y->month ? -1 : 1;
	return (x->days > y->days) - (x->days < y->days);
}

const struct stats_kept *
sign_stats_kept(const struct sign_stats *s, size_t series, size_t *count)
{
	size_t low = 0, high = s->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->kept[middle].series < series)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < s->count && s->kept[end].series == series; end++)
		;
	*count = end - low;
	return s->kept + low;
}

/*
 * Release what has come together.  A column within another waits until the
 * other has released as much: else it would tell a least number of what the
 * other still keeps.
 */
static void
release(const struct stats_span *w, struct stats_month *m,
    const struct stats_month *outer, bool yearly)
{
	uint32_t kept = 0, mine = 0, others = 0;
	int32_t since = w->first;

	for (int32_t at = w->first; at <= w->last; at++) {
		struct stats_month *now = &m[at - w->first];

		if (at % YEAR_MONTHS == 0) {
			kept = 0;
			since = at;
		}
		kept += now->count;
		if (outer != NULL)
			others += outer[at - w->first].released;
		if (kept < SIGN_STATS_LEAST ||
		    (yearly && at % YEAR_MONTHS != YEAR_MONTHS - 1) ||
		    (outer != NULL && mine + kept > others))
			continue;
		now->released = kept;
		now->carried = since < at;
		now->since = since;
		mine += kept;
		kept = 0;
		since = at + 1;
	}
}

void
sign_stats_release(
    struct stats_span *w, const struct sign_stats_table *t, size_t row)
{
	size_t series = t->first + row * t->column_count;

	for (size_t c = 0; c < t->column_count; c++) {
		struct stats_month *m = w->columns + c * w->length;
		int within = t->columns[c].within;
		const struct stats_kept *kept;
		size_t count;

		for (size_t i = 0; i < w->length; i++)
			m[i] = (struct stats_month){ 0 };
		kept = sign_stats_kept(w->s, series + c, &count);
		for (size_t i = 0; i < count; i++)
			m[kept[i].month - w->first].count++;
		release(w, m,
		    within < 0 ? NULL : w->columns + (size_t)within * w->length,
		    t->yearly);
	}
}

enum err
sign_stats_span_init(struct stats_span *w, struct sign_stats *s)
{
	*w = (struct stats_span){ .s = s };
	if (!s->sorted && s->count > 0)
		qsort(s->kept, s->count, sizeof(s->kept[0]), kept_compare);
	s->sorted = true;
	w->first = s->count == 0 ? 0 : INT32_MAX;
	w->last = -1;
	for (size_t i = 0; i < s->count; i++) {
		int32_t month = s->kept[i].month;

		w->first = month < w->first ? month : w->first;
		w->last = month > w->last ? month : w->last;
	}
	if (s->count > 0)
		w->last += YEAR_MONTHS - 1 - w->last % YEAR_MONTHS;
	w->length = (size_t)w->last + 1 - (size_t)w->first;
	w->columns = calloc(
	    w->length * SIGN_STATS_COLUMNS_MAX + 1, sizeof(w->columns[0]));
	w->days = calloc(s->count + 1, sizeof(w->days[0]));
	return w->columns == NULL || w->days == NULL ? ERR_MEMORY : ERR_OK;
}

void
sign_stats_span_done(struct stats_span *w)
{
	free(w->days);
	free(w->columns);
	*w = (struct stats_span){ .s = NULL };
}

static int
days_compare(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int64_t
sign_stats_median(int32_t *days, size_t n)
{
	qsort(days, n, sizeof(days[0]), days_compare);
	return (int64_t)days[(n - 1) / 2] + days[n / 2];
}

bool
sign_stats_is_over(int32_t month, const struct base_date *today)
{
	int32_t end = month + 1;
	struct base_date next = { "0000-00-01" };

	for (int32_t i = 3, y = end / YEAR_MONTHS; i >= 0; i--, y /= 10)
		next.text[i] = (char)('0' + y % 10);
	next.text[5] = (char)('0' + (end % YEAR_MONTHS + 1) / 10);
	next.text[6] = (char)('0' + (end % YEAR_MONTHS + 1) % 10);
	return base_date_days(today) - SIGN_DATE_SLACK_DAYS >=
	       base_date_days(&next);
}
