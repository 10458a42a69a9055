/* SPDX-License-Identifier: ISC */
/* The sheet of a campaign; the twin is assets/lib/stats-campaign.ts. */
#include <stdlib.h>
#include <string.h>

#include "sign/stats_count.h"

struct series {
	const struct stats_month *months;
	uint32_t marked[SIGN_CAMPAIGNS_MAX]; /* by place in the list */
	bool shown[SIGN_CAMPAIGNS_MAX];
};

struct work {
	struct stats_span span;
	const struct sign_campaigns *all;
	size_t order[SIGN_CAMPAIGNS_MAX]; /* as their months end */
	struct sign_campaign_sheet *sheet;
	size_t at; /* the campaign that the sheet is of */
};

static int32_t
first_month(const struct work *w, size_t at)
{
	return sign_stats_month(&w->all->list[at].from);
}

static int32_t
last_month(const struct work *w, size_t at)
{
	return sign_stats_month(&w->all->list[at].to);
}

/* What is out already stays out: by the last month, then the code. */
static void
put_in_order(struct work *w)
{
	for (size_t i = 0; i < w->all->count; i++) {
		size_t k = i;

		for (; k > 0; k--) {
			size_t other = w->order[k - 1];
			int32_t a = last_month(w, other), b = last_month(w, i);

			if (a < b || (a == b && strcmp(w->all->list[other].code,
						    w->all->list[i].code) <= 0))
				break;
			w->order[k] = other;
		}
		w->order[k] = i;
	}
}

/* Of the releases, what was counted in these months and in no other. */
static uint32_t
inside(const struct work *w, const struct stats_month *m, int32_t first,
    int32_t last)
{
	uint32_t sum = 0;

	first = first < w->span.first ? w->span.first : first;
	last = last > w->span.last ? w->span.last : last;
	for (int32_t at = first; at <= last; at++) {
		const struct stats_month *now = &m[at - w->span.first];

		if (now->since >= first)
			sum += now->released;
	}
	return sum;
}

/*
 * Does the stretch from `start` to the end of the i-th campaign in order keep
 * the least when it and all that is out already is taken away?
 */
static bool
keeps(const struct work *w, const struct series *s, size_t i, int32_t start)
{
	uint32_t sum = s->marked[w->order[i]];

	for (size_t k = 0; k < i; k++) {
		if (s->shown[w->order[k]] &&
		    first_month(w, w->order[k]) >= start)
			sum += s->marked[w->order[k]];
	}
	return sum + SIGN_STATS_LEAST <=
	       inside(w, s->months, start, last_month(w, w->order[i]));
}

/*
 * A campaign's figure tells nothing of what a month keeps, and nothing small of
 * the rest.  A column within another is not shown where the other is not, or
 * says less.
 */
static void
decide(const struct work *w, struct series *s, const struct series *outer)
{
	for (size_t i = 0; i < w->all->count; i++) {
		size_t c = w->order[i];
		int32_t first = first_month(w, c);
		bool fits =
		    s->marked[c] >= SIGN_STATS_LEAST && keeps(w, s, i, first) &&
		    (outer == NULL ||
			(outer->shown[c] && s->marked[c] <= outer->marked[c]));

		for (size_t k = 0; fits && k < i; k++) {
			int32_t start = first_month(w, w->order[k]);

			if (s->shown[w->order[k]] && start < first)
				fits = keeps(w, s, i, start);
		}
		s->shown[c] = fits;
	}
}

/* What is outside a campaign's months is not its. */
static void
count_marked(const struct work *w, size_t series, struct series *s)
{
	const struct stats_kept *kept;
	size_t count;

	kept = sign_stats_kept(w->span.s, series, &count);
	for (size_t i = 0; i < count; i++) {
		size_t c = kept[i].campaign;

		if (c > 0 && c <= w->all->count &&
		    kept[i].month >= first_month(w, c - 1) &&
		    kept[i].month <= last_month(w, c - 1))
			s->marked[c - 1]++;
	}
}

/* Over what was kept and what was missed, where the former is shown. */
static void
put_median(struct work *w, size_t series, size_t columns, size_t row)
{
	size_t count, n = 0;

	for (size_t c = 0; c < columns; c++) {
		const struct stats_kept *kept =
		    sign_stats_kept(w->span.s, series + c, &count);

		for (size_t i = 0; i < count; i++) {
			if (kept[i].campaign == w->at + 1 &&
			    kept[i].month >= first_month(w, w->at) &&
			    kept[i].month <= last_month(w, w->at))
				w->span.days[n++] = kept[i].days;
		}
	}
	if (!w->sheet->figures[series].shown || n == 0 ||
	    (w->sheet->guarded && n < SIGN_STATS_LEAST))
		return;
	w->sheet->medians[row] =
	    (struct sign_median){ true, sign_stats_median(w->span.days, n) };
}

static void
put_row(struct work *w, enum sign_stats_id id, size_t row)
{
	const struct sign_stats_table *t = &sign_stats_tables[id];
	struct series columns[SIGN_STATS_COLUMNS_MAX] = { 0 };
	size_t first = t->first + row * t->column_count;

	sign_stats_release(&w->span, t, row);
	for (size_t c = 0; c < t->column_count; c++) {
		int within = t->columns[c].within;

		columns[c].months = w->span.columns + c * w->span.length;
		count_marked(w, first + c, &columns[c]);
		decide(w, &columns[c], within < 0 ? NULL : &columns[within]);
		w->sheet->figures[first + c] =
		    !w->sheet->guarded || columns[c].shown[w->at]
			? (struct sign_figure){ .shown = true,
				  .value = columns[c].marked[w->at] }
			: (struct sign_figure){ 0 };
	}
	if (id == SIGN_STATS_CLOCKS)
		put_median(w, first, t->column_count, row);
}

/* What a form's reports count in; key nodes have months of their own. */
static bool
is_listed(enum sign_stats_id id, enum sign_form form)
{
	bool youth = id == SIGN_STATS_TOPICS || id == SIGN_STATS_STATIONS;

	return id != SIGN_STATS_NODES && youth == (form == SIGN_FORM_YOUTH);
}

enum err
sign_stats_campaign_sheet(struct sign_stats *s, size_t campaign,
    const struct base_date *today, bool guarded,
    struct sign_campaign_sheet *out)
{
	struct work w = { .all = &s->campaigns, .at = campaign };
	enum err e;

	if (campaign >= s->campaigns.count ||
	    (guarded && !sign_stats_is_over(last_month(&w, campaign), today)))
		return ERR_FORMAT;
	if ((e = sign_stats_span_init(&w.span, s)) != ERR_OK)
		goto out;
	e = ERR_MEMORY;
	if ((w.sheet = calloc(1, sizeof(*w.sheet))) == NULL)
		goto out;
	put_in_order(&w);
	w.sheet->campaign = &w.all->list[campaign];
	w.sheet->guarded = guarded;
	for (int id = 0; id < SIGN_STATS_COUNT; id++) {
		w.sheet->listed[id] =
		    is_listed((enum sign_stats_id)id, w.sheet->campaign->form);
		for (size_t r = 0;
		     w.sheet->listed[id] && r < sign_stats_tables[id].row_count;
		     r++)
			put_row(&w, (enum sign_stats_id)id, r);
	}
	*out = *w.sheet;
	e = ERR_OK;
out:
	free(w.sheet);
	sign_stats_span_done(&w.span);
	return e;
}
