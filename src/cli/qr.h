/* SPDX-License-Identifier: ISC */
/* A QR code as a path of squares (libqrencode). */
#ifndef CLI_QR_H
#define CLI_QR_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Append an SVG <path> that fills a square of side units at x, y, in which a
 * quarter of the code may be damaged (level Q).  The quiet zone is the
 * caller's.  ERR_OK, ERR_LIMIT (text too long), ERR_MEMORY.
 */
enum err cli_qr_path(const char *text, unsigned int x, unsigned int y,
    unsigned int side, struct base_buf *out) MUST_USE;

#endif
