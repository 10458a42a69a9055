/* SPDX-License-Identifier: ISC */
/*
 * SVG to PDF by Debian's rsvg-convert, a program of its own: what draws text
 * with system fonts has no place in the process that holds officers' keys.
 */
#ifndef CLI_CONVERT_H
#define CLI_CONVERT_H

#include <stddef.h>

#include "base/buf.h"
#include "cli/say.h"

/*
 * Write a PDF with a page for each SVG to path, or to standard output when it
 * is NULL or "-".  Says what is missing: the program, or a Chinese font.
 */
enum cli_exit cli_convert_pdf(
    const char *path, const struct base_buf *svg, size_t count) MUST_USE;

#endif
