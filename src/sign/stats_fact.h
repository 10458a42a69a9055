/* SPDX-License-Identifier: ISC */
/*
 * What the statistics count (docs/statistics.md): a checked case becomes
 * facts, one for each figure that it counts in.  Nothing here knows a name, a
 * unit or a text.
 */
#ifndef SIGN_STATS_FACT_H
#define SIGN_STATS_FACT_H

#include "base/err.h"
#include "sign/stats_table.h"
#include "sign/triage.h"

/* One case counts in one figure, on one day. */
struct sign_fact {
	size_t series;
	struct base_date date;
	int32_t days;    /* clocks: that it took; else 0 */
	size_t campaign; /* its place in the list and one more; 0: none */
};

/* Called for each fact; an error ends the walk. */
typedef enum err (*sign_fact_fn)(void *ctx, const struct sign_fact *f);

/*
 * The facts of one case, in no order that means anything.  From the month on
 * in which it went sealed to the superior organ it has none; those of the
 * months before stay, for the difference would show that there is such a case.
 * ERR_OK (also for a thread without a report), or what fn returned.
 */
enum err sign_stats_facts(
    const struct sign_triage *t, sign_fact_fn fn, void *ctx) MUST_USE;

#endif
