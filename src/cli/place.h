/* SPDX-License-Identifier: ISC */
/* What a person means by the first digits of an entry's id. */
#ifndef CLI_PLACE_H
#define CLI_PLACE_H

#include "cli/case.h"

/* The first digits of an entry's id, as lists show them. */
void cli_place_id(
    const struct cli_case *c, size_t at, char out[static CLI_ID_SHOWN_LEN + 1]);

/*
 * The open proposal, or rectification item, whose event begins with prefix;
 * prefix NULL: the only one there is.  Says what is wrong.
 */
enum cli_exit cli_place_proposal(const struct cli_case *c, const char *prefix,
    const struct sign_proposal **out) MUST_USE;
enum cli_exit cli_place_item(const struct cli_case *c, const char *prefix,
    const struct sign_item **out) MUST_USE;

#endif
