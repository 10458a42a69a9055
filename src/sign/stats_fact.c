/* SPDX-License-Identifier: ISC */
#include "sign/stats_fact.h"

#include <string.h>

#include "base/calendar.h"
#include "sign/stats_work.h"

#define MONTH_LEN 7 /* "2026-11" */
#define OPEN_DAYS 2
#define TOLD_DAYS 15

struct base_text
sign_stats_text(const char *s)
{
	return (struct base_text){ s, strlen(s) };
}

struct base_text
sign_stats_value(const struct sign_entry *e, const char *name)
{
	const struct sign_field *f = sign_entry_field(e, name, 0);

	return f == NULL ? sign_stats_text("") : f->value;
}

static const struct sign_move *
move_into(const struct sign_triage *t, const char *state)
{
	for (size_t i = 0; i < t->move_count; i++) {
		if (strcmp(sign_states[t->moves[i].to].code, state) == 0)
			return &t->moves[i];
	}
	return NULL;
}

const struct base_date *
sign_stats_into(const struct sign_triage *t, const char *state)
{
	const struct sign_move *m = move_into(t, state);

	return m == NULL ? NULL : &t->thread->entries[m->effect].entry->date;
}

void
sign_stats_put(struct stats_work *w, enum sign_stats_id table,
    struct base_text row, const char *column, const struct base_date *date,
    int32_t days)
{
	struct sign_fact f = { .days = days };

	if (date == NULL || w->e != ERR_OK ||
	    (w->sealed != NULL &&
		strncmp(date->text, w->sealed->text, MONTH_LEN) >= 0))
		return;
	f.series = sign_stats_series(table, row, sign_stats_text(column));
	f.date = *date;
	if (f.series != SIGN_SERIES_NONE)
		w->e = w->fn(w->ctx, &f);
}

/* "A01.2" is of kind A01, "C02.1" of kind C; "" for none that is listed. */
static struct base_text
kind_of(const struct sign_entry *report)
{
	const struct sign_stats_table *t = &sign_stats_tables[SIGN_STATS_KIND];
	struct base_text category = sign_stats_value(report, "category");

	for (size_t i = 0; i < t->row_count; i++) {
		if (base_text_starts(category, t->rows[i].code))
			return sign_stats_text(t->rows[i].code);
	}
	return sign_stats_text("");
}

static void
put_clock(struct stats_work *w, const char *row, const struct base_date *since,
    const struct base_date *done, unsigned int n, enum base_unit unit)
{
	struct base_date limit;
	bool known = true;

	if (since == NULL || done == NULL)
		return;
	base_calendar_add(since, n, unit, &limit, &known);
	sign_stats_put(w, SIGN_STATS_CLOCKS, sign_stats_text(row),
	    strcmp(done->text, limit.text) <= 0 ? "kept" : "missed", done,
	    base_date_days(done) - base_date_days(since));
}

/* The reply's first status that says what becomes of the report. */
static const struct base_date *
told(const struct sign_triage *t)
{
	for (size_t i = 0; i < t->thread->entry_count; i++) {
		const struct sign_thread_entry *te = &t->thread->entries[i];
		const struct sign_field *f;

		if (!te->trusted || te->entry == NULL ||
		    te->entry->kind != SIGN_KIND_REPLY)
			continue;
		for (size_t n = 0;
		     (f = sign_entry_field(te->entry, "status", n)) != NULL;
		     n++) {
			if (f->value.len == 2 && f->value.data[0] == 'P' &&
			    f->value.data[1] >= '4' && f->value.data[1] <= '7')
				return &te->entry->date;
		}
	}
	return NULL;
}

static void
put_nodes(struct stats_work *w)
{
	const struct sign_stats_table *t = &sign_stats_tables[SIGN_STATS_NODES];
	int32_t stored = base_date_days(w->stored);

	for (size_t i = 0; i < sign_stats_node_count; i++) {
		const struct sign_stats_node *n = &sign_stats_nodes[i];
		struct base_date day;
		int32_t at;

		memcpy(day.text, n->date, sizeof(day.text));
		at = base_date_days(&day);
		if (stored < at - SIGN_STATS_NODE_DAYS ||
		    stored > at + SIGN_STATS_NODE_DAYS)
			continue;
		base_date_from_days(at + SIGN_STATS_NODE_DAYS, &day);
		sign_stats_put(w, SIGN_STATS_NODES,
		    sign_stats_text(t->rows[n->row].code), "number", &day, 0);
	}
}

static void
put_disposals(struct stats_work *w, const struct base_date *accepted)
{
	const struct sign_stats_table *t =
	    &sign_stats_tables[SIGN_STATS_DISPOSAL];
	struct base_date limit;
	bool known = true;

	if (accepted != NULL)
		base_calendar_add(accepted, 1, BASE_UNIT_MONTH, &limit, &known);
	for (size_t i = 0; i < t->row_count; i++) {
		struct base_text row = sign_stats_text(t->rows[i].code);
		const struct base_date *date = sign_stats_into(w->t, row.data);

		sign_stats_put(w, SIGN_STATS_DISPOSAL, row, "number", date, 0);
		if (date != NULL && accepted != NULL &&
		    strcmp(date->text, limit.text) > 0)
			sign_stats_put(
			    w, SIGN_STATS_DISPOSAL, row, "overdue", date, 0);
	}
}

static void
concern(struct stats_work *w)
{
	const struct sign_triage *t = w->t;
	const struct base_date *accepted = sign_stats_into(t, "R09");
	const struct sign_move *end = move_into(t, "R18");
	const struct base_date *closed = sign_stats_into(t, "R18");
	struct base_text kind = kind_of(w->report);

	put_nodes(w);
	sign_stats_put(w, SIGN_STATS_KIND, kind, "reports", w->stored, 0);
	sign_stats_put(w, SIGN_STATS_KIND, kind, "accepted", accepted, 0);
	if (accepted != NULL)
		sign_stats_put(w, SIGN_STATS_KIND, kind, "closed", closed, 0);
	if (end != NULL)
		sign_stats_put(w, SIGN_STATS_OUTCOME,
		    sign_stats_value(
			t->thread->entries[end->event].entry, "outcome"),
		    "number", closed, 0);
	put_disposals(w, accepted);
	sign_stats_intake(w);
	put_clock(w, "open", w->stored, sign_stats_into(t, "R01"), OPEN_DAYS,
	    BASE_UNIT_WD);
	put_clock(w, "told", w->stored, told(t), TOLD_DAYS, BASE_UNIT_WD);
	put_clock(w, "propose", accepted, sign_stats_into(t, "R11"), 1,
	    BASE_UNIT_MONTH);
}

enum err
sign_stats_facts(const struct sign_triage *t, sign_fact_fn fn, void *ctx)
{
	struct stats_work w = { .t = t, .fn = fn, .ctx = ctx, .e = ERR_OK };

	for (size_t i = 0; i < t->thread->entry_count && w.report == NULL;
	     i++) {
		const struct sign_thread_entry *te = &t->thread->entries[i];

		if (te->entry != NULL && te->entry == t->thread->report) {
			w.report = te->entry;
			w.stored = &te->item->stored;
		}
	}
	if (w.report == NULL)
		return ERR_OK;
	w.sealed = sign_stats_into(t, "R07");
	if (w.report->form == SIGN_FORM_YOUTH)
		sign_stats_feedback(&w);
	else
		concern(&w);
	return w.e;
}
