/* SPDX-License-Identifier: ISC */
/*
 * A station's poster: one A4 sheet as SVG.  It carries what every poster of
 * that station carries and nothing that tells two sheets or two readers apart:
 * no number, no date, no code but the link's.
 */
#ifndef CLI_POSTER_H
#define CLI_POSTER_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "sign/key.h"

#define POSTER_SVG_MAX (512u * 1024u)

struct cli_poster {
	const char *host;
	uint8_t pin[SIGN_HASH_LEN];
	const json_t *site;    /* conf/site.json, docs/site.md */
	const json_t *station; /* one of its stations */
};

/* Find a station by its code.  NULL when the site has none such. */
const json_t *cli_poster_station(const json_t *site, const char *code);

/*
 * Append one <svg> element, with no XML declaration, so that it can stand in a
 * page.  Says what is wrong with the site's words.  ERR_OK, ERR_FORMAT,
 * ERR_LIMIT, ERR_MEMORY.
 */
enum err
cli_poster_draw(const struct cli_poster *p, struct base_buf *out) MUST_USE;

#endif
