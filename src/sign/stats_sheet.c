/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "sign/stats.h"
#include "sign/stats_count.h"

#define YEAR_MONTHS 12

/* One sheet in the making. */
struct work {
	struct stats_span span;
	struct sign_sheet *sheet;
};

static int32_t
months_in(enum sign_period_kind kind)
{
	static const int32_t months[] = { 1, 3, 12 };

	return months[kind];
}

/* The first month of a period, counted from year 0. */
static int32_t
period_first(const struct sign_period *p)
{
	return (int32_t)p->year * YEAR_MONTHS +
	       (int32_t)(p->n - 1) * months_in(p->kind);
}

static struct sign_figure
figure(
    const struct work *w, const struct stats_month *m, int32_t from, int32_t to)
{
	struct sign_figure f = { .shown = !w->sheet->guarded };
	const struct stats_span *s = &w->span;

	from = from < s->first ? s->first : from;
	to = to > s->last ? s->last : to;
	for (int32_t at = from; at <= to; at++) {
		const struct stats_month *now = &m[at - s->first];

		if (w->sheet->guarded) {
			f.value += now->released;
			f.shown |= now->released > 0;
			f.carried |= now->carried;
		} else {
			f.value += now->count;
		}
	}
	return f;
}

static void
put_cells(const struct work *w, const struct stats_month *m,
    struct sign_figure cells[static SIGN_CELL_COUNT])
{
	const struct sign_period *p = &w->sheet->period;
	int32_t n = months_in(p->kind), first = period_first(p);
	int32_t last = first + n - 1;

	cells[SIGN_CELL_NOW] = figure(w, m, first, last);
	cells[SIGN_CELL_TO_DATE] =
	    figure(w, m, (int32_t)p->year * YEAR_MONTHS, last);
	cells[SIGN_CELL_BEFORE] = figure(w, m, first - n, last - n);
	cells[SIGN_CELL_YEAR_AGO] =
	    figure(w, m, first - YEAR_MONTHS, last - YEAR_MONTHS);
}

static void
put_row(struct work *w, const struct sign_stats_table *t, size_t row)
{
	size_t series = t->first + row * t->column_count;

	sign_stats_release(&w->span, t, row);
	for (size_t c = 0; c < t->column_count; c++)
		put_cells(w, w->span.columns + c * w->span.length,
		    w->sheet->figures[series + c]);
}

/* Over what was kept and what was missed, where the former is shown. */
static void
put_median(const struct work *w, const struct sign_stats_table *t, size_t row)
{
	const struct sign_period *p = &w->sheet->period;
	int32_t first = period_first(p), last = first + months_in(p->kind) - 1;
	size_t series = t->first + row * t->column_count, count, n = 0;

	for (size_t c = 0; c < t->column_count; c++) {
		const struct stats_kept *kept =
		    sign_stats_kept(w->span.s, series + c, &count);

		for (size_t i = 0; i < count; i++) {
			if (kept[i].month >= first && kept[i].month <= last)
				w->span.days[n++] = kept[i].days;
		}
	}
	if (!w->sheet->figures[series][SIGN_CELL_NOW].shown || n == 0 ||
	    (w->sheet->guarded && n < SIGN_STATS_LEAST))
		return;
	w->sheet->medians[row] =
	    (struct sign_median){ true, sign_stats_median(w->span.days, n) };
}

static void
put_table(struct work *w, enum sign_stats_id id)
{
	const struct sign_stats_table *t = &sign_stats_tables[id];
	struct sign_sheet *sheet = w->sheet;

	sheet->listed[id] = !sheet->guarded || !t->yearly ||
			    sheet->period.kind == SIGN_PERIOD_YEAR;
	for (size_t r = 0; r < t->row_count; r++) {
		put_row(w, t, r);
		if (id == SIGN_STATS_CLOCKS)
			put_median(w, t, r);
	}
}

static bool
is_period(const struct sign_period *p)
{
	return p->year >= 2000 && p->year <= 9998 && p->n >= 1 &&
	       (int32_t)p->n <= YEAR_MONTHS / months_in(p->kind);
}

enum err
sign_stats_sheet(struct sign_stats *s, const struct sign_period *p,
    const struct base_date *today, bool guarded, struct sign_sheet *out)
{
	struct work w = { .sheet = NULL };
	enum err e;

	if (!is_period(p) ||
	    (guarded && !sign_stats_is_over(
			    period_first(p) + months_in(p->kind) - 1, today)))
		return ERR_FORMAT;
	if ((e = sign_stats_span_init(&w.span, s)) != ERR_OK)
		goto out;
	e = ERR_MEMORY;
	if ((w.sheet = calloc(1, sizeof(*w.sheet))) == NULL)
		goto out;
	w.sheet->period = *p;
	w.sheet->guarded = guarded;
	for (int id = 0; id < SIGN_STATS_COUNT; id++)
		put_table(&w, (enum sign_stats_id)id);
	*out = *w.sheet;
	e = ERR_OK;
out:
	free(w.sheet);
	sign_stats_span_done(&w.span);
	return e;
}
