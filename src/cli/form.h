/* SPDX-License-Identifier: ISC */
/* A form of the site's words (docs/site.md), and an entry held against it. */
#ifndef CLI_FORM_H
#define CLI_FORM_H

#include <jansson.h>

#include "base/err.h"
#include "cli/say.h"
#include "sign/entry.h"

struct cli_form {
	const json_t *json; /* both borrowed from the start document */
	const json_t *site;
	enum sign_form form;
	const char *class_name;
};

/*
 * Find a form by its id ("concern/1") or the part before the slash.  Says what
 * is wrong and which forms there are.
 */
enum cli_exit cli_form_find(
    const json_t *words, const char *name, struct cli_form *out) MUST_USE;

/*
 * Hold the entry's fields and text against the form: names and codes known,
 * repeated as often as allowed, required ones there, nothing that the form does
 * not handle, text neither too short nor too long.  Sets form->class_name when
 * an answer routes elsewhere.  Says what is wrong.
 */
enum cli_exit
cli_form_check(struct cli_form *form, const struct sign_entry *e) MUST_USE;

#endif
