/* SPDX-License-Identifier: ISC */
/* Lines of text on a poster: as large as they may be, small enough to fit. */
#ifndef CLI_POSTER_TEXT_H
#define CLI_POSTER_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

struct poster_words {
	const char *zh, *en;
};

/* One kind of text on the sheet. */
struct poster_style {
	unsigned int x, width, size, least; /* least: smallest size */
	unsigned int lines;                 /* at most */
	bool bold, mono, center;
	const char *fill;
	const char *lang;
};

/* Append a text with what XML has a meaning for escaped.  As base_buf_add(). */
enum err cli_poster_escape(struct base_buf *out, struct base_text t) MUST_USE;

/*
 * Append text below *y, as large as it may be and small enough to fit; *y moves
 * behind it.  Says what is wrong: ERR_FORMAT for a text that is empty, has a
 * line break or does not fit; else as base_buf_add().
 */
enum err cli_poster_text(struct base_buf *out, const struct poster_style *s,
    const char *text, unsigned int *y) MUST_USE;

/* As cli_poster_text(): Chinese, and the English below it, smaller. */
enum err cli_poster_both(struct base_buf *out, const struct poster_style *s,
    const struct poster_words *w, unsigned int *y) MUST_USE;

#endif
