/* SPDX-License-Identifier: ISC */
/* Statistics: what a case counts in by its labels and by its topics. */
#include <string.h>

#include "sign/stats_work.h"

#define MONTH_LEN 7 /* "2026-11" */

/* ---- the class of a concern ------------------------------------------------ */

/* What the labels say, one entry after the other. */
struct intake {
	char row[3]; /* "I1", or "" */
	const char *column;
	const struct base_date *date;
};

static void
take_label(struct intake *in, struct base_text l, const struct base_date *date)
{
	if (l.len == 2 && l.data[0] == 'I' && l.data[1] >= '1' &&
	    l.data[1] <= '5') {
		memcpy(in->row, l.data, l.len);
		in->date = date;
	} else if (l.len == 3 && l.data[0] == '-' &&
		   memcmp(l.data + 1, in->row, 2) == 0) {
		in->row[0] = '\0';
	} else if (base_text_is(l, "repeat")) {
		in->column = "repeat";
	} else if (base_text_is(l, "first") || base_text_is(l, "-repeat")) {
		in->column = "first";
	}
}

bool
sign_stats_is_label(const struct sign_triage *t, size_t at)
{
	const struct sign_entry *e = t->thread->entries[at].entry;

	return e != NULL && t->verdicts[at] == SIGN_VERDICT_DONE &&
	       sign_entry_field(e, "label", 0) != NULL;
}

const struct base_date *
sign_stats_next_month(
    const struct sign_triage *t, const struct base_date *behind)
{
	const struct base_date *least = NULL;

	for (size_t i = 0; i < t->thread->entry_count; i++) {
		const struct base_date *d;

		if (!sign_stats_is_label(t, i))
			continue;
		d = &t->thread->entries[i].entry->date;
		if ((behind == NULL ||
			strncmp(d->text, behind->text, MONTH_LEN) > 0) &&
		    (least == NULL ||
			strncmp(d->text, least->text, MONTH_LEN) < 0))
			least = d;
	}
	return least;
}

static struct intake
by_end_of(const struct sign_triage *t, const struct base_date *month)
{
	struct intake in = { .row = "", .column = "first" };

	for (size_t i = 0; i < t->thread->entry_count; i++) {
		const struct sign_entry *e = t->thread->entries[i].entry;
		const struct sign_field *f;

		if (!sign_stats_is_label(t, i) ||
		    strncmp(e->date.text, month->text, MONTH_LEN) > 0)
			continue;
		for (size_t n = 0;
		     (f = sign_entry_field(e, "label", n)) != NULL; n++)
			take_label(&in, f->value, &e->date);
	}
	return in;
}

/*
 * The class that the case had at the end of the first month at whose end it
 * had one.  What was labelled later changes no month that is over.
 */
void
sign_stats_intake(struct stats_work *w)
{
	const struct base_date *month = NULL;

	while ((month = sign_stats_next_month(w->t, month)) != NULL) {
		struct intake in = by_end_of(w->t, month);

		if (in.row[0] == '\0')
			continue;
		sign_stats_put(w, SIGN_STATS_INTAKE, sign_stats_text(in.row),
		    in.column, in.date, 0);
		return;
	}
}

/* ---- feedback --------------------------------------------------------------- */

/* A rating of 1 to 3, said once or several times over; 0 for anything else. */
static unsigned int
rating_of(const struct sign_entry *e)
{
	const struct sign_field *f;
	struct base_text one = sign_stats_value(e, "rating");

	if (one.len != 1 || one.data[0] < '1' || one.data[0] > '3')
		return 0;
	for (size_t n = 1; (f = sign_entry_field(e, "rating", n)) != NULL;
	     n++) {
		if (f->value.len != 1 || f->value.data[0] != one.data[0])
			return 0;
	}
	return (unsigned int)(one.data[0] - '0');
}

/* The day of the first rating of an answer, if that says: satisfied. */
static const struct base_date *
satisfied(const struct sign_triage *t, const struct base_date *answered)
{
	for (size_t i = 0; answered != NULL && i < t->thread->entry_count;
	     i++) {
		const struct sign_thread_entry *te = &t->thread->entries[i];

		if (te->trusted && te->entry != NULL &&
		    te->entry->kind == SIGN_KIND_FOLLOWUP &&
		    strcmp(te->entry->date.text, answered->text) >= 0 &&
		    rating_of(te->entry) != 0)
			return rating_of(te->entry) == 1 ? &te->entry->date
							 : NULL;
	}
	return NULL;
}

/* Whether the report names the topic of its n-th field before that. */
static bool
named_before(const struct sign_entry *report, size_t n, struct base_text topic)
{
	for (size_t i = 0; i < n; i++) {
		struct base_text v =
		    sign_entry_field(report, "topic", i)->value;

		if (v.len == topic.len &&
		    memcmp(v.data, topic.data, v.len) == 0)
			return true;
	}
	return false;
}

static const char *
kind_of(const struct sign_entry *report)
{
	static const char *const known[] = { "help", "ask", "advice",
		"complaint", "praise" };
	struct base_text kind = sign_stats_value(report, "kind");

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (base_text_is(kind, known[i]))
			return known[i];
	}
	return NULL;
}

void
sign_stats_feedback(struct stats_work *w)
{
	const struct base_date *answered = sign_stats_into(w->t, "Q3");
	const struct base_date *happy = satisfied(w->t, answered);
	const struct base_date *again =
	    answered == NULL ? NULL : sign_stats_into(w->t, "Q4");
	const char *kind = kind_of(w->report);
	const struct sign_field *f;

	for (size_t n = 0;
	     (f = sign_entry_field(w->report, "topic", n)) != NULL; n++) {
		if (named_before(w->report, n, f->value))
			continue;
		if (kind != NULL)
			sign_stats_put(
			    w, SIGN_STATS_TOPICS, f->value, kind, w->stored, 0);
		sign_stats_put(
		    w, SIGN_STATS_TOPICS, f->value, "answered", answered, 0);
		sign_stats_put(
		    w, SIGN_STATS_TOPICS, f->value, "satisfied", happy, 0);
		sign_stats_put(
		    w, SIGN_STATS_TOPICS, f->value, "reopened", again, 0);
	}
	sign_stats_put(w, SIGN_STATS_STATIONS,
	    sign_stats_value(w->report, "station"), "number", w->stored, 0);
}
