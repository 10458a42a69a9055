/* SPDX-License-Identifier: ISC */
/* Plain cases, counted: all facts and the sheets that the context names. */
#include "diff/verdict.h"
#include "stats/cases.h"

static enum err
read_stats(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text text = { (const char *)in->data, in->len };

	stats_cases_report(in->context, text, NULL, out);
	return ERR_OK;
}

const struct verdict_kind verdict_stats[] = {
	{ "stats", read_stats },
	{ 0 },
};
