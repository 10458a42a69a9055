/* SPDX-License-Identifier: ISC */
/*
 * Errors as the world sees them: RFC 9457 problem documents whose `type` is
 * stable.  For each enum err it is urn:qingfeng:error: and the error's name in
 * lower case with dashes; for refusals that come from the HTTP layer before a
 * route is known, urn:qingfeng:http: and the status.  The list is in
 * docs/errors.md.
 */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include <stddef.h>

#include "base/err.h"

#define WEB_PROBLEM_TYPE "application/problem+json"
#define WEB_PROBLEM_LEN 320 /* every document fits, with its NUL */
#define WEB_RETRY_SECONDS "5"

/* The HTTP status of an error; never called with ERR_OK. */
int web_problem_status(enum err e);

/* Write the document of e; returns its length without the NUL. */
size_t web_problem_write(enum err e, char out[static WEB_PROBLEM_LEN]);

/* The same for a bare HTTP status, 400 to 599. */
size_t web_problem_write_status(int status, char out[static WEB_PROBLEM_LEN]);

#endif
