/* SPDX-License-Identifier: ISC */
/* Days by which something is to be done. */
#include <stdlib.h>
#include <string.h>

#include "sign/triage_work.h"

#define ITEM_REMIND_DAYS 7

static bool
has_word(const char *words, struct base_text v)
{
	struct base_text rest = { words, strlen(words) }, word;

	while (base_text_word(&rest, &word)) {
		if (word.len == v.len && memcmp(word.data, v.data, v.len) == 0)
			return true;
	}
	return false;
}

/* The shorter limit, where the report asks for it. */
static unsigned int
limit_of(const struct sign_triage *t, const struct sign_clock_rule *r)
{
	const struct sign_field *f = NULL;

	if (r->fast > 0)
		f = sign_entry_field(t->thread->report, r->fast_field, 0);
	return f != NULL && has_word(r->fast_values, f->value) ? r->fast
							       : r->n;
}

struct base_date
sign_triage_clock_due(const struct sign_triage *t, size_t rule, bool *known)
{
	const struct sign_clock_rule *r = &sign_clock_rules[rule];
	struct base_date due;

	if (r->movable && t->has_due)
		return t->due;
	base_calendar_add(&t->clock_since[rule], limit_of(t, r), r->unit, &due,
	    known);
	if (r->extension > 0 && t->extended) {
		struct base_date from = due;

		base_calendar_add(&from, r->extension, BASE_UNIT_WD, &due,
		    known);
	}
	return due;
}

static void
judge(struct sign_clock *c, const struct base_date *today, bool known,
    unsigned int remind)
{
	int32_t left = base_date_days(&c->due) - base_date_days(today);

	c->overdue = left < 0;
	c->today = left == 0;
	c->soon = left > 0 && left <= (int32_t)remind;
	c->weekends_only = !known;
}

static size_t
clocks_by_rule(const struct sign_triage *t, const struct base_date *today,
    struct sign_clock *list)
{
	size_t n = 0;

	for (size_t i = 0; i < sign_clock_rule_count; i++) {
		const struct sign_clock_rule *r = &sign_clock_rules[i];
		struct sign_clock *c = &list[n];
		bool known = true;

		if (t->clock_since[i].text[0] == 0)
			continue;
		*c = (struct sign_clock){ .id = r->id, .zh = r->zh, .en = r->en,
			.item = SIGN_NOWHERE, .since = t->clock_since[i] };
		c->due = sign_triage_clock_due(t, i, &known);
		judge(c, today, known, r->remind);
		n++;
	}
	return n;
}

static void
clock_major(const struct sign_triage *t, const struct base_date *today,
    struct sign_clock *c)
{
	bool known = true;

	*c = (struct sign_clock){ .id = "major", .zh = sign_major_table.zh,
		.en = sign_major_table.en, .item = SIGN_NOWHERE,
		.since = t->major_since };
	base_calendar_add(&t->major_since, sign_major_table.n,
	    sign_major_table.unit, &c->due, &known);
	judge(c, today, known, 0);
}

static size_t
clocks_of_items(const struct sign_triage *t, const struct base_date *today,
    struct sign_clock *list)
{
	size_t n = 0;

	for (size_t i = 0; i < t->item_count; i++) {
		const struct sign_item *item = &t->items[i];

		if (item->state != SIGN_ITEM_OPEN)
			continue;
		list[n] = (struct sign_clock){ .id = "item",
			.zh = "整改事项", .en = "Rectification item",
			.item = i,
			.since = t->thread->entries[item->event].entry->date,
			.due = item->due };
		judge(&list[n++], today, true, ITEM_REMIND_DAYS);
	}
	return n;
}

/* By day; on one day as they were found, which is where they lie. */
static int
clock_compare(const void *a, const void *b)
{
	const struct sign_clock *x = a, *y = b;
	int c = strcmp(x->due.text, y->due.text);

	return c != 0 ? c : strcmp(x->id, y->id) != 0 ? strcmp(x->id, y->id)
			  : (x->item > y->item) - (x->item < y->item);
}

enum err
sign_triage_clocks(const struct sign_triage *t, const struct base_date *today,
    struct sign_clock **out, size_t *count)
{
	size_t max = SIGN_CLOCKS_MAX + 1 + t->item_count, n = 0;
	struct sign_clock *list;

	if (t->state == SIGN_STATE_NONE) {
		*out = NULL;
		*count = 0;
		return ERR_OK;
	}
	if ((list = calloc(max, sizeof(*list))) == NULL)
		return ERR_MEMORY;
	n = clocks_by_rule(t, today, list);
	if (t->bases != 0 && !t->reported)
		clock_major(t, today, &list[n++]);
	n += clocks_of_items(t, today, list + n);
	qsort(list, n, sizeof(*list), clock_compare);
	*out = list;
	*count = n;
	return ERR_OK;
}
