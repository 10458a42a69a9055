/* SPDX-License-Identifier: ISC */
#include "intake/language.h"

#include <stdlib.h>

/* As deep as jansson parses (JSON_PARSER_MAX_DEPTH), so it ends. */
static void
strip(json_t *value, const char *drop)
{
	json_t *child;
	const char *name;
	size_t i;

	json_array_foreach(value, i, child) strip(child, drop);
	if (json_object_get(value, "zh") != NULL &&
	    json_object_get(value, "en") != NULL)
		(void)json_object_del(value, drop);
	json_object_foreach(value, name, child) strip(child, drop);
}

enum err
intake_language_write(
    const json_t *site, const char *drop, struct base_buf *out)
{
	json_t *copy = json_deep_copy(site);
	char *text = NULL;
	enum err e = ERR_MEMORY;

	if (copy == NULL)
		goto out;
	strip(copy, drop);
	(void)json_object_del(copy, "$schema"); /* for editors, not for pages */
	if ((text = json_dumps(copy, JSON_COMPACT)) != NULL)
		e = base_buf_add_str(out, text);
out:
	free(text);
	json_decref(copy);
	return e;
}
