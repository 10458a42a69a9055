/* SPDX-License-Identifier: ISC */
/* Who can still open all of a thread, by what a store folder has of it. */
#ifndef CLI_ABLE_H
#define CLI_ABLE_H

#include <jansson.h>

#include "cli/case.h"
#include "sign/thread_able.h"

struct cli_able {
	bool known; /* false: no report, or no roster in force */
	size_t count;
	bool officers[SIGN_NUMBER_MAX + 1];
};

/*
 * The roster in force today, lent by the folder's chain; NULL for none.  Its
 * signatures are verified: once for a walk over all threads.
 */
const struct sign_roster *
cli_able_roster(const struct cli_folder *f, const struct base_date *today);

/* By that roster or NULL.  Returns ERR_OK, or as reading the folder says. */
enum err cli_able(const struct cli_case *c, const struct cli_folder *f,
    const struct sign_roster *roster, struct cli_able *out) MUST_USE;

/* One officer is left, or none: to be told. */
bool cli_able_is_few(const struct cli_able *a);

/* A line of words where it is to be told; nothing else. */
void cli_able_print(const struct cli_able *a);

/* A list of numbers, or null where it is not known. */
json_t *cli_able_json(const struct cli_able *a);

#endif
