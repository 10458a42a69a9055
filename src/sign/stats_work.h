/* SPDX-License-Identifier: ISC */
/* The working state of one sign_stats_facts().  Private to this room. */
#ifndef SIGN_STATS_WORK_H
#define SIGN_STATS_WORK_H

#include "sign/stats_fact.h"

struct stats_work {
	const struct sign_triage *t;
	const struct sign_entry *report;
	const struct base_date *stored; /* of the report */
	const struct base_date *sealed; /* first R07, or NULL */
	sign_fact_fn fn;
	void *ctx;
	enum err e; /* the first one of fn */
};

/*
 * Hand a fact to fn, unless date is NULL, the table has no such row, or the
 * case was sealed by then.
 */
void sign_stats_put(struct stats_work *w, enum sign_stats_id table,
    struct base_text row, const char *column, const struct base_date *date,
    int32_t days);

/* The first day on which the case came into a state; NULL: never. */
const struct base_date *
sign_stats_into(const struct sign_triage *t, const char *state);

/* Of an entry that is not NULL: the first value of a name, or "". */
struct base_text sign_stats_value(const struct sign_entry *e, const char *name);

/* A piece of text that ends with a NUL. */
struct base_text sign_stats_text(const char *s);

/* Whether the entry at this place put labels on the case. */
bool sign_stats_is_label(const struct sign_triage *t, size_t at);

/* The first month behind `behind` in which a label was given; NULL: none. */
const struct base_date *sign_stats_next_month(
    const struct sign_triage *t, const struct base_date *behind);

/* What a piece of feedback counts in. */
void sign_stats_feedback(struct stats_work *w);

/* What a concern counts in by its labels. */
void sign_stats_intake(struct stats_work *w);

#endif
