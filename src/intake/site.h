/* SPDX-License-Identifier: ISC */
/*
 * The words and lists of one site: conf/site.json, read once at start and held
 * to docs/site.md, so that a page never meets a shape it does not know.
 */
#ifndef INTAKE_SITE_H
#define INTAKE_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "intake/shape.h"

/* The same site in one language each, as compact JSON objects. */
struct intake_site {
	struct base_buf zh;
	struct base_buf en;
};

/*
 * Check text and write both languages to out, which intake_site_done() frees
 * in any case; the title of the page of wishes only if there are answers.
 * ERR_OK, ERR_FORMAT (*fault: where and what is wrong), ERR_LIMIT, ERR_MEMORY.
 */
enum err intake_site_parse(const char *text, size_t len, bool answers,
    struct intake_site *out, struct shape_fault *fault) MUST_USE;

void intake_site_done(struct intake_site *site);

#endif
