/* SPDX-License-Identifier: ISC */
/*
 * The words and lists of one site: conf/site.json, read once at start and held
 * to docs/site.md, so that a page never meets a shape it does not know.
 */
#ifndef INTAKE_SITE_H
#define INTAKE_SITE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* Why a file was refused: the place in it and what is wrong there. */
struct intake_site_fault {
	char text[160];
};

/*
 * Check text and append it to out without white space, as one JSON object.
 * Returns ERR_OK, ERR_FORMAT (*fault says why), ERR_LIMIT, ERR_MEMORY.
 */
enum err intake_site_parse(const char *text, size_t len, struct base_buf *out,
    struct intake_site_fault *fault) MUST_USE;

#endif
