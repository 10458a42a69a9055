/* SPDX-License-Identifier: ISC */
/* A site's site.json on this machine (docs/site.md), as far as it is JSON. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <jansson.h>

#include "cli/say.h"

/*
 * Read a file of at most LIMIT_SITE_LEN bytes that holds one object; the caller
 * frees *out.  Its members are for the caller to look at.  Says what is wrong.
 */
enum cli_exit cli_words_load(const char *path, json_t **out) MUST_USE;

#endif
