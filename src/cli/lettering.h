/* SPDX-License-Identifier: ISC */
/*
 * How wide text is on paper, roughly and never too narrow, and where a line may
 * end: enough to set a poster's few lines without a shaping library.  Widths
 * are in hundredths of the type size.
 */
#ifndef CLI_LETTERING_H
#define CLI_LETTERING_H

#include <stddef.h>

#include "base/text.h"

#define LETTERING_LINES_MAX 8

/* Letters of their own width, or of one width all. */
enum lettering { LETTERING_SANS, LETTERING_MONO };

/*
 * Break clean text into lines at most width wide.  A line does not begin with
 * a closing mark or a space.  Returns the number of lines, borrowed from t, or
 * 0 when more than max (at most LETTERING_LINES_MAX) would be needed.
 */
size_t cli_lettering_wrap(enum lettering kind, struct base_text t,
    unsigned int width, struct base_text *lines, size_t max);

#endif
