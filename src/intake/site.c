/* SPDX-License-Identifier: ISC */
#include "intake/site.h"

#include <string.h>

#include <jansson.h>

#include "base/limits.h"
#include "intake/language.h"
#include "intake/site_links.h"
#include "intake/site_shape.h"

enum err
intake_site_parse(const char *text, size_t len, bool answers,
    struct intake_site *out, struct shape_fault *fault)
{
	json_error_t at;
	json_t *site;
	enum err e = ERR_FORMAT;

	*fault = (struct shape_fault){ 0 };
	base_buf_init(&out->zh, LIMIT_SITE_LEN);
	base_buf_init(&out->en, LIMIT_SITE_LEN);
	site = json_loadb(text, len, JSON_REJECT_DUPLICATES, &at);
	if (site == NULL) {
		(void)shape_wrong(fault, "JSON", "line %d, column %d: %.100s",
		    at.line, at.column, at.text);
		goto out;
	}
	if (!shape_check(&site_shape, "", site, fault) ||
	    !site_links_check(site, fault))
		goto out;
	/* Nothing to read needs no title. */
	if (!answers)
		(void)json_object_del(site, "answers");
	if ((e = intake_language_write(site, "en", &out->zh)) == ERR_OK)
		e = intake_language_write(site, "zh", &out->en);
out:
	json_decref(site);
	return e;
}

void
intake_site_done(struct intake_site *site)
{
	base_buf_done(&site->zh);
	base_buf_done(&site->en);
}
