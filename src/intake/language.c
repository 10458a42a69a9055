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

/* What editors and posters read, and no page. */
static void
strip_unread(json_t *site)
{
	json_t *station, *campaign;
	size_t i;

	(void)json_object_del(site, "$schema");
	json_array_foreach(json_object_get(site, "stations"), i, station)
	{
		(void)json_object_del(station, "hours");
		(void)json_object_del(station, "color");
	}
	json_array_foreach(json_object_get(site, "campaigns"), i, campaign)(
	    void) json_object_del(campaign, "color");
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
	strip_unread(copy);
	if ((text = json_dumps(copy, JSON_COMPACT)) != NULL)
		e = base_buf_add_str(out, text);
out:
	free(text);
	json_decref(copy);
	return e;
}
