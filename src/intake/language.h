/* SPDX-License-Identifier: ISC */
/*
 * One language of a site: conf/site.json has every text in both, a visitor
 * reads one.
 */
#ifndef INTAKE_LANGUAGE_H
#define INTAKE_LANGUAGE_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Append site to out without white space and without the member `drop` of each
 * TEXT (an object with zh and en).  ERR_OK, ERR_LIMIT, ERR_MEMORY.
 */
enum err intake_language_write(
    const json_t *site, const char *drop, struct base_buf *out) MUST_USE;

#endif
