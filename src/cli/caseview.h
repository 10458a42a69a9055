/* SPDX-License-Identifier: ISC */
/* Where a case stands, in words and as JSON. */
#ifndef CLI_CASEVIEW_H
#define CLI_CASEVIEW_H

#include <jansson.h>

#include "cli/case.h"

/* Lines behind a thread's head: state, who, clocks, proposals, items. */
enum err cli_caseview_print(
    const struct cli_case *c, const struct base_date *today) MUST_USE;

/* The same as an object; NULL when out of memory. */
json_t *
cli_caseview_json(const struct cli_case *c, const struct base_date *today);

/* One rectification item as an object. */
json_t *
cli_caseview_item(const struct cli_case *c, const struct sign_item *item);

/* One clock as an object. */
json_t *
cli_caseview_clock(const struct cli_case *c, const struct sign_clock *clock);

/* The entry's id, whole, as a JSON string; null for SIGN_NOWHERE. */
json_t *cli_caseview_id(const struct cli_case *c, size_t at);

/* An event that says who opened what: for the auditor's questions only. */
bool cli_caseview_is_look(const struct sign_thread_entry *te);

/* How many entries there are, those left out. */
size_t cli_caseview_count(const struct cli_case *c);

#endif
