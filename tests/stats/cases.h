/* SPDX-License-Identifier: ISC */
/*
 * Cases as plain lines (cases.ts says which), for the tests that hold C and
 * TypeScript against each other.  What they read is our own: a wrong line ends
 * the program.
 */
#ifndef TESTS_STATS_CASES_H
#define TESTS_STATS_CASES_H

#include "base/buf.h"
#include "sign/stats.h"

/* Append the facts as sorted lines "table/row/column date days". */
struct stats_lines {
	char (*line)[64];
	size_t count, size;
};
enum err stats_lines_add(void *lines, const struct sign_fact *f);
void stats_lines_put(struct stats_lines *lines, struct base_buf *out);

/* Called for each sheet, of a period or of a campaign. */
struct stats_sheets {
	void (*period)(void *ctx, const struct sign_sheet *s);
	void (*campaign)(void *ctx, const struct sign_campaign_sheet *s);
	void *ctx;
};

/*
 * All that report() of cases.ts writes: words are "TODAY PERIOD ...", text the
 * cases.  fn may be NULL.
 */
void stats_cases_report(struct base_text words, struct base_text text,
    const struct stats_sheets *fn, struct base_buf *out);

#endif
