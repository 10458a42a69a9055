/* SPDX-License-Identifier: ISC */
/*
 * The poster of a station or a campaign: one A4 sheet as SVG.  It carries what
 * every poster of that station or campaign carries and nothing that tells two
 * sheets or two readers apart: no number, no day of printing, no code but the
 * link's.
 */
#ifndef CLI_POSTER_H
#define CLI_POSTER_H

#include <stdbool.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "sign/key.h"

#define POSTER_SVG_MAX (512u * 1024u)

struct cli_poster {
	const char *host;
	uint8_t pin[SIGN_HASH_LEN];
	const json_t *site;  /* conf/site.json, docs/site.md */
	const json_t *place; /* one of its stations or campaigns */
	bool campaign;       /* the latter */
};

/*
 * Find a station, or else a campaign, by its code.  False when the site has
 * none such; p is written only on true.
 */
bool
cli_poster_find(const json_t *site, const char *code, struct cli_poster *p);

/*
 * Append one <svg> element, with no XML declaration, so that it can stand in a
 * page.  Says what is wrong with the site's words.  ERR_OK, ERR_FORMAT,
 * ERR_LIMIT, ERR_MEMORY.
 */
enum err
cli_poster_draw(const struct cli_poster *p, struct base_buf *out) MUST_USE;

#endif
