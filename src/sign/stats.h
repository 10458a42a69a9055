/* SPDX-License-Identifier: ISC */
/*
 * Sheets of the statistics, guarded or not (docs/statistics.md).  A guarded
 * figure is a sum of *releases*: of each series the counts of a year are
 * carried on from month to month until they reach the least that may be shown,
 * and are then released together.  Longer periods, years to date and
 * comparisons add releases and nothing else, so that no two sheets differ by
 * what neither shows.
 *
 *	sign_stats_new -> sign_stats_case, for each case -> sign_stats_sheet
 *	  -> sign_stats_free
 */
#ifndef SIGN_STATS_H
#define SIGN_STATS_H

#include "sign/campaign.h"
#include "sign/stats_fact.h"

enum sign_period_kind {
	SIGN_PERIOD_MONTH,
	SIGN_PERIOD_QUARTER,
	SIGN_PERIOD_YEAR
};

struct sign_period {
	enum sign_period_kind kind;
	unsigned int year; /* 2000-9998 */
	unsigned int n;    /* month 1-12, quarter 1-4, 1 for a year */
};

struct sign_figure {
	bool shown;
	bool carried; /* part of it is older than the period */
	uint32_t value;
};

enum sign_stats_cell {
	SIGN_CELL_NOW,
	SIGN_CELL_TO_DATE,  /* from January to the end of the period */
	SIGN_CELL_BEFORE,   /* the period before */
	SIGN_CELL_YEAR_AGO, /* the same period a year ago */
	SIGN_CELL_COUNT
};

struct sign_median {
	bool shown;
	int64_t halves; /* twice the median days */
};

struct sign_sheet {
	struct sign_period period;
	bool guarded;
	bool listed[SIGN_STATS_COUNT]; /* tables that are part of it */
	struct sign_figure figures[SIGN_SERIES_COUNT][SIGN_CELL_COUNT];
	struct sign_median medians[SIGN_CLOCK_ROWS_MAX]; /* of the clocks */
};

/*
 * One figure for each row and column, of all months of a campaign together.
 * Guarded against the monthly sheets as well: what is left of these when the
 * campaign is taken away is at least the least that may be shown.
 */
struct sign_campaign_sheet {
	const struct sign_campaign *campaign; /* of the list that was given */
	bool guarded;
	bool listed[SIGN_STATS_COUNT];
	struct sign_figure figures[SIGN_SERIES_COUNT];
	struct sign_median medians[SIGN_CLOCK_ROWS_MAX];
};

struct sign_stats;

/* Nothing counted yet.  ERR_OK or ERR_MEMORY; *out is new. */
enum err sign_stats_new(struct sign_stats **out) MUST_USE;

/* Takes NULL and pointers to NULL, nulls the pointer. */
void sign_stats_free(struct sign_stats **s);

/*
 * The campaigns that cases are of, before any is counted; without it there are
 * none.  The list is borrowed until s is freed.
 */
void
sign_stats_campaigns(struct sign_stats *s, const struct sign_campaigns *all);

/* Count a fact.  ERR_OK, ERR_LIMIT (over LIMIT_FACTS_MAX), ERR_MEMORY. */
enum err
sign_stats_add(struct sign_stats *s, const struct sign_fact *f) MUST_USE;

/*
 * Count a case; it need not be kept.  As sign_stats_add(); after an error some
 * of its facts may be counted, and s is good for nothing but to be freed.
 */
enum err
sign_stats_case(struct sign_stats *s, const struct sign_triage *t) MUST_USE;

/*
 * "2026-11", "2026-Q4" and "2026", each with its kind; the years are those of
 * struct sign_period.  ERR_OK, ERR_FORMAT.
 */
enum err sign_period_parse(struct base_text t, enum sign_period_kind kind,
    struct sign_period *out) MUST_USE;

/*
 * A guarded sheet is of a period that was over two days before `today`: two
 * sheets of a month that still runs would differ by single cases, and an entry
 * may be two days older than its storing.  Sorts what was counted, and changes
 * nothing else.  ERR_OK, ERR_FORMAT (no period, or not over yet), ERR_MEMORY;
 * *out is written only on ERR_OK.
 */
enum err sign_stats_sheet(struct sign_stats *s, const struct sign_period *p,
    const struct base_date *today, bool guarded,
    struct sign_sheet *out) MUST_USE;

/*
 * The sheet of a campaign, by its place in the list.  Guarded, it is made when
 * the campaign's last month was over two days before `today`.  As
 * sign_stats_sheet().
 */
enum err sign_stats_campaign_sheet(struct sign_stats *s, size_t campaign,
    const struct base_date *today, bool guarded,
    struct sign_campaign_sheet *out) MUST_USE;

#endif
