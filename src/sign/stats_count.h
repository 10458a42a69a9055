/* SPDX-License-Identifier: ISC */
/* What struct sign_stats holds.  Private to this room. */
#ifndef SIGN_STATS_COUNT_H
#define SIGN_STATS_COUNT_H

#include "sign/stats.h"

/* A fact, as short as it gets; months count from year 0. */
struct stats_kept {
	uint32_t series;
	int32_t month;
	int32_t days;
	uint32_t campaign; /* its place and one more; 0: none */
};

struct sign_stats {
	struct stats_kept *kept;
	size_t count, size;
	bool sorted; /* by series, then month, then days */
	struct sign_campaigns campaigns;
};

/* What one month of a series counted, and what was released in it. */
struct stats_month {
	uint32_t count, released;
	bool carried;
	int32_t since; /* first month that may have counted in the release */
};

/* The months of a table's row, column by column, one sheet long. */
struct stats_span {
	const struct sign_stats *s;
	int32_t first, last; /* months that anything was counted in; whole */
			     /* years at the end; last < first: none */
	size_t length;       /* of one column */
	struct stats_month *columns; /* as many as a table may have */
	int32_t *days;               /* room for all that were kept */
};

/* Month of a date that was checked, counted from year 0. */
int32_t sign_stats_month(const struct base_date *d);

/* The month was over SIGN_DATE_SLACK_DAYS before today. */
bool sign_stats_is_over(int32_t month, const struct base_date *today);

/* Sorts what was counted.  ERR_OK, ERR_MEMORY; ended in every case. */
enum err
sign_stats_span_init(struct stats_span *w, struct sign_stats *s) MUST_USE;
void sign_stats_span_done(struct stats_span *w);

/* What was kept of a series: a place and a number. */
const struct stats_kept *
sign_stats_kept(const struct sign_stats *s, size_t series, size_t *count);

/* Count and release one row: all its columns. */
void sign_stats_release(
    struct stats_span *w, const struct sign_stats_table *t, size_t row);

/* Twice the median of n > 0 days, which are put in order. */
int64_t sign_stats_median(int32_t *days, size_t n);

#endif
